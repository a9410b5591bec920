// What the charts show beside their series: thresholds of rules, alerts that began, nodes that restarted.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { rulesQuery } from '@/api/alert-rules'
import { alertsInRangeQuery } from '@/api/alerts'
import type { Alert, RuleRow, Sources } from '@/api/model'
import { sourcesQuery } from '@/api/sources'
import type { Firing, Mark, Notes, Threshold } from '@/charts/chart-data'
import type { Scope } from '@/features/overview/scope'
import { overviewText } from '@/features/overview/text'
import { formatFigure, instantOf } from '@/lib/format'

const words = overviewText.charts

/** The measures of a chart, and the factor from their unit to the chart's. */
export interface Measures {
  names: readonly string[]
  factor: number
}

export function useNotes(scope: Scope, measures: readonly Measures[]): readonly Notes[] {
  const { data: rules } = useQuery(rulesQuery)
  const { data: alerts } = useQuery(
    alertsInRangeQuery(scope.range.from, scope.range.to, scope.deployment),
  )
  const { data: sources } = useQuery(sourcesQuery)
  return useMemo(
    () =>
      measures.map((of) =>
        notesOf(of, rules?.rules ?? [], alerts?.alerts ?? [], restarts(sources, scope.deployment)),
      ),
    [measures, rules, alerts, sources, scope.deployment],
  )
}

/** The notes of a chart of these measures. Pure. */
export function notesOf(
  { names, factor }: Measures,
  rules: readonly RuleRow[],
  alerts: readonly Alert[],
  restarted: readonly Mark[],
): Notes {
  const own = rules.filter(
    (rule) =>
      rule.enabled &&
      names.includes(rule.measure) &&
      // A rule of one room says nothing of the whole.
      rule.scope.room === null,
  )
  const thresholds = own.map(
    (rule): Threshold => ({
      value: rule.threshold * factor,
      wrong: /below|most/.test(rule.comparison) ? 'below' : 'above',
      label: words.threshold(formatFigure(rule.threshold * factor)),
    }),
  )
  const ruled = new Set(own.map(({ name }) => name))
  const serious = alerts.flatMap((alert) => {
    const at = instantOf(alert.started_at)
    const { severity } = alert
    return at === null || (severity !== 'critical' && severity !== 'warning')
      ? []
      : [{ alert, at, severity } as const]
  })
  return {
    thresholds,
    marks: [
      ...serious
        .filter(({ alert }) => ruled.has(alert.rule))
        .map(({ alert, at, severity }): Mark => ({ at, kind: severity, words: alert.message })),
      ...restarted,
    ],
    firing: serious
      .filter(({ alert }) => ruled.has(alert.rule))
      .map(
        ({ alert, at, severity }): Firing => ({
          from: at,
          to: instantOf(alert.resolved_at),
          severity,
        }),
      ),
  }
}

function restarts(sources: Sources | undefined, deployment: string | null): Mark[] {
  return (sources?.deployments ?? [])
    .filter((each) => deployment === null || each.deployment === deployment)
    .flatMap((each) => each.nodes)
    .flatMap((node) => {
      const at = instantOf(node.restarted_at)
      if (at === null) return []
      return [{ at, kind: 'restart', words: words.restarted(node.node_id ?? node.url) } as const]
    })
}
