-- What clients report of their own connection, one row a report. participant_sid is '' while it is
-- not known which stay reports: room_name and identity, which the token tells, lead to it.
-- score is 0-100; ratios are 0-1; what is not known is NULL.
CREATE TABLE participant_samples (
    deployment         TEXT NOT NULL,
    participant_sid    TEXT NOT NULL,
    at_ms              INTEGER NOT NULL,
    id                 TEXT NOT NULL,
    received_at_ms     INTEGER NOT NULL,
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
    browser            TEXT,
    PRIMARY KEY (deployment, participant_sid, at_ms, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX participant_samples_at ON participant_samples (at_ms);
