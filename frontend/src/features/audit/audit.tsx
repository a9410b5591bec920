// The audit trail, newest first.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import type { AuditFilter } from '@/api/alert-filter'
import { auditQuery, exportAuditUrl } from '@/api/audit'
import type { AuditLine, AuditPage } from '@/api/model'
import { auditText } from '@/features/audit/text'
import { formatCount } from '@/lib/format'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { Instant } from '@/ui/clock'
import { Empty } from '@/ui/empty'
import { Exports } from '@/ui/exports'
import { Failure } from '@/ui/failure'
import { Foreign, visible } from '@/ui/foreign'
import { Field } from '@/ui/form'
import { Pages } from '@/ui/paging'
import { TableHead } from '@/ui/table-head'

const words = auditText

interface Props {
  filter: AuditFilter
  onFilter: (filter: AuditFilter) => void
}

const FIELDS = ['kind', 'actor', 'subject', 'q'] as const

export function Audit({ filter, onFilter }: Props) {
  const query = useQuery(auditQuery(filter))
  const { data, error } = query
  const next = data?.next_before ?? null
  return (
    <>
      <p className="text-muted text-sm">{words.intro}</p>
      <div className="flex flex-wrap items-end justify-between gap-2">
        <Form key={JSON.stringify(filter)} filter={filter} onFilter={onFilter} />
        <Exports
          formats={['csv', 'ndjson'] as const}
          href={(format) => exportAuditUrl(filter, format)}
        />
      </div>
      {error === null ? null : (
        <div className="rounded-md border border-line bg-surface">
          <Failure
            error={error}
            tried={query.errorUpdatedAt}
            onRetry={() => void query.refetch()}
          />
        </div>
      )}
      {/* Takes its space before it is read: the rows do not move. */}
      <div className="min-h-4 max-nav:min-h-12">
        {data === undefined ? null : <Head head={data.head} />}
      </div>
      <section
        aria-label={words.rows}
        aria-busy={query.isFetching}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        tabIndex={0}
        className={`relative min-h-60 flex-1 overflow-auto rounded-sm border bg-surface ${
          query.isPlaceholderData ? 'border-line-strong border-dashed' : 'border-line'
        }`}
      >
        {data === undefined ? (
          error === null ? (
            <p className="p-3 text-muted text-sm">{text.loading}</p>
          ) : null
        ) : data.lines.length === 0 ? (
          <Empty title={words.noneTitle} body={words.none} />
        ) : (
          <Lines lines={data.lines} />
        )}
      </section>
      {data === undefined ? null : (
        <Pages
          backWord={words.newest}
          back={filter.before === null ? null : () => onFilter({ ...filter, before: null })}
          nextWord={words.older}
          next={next === null ? null : () => onFilter({ ...filter, before: next })}
        />
      )}
    </>
  )
}

function Form({ filter, onFilter }: Props) {
  return (
    <search aria-label={words.form}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const given = new FormData(event.currentTarget)
          const word = (name: string) => String(given.get(name) ?? '').trim()
          onFilter({
            ...filter,
            kind: word('kind'),
            actor: word('actor'),
            subject: word('subject'),
            q: word('q'),
            before: null,
          })
        }}
        className="flex flex-wrap items-end gap-2 text-sm"
      >
        {FIELDS.map((name) => (
          <Field key={name} label={words.fields[name]} className="w-40 max-sm:w-[calc(50%-4px)]">
            {(tied) => (
              <input
                {...tied}
                name={name}
                type="search"
                title={name === 'kind' ? words.kindHint : undefined}
                defaultValue={filter[name]}
                autoComplete="off"
                spellCheck={false}
                className="field w-full"
              />
            )}
          </Field>
        ))}
        <Button type="submit">
          <Search aria-hidden="true" size={14} />
          {text.search}
        </Button>
        <Button
          look="plain"
          onClick={() =>
            onFilter({ ...filter, kind: '', actor: '', subject: '', q: '', before: null })
          }
        >
          {text.clear}
        </Button>
      </form>
    </search>
  )
}

function Head({ head }: { head: AuditPage['head'] }) {
  return (
    <p className="text-muted text-xs [overflow-wrap:anywhere]" title={words.headHint} data-head>
      {words.head}{' '}
      {head.sequence === 0 ? (
        words.empty
      ) : (
        <>
          <span className="text-fg">{formatCount(head.sequence)}</span>{' '}
          <code className="font-mono">{head.hash}</code>
        </>
      )}
    </p>
  )
}

const COLUMNS = [
  { title: words.columns.sequence, look: 'w-18' },
  { title: words.columns.at, look: 'w-36' },
  { title: words.columns.kind, look: 'w-44' },
  { title: words.columns.actor, look: 'w-32' },
  { title: words.columns.subject, look: 'w-60' },
  { title: words.columns.body, look: '' },
] as const

const CELL = 'px-2 py-1 first:ps-3 last:pe-3 align-top overflow-hidden'

function Lines({ lines }: { lines: readonly AuditLine[] }) {
  return (
    <table className="w-full min-w-260 table-fixed text-sm">
      <TableHead columns={COLUMNS} />
      <tbody>
        {lines.map((line) => (
          <tr key={line.sequence} className="border-line border-b hover:bg-raised">
            <td className={`${CELL} text-muted`}>{line.sequence}</td>
            <td className={CELL}>
              <Instant at={line.at} />
            </td>
            <td className={CELL}>
              <code className="text-xs">{line.kind}</code>
            </td>
            <td className={`${CELL} truncate`}>
              <Foreign value={line.actor} />
            </td>
            <td className={`${CELL} truncate font-mono text-xs leading-5`}>
              <Subject line={line} />
            </td>
            <td className={CELL}>
              <Body line={line} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The subject of an entry; an alert links to its page. */
function Subject({ line }: { line: AuditLine }) {
  return line.kind.startsWith('alert.') ? (
    <Link
      to="/alerts/$id"
      params={{ id: line.subject }}
      className="text-accent hover:underline focus-visible:-outline-offset-2"
    >
      <Foreign value={line.subject} />
    </Link>
  ) : (
    <Foreign value={line.subject} />
  )
}

function Body({ line }: { line: AuditLine }) {
  return (
    <details className="-mt-0.5">
      <summary className="truncate font-mono text-muted text-xs leading-6 hover:text-fg">
        <Foreign value={line.body} />
      </summary>
      <pre className="foreign mt-1 whitespace-pre-wrap bg-raised p-2 font-mono text-xs [overflow-wrap:anywhere]">
        {visibleLines(line.body)}
      </pre>
      <p className="py-1 text-muted text-xs [overflow-wrap:anywhere]">
        {words.hash} <code className="font-mono">{line.hash}</code>
      </p>
    </details>
  )
}

/** The body as indented JSON, or unchanged if it is not JSON. */
function visibleLines(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2).split('\n').map(visible).join('\n')
  } catch {
    return visible(body)
  }
}
