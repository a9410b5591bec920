// The two data sources and what is asked of them.
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common'
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus'

export const PROMETHEUS: DataSourceRef = { type: 'prometheus', uid: '${prometheus}' }
export const POSTGRES: DataSourceRef = {
  type: 'grafana-postgresql-datasource',
  uid: '${postgres}',
}

/** A query of a panel; panels of one source only. */
export interface Query {
  source: DataSourceRef
  target: (refId: string, now: boolean) => Builder<Dataquery>
}

/** PromQL; `legend` names a line, with labels as `{{label}}`; with `exemplars` single requests are shown, too. */
export function prom(expr: string, legend = '__auto', exemplars = false): Query {
  return {
    source: PROMETHEUS,
    target: (refId, now) => {
      const query = new prometheus.DataqueryBuilder()
        .refId(refId)
        .datasource(PROMETHEUS)
        .editorMode(prometheus.QueryEditorMode.Code)
        .expr(expr)
        .legendFormat(legend)
      if (exemplars) query.exemplar(true)
      return now ? query.instant() : query.range()
    },
  }
}

/** The SDK has no type for a query of the PostgreSQL data source. */
interface SqlQuery extends Dataquery {
  refId: string
  datasource: DataSourceRef
  editorMode: 'code'
  format: 'table' | 'time_series'
  rawQuery: true
  rawSql: string
}

function query(rawSql: string, format: SqlQuery['format']): Query {
  return {
    source: POSTGRES,
    target: (refId) => ({
      build: () =>
        ({
          refId,
          datasource: POSTGRES,
          editorMode: 'code',
          format,
          rawQuery: true,
          rawSql: rawSql.trim(),
        }) as SqlQuery,
    }),
  }
}

/** SQL with a column `time`, and `metric` and `value` or a column a line. */
export const series = (sql: string): Query => query(sql, 'time_series')

/** SQL that is shown as a table, or as one figure. */
export const rows = (sql: string): Query => query(sql, 'table')

/** The SQL of an annotation or a variable. */
export const annotationTarget = (sql: string, refId: string): Builder<Dataquery> =>
  query(sql, 'table').target(refId, true)
