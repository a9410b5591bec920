// Alerts, notifications and the audit trail, from the database alone.
import { annotation, type Frame, sqlVariables } from './frame.js'
import { ALERT_ROW, ALERTS, AUDIT, SOURCES } from './links.js'
import { bars, type Column, lines, stat, table } from './panels.js'
import { rows, series } from './sources.js'
import { DEPLOYMENT, during } from './sql.js'

/** An alert without a deployment belongs to all. */
const OF_ALL = `(deployment IS NULL OR ${DEPLOYMENT})`
const ALERT: readonly Column[] = [
  { name: 'message', link: ALERT_ROW },
  { name: 'id', hidden: true },
]

const open = (severity: string) => `
SELECT count(*) AS value
FROM reporting_v1.alerts
WHERE resolved_at IS NULL AND severity = '${severity}' AND ${OF_ALL}`

export const alerts: Frame = {
  name: 'alerts',
  title: 'LiveKit Alerts and Audit',
  description:
    'The console’s own alerts, their notifications and the audit trail, from its database; needs no Prometheus.',
  link: ALERTS,
  variables: sqlVariables(),
  annotations: [
    annotation(
      'Alerts',
      'rgba(242, 73, 92, 0.8)',
      `
SELECT started_at AS time, coalesce(resolved_at, now()) AS timeend, message AS text, concat_ws(',', rule, severity, status) AS tags
FROM reporting_v1.alerts
WHERE ${during('started_at', 'resolved_at')} AND ${OF_ALL}
ORDER BY started_at DESC
LIMIT 200`,
    ),
    annotation(
      'Gaps',
      'rgba(255, 152, 48, 0.5)',
      `
SELECT started_at AS time, coalesce(ended_at, now()) AS timeend, source || ' is missing: ' || cause AS text, source AS tags
FROM reporting_v1.gaps
WHERE ${during('started_at', 'ended_at')} AND ${OF_ALL}`,
    ),
  ],
  rows: [
    {
      title: 'Alerts',
      panels: [
        stat(
          {
            title: 'Critical',
            description: 'Open now, acknowledged ones included.',
            link: ALERTS,
            width: 6,
          },
          rows(open('critical')),
          { value: 1, worse: 'above' },
        ),
        stat(
          {
            title: 'Warnings',
            description: 'Open now, acknowledged ones included.',
            link: ALERTS,
            width: 6,
          },
          rows(open('warning')),
          { value: 1, worse: 'above' },
        ),
        stat(
          {
            title: 'Information',
            description: 'Open now, acknowledged ones included.',
            link: ALERTS,
            width: 6,
          },
          rows(open('info')),
        ),
        stat(
          {
            title: 'Time to acknowledge',
            description:
              'Median of the alerts that began within the shown time and were acknowledged.',
            link: ALERTS,
            width: 6,
            unit: 's',
          },
          rows(`
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM acknowledged_at - started_at)) AS value
FROM reporting_v1.alerts
WHERE $__timeFilter(started_at) AND ${OF_ALL}`),
        ),
        bars(
          { title: 'Alerts that began', description: 'By rule.', link: ALERTS, width: 12 },
          series(`
SELECT $__timeGroupAlias(started_at, $__interval), rule AS metric, count(*) AS value
FROM reporting_v1.alerts
WHERE $__timeFilter(started_at) AND ${OF_ALL}
GROUP BY 1, 2
ORDER BY 1`),
        ),
        table(
          {
            title: 'Rules by time fired',
            description: 'Within the shown time.',
            link: ALERTS,
            width: 12,
          },
          rows(`
SELECT rule, severity, count(*) AS alerts,
  sum(extract(epoch FROM least(coalesce(resolved_at, now()), $__timeTo()::timestamptz)
    - greatest(started_at, $__timeFrom()::timestamptz))) AS fired
FROM reporting_v1.alerts
WHERE ${during('started_at', 'resolved_at')} AND ${OF_ALL}
GROUP BY rule, severity
ORDER BY fired DESC
LIMIT 25`),
          [{ name: 'fired', unit: 's' }],
        ),
        table(
          {
            title: 'Alerts',
            description: 'A click on a message opens the alert in the console.',
            link: ALERTS,
            width: 24,
          },
          rows(`
SELECT started_at AS started, resolved_at AS resolved, severity, rule, status, deployment, room, message,
  value, threshold, acknowledged_by, id
FROM reporting_v1.alerts
WHERE ${during('started_at', 'resolved_at')} AND ${OF_ALL}
ORDER BY started_at DESC
LIMIT 100`),
          ALERT,
        ),
      ],
    },
    {
      title: 'Sources',
      panels: [
        lines(
          {
            title: 'Silence of webhooks',
            description: 'Seconds without a webhook though the room API reported changes.',
            link: SOURCES,
            width: 8,
            unit: 's',
          },
          series(`
SELECT $__timeGroupAlias(at, $__interval, NULL), deployment AS metric, max(webhook_silence_seconds) AS value
FROM reporting_v1.sources
WHERE $__timeFilter(at) AND ${DEPLOYMENT}
GROUP BY 1, 2
ORDER BY 1`),
        ),
        lines(
          {
            title: 'Refused webhooks',
            description: 'A minute.',
            link: SOURCES,
            width: 8,
            unit: 'cpm',
          },
          series(`
SELECT $__timeGroupAlias(at, $__interval, NULL), deployment AS metric, avg(webhooks_refused_rate) AS value
FROM reporting_v1.sources
WHERE $__timeFilter(at) AND ${DEPLOYMENT}
GROUP BY 1, 2
ORDER BY 1`),
        ),
        table(
          {
            title: 'Gaps',
            description: 'Times for which a source was missing.',
            link: SOURCES,
            width: 8,
          },
          rows(`
SELECT started_at AS started, ended_at AS ended, source, deployment, subject, cause
FROM reporting_v1.gaps
WHERE ${during('started_at', 'ended_at')} AND ${OF_ALL}
ORDER BY started_at DESC
LIMIT 50`),
          [],
        ),
      ],
    },
    {
      title: 'Notifications',
      panels: [
        bars(
          {
            title: 'Notifications',
            description: 'By receiver and status.',
            link: ALERTS,
            width: 12,
          },
          series(`
SELECT $__timeGroupAlias(created_at, $__interval), receiver || ' ' || status AS metric, count(*) AS value
FROM reporting_v1.notifications
WHERE $__timeFilter(created_at)
GROUP BY 1, 2
ORDER BY 1`),
        ),
        table(
          {
            title: 'Notifications that were not delivered',
            description: 'Waiting and parked ones, with the reason.',
            link: ALERTS,
            width: 12,
          },
          rows(`
SELECT created_at AS created, receiver, notice, status, attempts, error
FROM reporting_v1.notifications
WHERE status IN ('waiting', 'parked')
ORDER BY created_at DESC
LIMIT 50`),
          [],
        ),
      ],
    },
    {
      title: 'Audit',
      panels: [
        bars(
          { title: 'Lines of the audit trail', description: 'By kind.', link: AUDIT, width: 12 },
          series(`
SELECT $__timeGroupAlias(at, $__interval), kind AS metric, count(*) AS value
FROM reporting_v1.audit
WHERE $__timeFilter(at)
GROUP BY 1, 2
ORDER BY 1`),
        ),
        table(
          {
            title: 'Audit trail',
            description: 'Who did what; the content is in the console.',
            link: AUDIT,
            width: 12,
          },
          rows(`
SELECT sequence, at, kind, actor, subject
FROM reporting_v1.audit
WHERE $__timeFilter(at)
ORDER BY sequence DESC
LIMIT 100`),
          [],
        ),
      ],
    },
  ],
}
