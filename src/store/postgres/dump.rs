//! A copy of a Postgres database: each table as lines of JSON, compressed, all of one snapshot.
//!
//! Every value is written as Postgres shows it as a text, so a copy depends neither on the version
//! of Postgres nor on TimescaleDB: it can be read back into another edition. Not by `COPY`, which
//! connection poolers and embedded servers do not all speak.

use std::fs::OpenOptions;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use futures_util::TryStreamExt as _;
use refinery::Target;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use super::relations::ROLLUPS;
use super::{Server, timescale};
use crate::files;
use crate::store::{Dump, DumpedColumn, DumpedTable, Error, migrate};

/// Level of the compression.
const LEVEL: i32 = 3;

/// Bytes of rows that are written by one statement, about.
const PART_BYTES: usize = 32 * 1024;

/// Tables that are not copied: the migrations write the one, and nobody holds a lease afterwards.
const LEFT_OUT: [&str; 2] = ["refinery_schema_history", "leases"];

/// The tables of the schema and the rollups `$1` but not `$2`, each with its columns. In a copy,
/// rollups come last: they are filled when the schema is complete.
const TABLES: &str = "SELECT c.relname::text, array_agg(quote_ident(a.attname) ORDER BY a.attnum),
        array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relname <> ALL ($2)
        AND (c.relkind = 'r' OR c.relkind = 'v' AND c.relname = ANY ($1))
    GROUP BY c.relname ORDER BY c.relname = ANY ($1), c.relname";

impl Server {
    /// Copies every table into the folder `to`.
    pub(in crate::store) async fn dump(&self, to: &Path) -> Result<Dump, Error> {
        let mut connection = self.direct.acquire().await?.detach();
        connection.execute("SET statement_timeout = 0; SET timezone = 'UTC'").await?;
        let snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
        let mut transaction = connection.begin_with(snapshot).await?;
        let schema = sqlx::query_scalar("SELECT max(version) FROM refinery_schema_history");
        let schema = schema.fetch_one(&mut *transaction).await?;
        let cursors: Vec<(String, i64)> =
            sqlx::query_as("SELECT journal::text, next_sequence FROM journal_cursors")
                .fetch_all(&mut *transaction)
                .await?;
        let mut tables = Vec::new();
        for (name, columns) in tables_of(&mut transaction).await? {
            let rows = copy_out(&mut transaction, &name, &columns, &file(to, &name)).await?;
            tables.push(DumpedTable { name, columns, rows });
        }
        transaction.commit().await?;
        connection.close().await?;
        let cursors =
            cursors.into_iter().map(|(journal, next)| (journal, next.unsigned_abs())).collect();
        Ok(Dump { database: "postgres".to_owned(), schema, tables, cursors })
    }

    /// Fills an empty database with the copy in the folder `from`, and completes its schema.
    pub(in crate::store) async fn load(&self, from: &Path, dump: &Dump) -> Result<(), Error> {
        let mut connection = self.direct.acquire().await?.detach();
        connection.execute("SET statement_timeout = 0; SET timezone = 'UTC'").await?;
        let names = dump.tables.iter().map(|table| table.name.as_str()).chain(LEFT_OUT);
        let taken: Option<String> = sqlx::query_scalar(
            "SELECT relname::text FROM pg_class
                WHERE relnamespace = current_schema()::regnamespace AND relname = ANY ($1) LIMIT 1",
        )
        .bind(names.collect::<Vec<_>>())
        .fetch_optional(&mut connection)
        .await?;
        if let Some(taken) = taken {
            return Err(Error::NotEmpty(taken));
        }
        // First the schema as it was; what came after it is applied to the rows, too.
        migrate::postgres_to(&mut connection, Target::Version(dump.schema)).await?;
        let (later, now): (Vec<_>, Vec<_>) =
            dump.tables.iter().partition(|table| rollups().contains(&table.name.as_str()));
        let mut transaction = connection.begin().await?;
        let known = tables_of(&mut transaction).await?;
        for table in now {
            check(table, &known)?;
            // A migration may have written a first row.
            transaction.execute(AssertSqlSafe(format!("DELETE FROM {}", table.name))).await?;
            copy_in(&mut transaction, &table.name, table, from).await?;
        }
        transaction.commit().await?;
        connection.close().await?;
        self.prepare().await?;
        let mut connection = self.direct.acquire().await?.detach();
        connection.execute("SET statement_timeout = 0; SET timezone = 'UTC'").await?;
        let known = tables_of(&mut connection).await?;
        for table in later {
            check(table, &known)?;
            load_rollup(&mut connection, table, from).await?;
        }
        connection.close().await?;
        Ok(())
    }
}

/// The tables and rollups of the schema, each with its columns.
async fn tables_of(
    connection: &mut PgConnection,
) -> Result<Vec<(String, Vec<DumpedColumn>)>, sqlx::Error> {
    let found: Vec<(String, Vec<String>, Vec<String>)> =
        sqlx::query_as(TABLES).bind(rollups()).bind(LEFT_OUT).fetch_all(connection).await?;
    let table = |(name, columns, kinds): (String, Vec<String>, Vec<String>)| {
        let columns = columns.into_iter().zip(kinds);
        (name, columns.map(|(name, kind)| DumpedColumn { name, kind }).collect())
    };
    Ok(found.into_iter().map(table).collect())
}

/// Fails if the schema has no such table with these columns: their names become part of statements.
fn check(table: &DumpedTable, known: &[(String, Vec<DumpedColumn>)]) -> Result<(), sqlx::Error> {
    let columns = known.iter().find(|(name, _)| *name == table.name).map(|(_, columns)| columns);
    let is_known = |column| columns.is_some_and(|columns| columns.contains(column));
    if columns.is_some() && !table.columns.is_empty() && table.columns.iter().all(is_known) {
        return Ok(());
    }
    let message = format!("the backup's table `{}` is not one of this schema", table.name);
    Err(sqlx::Error::Io(io::Error::new(io::ErrorKind::InvalidData, message)))
}

fn rollups() -> Vec<&'static str> {
    ROLLUPS.iter().map(|rollup| rollup.relation).collect()
}

fn file(folder: &Path, table: &str) -> PathBuf {
    folder.join(format!("{table}.jsonl.zst"))
}

/// Copies a table into a new file; returns how many rows there are.
async fn copy_out(
    connection: &mut PgConnection,
    table: &str,
    columns: &[DumpedColumn],
    path: &Path,
) -> Result<u64, Error> {
    let new = || {
        let file = files::open(path, OpenOptions::new().create_new(true).write(true))?;
        zstd::stream::write::Encoder::new(file, LEVEL)
    };
    let mut encoder = new().map_err(sqlx::Error::Io)?;
    let texts: Vec<_> = columns.iter().map(|column| format!("{}::text", column.name)).collect();
    let query =
        format!("SELECT row_to_json(t)::text FROM (SELECT {} FROM {table}) t", texts.join(", "));
    let mut stream = sqlx::query_scalar::<_, String>(AssertSqlSafe(query)).fetch(connection);
    let mut rows = 0;
    while let Some(row) = stream.try_next().await? {
        rows += 1;
        // A line break within a text is written as `\n`.
        writeln!(encoder, "{row}").map_err(sqlx::Error::Io)?;
    }
    let ended = encoder.finish().and_then(|file| file.sync_all());
    ended.map_err(sqlx::Error::Io)?;
    Ok(rows)
}

/// Copies the rows of `table` in the folder `from` into the relation `into`.
async fn copy_in(
    connection: &mut PgConnection,
    into: &str,
    table: &DumpedTable,
    from: &Path,
) -> Result<(), Error> {
    let opened = std::fs::File::open(file(from, &table.name))
        .and_then(zstd::stream::read::Decoder::new)
        .map_err(sqlx::Error::Io);
    let mut lines = BufReader::new(opened?).lines();
    let list = |text: fn(&DumpedColumn) -> String| {
        table.columns.iter().map(text).collect::<Vec<_>>().join(", ")
    };
    let insert = format!(
        "INSERT INTO {into} ({}) SELECT {} FROM json_to_recordset($1::json) AS r ({})",
        list(|column| column.name.clone()),
        list(|column| format!("r.{}::{}", column.name, column.kind)),
        list(|column| format!("{} text", column.name)),
    );
    let mut rows = 0;
    loop {
        let mut part = String::new();
        while part.len() < PART_BYTES {
            let Some(line) = lines.next() else { break };
            part.push(if part.is_empty() { '[' } else { ',' });
            part.push_str(&line.map_err(sqlx::Error::Io)?);
        }
        if part.is_empty() {
            break;
        }
        part.push(']');
        let insert = sqlx::query(AssertSqlSafe(insert.clone())).bind(part);
        rows += insert.execute(&mut *connection).await?.rows_affected();
    }
    if rows != table.rows {
        let message = format!("`{}` has {rows} rows instead of {}", table.name, table.rows);
        return Err(sqlx::Error::Io(io::Error::new(io::ErrorKind::InvalidData, message)).into());
    }
    Ok(())
}

/// Fills a rollup. A continuous aggregate is computed of the samples that are there; for the time
/// before them its rows are those of the copy.
async fn load_rollup(
    connection: &mut PgConnection,
    table: &DumpedTable,
    from: &Path,
) -> Result<(), Error> {
    let name = &table.name;
    let is_table = "SELECT relkind = 'r' FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relname = $1";
    let is_table: bool =
        sqlx::query_scalar(is_table).bind(name).fetch_one(&mut *connection).await?;
    if is_table {
        return copy_in(connection, name, table, from).await;
    }
    let mut transaction = connection.begin().await?;
    timescale::find_functions(&mut transaction).await?;
    let chunks: String = sqlx::query_scalar(
        "SELECT format('%I.%I', materialization_hypertable_schema, materialization_hypertable_name)
            FROM timescaledb_information.continuous_aggregates
            WHERE view_schema = current_schema() AND view_name = $1",
    )
    .bind(name)
    .fetch_one(&mut *transaction)
    .await?;
    let columns: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let columns = columns.join(", ");
    let temporary = format!(
        "CREATE TEMPORARY TABLE rollup ON COMMIT DROP AS SELECT {columns} FROM {name} LIMIT 0"
    );
    transaction.execute(AssertSqlSafe(temporary)).await?;
    copy_in(&mut transaction, "rollup", table, from).await?;
    let older = format!(
        "INSERT INTO {chunks} ({columns}) SELECT {columns} FROM rollup
            WHERE at < (SELECT coalesce(min(at), 'infinity') FROM system_samples)"
    );
    transaction.execute(AssertSqlSafe(older)).await?;
    transaction.commit().await?;
    // A procedure that commits, so it cannot run in a transaction.
    let refresh = format!("CALL refresh_continuous_aggregate('{name}', NULL, NULL)");
    sqlx::raw_sql(AssertSqlSafe(refresh)).execute(connection).await?;
    Ok(())
}
