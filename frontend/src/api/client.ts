// The one HTTP client: typed by the schema, and every refusal becomes an `ApiError`.
import createClient from 'openapi-fetch'
import type { Told } from '@/api/model'
import type { paths } from '@/api/schema'

/** A refusal (RFC 9457), or no answer at all: then `status` is 0 and `code` is `unreachable`. */
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

/** Trying again cannot mend a refusal of the request itself; everything else may pass. */
export function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500
}

export const client = createClient<paths>({
  baseUrl: window.location.origin,
  // Looked up at each call, so that a test's interception is seen.
  fetch: (request) => globalThis.fetch(request),
})

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The data of an answer, or an `ApiError` thrown. */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<Told<T>> {
  let settled: Answer<T>
  try {
    settled = await answer
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, 'unreachable', 'the console did not answer', null)
  }
  // 204 is an answer without a body.
  if (settled.data !== undefined || settled.response.status === 204) return settled.data as Told<T>
  throw problem(settled.error, settled.response)
}

/**
 * The lines of an answer in ndjson, each as it comes. A refusal before the first line, or a line with a
 * `problem`, is thrown like by `unwrap`.
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
    // The last one may be cut; at the end there is nothing more to come.
    rest = done ? '' : (lines.pop() ?? '')
    for (const line of lines) {
      if (line.trim() === '') continue
      const told = JSON.parse(line) as Record<string, unknown>
      if (told.problem !== undefined) throw problem(told.problem, response)
      yield told
    }
    if (done) return
  }
}

/** The members that say something: a query or a body needs no others. */
export function said<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) => value !== null && value !== undefined && value !== '',
    ),
  ) as { [K in keyof T]?: NonNullable<T[K]> }
}

/** The path with what of a query says something. */
export function withQuery(path: string, query: object): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(said(query))) words.append(name, String(value))
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
  const members = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const word = (name: string) => {
    const value = members[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  return new ApiError(
    response.status,
    word('code') ?? 'unexpected_answer',
    word('detail') ?? word('title') ?? `HTTP ${response.status}`,
    word('request_id') ?? response.headers.get('x-request-id'),
  )
}
