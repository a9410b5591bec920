import { createRootRoute, Outlet, retainSearchParams } from '@tanstack/react-router'
import { NotFound } from '@/app/not-found'
import { PageError } from '@/app/page-error'
import { Shell } from '@/app/shell'
import { readShellSearch } from '@/app/shell-search'

export const Route = createRootRoute({
  validateSearch: readShellSearch,
  search: { middlewares: [retainSearchParams(['from', 'to', 'tz'])] },
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
  notFoundComponent: NotFound,
  errorComponent: PageError,
})
