// The HTTP client: typed by the schema; every error response becomes an `ApiError`.
import createClient from 'openapi-fetch'
import type { Complete } from '@/api/model'
import type { paths } from '@/api/schema'

/** An error response (RFC 9457), or no response: then `status` is 0 and `code` is `unreachable`. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | null

  constructor(status: number, code: string, detail: string, requestId: string | null) {
    super(detail)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.requestId = requestId
  }
}

/** Whether a retry can succeed: not after a 4xx of the request itself. */
export function canRetry(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500
}

export const client = createClient<paths>({
  baseUrl: window.location.origin,
  // Looked up at each call, so that tests can replace it.
  fetch: (request) => globalThis.fetch(request),
})

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** Returns the data of a response, or throws an `ApiError`. */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<Complete<T>> {
  let answered: Answer<T>
  try {
    answered = await answer
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, 'unreachable', 'the console did not answer', null)
  }
  // 204 has no body.
  if (answered.data !== undefined || answered.response.status === 204)
    return answered.data as Complete<T>
  throw problem(answered.error, answered.response)
}

/**
 * The lines of an NDJSON response as they arrive. An error before the first line, or a line with a
 * `problem`, is thrown as by `unwrap`.
 */
export async function* requestLines(
  path: string,
  body: unknown,
  signal?: AbortSignal,
): AsyncGenerator<Record<string, unknown>> {
  const response = await post(path, body, signal)
  if (!response.ok || response.body === null) {
    throw problem(await response.json().catch(() => null), response)
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    rest += value ?? ''
    const lines = rest.split('\n')
    // The last line may be incomplete until the end of the response.
    rest = done ? '' : (lines.pop() ?? '')
    for (const line of lines) {
      if (line.trim() === '') continue
      const value = JSON.parse(line) as Record<string, unknown>
      if (value.problem !== undefined) throw problem(value.problem, response)
      yield value
    }
    if (done) return
  }
}

/** The fields with a value: `null`, `undefined` and empty strings are left out. */
export function withoutEmpty<T extends object>(
  fields: T,
): { [K in keyof T]?: Exclude<NonNullable<T[K]>, ''> } {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== null && value !== undefined && value !== '',
    ),
  ) as { [K in keyof T]?: Exclude<NonNullable<T[K]>, ''> }
}

/** The path with the query parameters that have a value. */
export function withQuery(path: string, query: object): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(withoutEmpty(query))) words.append(name, String(value))
  const text = words.toString()
  return text === '' ? path : `${path}?${text}`
}

async function post(address: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  try {
    return await globalThis.fetch(new URL(address, window.location.origin), {
      method: 'POST',
      headers: { accept: 'application/x-ndjson', 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, 'unreachable', 'the console did not answer', null)
  }
}

function problem(body: unknown, response: Response): ApiError {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const word = (name: string) => {
    const value = fields[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  return new ApiError(
    response.status,
    word('code') ?? 'unexpected_answer',
    word('detail') ?? word('title') ?? `HTTP ${response.status}`,
    word('request_id') ?? response.headers.get('x-request-id'),
  )
}
