// The events of a session in order, each with its source and certainty.

import { Link } from '@tanstack/react-router'
import {
  Activity,
  Bot,
  Circle,
  HeartPulse,
  LogIn,
  LogOut,
  type LucideIcon,
  Mic,
  MicOff,
  Radio,
  RefreshCw,
  Video,
  VideoOff,
} from 'lucide-react'
import { useState } from 'react'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { timelineText } from '@/text/timeline'
import { Button } from '@/ui/button'
import { Instant } from '@/ui/clock'
import { Badge, Span } from '@/ui/facts'
import { Failure } from '@/ui/failure'
import { Foreign, visible } from '@/ui/foreign'
import { Panel } from '@/ui/panel'
import { Status, toneOf } from '@/ui/status'
import { Words } from '@/ui/words'

const words = timelineText

interface Entry {
  at: string
  at_range: { earliest: string; latest: string } | null
  kind: string
  source: string
  certainty: string
  participant_sid: string | null
  identity: string | null
  text: string
  detail: Record<string, unknown> | null
}

/** The part of the query result that a timeline uses. */
interface Pages {
  data: { pages: ReadonlyArray<{ entries: readonly Entry[] }> } | undefined
  error: Error | null
  errorUpdatedAt: number
  hasNextPage: boolean
  isFetchingNextPage: boolean
  refetch: () => unknown
  fetchNextPage: () => unknown
}

const GROUPS = ['presence', 'tracks', 'quality', 'jobs', 'doubt'] as const
type Group = (typeof GROUPS)[number]

function isOf(entry: Entry, group: Group): boolean {
  switch (group) {
    case 'presence':
      return /^(room|participant|connection)_/.test(entry.kind)
    case 'tracks':
      return entry.kind.startsWith('track_')
    case 'quality':
      return /^(quality|reconnect)/.test(entry.kind)
    case 'jobs':
      return /^(egress|ingress|agent_job)/.test(entry.kind)
    case 'doubt':
      return entry.certainty !== 'observed' || entry.kind === 'healed' || entry.source === 'poll'
  }
}

export function Timeline({ pages, linked }: { pages: Pages; linked: boolean }) {
  const [group, setGroup] = useState<Group | ''>('')
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? []
  const shown = group === '' ? entries : entries.filter((entry) => isOf(entry, group))
  return (
    <Panel
      title={words.title}
      aside={
        entries.length === 0 ? null : (
          <span className="flex flex-wrap items-center gap-2 text-muted text-xs">
            <output>{words.shown(shown.length, entries.length, pages.hasNextPage)}</output>
            <select
              aria-label={words.show}
              value={group}
              onChange={(event) =>
                setGroup(GROUPS.find((each) => each === event.target.value) ?? '')
              }
              className="field text-fg"
            >
              <option value="">{words.everything}</option>
              {GROUPS.map((each) => (
                <option key={each} value={each}>
                  {words.groups[each]}
                </option>
              ))}
            </select>
          </span>
        )
      }
    >
      {pages.error === null ? null : (
        <Failure
          error={pages.error}
          tried={pages.errorUpdatedAt}
          onRetry={() => void pages.refetch()}
        />
      )}
      {pages.data === undefined ? (
        pages.error === null ? (
          <p className="p-3 text-muted text-sm">{text.loading}</p>
        ) : null
      ) : entries.length === 0 ? (
        <p className="p-3 text-muted text-sm">{words.none}</p>
      ) : shown.length === 0 ? (
        <p className="p-3 text-muted text-sm">{words.noneOfKind}</p>
      ) : (
        <ol className="text-sm">
          {shown.map((entry, index) => (
            // Entries have no id, and two may be equal.
            // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever added at the end
            <Row key={`${entry.at} ${entry.kind} ${index}`} entry={entry} linked={linked} />
          ))}
        </ol>
      )}
      {pages.hasNextPage ? (
        <div className="border-line border-t p-2">
          <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      ) : null}
    </Panel>
  )
}

function Row({ entry, linked }: { entry: Entry; linked: boolean }) {
  const { icon: Icon, color } = iconOf(entry.kind)
  const detailed = entry.detail !== null && Object.keys(entry.detail).length > 0
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-2.5 border-line border-t px-3 py-1 first:border-t-0 sm:grid-cols-[8.5rem_auto_1fr]">
      <div className="text-muted text-xs leading-6 max-sm:col-span-full max-sm:leading-4">
        {entry.at_range === null ? (
          <Instant at={entry.at} />
        ) : (
          <>
            {words.between}{' '}
            <Span earliest={entry.at_range.earliest} latest={entry.at_range.latest} />
          </>
        )}
      </div>
      <Icon aria-hidden="true" size={14} className={`mt-1 shrink-0 ${color}`} />
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-2 leading-6">
        <span className="w-36 shrink-0 font-semibold max-sm:w-auto">
          {words.kinds[entry.kind] ?? plain(entry.kind)}
        </span>
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <Sentence entry={entry} linked={linked} />
        </span>
        {entry.certainty === 'observed' ? null : (
          <Status
            tone={toneOf(entry.certainty)}
            word={labels.certainty[entry.certainty] ?? entry.certainty}
          />
        )}
        <Badge word={words.sources[entry.source] ?? entry.source} />
        {detailed ? (
          <details className="min-w-0 open:basis-full">
            <summary className="w-fit py-1 text-muted text-xs hover:text-fg">
              {words.detail}
            </summary>
            <pre
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
              tabIndex={0}
              className="foreign max-h-60 overflow-auto whitespace-pre-wrap bg-raised p-2 font-mono text-xs [overflow-wrap:anywhere]"
            >
              {JSON.stringify(entry.detail, null, 2).split('\n').map(visible).join('\n')}
            </pre>
          </details>
        ) : null}
      </div>
    </li>
  )
}

/** The sentence of an entry, with a link to the participant session. */
function Sentence({ entry, linked }: { entry: Entry; linked: boolean }) {
  const { identity, participant_sid, text: sentence } = entry
  const named = identity !== null && identity !== '' && sentence.startsWith(identity)
  const name = named ? identity : identity || participant_sid
  const who =
    name === null ? null : linked && participant_sid !== null ? (
      <Link
        to="/participants/$sid"
        params={{ sid: participant_sid }}
        className="text-accent hover:underline"
      >
        <Foreign value={name} />
      </Link>
    ) : (
      <Foreign value={name} />
    )
  return named ? (
    <>
      {who}
      <Words text={sentence.slice(name?.length ?? 0)} />
    </>
  ) : (
    <>
      {linked && who !== null ? <>{who} </> : null}
      <Words text={sentence} />
    </>
  )
}

/** A readable label of an unknown kind. */
function plain(kind: string): string {
  const spaced = kind.replaceAll('_', ' ')
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

function iconOf(kind: string): { icon: LucideIcon; color: string } {
  switch (kind) {
    case 'participant_joined':
      return { icon: LogIn, color: 'text-ok' }
    case 'participant_left':
      return { icon: LogOut, color: 'text-muted' }
    case 'connection_aborted':
      return { icon: LogOut, color: 'text-crit' }
    case 'track_published':
      return { icon: Video, color: 'text-info' }
    case 'track_unpublished':
      return { icon: VideoOff, color: 'text-muted' }
    case 'track_muted':
      return { icon: MicOff, color: 'text-muted' }
    case 'track_unmuted':
      return { icon: Mic, color: 'text-info' }
    case 'quality_changed':
      return { icon: Activity, color: 'text-warn' }
    case 'reconnecting':
    case 'reconnected':
      return { icon: RefreshCw, color: 'text-warn' }
    case 'healed':
      return { icon: HeartPulse, color: 'text-warn' }
    case 'room_started':
    case 'room_finished':
      return { icon: Radio, color: 'text-accent' }
    default:
      return /^(egress|ingress|agent_job)/.test(kind)
        ? { icon: Bot, color: 'text-info' }
        : { icon: Circle, color: 'text-muted' }
  }
}
