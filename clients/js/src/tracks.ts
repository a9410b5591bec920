// Reads the stats of a room's tracks. It uses only the public API of livekit-client, which offers
// stats per track and none per connection.
import type { LocalTrackPublication, RemoteTrackPublication, Room } from 'livekit-client'
import type { Stat } from './stats.js'

type Publication = LocalTrackPublication | RemoteTrackPublication

/** Two lists: the stats of the tracks that are sent, and of those that are received. */
export function trackStats(room: Room): Promise<Stat[][]> {
  const sent = [...room.localParticipant.trackPublications.values()]
  const received = [...room.remoteParticipants.values()].flatMap((participant) => [
    ...participant.trackPublications.values(),
  ])
  return Promise.all([statsOf(sent), statsOf(received)])
}

/** The stats of several tracks; what they share, such as the candidate pair, is in it once. */
async function statsOf(publications: Publication[]): Promise<Stat[]> {
  const reports = await Promise.all(publications.map(reportOf))
  const by_id = new Map<string, Stat>()
  for (const report of reports)
    report?.forEach((stat: Stat, id: string) => {
      by_id.set(id, stat)
    })
  return [...by_id.values()]
}

/** A track that ends at this moment may reject; the other tracks still have stats. */
async function reportOf({ track }: Publication): Promise<RTCStatsReport | undefined> {
  try {
    return await track?.getRTCStatsReport()
  } catch {
    return undefined
  }
}
