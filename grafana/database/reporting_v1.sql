-- The SQL contract: views in a schema of their own, the only thing a reader may see (docs/SQL.md).
-- Plain SQL, the same on both editions of TimescaleDB and on plain Postgres; may be run again at any time.
-- It needs the console's tables, so it comes after the console's first start, with the same search_path.
--
-- Within version 1 a view only gains columns, at its end. A change that breaks readers is a reporting_v2
-- beside it. A view reads its tables with the rights of its owner, so readers need none on the tables.

CREATE SCHEMA IF NOT EXISTS reporting_v1;
COMMENT ON SCHEMA reporting_v1 IS 'What the LiveKit console offers to readers by SQL, version 1';

-- Samples every ten seconds, and their means by minute and hour. Rates are events a minute; NULL is unknown.
CREATE OR REPLACE VIEW reporting_v1.samples AS
SELECT at, deployment, region, active_rooms, participants, people, machines, in_doubt, publishers, tracks,
    join_rate, leave_rate, disconnect_rate, room_seconds, connection_quality
FROM system_samples;
COMMENT ON VIEW reporting_v1.samples IS 'Figures of a deployment every ten seconds';

CREATE OR REPLACE VIEW reporting_v1.samples_1m AS
SELECT at, deployment, region, active_rooms, participants, people, machines, in_doubt, publishers, tracks,
    join_rate, leave_rate, disconnect_rate, room_seconds, connection_quality, samples, quality_samples
FROM system_samples_1m;
COMMENT ON VIEW reporting_v1.samples_1m IS 'Means of the samples of a minute';

CREATE OR REPLACE VIEW reporting_v1.samples_1h AS
SELECT at, deployment, region, active_rooms, participants, people, machines, in_doubt, publishers, tracks,
    join_rate, leave_rate, disconnect_rate, room_seconds, connection_quality, samples, quality_samples
FROM system_samples_1h;
COMMENT ON VIEW reporting_v1.samples_1h IS 'Means of the samples of an hour';

-- From the last hour's samples, else from the rollups: a deployment that stopped is still listed.
CREATE OR REPLACE VIEW reporting_v1.deployments AS
SELECT deployment, (array_agg(region ORDER BY at DESC))[1] AS region, max(at) AS last_sample_at
FROM (
    SELECT at, deployment, region FROM system_samples WHERE at > now() - interval '1 hour'
    UNION ALL
    SELECT at, deployment, region FROM system_samples_1h
) AS known
GROUP BY deployment;
COMMENT ON VIEW reporting_v1.deployments IS 'Deployments of which there are samples, with their last region';

CREATE OR REPLACE VIEW reporting_v1.sources AS
SELECT at, deployment, webhook_silence_seconds, webhooks_received_rate, webhooks_refused_rate,
    webhooks_lost_rate, webhook_lag_seconds, api_silence_seconds, drift_rate, joins_attempted_rate,
    joins_failed_rate, egress_failures, machine_disconnect_rate
FROM source_samples;
COMMENT ON VIEW reporting_v1.sources IS 'How the sources of a deployment did, every ten seconds';

CREATE OR REPLACE VIEW reporting_v1.nodes AS
SELECT at, deployment, url AS node, node_id, rooms, participants, tracks_published, tracks_subscribed,
    memory_bytes, cpu_cores, received_bytes_per_second, sent_bytes_per_second,
    received_packets_per_second, sent_packets_per_second, nacks_per_second, plis_per_second,
    signal_connected_per_minute, signal_failed_per_minute, rtc_init_per_minute, rtc_connected_per_minute,
    rtc_active_per_minute, rtc_failed_per_minute, rtc_canceled_per_minute, webhooks_delivered_per_minute,
    webhooks_lost_per_minute, join_latency_ms_samples, join_latency_ms_mean, join_latency_ms_p50,
    join_latency_ms_p95, start_latency_ms_samples, start_latency_ms_mean, start_latency_ms_p50,
    start_latency_ms_p95, rtt_ms_samples, rtt_ms_mean, rtt_ms_p50, rtt_ms_p95, jitter_ms_samples,
    jitter_ms_mean, jitter_ms_p50, jitter_ms_p95, received_loss_ratio_samples, received_loss_ratio_mean,
    received_loss_ratio_p50, received_loss_ratio_p95, sent_loss_ratio_samples, sent_loss_ratio_mean,
    sent_loss_ratio_p50, sent_loss_ratio_p95, quality_samples, quality_mos, quality_excellent_ratio,
    quality_good_ratio, quality_poor_ratio, quality_lost_ratio
FROM node_samples;
COMMENT ON VIEW reporting_v1.nodes IS 'What each node measured of itself, every ten seconds';

CREATE OR REPLACE VIEW reporting_v1.rooms AS
SELECT deployment, sid, name, region, started_at, finished_at, finished_at_earliest, certainty, end_reason,
    participants_total
FROM room_sessions;
COMMENT ON VIEW reporting_v1.rooms IS 'Sessions of rooms; finished_at is NULL while a room is open';

-- Without identity, name, attributes and metadata: those are what participants wrote.
CREATE OR REPLACE VIEW reporting_v1.participants AS
SELECT deployment, sid, room_sid, room_name, coalesce(kind, 'UNKNOWN') AS kind, joined_at, left_at,
    left_at_earliest, disconnect_reason, departure, certainty, aborted, in_doubt, publishing
FROM participant_sessions;
COMMENT ON VIEW reporting_v1.participants IS 'Sessions of participants; left_at is NULL while one is present';

CREATE OR REPLACE VIEW reporting_v1.client_reports AS
SELECT at, received_at, deployment, participant_sid, room_name, score, quality, rtt_ms, jitter_ms,
    loss_in_ratio, loss_out_ratio, bitrate_in_bps, bitrate_out_bps, freezes, freeze_seconds,
    concealed_ratio, quality_limitation, candidate_type, protocol, node_id, server_region, sdk, browser,
    frames_per_second_in, frames_per_second_out, frame_width_in, frame_height_in, frame_width_out,
    frame_height_out, app_version, tags
FROM participant_samples;
COMMENT ON VIEW reporting_v1.client_reports IS 'What clients reported of their own connection';

CREATE OR REPLACE VIEW reporting_v1.jobs AS
SELECT kind, id, deployment, room_sid, room_name, name, status, first_seen, started_at, ended_at, error
FROM jobs;
COMMENT ON VIEW reporting_v1.jobs IS 'Egress, ingress and agent jobs';

CREATE OR REPLACE VIEW reporting_v1.gaps AS
SELECT id, deployment, source, subject, started_at, ended_at, cause, evidence
FROM gaps;
COMMENT ON VIEW reporting_v1.gaps IS 'Times for which a source was missing; deployment is NULL for all of them';

-- Without the raw JSON, which holds what participants wrote.
CREATE OR REPLACE VIEW reporting_v1.events AS
SELECT id, at, received_at, deployment, source, event, room_name, room_sid, participant_sid
FROM events;
COMMENT ON VIEW reporting_v1.events IS 'Events as they came, without their content';

CREATE OR REPLACE VIEW reporting_v1.alerts AS
SELECT id, rule, severity, status, message, value, threshold, deployment, region, room, room_sid, node,
    started_at, acknowledged_at, acknowledged_by, assignee, resolved_at, resolved_by, data, flapping,
    runbook_url
FROM alerts;
COMMENT ON VIEW reporting_v1.alerts IS 'Alerts, open and resolved';

-- Without the body, which may hold the content of receivers and notes.
CREATE OR REPLACE VIEW reporting_v1.audit AS
SELECT sequence, at, kind, actor, subject, hash
FROM audit;
COMMENT ON VIEW reporting_v1.audit IS 'Lines of the audit trail: who did what to which, without the content';

CREATE OR REPLACE VIEW reporting_v1.notifications AS
SELECT id, receiver, notice, alert_id, created_at, due_at, status, attempts, error, sent_at
FROM notifications;
COMMENT ON VIEW reporting_v1.notifications IS 'Notifications until they are accepted, without their content';
