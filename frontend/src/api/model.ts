// Short names for the shapes of the generated schema.
import type { components } from '@/api/schema'

type Schemas = components['schemas']

/**
 * A shape as the API promises to answer it. Members that are not known are `null` and never absent,
 * where the schema only says that they need not be there; and a word may be one that this page does
 * not know yet, where the schema lists those of today.
 */
export type Told<T> = unknown extends T
  ? T
  : T extends string
    ? string
    : T extends object
      ? { [K in keyof T]-?: Told<Exclude<T[K], undefined>> }
      : T

export type Health = Told<Schemas['Health']>
export type SourceHealth = Told<Schemas['SourceHealth']>
export type SystemMetrics = Told<Schemas['SystemMetrics']>
export type MetricsHistory = Told<Schemas['History']>
export type Room = Told<Schemas['Room']>
export type RoomPage = Told<Schemas['RoomPage']>
export type RoomDetail = Told<Schemas['RoomDetail']>
export type Participant = Told<Schemas['Participant']>
export type Track = Told<Schemas['Track']>
export type Job = Told<Schemas['Job']>
export type ReceivedEvent = Told<Schemas['ReceivedEvent']>
