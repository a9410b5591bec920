// What every dashboard has: variables, links, annotations, and the places of its panels.
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard'
import { asLink, type Link } from './links.js'
import type { Panel } from './panels.js'
import { annotationTarget, POSTGRES, PROMETHEUS } from './sources.js'

type Variable = Parameters<dashboard.DashboardBuilder['withVariable']>[0]

/** Panels that stand in one row of the grid, under a heading. */
export interface Row {
  title: string
  panels: readonly Panel[]
}

export interface Frame {
  /** The name of the file, and the end of the uid. */
  name: string
  title: string
  description: string
  link: Link
  variables: readonly Variable[]
  annotations?: readonly dashboard.AnnotationQueryBuilder[]
  rows: readonly Row[]
}

const ALL = { selected: true, text: ['All'], value: ['$__all'] }

const source = (name: string, label: string, type: string, uid: string) =>
  new dashboard.DatasourceVariableBuilder(name)
    .label(label)
    .type(type)
    .current({ selected: true, text: label, value: uid })

const prometheus = source('prometheus', 'Prometheus', 'prometheus', 'livekit-console-prometheus')
const postgres = source(
  'postgres',
  'TimescaleDB',
  'grafana-postgresql-datasource',
  'livekit-console-timescaledb',
)

const console_ = new dashboard.TextBoxVariableBuilder('console')
  .label('Console')
  .defaultValue('http://localhost:8000')
  .current({ selected: true, text: 'http://localhost:8000', value: 'http://localhost:8000' })

/** Values of a label; `.*` for all, so that a series without the label counts, too. */
export const labelValues = (name: string, label: string, query: string) =>
  new dashboard.QueryVariableBuilder(name)
    .label(label)
    .datasource(PROMETHEUS)
    .definition(query)
    .query({ qryType: 1, query, refId: name })
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current(ALL)

const sqlValues = (name: string, label: string, sql: string) =>
  new dashboard.QueryVariableBuilder(name)
    .label(label)
    .datasource(POSTGRES)
    .definition(sql)
    .query(sql)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .current(ALL)

/** The variables of a dashboard that asks Prometheus. */
export const prometheusVariables = (...more: Variable[]): Variable[] => [
  prometheus,
  ...more,
  console_,
]

/** The variables of a dashboard that asks the database: deployments of the chosen regions. */
export const sqlVariables = (): Variable[] => [
  postgres,
  sqlValues(
    'region',
    'Region',
    "SELECT DISTINCT coalesce(region, 'none') FROM reporting_v1.deployments ORDER BY 1",
  ),
  sqlValues(
    'deployment',
    'Deployment',
    "SELECT deployment FROM reporting_v1.deployments WHERE coalesce(region, 'none') IN (${region:sqlstring}) ORDER BY 1",
  ),
  console_,
]

export function annotation(name: string, color: string, sql: string) {
  return new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(POSTGRES)
    .enable(true)
    .iconColor(color)
    .target(annotationTarget(sql.trim(), name))
}

/** Grafana adds this one to every dashboard that lacks it. */
const OWN_ANNOTATIONS = new dashboard.AnnotationQueryBuilder()
  .name('Annotations & Alerts')
  .builtIn(1)
  .datasource({ type: 'grafana', uid: '-- Grafana --' })
  .enable(true)
  .hide(true)
  .iconColor('rgba(0, 211, 255, 1)')
  .type('dashboard')

/** Builds a dashboard; each panel's number follows from its place. */
export function build(frame: Frame): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(frame.title)
    .uid(`livekit-console-${frame.name}`)
    .description(frame.description)
    .tags(['livekit', 'livekit-console'])
    .editable()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .time({ from: 'now-6h', to: 'now' })
    .timezone('browser')
    .refresh('30s')
    .version(1)
    .link(asLink({ ...frame.link, title: 'Console' }).tooltip('The same time in the console'))
    .link(
      new dashboard.DashboardLinkBuilder('LiveKit dashboards')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags(['livekit-console'])
        .asDropdown(true)
        .keepTime(true),
    )
  for (const variable of frame.variables) builder.withVariable(variable)
  builder.annotation(OWN_ANNOTATIONS)
  for (const query of frame.annotations ?? []) builder.annotation(query)
  let id = 0
  for (const { title, panels } of frame.rows) {
    id += 1
    builder.withRow(new dashboard.RowBuilder(title).id(id))
    for (const panel of panels) {
      id += 1
      builder.withPanel(panel(id))
    }
  }
  const built = builder.build()
  checkWidths(frame, built)
  return built
}

/** Panels fill whole lines of the grid: a gap or an overlap is a mistake. */
function checkWidths(frame: Frame, built: dashboard.Dashboard): void {
  let filled = 0
  for (const panel of built.panels ?? []) {
    const width = panel.gridPos?.w ?? 0
    filled += width
    if (filled > 24) throw new Error(`${frame.name}: ${panel.title} does not fit into its line`)
    if (filled === 24) filled = 0
  }
  if (filled !== 0) throw new Error(`${frame.name}: the last line is not full`)
}
