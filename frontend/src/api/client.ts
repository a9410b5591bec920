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
  if (settled.data !== undefined) return settled.data as Told<T>
  throw problem(settled.error, settled.response)
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
