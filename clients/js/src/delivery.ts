// Sends reports to the console: one at a time, in order, again after a failure.

/** A report as the protocol describes it, without `sent_at`. */
export type Report = Record<string, unknown>

interface Settings {
  url: string
  token: string | (() => string | Promise<string>)
  /** Called with each report that the console accepted. */
  accepted(report: Report): void
  /** Called with each error. */
  failed(error: unknown): void
}

/** The maximum of waiting reports while the console is unreachable; the oldest are dropped. */
const QUEUE_MAX = 20
/** The first and the longest delay after a failure, in milliseconds. */
const RETRY_MS = { first: 2000, longest: 120_000 }
/** The timeout of a request, in milliseconds. */
const RESPONSE_MS = 10_000
/** The status codes below 500 after which a retry can succeed. */
const TRY_AGAIN = [401, 408, 429]

/** What becomes of a report after a response. */
export function outcome(status: number): 'accepted' | 'retried' | 'dropped' {
  if (status >= 200 && status < 300) return 'accepted'
  return TRY_AGAIN.includes(status) || status >= 500 ? 'retried' : 'dropped'
}

/** The delay before the next request, in milliseconds; `failures` is the number before this one. */
export function delay(status: number | null, retry_after: string | null, failures: number): number {
  const seconds = Number(retry_after)
  if (status !== null && outcome(status) === 'retried' && seconds > 0) return seconds * 1000
  const longest = Math.min(RETRY_MS.longest, RETRY_MS.first * 2 ** failures)
  return longest * (0.5 + Math.random() / 2)
}

/** The reports that wait, and their way to the console. */
export class Delivery {
  readonly #settings: Settings
  readonly #queue: Report[] = []
  #retry: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #sending = false
  #stopped = false
  #last_token = ''

  constructor(settings: Settings) {
    this.#settings = settings
  }

  enqueue(report: Report): void {
    this.#queue.push(report)
    while (this.#queue.length > QUEUE_MAX) this.#queue.shift()
  }

  /** Sends the waiting reports in order, until one fails. */
  async send(): Promise<void> {
    if (this.#sending || this.#retry !== undefined) return
    this.#sending = true
    try {
      for (let next = this.#queue[0]; next && !this.#stopped; next = this.#queue[0]) {
        const response = await this.#post(next, await this.#token(), false)
        const became = outcome(response.status)
        if (became !== 'retried') this.#remove(next)
        if (became === 'accepted') {
          this.#failures = 0
          this.#settings.accepted(next)
          continue
        }
        this.#settings.failed(new Error(`the console answered ${response.status}`))
        return this.#sendLater(
          delay(response.status, response.headers.get('retry-after'), this.#failures),
        )
      }
    } catch (error) {
      this.#settings.failed(error)
      this.#sendLater(delay(null, null, this.#failures))
    } finally {
      this.#sending = false
    }
  }

  /** Hands the waiting reports to the browser, which sends them even if the page closes. */
  flush(): void {
    const { token, failed } = this.#settings
    const bearer = typeof token === 'string' ? token : this.#last_token
    if (!bearer) return
    for (const next of this.#queue.splice(0)) this.#post(next, bearer, true).catch(failed)
  }

  stop(): void {
    clearTimeout(this.#retry)
    this.flush()
    this.#stopped = true
  }

  #remove(report: Report): void {
    const index = this.#queue.indexOf(report)
    if (index >= 0) this.#queue.splice(index, 1)
  }

  #sendLater(ms: number): void {
    this.#failures = Math.min(this.#failures + 1, 10)
    if (this.#stopped) return
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.send()
    }, ms)
  }

  async #token(): Promise<string> {
    const { token } = this.#settings
    this.#last_token = typeof token === 'string' ? token : await token()
    return this.#last_token
  }

  #post(report: Report, bearer: string, keepalive: boolean): Promise<Response> {
    return fetch(this.#settings.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...report, sent_at: Date.now() }),
      keepalive,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(RESPONSE_MS),
    })
  }
}
