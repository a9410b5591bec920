-- The role Grafana reads with, and the views that are all it may read (reporting_v1.sql, docs/SQL.md). May
-- be run again at any time, and after each update of the console:
--   psql --set=password=… --file=reader.sql "$DATABASE_URL"
-- It needs the console's tables, so it comes after the console's first start, and a user who may create
-- roles and schemas.
\set ON_ERROR_STOP on

BEGIN;

\ir reporting_v1.sql

SELECT 'CREATE ROLE grafana LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grafana') \gexec

ALTER ROLE grafana PASSWORD :'password';
-- A dashboard over a long range must not hold the database up.
ALTER ROLE grafana SET statement_timeout = '30s';
ALTER ROLE grafana SET default_transaction_read_only = on;

-- Earlier versions granted tables.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM grafana;
GRANT USAGE ON SCHEMA reporting_v1 TO grafana;
GRANT SELECT ON ALL TABLES IN SCHEMA reporting_v1 TO grafana;

COMMIT;
