import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { AlertRow } from '@/api/model'
import { alertsText } from '@/features/alerts/text'
import { AlertActions } from '@/features/shared/alert-actions'
import { Flags, SeverityMark, StatusMark } from '@/features/shared/alert-marks'
import { AlertSubject } from '@/features/shared/alert-subject'
import { useAlertKeys } from '@/features/shared/use-alert-keys'
import { formatFigure, formatMeasured } from '@/lib/format'
import { Duration } from '@/ui/clock'
import { Foreign } from '@/ui/foreign'
import { useKeys } from '@/ui/use-keys'
import { Words } from '@/ui/words'

const words = alertsText

const GRID =
  'grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 px-3 rail:grid-cols-[6.5rem_minmax(0,1fr)_6rem_9rem_19rem]'

export function AlertList({
  alerts,
  old,
  onHold,
}: {
  alerts: readonly AlertRow[]
  /** The latest read failed: these alerts are older. */
  old: boolean
  /** The user uses the rows: they must not move. */
  onHold: (held: boolean) => void
}) {
  const list = useRef<HTMLUListElement>(null)
  const step = (by: number) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
    const at = links.indexOf(
      document.activeElement?.closest('[data-alert]')?.querySelector('[data-row]') as HTMLElement,
    )
    links[at === -1 ? 0 : at + by]?.focus()
  }
  useAlertKeys(() => document.activeElement?.closest('[data-alert]') ?? null)
  useKeys({ j: () => step(1), k: () => step(-1) })
  return (
    <>
      <div aria-hidden="true" className={`${GRID} py-1 text-muted text-xs max-rail:hidden`}>
        {words.columns.map((title) => (
          <span key={title}>{title}</span>
        ))}
      </div>
      <ul
        ref={list}
        aria-label={words.list}
        data-old={old || undefined}
        onPointerEnter={() => onHold(true)}
        onPointerLeave={(event) => {
          if (!event.currentTarget.contains(document.activeElement)) onHold(false)
        }}
        onFocus={() => onHold(true)}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) onHold(false)
        }}
        className="text-sm data-old:opacity-70"
      >
        {alerts.map((alert) => (
          <Row key={alert.id} alert={alert} />
        ))}
      </ul>
    </>
  )
}

function Row({ alert }: { alert: AlertRow }) {
  const open = alert.status !== 'resolved'
  return (
    <li
      data-alert={alert.status}
      className={`${GRID} border-line border-t py-1.5 hover:bg-raised ${open ? '' : 'text-muted'}`}
    >
      <div className="flex flex-wrap items-center gap-x-3 leading-7 rail:flex-col rail:items-start rail:pt-0.5 rail:leading-5">
        <SeverityMark severity={alert.severity} />
        {alert.status === 'firing' ? null : (
          <span className="text-xs">
            <StatusMark alert={alert} />
          </span>
        )}
      </div>
      <div className="min-w-0 max-rail:col-span-full max-rail:row-start-2">
        <Link
          data-row
          to="/alerts/$id"
          params={{ id: alert.id }}
          className="inline-block py-0.5 font-semibold leading-5 [overflow-wrap:anywhere] hover:underline"
        >
          <Words text={alert.message} />
        </Link>
        <div className="flex flex-wrap items-baseline gap-x-2 text-muted text-xs">
          <code className="[overflow-wrap:anywhere]">{alert.rule}</code>
          <AlertSubject of={alert} />
          {alert.value === null || alert.threshold === null ? null : (
            <span>{words.value(formatMeasured(alert.value), formatFigure(alert.threshold))}</span>
          )}
          <Flags alert={alert} />
        </div>
      </div>
      <div className="text-end leading-7 rail:pt-0.5 rail:text-start rail:leading-5">
        <Duration since={alert.started_at} seconds={null} ticking={open} />
      </div>
      <div className="min-w-0 max-rail:row-start-3 max-rail:self-center rail:pt-0.5">
        <Taken alert={alert} />
      </div>
      <div className="max-rail:row-start-3 max-sm:col-span-full max-sm:row-start-4">
        <AlertActions alert={alert} />
      </div>
    </li>
  )
}

function Taken({ alert }: { alert: AlertRow }) {
  if (alert.acknowledged_by === null && alert.assignee === null) {
    return <span className="text-muted leading-5 max-rail:hidden">{words.nobody}</span>
  }
  return (
    <>
      {alert.acknowledged_by === null ? null : (
        <div className="truncate leading-5">
          <Foreign value={alert.acknowledged_by} />
        </div>
      )}
      {alert.assignee === null ? null : (
        <div className="line-clamp-2 text-muted text-xs [overflow-wrap:anywhere]">
          {words.assignedTo} <Foreign value={alert.assignee} />
        </div>
      )}
    </>
  )
}
