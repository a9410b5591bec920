-- Alerting: rules, alerts and their states, the audit, notifications on their way out.

-- No released version wrote steps of alerts here, for nothing fired alerts yet. From now on a step is a
-- line of the audit (kind `alert.…`, its subject the alert), chained with all others.
DROP TABLE alert_transitions;

-- version grows by one with each change. told: when each receiver was last told, a JSON object.
-- folded is what is searched, in lower case; kept by the writer.
ALTER TABLE alerts ADD COLUMN region TEXT;
ALTER TABLE alerts ADD COLUMN room_sid TEXT;
ALTER TABLE alerts ADD COLUMN participant TEXT;
ALTER TABLE alerts ADD COLUMN node TEXT;
ALTER TABLE alerts ADD COLUMN acknowledged_by TEXT;
ALTER TABLE alerts ADD COLUMN assignee TEXT;
ALTER TABLE alerts ADD COLUMN data TEXT NOT NULL DEFAULT 'ok';
ALTER TABLE alerts ADD COLUMN flapping INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alerts ADD COLUMN runbook_url TEXT;
ALTER TABLE alerts ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE alerts ADD COLUMN told TEXT NOT NULL DEFAULT '{}';
ALTER TABLE alerts ADD COLUMN evidence TEXT NOT NULL DEFAULT '{}';
ALTER TABLE alerts ADD COLUMN folded TEXT NOT NULL DEFAULT '';

CREATE INDEX alerts_rule ON alerts (rule, started_at_ms DESC, id DESC);
CREATE INDEX alerts_resolved ON alerts (resolved_at_ms, id);

-- Where each rule stands with each subject. subject_key is the subject, or of a long one its beginning
-- and its hash: an index entry of Postgres holds no more.
CREATE TABLE alert_states (
    rule        TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    subject     TEXT NOT NULL,
    state       TEXT NOT NULL,
    PRIMARY KEY (rule, subject_key)
) STRICT;

-- What somebody wrote down: rules, silences, receivers; body is JSON.
CREATE TABLE alert_documents (
    kind          TEXT NOT NULL,
    name          TEXT NOT NULL,
    body          TEXT NOT NULL,
    updated_at_ms INTEGER NOT NULL,
    updated_by    TEXT NOT NULL,
    version       INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT;

-- Who did what, when and why. hash chains each line to the one before; body is JSON, to the letter as
-- it was hashed; folded is what is searched, in lower case.
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    at_ms    INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    actor    TEXT NOT NULL,
    subject  TEXT NOT NULL,
    body     TEXT NOT NULL,
    hash     TEXT NOT NULL,
    folded   TEXT NOT NULL
) STRICT;

CREATE INDEX audit_at ON audit (at_ms);
CREATE INDEX audit_kind ON audit (kind, sequence DESC);
CREATE INDEX audit_actor ON audit (actor, sequence DESC);
CREATE INDEX audit_subject ON audit (subject, sequence DESC);

-- The end of the audit, one row.
CREATE TABLE audit_head (
    single   INTEGER PRIMARY KEY CHECK (single = 1),
    sequence INTEGER NOT NULL,
    hash     TEXT NOT NULL
) STRICT;

INSERT INTO audit_head VALUES
    (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Who may do what only one may.
CREATE TABLE leases (
    name     TEXT NOT NULL PRIMARY KEY,
    holder   TEXT NOT NULL,
    until_ms INTEGER NOT NULL
) STRICT;

-- Notifications until they are accepted. alert is the alert as it was then, JSON; attempt_at_ms is
-- before when its message is not tried again, NULL if it may be at once.
CREATE TABLE notifications (
    id            TEXT NOT NULL PRIMARY KEY,
    receiver      TEXT NOT NULL,
    notice        TEXT NOT NULL,
    group_key     TEXT NOT NULL,
    alert_id      TEXT NOT NULL,
    alert         TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    due_at_ms     INTEGER NOT NULL,
    status        TEXT NOT NULL,
    message_id    TEXT,
    attempts      INTEGER NOT NULL,
    attempt_at_ms INTEGER,
    error         TEXT,
    sent_at_ms    INTEGER
) STRICT;

CREATE INDEX notifications_created ON notifications (created_at_ms DESC, id DESC);
CREATE INDEX notifications_waiting ON notifications (created_at_ms, id) WHERE status = 'waiting';
CREATE INDEX notifications_parked ON notifications (created_at_ms, id) WHERE status = 'parked';
CREATE INDEX notifications_group ON notifications (receiver, group_key, sent_at_ms DESC);
CREATE INDEX notifications_alert ON notifications (alert_id, created_at_ms DESC);
CREATE INDEX notifications_message ON notifications (message_id) WHERE message_id IS NOT NULL;

-- How the sources of a deployment did, one row every ten seconds; NULL where not known.
CREATE TABLE source_samples (
    at_ms                   INTEGER NOT NULL,
    deployment              TEXT NOT NULL,
    webhook_silence_seconds REAL,
    webhooks_lost_rate      REAL,
    drift_rate              REAL,
    joins_attempted_rate    REAL,
    joins_failed_rate       REAL,
    egress_failures         REAL,
    PRIMARY KEY (at_ms, deployment)
) STRICT, WITHOUT ROWID;
