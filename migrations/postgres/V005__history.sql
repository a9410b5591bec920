-- History that is searched and looked back into.

-- Identity and name in lower case, for a search that tells no case; kept by the writer.
ALTER TABLE participant_sessions ADD COLUMN folded text COLLATE "C" NOT NULL DEFAULT '';
UPDATE participant_sessions SET folded = lower(coalesce(identity, '') || E'\n' || coalesce(name, ''));

CREATE INDEX participant_sessions_sid ON participant_sessions (sid);
CREATE INDEX participant_sessions_joined ON participant_sessions (joined_at, sid, deployment);

-- Who was there at a moment, however long ago. Closed on both sides, so that what began and ended in
-- the same millisecond is in its range, too.
CREATE INDEX room_sessions_span ON room_sessions
    USING gist (tstzrange(started_at, finished_at, '[]'));
CREATE INDEX participant_sessions_span ON participant_sessions
    USING gist (tstzrange(joined_at, left_at, '[]'));
