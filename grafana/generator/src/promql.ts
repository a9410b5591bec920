// PromQL that the dashboards share.

export const RATE = '[$__rate_interval]'

/** Expressions over the series that begin with `prefix` and have `labels`. */
export function over(prefix: string, labels: string) {
  const name = (metric: string, more = '') => `${prefix}${metric}{${labels}${more && `,${more}`}}`
  /** A second. */
  const rate = (by: string, metric: string, more = '') =>
    `sum by (${by}) (rate(${name(metric, more)}${RATE}))`
  const minutely = (by: string, metric: string, more = '') => `60 * ${rate(by, metric, more)}`
  const quantile = (part: number, by: string, metric: string) =>
    `histogram_quantile(${part}, ${rate(`le, ${by}`, `${metric}_bucket`)})`
  /** NaN, a gap, while nothing was observed. */
  const mean = (by: string, metric: string, more = '') =>
    `${rate(by, `${metric}_sum`, more)} / ${rate(by, `${metric}_count`, more)}`
  return { name, rate, minutely, quantile, mean }
}
