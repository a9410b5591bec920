-- The largest picture that a client receives and sends, and what its application says of itself; tags
-- is a JSON object.
ALTER TABLE participant_samples ADD COLUMN frames_per_second_in REAL;
ALTER TABLE participant_samples ADD COLUMN frames_per_second_out REAL;
ALTER TABLE participant_samples ADD COLUMN frame_width_in INTEGER;
ALTER TABLE participant_samples ADD COLUMN frame_height_in INTEGER;
ALTER TABLE participant_samples ADD COLUMN frame_width_out INTEGER;
ALTER TABLE participant_samples ADD COLUMN frame_height_out INTEGER;
ALTER TABLE participant_samples ADD COLUMN app_version TEXT;
ALTER TABLE participant_samples ADD COLUMN tags TEXT;
