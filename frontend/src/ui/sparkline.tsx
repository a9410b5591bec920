// The shape of a series in a line of text: no axis, no scale; gaps stay gaps.

const WIDTH = 200
const HEIGHT = 30

export function Sparkline({
  values,
  tone = 'normal',
  className = '',
}: {
  values: ReadonlyArray<number | null>
  tone?: 'normal' | 'crit'
  className?: string
}) {
  const { line, area } = sparkPaths(values, WIDTH, HEIGHT)
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={`block w-full overflow-visible ${tone === 'crit' ? 'text-crit-mark' : 'text-s4'} ${className}`}
    >
      <path d={area} fill="currentColor" opacity="0.14" />
      <path
        d={line}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}

/** The paths of a line and of the area below it, from the least to the greatest value. */
export function sparkPaths(
  values: ReadonlyArray<number | null>,
  width: number,
  height: number,
): { line: string; area: string } {
  const known = values.filter((value) => value !== null)
  const least = Math.min(...known)
  const span = Math.max(...known) - least || 1
  const x = (index: number) => round((index / Math.max(1, values.length - 1)) * width)
  const y = (value: number) => round(height - 1 - ((value - least) / span) * (height - 2))
  let line = ''
  let area = ''
  let start: number | null = null
  values.forEach((value, index) => {
    if (value === null) {
      if (start !== null) area += `V${height}H${x(start)}Z`
      start = null
      return
    }
    const to = `${x(index)} ${y(value)}`
    line += start === null ? `M${to}` : `L${to}`
    area += start === null ? `M${to}` : `L${to}`
    start ??= index
  })
  if (start !== null) area += `V${height}H${x(start)}Z`
  return { line, area }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
