-- What clients report of their own connection, one row a report; a hypertable where there is
-- TimescaleDB. participant_sid is '' while it is not known which stay reports: room_name and
-- identity, which the token tells, lead to it. score is 0-100; ratios are 0-1; what is not known is
-- NULL.
CREATE TABLE participant_samples (
    deployment         text COLLATE "C" NOT NULL,
    participant_sid    text COLLATE "C" NOT NULL,
    at                 timestamptz NOT NULL,
    id                 text COLLATE "C" NOT NULL,
    received_at        timestamptz NOT NULL,
    skew_ms            bigint NOT NULL,
    room_name          text COLLATE "C" NOT NULL,
    identity           text COLLATE "C" NOT NULL,
    score              double precision,
    quality            text COLLATE "C",
    rtt_ms             double precision,
    jitter_ms          double precision,
    loss_in_ratio      double precision,
    loss_out_ratio     double precision,
    bitrate_in_bps     double precision,
    bitrate_out_bps    double precision,
    freezes            integer,
    freeze_seconds     double precision,
    concealed_ratio    double precision,
    quality_limitation text COLLATE "C",
    candidate_type     text COLLATE "C",
    protocol           text COLLATE "C",
    node_id            text COLLATE "C",
    server_region      text COLLATE "C",
    sdk                text COLLATE "C",
    browser            text COLLATE "C",
    PRIMARY KEY (deployment, participant_sid, at, id)
);

-- For retention where there are no chunks to drop, and for the latest at the start.
CREATE INDEX participant_samples_at ON participant_samples USING brin (at);
