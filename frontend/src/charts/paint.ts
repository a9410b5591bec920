// Draws what a chart shows beside its series: gaps, thresholds, what is beyond them, firing times, marks.
import type uPlot from 'uplot'
import type { ChartGap, Mark, Notes, Threshold } from '@/charts/chart-data'

/** The minimum width of a gap in pixels: a gap of seconds must be visible in a chart of a day. */
const LEAST_PX = 2
/** Gaps lie on the bottom edge only, so that no line is buried. */
const GAP_PX = 7
const HATCH_PX = 4
const FIRING_PX = 3
/** The opacity of the tint over the time that an alert fired. */
const TINT = 0.06
/** The heights of marks differ, so that several at one time can be told apart. */
const STAFF_PX: Readonly<Record<Mark['kind'], number>> = { critical: 30, warning: 20, restart: 12 }

/** A threshold farther away than this many times the highest value would flatten the lines. */
const FAR = 2.5

/** The thresholds near enough to the values to be drawn. */
export function nearThresholds(thresholds: readonly Threshold[], max: number): Threshold[] {
  return thresholds.filter(({ value }) => value <= Math.max(1, max) * FAR)
}

export interface Colors {
  color: (name: string) => string
}

export function paintGaps(plot: uPlot, gaps: readonly ChartGap[], { color }: Colors): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const height = GAP_PX * ratio
  const bottom = bbox.top + bbox.height
  for (const gap of gaps) {
    const { left, right } = span(plot, gap.from, gap.to)
    if (right <= left) continue
    ctx.save()
    ctx.beginPath()
    ctx.rect(left, bottom - height, right - left, height)
    ctx.clip()
    ctx.setLineDash([])
    ctx.strokeStyle = color('hatch')
    ctx.lineWidth = 1.25 * ratio
    ctx.beginPath()
    const step = HATCH_PX * ratio
    // All gaps share one grid, so that the hatching does not move while a gap grows.
    for (let x = Math.floor((left - height) / step) * step; x < right; x += step) {
      ctx.moveTo(x, bottom)
      ctx.lineTo(x + height, bottom - height)
    }
    ctx.moveTo(left, bottom - height)
    ctx.lineTo(right, bottom - height)
    ctx.stroke()
    ctx.restore()
  }
}

/** The series beyond a threshold in red, above it or below it, with a tint between the two. */
function paintBeyond(plot: uPlot, { value, wrong }: Threshold, { color }: Colors): void {
  const { ctx, bbox } = plot
  const y = plot.valToPos(value, 'y', true)
  const top = wrong === 'above' ? bbox.top : y
  const bottom = wrong === 'above' ? y : bbox.top + bbox.height
  if (bottom <= top) return
  const data = plot.data[1] ?? []
  const times = plot.data[0]
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, top, bbox.width, bottom - top)
  ctx.clip()
  ctx.setLineDash([])
  ctx.strokeStyle = color('crit-mark')
  ctx.fillStyle = color('crit-mark')
  ctx.lineWidth = 1.5 * devicePixelRatio
  let run: Array<[number, number]> = []
  const end = () => {
    const [first] = run
    const last = run.at(-1)
    if (first !== undefined && last !== undefined) {
      ctx.globalAlpha = 1
      ctx.beginPath()
      for (const [x, at] of run) ctx.lineTo(x, at)
      ctx.stroke()
      ctx.globalAlpha = 0.14
      ctx.lineTo(last[0], y)
      ctx.lineTo(first[0], y)
      ctx.fill()
    }
    run = []
  }
  times.forEach((time, index) => {
    const at = data[index]
    if (at === null || at === undefined) end()
    else run.push([plot.valToPos(time, 'x', true), plot.valToPos(at, 'y', true)])
  })
  end()
  ctx.restore()
}

function paintThreshold(plot: uPlot, { value, label }: Threshold, { color }: Colors): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5
  if (y < bbox.top || y > bbox.top + bbox.height) return
  ctx.save()
  ctx.strokeStyle = color('soft')
  ctx.lineWidth = ratio
  ctx.setLineDash([5 * ratio, 4 * ratio])
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  ctx.font = `${11 * ratio}px ${FONT}`
  const width = ctx.measureText(label).width
  const base = y - 4 * ratio < bbox.top + 12 * ratio ? y + 13 * ratio : y - 4 * ratio
  ctx.fillStyle = color('surface')
  ctx.fillRect(bbox.left, base - 11 * ratio, width + 4 * ratio, 14 * ratio)
  ctx.fillStyle = color('soft')
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  ctx.fillText(label, bbox.left, base)
  ctx.restore()
}

function paintMark(plot: uPlot, mark: Mark, { color }: Colors): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const x = plot.valToPos(mark.at / 1_000, 'x', true)
  if (x < bbox.left || x > bbox.left + bbox.width) return
  const bottom = bbox.top + bbox.height
  const top = bottom - STAFF_PX[mark.kind] * ratio
  const tone =
    mark.kind === 'restart' ? 'soft' : mark.kind === 'critical' ? 'crit-mark' : 'warn-mark'
  ctx.save()
  // The last series may be dashed.
  ctx.setLineDash([])
  ctx.strokeStyle = color(tone)
  ctx.fillStyle = color(mark.kind === 'restart' ? 'surface' : tone)
  ctx.lineWidth = 1.25 * ratio
  ctx.beginPath()
  ctx.moveTo(x, bottom)
  ctx.lineTo(x, top)
  ctx.stroke()
  ctx.beginPath()
  if (mark.kind === 'restart') {
    const half = 5 * ratio
    ctx.moveTo(x, top - half)
    ctx.lineTo(x + half, top)
    ctx.lineTo(x, top + half)
    ctx.lineTo(x - half, top)
    ctx.closePath()
    ctx.fill()
    ctx.stroke()
  } else {
    ctx.moveTo(x, top)
    ctx.lineTo(x + 8 * ratio, top + 3.5 * ratio)
    ctx.lineTo(x, top + 7 * ratio)
    ctx.fill()
  }
  ctx.restore()
}

/** Over the lines: thresholds with what is beyond them, firing times, marks. */
export function paintNotes(plot: uPlot, notes: Notes, colors: Colors): void {
  const { ctx, bbox } = plot
  const max = plot.scales.y?.max ?? 0
  for (const threshold of notes.thresholds) {
    if (threshold.value > max) continue
    paintBeyond(plot, threshold, colors)
    paintThreshold(plot, threshold, colors)
  }
  ctx.save()
  for (const { from, to, severity, tinted } of notes.firing) {
    const { left, right } = span(plot, from, to)
    if (right <= left) continue
    ctx.fillStyle = colors.color(severity === 'critical' ? 'crit-mark' : 'warn-mark')
    if (tinted) {
      ctx.globalAlpha = TINT
      ctx.fillRect(left, bbox.top, right - left, bbox.height)
      ctx.globalAlpha = 1
    }
    const height = FIRING_PX * devicePixelRatio
    ctx.fillRect(left, bbox.top + bbox.height - height / 2, right - left, height)
  }
  ctx.restore()
  for (const mark of notes.marks) paintMark(plot, mark, colors)
}

export const FONT =
  '-apple-system, "Segoe UI", Roboto, "Liberation Sans", "Noto Sans", system-ui, sans-serif'

function span(plot: uPlot, from: number, to: number | null): { left: number; right: number } {
  const { bbox } = plot
  const edge = bbox.left + bbox.width
  const left = Math.max(bbox.left, plot.valToPos(from / 1_000, 'x', true))
  const end = to === null ? edge : plot.valToPos(to / 1_000, 'x', true)
  return { left, right: Math.min(edge, Math.max(end, left + LEAST_PX * devicePixelRatio)) }
}
