import { Link } from '@tanstack/react-router'
import type { AlertRow } from '@/api/model'
import { alertHistoryText } from '@/features/alert-history/text'
import { Flags, SeverityMark } from '@/features/shared/alert-marks'
import { AlertSubject } from '@/features/shared/alert-subject'
import { alertText } from '@/features/shared/text'
import { instantOf } from '@/lib/format'
import { Duration, Instant } from '@/ui/clock'
import { Foreign } from '@/ui/foreign'
import { TableHead } from '@/ui/table-head'
import { Words } from '@/ui/words'

const words = alertHistoryText

const COLUMNS = [
  { title: words.columns.severity, look: 'w-26' },
  { title: words.columns.alert, look: '' },
  { title: words.columns.subject, look: 'w-48' },
  { title: words.columns.fired, look: 'w-36' },
  { title: words.columns.resolved, look: 'w-36' },
  { title: words.columns.lasted, look: 'w-24' },
  { title: words.columns.by, look: 'w-32' },
] as const

const CELL = 'px-2 py-1 first:ps-3 last:pe-3 align-top overflow-hidden'

export function HistoryRows({ alerts }: { alerts: readonly AlertRow[] }) {
  return (
    <table className="w-full min-w-260 table-fixed text-sm">
      <TableHead columns={COLUMNS} />
      <tbody>
        {alerts.map((alert) => (
          <Row key={alert.id} alert={alert} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ alert }: { alert: AlertRow }) {
  const start = instantOf(alert.started_at)
  const end = instantOf(alert.resolved_at)
  return (
    <tr className="border-line border-b hover:bg-raised">
      <td className={CELL}>
        <SeverityMark severity={alert.severity} />
      </td>
      <td className={CELL}>
        <div className="line-clamp-2 [overflow-wrap:anywhere]">
          <Link
            to="/alerts/$id"
            params={{ id: alert.id }}
            className="text-accent hover:underline focus-visible:-outline-offset-2"
          >
            <Words text={alert.message} />
          </Link>
        </div>
        <div className="flex items-baseline gap-x-2 text-muted text-xs">
          <code className="truncate">{alert.rule}</code>
          <Flags alert={alert} />
        </div>
      </td>
      <td className={CELL}>
        <AlertSubject of={alert} />
      </td>
      <td className={CELL}>
        <Instant at={alert.started_at} />
      </td>
      <td className={CELL}>
        <Instant at={alert.resolved_at} />
      </td>
      <td className={CELL}>
        <Duration
          since={alert.started_at}
          seconds={start === null || end === null ? null : (end - start) / 1_000}
          ticking={false}
        />
      </td>
      <td className={CELL}>
        {alert.resolved_by === null || alert.resolved_by === 'console' ? (
          <span className="text-muted">{alertText.resolvedAutomatically}</span>
        ) : (
          <div className="truncate">
            <Foreign value={alert.resolved_by} />
          </div>
        )}
      </td>
    </tr>
  )
}
