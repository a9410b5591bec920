// Short names for the shapes of the generated schema.
import type { components } from '@/api/schema'

type Schemas = components['schemas']

/**
 * A shape as the API answers it. Unknown fields are `null` and never absent, where the schema only
 * says that they are optional; and an enum may hold a value that this page does not know, where the
 * schema lists the current values. An enum with a single value identifies its shape and is kept
 * as it is.
 */
export type Complete<T, All = T> = unknown extends T
  ? T
  : T extends string
    ? [All] extends [T]
      ? T
      : string
    : T extends object
      ? { [K in keyof T]-?: Complete<Exclude<T[K], undefined>> }
      : T

export type Health = Complete<Schemas['Health']>
export type BacktestResult = Complete<Schemas['BacktestResult']>
export type SourceHealth = Complete<Schemas['SourceHealth']>
export type SystemMetrics = Complete<Schemas['SystemMetrics']>
export type MetricsHistory = Complete<Schemas['History']>
export type Gap = Complete<Schemas['Gap']>
export type Sources = Complete<Schemas['SourcesReport']>
export type DeploymentSources = Complete<Schemas['DeploymentSources']>
export type WebhookSource = Complete<Schemas['WebhookSource']>
export type ApiSource = Complete<Schemas['ApiSource']>
export type NodeSource = Complete<Schemas['NodeSource']>
export type ClientSource = Complete<Schemas['ClientSource']>
export type SourceError = Complete<Schemas['SourceError']>
export type Refusal = Complete<Schemas['Refusals']>
export type Unattributed = Complete<Schemas['Unattributed']>
export type Counts = Complete<Schemas['CountsBySource']>
export type DriftTotal = Complete<Schemas['DriftTotal']>
export type DriftHistory = Complete<Schemas['DriftHistory']>
export type Diagnosis = Complete<Schemas['Diagnosis']>
export type Room = Complete<Schemas['Room']>
export type RoomPage = Complete<Schemas['RoomPage']>
export type RoomDetail = Complete<Schemas['RoomDetail']>
export type Participant = Complete<Schemas['Participant']>
export type ParticipantDetail = Complete<Schemas['ParticipantDetail']>
export type QualityPoint = Complete<Schemas['QualityPoint']>
export type TimelineEntry = Complete<Schemas['TimelineEntry']>
export type Track = Complete<Schemas['Track']>
export type Job = Complete<Schemas['Job']>
export type JobOutput = Complete<Schemas['JobOutput']>
export type ReceivedEvent = Complete<Schemas['ReceivedEvent']>
export type UsageReport = Complete<Schemas['UsageReport']>
export type UsageFigures = Complete<Schemas['Figures']>
export type SettingsReport = Complete<Schemas['SettingsReport']>
export type Alert = Complete<Schemas['Alert']>
export type AlertRow = Complete<Schemas['AlertRow']>
export type AlertPage = Complete<Schemas['AlertPage']>
export type AlertDetail = Complete<Schemas['ShownAlert']>
export type Transition = Complete<Schemas['Transition']>
export type Evidence = Complete<Schemas['Evidence']>
export type Rule = Complete<Schemas['Rule']>
export type RuleRow = Complete<Schemas['RuleRow']>
export type RuleState = Complete<Schemas['RuleState']>
export type MeasureFacts = Complete<Schemas['MeasureRow']>
export type Matcher = Complete<Schemas['Matcher']>
export type SilenceSpec = Complete<Schemas['SilenceSpec']>
export type SilenceRow = Complete<Schemas['SilenceRow']>
export type Target = Complete<Schemas['Target']>
export type Receiver = Complete<Schemas['Receiver']>
export type ReceiverRow = Complete<Schemas['ReceiverRow']>
export type TestAnswer = Complete<Schemas['TestAnswer']>
export type Notification = Complete<Schemas['Notification']>
export type AuditLine = Complete<Schemas['AuditLine']>
export type AuditPage = Complete<Schemas['AuditPage']>
export type Alerting = Complete<Schemas['AlertingState']>
export type Evaluator = Complete<Schemas['EvaluatorState']>

// The shapes that forms send: their enums are closed; the service validates them.
export type AskedRule = Schemas['RuleAsked']
export type AskedSilence = Schemas['SilenceSpecAsked']
export type AskedReceiver = Schemas['ReceiverAsked']
