-- The largest picture that a client receives and sends, and what its application says of itself; tags
-- is a JSON object.
ALTER TABLE participant_samples
    ADD COLUMN frames_per_second_in float8,
    ADD COLUMN frames_per_second_out float8,
    ADD COLUMN frame_width_in integer,
    ADD COLUMN frame_height_in integer,
    ADD COLUMN frame_width_out integer,
    ADD COLUMN frame_height_out integer,
    ADD COLUMN app_version text COLLATE "C",
    ADD COLUMN tags text COLLATE "C";
