// The lanes of the room, and why the chosen session ended.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import type { RoomDetail } from '@/api/model'
import { roomLanesQuery } from '@/api/timeline'
import { type Lane, type LaneSession, lanesOf, sessionAt } from '@/features/room-detail/lanes/lane'
import { type LaneChoice, Lanes } from '@/features/room-detail/lanes/lanes'
import { laneText } from '@/features/room-detail/lanes/text'
import { roomText } from '@/features/room-detail/text'
import { useRestarts, WhyEnded } from '@/features/shared/why-ended/why-ended'
import { instantOf } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import { Button } from '@/ui/button'
import { Instant, useNow } from '@/ui/clock'
import { Empty } from '@/ui/empty'
import { Panel } from '@/ui/panel'

/** Pages of entries that are loaded unasked: 3,000 entries. */
const PAGES_UNASKED = 3

/** The time axis grows by this share of the room's duration at once, so that bars rarely move. */
const STEPS = 300

export function RoomLanes({
  room,
  at,
  who,
  onWho,
}: {
  room: RoomDetail
  /** The time that the page shows; `null`: now. */
  at: number | null
  /** The chosen identity; `null`: the latest drop. */
  who: string | null
  onWho: (identity: string) => void
}) {
  const active = room.status === 'active'
  const told = useInfiniteQuery({
    ...roomLanesQuery(room.name, room.sid, room.deployment, active),
    enabled: room.participants.length > 0,
  })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = told
  const loaded = told.data?.pages.length ?? 0
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && loaded < PAGES_UNASKED) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, loaded, fetchNextPage])
  const now = useEnd(room)
  const lanes = useMemo(
    () => lanesOf(room.participants, told.data?.pages.flatMap((page) => page.entries) ?? [], now),
    [room.participants, told.data, now],
  )
  const restarts = useRestarts(room.deployment)
  const [choice, setChoice] = useState<Omit<LaneChoice, 'identity'>>({ at: null, zoom: null })
  // Another time of the page outranks one that was chosen in the lanes before.
  useEffect(() => setChoice((before) => ({ ...before, at })), [at])
  const chosen = lanes.find(({ identity }) => identity === who) ?? worst(lanes)
  if (lanes.length === 0) {
    return (
      <Panel title={laneText.title}>
        <Empty title={roomText.nobodyEver} />
      </Panel>
    )
  }
  const session = chosen === null ? null : sessionOf(chosen, choice.at)
  const last = told.data?.pages.at(-1)?.entries.at(-1)
  return (
    <>
      <Panel
        title={laneText.title}
        aside={
          choice.at === null || choice.at === at ? null : (
            <Link
              from="/rooms/$room"
              to="."
              search={(now) => ({ ...now, at: new Date(choice.at ?? 0).toISOString() })}
              className="text-accent text-sm hover:underline"
            >
              {laneText.openThen}
            </Link>
          )
        }
      >
        <Lanes
          lanes={lanes}
          restarts={restarts ?? []}
          now={now}
          endWord={active ? laneText.now : laneText.end}
          choice={{ ...choice, identity: chosen?.identity ?? null }}
          onChoice={({ identity, ...next }) => {
            setChoice(next)
            if (identity !== null && identity !== who) onWho(identity)
          }}
        />
        {hasNextPage && loaded >= PAGES_UNASKED && last !== undefined ? (
          <p className="flex flex-wrap items-center gap-2 px-3.5 pb-2 text-muted text-sm">
            {laneText.upTo} <Instant at={last.at} />
            <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {laneText.more}
            </Button>
          </p>
        ) : null}
      </Panel>
      {session === null ? null : (
        <WhyEnded key={session.participant.sid} session={session.participant} linked />
      )}
    </>
  )
}

/** The end of what is known: the room's end, or now. */
function useEnd(room: RoomDetail): number {
  const shown = useNow()
  const now = Math.max(shown, serverNow())
  const finished = instantOf(room.finished_at)
  if (finished !== null) return finished
  const started = instantOf(room.started_at) ?? now
  const step = Math.max(1_000, 1_000 * Math.ceil((now - started) / 1_000 / STEPS))
  return started + Math.ceil((now - started) / step) * step
}

/** The lane to show first: the latest drop, else the first lane. */
function worst(lanes: readonly Lane[]): Lane | null {
  let found: { lane: Lane; at: number } | null = null
  for (const lane of lanes) {
    for (const { isDropped, to } of lane.sessions) {
      if (isDropped && to > (found?.at ?? 0)) found = { lane, at: to }
    }
  }
  return found?.lane ?? lanes[0] ?? null
}

/** The session to explain: at the chosen time; now, the latest drop of the lane before its last session. */
function sessionOf(lane: Lane, at: number | null): LaneSession | null {
  if (at !== null) return sessionAt(lane, at) ?? lane.sessions[0] ?? null
  return lane.sessions.findLast(({ isDropped }) => isDropped) ?? lane.sessions.at(-1) ?? null
}
