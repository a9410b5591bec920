-- The role Grafana reads with: what its dashboards need and nothing more. Raw events stay closed, for
-- they hold what participants wrote. May be run again at any time:
--   psql --set=password=… --file=reader.sql "$DATABASE_URL"
-- It needs the console's tables, so it comes after the console's first start.
\set ON_ERROR_STOP on

BEGIN;

SELECT 'CREATE ROLE grafana LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grafana') \gexec

ALTER ROLE grafana PASSWORD :'password';
-- A dashboard over a long range must not hold the database up.
ALTER ROLE grafana SET statement_timeout = '30s';
ALTER ROLE grafana SET default_transaction_read_only = on;

GRANT USAGE ON SCHEMA public TO grafana;
GRANT SELECT ON
  system_samples, system_samples_1m, system_samples_1h, node_samples,
  room_sessions, participant_sessions, jobs, gaps, source_samples
TO grafana;
GRANT SELECT (id, at, received_at, deployment, source, event, room_name, room_sid, participant_sid)
  ON events TO grafana;
GRANT SELECT (id, rule, severity, status, message, value, threshold, deployment, region, room, room_sid,
    started_at, acknowledged_at, resolved_at)
  ON alerts TO grafana;

COMMIT;
