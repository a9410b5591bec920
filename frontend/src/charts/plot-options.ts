// The options of a plot: axes, colours, zoom by dragging.
import uPlot from 'uplot'
import { axisTime } from '@/charts/axis'
import type { ChartData } from '@/charts/chart-data'
import { shade } from '@/charts/shade'
import { formatCompact, type Zone } from '@/lib/format'
import type { Interval } from '@/lib/time-range'

export interface ChartSeries {
  label: string
  color: 's1' | 's2' | 's3' | 's4'
  /** The dash pattern, which identifies the series without colour. */
  dash?: number[]
  /** The legend shows whole numbers: decimals of a mean number of people mean nothing. */
  whole?: boolean
}

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
  handlers: { current: { onZoom: (interval: Interval) => void; onReset: () => void } }
  showValues: (plot: uPlot) => void
}

export function options(host: HTMLElement, drawing: Drawing): uPlot.Options {
  const { series, stacked, zone, drawn, handlers, showValues } = drawing
  const interval = drawn.current?.interval ?? { from: 0, to: 0 }
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
      x: { time: true, min: interval.from / 1_000, max: interval.to / 1_000 },
      // From zero, so that heights are comparable, with space above the highest value.
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
      ...(stacked ? series.toReversed() : series).map((each) => ({
        label: each.label,
        stroke: color(each.color),
        spanGaps: false,
        ...(stacked
          ? { width: 0, fill: color(each.color), points: { show: false }, paths: bars }
          : { width: 1.5 }),
        ...(each.dash === undefined ? {} : { dash: each.dash }),
      })),
    ],
    hooks: {
      drawClear: [(plot) => shade(plot, drawn.current?.gaps ?? [], color('unk'))],
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
