// A time chart: uPlot outside of React, fed by a source. What uPlot lacks for accessibility is added here: a
// legend with the last values, arrow keys that step through the points, and the same points as a table.

import { chartText } from '@/charts/text'
import 'uplot/dist/uPlot.min.css'
import { ChartLine, Table2 } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { type ChartData, NO_NOTES, type Notes } from '@/charts/chart-data'
import { crosshair, type Reading } from '@/charts/crosshair'
import { cancelDraw, queueDraw } from '@/charts/draw-queue'
import { gapLine, gapsAt, gapWords } from '@/charts/gaps'
import { Legend, valueWords } from '@/charts/legend'
import { type ChartSeries, HEIGHT, options } from '@/charts/plot-options'
import { PointsTable } from '@/charts/points-table'
import { stack } from '@/charts/stack'
import { formatInstant, type Zone } from '@/lib/format'
import type { Interval } from '@/lib/time-range'
import { Button } from '@/ui/button'
import { useZone } from '@/ui/clock'
import { Panel } from '@/ui/panel'
import { onThemeChange } from '@/ui/theme'

export interface ChartSource {
  read: () => ChartData
  /** Calls back when new data is available. */
  listen: (listener: () => void) => () => void
}

const REDRAW_MS = 250

/** A mark this near to the crosshair is named, in pixels. */
const NEAR_PX = 8

interface Look {
  title: string
  series: readonly ChartSeries[]
  source: ChartSource
  /** Stacked bars instead of lines: for counts per step. */
  stacked?: boolean
  notes?: Notes
  /** What the legend calls the period before. */
  beforeWord?: string
  onZoom: (interval: Interval) => void
  onReset: () => void
}

export function TimeChart({ unit, aside, ...look }: Look & { unit: string; aside?: ReactNode }) {
  const { title, series, source } = look
  const zone = useZone()
  const [table, setTable] = useState<ChartData | null>(null)
  const toggle = () => setTable((shown) => (shown === null ? source.read() : null))
  return (
    <Panel
      title={title}
      unit={unit}
      className="flex flex-col"
      aside={
        <span className="flex min-w-0 items-center gap-x-3 text-muted text-xs">
          {aside}
          <Button
            icon
            look="plain"
            aria-label={table === null ? chartText.showTable(title) : chartText.showChart(title)}
            aria-pressed={table !== null}
            className="h-6! w-6!"
            onClick={toggle}
          >
            {table === null ? (
              <Table2 aria-hidden="true" size={14} />
            ) : (
              <ChartLine aria-hidden="true" size={14} />
            )}
          </Button>
        </span>
      }
    >
      {table === null ? (
        <Plot {...look} zone={zone} />
      ) : (
        <PointsTable title={title} series={series} data={table} zone={zone} />
      )}
    </Panel>
  )
}

function Plot({
  title,
  series,
  source,
  stacked = false,
  notes = NO_NOTES,
  beforeWord,
  zone,
  onZoom,
  onReset,
}: Look & { zone: Zone }) {
  const legend = useRef<HTMLDListElement>(null)
  const canvas = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const gapField = useRef<HTMLParagraphElement>(null)
  const current = useRef(source)
  /** The data before stacking. */
  const drawn = useRef<ChartData | null>(null)
  const handlers = useRef({ onZoom, onReset })
  const noted = useRef(notes)
  const redraw = useRef<() => void>(() => {})
  const [step, setStep] = useState<{ at: number; of: number; words: string } | null>(null)

  useEffect(() => {
    handlers.current = { onZoom, onReset }
  })
  useEffect(() => {
    noted.current = notes
    redraw.current()
  }, [notes])

  useEffect(() => {
    const host = canvas.current
    if (host === null) return

    let show: (reading: Reading | null) => void = () => {}
    let hovered = false
    const showValues = (made: uPlot) => {
      const at = made.cursor.idx ?? null
      const data = drawn.current
      if (data === null) return
      const values = data.columns.map((column, index) =>
        valueWords(at === null ? lastOf(column) : column[at], series[index]),
      )
      values.forEach((value, index) => {
        const field = legend.current?.querySelector(`[data-series="${index}"]`)
        if (field) field.textContent = value
      })
      const left = made.cursor.left ?? -1
      const instant = left < 0 ? null : made.posToVal(left, 'x') * 1_000
      const now = Date.now()
      if (gapField.current !== null)
        gapField.current.textContent = gapLine(data, instant, zone, now)
      const time = at === null ? null : (data.times[at] ?? null)
      const reach = Math.abs(made.posToVal(NEAR_PX, 'x') - made.posToVal(0, 'x')) * 1_000
      show(
        !hovered || instant === null || time === null
          ? null
          : {
              time: formatInstant(time * 1_000, zone, now),
              rows: series
                .map((each, index): [string, string] => [each.label, values[index] ?? ''])
                .concat(
                  data.before === undefined || at === null
                    ? []
                    : [[chartText.before, valueWords(data.before[at], series[0])]],
                ),
              notes: [
                ...noted.current.marks
                  .filter((mark) => Math.abs(mark.at - instant) <= reach)
                  .map(({ words }) => words),
                ...gapsAt(data.gaps ?? [], instant).map((gap) => gapWords(gap, zone, now)),
              ],
            },
      )
    }

    const make = () => {
      plot.current?.destroy()
      const data = current.current.read()
      drawn.current = data
      const made = new uPlot(
        options(host, { series, stacked, zone, drawn, notes: noted, handlers, showValues }),
        aligned(data, stacked),
        host,
      )
      plot.current = made
      show = crosshair(made)
      made.over.addEventListener('pointerenter', () => {
        hovered = true
      })
      made.over.addEventListener('pointerleave', () => {
        hovered = false
        if (made.cursor.left !== undefined && made.cursor.left < 0) show(null)
      })
      showValues(made)
    }
    make()

    let visible = true
    let drawnAt = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const draw = () => {
      const made = plot.current
      if (made === null) return
      drawnAt = Date.now()
      const data = current.current.read()
      // With or without the period before, the plot has another number of series.
      if ((data.before === undefined) !== (drawn.current?.before === undefined)) return make()
      drawn.current = data
      made.batch(() => {
        made.setData(aligned(data, stacked), false)
        made.setScale('x', { min: data.interval.from / 1_000, max: data.interval.to / 1_000 })
      })
      showValues(made)
    }
    redraw.current = () => {
      if (!visible || document.visibilityState === 'hidden') return
      clearTimeout(timer)
      timer = setTimeout(() => queueDraw(draw), Math.max(0, drawnAt + REDRAW_MS - Date.now()))
    }

    const sight = new IntersectionObserver(([entry]) => {
      visible = entry?.isIntersecting ?? true
      redraw.current()
    })
    sight.observe(host)
    const size = new ResizeObserver(() => {
      if (host.clientWidth === 0) return
      plot.current?.setSize({ width: host.clientWidth, height: host.clientHeight || HEIGHT })
    })
    size.observe(host)
    // Colours are read once per theme, because reading them forces a reflow.
    const endTheme = onThemeChange(() => queueDraw(make))

    return () => {
      sight.disconnect()
      size.disconnect()
      endTheme()
      clearTimeout(timer)
      cancelDraw(draw)
      cancelDraw(make)
      plot.current?.destroy()
      plot.current = null
      redraw.current = () => {}
    }
  }, [series, stacked, zone])

  useEffect(() => {
    current.current = source
    redraw.current()
    return source.listen(() => redraw.current())
  }, [source])

  const onKeyDown = (event: KeyboardEvent) => {
    const made = plot.current
    const count = made?.data[0].length ?? 0
    if (made === null || count === 0) return
    const at = step?.at ?? count - 1
    if (event.key === 'Enter') {
      // As a click does: it keeps the crosshair where it is.
      made.cursor.lock = true
      Object.assign(made.cursor, { _lock: !(made.cursor as { _lock?: boolean })._lock })
      return
    }
    const moved = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: count - 1,
      PageUp: at - 10,
      PageDown: at + 10,
    }[event.key]
    if (moved === undefined) return
    event.preventDefault()
    const next = Math.min(count - 1, Math.max(0, moved))
    const time = made.data[0][next] ?? 0
    made.setCursor({ left: made.valToPos(time, 'x'), top: HEIGHT / 4 })
    const values = series
      .map(
        (each, index) => `${each.label} ${valueWords(drawn.current?.columns[index]?.[next], each)}`,
      )
      .concat(
        gapsAt(drawn.current?.gaps ?? [], time * 1_000).map((gap) =>
          gapWords(gap, zone, Date.now()),
        ),
      )
      .join(', ')
    setStep({
      at: next,
      of: count,
      words: chartText.point(formatInstant(time * 1_000, zone, Date.now()), values),
    })
  }

  return (
    <div className="chart flex flex-1 flex-col px-2 pb-2">
      <Legend fields={legend} series={series} stacked={stacked} beforeWord={beforeWord} />
      <p ref={gapField} data-gaps="" className="foreign sr-only" />
      <div
        role="slider"
        tabIndex={0}
        aria-label={title}
        aria-description={chartText.hint}
        aria-valuemin={1}
        aria-valuemax={step?.of ?? 1}
        aria-valuenow={(step?.at ?? 0) + 1}
        aria-valuetext={step?.words ?? chartText.hint}
        onKeyDown={onKeyDown}
        onBlur={() => plot.current?.setCursor({ left: -10, top: -10 })}
        className="h-42 w-full shrink-0 overflow-hidden wide:h-[21.5vh]"
      >
        <div ref={canvas} className="h-full w-full" />
      </div>
    </div>
  )
}

/** The columns in drawing order. Stacked: the highest first, so that lower ones cover it. */
function aligned(data: ChartData, stacked: boolean): uPlot.AlignedData {
  return [
    data.times,
    ...(stacked ? stack(data.columns).reverse() : data.columns),
    ...(data.before === undefined ? [] : [data.before]),
  ]
}

/** The index of the last step, known or not: a value from before a gap is not the current value. */
function lastOf(column: ArrayLike<number | null | undefined>): number | null {
  // The newest step may have just started, without a point.
  return column[column.length - 1] ?? column[column.length - 2] ?? null
}
