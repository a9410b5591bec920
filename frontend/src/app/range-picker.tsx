import { ZoomOut } from 'lucide-react'
import { appText } from '@/app/text'
import { formatInstant, type Zone } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import {
  absoluteRange,
  QUICK_RANGES,
  quickRange,
  quickRangeOf,
  resolveRange,
  type TimeRange,
  zoomedOut,
} from '@/lib/time-range'
import { Button } from '@/ui/button'
import { usePhone } from '@/ui/use-media'

const FIXED = 'fixed'
const OTHER = 'other'

export function RangePicker({
  range,
  zone,
  onRange,
}: {
  range: TimeRange
  zone: Zone
  onRange: (range: TimeRange) => void
}) {
  const phone = usePhone()
  const quick = quickRangeOf(range)
  const now = serverNow()
  const { from, to } = resolveRange(range, now)
  const value = quick ?? OTHER
  const pick = (chosen: string) => {
    const named = QUICK_RANGES.find((each) => each === chosen)
    if (named !== undefined) onRange(quickRange(named))
    else if (chosen === FIXED) onRange(absoluteRange({ from, to }))
  }
  return (
    <>
      <select
        aria-label={appText.range.label}
        value={value}
        onChange={(event) => pick(event.target.value)}
        className="field max-w-64! border-line-2! max-nav:max-w-[20vw]!"
      >
        {quick === null ? (
          <option value={OTHER}>
            {formatInstant(from, zone, now)} – {formatInstant(to, zone, now)}
          </option>
        ) : (
          <option value={FIXED}>{appText.range.custom}</option>
        )}
        {QUICK_RANGES.map((each) => (
          <option key={each} value={each}>
            {phone ? each : appText.range.quick(each)}
          </option>
        ))}
      </select>
      <Button
        icon
        aria-label={appText.range.zoomOut}
        title={appText.range.zoomOut}
        className="max-chip:hidden"
        onClick={() => onRange(zoomedOut({ from, to }, serverNow()))}
      >
        <ZoomOut aria-hidden="true" size={14} />
      </Button>
    </>
  )
}
