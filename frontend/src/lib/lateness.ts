// Whether what the sources bring is late: a webhook of an hour ago tells nothing of now. Pure.

/** Later than this is late, in seconds: the threshold of the built-in rule `webhooks_late`. */
export const LATE_SECONDS = 60

interface Reported {
  deployments: ReadonlyArray<{ webhooks: { lag_seconds: number | null } }>
}

/** The largest lag of webhooks in seconds, if any is late; else `null`. */
export function latestLag({ deployments }: Reported): number | null {
  const lags = deployments.map(({ webhooks }) => webhooks.lag_seconds ?? 0)
  const most = Math.max(0, ...lags)
  return most > LATE_SECONDS ? most : null
}
