-- More of how sources did: webhooks taken, refused and late, the room API, machines that were lost.
-- NULL where not known.
ALTER TABLE source_samples ADD COLUMN webhooks_received_rate REAL;
ALTER TABLE source_samples ADD COLUMN webhooks_refused_rate REAL;
ALTER TABLE source_samples ADD COLUMN webhook_lag_seconds REAL;
ALTER TABLE source_samples ADD COLUMN api_silence_seconds REAL;
ALTER TABLE source_samples ADD COLUMN machine_disconnect_rate REAL;
