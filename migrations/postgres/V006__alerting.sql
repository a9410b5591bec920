-- Alerting: rules, alerts and their states, the audit, notifications on their way out.

-- No released version wrote steps of alerts here, for nothing fired alerts yet. From now on a step is a
-- line of the audit (kind `alert.…`, its subject the alert), chained with all others.
DROP TABLE alert_transitions;

-- version grows by one with each change. told: when each receiver was last told, a JSON object.
-- folded is what is searched, in lower case; kept by the writer.
ALTER TABLE alerts
    ADD COLUMN region          text COLLATE "C",
    ADD COLUMN room_sid        text COLLATE "C",
    ADD COLUMN participant     text COLLATE "C",
    ADD COLUMN node            text COLLATE "C",
    ADD COLUMN acknowledged_by text,
    ADD COLUMN assignee        text,
    ADD COLUMN data            text COLLATE "C" NOT NULL DEFAULT 'ok',
    ADD COLUMN flapping        boolean NOT NULL DEFAULT false,
    ADD COLUMN runbook_url     text,
    ADD COLUMN version         bigint NOT NULL DEFAULT 1,
    ADD COLUMN told            text NOT NULL DEFAULT '{}',
    ADD COLUMN evidence        text NOT NULL DEFAULT '{}',
    ADD COLUMN folded          text COLLATE "C" NOT NULL DEFAULT '';

CREATE INDEX alerts_rule ON alerts (rule, started_at DESC, id DESC);
CREATE INDEX alerts_resolved ON alerts (resolved_at, id);

-- Where each rule stands with each subject. subject_key is the subject, or of a long one its beginning
-- and its hash: an index entry holds no more.
CREATE TABLE alert_states (
    rule        text COLLATE "C" NOT NULL,
    subject_key text COLLATE "C" NOT NULL,
    subject     text COLLATE "C" NOT NULL,
    state       text NOT NULL,
    PRIMARY KEY (rule, subject_key)
) WITH (fillfactor = 70);

-- What somebody wrote down: rules, silences, receivers; body is JSON.
CREATE TABLE alert_documents (
    kind       text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    body       text NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    version    bigint NOT NULL,
    PRIMARY KEY (kind, name)
);

-- Who did what, when and why. hash chains each line to the one before; body is JSON, to the letter as
-- it was hashed; folded is what is searched, in lower case.
CREATE TABLE audit (
    sequence bigint PRIMARY KEY,
    at       timestamptz NOT NULL,
    kind     text COLLATE "C" NOT NULL,
    actor    text COLLATE "C" NOT NULL,
    subject  text COLLATE "C" NOT NULL,
    body     text NOT NULL,
    hash     text COLLATE "C" NOT NULL,
    folded   text COLLATE "C" NOT NULL
);

CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_kind ON audit (kind, sequence DESC);
CREATE INDEX audit_actor ON audit (actor, sequence DESC);
CREATE INDEX audit_subject ON audit (subject, sequence DESC);

-- The end of the audit, one row: whoever writes about alerting locks it first.
CREATE TABLE audit_head (
    single   boolean PRIMARY KEY CHECK (single),
    sequence bigint NOT NULL,
    hash     text COLLATE "C" NOT NULL
);

INSERT INTO audit_head VALUES
    (true, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Who may do what only one may, by this database's clock.
CREATE TABLE leases (
    name   text COLLATE "C" PRIMARY KEY,
    holder uuid NOT NULL,
    until  timestamptz NOT NULL
);

-- Notifications until they are accepted. alert is the alert as it was then, JSON; attempt_at is before
-- when its message is not tried again, NULL if it may be at once.
CREATE TABLE notifications (
    id         text COLLATE "C" PRIMARY KEY,
    receiver   text COLLATE "C" NOT NULL,
    notice     text COLLATE "C" NOT NULL,
    group_key  text COLLATE "C" NOT NULL,
    alert_id   text COLLATE "C" NOT NULL,
    alert      text NOT NULL,
    created_at timestamptz NOT NULL,
    due_at     timestamptz NOT NULL,
    status     text COLLATE "C" NOT NULL,
    message_id text COLLATE "C",
    attempts   integer NOT NULL,
    attempt_at timestamptz,
    error      text,
    sent_at    timestamptz
) WITH (fillfactor = 80);

CREATE INDEX notifications_created ON notifications (created_at DESC, id DESC);
CREATE INDEX notifications_waiting ON notifications (created_at, id) WHERE status = 'waiting';
CREATE INDEX notifications_parked ON notifications (created_at, id) WHERE status = 'parked';
-- A group's key may hold names that are longer than an index entry.
CREATE INDEX notifications_group ON notifications (receiver, left(group_key, 200), sent_at DESC);
CREATE INDEX notifications_alert ON notifications (alert_id, created_at DESC);
CREATE INDEX notifications_message ON notifications (message_id) WHERE message_id IS NOT NULL;

-- How the sources of a deployment did, one row every ten seconds; a hypertable where there is
-- TimescaleDB. NULL where not known.
CREATE TABLE source_samples (
    at                      timestamptz NOT NULL,
    deployment              text COLLATE "C" NOT NULL,
    webhook_silence_seconds double precision,
    webhooks_lost_rate      double precision,
    drift_rate              double precision,
    joins_attempted_rate    double precision,
    joins_failed_rate       double precision,
    egress_failures         double precision,
    PRIMARY KEY (deployment, at)
);

CREATE INDEX source_samples_at ON source_samples (at DESC);
