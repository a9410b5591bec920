// Short names for the shapes of the generated schema.
import type { components } from '@/api/schema'

type Schemas = components['schemas']

/**
 * A shape as the API promises to answer it. Members that are not known are `null` and never absent,
 * where the schema only says that they need not be there; and a word may be one that this page does
 * not know yet, where the schema lists those of today. A word that stands alone tells one shape from
 * another, and stays.
 */
export type Told<T, All = T> = unknown extends T
  ? T
  : T extends string
    ? [All] extends [T]
      ? T
      : string
    : T extends object
      ? { [K in keyof T]-?: Told<Exclude<T[K], undefined>> }
      : T

export type Health = Told<Schemas['Health']>
export type BacktestResult = Told<Schemas['BacktestResult']>
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
export type JobOutput = Told<Schemas['JobOutput']>
export type ReceivedEvent = Told<Schemas['ReceivedEvent']>
export type Alert = Told<Schemas['Alert']>
export type AlertRow = Told<Schemas['AlertRow']>
export type AlertPage = Told<Schemas['AlertPage']>
export type AlertDetail = Told<Schemas['ShownAlert']>
export type Transition = Told<Schemas['Transition']>
export type Evidence = Told<Schemas['Evidence']>
export type Rule = Told<Schemas['Rule']>
export type RuleRow = Told<Schemas['RuleRow']>
export type RuleState = Told<Schemas['RuleState']>
export type MeasureFacts = Told<Schemas['MeasureRow']>
export type Matcher = Told<Schemas['Matcher']>
export type SilenceSpec = Told<Schemas['SilenceSpec']>
export type SilenceRow = Told<Schemas['SilenceRow']>
export type Target = Told<Schemas['Target']>
export type Receiver = Told<Schemas['Receiver']>
export type ReceiverRow = Told<Schemas['ReceiverRow']>
export type TestAnswer = Told<Schemas['TestAnswer']>
export type Notification = Told<Schemas['Notification']>
export type AuditLine = Told<Schemas['AuditLine']>
export type AuditPage = Told<Schemas['AuditPage']>
export type Alerting = Told<Schemas['AlertingState']>
export type Evaluator = Told<Schemas['EvaluatorState']>

// What forms send: their words are the lists of today, and the service has the last word on them.
export type AskedRule = Schemas['RuleAsked']
export type AskedSilence = Schemas['SilenceSpecAsked']
export type AskedReceiver = Schemas['ReceiverAsked']
