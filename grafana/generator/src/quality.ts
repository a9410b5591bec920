// Quality of connections from the database alone: deployments, nodes, clients' own reports.
import { type Frame, sqlVariables } from './frame.js'
import { CHARTS, HISTORY, ROOM_AT_ROW, SOURCES } from './links.js'
import { bars, lines, stat, table } from './panels.js'
import { rows, series } from './sources.js'
import { DEPLOYMENT, moment, ofNodes, sampled, weighed } from './sql.js'

/** A figure of the clients' reports over time. */
const reported = (columns: string) => `
SELECT $__timeGroupAlias(at, $__interval, NULL), ${columns}
FROM reporting_v1.client_reports
WHERE $__timeFilter(at) AND ${DEPLOYMENT}
GROUP BY 1
ORDER BY 1`

const counted = (metric: string) => `
SELECT $__timeGroupAlias(at, $__interval), ${metric} AS metric, count(DISTINCT participant_sid) AS value
FROM reporting_v1.client_reports
WHERE $__timeFilter(at) AND ${DEPLOYMENT}
GROUP BY 1, 2
ORDER BY 1`

const MOS_AS_PERCENT = '(quality_mos - 1) / 3.5 * 100'

export const quality: Frame = {
  name: 'quality',
  title: 'LiveKit Quality',
  description:
    'Quality as deployments, nodes and clients report it, from the console’s database; needs no Prometheus.',
  link: CHARTS,
  variables: sqlVariables(),
  rows: [
    {
      title: 'Deployments',
      panels: [
        stat(
          {
            title: 'Connection quality',
            description: 'Mean of the shown time, 0 to 100, weighed by time.',
            link: CHARTS,
            width: 8,
            max: 100,
          },
          rows(`
SELECT avg(connection_quality) AS value
FROM reporting_v1.samples_1m
WHERE $__timeFilter(at) AND ${DEPLOYMENT}`),
          { value: 50, worse: 'below' },
        ),
        stat(
          {
            title: 'Unexpected departures',
            description: 'Share of the sessions that ended within the shown time.',
            link: HISTORY,
            width: 8,
            unit: 'percentunit',
          },
          rows(`
SELECT avg((departure = 'unexpected')::int) AS value
FROM reporting_v1.participants
WHERE $__timeFilter(left_at) AND ${DEPLOYMENT}`),
        ),
        stat(
          {
            title: 'Clients that report',
            description: 'Participants with at least one report within the shown time.',
            link: HISTORY,
            width: 8,
          },
          rows(`
SELECT count(DISTINCT participant_sid) AS value
FROM reporting_v1.client_reports
WHERE $__timeFilter(at) AND ${DEPLOYMENT}`),
        ),
        lines(
          {
            title: 'Connection quality',
            description: '0 to 100, of clients’ reports, else of the nodes; one line a deployment.',
            link: CHARTS,
            width: 12,
            max: 100,
          },
          series(sampled('avg(connection_quality)', 'connection_quality')),
        ),
        lines(
          {
            title: 'Joins that failed',
            description: 'A minute, as the nodes count them.',
            link: SOURCES,
            width: 12,
            unit: 'cpm',
          },
          series(ofNodes('avg(signal_failed_per_minute + rtc_failed_per_minute)')),
        ),
      ],
    },
    {
      title: 'Nodes',
      panels: [
        lines(
          {
            title: 'Quality by node',
            description: 'LiveKit’s mean opinion score as 0 to 100.',
            link: CHARTS,
            width: 8,
            max: 100,
          },
          series(ofNodes(weighed(MOS_AS_PERCENT, 'quality_samples'))),
        ),
        lines(
          {
            title: 'Rated poor or lost',
            description: 'Share of the ratings.',
            link: CHARTS,
            width: 8,
            unit: 'percentunit',
            max: 1,
          },
          series(ofNodes(weighed('(quality_poor_ratio + quality_lost_ratio)', 'quality_samples'))),
        ),
        lines(
          {
            title: 'Round trip',
            description: 'Mean of the tracks’ reports.',
            link: CHARTS,
            width: 8,
            unit: 'ms',
          },
          series(ofNodes(weighed('rtt_ms_mean', 'rtt_ms_samples'))),
        ),
        lines(
          {
            title: 'Jitter',
            description: 'Mean of the tracks’ reports.',
            link: CHARTS,
            width: 8,
            unit: 'ms',
          },
          series(ofNodes(weighed('jitter_ms_mean', 'jitter_ms_samples'))),
        ),
        lines(
          {
            title: 'Loss on the way to the node',
            description: 'Mean of the tracks’ reports.',
            link: CHARTS,
            width: 8,
            unit: 'percentunit',
          },
          series(ofNodes(weighed('received_loss_ratio_mean', 'received_loss_ratio_samples'))),
        ),
        lines(
          {
            title: 'Loss on the way from the node',
            description: 'Mean of the tracks’ reports.',
            link: CHARTS,
            width: 8,
            unit: 'percentunit',
          },
          series(ofNodes(weighed('sent_loss_ratio_mean', 'sent_loss_ratio_samples'))),
        ),
        lines(
          {
            title: 'Join latency',
            description: 'From the connection to the response, 95 %.',
            link: CHARTS,
            width: 8,
            unit: 'ms',
          },
          series(ofNodes(weighed('join_latency_ms_p95', 'join_latency_ms_samples'))),
        ),
        lines(
          {
            title: 'Start latency',
            description: 'From the response to media, 95 %.',
            link: CHARTS,
            width: 8,
            unit: 'ms',
          },
          series(ofNodes(weighed('start_latency_ms_p95', 'start_latency_ms_samples'))),
        ),
        lines(
          {
            title: 'NACK and PLI',
            description: 'A second, of all chosen nodes.',
            link: CHARTS,
            width: 8,
            unit: 'ops',
          },
          series(`
SELECT $__timeGroupAlias(at, $__interval, NULL), avg(nacks_per_second) AS "NACK", avg(plis_per_second) AS "PLI"
FROM reporting_v1.nodes
WHERE $__timeFilter(at) AND ${DEPLOYMENT}
GROUP BY 1
ORDER BY 1`),
        ),
      ],
    },
    {
      title: 'Clients’ reports',
      panels: [
        lines(
          {
            title: 'Score of clients',
            description: 'Median, and the score that 5 % are below; 0 to 100.',
            link: HISTORY,
            width: 8,
            max: 100,
          },
          series(
            reported(
              'percentile_cont(0.5) WITHIN GROUP (ORDER BY score) AS "median", percentile_cont(0.05) WITHIN GROUP (ORDER BY score) AS "lowest 5 %"',
            ),
          ),
        ),
        lines(
          {
            title: 'Round trip of clients',
            description: 'Median and 95 %.',
            link: HISTORY,
            width: 8,
            unit: 'ms',
          },
          series(
            reported(
              'percentile_cont(0.5) WITHIN GROUP (ORDER BY rtt_ms) AS "median", percentile_cont(0.95) WITHIN GROUP (ORDER BY rtt_ms) AS "95 %"',
            ),
          ),
        ),
        lines(
          {
            title: 'Loss of clients',
            description: 'Means, from and to clients.',
            link: HISTORY,
            width: 8,
            unit: 'percentunit',
          },
          series(reported('avg(loss_out_ratio) AS "sent", avg(loss_in_ratio) AS "received"')),
        ),
        bars(
          {
            title: 'Way of the connection',
            description: 'Participants by candidate type and protocol: relay is TURN.',
            link: HISTORY,
            width: 8,
          },
          series(counted("concat_ws(' ', coalesce(candidate_type, 'unknown'), protocol)")),
        ),
        bars(
          {
            title: 'Limited by',
            description: 'Participants by what limits the quality they send.',
            link: HISTORY,
            width: 8,
          },
          series(counted("coalesce(quality_limitation, 'unknown')")),
        ),
        table(
          {
            title: 'Rooms with the lowest score',
            description: 'A click opens the room at its worst report.',
            link: HISTORY,
            width: 8,
          },
          rows(`
SELECT reports.room_name AS room, participants.room_sid AS sid,
  ${moment('(array_agg(reports.at ORDER BY reports.score, reports.at))[1]')} AS moment,
  reports.deployment, round(avg(reports.score)) AS score, count(*) AS reports
FROM reporting_v1.client_reports AS reports
JOIN reporting_v1.participants AS participants
  ON participants.deployment = reports.deployment AND participants.sid = reports.participant_sid
WHERE $__timeFilter(reports.at) AND reports.score IS NOT NULL AND reports.${DEPLOYMENT}
GROUP BY reports.room_name, participants.room_sid, reports.deployment
ORDER BY score, reports DESC
LIMIT 25`),
          [
            { name: 'room', link: ROOM_AT_ROW },
            { name: 'sid', hidden: true },
            { name: 'moment', hidden: true },
          ],
        ),
      ],
    },
  ],
}
