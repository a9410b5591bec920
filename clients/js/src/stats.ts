// Converts the result of getStats to the figures of a report. Pure: no timers, no network.

/** The fields of a report that come from getStats; `null` means not known. */
export interface Figures {
  rtt_ms: number | null
  jitter_ms: number | null
  loss_in_ratio: number | null
  loss_out_ratio: number | null
  bitrate_in_bps: number | null
  bitrate_out_bps: number | null
  frames_per_second_in: number | null
  frames_per_second_out: number | null
  frame_width_in: number | null
  frame_height_in: number | null
  frame_width_out: number | null
  frame_height_out: number | null
  freezes: number | null
  freeze_seconds: number | null
  concealed_ratio: number | null
  quality_limitation: string | null
  candidate_type: string | null
  protocol: string | null
}

/** One entry of an RTCStatsReport. */
// biome-ignore lint/suspicious/noExplicitAny: its fields differ by type and by browser
export type Stat = Record<string, any>

/** The counters at one time, and the values that are not counters. */
export interface Snapshot {
  at_ms: number
  /** By counter, then by stream or candidate pair: they start and end. */
  counters: Map<string, Map<string, number>>
  now: Omit<Figures, Change>
}

/** The figures that are changes since the last report. */
type Change =
  | 'loss_in_ratio'
  | 'loss_out_ratio'
  | 'bitrate_in_bps'
  | 'bitrate_out_bps'
  | 'freezes'
  | 'freeze_seconds'
  | 'concealed_ratio'

const LIMITATIONS = ['bandwidth', 'cpu', 'other', 'none']
const CANDIDATES = ['host', 'srflx', 'prflx', 'relay']
const PROTOCOLS = ['udp', 'tcp', 'tls']

/**
 * Reads lists of stats: one of each peer connection, or one of the sent tracks and one of the received.
 * A candidate pair that several lists have counts once.
 */
export function snapshot(lists: Stat[][], at_ms: number): Snapshot {
  const counters: Snapshot['counters'] = new Map()
  const rtts: number[] = []
  const jitters: number[] = []
  const limitations: string[] = []
  let pair_rtt: number | null = null
  let candidate: Stat | undefined
  let video_in: Stat | undefined
  let video_out: Stat | undefined
  lists.forEach((stats, list) => {
    const by_id = new Map(stats.map((stat) => [stat.id, stat]))
    const count = (what: string, stat: Stat, value: unknown) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return
      const of_what = counters.get(what) ?? new Map<string, number>()
      // Two connections may have streams with the same id, but not pairs.
      const key = stat.type === 'candidate-pair' ? stat.id : `${list}/${stat.id}`
      counters.set(what, of_what.set(key, value))
    }
    const note = (values: number[], seconds: unknown) => {
      if (typeof seconds === 'number' && seconds >= 0) values.push(seconds * 1000)
    }
    const pair = selected_pair(stats, by_id)
    if (pair) {
      count('bytes_in', pair, pair.bytesReceived)
      count('bytes_out', pair, pair.bytesSent)
      if (typeof pair.currentRoundTripTime === 'number')
        pair_rtt = Math.max(pair_rtt ?? 0, pair.currentRoundTripTime * 1000)
      candidate ??= by_id.get(pair.localCandidateId)
    }
    for (const stat of stats) {
      if (stat.type === 'inbound-rtp') {
        count('received', stat, stat.packetsReceived)
        count('lost_in', stat, stat.packetsLost)
        count('freezes', stat, stat.freezeCount)
        count('freeze_seconds', stat, stat.totalFreezesDuration)
        count('concealed', stat, stat.concealedSamples)
        count('samples', stat, stat.totalSamplesReceived)
        note(jitters, stat.jitter)
        video_in = larger(video_in, stat)
      } else if (stat.type === 'remote-inbound-rtp') {
        // The loss of a stream is only known together with its number of sent packets.
        count('lost_out', stat, stat.packetsLost)
        count('sent', stat, by_id.get(stat.localId)?.packetsSent)
        note(jitters, stat.jitter)
        note(rtts, stat.roundTripTime)
      } else if (stat.type === 'outbound-rtp' && stat.active !== false) {
        limitations.push(stat.qualityLimitationReason)
        video_out = larger(video_out, stat)
      }
    }
  })
  const protocol = candidate?.relayProtocol ?? candidate?.protocol
  return {
    at_ms,
    counters,
    now: {
      rtt_ms: pair_rtt ?? greatest(rtts),
      jitter_ms: greatest(jitters),
      quality_limitation: LIMITATIONS.find((reason) => limitations.includes(reason)) ?? null,
      candidate_type: CANDIDATES.find((type) => type === candidate?.candidateType) ?? null,
      protocol: PROTOCOLS.find((name) => name === protocol) ?? null,
      frames_per_second_in: known(video_in?.framesPerSecond),
      frames_per_second_out: known(video_out?.framesPerSecond),
      frame_width_in: known(video_in?.frameWidth),
      frame_height_in: known(video_in?.frameHeight),
      frame_width_out: known(video_out?.frameWidth),
      frame_height_out: known(video_out?.frameHeight),
    },
  }
}

/** The figures of `after`; changes are known only with a `before`. */
export function figures(before: Snapshot | null, after: Snapshot): Figures {
  const delta = (what: string) => {
    const now = after.counters.get(what)
    if (!before || !now) return null
    const then = before.counters.get(what)
    let sum = 0
    for (const [id, value] of now) sum += value - (then?.get(id) ?? 0)
    // A browser may reduce its count of lost packets.
    return Math.max(0, sum)
  }
  const ratio = (part: number | null, whole: number | null) =>
    part === null || !whole ? null : Math.min(1, part / whole)
  const seconds = before ? (after.at_ms - before.at_ms) / 1000 : 0
  const rate = (bytes: number | null) =>
    bytes === null || seconds <= 0 ? null : Math.round((bytes * 8) / seconds)
  const [received, lost_in] = [delta('received'), delta('lost_in')]
  return {
    ...after.now,
    loss_in_ratio: ratio(lost_in, received === null ? null : received + (lost_in ?? 0)),
    loss_out_ratio: ratio(delta('lost_out'), delta('sent')),
    bitrate_in_bps: rate(delta('bytes_in')),
    bitrate_out_bps: rate(delta('bytes_out')),
    freezes: delta('freezes'),
    freeze_seconds: delta('freeze_seconds'),
    concealed_ratio: ratio(delta('concealed'), delta('samples')),
  }
}

/** `after`, and the counters of streams that it lacks: one that returns goes on from its last value. */
export function remembered(before: Snapshot | null, after: Snapshot): Snapshot {
  const counters = new Map(before?.counters)
  for (const [what, values] of after.counters)
    counters.set(what, new Map([...(counters.get(what) ?? []), ...values]))
  return { ...after, counters }
}

function selected_pair(stats: Stat[], by_id: Map<unknown, Stat>): Stat | undefined {
  const transport = stats.find((stat) => stat.type === 'transport' && stat.selectedCandidatePairId)
  if (transport) return by_id.get(transport.selectedCandidatePairId)
  const pairs = stats.filter((stat) => stat.type === 'candidate-pair')
  return (
    pairs.find((stat) => stat.selected) ??
    pairs.find((stat) => stat.nominated && stat.state === 'succeeded')
  )
}

function greatest(values: number[]): number | null {
  return values.length > 0 ? Math.max(...values) : null
}

/** The stream with the larger picture: what people look at. Only video has a size. */
function larger(one: Stat | undefined, other: Stat): Stat | undefined {
  const area = (stat: Stat | undefined) => (stat?.frameWidth ?? 0) * (stat?.frameHeight ?? 0)
  return area(other) > area(one) ? other : one
}

function known(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 ? value : null
}
