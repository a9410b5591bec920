import { createRouter, type RouterHistory } from '@tanstack/react-router'
import { NotFound } from '@/app/not-found'
import { PageError } from '@/app/page-error'
import { routeTree } from '@/app/route-tree.gen'
import { parseSearch, stringifySearch } from '@/lib/url-search'

/** `history` is the browser's; tests pass their own. */
export function createConsoleRouter(history?: RouterHistory) {
  return createRouter({
    routeTree,
    ...(history === undefined ? {} : { history }),
    parseSearch,
    stringifySearch,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFound,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}
