// The newest points of each series, outside React: one typed column per series and one of times. The
// newest point replaces the oldest, so the size is fixed.
import type { SystemMetrics } from '@/api/model'

export const SERIES = [
  'active_rooms',
  'people',
  'machines',
  'join_rate',
  'leave_rate',
  'disconnect_rate',
  'avg_room_duration',
  'avg_connection_quality',
] as const satisfies ReadonlyArray<keyof SystemMetrics>
export type Series = (typeof SERIES)[number]

/** Points kept: 30 minutes at one per second, three times the refetch interval of the history. */
export const RING_POINTS = 1_800

export class SeriesRing {
  readonly #capacity: number
  readonly #times: Float64Array
  readonly #columns: ReadonlyMap<Series, Float64Array>
  #next = 0
  #size = 0

  constructor(capacity = RING_POINTS) {
    this.#capacity = capacity
    this.#times = new Float64Array(capacity)
    this.#columns = new Map(SERIES.map((series) => [series, new Float64Array(capacity)]))
  }

  get size(): number {
    return this.#size
  }

  get lastTime(): number | null {
    return this.#size === 0 ? null : (this.#times[this.#index(this.#size - 1)] ?? null)
  }

  /** Takes a point that is newer than the last one; others are repeated after a reconnect. */
  push(time: number, point: Pick<SystemMetrics, Series>): boolean {
    const last = this.lastTime
    if (last !== null && time <= last) return false
    this.#times[this.#next] = time
    for (const [series, column] of this.#columns) column[this.#next] = point[series] ?? Number.NaN
    this.#next = (this.#next + 1) % this.#capacity
    this.#size = Math.min(this.#size + 1, this.#capacity)
    return true
  }

  /**
   * The mean of a series in each of `count` steps of `stepMs` from `from`. A step without
   * a known value is `null`: a gap, not zero and not the nearest value.
   */
  means(series: Series, from: number, stepMs: number, count: number): (number | null)[] {
    const sums = new Float64Array(count)
    const counts = new Uint32Array(count)
    const column = this.#columns.get(series)
    for (let age = 0; age < this.#size; age += 1) {
      const at = this.#index(age)
      const step = Math.floor(((this.#times[at] ?? 0) - from) / stepMs)
      const value = column?.[at] ?? Number.NaN
      if (step < 0 || step >= count || Number.isNaN(value)) continue
      sums[step] = (sums[step] ?? 0) + value
      counts[step] = (counts[step] ?? 0) + 1
    }
    return Array.from(counts, (n, step) => (n === 0 ? null : (sums[step] ?? 0) / n))
  }

  #index(age: number): number {
    return (this.#next - this.#size + age + this.#capacity) % this.#capacity
  }
}
