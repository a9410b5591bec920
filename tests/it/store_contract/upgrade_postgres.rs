//! A Postgres database of schema 7, with rows in every table, opened by the console of now: with
//! TimescaleDB and without.

use livekit_console::store::Edition;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use super::upgrade::{everything_is_read, everything_is_shown};
use crate::database::Database;

/// As `pg_dump` wrote it.
const DUMP: &str = include_str!("../../fixtures/postgres-v007.sql");

/// A lease that its holder keeps: no time of a file can be in five minutes.
const HELD: &str = "UPDATE leases SET until = now() + interval '5 minutes' WHERE name = 'held'";

/// What a console of then made of it where there was TimescaleDB.
const HYPERTABLES: &str = "CREATE EXTENSION IF NOT EXISTS timescaledb;
    SELECT create_hypertable(name, by_range('at', INTERVAL '1 day'),
        create_default_indexes => false, migrate_data => true)
    FROM unnest(ARRAY['events', 'system_samples', 'participant_samples', 'node_samples',
        'source_samples']) AS name";

/// What it had compressed where it might.
const COMPRESSED: &str = "ALTER TABLE events SET (timescaledb.compress,
        timescaledb.compress_segmentby = 'deployment', timescaledb.compress_orderby = 'at DESC, id');
    SELECT compress_chunk(show_chunks('events'))";

/// Opens a database in which the statements were run.
async fn is_read(database: Database, statements: &[&str]) {
    let mut connection = PgConnection::connect(database.url()).await.expect("the server answers");
    for statement in statements {
        let run = connection.execute(sqlx::raw_sql(AssertSqlSafe(*statement))).await;
        run.unwrap_or_else(|error| panic!("`{statement}`: {error}"));
    }
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'",
    )
    .fetch_all(&mut connection)
    .await
    .expect("read");
    assert!(tables.len() > 20, "{tables:?}");
    for table in tables {
        let rows = format!("SELECT count(*) FROM {table}");
        let rows = sqlx::query_scalar::<_, i64>(AssertSqlSafe(rows)).fetch_one(&mut connection);
        assert!(rows.await.expect("read") > 0, "{table} has no row");
    }
    connection.close().await.expect("closed");
    let store = database.store();
    for _ in 0..2 {
        store.prepare().await.expect("what is missing is applied");
    }
    everything_is_read(&store).await;
    store.close().await;
    // The Community edition of the tests has one session for everybody.
    if store.edition() != Some(Edition::Timescale) {
        everything_is_shown(database.url()).await;
    }
    database.remove().await;
}

#[tokio::test]
async fn a_plain_database_of_schema_7_is_read() {
    is_read(Database::plain().await, &[DUMP, HELD]).await;
}

#[tokio::test]
async fn a_timescale_database_of_schema_7_is_read() {
    is_read(Database::timescale().await, &[DUMP, HELD, HYPERTABLES]).await;
}

#[tokio::test]
async fn a_community_database_of_schema_7_is_read_compressed_or_not() {
    is_read(Database::community().await, &[DUMP, HELD, HYPERTABLES, COMPRESSED]).await;
}
