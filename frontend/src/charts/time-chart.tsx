// A time chart on canvas. Its points bypass React: a source is read when it reports a change, at most
// four times a second, and only while the chart is visible. What a canvas lacks is added here: a
// legend with the last values, arrow keys that step through the points, and the same points as a table.

import { chartText } from '@/charts/text'
import { text } from '@/text/text'
import 'uplot/dist/uPlot.min.css'
import { ChartLine, Table2 } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import type { ChartData } from '@/charts/chart-data'
import { cancelDraw, queueDraw } from '@/charts/draw-queue'
import { gapLine, gapsAt, gapWords } from '@/charts/gaps'
import { type ChartSeries, HEIGHT, options } from '@/charts/plot-options'
import { PointsTable } from '@/charts/points-table'
import { stack } from '@/charts/stack'
import { formatCount, formatDecimal, formatInstant, type Zone } from '@/lib/format'
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

export function TimeChart({
  title,
  unit,
  series,
  source,
  stacked = false,
  onZoom,
  onReset,
}: {
  title: string
  unit: string
  series: readonly ChartSeries[]
  source: ChartSource
  /** Stacked bars instead of lines: for counts per step. */
  stacked?: boolean
  onZoom: (interval: Interval) => void
  onReset: () => void
}) {
  const zone = useZone()
  const [table, setTable] = useState<ChartData | null>(null)
  const toggle = () => setTable((shown) => (shown === null ? source.read() : null))
  return (
    <Panel
      title={title}
      aside={
        <span className="flex items-center gap-2 text-muted text-xs">
          {unit}
          <Button
            icon
            look="plain"
            aria-label={table === null ? chartText.showTable(title) : chartText.showChart(title)}
            aria-pressed={table !== null}
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
        <Plot
          title={title}
          series={series}
          source={source}
          stacked={stacked}
          zone={zone}
          onZoom={onZoom}
          onReset={onReset}
        />
      ) : (
        <PointsTable title={title} series={series} data={table} zone={zone} />
      )}
    </Panel>
  )
}

interface PlotProps {
  title: string
  series: readonly ChartSeries[]
  source: ChartSource
  stacked: boolean
  zone: Zone
  onZoom: (interval: Interval) => void
  onReset: () => void
}

function Plot({ title, series, source, stacked, zone, onZoom, onReset }: PlotProps) {
  const canvas = useRef<HTMLDivElement>(null)
  const legend = useRef<HTMLDListElement>(null)
  const plot = useRef<uPlot | null>(null)
  const gapField = useRef<HTMLElement>(null)
  const current = useRef(source)
  /** The data before stacking. */
  const drawn = useRef<ChartData | null>(null)
  const handlers = useRef({ onZoom, onReset })
  const redraw = useRef<() => void>(() => {})
  const [step, setStep] = useState<{ at: number; of: number; words: string } | null>(null)

  useEffect(() => {
    handlers.current = { onZoom, onReset }
  })

  useEffect(() => {
    const host = canvas.current
    if (host === null) return

    const showValues = (made: uPlot) => {
      const at = made.cursor.idx ?? null
      const data = drawn.current
      data?.columns.forEach((column, index) => {
        const field = legend.current?.querySelector(`[data-series="${index}"]`)
        if (field)
          field.textContent = valueWords(at === null ? lastOf(column) : column[at], series[index])
      })
      if (gapField.current === null || data === null) return
      const left = made.cursor.left ?? -1
      const instant = left < 0 ? null : made.posToVal(left, 'x') * 1_000
      const line = gapLine(data, instant, zone, Date.now())
      const host = gapField.current.parentElement
      if (host !== null) host.hidden = line === ''
      gapField.current.textContent = line
      gapField.current.title = line
    }

    const make = () => {
      plot.current?.destroy()
      const data = current.current.read()
      drawn.current = data
      const made = new uPlot(
        options(host, { series, stacked, zone, drawn, handlers, showValues }),
        aligned(data, stacked),
        host,
      )
      plot.current = made
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
      if (host.clientWidth > 0) plot.current?.setSize({ width: host.clientWidth, height: HEIGHT })
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
    <div className="chart px-2 pt-1 pb-2">
      <dl ref={legend} className="flex flex-wrap gap-x-4 px-1 text-xs">
        {series.map((each, index) => (
          <div key={each.label} className="flex items-center gap-1.5">
            <dt className="flex items-center gap-1.5 text-muted">
              <svg aria-hidden="true" width="18" height="8" className={LINE_COLORS[each.color]}>
                <line
                  x1="0"
                  y1="4"
                  x2="18"
                  y2="4"
                  stroke="currentColor"
                  strokeWidth={stacked ? 8 : 2}
                  strokeDasharray={each.dash?.join(' ')}
                />
              </svg>
              {each.label}
            </dt>
            <dd data-series={index} className="min-w-10 font-semibold">
              {text.unknown}
            </dd>
          </div>
        ))}
        <div hidden className="flex min-w-0 basis-full items-center gap-1.5 [[hidden]]:hidden">
          <dt title={chartText.gapHint}>
            <GapSign />
            <span className="sr-only">{chartText.gapHint}</span>
          </dt>
          <dd ref={gapField} data-gaps="" className="foreign min-w-0 truncate text-muted" />
        </div>
      </dl>
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
        className="h-42 w-full overflow-hidden"
      >
        <div ref={canvas} className="w-full" />
      </div>
    </div>
  )
}

const LINE_COLORS = { s1: 'text-s1', s2: 'text-s2', s3: 'text-s3', s4: 'text-s4' } as const

/** A sample of the hatching of gaps. */
function GapSign() {
  return (
    <svg aria-hidden="true" width="18" height="10" className="text-unk">
      <rect width="18" height="10" fill="currentColor" opacity="0.15" />
      <path d="M-2 10 8 0M5 10 15 0M12 10 22 0" stroke="currentColor" opacity="0.6" />
    </svg>
  )
}

/** The columns in drawing order. Stacked: the highest first, so that lower ones cover it. */
function aligned(data: ChartData, stacked: boolean): uPlot.AlignedData {
  return [data.times, ...(stacked ? stack(data.columns).reverse() : data.columns)]
}

/** The index of the last step, known or not: a value from before a gap is not the current value. */
function lastOf(column: ArrayLike<number | null | undefined>): number | null {
  // The newest step may have just started, without a point.
  return column[column.length - 1] ?? column[column.length - 2] ?? null
}

function valueWords(value: number | null | undefined, series: ChartSeries | undefined): string {
  if (value === null || value === undefined) return text.unknown
  return series?.whole ? formatCount(value) : formatDecimal(value)
}
