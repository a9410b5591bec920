// The kinds of panels. Each is of one data source and has a link to the console.
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common'
import * as common from '@grafana/grafana-foundation-sdk/common'
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard'
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap'
import * as stats from '@grafana/grafana-foundation-sdk/stat'
import * as tables from '@grafana/grafana-foundation-sdk/table'
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries'
import { AT_POINT, asLink, type Link } from './links.js'
import { POSTGRES, type Query } from './sources.js'

export interface Words {
  title: string
  description: string
  link: Link
  /** Of 24 columns. */
  width: number
  unit?: string
  max?: number
}

/** A panel without its number, which its place in the dashboard gives. */
export type Panel = (id: number) => Builder<dashboard.Panel>

/** A datum below or above which something is wrong. */
export interface Limit {
  value: number
  worse: 'above' | 'below'
}

/** The finest step of the stored samples. */
const SQL_STEP = '1m'
const UNKNOWN = 'unknown'

/** The builders' methods that this file uses of every kind of panel. */
interface Common<T> extends Builder<dashboard.Panel> {
  id(id: number): T
  title(title: string): T
  description(text: string): T
  datasource(source: DataSourceRef): T
  height(rows: number): T
  span(columns: number): T
  links(links: Builder<dashboard.DashboardLink>[]): T
  unit(unit: string): T
  max(max: number): T
  noValue(text: string): T
  withTarget(target: ReturnType<Query['target']>): T
}

function fill<T extends Common<T>>(
  panel: T,
  id: number,
  words: Words,
  height: number,
  queries: readonly Query[],
  now: boolean,
): T {
  const source = queries[0]?.source
  if (source === undefined || queries.some((query) => query.source !== source)) {
    throw new Error(`${words.title}: one data source a panel`)
  }
  panel
    .id(id)
    .title(words.title)
    .description(words.description)
    .datasource(source)
    .height(height)
    .span(words.width)
    .links([asLink(words.link)])
    .noValue(UNKNOWN)
  if (words.unit !== undefined) panel.unit(words.unit)
  if (words.max !== undefined) panel.max(words.max)
  queries.forEach((query, index) => {
    panel.withTarget(query.target(String.fromCharCode(65 + index), now))
  })
  return panel
}

function steps(limit: Limit | undefined): dashboard.ThresholdsConfigBuilder {
  const config = new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute)
  if (limit === undefined) return config.steps([{ color: 'text', value: null }])
  return limit.worse === 'above'
    ? config.steps([
        { color: 'green', value: null },
        { color: 'red', value: limit.value },
      ])
    : config.steps([
        { color: 'red', value: null },
        { color: 'green', value: limit.value },
      ])
}

/** One figure of now. */
export function stat(words: Words, query: Query, limit?: Limit): Panel {
  return (id) =>
    fill(new stats.PanelBuilder(), id, words, 4, [query], true)
      .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds))
      .thresholds(steps(limit))
      .graphMode(common.BigValueGraphMode.None)
      .reduceOptions(
        new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false),
      )
}

/** The label of an instant query as the figure, for versions. */
export function label(words: Words, query: Query): Panel {
  return (id) =>
    fill(new stats.PanelBuilder(), id, words, 4, [query], true)
      .textMode(common.BigValueTextMode.Name)
      .graphMode(common.BigValueGraphMode.None)
      .thresholds(steps(undefined))
}

function lineChart(words: Words, queries: readonly Query[], id: number): timeseries.PanelBuilder {
  const panel = fill(new timeseries.PanelBuilder(), id, words, 8, queries, false)
    .min(0)
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Auto)
    // What is not known is a gap.
    .spanNulls(false)
    .dataLinks([asLink(AT_POINT)])
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending),
    )
  return queries[0]?.source === POSTGRES ? panel.interval(SQL_STEP) : panel
}

/** Lines over time. */
export function lines(words: Words, ...queries: Query[]): Panel {
  return (id) => lineChart(words, queries, id)
}

/** Parts of a whole over time, as stacked bars. */
export function bars(words: Words, ...queries: Query[]): Panel {
  return (id) =>
    lineChart(words, queries, id)
      .drawStyle(common.GraphDrawStyle.Bars)
      .fillOpacity(70)
      .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'))
}

/** Each row's `size` at its `time`, as how often. */
export function heat(words: Words, query: Query): Panel {
  return (id) =>
    fill(new heatmap.PanelBuilder(), id, words, 9, [query], false)
      .calculate(true)
      .calculation(
        new common.HeatmapCalculationOptionsBuilder().yBuckets(
          new common.HeatmapCalculationBucketConfigBuilder().scale(
            new common.ScaleDistributionConfigBuilder().type(common.ScaleDistribution.Log).log(2),
          ),
        ),
      )
      .cellGap(1)
      .interval(SQL_STEP)
}

/** A column of a table that is a link, a date, or only used by links. */
export interface Column {
  name: string
  link?: Link
  unit?: string
  hidden?: boolean
}

/** Rows. */
export function table(words: Words, query: Query, columns: readonly Column[]): Panel {
  return (id) => {
    const panel = fill(new tables.PanelBuilder(), id, words, 9, [query], true).filterable(true)
    for (const { name, link, unit, hidden } of columns) {
      const properties: dashboard.DynamicConfigValue[] = []
      if (link !== undefined) {
        properties.push({ id: 'links', value: [{ ...link, targetBlank: true }] })
      }
      if (unit !== undefined) properties.push({ id: 'unit', value: unit })
      if (hidden === true) properties.push({ id: 'custom.hidden', value: true })
      panel.overrideByName(name, properties)
    }
    return panel
  }
}
