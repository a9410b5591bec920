-- Times have these names here from the beginning; only the number of the schema is the same as SQLite's.
SELECT 1;
