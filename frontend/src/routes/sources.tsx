import { createFileRoute } from '@tanstack/react-router'
import { useMemo } from 'react'
import { readDeploymentSearch } from '@/app/history-search'
import { pageRange, rangeOf, rangeSearch } from '@/app/shell-search'
import { Sources } from '@/features/sources/sources'
import { absoluteRange, type TimeRange } from '@/lib/time-range'

const STANDARD = pageRange('/sources') ?? undefined

export const Route = createFileRoute('/sources')({
  validateSearch: readDeploymentSearch,
  component: SourcesPage,
})

function SourcesPage() {
  const search = Route.useSearch()
  const { from, to } = rangeOf(search, STANDARD)
  const range = useMemo(() => ({ from, to }), [from, to])
  const navigate = Route.useNavigate()
  const show = (next: TimeRange | null) =>
    void navigate({
      search: (now) => ({
        ...now,
        ...(next === null ? { from: undefined, to: undefined } : rangeSearch(next, STANDARD)),
      }),
    })
  return (
    <Sources
      range={range}
      deployment={search.deployment ?? null}
      onZoom={(interval) => show(absoluteRange(interval))}
      onReset={() => show(null)}
    />
  )
}
