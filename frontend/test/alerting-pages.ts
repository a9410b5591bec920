// Helpers of the tests of the alerting pages: the console at a URL, and a fake server.
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { openConsole, server } from './console'
import { useFakeSocket } from './fake-socket'

let stop: (() => void) | null = null

/** Starts the server before all tests, and resets the page for each test. */
export function alertingPages(): void {
  beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
  beforeEach(() => {
    useFakeSocket()
    localStorage.clear()
  })
  afterEach(() => {
    stop?.()
    stop = null
    server.resetHandlers()
  })
  afterAll(() => server.close())
}

export function open(address: string) {
  const shown = openConsole(address)
  stop = shown.stop
  return shown
}

/** Answers GET requests of this path. */
export const json = (path: string, body: object, status = 200) =>
  http.get(path, () => HttpResponse.json(body as Record<string, unknown>, { status }))

/** Records the requests of this path, and answers. */
export function sent(method: 'post' | 'put', path: string, answer: object, status = 200) {
  const bodies: Array<Record<string, unknown>> = []
  server.use(
    http[method](path, async ({ request }) => {
      bodies.push((await request.json()) as Record<string, unknown>)
      return HttpResponse.json(answer as Record<string, unknown>, { status })
    }),
  )
  return bodies
}
