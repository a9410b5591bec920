-- More of how sources did: webhooks taken, refused and late, the room API, machines that were lost.
-- NULL where not known.
ALTER TABLE source_samples
    ADD COLUMN webhooks_received_rate double precision,
    ADD COLUMN webhooks_refused_rate double precision,
    ADD COLUMN webhook_lag_seconds double precision,
    ADD COLUMN api_silence_seconds double precision,
    ADD COLUMN machine_disconnect_rate double precision;
