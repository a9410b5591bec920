import { createFileRoute } from '@tanstack/react-router'
import { auditFilterOf, auditSearch, readAuditSearch } from '@/app/alert-search'
import { pageRange, rangeOf } from '@/app/shell-search'
import { Audit } from '@/features/audit/audit'

export const Route = createFileRoute('/alerts/audit')({
  validateSearch: readAuditSearch,
  component: AuditPage,
})

function AuditPage() {
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  return (
    <Audit
      filter={auditFilterOf(search, rangeOf(search, pageRange('/alerts/audit') ?? undefined))}
      onFilter={(filter) => void navigate({ search: auditSearch(filter) })}
    />
  )
}
