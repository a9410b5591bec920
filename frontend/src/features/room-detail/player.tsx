// Goes through the life of a room: a slider, and a play button with a few speeds.

import { Pause, Play, SkipBack, SkipForward } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { roomText } from '@/features/room-detail/text'
import { formatInstant } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import type { Interval } from '@/lib/time-range'
import { Button, Choice } from '@/ui/button'
import { useZone } from '@/ui/clock'

const words = roomText.player

/** Seconds of the room in a second of the reader. */
const SPEEDS = ['10', '60', '600'] as const

const TICK_MS = 1_000

/** The slider has this many places, and none finer than a second. */
const PLACES = 400

/** The state is read when the slider rests this long, in milliseconds. */
const REST_MS = 150

export function Player({
  life,
  at,
  active,
  counts,
  onAt,
}: {
  /** From the room's start to its end, or to now. */
  life: Interval
  /** The time whose state is shown; `null`: the end, or now. */
  at: number | null
  active: boolean
  /** Who is there at this time, in words. */
  counts: string
  onAt: (at: number | null) => void
}) {
  const zone = useZone()
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>('60')
  const [playing, setPlaying] = useState(false)
  const [dragged, setDragged] = useState<number | null>(null)
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(rest.current), [])

  const step = useRef(() => {})
  step.current = () => {
    const next = (at ?? life.from) + Number(speed) * TICK_MS
    if (next >= life.to) setPlaying(false)
    onAt(next >= life.to ? null : next)
  }
  useEffect(() => {
    if (!playing) return
    const timer = setInterval(() => step.current(), TICK_MS)
    return () => clearInterval(timer)
  }, [playing])

  const show = (next: number | null) => {
    clearTimeout(rest.current)
    setDragged(null)
    onAt(next)
  }
  const play = () => {
    // From the end there is nothing to play: then it begins at the start.
    if (!playing && at === null) show(life.from)
    setPlaying(!playing)
  }
  const shown = dragged ?? at ?? life.to
  const time = formatInstant(shown, zone, serverNow())
  const end = active ? words.now : words.end
  return (
    <section
      aria-label={words.label}
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border border-line bg-surface px-3.5 py-2 print:hidden"
    >
      <div className="flex items-center gap-1.5">
        <Button icon aria-label={words.start} title={words.start} onClick={() => show(life.from)}>
          <SkipBack aria-hidden="true" size={15} />
        </Button>
        <Button
          icon
          aria-label={playing ? words.pause : words.play}
          title={playing ? words.pause : words.play}
          onClick={play}
        >
          {playing ? <Pause aria-hidden="true" size={15} /> : <Play aria-hidden="true" size={15} />}
        </Button>
        <Button
          icon
          aria-label={end}
          title={end}
          onClick={() => {
            setPlaying(false)
            show(null)
          }}
        >
          <SkipForward aria-hidden="true" size={15} />
        </Button>
      </div>
      <Choice
        label={words.speed}
        value={speed}
        options={SPEEDS.map((value) => ({ value, word: words.times(value) }))}
        onChange={setSpeed}
      />
      <input
        type="range"
        aria-label={words.slider}
        aria-valuetext={time}
        min={life.from}
        max={life.to}
        step={Math.max(1_000, Math.round((life.to - life.from) / PLACES))}
        value={shown}
        onChange={({ target }) => {
          const next = target.valueAsNumber
          setDragged(next)
          clearTimeout(rest.current)
          rest.current = setTimeout(() => show(next >= life.to ? null : next), REST_MS)
        }}
        className="h-6 min-w-40 flex-1 accent-accent"
      />
      <p className="text-sm">
        <span className="font-semibold">{dragged === null && at === null ? end : time}</span>
        <span className="text-muted"> · {counts}</span>
      </p>
    </section>
  )
}
