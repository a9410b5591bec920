// The pointer on the lanes: a click chooses a lane and a time, a drag zooms, a double click shows everything.
import { type PointerEvent, type ReactNode, type RefObject, useRef, useState } from 'react'
import type { Interval } from '@/lib/time-range'

/** A shorter drag is a click, in pixels. */
const DRAG_PX = 6

interface Brush {
  ref: RefObject<HTMLDivElement | null>
  /** What is being selected. */
  box: ReactNode
  handlers: {
    onPointerDown: (event: PointerEvent) => void
    onPointerMove: (event: PointerEvent) => void
    onPointerUp: (event: PointerEvent) => void
    onPointerCancel: () => void
    onDoubleClick: () => void
  }
}

export function useBrush({
  interval,
  onZoom,
  onReset,
  onPick,
}: {
  interval: Interval
  onZoom: (interval: Interval) => void
  onReset: () => void
  /** The clicked time, if it was on the axis, and the clicked lane. */
  onPick: (at: number | null, lane: number | null) => void
}): Brush {
  const ref = useRef<HTMLDivElement>(null)
  const start = useRef<{ x: number; on: DOMRect | null; lane: number | null } | null>(null)
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null)
  const timeAt = (x: number, on: DOMRect) => {
    const share = Math.min(Math.max((x - on.left) / on.width, 0), 1)
    return interval.from + share * (interval.to - interval.from)
  }
  const end = () => {
    start.current = null
    setDrag(null)
  }
  const left = ref.current?.getBoundingClientRect().left ?? 0
  return {
    ref,
    box:
      drag === null ? null : (
        <span
          className="pointer-events-none absolute inset-y-0 z-10 border-accent border-x bg-accent/15"
          style={{
            left: Math.min(drag.from, drag.to) - left,
            width: Math.abs(drag.to - drag.from),
          }}
        />
      ),
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0 || !(event.target instanceof Element)) return
        const lane = event.target.closest('[data-lane]')
        const axis = event.target.closest('[data-time]')
        start.current = {
          x: event.clientX,
          on: axis?.getBoundingClientRect() ?? null,
          lane: lane === null ? null : Number(lane.getAttribute('data-lane')),
        }
      },
      onPointerMove: (event) => {
        const { current } = start
        // A finger that moves scrolls.
        if (current?.on == null || event.pointerType === 'touch') return
        if (Math.abs(event.clientX - current.x) < DRAG_PX) return
        setDrag({
          from: current.x,
          to: Math.min(Math.max(event.clientX, current.on.left), current.on.right),
        })
      },
      onPointerUp: (event) => {
        const { current } = start
        end()
        if (current === null) return
        if (drag !== null && current.on !== null) {
          const [a, b] = [timeAt(drag.from, current.on), timeAt(drag.to, current.on)]
          if (a !== b) onZoom({ from: Math.min(a, b), to: Math.max(a, b) })
        } else {
          onPick(current.on === null ? null : timeAt(event.clientX, current.on), current.lane)
        }
      },
      onPointerCancel: end,
      onDoubleClick: onReset,
    },
  }
}
