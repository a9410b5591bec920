// The dashboard: what is wrong and since when, the figures, how they went, and where to look.

import { Attention } from '@/features/overview/attention'
import { Charts } from '@/features/overview/charts'
import { RoomRanks } from '@/features/overview/room-ranks'
import type { Scope } from '@/features/overview/scope'
import { SourceStrip } from '@/features/overview/source-strip'
import { StatusLine } from '@/features/overview/status-line'
import { overviewText } from '@/features/overview/text'
import { Tiles } from '@/features/overview/tiles'
import { WhatChanged } from '@/features/overview/what-changed'
import { serverNow } from '@/lib/server-clock'
import { type Interval, isLive, resolveRange, type TimeRange } from '@/lib/time-range'
import { usePauseWhile } from '@/live/live-context'

const DAY_MS = 86_400_000

/** A fixed span of at most a day: a comparison of months would say nothing. */
function isBrushed(range: TimeRange): boolean {
  if (isLive(range)) return false
  const { from, to } = resolveRange(range, serverNow())
  return to - from <= DAY_MS
}

export function Overview({
  scope,
  onZoom,
  onReset,
}: {
  scope: Scope
  onZoom: (interval: Interval) => void
  onReset: () => void
}) {
  usePauseWhile(!isLive(scope.range))
  return (
    <div className="page">
      <h1 className="sr-only">{overviewText.title}</h1>
      <StatusLine deployment={scope.deployment} />
      <Tiles scope={scope} />
      <div className="grid min-w-0 items-start gap-4 max-nav:gap-3 rail:grid-cols-[minmax(0,1fr)_24.5rem] wide:grid-cols-[minmax(0,2.25fr)_minmax(0,1fr)] wide:gap-5">
        <div className="grid min-w-0 gap-4 max-nav:gap-3 rail:order-2 wide:grid-cols-2 wide:gap-5">
          {isBrushed(scope.range) ? (
            <div className="min-w-0 wide:col-span-2">
              <WhatChanged scope={scope} />
            </div>
          ) : null}
          <div className="min-w-0 wide:col-span-2">
            <Attention deployment={scope.deployment} />
          </div>
          <RoomRanks scope={scope} />
        </div>
        <Charts scope={scope} onZoom={onZoom} onReset={onReset} />
      </div>
      <SourceStrip deployment={scope.deployment} />
    </div>
  )
}
