import { createFileRoute } from '@tanstack/react-router'
import { useMemo } from 'react'
import { readScopeSearch } from '@/app/history-search'
import { rangeOf, rangeSearch } from '@/app/shell-search'
import { Overview } from '@/features/overview/overview'
import { absoluteRange, DEFAULT_RANGE, type TimeRange } from '@/lib/time-range'

export const Route = createFileRoute('/')({ validateSearch: readScopeSearch, component: Dashboard })

function Dashboard() {
  const { from, to } = rangeOf(Route.useSearch())
  const range = useMemo(() => ({ from, to }), [from, to])
  const navigate = Route.useNavigate()
  const show = (next: TimeRange) =>
    void navigate({ search: (now) => ({ ...now, ...rangeSearch(next) }) })
  return (
    <Overview
      range={range}
      onZoom={(interval) => show(absoluteRange(interval))}
      onReset={() => show(DEFAULT_RANGE)}
    />
  )
}
