import type { Zone } from '@/lib/format'

const formats = new Map<string, Intl.DateTimeFormat>()

/** The label of a tick of the time axis, by the distance of ticks: `14:03:10`, `14:03`, `22 Nov`. */
export function axisTime(seconds: number, stepSeconds: number, zone: Zone): string {
  const grain = stepSeconds < 60 ? 'second' : stepSeconds < 86_400 ? 'minute' : 'day'
  const key = `${grain} ${zone}`
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat('en-GB', {
      ...(grain === 'day'
        ? { day: '2-digit', month: 'short' }
        : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
      ...(grain === 'second' ? { second: '2-digit' } : {}),
      ...(zone === 'utc' ? { timeZone: 'UTC' } : {}),
    })
  formats.set(key, format)
  return format.format(seconds * 1_000)
}
