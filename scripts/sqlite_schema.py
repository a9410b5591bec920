#!/usr/bin/env python3
"""Writes migrations/sqlite/schema.sql: what the migrations of SQLite make of an empty file.

A new file gets this schema at once: the migrations one by one rename columns, for each of which
SQLite parses the whole schema. A test compares both.
"""

import pathlib
import sqlite3

FOLDER = pathlib.Path(__file__).parent.parent / "migrations" / "sqlite"
HEADER = "-- Written by `make gen` from the migrations beside it; do not edit.\n"

database = sqlite3.connect(":memory:")
for migration in sorted(FOLDER.glob("V*.sql")):
    database.executescript(migration.read_text())
statements = [line for line in database.iterdump() if line not in ("BEGIN TRANSACTION;", "COMMIT;")]
(FOLDER / "schema.sql").write_text(HEADER + "\n".join(statements) + "\n")
