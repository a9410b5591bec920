// The frames of /ws. The caller counts an unknown frame and never throws: the
// server may be newer than this page.
import * as z from 'zod/mini'
import type { Alert, Job, Participant, Room, SystemMetrics } from '@/api/model'

const figure = z.nullable(z.number())
const word = z.nullable(z.string())

// The fields that the page reads are required and checked; other fields are kept.
const metrics = z.looseObject({
  timestamp: z.string(),
  active_rooms: figure,
  total_participants: figure,
  people: figure,
  machines: figure,
  join_rate: figure,
  leave_rate: figure,
  disconnect_rate: figure,
  avg_room_duration: figure,
  avg_connection_quality: figure,
})

const room = z.looseObject({
  name: z.string(),
  sid: z.string(),
  status: z.string(),
  started_at: word,
  participant_count: z.number(),
  publisher_count: z.number(),
  connection_quality: figure,
  certainty: z.string(),
})

const participant = z.looseObject({
  identity: z.string(),
  sid: z.string(),
  state: z.string(),
  departure: word,
  certainty: z.string(),
  tracks: z.array(z.looseObject({ sid: z.string(), type: z.string(), source: z.string() })),
})

const job = z.looseObject({ kind: z.string(), id: z.string(), status: z.nullable(z.string()) })

const alert = z.looseObject({
  id: z.string(),
  rule: z.string(),
  severity: z.string(),
  status: z.string(),
  message: z.string(),
  started_at: z.string(),
})

const envelope = z.looseObject({ type: z.string(), seq: z.number(), data: z.unknown() })

const bodies = {
  snapshot: z.looseObject({
    metrics,
    rooms: z.array(room),
    interval_seconds: z.number().check(z.positive()),
  }),
  metrics_update: metrics,
  room_update: z.looseObject({
    type: z.string(),
    room,
    participant: z.nullish(participant),
    job: z.nullish(job),
  }),
  alert,
  heartbeat: z.looseObject({ timestamp: z.string() }),
  resync: z.looseObject({ reason: z.string() }),
} as const

export interface Snapshot {
  metrics: SystemMetrics
  rooms: Room[]
  interval_seconds: number
}

export interface RoomUpdate {
  type: string
  room: Room
  participant?: Participant | null
  job?: Job | null
}

export type Frame =
  | { type: 'snapshot'; seq: number; data: Snapshot }
  | { type: 'metrics_update'; seq: number; data: SystemMetrics }
  | { type: 'room_update'; seq: number; data: RoomUpdate }
  | { type: 'alert'; seq: number; data: Alert }
  | { type: 'heartbeat'; seq: number; data: { timestamp: string } }
  | { type: 'resync'; seq: number; data: { reason: string } }

export type Parsed = Frame | 'bad' | 'unknown'

/** Parses a frame: valid, invalid or of an unknown type. */
export function parseFrame(text: string): Parsed {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return 'bad'
  }
  const outer = envelope.safeParse(json)
  if (!outer.success) return 'bad'
  const { type, seq, data } = outer.data
  if (!Object.hasOwn(bodies, type)) return 'unknown'
  const body = bodies[type as keyof typeof bodies].safeParse(data)
  // The fields that the page uses are checked; the schema guarantees the rest.
  return body.success ? ({ type, seq, data: body.data } as Frame) : 'bad'
}

/** Subscribes to all alerts, and to the updates of these rooms. */
export function subscribeFrame(sids: readonly string[]): string {
  return JSON.stringify(
    sids.length === 0
      ? { type: 'subscribe', topics: ['metrics', 'alerts'] }
      : { type: 'subscribe', topics: ['metrics', 'alerts', 'rooms'], rooms: sids },
  )
}
