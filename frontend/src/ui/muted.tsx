// Whether a track is muted, and as of when: no webhook tells of mutes, so it is as old as a listing.
import type { Track } from '@/api/model'
import { text } from '@/text/text'
import { Instant } from '@/ui/clock'

export function Muted({ track }: { track: Track }) {
  if (track.certainty === 'in_doubt') {
    return <span className="text-warn">{text.room.trackInDoubt}</span>
  }
  if (track.muted === null) return <span className="text-muted">{text.room.muteUnknown}</span>
  return (
    <>
      {track.muted ? `${text.room.muted} ` : null}
      <span className="text-muted">
        {text.room.asOf} <Instant at={track.muted_at} />
      </span>
    </>
  )
}
