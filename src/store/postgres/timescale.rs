//! What TimescaleDB adds, each step taken only where it is missing: hypertables with any licence;
//! continuous aggregates, compression and policies with the Community licence. Without the
//! extension everything works on ordinary tables.

use sqlx::{Connection as _, Executor as _, PgConnection, Row as _, SqlSafeStr};

use super::relations::{COMPRESSED, HYPERTABLES, REFRESHED_DAYS, ROLLUPS};
use crate::store::{Edition, Error, Retention};

/// What the database can do, found out by `prepare`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// Which edition it is.
    pub(super) edition: Edition,
    /// Whether events and samples are hypertables.
    pub(super) hypertables: bool,
    /// Whether the rollups are continuous aggregates.
    pub(super) continuous: bool,
}

/// SQLSTATE of a statement that the licence does not allow.
const FEATURE_NOT_SUPPORTED: &str = "0A000";

/// SQLSTATEs of an extension that cannot be made here: not allowed, its files missing, not
/// preloaded, or of another version than the server's.
const NOT_HERE: [&str; 5] = ["42501", "58P01", "55000", "42704", FEATURE_NOT_SUPPORTED];

/// SQLSTATEs of an extension that is there and not for this user: no right to use its schema or its
/// functions, or these not to be found.
const NOT_USABLE: [&str; 3] = ["42501", "42883", "3F000"];

/// Looks at the database as it is.
pub(super) async fn detect(connection: &mut PgConnection) -> Result<Shape, Error> {
    let licence: Option<String> = sqlx::query_scalar(
        "SELECT current_setting('timescaledb.license', true)
        FROM pg_extension WHERE extname = 'timescaledb'",
    )
    .fetch_optional(&mut *connection)
    .await?
    .flatten();
    let edition = match licence.as_deref() {
        None => Edition::Plain,
        Some("timescale") => Edition::Timescale,
        Some(_) => Edition::Apache,
    };
    if edition == Edition::Plain {
        return Ok(Shape { edition, hypertables: false, continuous: false });
    }
    let row = sqlx::query(
        "SELECT
            (SELECT count(*) = 5 FROM timescaledb_information.hypertables
                WHERE hypertable_schema = current_schema()
                    AND hypertable_name IN ('events', 'system_samples', 'node_samples',
                        'participant_samples', 'source_samples')),
            (SELECT count(*) = 4 FROM timescaledb_information.continuous_aggregates
                WHERE view_schema = current_schema()
                    AND view_name IN ('system_samples_1m', 'system_samples_10m',
                        'system_samples_1h', 'system_samples_6h'))",
    )
    .fetch_one(connection)
    .await?;
    Ok(Shape { edition, hypertables: row.try_get(0)?, continuous: row.try_get(1)? })
}

/// Makes the extension if the server has it and lets us; its absence is no error. Returns whether
/// it was made.
pub(super) async fn try_extension(connection: &mut PgConnection) -> Result<bool, Error> {
    // An extension that is installed but not preloaded ends the connection when it is made; the
    // setting is there only if it is preloaded.
    let missing: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM pg_available_extensions
                WHERE name = 'timescaledb' AND installed_version IS NULL)
            AND EXISTS (SELECT FROM pg_settings WHERE name = 'timescaledb.max_background_workers')",
    )
    .fetch_one(&mut *connection)
    .await?;
    if !missing {
        return Ok(false);
    }
    match connection.execute("CREATE EXTENSION IF NOT EXISTS timescaledb").await {
        Ok(_) => Ok(true),
        Err(error) if has_state(&error, &NOT_HERE) => {
            tracing::warn!(
                error = %error,
                "the server has TimescaleDB, but it cannot be used in this database; \
                ordinary tables are used"
            );
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Lets the functions of the extension be found where it was made in a schema that is not searched;
/// `$1` tells whether until the end of the transaction only. Behind all others, so that no name of
/// ours means anything else; and only behind one, or ours would be made in that of the extension.
const FIND_FUNCTIONS: &str = "SELECT set_config('search_path',
        current_setting('search_path') || ', ' || quote_ident(n.nspname), $1)
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'timescaledb' AND current_schema() IS NOT NULL
        AND n.nspname <> ALL (current_schemas(true))";

/// Lets the functions of the extension be found for the rest of a transaction.
pub(super) async fn find_functions(transaction: &mut PgConnection) -> Result<(), Error> {
    sqlx::query(FIND_FUNCTIONS).bind(true).execute(transaction).await?;
    Ok(())
}

/// Makes hypertables; returns whether the extension could be used.
async fn make_hypertables(connection: &mut PgConnection) -> Result<bool, Error> {
    for table in HYPERTABLES {
        match connection.execute(table.make).await {
            Ok(_) => {}
            Err(error) if has_state(&error, &NOT_USABLE) => {
                tracing::warn!(
                    error = %error,
                    "the database has TimescaleDB, but this user cannot use it; ordinary tables \
                    are used"
                );
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(true)
}

/// Turns the growing tables into hypertables, and makes the rollups: continuous aggregates where
/// there is the licence, else tables that we fill.
pub(super) async fn set_up(connection: &mut PgConnection) -> Result<Shape, Error> {
    // This connection is not used for anything else.
    sqlx::query(FIND_FUNCTIONS).bind(false).execute(&mut *connection).await?;
    let edition = detect(connection).await?.edition;
    let usable = edition != Edition::Plain && make_hypertables(connection).await?;
    for rollup in &ROLLUPS {
        let there: bool = sqlx::query_scalar(
            // Not another console's, in a schema that is searched behind ours.
            "SELECT to_regclass(quote_ident(current_schema()) || '.' || quote_ident($1)) IS NOT NULL",
        )
        .bind(rollup.relation)
        .fetch_one(&mut *connection)
        .await?;
        let aggregates = usable && edition == Edition::Timescale;
        if there || aggregates && licensed(connection, rollup.aggregate).await? {
            continue;
        }
        sqlx::raw_sql(rollup.table).execute(&mut *connection).await?;
    }
    let mut shape = detect(connection).await?;
    if !usable {
        shape.edition = Edition::Plain;
    }
    if usable && edition == Edition::Timescale {
        compress(connection, shape).await?;
    }
    Ok(shape)
}

/// Runs a statement that needs the Community licence; returns whether it was allowed.
async fn licensed(connection: &mut PgConnection, query: impl SqlSafeStr) -> Result<bool, Error> {
    match sqlx::raw_sql(query).execute(connection).await {
        Ok(_) => Ok(true),
        Err(error) if has_state(&error, &[FEATURE_NOT_SUPPORTED]) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether the server said one of these SQLSTATEs.
fn has_state(error: &sqlx::Error, states: &[&str]) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| states.contains(&&*code))
}

/// Compresses what is no longer written to.
async fn compress(connection: &mut PgConnection, shape: Shape) -> Result<(), Error> {
    for compressed in &COMPRESSED {
        if !compressed.applies(shape) {
            continue;
        }
        let enabled: Option<bool> = sqlx::query_scalar(
            "SELECT compression_enabled FROM timescaledb_information.hypertables
                WHERE hypertable_schema = current_schema() AND hypertable_name = $1
            UNION ALL
            SELECT compression_enabled FROM timescaledb_information.continuous_aggregates
                WHERE view_schema = current_schema() AND view_name = $1",
        )
        .bind(compressed.relation)
        .fetch_optional(&mut *connection)
        .await?;
        if enabled == Some(true) || licensed(connection, compressed.enable).await? {
            licensed(connection, compressed.policy).await?;
        }
    }
    Ok(())
}

/// Hands the retention of the hypertables and continuous aggregates to the database's own
/// policies, so that it is kept even while no console runs.
pub(super) async fn set_policies(
    connection: &mut PgConnection,
    shape: Shape,
    retention: Retention,
) -> Result<(), Error> {
    for compressed in &COMPRESSED {
        if !compressed.applies(shape) {
            continue;
        }
        let days = match compressed.relation {
            "events" => retention.events_days,
            "participant_samples" | "node_samples" => retention.samples_days,
            "system_samples" => retention.samples_days.map(|days| days.max(REFRESHED_DAYS)),
            "system_samples_1m" | "system_samples_10m" | "source_samples" => retention.minutes_days,
            _ => retention.hours_days,
        };
        let wanted = days.map(|days| i32::try_from(days).unwrap_or(i32::MAX));
        set_policy(connection, compressed.relation, wanted).await?;
    }
    Ok(())
}

/// Makes the retention policy of a relation so many days, or removes it.
async fn set_policy(
    connection: &mut PgConnection,
    relation: &str,
    wanted: Option<i32>,
) -> Result<(), Error> {
    let current: Option<i32> = sqlx::query_scalar(
        "SELECT (extract(epoch FROM (j.config ->> 'drop_after')::interval) / 86400)::int
        FROM timescaledb_information.jobs j
        LEFT JOIN timescaledb_information.continuous_aggregates a
            ON a.materialization_hypertable_schema = j.hypertable_schema
            AND a.materialization_hypertable_name = j.hypertable_name
        WHERE j.proc_name = 'policy_retention'
            AND coalesce(a.view_schema, j.hypertable_schema) = current_schema()
            AND coalesce(a.view_name, j.hypertable_name) = $1",
    )
    .bind(relation)
    .fetch_optional(&mut *connection)
    .await?;
    if current == wanted {
        return Ok(());
    }
    let mut transaction = connection.begin().await?;
    find_functions(&mut transaction).await?;
    sqlx::query("SELECT remove_retention_policy($1::regclass, if_exists => true)")
        .bind(relation)
        .execute(&mut *transaction)
        .await?;
    if let Some(days) = wanted {
        sqlx::query("SELECT add_retention_policy($1::regclass, make_interval(days => $2))")
            .bind(relation)
            .bind(days)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}
