// The marks of an alert on all pages.

import type { Alert } from '@/api/model'
import { alertText } from '@/features/shared/text'
import { labels } from '@/text/labels'
import { Badge } from '@/ui/facts'
import { Status, toneOf } from '@/ui/status'

const words = alertText

export function SeverityMark({ severity }: { severity: string }) {
  return <Status tone={toneOf(severity)} word={labels.severity[severity] ?? severity} />
}

/** The colour of a firing alert shows its severity. */
export function StatusMark({ alert }: { alert: Pick<Alert, 'severity' | 'status'> }) {
  const { severity, status } = alert
  const word = labels.alertStatus[status] ?? status
  switch (status) {
    case 'firing':
      return <Status tone={toneOf(severity)} word={word} />
    case 'acknowledged':
      return <Status tone="info" word={word} />
    case 'resolved':
      return <Status tone="ok" word={word} />
    default:
      return <Status tone="unk" word={word} />
  }
}

/** Conditions that affect whether the alert is reliable and whether notifications are sent. */
export function Flags({ alert }: { alert: Alert & { silenced_by?: readonly string[] } }) {
  const silences = alert.silenced_by?.length ?? 0
  return (
    <>
      {alert.data === 'no_data' ? (
        <Badge word={words.flags.noData} hint={words.flags.noDataHint} />
      ) : null}
      {alert.data === 'error' ? (
        <Badge word={words.flags.error} hint={words.flags.errorHint} />
      ) : null}
      {alert.flapping ? (
        <Badge word={words.flags.flapping} hint={words.flags.flappingHint} />
      ) : null}
      {silences > 0 ? (
        <Badge word={words.flags.silenced} hint={words.flags.silencedHint(silences)} />
      ) : null}
    </>
  )
}
