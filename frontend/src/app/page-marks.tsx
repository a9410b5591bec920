// What a link to a page shows of its open alerts or its problems.

import { useQuery } from '@tanstack/react-query'
import { OctagonX, TriangleAlert } from 'lucide-react'
import { sourcesQuery } from '@/api/sources'
import { AlertBadge } from '@/app/alert-badge'
import type { Page } from '@/app/pages'
import { appText } from '@/app/text'
import { problemsOf } from '@/features/sources/problems'

export function PageMarks({ to }: { to: Page['to'] }) {
  if (to === '/alerts') return <AlertBadge />
  return to === '/sources' ? <Problems /> : null
}

/** The number of problems of the sources. */
function Problems() {
  const { data } = useQuery({ ...sourcesQuery, select: problemsOf })
  if (data === undefined || data === null) return null
  const Icon = data.tone === 'crit' ? OctagonX : TriangleAlert
  return (
    <span
      title={appText.nav.problems(data.count)}
      className={`inline-flex items-center gap-0.5 text-xs ${
        data.tone === 'crit' ? 'text-crit' : 'text-warn'
      }`}
    >
      <Icon aria-hidden="true" size={12} />
      <span aria-hidden="true">{data.count}</span>
      <span className="sr-only">{appText.nav.problems(data.count)}</span>
    </span>
  )
}
