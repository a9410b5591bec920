// The page's clock and time zone: all running times share one timer.

import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'
import { formatAge, formatDuration, formatInstant, instantOf, type Zone } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import { text } from '@/text/text'
import { Unknown } from '@/ui/unknown'

const TICK_MS = 1_000

let now = serverNow()
let timer: number | undefined
const listeners = new Set<() => void>()

function listen(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = serverNow()
    timer = window.setInterval(() => {
      now = serverNow()
      for (const each of listeners) each()
    }, TICK_MS)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.clearInterval(timer)
  }
}

const MomentContext = createContext<number | null>(null)

/** Fixes the time of its children at `moment`, in milliseconds; `null`: the time runs. */
export function MomentProvider({
  moment,
  children,
}: {
  moment: number | null
  children: ReactNode
}) {
  return <MomentContext value={moment}>{children}</MomentContext>
}

const still = () => () => {}

/** The server's time in milliseconds, updated each second, or the fixed time that is shown. */
export function useNow(): number {
  const moment = useContext(MomentContext)
  return useSyncExternalStore(moment === null ? listen : still, () => moment ?? now)
}

const ZoneContext = createContext<Zone>('local')

export function ZoneProvider({ zone, children }: { zone: Zone; children: ReactNode }) {
  return <ZoneContext value={zone}>{children}</ZoneContext>
}

export function useZone(): Zone {
  return useContext(ZoneContext)
}

/** A time from the API; if absent, an em dash with the reason. */
export function Instant({ at, reason }: { at: string | null; reason?: string }) {
  const zone = useZone()
  const instant = instantOf(at)
  if (at === null || instant === null) return <Unknown reason={reason ?? text.reason.notReported} />
  return (
    <time dateTime={at} title={at} className="whitespace-nowrap">
      {formatInstant(instant, zone, serverNow())}
    </time>
  )
}

/** A duration; it runs while `ticking`. */
export function Duration({
  since,
  seconds,
  ticking,
  reason,
}: {
  since: string | null
  seconds: number | null
  ticking: boolean
  reason?: string
}) {
  const start = instantOf(since)
  if (ticking && start !== null) return <Ticking start={start} />
  if (seconds === null) return <Unknown reason={reason ?? text.reason.notReported} />
  return <span className="whitespace-nowrap">{formatDuration(seconds)}</span>
}

function Ticking({ start }: { start: number }) {
  const instant = useNow()
  return <span className="whitespace-nowrap">{formatDuration((instant - start) / 1_000)}</span>
}

/** The time since something happened; it runs. */
export function Age({ at }: { at: string }) {
  const instant = useNow()
  const start = instantOf(at)
  if (start === null) return <Unknown reason={text.reason.notReported} />
  return <span title={at}>{formatAge((instant - start) / 1_000)}</span>
}
