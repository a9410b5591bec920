import { Link } from '@tanstack/react-router'
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  sortFn_text,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef } from 'react'
import type { Participant, Track } from '@/api/model'
import { roomText } from '@/features/room-detail/text'
import { instantOf } from '@/lib/format'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Duration, Instant } from '@/ui/clock'
import { Badge, Certainty, Departure, Quality, Span } from '@/ui/facts'
import { Foreign } from '@/ui/foreign'
import { Muted } from '@/ui/muted'
import { SpacerRows } from '@/ui/spacer-rows'
import { Unknown } from '@/ui/unknown'
import { usePrinting } from '@/ui/use-media'

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic, text: sortFn_text },
})
const helper = createColumnHelper<typeof features, Participant>()
const words = roomText.columns

const columns = helper.columns([
  helper.accessor((row) => row.name || row.identity, {
    id: 'identity',
    header: words.identity,
    cell: ({ row }) => <Who participant={row.original} />,
  }),
  helper.accessor((row) => row.kind ?? '', {
    id: 'kind',
    header: words.kind,
    cell: ({ row }) => <Kind participant={row.original} />,
  }),
  helper.accessor((row) => instantOf(row.joined_at) ?? 0, {
    id: 'joined',
    header: words.joined,
    cell: ({ row }) => <Instant at={row.original.joined_at} />,
  }),
  helper.accessor((row) => instantOf(row.left_at) ?? Number.MAX_SAFE_INTEGER, {
    id: 'left',
    header: words.left,
    cell: ({ row }) => <Left participant={row.original} />,
  }),
  helper.accessor((row) => row.duration_seconds ?? 0, {
    id: 'duration',
    header: words.duration,
    cell: ({ row }) => (
      <Duration
        since={row.original.joined_at}
        seconds={row.original.duration_seconds}
        ticking={row.original.left_at === null && row.original.state !== 'DISCONNECTED'}
      />
    ),
  }),
  helper.accessor((row) => row.departure ?? '', {
    id: 'departure',
    header: words.departure,
    cell: ({ row }) => (
      <Departure
        departure={row.original.departure}
        reason={row.original.disconnect_reason}
        aborted={row.original.aborted}
      />
    ),
  }),
  helper.accessor((row) => row.certainty, {
    id: 'certainty',
    header: words.certainty,
    cell: ({ row }) => (
      <Certainty
        certainty={row.original.certainty}
        evidence={row.original.evidence}
        sources={row.original.sources}
      />
    ),
  }),
  helper.accessor((row) => row.tracks.length, {
    id: 'tracks',
    header: words.tracks,
    cell: ({ row }) => <Tracks tracks={row.original.tracks} />,
  }),
  helper.accessor((row) => row.connection_quality ?? -1, {
    id: 'quality',
    header: words.quality,
    cell: ({ row }) => (
      <Quality value={row.original.connection_quality} source={row.original.quality_source} />
    ),
  }),
])

/** Width and visibility of each column, the same for header and cells. */
const LOOKS: Readonly<Record<string, string>> = {
  identity: 'w-48',
  kind: 'w-34',
  joined: 'w-30',
  left: 'w-32',
  duration: 'w-24',
  departure: 'w-40',
  certainty: 'w-40',
  tracks: '',
  quality: 'w-18',
}

/** The minimum height of a row; rows grow with their content. */
const ROW_PX = 33
const OVERSCAN = 8

export function ParticipantTable({ participants }: { participants: Participant[] }) {
  const table = useTable({
    features,
    columns,
    data: participants,
    getRowId: (row) => row.sid,
    enableSortingRemoval: true,
  })
  const scroller = useRef<HTMLElement>(null)
  const { rows } = table.getRowModel()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    getItemKey: (index) => rows[index]?.id ?? index,
  })
  const printing = usePrinting()
  const items = virtual.getVirtualItems()
  const shown = printing ? rows.map((_, index) => index) : items.map(({ index }) => index)
  const top = printing ? 0 : (items[0]?.start ?? 0)
  const bottom = printing ? 0 : Math.max(0, virtual.getTotalSize() - (items.at(-1)?.end ?? 0))
  return (
    <section
      ref={scroller}
      aria-label={roomText.participantRows}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
      tabIndex={0}
      className="relative max-h-[60dvh] overflow-auto"
    >
      <table className="w-full min-w-310 table-fixed text-sm" aria-rowcount={rows.length + 1}>
        <thead className="sticky top-0 z-10 bg-surface shadow-[0_1px_0_var(--line)]">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1}>
              {group.headers.map((header) => {
                const sorted = header.column.getIsSorted()
                const Arrow = sorted === 'desc' ? ArrowDown : ArrowUp
                return (
                  <th
                    key={header.id}
                    scope="col"
                    aria-sort={
                      sorted === false ? 'none' : sorted === 'desc' ? 'descending' : 'ascending'
                    }
                    className={`cell ${LOOKS[header.column.id] ?? ''} font-normal text-muted text-xs`}
                  >
                    <button
                      type="button"
                      aria-label={text.sortBy(String(header.column.columnDef.header))}
                      onClick={header.column.getToggleSortingHandler()}
                      className="inline-flex h-7 max-w-full items-center gap-1 hover:text-fg focus-visible:-outline-offset-2"
                    >
                      <table.FlexRender header={header} />
                      {sorted === false ? null : (
                        <Arrow aria-hidden="true" size={12} className="shrink-0" />
                      )}
                    </button>
                  </th>
                )
              })}
            </tr>
          ))}
        </thead>
        <SpacerRows height={top} />
        <tbody>
          {shown.map((index) => {
            const row = rows[index]
            return row === undefined ? null : (
              <tr
                key={row.id}
                ref={virtual.measureElement}
                data-index={index}
                aria-rowindex={index + 2}
                className={`border-line border-b hover:bg-raised ${
                  row.original.left_at === null ? '' : 'text-muted'
                }`}
              >
                {row.getAllCells().map((cell) => (
                  <td
                    key={cell.id}
                    className="h-8 overflow-hidden px-2 py-1 align-top first:ps-3 last:pe-3"
                  >
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
        <SpacerRows height={bottom} />
      </table>
    </section>
  )
}

function Who({ participant }: { participant: Participant }) {
  const { name, identity, sid, deployment } = participant
  return (
    <div className="min-w-0" title={sid}>
      <div className="truncate text-fg">
        <Link
          to="/participants/$sid"
          params={{ sid }}
          search={{ deployment }}
          className="text-accent hover:underline focus-visible:-outline-offset-2"
        >
          <Foreign value={name || identity} />
        </Link>
      </div>
      {name && name !== identity ? (
        <div className="truncate text-muted text-xs">
          <Foreign value={identity} />
        </div>
      ) : null}
    </div>
  )
}

function Kind({ participant }: { participant: Participant }) {
  const { kind, is_machine, is_forwarded, hidden } = participant
  return (
    <span className="flex flex-wrap items-center gap-1">
      {kind === null ? (
        <Unknown reason={text.reason.notReported} />
      ) : (
        (labels.participantKind[kind] ?? kind)
      )}
      {is_machine ? <Badge word={text.participant.machine} /> : null}
      {is_forwarded ? <Badge word={text.participant.forwarded} /> : null}
      {hidden ? <Badge word={text.participant.hidden} /> : null}
    </span>
  )
}

function Left({ participant }: { participant: Participant }) {
  const { left_at, left_at_range, state } = participant
  if (left_at_range !== null) {
    return (
      <span className="text-xs">
        <Span earliest={left_at_range.earliest} latest={left_at_range.latest} />
      </span>
    )
  }
  return (
    <Instant
      at={left_at}
      reason={state === 'DISCONNECTED' ? text.reason.notReported : text.reason.present}
    />
  )
}

function Tracks({ tracks }: { tracks: Track[] }) {
  const live = tracks.filter((track) => !track.unpublished_at)
  if (live.length === 0) {
    return <span className="text-muted text-xs">{roomText.noTracks}</span>
  }
  return (
    <ul className="text-xs">
      {live.map((track) => (
        <li key={track.sid} title={track.sid}>
          {trackWords(track)} · <Muted track={track} />
        </li>
      ))}
    </ul>
  )
}

function trackWords(track: Track): string {
  const what = labels.trackSource[track.source] ?? labels.trackType[track.type] ?? track.type
  const codec = track.mime_type?.replace(/^(audio|video)\//i, '') ?? null
  const size = track.width && track.height ? `${track.width}×${track.height}` : null
  return [what, codec, size].filter((part) => part !== null).join(' · ')
}
