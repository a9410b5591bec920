-- Everything the console remembers. Hypertables, rollups and policies are made after the migrations,
-- by what the server can do (src/store/postgres/timescale.rs).
--
-- Names and ids sort by their bytes (COLLATE "C"), as SQLite and the state in memory sort them.

CREATE TABLE events (
    id              text COLLATE "C" NOT NULL,
    at              timestamptz NOT NULL,
    received_at     timestamptz NOT NULL,
    deployment      text COLLATE "C" NOT NULL,
    source          text COLLATE "C" NOT NULL,
    event           text COLLATE "C" NOT NULL,
    room_name       text COLLATE "C",
    room_sid        text COLLATE "C",
    participant_sid text COLLATE "C",
    identity        text COLLATE "C",
    -- Not jsonb, which refuses what JSON allows and a name may hold: \u0000, half a surrogate pair,
    -- numbers beyond numeric. It is also kept as it came.
    raw             json NOT NULL,
    PRIMARY KEY (deployment, id, at)
);

CREATE INDEX events_received ON events (received_at DESC, id DESC);
CREATE INDEX events_room_name ON events (room_name, received_at DESC, id DESC)
    WHERE room_name IS NOT NULL;
CREATE INDEX events_room_sid ON events (room_sid, received_at DESC, id DESC)
    WHERE room_sid IS NOT NULL;
CREATE INDEX events_participant_sid ON events (participant_sid, received_at DESC, id DESC)
    WHERE participant_sid IS NOT NULL;
CREATE INDEX events_identity ON events (identity, received_at DESC, id DESC)
    WHERE identity IS NOT NULL;
-- For retention where there are no chunks to drop; costs next to nothing to keep.
CREATE INDEX events_at ON events USING brin (at);

-- finished_at is the time that is shown, never before started_at. finished_at_earliest is the time
-- as told, or of an inferred end (one with evidence) the earliest possible.
-- A room is written with each of its events: the space left in a page keeps that cheap.
CREATE TABLE room_sessions (
    deployment           text COLLATE "C" NOT NULL,
    sid                  text COLLATE "C" NOT NULL,
    name                 text COLLATE "C" NOT NULL,
    name_folded          text COLLATE "C" NOT NULL,
    region               text COLLATE "C",
    started_at           timestamptz NOT NULL,
    finished_at          timestamptz,
    finished_at_earliest timestamptz,
    certainty            text COLLATE "C" NOT NULL,
    evidence             text,
    end_reason           text COLLATE "C",
    participants_total   integer NOT NULL,
    record               text NOT NULL,
    PRIMARY KEY (deployment, sid)
) WITH (fillfactor = 80);

CREATE INDEX room_sessions_name ON room_sessions (name, started_at DESC, sid DESC);
CREATE INDEX room_sessions_started ON room_sessions (started_at DESC, sid);
CREATE INDEX room_sessions_finished ON room_sessions (finished_at);

CREATE TABLE participant_sessions (
    deployment        text COLLATE "C" NOT NULL,
    sid               text COLLATE "C" NOT NULL,
    room_sid          text COLLATE "C" NOT NULL,
    room_name         text COLLATE "C" NOT NULL,
    identity          text COLLATE "C",
    name              text COLLATE "C",
    kind              text COLLATE "C",
    joined_at         timestamptz NOT NULL,
    left_at           timestamptz,
    left_at_earliest  timestamptz,
    disconnect_reason text COLLATE "C",
    departure         text COLLATE "C",
    certainty         text COLLATE "C" NOT NULL,
    evidence          text,
    aborted           boolean NOT NULL,
    in_doubt          boolean NOT NULL,
    publishing        boolean NOT NULL,
    record            text NOT NULL,
    PRIMARY KEY (deployment, sid)
) WITH (fillfactor = 80);

CREATE INDEX participant_sessions_room ON participant_sessions (room_sid, deployment);
CREATE INDEX participant_sessions_identity ON participant_sessions (identity, joined_at DESC)
    WHERE identity IS NOT NULL;
CREATE INDEX participant_sessions_left ON participant_sessions (left_at);

-- ended_at is set for every job that has ended: by what LiveKit says, else by when it said it.
CREATE TABLE jobs (
    kind       text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    deployment text COLLATE "C" NOT NULL,
    room_sid   text COLLATE "C",
    room_name  text COLLATE "C",
    name       text COLLATE "C",
    status     text COLLATE "C",
    first_seen timestamptz NOT NULL,
    started_at timestamptz,
    ended_at   timestamptz,
    error      text,
    record     text NOT NULL,
    PRIMARY KEY (deployment, kind, id)
) WITH (fillfactor = 80);

CREATE INDEX jobs_started ON jobs ((coalesce(started_at, first_seen)) DESC);
CREATE INDEX jobs_room ON jobs (room_sid) WHERE room_sid IS NOT NULL;
CREATE INDEX jobs_ended ON jobs (ended_at);

-- One row a deployment every ten seconds. Rates are a minute; connection_quality 0-100, NULL where
-- no source tells; room_seconds is the sum of the ages of the open rooms.
CREATE TABLE system_samples (
    at                 timestamptz NOT NULL,
    deployment         text COLLATE "C" NOT NULL,
    region             text COLLATE "C",
    active_rooms       double precision NOT NULL,
    participants       double precision NOT NULL,
    people             double precision NOT NULL,
    machines           double precision NOT NULL,
    in_doubt           double precision NOT NULL,
    publishers         double precision NOT NULL,
    tracks             double precision NOT NULL,
    join_rate          double precision NOT NULL,
    leave_rate         double precision NOT NULL,
    disconnect_rate    double precision NOT NULL,
    room_seconds       double precision NOT NULL,
    connection_quality double precision,
    PRIMARY KEY (deployment, at)
);

CREATE INDEX system_samples_at ON system_samples (at DESC);

-- The next sequence number of each instance's journal that is not written yet: it moves in the
-- transaction that writes the events before it, so that none is lost or counted twice.
CREATE TABLE journal_cursors (
    journal       uuid PRIMARY KEY,
    next_sequence bigint NOT NULL
);

CREATE TABLE alerts (
    id              text COLLATE "C" PRIMARY KEY,
    rule            text COLLATE "C" NOT NULL,
    severity        text COLLATE "C" NOT NULL,
    status          text COLLATE "C" NOT NULL,
    message         text NOT NULL,
    value           double precision,
    threshold       double precision,
    deployment      text COLLATE "C",
    room            text COLLATE "C",
    started_at      timestamptz NOT NULL,
    acknowledged_at timestamptz,
    resolved_at     timestamptz,
    resolved_by     text
);

CREATE INDEX alerts_started ON alerts (started_at DESC, id DESC);
CREATE INDEX alerts_open ON alerts (rule) WHERE status <> 'resolved';

-- Each step of an alert's life, kept for the audit.
CREATE TABLE alert_transitions (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert       text COLLATE "C" NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    at          timestamptz NOT NULL,
    from_status text COLLATE "C",
    to_status   text COLLATE "C" NOT NULL,
    actor       text NOT NULL,
    note        text,
    value       double precision
);

CREATE INDEX alert_transitions_alert ON alert_transitions (alert, number);
