// Rooms and sessions of the past, from the database alone.
import { annotation, type Frame, sqlVariables } from './frame.js'
import { HISTORY, ROOM_AT_ROW, ROOM_HISTORY, SOURCES } from './links.js'
import { bars, type Column, heat, lines, stat, table } from './panels.js'
import { rows, series } from './sources.js'
import { counted, DEPLOYMENT, during, moment, sampled } from './sql.js'

const ROOM: readonly Column[] = [
  { name: 'room', link: ROOM_AT_ROW },
  { name: 'sid', hidden: true },
  { name: 'moment', hidden: true },
]

/** The latest sample of each deployment, if it is not older than a minute. */
const latest = (column: string) => `
SELECT sum(${column}) AS value
FROM (
  SELECT DISTINCT ON (deployment) deployment, ${column}
  FROM reporting_v1.samples
  WHERE at > now() - interval '1 minute' AND ${DEPLOYMENT}
  ORDER BY deployment, at DESC
) AS latest`

/** How many were in a room at once, after each coming and going. */
const SIZES = `
WITH present AS (
  SELECT deployment, room_sid, room_name, joined_at, left_at
  FROM reporting_v1.participants
  WHERE ${during('joined_at', 'left_at')} AND NOT aborted AND ${DEPLOYMENT}
), steps AS (
  SELECT deployment, room_sid, room_name, joined_at AS at, 1 AS step FROM present
  UNION ALL
  SELECT deployment, room_sid, room_name, left_at, -1 FROM present WHERE left_at IS NOT NULL
), sizes AS (
  SELECT deployment, room_sid, room_name, at,
    sum(step) OVER (PARTITION BY deployment, room_sid ORDER BY at, step ROWS UNBOUNDED PRECEDING) AS size
  FROM steps
)`

export const rooms: Frame = {
  name: 'rooms',
  title: 'LiveKit Rooms and Sessions',
  description: 'Rooms and participant sessions from the console’s database; needs no Prometheus.',
  link: ROOM_HISTORY,
  variables: sqlVariables(),
  annotations: [
    annotation(
      'Gaps',
      'rgba(255, 152, 48, 0.5)',
      `
SELECT started_at AS time, coalesce(ended_at, now()) AS timeend, source || ' is missing: ' || cause AS text, source AS tags
FROM reporting_v1.gaps
WHERE ${during('started_at', 'ended_at')} AND (deployment IS NULL OR ${DEPLOYMENT})`,
    ),
  ],
  rows: [
    {
      title: 'Now',
      panels: [
        stat(
          {
            title: 'Active rooms',
            description: 'Of the latest samples.',
            link: ROOM_HISTORY,
            width: 6,
          },
          rows(latest('active_rooms')),
        ),
        stat(
          { title: 'People', description: 'Of the latest samples.', link: HISTORY, width: 6 },
          rows(latest('people')),
        ),
        stat(
          { title: 'Machines', description: 'Of the latest samples.', link: HISTORY, width: 6 },
          rows(latest('machines')),
        ),
        stat(
          {
            title: 'Peak of participants',
            description:
              'The most at once within the shown time, of all chosen deployments (means of a minute).',
            link: HISTORY,
            width: 6,
          },
          rows(`
SELECT max(participants) AS value
FROM (
  SELECT at, sum(participants) AS participants
  FROM reporting_v1.samples_1m
  WHERE $__timeFilter(at) AND ${DEPLOYMENT}
  GROUP BY at
) AS minutes`),
        ),
      ],
    },
    {
      title: 'Over time',
      panels: [
        lines(
          {
            title: 'Active rooms',
            description: 'Means over each step, one line a deployment.',
            link: ROOM_HISTORY,
            width: 8,
          },
          series(sampled('avg(active_rooms)', 'active_rooms')),
        ),
        lines(
          {
            title: 'People',
            description: 'Means over each step, one line a deployment.',
            link: HISTORY,
            width: 8,
          },
          series(sampled('avg(people)', 'people')),
        ),
        lines(
          {
            title: 'Machines',
            description: 'Agents, egresses, ingresses and bridges.',
            link: HISTORY,
            width: 8,
          },
          series(sampled('avg(machines)', 'machines')),
        ),
        lines(
          { title: 'Joins', description: 'A minute.', link: HISTORY, width: 8, unit: 'cpm' },
          series(sampled('avg(join_rate)', 'join_rate')),
        ),
        lines(
          {
            title: 'Unexpected disconnects',
            description: 'A minute.',
            link: HISTORY,
            width: 8,
            unit: 'cpm',
          },
          series(sampled('avg(disconnect_rate)', 'disconnect_rate')),
        ),
        lines(
          {
            title: 'Mean age of open rooms',
            description: 'Rooms that nobody leaves raise it.',
            link: ROOM_HISTORY,
            width: 8,
            unit: 's',
          },
          series(
            sampled(
              'sum(room_seconds) / nullif(sum(active_rooms), 0)',
              'room_seconds, active_rooms',
            ),
          ),
        ),
      ],
    },
    {
      title: 'Rooms',
      panels: [
        heat(
          {
            title: 'Rooms by size',
            description:
              'How many rooms had how many participants at each moment; one that everybody left is not shown.',
            link: ROOM_HISTORY,
            width: 12,
          },
          rows(`
SELECT step AS "time", count(*) AS size
FROM generate_series($__timeFrom()::timestamptz, least($__timeTo()::timestamptz, now()),
  make_interval(secs => greatest($__interval_ms / 1000.0, 60))) AS step
JOIN reporting_v1.participants ON tstzrange(joined_at, left_at, '[]') @> step
WHERE NOT aborted AND ${DEPLOYMENT}
GROUP BY step, deployment, room_sid
ORDER BY step`),
        ),
        table(
          {
            title: 'Biggest rooms now',
            description: 'A click on a room opens it in the console at this moment.',
            link: ROOM_HISTORY,
            width: 12,
          },
          rows(`
SELECT rooms.name AS room, rooms.sid, ${moment('now()')} AS moment, rooms.deployment,
  count(participants.sid) AS participants,
  count(participants.sid) FILTER (WHERE participants.publishing) AS publishing, rooms.started_at AS started
FROM reporting_v1.rooms AS rooms
LEFT JOIN reporting_v1.participants AS participants
  ON participants.deployment = rooms.deployment AND participants.room_sid = rooms.sid
    AND participants.left_at IS NULL AND NOT participants.in_doubt
WHERE rooms.finished_at IS NULL AND rooms.${DEPLOYMENT}
GROUP BY rooms.deployment, rooms.sid, rooms.name, rooms.started_at
ORDER BY participants DESC, started
LIMIT 25`),
          ROOM,
        ),
        table(
          {
            title: 'Peaks of rooms',
            description:
              'The most participants at once within the shown time. A click opens the room at that moment.',
            link: ROOM_HISTORY,
            width: 12,
          },
          rows(`${SIZES}
SELECT room_name AS room, room_sid AS sid, ${moment('(array_agg(at ORDER BY size DESC, at))[1]')} AS moment,
  deployment, max(size) AS peak, (array_agg(at ORDER BY size DESC, at))[1] AS at
FROM sizes
GROUP BY deployment, room_sid, room_name
ORDER BY peak DESC, at
LIMIT 25`),
          ROOM,
        ),
        lines(
          {
            title: 'Duration of finished rooms',
            description: 'Median and 95 %, by when they finished.',
            link: ROOM_HISTORY,
            width: 12,
            unit: 's',
          },
          series(`
SELECT $__timeGroupAlias(finished_at, $__interval, NULL),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - started_at)) AS "median",
  percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - started_at)) AS "95 %"
FROM reporting_v1.rooms
WHERE $__timeFilter(finished_at) AND ${DEPLOYMENT}
GROUP BY 1
ORDER BY 1`),
        ),
      ],
    },
    {
      title: 'Sessions',
      panels: [
        bars(
          {
            title: 'Clients by kind',
            description: 'Participant sessions that began, by the kind of client.',
            link: HISTORY,
            width: 8,
          },
          series(counted('participants', 'joined_at', 'lower(kind)')),
        ),
        bars(
          {
            title: 'Departures by class',
            description: 'Sessions that ended, by why.',
            link: HISTORY,
            width: 8,
          },
          series(counted('participants', 'left_at', "coalesce(departure, 'unknown')")),
        ),
        bars(
          {
            title: 'How certain the ends are',
            description: 'Reported by LiveKit, or inferred from listings.',
            link: SOURCES,
            width: 8,
          },
          series(counted('participants', 'left_at', 'certainty')),
        ),
        table(
          {
            title: 'Client types',
            description:
              'SDK and browser of the clients that report their quality, within the shown time.',
            link: HISTORY,
            width: 8,
          },
          rows(`
SELECT coalesce(sdk, 'unknown') AS sdk, coalesce(browser, 'unknown') AS browser,
  count(DISTINCT participant_sid) AS participants, round(avg(score)) AS score
FROM reporting_v1.client_reports
WHERE $__timeFilter(at) AND ${DEPLOYMENT}
GROUP BY 1, 2
ORDER BY participants DESC
LIMIT 25`),
          [],
        ),
        table(
          {
            title: 'Reasons of disconnects',
            description: 'As LiveKit gives them, within the shown time.',
            link: HISTORY,
            width: 8,
          },
          rows(`
SELECT coalesce(disconnect_reason, 'not given') AS reason, departure, count(*) AS sessions
FROM reporting_v1.participants
WHERE $__timeFilter(left_at) AND ${DEPLOYMENT}
GROUP BY 1, 2
ORDER BY sessions DESC
LIMIT 25`),
          [],
        ),
        table(
          {
            title: 'Rooms with most unexpected departures',
            description: 'A click opens the room at the last of them.',
            link: HISTORY,
            width: 8,
          },
          rows(`
SELECT room_name AS room, room_sid AS sid, ${moment('max(left_at)')} AS moment, deployment,
  count(*) AS unexpected, max(left_at) AS last
FROM reporting_v1.participants
WHERE $__timeFilter(left_at) AND departure = 'unexpected' AND ${DEPLOYMENT}
GROUP BY room_name, room_sid, deployment
ORDER BY unexpected DESC, last DESC
LIMIT 25`),
          ROOM,
        ),
      ],
    },
    {
      title: 'Events and jobs',
      panels: [
        bars(
          {
            title: 'Events',
            description: 'Webhooks and corrections, by event.',
            link: SOURCES,
            width: 12,
          },
          series(counted('events', 'received_at', 'event')),
        ),
        table(
          {
            title: 'Failed egress, ingress and agent jobs',
            description: 'A click opens the room at the end of the job.',
            link: HISTORY,
            width: 12,
          },
          rows(`
SELECT ended_at AS ended, kind, room_name AS room, room_sid AS sid, ${moment('ended_at')} AS moment,
  deployment, name, status, error
FROM reporting_v1.jobs
WHERE $__timeFilter(ended_at) AND error <> '' AND ${DEPLOYMENT}
ORDER BY ended_at DESC
LIMIT 50`),
          ROOM,
        ),
      ],
    },
  ],
}
