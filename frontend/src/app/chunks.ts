// The chunks of pages: read ahead, so that a page opens also while the server is away.
import type { AnyRouter } from '@tanstack/react-router'
import { readChartAhead } from '@/features/shared/lazy-chart'

/** After the first paint, and what it needed; in milliseconds. */
const READ_AHEAD_MS = 2_000

export function readPagesAhead(router: AnyRouter): void {
  setTimeout(() => {
    void (async () => {
      // One after the other: what the page in use asks for goes first.
      for (const route of Object.values(router.routesById)) {
        await router.loadRouteChunk(route as never)?.catch(() => {})
      }
      await readChartAhead().catch(() => {})
      await import('@/app/palette').catch(() => {})
    })()
  }, READ_AHEAD_MS)
}

/**
 * A chunk that cannot be read makes the router reload the page, once. With the server away that shows
 * the browser's own error; the console says so itself, and reloads only for a newer version of itself,
 * which has another entry.
 */
export function keepPageWhileAway(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const { message } = (event as Event & { payload: Error }).payload
    try {
      sessionStorage.setItem(`tanstack_router_reload:${message}`, '1')
    } catch {
      // Without storage the router does not reload either.
    }
    const entry = document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? ''
    void fetch('/')
      .then(async (answer) => {
        const newer = answer.ok && !(await answer.text()).includes(entry)
        if (newer && !sessionStorage.getItem(`newer:${message}`)) {
          sessionStorage.setItem(`newer:${message}`, '1')
          window.location.reload()
        }
      })
      .catch(() => {})
  })
}
