// The options of a plot: axes, colours, zoom by dragging, a crosshair that a click locks.
import uPlot from 'uplot'
import type { ChartData, Notes } from '@/charts/chart-data'
import { FONT, nearThresholds, paintGaps, paintNotes } from '@/charts/paint'
import { axisTime } from '@/lib/axis-time'
import { formatCompact, type Zone } from '@/lib/format'
import type { Interval } from '@/lib/time-range'

export interface ChartSeries {
  label: string
  color: 's1' | 's2' | 's3' | 's4' | 's5'
  /** The dash pattern, which identifies the series without colour. */
  dash?: number[]
  /** An area below the line, fading downwards: for the main series only. */
  area?: boolean
  /** The legend shows whole numbers: decimals of a mean number of people mean nothing. */
  whole?: boolean
}

/** The height of a plot without a layout, in pixels. */
export const HEIGHT = 168
/** A drag narrower than this, in pixels, is a click. */
const BRUSH_PX = 6

/** Bars start at the beginning of their step, where its point is. */
const bars = uPlot.paths.bars?.({ size: [0.85, 48], align: 1 })

/** The input of a plot. */
export interface Drawing {
  series: readonly ChartSeries[]
  stacked: boolean
  zone: Zone
  drawn: { current: ChartData | null }
  notes: { current: Notes }
  handlers: { current: { onZoom: (interval: Interval) => void; onReset: () => void } }
  showValues: (plot: uPlot) => void
}

export function options(host: HTMLElement, drawing: Drawing): uPlot.Options {
  const { series, stacked, zone, drawn, notes, handlers, showValues } = drawing
  const interval = drawn.current?.interval ?? { from: 0, to: 0 }
  const style = getComputedStyle(document.documentElement)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const axis: uPlot.Axis = {
    stroke: color('muted'),
    font: `11px ${FONT}`,
    grid: { stroke: color('grid'), width: 1 },
    ticks: { show: false },
  }
  return {
    width: Math.max(host.clientWidth, 120),
    height: host.clientHeight || HEIGHT,
    tzDate: (seconds) =>
      zone === 'utc'
        ? uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC')
        : new Date(seconds * 1_000),
    legend: { show: false },
    padding: [10, 10, 0, 0],
    cursor: {
      sync: { key: 'time' },
      points: { size: 7 },
      y: false,
      lock: true,
      drag: { x: true, y: false, setScale: false, dist: BRUSH_PX },
      bind: {
        dblclick: () => () => {
          handlers.current.onReset()
          return null
        },
      },
    },
    scales: {
      x: { time: true, min: interval.from / 1_000, max: interval.to / 1_000 },
      // From zero, so that heights are comparable, with space above the highest value.
      y: {
        range: (_plot, _min, max) => {
          const near = nearThresholds(notes.current.thresholds, max ?? 0)
          return [0, Math.max(1, (max ?? 0) * 1.1, ...near.map(({ value }) => value * 1.2))]
        },
      },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        border: { show: true, stroke: color('axis'), width: 1 },
        values: (_plot, splits, _axis, _space, incr) =>
          splits.map((at) => axisTime(at, incr, zone)),
        space: 64,
        size: 26,
        gap: 6,
      },
      { ...axis, size: 44, space: 44, values: (_plot, splits) => splits.map(formatCompact) },
    ],
    series: [
      {},
      ...(stacked ? series.toReversed() : series).map((each) => ({
        label: each.label,
        stroke: color(each.color),
        spanGaps: false,
        ...(stacked
          ? { width: 0, fill: color(each.color), points: { show: false }, paths: bars }
          : { width: 1.5, points: { show: false } }),
        ...(each.area ? { fill: (plot: uPlot) => fading(plot, color(each.color)) } : {}),
        ...(each.dash === undefined ? {} : { dash: each.dash }),
      })),
      ...(drawn.current?.before === undefined
        ? []
        : [
            {
              stroke: color('s4'),
              width: 1,
              dash: [1, 3],
              spanGaps: false,
              points: { show: false },
            },
          ]),
    ] as uPlot.Series[],
    hooks: {
      drawClear: [(plot) => paintGaps(plot, drawn.current?.gaps ?? [], { color })],
      draw: [(plot) => paintNotes(plot, notes.current, { color })],
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

/** The colour of a line, fading downwards to nothing. */
function fading(plot: uPlot, color: string): CanvasGradient | string {
  const { ctx, bbox } = plot
  if (!Number.isFinite(bbox.height) || bbox.height <= 0) return 'transparent'
  const gradient = ctx.createLinearGradient(0, bbox.top, 0, bbox.top + bbox.height)
  const faded = (alpha: number) => color.replace(')', ` / ${alpha})`)
  gradient.addColorStop(0, faded(0.2))
  gradient.addColorStop(1, faded(0.02))
  return gradient
}
