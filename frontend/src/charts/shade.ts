// Hatches the times of a plot when a source reported no data, under its lines.
import type uPlot from 'uplot'
import type { ChartGap } from '@/charts/chart-data'

/** The minimum width of a gap in pixels: a gap of seconds must be visible in a chart of a day. */
const LEAST_PX = 2
const HATCH_PX = 7

export function shade(plot: uPlot, gaps: readonly ChartGap[], color: string): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  for (const gap of gaps) {
    const left = Math.max(bbox.left, plot.valToPos(gap.from / 1_000, 'x', true))
    const end = gap.to === null ? bbox.left + bbox.width : plot.valToPos(gap.to / 1_000, 'x', true)
    const right = Math.min(bbox.left + bbox.width, Math.max(end, left + LEAST_PX * ratio))
    if (right <= left) continue
    ctx.save()
    ctx.beginPath()
    ctx.rect(left, bbox.top, right - left, bbox.height)
    ctx.clip()
    ctx.fillStyle = color
    ctx.globalAlpha = 0.12
    ctx.fillRect(left, bbox.top, right - left, bbox.height)
    ctx.globalAlpha = 0.45
    ctx.strokeStyle = color
    ctx.lineWidth = ratio
    ctx.beginPath()
    const step = HATCH_PX * ratio
    // All gaps share one grid, so that the hatching does not move while a gap grows.
    const first = Math.floor((left - bbox.height) / step) * step
    for (let x = first; x < right; x += step) {
      ctx.moveTo(x, bbox.top + bbox.height)
      ctx.lineTo(x + bbox.height, bbox.top)
    }
    ctx.stroke()
    ctx.restore()
  }
}
