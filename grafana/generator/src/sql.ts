// Pieces of SQL. Only views of the contract are read: grafana/database/reporting_v1.sql.

export const DEPLOYMENT = 'deployment IN (${deployment:sqlstring})'

/** Rollups by the step: minutes, or hours from a step of an hour on. */
export const samples = (columns: string) => `(
  SELECT at, deployment, ${columns} FROM reporting_v1.samples_1m WHERE $__interval_ms < 3600000 AND $__timeFilter(at)
  UNION ALL
  SELECT at, deployment, ${columns} FROM reporting_v1.samples_1h WHERE $__interval_ms >= 3600000 AND $__timeFilter(at)
) AS samples`

/** A mean of samples, a line a deployment; a step without a sample is a gap. */
export const sampled = (value: string, columns: string) => `
SELECT $__timeGroupAlias(at, $__interval, NULL), deployment AS metric, ${value} AS value
FROM ${samples(columns)}
WHERE ${DEPLOYMENT}
GROUP BY 1, 2
ORDER BY 1`

/** How many rows of `from` at a step, by `metric`. */
export const counted = (from: string, at: string, metric: string, where = '') => `
SELECT $__timeGroupAlias(${at}, $__interval), ${metric} AS metric, count(*) AS value
FROM reporting_v1.${from}
WHERE $__timeFilter(${at}) AND ${DEPLOYMENT}${where}
GROUP BY 1, 2
ORDER BY 1`

/** A figure of the nodes, a line a node. */
export const ofNodes = (value: string) => `
SELECT $__timeGroupAlias(at, $__interval, NULL), node AS metric, ${value} AS value
FROM reporting_v1.nodes
WHERE $__timeFilter(at) AND ${DEPLOYMENT}
GROUP BY 1, 2
ORDER BY 1`

/** A mean of a node's means: each weighs as much as it has samples. */
export const weighed = (value: string, weight: string) =>
  `sum(${value} * ${weight}) / nullif(sum(CASE WHEN ${value} IS NOT NULL THEN ${weight} END), 0)`

/** Epoch milliseconds as text, for links. */
export const moment = (at: string) => `(extract(epoch FROM ${at}) * 1000)::bigint::text`

/** Overlaps the shown time. */
export const during = (from: string, to: string) =>
  `${from} <= $__timeTo()::timestamptz AND (${to} IS NULL OR ${to} >= $__timeFrom()::timestamptz)`
