-- Times for which a source is missing; deployment is NULL where that is true of all of them, subject
-- names a part of the source (a node's endpoint).
CREATE TABLE gaps (
    id            TEXT NOT NULL PRIMARY KEY,
    deployment    TEXT,
    source        TEXT NOT NULL,
    subject       TEXT,
    started_at_ms INTEGER NOT NULL,
    ended_at_ms   INTEGER,
    cause         TEXT NOT NULL,
    evidence      TEXT NOT NULL
) STRICT;

CREATE INDEX gaps_started ON gaps (started_at_ms DESC, id DESC);
CREATE INDEX gaps_ended ON gaps (ended_at_ms);

-- What a listing had to correct, few among the events: the history of drift.
CREATE INDEX events_polled ON events (at_ms, deployment, event) WHERE source = 'poll';
