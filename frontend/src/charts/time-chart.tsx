// A time chart on canvas. Its points go past React: a source is read when it says that it changed, at most
// four times a second, and only while the chart can be seen. What a canvas does not give is added here: a
// legend with the last values, arrow keys that step through the points, and the same points as a table.
import 'uplot/dist/uPlot.min.css'
import { ChartLine, Table2 } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { axisTime } from '@/charts/axis'
import type { ChartData } from '@/charts/chart-data'
import { cancelDraw, queueDraw } from '@/charts/draw-queue'
import { PointsTable } from '@/charts/points-table'
import { formatCompact, formatCount, formatDecimal, formatInstant, type Zone } from '@/lib/format'
import type { Interval } from '@/lib/time-range'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { useZone } from '@/ui/clock'
import { Panel } from '@/ui/panel'
import { onThemeChange } from '@/ui/theme'

export interface ChartSeries {
  label: string
  color: 's1' | 's2' | 's3' | 's4'
  /** Tells series apart without colour. */
  dash?: number[]
  /** The legend shows whole numbers: a mean of people over a step has decimals that mean nothing. */
  whole?: boolean
}

export interface ChartSource {
  read: () => ChartData
  /** Calls back when there is something new to read. */
  listen: (listener: () => void) => () => void
}

const HEIGHT = 168
const REDRAW_MS = 250
/** A drag narrower than this many pixels was a click. */
const BRUSH_PX = 6

export function TimeChart({
  title,
  unit,
  series,
  source,
  onZoom,
  onReset,
}: {
  title: string
  unit: string
  series: readonly ChartSeries[]
  source: ChartSource
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
            aria-label={table === null ? text.chart.showTable(title) : text.chart.showChart(title)}
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
  zone: Zone
  onZoom: (interval: Interval) => void
  onReset: () => void
}

function Plot({ title, series, source, zone, onZoom, onReset }: PlotProps) {
  const canvas = useRef<HTMLDivElement>(null)
  const legend = useRef<HTMLDListElement>(null)
  const plot = useRef<uPlot | null>(null)
  const current = useRef(source)
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
      made.data.slice(1).forEach((column, index) => {
        const field = legend.current?.querySelector(`[data-series="${index}"]`)
        if (field)
          field.textContent = valueWords(at === null ? lastOf(column) : column[at], series[index])
      })
    }

    const make = () => {
      plot.current?.destroy()
      const data = current.current.read()
      const made = new uPlot(
        options(host, series, zone, data, handlers, showValues),
        aligned(data),
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
      made.batch(() => {
        made.setData(aligned(data), false)
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
    // Colours are read once for a theme, since reading them forces a reflow.
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
  }, [series, zone])

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
      .map((each, index) => `${each.label} ${valueWords(made.data[index + 1]?.[next], each)}`)
      .join(', ')
    setStep({
      at: next,
      of: count,
      words: text.chart.point(formatInstant(time * 1_000, zone, Date.now()), values),
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
                  strokeWidth="2"
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
      </dl>
      <div
        role="slider"
        tabIndex={0}
        aria-label={title}
        aria-description={text.chart.hint}
        aria-valuemin={1}
        aria-valuemax={step?.of ?? 1}
        aria-valuenow={(step?.at ?? 0) + 1}
        aria-valuetext={step?.words ?? text.chart.hint}
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

function aligned(data: ChartData): uPlot.AlignedData {
  return [data.times, ...data.columns]
}

/** The last step, and not the last that is known: a value from before a gap is not the value now. */
function lastOf(column: ArrayLike<number | null | undefined>): number | null {
  // The newest step may just have begun, without a point in it yet.
  return column[column.length - 1] ?? column[column.length - 2] ?? null
}

function valueWords(value: number | null | undefined, series: ChartSeries | undefined): string {
  if (value === null || value === undefined) return text.unknown
  return series?.whole ? formatCount(value) : formatDecimal(value)
}

function options(
  host: HTMLElement,
  series: readonly ChartSeries[],
  zone: Zone,
  data: ChartData,
  handlers: { current: { onZoom: (interval: Interval) => void; onReset: () => void } },
  showValues: (plot: uPlot) => void,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const axis: uPlot.Axis = {
    stroke: color('muted'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: color('grid'), width: 1 },
    ticks: { stroke: color('grid'), width: 1, size: 4 },
  }
  return {
    width: Math.max(host.clientWidth, 120),
    height: HEIGHT,
    tzDate: (seconds) =>
      zone === 'utc'
        ? uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC')
        : new Date(seconds * 1_000),
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: {
      sync: { key: 'time' },
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false },
      bind: {
        dblclick: () => () => {
          handlers.current.onReset()
          return null
        },
      },
    },
    scales: {
      x: { time: true, min: data.interval.from / 1_000, max: data.interval.to / 1_000 },
      // From zero, so that heights compare, and never a flat line on the upper edge.
      y: { range: (_plot, _min, max) => [0, Math.max(1, (max ?? 0) * 1.1)] },
    },
    axes: [
      {
        ...axis,
        values: (_plot, splits, _axis, _space, incr) =>
          splits.map((at) => axisTime(at, incr, zone)),
        space: 64,
        size: 28,
      },
      { ...axis, size: 44, values: (_plot, splits) => splits.map(formatCompact) },
    ],
    series: [
      {},
      ...series.map((each) => ({
        label: each.label,
        stroke: color(each.color),
        width: 1.5,
        spanGaps: false,
        ...(each.dash === undefined ? {} : { dash: each.dash }),
      })),
    ],
    hooks: {
      setCursor: [showValues],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select
          if (width < BRUSH_PX) return
          const interval = {
            from: plot.posToVal(left, 'x') * 1_000,
            to: plot.posToVal(left + width, 'x') * 1_000,
          }
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          handlers.current.onZoom(interval)
        },
      ],
    },
  }
}
