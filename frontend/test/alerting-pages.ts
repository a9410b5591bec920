// What tests of the alerting pages share: the console at an address, and a server that answers.
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { openConsole, server } from './console'
import { useFakeSocket } from './fake-socket'

let stop: (() => void) | null = null

/** The server before, and a clean page for each test of the file. */
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

/** Answers a GET of this path. */
export const json = (path: string, body: object, status = 200) =>
  http.get(path, () => HttpResponse.json(body as Record<string, unknown>, { status }))

/** Takes what is sent, and answers. */
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
