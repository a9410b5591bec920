// The lanes of a room: who was here when, how well connected, and how each session ended.
import { useVirtualizer } from '@tanstack/react-virtual'
import { Minus, Plus } from 'lucide-react'
import { type KeyboardEvent, useId, useMemo, useRef } from 'react'
import { extentOf, type Lane } from '@/features/room-detail/lanes/lane'
import { LaneAxis } from '@/features/room-detail/lanes/lane-axis'
import { LaneLegend } from '@/features/room-detail/lanes/lane-legend'
import { LaneRow } from '@/features/room-detail/lanes/lane-row'
import { laneWords } from '@/features/room-detail/lanes/lane-words'
import { laneText } from '@/features/room-detail/lanes/text'
import { magnified, ticksOf } from '@/features/room-detail/lanes/time-axis'
import { useBrush } from '@/features/room-detail/lanes/use-brush'
import { formatInstant } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import type { Interval } from '@/lib/time-range'
import { Button } from '@/ui/button'
import { useZone } from '@/ui/clock'
import { usePhone, usePrinting } from '@/ui/use-media'

const LANE_PX = 30
const PHONE_LANE_PX = 50
const OVERSCAN = 4
const ZOOM = 2

export interface Restart {
  at: number
  node: string
}

/** The chosen lane, time and part of the axis. */
export interface LaneChoice {
  identity: string | null
  /** Milliseconds since the epoch; `null`: now. */
  at: number | null
  /** `null`: everything. */
  zoom: Interval | null
}

interface Props {
  lanes: readonly Lane[]
  restarts: readonly Restart[]
  now: number
  /** What `now` is called. */
  endWord: string
  choice: LaneChoice
  onChoice: (choice: LaneChoice) => void
}

export function Lanes({ lanes, restarts, now, endWord, choice, onChoice }: Props) {
  const zone = useZone()
  const phone = usePhone()
  const printing = usePrinting()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const whole = useMemo(() => extentOf(lanes) ?? { from: now - 1_000, to: now }, [lanes, now])
  const interval = choice.zoom ?? whole
  const ticks = useMemo(() => ticksOf(interval, phone ? 3 : 7), [interval, phone])
  const virtual = useVirtualizer({
    count: lanes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (phone ? PHONE_LANE_PX : LANE_PX),
    overscan: OVERSCAN,
    getItemKey: (index) => lanes[index]?.identity ?? index,
  })
  const chosen = lanes.findIndex(({ identity }) => identity === choice.identity)
  const cursor = choice.at ?? now
  const time = (at: number) => formatInstant(at, zone, serverNow())

  const choose = (index: number, at = choice.at) => {
    const bounded = Math.min(Math.max(index, 0), lanes.length - 1)
    const lane = lanes[bounded]
    if (lane === undefined) return
    virtual.scrollToIndex(bounded)
    onChoice({ ...choice, identity: lane.identity, at })
  }
  const zoomTo = (zoom: Interval | null) => {
    const all = zoom === null || zoom.to - zoom.from >= whole.to - whole.from
    onChoice({ ...choice, zoom: all ? null : zoom })
  }
  const zoomBy = (factor: number) => {
    const inside = cursor >= interval.from && cursor <= interval.to
    const around = inside ? cursor : (interval.from + interval.to) / 2
    zoomTo(magnified(interval, around, factor, whole))
  }
  const move = (share: number) => {
    const at = cursor + share * (interval.to - interval.from)
    onChoice({ ...choice, at: at >= now ? null : Math.max(at, whole.from) })
  }
  const keys: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowDown: () => choose(chosen + 1),
    ArrowUp: () => choose(chosen - 1),
    Home: () => choose(0),
    End: () => choose(lanes.length - 1),
    ArrowLeft: (event) => move(event.shiftKey ? -0.1 : -0.01),
    ArrowRight: (event) => move(event.shiftKey ? 0.1 : 0.01),
    '+': () => zoomBy(ZOOM),
    '=': () => zoomBy(ZOOM),
    '-': () => zoomBy(1 / ZOOM),
    '0': () => zoomTo(null),
    Escape: () => onChoice({ ...choice, at: null }),
  }
  const brush = useBrush({
    interval,
    onZoom: zoomTo,
    onReset: () => zoomTo(null),
    onPick: (at, index) => choose(index ?? chosen, at === null ? choice.at : Math.min(at, now)),
  })
  const items = virtual.getVirtualItems()
  const shown = printing
    ? lanes.map((_, index) => ({ index, start: index * LANE_PX, size: LANE_PX }))
    : items
  return (
    <>
      <LaneAxis
        interval={interval}
        ticks={ticks}
        restarts={restarts}
        cursor={choice.at}
        people={lanes}
        endWord={endWord}
      />
      <div className="relative" ref={brush.ref}>
        {brush.box}
        <div
          ref={scroller}
          role="listbox"
          tabIndex={0}
          aria-label={laneText.list}
          aria-activedescendant={chosen === -1 ? undefined : `${id}${chosen}`}
          aria-describedby={`${id}hint`}
          onKeyDown={(event) => {
            if (event.ctrlKey || event.metaKey || event.altKey) return
            const run = keys[event.key]
            if (run === undefined) return
            event.preventDefault()
            run(event)
          }}
          {...brush.handlers}
          className="max-h-[62dvh] touch-pan-y select-none overflow-y-auto focus-visible:-outline-offset-2"
        >
          <div
            role="presentation"
            className="relative"
            style={{ height: printing ? lanes.length * LANE_PX : virtual.getTotalSize() }}
          >
            {shown.map(({ index, start, size }) => {
              const lane = lanes[index]
              return lane === undefined ? null : (
                // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, as aria-activedescendant wants
                <div
                  key={lane.identity}
                  id={`${id}${index}`}
                  role="option"
                  aria-selected={index === chosen}
                  aria-setsize={lanes.length}
                  aria-posinset={index + 1}
                  aria-label={laneWords(lane, cursor, choice.at === null, time)}
                  data-lane={index}
                  className="lane absolute inset-x-0 hover:bg-raised aria-selected:bg-accent-ground aria-selected:shadow-[inset_2px_0_0_var(--accent)]"
                  style={{ top: start, height: size }}
                >
                  <LaneRow
                    lane={lane}
                    interval={interval}
                    ticks={ticks}
                    restarts={restarts.map(({ at }) => at)}
                    cursor={choice.at}
                    now={now}
                  />
                </div>
              )
            })}
          </div>
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2 border-line border-t px-3.5 py-2">
        <Button icon aria-label={laneText.zoomOut} onClick={() => zoomBy(1 / ZOOM)}>
          <Minus aria-hidden="true" size={14} />
        </Button>
        <Button icon aria-label={laneText.zoomIn} onClick={() => zoomBy(ZOOM)}>
          <Plus aria-hidden="true" size={14} />
        </Button>
        <Button aria-disabled={choice.zoom === null} onClick={() => zoomTo(null)}>
          {laneText.whole}
        </Button>
        <Button
          aria-disabled={choice.at === null}
          onClick={() => onChoice({ ...choice, at: null })}
        >
          {endWord}
        </Button>
        <p id={`${id}hint`} className="sr-only">
          {laneText.hint}
        </p>
        <LaneLegend />
      </div>
    </>
  )
}
