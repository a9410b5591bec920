-- Times for which a source is missing; deployment is NULL where that is true of all of them, subject
-- names a part of the source (a node's endpoint).
CREATE TABLE gaps (
    id         text COLLATE "C" PRIMARY KEY,
    deployment text COLLATE "C",
    source     text COLLATE "C" NOT NULL,
    subject    text COLLATE "C",
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    cause      text COLLATE "C" NOT NULL,
    evidence   text NOT NULL
);

CREATE INDEX gaps_started ON gaps (started_at DESC, id DESC);
CREATE INDEX gaps_ended ON gaps (ended_at);

-- What a listing had to correct, few among the events: the history of drift.
CREATE INDEX events_polled ON events (at, deployment, event) WHERE source = 'poll';
