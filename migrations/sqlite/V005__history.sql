-- History that is searched and looked back into.

-- Identity and name in lower case, for a search that tells no case; kept by the writer.
ALTER TABLE participant_sessions ADD COLUMN folded TEXT NOT NULL DEFAULT '';
UPDATE participant_sessions SET folded = lower(coalesce(identity, '') || char(10) || coalesce(name, ''));

CREATE INDEX participant_sessions_sid ON participant_sessions (sid);
CREATE INDEX participant_sessions_joined
    ON participant_sessions (joined_at_ms, sid, deployment, left_at_ms);

-- Who was there at a moment, however long ago: SQLite has no index of ranges, so sessions are told
-- apart by their length. Of those shorter than an hour only the beginnings of the hour before the
-- moment must be looked at. The classes are those of src/store/sqlite/span.rs: 0 open, 1 under ten
-- minutes, 2 under an hour, 3 under six, 4 under a day, 5 under a week, 6 longer.
ALTER TABLE room_sessions ADD COLUMN span INTEGER GENERATED ALWAYS AS (
    CASE WHEN finished_at_ms IS NULL THEN 0
        WHEN finished_at_ms - started_at_ms < 600000 THEN 1
        WHEN finished_at_ms - started_at_ms < 3600000 THEN 2
        WHEN finished_at_ms - started_at_ms < 21600000 THEN 3
        WHEN finished_at_ms - started_at_ms < 86400000 THEN 4
        WHEN finished_at_ms - started_at_ms < 604800000 THEN 5
        ELSE 6 END) VIRTUAL;
ALTER TABLE participant_sessions ADD COLUMN span INTEGER GENERATED ALWAYS AS (
    CASE WHEN left_at_ms IS NULL THEN 0
        WHEN left_at_ms - joined_at_ms < 600000 THEN 1
        WHEN left_at_ms - joined_at_ms < 3600000 THEN 2
        WHEN left_at_ms - joined_at_ms < 21600000 THEN 3
        WHEN left_at_ms - joined_at_ms < 86400000 THEN 4
        WHEN left_at_ms - joined_at_ms < 604800000 THEN 5
        ELSE 6 END) VIRTUAL;
CREATE INDEX room_sessions_span ON room_sessions (span, started_at_ms, finished_at_ms);
CREATE INDEX participant_sessions_span
    ON participant_sessions (span, joined_at_ms, left_at_ms, room_sid);
