// The dashboard: the current health, and since when something is wrong.

import { AlertStrip } from '@/features/overview/alert-strip'
import { Charts } from '@/features/overview/charts'
import { NewestRooms } from '@/features/overview/newest-rooms'
import { SourceStrip } from '@/features/overview/source-strip'
import { overviewText } from '@/features/overview/text'
import { Tiles } from '@/features/overview/tiles'
import type { Interval, TimeRange } from '@/lib/time-range'
import { isLive } from '@/lib/time-range'
import { usePauseWhile } from '@/live/live-context'

export function Overview({
  range,
  onZoom,
  onReset,
}: {
  range: TimeRange
  onZoom: (interval: Interval) => void
  onReset: () => void
}) {
  usePauseWhile(!isLive(range))
  return (
    <div className="flex flex-col gap-3 p-3">
      <h1 className="sr-only">{overviewText.title}</h1>
      <AlertStrip />
      <Tiles />
      <Charts range={range} onZoom={onZoom} onReset={onReset} />
      <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2">
        <NewestRooms />
        <SourceStrip />
      </div>
    </div>
  )
}
