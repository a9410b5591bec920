import { createFileRoute } from '@tanstack/react-router'
import { useMemo } from 'react'
import { readScopeSearch } from '@/app/history-search'
import { rangeOf, rangeSearch } from '@/app/shell-search'
import { Overview } from '@/features/overview/overview'
import { absoluteRange, DEFAULT_RANGE, type TimeRange } from '@/lib/time-range'

export const Route = createFileRoute('/')({ validateSearch: readScopeSearch, component: Dashboard })

function Dashboard() {
  const search = Route.useSearch()
  const { from, to } = rangeOf(search)
  const { deployment = null, region = null } = search
  const scope = useMemo(
    () => ({ range: { from, to }, deployment, region }),
    [from, to, deployment, region],
  )
  const navigate = Route.useNavigate()
  const show = (next: TimeRange) =>
    void navigate({ search: (now) => ({ ...now, ...rangeSearch(next) }) })
  return (
    <Overview
      scope={scope}
      onZoom={(interval) => show(absoluteRange(interval))}
      onReset={() => show(DEFAULT_RANGE)}
    />
  )
}
