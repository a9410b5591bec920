import { createFileRoute } from '@tanstack/react-router'
import { pageRange, rangeOf, rangeSearch } from '@/app/shell-search'
import { readUsageSearch, usageFilterOf, usageSearch } from '@/app/usage-search'
import { Usage } from '@/features/usage/usage'
import { absoluteRange, type TimeRange } from '@/lib/time-range'

const STANDARD = pageRange('/usage') ?? undefined

export const Route = createFileRoute('/usage')({
  validateSearch: readUsageSearch,
  component: UsagePage,
})

function UsagePage() {
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  const filter = usageFilterOf(search)
  const { from, to } = rangeOf(search, STANDARD)
  const show = (range: TimeRange | null) =>
    void navigate({
      search: (now) => ({
        ...now,
        ...(range === null ? { from: undefined, to: undefined } : rangeSearch(range, STANDARD)),
      }),
    })
  return (
    <Usage
      filter={{ ...filter, from, to }}
      onFilter={(change) => void navigate({ search: usageSearch({ ...filter, ...change }) })}
      onRange={show}
      onZoom={(interval) => show(absoluteRange(interval))}
    />
  )
}
