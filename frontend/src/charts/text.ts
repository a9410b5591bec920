// The texts of charts.
import { plural } from '@/text/plural'

export const chartText = {
  showTable: (title: string) => `Show ${title} as a table`,
  showChart: (title: string) => `Show ${title} as a chart`,
  time: 'Time',
  hint: 'Left and right arrow keys move through the points. Enter keeps the crosshair. Drag to zoom, double-click to reset.',
  point: (time: string, values: string) => `${time}: ${values}`,
  points: (title: string) => `${title}, all points`,
  before: 'The period before',
  noPoints: 'No samples in this time range.',
  gaps: (n: number) => `${n} ${plural(n, 'gap', 'gaps')}`,
  gapUntil: (from: string, to: string | null) => `${from} – ${to ?? 'now'}`,
}
