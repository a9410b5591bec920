// Firing and acknowledged alerts.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { rulesQuery } from '@/api/alert-rules'
import { alertingQuery } from '@/api/alerting'
import { openAlertsQuery } from '@/api/alerts'
import type { AlertPage, AlertRow } from '@/api/model'
import { AlertList } from '@/features/alerts/alert-list'
import { type ActiveFilter, inOrder, matching } from '@/features/alerts/alert-order'
import { holdRows } from '@/features/alerts/hold-rows'
import { alertsText } from '@/features/alerts/text'
import { EvaluatorStatus, useEvaluatorWarning } from '@/features/shared/evaluator-status'
import { formatCount } from '@/lib/format'
import { text } from '@/text/text'
import { Button, Choice } from '@/ui/button'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'
import { Status } from '@/ui/status'

const words = alertsText

interface Props {
  filter: ActiveFilter
  deployment: string | null
  onFilter: (filter: ActiveFilter) => void
  onClear: () => void
}

export function OpenAlerts({ filter, deployment, onFilter, onClear }: Props) {
  const { data, error, errorUpdatedAt, refetch } = useQuery(openAlertsQuery(deployment))
  return (
    <>
      <EvaluatorStatus />
      <Panel title={words.list} aside={<Filters page={data} filter={filter} onFilter={onFilter} />}>
        {error === null ? null : (
          <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
        )}
        {data !== undefined ? (
          <Found
            page={data}
            filter={filter}
            narrowed={deployment !== null}
            old={error !== null}
            onClear={onClear}
          />
        ) : error === null ? (
          <p className="p-3 text-muted text-sm">{text.loading}</p>
        ) : null}
      </Panel>
    </>
  )
}

const SEVERITIES = ['all', 'critical', 'warning', 'info'] as const

function Filters({
  page,
  filter,
  onFilter,
}: {
  page: AlertPage | undefined
  filter: ActiveFilter
  onFilter: (filter: ActiveFilter) => void
}) {
  const open = page?.alerts.filter(({ status }) => status !== 'resolved')
  const count = (severity: string) =>
    open === undefined
      ? ''
      : formatCount(open.filter((each) => severity === 'all' || each.severity === severity).length)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Choice
        label={words.counts}
        value={SEVERITIES.find((each) => each === filter.severity) ?? 'all'}
        options={SEVERITIES.map((value) => ({
          value,
          word: words.count(words.severities[value], count(value)).trim(),
        }))}
        onChange={(severity) =>
          onFilter({ ...filter, severity: severity === 'all' ? '' : severity })
        }
      />
      <input
        type="search"
        aria-label={words.q}
        placeholder={words.qHint}
        value={filter.q}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onFilter({ ...filter, q: event.target.value })}
        className="field w-48"
      />
    </div>
  )
}

function Found({
  page,
  filter,
  narrowed,
  old,
  onClear,
}: {
  page: AlertPage
  filter: ActiveFilter
  /** Whether the page is filtered by a deployment. */
  narrowed: boolean
  old: boolean
  onClear: () => void
}) {
  const [held, setHeld] = useState(false)
  const shown = useRef<readonly AlertRow[]>([])
  const now = inOrder(
    matching(
      page.alerts.filter(({ status }) => status !== 'resolved'),
      filter,
    ),
  )
  // An alert that was just resolved keeps its row while rows are held.
  const known = inOrder(matching(page.alerts, filter))
  const { rows, changes } = held
    ? countOpen(holdRows(shown.current, known), now)
    : { rows: now, changes: 0 }
  shown.current = rows
  const filtered = filter.severity !== '' || filter.q.trim() !== '' || narrowed
  if (rows.length === 0) {
    return filtered && (page.total > 0 || narrowed) ? (
      <NoMatch open={page.total} narrowed={narrowed} onClear={onClear} />
    ) : (
      <Nothing />
    )
  }
  return (
    <>
      <div role="status" className="empty:hidden">
        {changes > 0 ? (
          <div className="border-line border-b px-3 py-1">
            <Button title={words.changesHint} onClick={() => setHeld(false)}>
              {words.changes(changes)}
            </Button>
          </div>
        ) : null}
      </div>
      <AlertList alerts={rows} old={old} onHold={setHeld} />
      {page.total > page.alerts.length ? (
        <p className="border-line border-t px-3 py-1.5 text-muted text-sm">
          {words.more(formatCount(page.alerts.length), formatCount(page.total))}
        </p>
      ) : null}
    </>
  )
}

/** Resolved rows that are still shown count as changes. */
function countOpen(
  { rows, changes }: { rows: AlertRow[]; changes: number },
  now: readonly AlertRow[],
) {
  const open = new Set(now.map(({ id }) => id))
  const over = rows.filter(({ id, status }) => status === 'resolved' && !open.has(id)).length
  return { rows, changes: Math.max(changes, over) }
}

function NoMatch({
  open,
  narrowed,
  onClear,
}: {
  open: number
  narrowed: boolean
  onClear: () => void
}) {
  const { data } = useQuery(alertingQuery)
  const all =
    narrowed && data !== undefined
      ? data.open.critical + data.open.warning + data.open.info
      : narrowed
        ? null
        : open
  return (
    <Empty
      title={words.noMatchTitle}
      {...(all === null ? {} : { body: words.noMatch(formatCount(all)) })}
    >
      <Button onClick={onClear}>{text.clear}</Button>
    </Empty>
  )
}

/** No open alerts: shown as such only if the rules are being evaluated. */
function Nothing() {
  const { data } = useQuery(alertingQuery)
  const warning = useEvaluatorWarning()
  if (data === undefined || warning === undefined || warning.message !== null) {
    return <Empty title={words.doubtTitle} body={words.doubt} />
  }
  return (
    <Empty title={words.noneTitle} body={words.none(data.evaluator.rules)}>
      <Blind />
    </Empty>
  )
}

/** The number of rules without data, which cannot fire. */
function Blind() {
  const { data, error } = useQuery(rulesQuery)
  if (data === undefined) {
    return error === null ? null : <Status tone="warn" word={words.blindUnread} wrap />
  }
  const blind = data.rules.filter(({ state }) => /^(no_data|error)$/.test(state.status)).length
  if (blind === 0) return null
  return (
    <>
      <Status tone="warn" word={words.blind(blind)} wrap />
      <Link to="/alerts/rules" className="text-accent text-sm hover:underline">
        {words.toRules}
      </Link>
    </>
  )
}
