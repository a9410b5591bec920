-- Everything the console remembers. The same tables and columns as on Postgres; times are
-- milliseconds since 1970 in columns that end in _ms, truth is 0 or 1.

CREATE TABLE events (
    id              TEXT NOT NULL,
    at_ms           INTEGER NOT NULL,
    received_at_ms  INTEGER NOT NULL,
    deployment      TEXT NOT NULL,
    source          TEXT NOT NULL,
    event           TEXT NOT NULL,
    room_name       TEXT,
    room_sid        TEXT,
    participant_sid TEXT,
    identity        TEXT,
    raw             TEXT NOT NULL,
    PRIMARY KEY (deployment, id, at_ms)
) STRICT;

CREATE INDEX events_received ON events (received_at_ms DESC, id DESC);
CREATE INDEX events_room_name ON events (room_name, received_at_ms DESC, id DESC)
    WHERE room_name IS NOT NULL;
CREATE INDEX events_room_sid ON events (room_sid, received_at_ms DESC, id DESC)
    WHERE room_sid IS NOT NULL;
CREATE INDEX events_participant_sid ON events (participant_sid, received_at_ms DESC, id DESC)
    WHERE participant_sid IS NOT NULL;
CREATE INDEX events_identity ON events (identity, received_at_ms DESC, id DESC)
    WHERE identity IS NOT NULL;
CREATE INDEX events_at ON events (at_ms);

-- finished_at_ms is the time that is shown, never before started_at_ms. finished_at_earliest_ms is
-- the time as told, or of an inferred end (one with evidence) the earliest possible.
CREATE TABLE room_sessions (
    deployment              TEXT NOT NULL,
    sid                     TEXT NOT NULL,
    name                    TEXT NOT NULL,
    name_folded             TEXT NOT NULL,
    region                  TEXT,
    started_at_ms           INTEGER NOT NULL,
    finished_at_ms          INTEGER,
    finished_at_earliest_ms INTEGER,
    certainty               TEXT NOT NULL,
    evidence                TEXT,
    end_reason              TEXT,
    participants_total      INTEGER NOT NULL,
    record                  TEXT NOT NULL,
    PRIMARY KEY (deployment, sid)
) STRICT;

CREATE INDEX room_sessions_name ON room_sessions (name, started_at_ms DESC, sid DESC);
CREATE INDEX room_sessions_started ON room_sessions (started_at_ms DESC, sid);
CREATE INDEX room_sessions_finished ON room_sessions (finished_at_ms);

CREATE TABLE participant_sessions (
    deployment          TEXT NOT NULL,
    sid                 TEXT NOT NULL,
    room_sid            TEXT NOT NULL,
    room_name           TEXT NOT NULL,
    identity            TEXT,
    name                TEXT,
    kind                TEXT,
    joined_at_ms        INTEGER NOT NULL,
    left_at_ms          INTEGER,
    left_at_earliest_ms INTEGER,
    disconnect_reason   TEXT,
    departure           TEXT,
    certainty           TEXT NOT NULL,
    evidence            TEXT,
    aborted             INTEGER NOT NULL,
    in_doubt            INTEGER NOT NULL,
    publishing          INTEGER NOT NULL,
    record              TEXT NOT NULL,
    PRIMARY KEY (deployment, sid)
) STRICT;

CREATE INDEX participant_sessions_room ON participant_sessions (room_sid, deployment);
CREATE INDEX participant_sessions_identity ON participant_sessions (identity, joined_at_ms DESC)
    WHERE identity IS NOT NULL;
CREATE INDEX participant_sessions_left ON participant_sessions (left_at_ms);

-- ended_at_ms is set for every job that has ended: by what LiveKit says, else by when it said it.
CREATE TABLE jobs (
    kind          TEXT NOT NULL,
    id            TEXT NOT NULL,
    deployment    TEXT NOT NULL,
    room_sid      TEXT,
    room_name     TEXT,
    name          TEXT,
    status        TEXT,
    first_seen_ms INTEGER NOT NULL,
    started_at_ms INTEGER,
    ended_at_ms   INTEGER,
    error         TEXT,
    record        TEXT NOT NULL,
    PRIMARY KEY (deployment, kind, id)
) STRICT;

CREATE INDEX jobs_started ON jobs (coalesce(started_at_ms, first_seen_ms) DESC);
CREATE INDEX jobs_room ON jobs (room_sid) WHERE room_sid IS NOT NULL;
CREATE INDEX jobs_ended ON jobs (ended_at_ms);

-- One row a deployment every ten seconds. Rates are a minute; connection_quality 0-100, NULL where
-- no source tells; room_seconds is the sum of the ages of the open rooms.
CREATE TABLE system_samples (
    at_ms              INTEGER NOT NULL,
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
    PRIMARY KEY (at_ms, deployment)
) STRICT, WITHOUT ROWID;

-- Means over a minute, ten minutes, an hour and six, with the number of samples (and of known qualities) in them.
CREATE TABLE system_samples_1m (
    at_ms              INTEGER NOT NULL,
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
    PRIMARY KEY (at_ms, deployment)
) STRICT, WITHOUT ROWID;

CREATE TABLE system_samples_10m (
    at_ms              INTEGER NOT NULL,
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
    PRIMARY KEY (at_ms, deployment)
) STRICT, WITHOUT ROWID;

CREATE TABLE system_samples_1h (
    at_ms              INTEGER NOT NULL,
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
    PRIMARY KEY (at_ms, deployment)
) STRICT, WITHOUT ROWID;

CREATE TABLE system_samples_6h (
    at_ms              INTEGER NOT NULL,
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
    PRIMARY KEY (at_ms, deployment)
) STRICT, WITHOUT ROWID;

-- The next sequence number of each instance's journal that is not written yet: it moves in the
-- transaction that writes the events before it, so that none is lost or counted twice.
CREATE TABLE journal_cursors (
    journal       TEXT PRIMARY KEY,
    next_sequence INTEGER NOT NULL
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
    started_at_ms      INTEGER NOT NULL,
    acknowledged_at_ms INTEGER,
    resolved_at_ms     INTEGER,
    resolved_by        TEXT
) STRICT;

CREATE INDEX alerts_started ON alerts (started_at_ms DESC, id DESC);
CREATE INDEX alerts_open ON alerts (rule) WHERE status <> 'resolved';

-- Each step of an alert's life, kept for the audit.
CREATE TABLE alert_transitions (
    number      INTEGER PRIMARY KEY,
    alert       TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    at_ms       INTEGER NOT NULL,
    from_status TEXT,
    to_status   TEXT NOT NULL,
    actor       TEXT NOT NULL,
    note        TEXT,
    value       REAL
) STRICT;

CREATE INDEX alert_transitions_alert ON alert_transitions (alert, number);
