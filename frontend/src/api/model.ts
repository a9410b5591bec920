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
export type Gap = Told<Schemas['Gap']>
export type Sources = Told<Schemas['SourcesReport']>
export type DeploymentSources = Told<Schemas['DeploymentSources']>
export type WebhookSource = Told<Schemas['WebhookSource']>
export type ApiSource = Told<Schemas['ApiSource']>
export type NodeSource = Told<Schemas['NodeSource']>
export type ClientSource = Told<Schemas['ClientSource']>
export type SourceError = Told<Schemas['SourceError']>
export type Refusal = Told<Schemas['Refusals']>
export type Unattributed = Told<Schemas['Unattributed']>
export type Counts = Told<Schemas['CountsBySource']>
export type DriftTotal = Told<Schemas['DriftTotal']>
export type DriftHistory = Told<Schemas['DriftHistory']>
export type Diagnosis = Told<Schemas['Diagnosis']>
export type Room = Told<Schemas['Room']>
export type RoomPage = Told<Schemas['RoomPage']>
export type RoomDetail = Told<Schemas['RoomDetail']>
export type Participant = Told<Schemas['Participant']>
export type ParticipantDetail = Told<Schemas['ParticipantDetail']>
export type QualityPoint = Told<Schemas['QualityPoint']>
export type TimelineEntry = Told<Schemas['TimelineEntry']>
export type Track = Told<Schemas['Track']>
export type Job = Told<Schemas['Job']>
export type ReceivedEvent = Told<Schemas['ReceivedEvent']>
