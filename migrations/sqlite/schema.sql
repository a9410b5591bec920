-- Written by `make gen` from the migrations beside it; do not edit.
CREATE TABLE alert_documents (
    kind          TEXT NOT NULL,
    name          TEXT NOT NULL,
    body          TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by    TEXT NOT NULL,
    version       INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT;
CREATE TABLE alert_states (
    rule        TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    subject     TEXT NOT NULL,
    state       TEXT NOT NULL,
    PRIMARY KEY (rule, subject_key)
) STRICT;
CREATE TABLE alerts (
    id                 TEXT PRIMARY KEY,
    rule               TEXT NOT NULL,
    severity           TEXT NOT NULL,
    status             TEXT NOT NULL,
    message            TEXT NOT NULL,
    value              REAL,
    threshold          REAL,
    deployment         TEXT,
    room               TEXT,
    started_at      INTEGER NOT NULL,
    acknowledged_at INTEGER,
    resolved_at     INTEGER,
    resolved_by        TEXT
, region TEXT, room_sid TEXT, participant TEXT, node TEXT, acknowledged_by TEXT, assignee TEXT, data TEXT NOT NULL DEFAULT 'ok', flapping INTEGER NOT NULL DEFAULT 0, runbook_url TEXT, version INTEGER NOT NULL DEFAULT 1, told TEXT NOT NULL DEFAULT '{}', evidence TEXT NOT NULL DEFAULT '{}', folded TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    at    INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    actor    TEXT NOT NULL,
    subject  TEXT NOT NULL,
    body     TEXT NOT NULL,
    hash     TEXT NOT NULL,
    folded   TEXT NOT NULL
) STRICT;
CREATE TABLE audit_head (
    single   INTEGER PRIMARY KEY CHECK (single = 1),
    sequence INTEGER NOT NULL,
    hash     TEXT NOT NULL
) STRICT;
INSERT INTO "audit_head" VALUES(1,0,'0000000000000000000000000000000000000000000000000000000000000000');
CREATE TABLE events (
    id              TEXT NOT NULL,
    at           INTEGER NOT NULL,
    received_at  INTEGER NOT NULL,
    deployment      TEXT NOT NULL,
    source          TEXT NOT NULL,
    event           TEXT NOT NULL,
    room_name       TEXT,
    room_sid        TEXT,
    participant_sid TEXT,
    identity        TEXT,
    raw             TEXT NOT NULL, raw_packed BLOB,
    PRIMARY KEY (deployment, id, at)
) STRICT;
CREATE TABLE gaps (
    id            TEXT NOT NULL PRIMARY KEY,
    deployment    TEXT,
    source        TEXT NOT NULL,
    subject       TEXT,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    cause         TEXT NOT NULL,
    evidence      TEXT NOT NULL
) STRICT;
CREATE TABLE jobs (
    kind          TEXT NOT NULL,
    id            TEXT NOT NULL,
    deployment    TEXT NOT NULL,
    room_sid      TEXT,
    room_name     TEXT,
    name          TEXT,
    status        TEXT,
    first_seen INTEGER NOT NULL,
    started_at INTEGER,
    ended_at   INTEGER,
    error         TEXT,
    record        TEXT NOT NULL, record_packed BLOB, record_version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (deployment, kind, id)
) STRICT;
CREATE TABLE journal_cursors (
    journal       TEXT PRIMARY KEY,
    next_sequence INTEGER NOT NULL
) STRICT;
CREATE TABLE leases (
    name     TEXT NOT NULL PRIMARY KEY,
    holder   TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT;
CREATE TABLE node_samples (
    at      INTEGER NOT NULL,
    deployment TEXT NOT NULL,
    url        TEXT NOT NULL,
    node_id    TEXT,
    rooms REAL,
    participants REAL,
    tracks_published REAL,
    tracks_subscribed REAL,
    memory_bytes REAL,
    cpu_cores REAL,
    received_bytes_per_second REAL,
    sent_bytes_per_second REAL,
    received_packets_per_second REAL,
    sent_packets_per_second REAL,
    nacks_per_second REAL,
    plis_per_second REAL,
    signal_connected_per_minute REAL,
    signal_failed_per_minute REAL,
    rtc_init_per_minute REAL,
    rtc_connected_per_minute REAL,
    rtc_active_per_minute REAL,
    rtc_failed_per_minute REAL,
    rtc_canceled_per_minute REAL,
    webhooks_delivered_per_minute REAL,
    webhooks_lost_per_minute REAL,
    join_latency_ms_samples REAL,
    join_latency_ms_mean REAL,
    join_latency_ms_p50 REAL,
    join_latency_ms_p95 REAL,
    start_latency_ms_samples REAL,
    start_latency_ms_mean REAL,
    start_latency_ms_p50 REAL,
    start_latency_ms_p95 REAL,
    rtt_ms_samples REAL,
    rtt_ms_mean REAL,
    rtt_ms_p50 REAL,
    rtt_ms_p95 REAL,
    jitter_ms_samples REAL,
    jitter_ms_mean REAL,
    jitter_ms_p50 REAL,
    jitter_ms_p95 REAL,
    received_loss_ratio_samples REAL,
    received_loss_ratio_mean REAL,
    received_loss_ratio_p50 REAL,
    received_loss_ratio_p95 REAL,
    sent_loss_ratio_samples REAL,
    sent_loss_ratio_mean REAL,
    sent_loss_ratio_p50 REAL,
    sent_loss_ratio_p95 REAL,
    quality_samples REAL,
    quality_mos REAL,
    quality_excellent_ratio REAL,
    quality_good_ratio REAL,
    quality_poor_ratio REAL,
    quality_lost_ratio REAL,
    PRIMARY KEY (at, deployment, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE notifications (
    id            TEXT NOT NULL PRIMARY KEY,
    receiver      TEXT NOT NULL,
    notice        TEXT NOT NULL,
    group_key     TEXT NOT NULL,
    alert_id      TEXT NOT NULL,
    alert         TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    status        TEXT NOT NULL,
    message_id    TEXT,
    attempts      INTEGER NOT NULL,
    attempt_at INTEGER,
    error         TEXT,
    sent_at    INTEGER
) STRICT;
CREATE TABLE participant_samples (
    deployment         TEXT NOT NULL,
    participant_sid    TEXT NOT NULL,
    at              INTEGER NOT NULL,
    id                 TEXT NOT NULL,
    received_at     INTEGER NOT NULL,
    skew_ms            INTEGER NOT NULL,
    room_name          TEXT NOT NULL,
    identity           TEXT NOT NULL,
    score              REAL,
    quality            TEXT,
    rtt_ms             REAL,
    jitter_ms          REAL,
    loss_in_ratio      REAL,
    loss_out_ratio     REAL,
    bitrate_in_bps     REAL,
    bitrate_out_bps    REAL,
    freezes            INTEGER,
    freeze_seconds     REAL,
    concealed_ratio    REAL,
    quality_limitation TEXT,
    candidate_type     TEXT,
    protocol           TEXT,
    node_id            TEXT,
    server_region      TEXT,
    sdk                TEXT,
    browser            TEXT, frames_per_second_in REAL, frames_per_second_out REAL, frame_width_in INTEGER, frame_height_in INTEGER, frame_width_out INTEGER, frame_height_out INTEGER, app_version TEXT, tags TEXT,
    PRIMARY KEY (deployment, participant_sid, at, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE participant_sessions (
    deployment          TEXT NOT NULL,
    sid                 TEXT NOT NULL,
    room_sid            TEXT NOT NULL,
    room_name           TEXT NOT NULL,
    identity            TEXT,
    name                TEXT,
    kind                TEXT,
    joined_at        INTEGER NOT NULL,
    left_at          INTEGER,
    left_at_earliest INTEGER,
    disconnect_reason   TEXT,
    departure           TEXT,
    certainty           TEXT NOT NULL,
    evidence            TEXT,
    aborted             INTEGER NOT NULL,
    in_doubt            INTEGER NOT NULL,
    publishing          INTEGER NOT NULL,
    record              TEXT NOT NULL, folded TEXT NOT NULL DEFAULT '', span INTEGER GENERATED ALWAYS AS (
    CASE WHEN left_at IS NULL THEN 0
        WHEN left_at - joined_at < 600000 THEN 1
        WHEN left_at - joined_at < 3600000 THEN 2
        WHEN left_at - joined_at < 21600000 THEN 3
        WHEN left_at - joined_at < 86400000 THEN 4
        WHEN left_at - joined_at < 604800000 THEN 5
        ELSE 6 END) VIRTUAL, record_packed BLOB, record_version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (deployment, sid)
) STRICT;
CREATE TABLE room_sessions (
    deployment              TEXT NOT NULL,
    sid                     TEXT NOT NULL,
    name                    TEXT NOT NULL,
    name_folded             TEXT NOT NULL,
    region                  TEXT,
    started_at           INTEGER NOT NULL,
    finished_at          INTEGER,
    finished_at_earliest INTEGER,
    certainty               TEXT NOT NULL,
    evidence                TEXT,
    end_reason              TEXT,
    participants_total      INTEGER NOT NULL,
    record                  TEXT NOT NULL, span INTEGER GENERATED ALWAYS AS (
    CASE WHEN finished_at IS NULL THEN 0
        WHEN finished_at - started_at < 600000 THEN 1
        WHEN finished_at - started_at < 3600000 THEN 2
        WHEN finished_at - started_at < 21600000 THEN 3
        WHEN finished_at - started_at < 86400000 THEN 4
        WHEN finished_at - started_at < 604800000 THEN 5
        ELSE 6 END) VIRTUAL, record_packed BLOB, record_version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (deployment, sid)
) STRICT;
CREATE TABLE source_samples (
    at                   INTEGER NOT NULL,
    deployment              TEXT NOT NULL,
    webhook_silence_seconds REAL,
    webhooks_lost_rate      REAL,
    drift_rate              REAL,
    joins_attempted_rate    REAL,
    joins_failed_rate       REAL,
    egress_failures         REAL, webhooks_received_rate REAL, webhooks_refused_rate REAL, webhook_lag_seconds REAL, api_silence_seconds REAL, machine_disconnect_rate REAL,
    PRIMARY KEY (at, deployment)
) STRICT, WITHOUT ROWID;
CREATE TABLE system_samples (
    at              INTEGER NOT NULL,
    deployment         TEXT NOT NULL,
    region             TEXT,
    active_rooms       REAL NOT NULL,
    participants       REAL NOT NULL,
    people             REAL NOT NULL,
    machines           REAL NOT NULL,
    in_doubt           REAL NOT NULL,
    publishers         REAL NOT NULL,
    tracks             REAL NOT NULL,
    join_rate          REAL NOT NULL,
    leave_rate         REAL NOT NULL,
    disconnect_rate    REAL NOT NULL,
    room_seconds       REAL NOT NULL,
    connection_quality REAL,
    PRIMARY KEY (at, deployment)
) STRICT, WITHOUT ROWID;
CREATE TABLE system_samples_10m (
    at              INTEGER NOT NULL,
    deployment         TEXT NOT NULL,
    region             TEXT,
    active_rooms       REAL NOT NULL,
    participants       REAL NOT NULL,
    people             REAL NOT NULL,
    machines           REAL NOT NULL,
    in_doubt           REAL NOT NULL,
    publishers         REAL NOT NULL,
    tracks             REAL NOT NULL,
    join_rate          REAL NOT NULL,
    leave_rate         REAL NOT NULL,
    disconnect_rate    REAL NOT NULL,
    room_seconds       REAL NOT NULL,
    connection_quality REAL,
    samples            REAL NOT NULL,
    quality_samples    REAL NOT NULL,
    PRIMARY KEY (at, deployment)
) STRICT, WITHOUT ROWID;
CREATE TABLE system_samples_1h (
    at              INTEGER NOT NULL,
    deployment         TEXT NOT NULL,
    region             TEXT,
    active_rooms       REAL NOT NULL,
    participants       REAL NOT NULL,
    people             REAL NOT NULL,
    machines           REAL NOT NULL,
    in_doubt           REAL NOT NULL,
    publishers         REAL NOT NULL,
    tracks             REAL NOT NULL,
    join_rate          REAL NOT NULL,
    leave_rate         REAL NOT NULL,
    disconnect_rate    REAL NOT NULL,
    room_seconds       REAL NOT NULL,
    connection_quality REAL,
    samples            REAL NOT NULL,
    quality_samples    REAL NOT NULL,
    PRIMARY KEY (at, deployment)
) STRICT, WITHOUT ROWID;
CREATE TABLE system_samples_1m (
    at              INTEGER NOT NULL,
    deployment         TEXT NOT NULL,
    region             TEXT,
    active_rooms       REAL NOT NULL,
    participants       REAL NOT NULL,
    people             REAL NOT NULL,
    machines           REAL NOT NULL,
    in_doubt           REAL NOT NULL,
    publishers         REAL NOT NULL,
    tracks             REAL NOT NULL,
    join_rate          REAL NOT NULL,
    leave_rate         REAL NOT NULL,
    disconnect_rate    REAL NOT NULL,
    room_seconds       REAL NOT NULL,
    connection_quality REAL,
    samples            REAL NOT NULL,
    quality_samples    REAL NOT NULL,
    PRIMARY KEY (at, deployment)
) STRICT, WITHOUT ROWID;
CREATE TABLE system_samples_6h (
    at              INTEGER NOT NULL,
    deployment         TEXT NOT NULL,
    region             TEXT,
    active_rooms       REAL NOT NULL,
    participants       REAL NOT NULL,
    people             REAL NOT NULL,
    machines           REAL NOT NULL,
    in_doubt           REAL NOT NULL,
    publishers         REAL NOT NULL,
    tracks             REAL NOT NULL,
    join_rate          REAL NOT NULL,
    leave_rate         REAL NOT NULL,
    disconnect_rate    REAL NOT NULL,
    room_seconds       REAL NOT NULL,
    connection_quality REAL,
    samples            REAL NOT NULL,
    quality_samples    REAL NOT NULL,
    PRIMARY KEY (at, deployment)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_at ON events (at);
CREATE INDEX room_sessions_name ON room_sessions (name, started_at DESC, sid DESC);
CREATE INDEX room_sessions_started ON room_sessions (started_at DESC, sid);
CREATE INDEX room_sessions_finished ON room_sessions (finished_at);
CREATE INDEX participant_sessions_identity ON participant_sessions (identity, joined_at DESC)
    WHERE identity IS NOT NULL;
CREATE INDEX participant_sessions_left ON participant_sessions (left_at);
CREATE INDEX jobs_started ON jobs (coalesce(started_at, first_seen) DESC);
CREATE INDEX jobs_room ON jobs (room_sid) WHERE room_sid IS NOT NULL;
CREATE INDEX jobs_ended ON jobs (ended_at);
CREATE INDEX alerts_started ON alerts (started_at DESC, id DESC);
CREATE INDEX alerts_open ON alerts (rule) WHERE status <> 'resolved';
CREATE INDEX participant_samples_at ON participant_samples (at);
CREATE INDEX gaps_started ON gaps (started_at DESC, id DESC);
CREATE INDEX gaps_ended ON gaps (ended_at);
CREATE INDEX events_polled ON events (at, deployment, event) WHERE source = 'poll';
CREATE INDEX participant_sessions_sid ON participant_sessions (sid);
CREATE INDEX room_sessions_span ON room_sessions (span, started_at, finished_at);
CREATE INDEX alerts_rule ON alerts (rule, started_at DESC, id DESC);
CREATE INDEX alerts_resolved ON alerts (resolved_at, id);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_kind ON audit (kind, sequence DESC);
CREATE INDEX audit_actor ON audit (actor, sequence DESC);
CREATE INDEX audit_subject ON audit (subject, sequence DESC);
CREATE INDEX notifications_created ON notifications (created_at DESC, id DESC);
CREATE INDEX notifications_waiting ON notifications (created_at, id) WHERE status = 'waiting';
CREATE INDEX notifications_parked ON notifications (created_at, id) WHERE status = 'parked';
CREATE INDEX notifications_group ON notifications (receiver, group_key, sent_at DESC);
CREATE INDEX notifications_alert ON notifications (alert_id, created_at DESC);
CREATE INDEX notifications_message ON notifications (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX events_received ON events (received_at);
CREATE INDEX events_room_name ON events (room_name, received_at) WHERE room_name IS NOT NULL;
CREATE INDEX events_room_sid ON events (room_sid, received_at) WHERE room_sid IS NOT NULL;
CREATE INDEX events_participant_sid ON events (participant_sid, received_at)
    WHERE participant_sid IS NOT NULL;
CREATE INDEX events_identity ON events (identity, received_at) WHERE identity IS NOT NULL;
CREATE INDEX participant_sessions_joined ON participant_sessions (joined_at, left_at, deployment);
CREATE INDEX participant_sessions_span ON participant_sessions (span, joined_at, left_at);
CREATE INDEX participant_sessions_room ON participant_sessions (room_sid);
