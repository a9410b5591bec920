//! Sets up TimescaleDB; each step runs only if its result is missing. Hypertables need any licence;
//! continuous aggregates, compression and policies need the Community licence. Without the
//! extension everything works on ordinary tables.

use sqlx::{Connection as _, Executor as _, PgConnection, Row as _, SqlSafeStr};

use super::relations::{COMPRESSED, HYPERTABLES, REFRESHED_DAYS, ROLLUPS};
use crate::store::{Edition, Error, Retention};

/// What the database can do, detected by `prepare`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Capabilities {
    /// Which edition it is.
    pub(super) edition: Edition,
    /// Whether events and samples are hypertables.
    pub(super) hypertables: bool,
    /// Whether the rollups are continuous aggregates.
    pub(super) continuous: bool,
}

/// SQLSTATE of a statement that the licence does not allow.
const FEATURE_NOT_SUPPORTED: &str = "0A000";

/// SQLSTATEs of an extension that cannot be created here: not allowed, its files missing, not
/// preloaded, or of another version than the server's.
const NOT_HERE: [&str; 5] = ["42501", "58P01", "55000", "42704", FEATURE_NOT_SUPPORTED];

/// SQLSTATEs of an extension that exists, but not for this user: no right to use its schema or
/// functions, or functions that are not found.
const NOT_USABLE: [&str; 3] = ["42501", "42883", "3F000"];

/// Detects the capabilities of the database.
pub(super) async fn detect(connection: &mut PgConnection) -> Result<Capabilities, Error> {
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
        return Ok(Capabilities { edition, hypertables: false, continuous: false });
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
    Ok(Capabilities { edition, hypertables: row.try_get(0)?, continuous: row.try_get(1)? })
}

/// Creates the extension if the server has it and allows it. Its absence is not an error. Returns
/// whether it was created.
pub(super) async fn try_extension(connection: &mut PgConnection) -> Result<bool, Error> {
    // Creating an extension that is not preloaded ends the connection. The setting exists only if
    // it is preloaded.
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

/// Adds the schema of the extension to the search path; `$1`: until the end of the transaction
/// only. It is added last, so that it hides no name of ours, and only to a path that is not empty,
/// or our tables would be created in it.
const FIND_FUNCTIONS: &str = "SELECT set_config('search_path',
        current_setting('search_path') || ', ' || quote_ident(n.nspname), $1)
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'timescaledb' AND current_schema() IS NOT NULL
        AND n.nspname <> ALL (current_schemas(true))";

/// Makes the functions of the extension available for the rest of a transaction.
pub(super) async fn find_functions(transaction: &mut PgConnection) -> Result<(), Error> {
    sqlx::query(FIND_FUNCTIONS).bind(true).execute(transaction).await?;
    Ok(())
}

/// Creates the hypertables; returns whether the extension can be used.
async fn create_hypertables(connection: &mut PgConnection) -> Result<bool, Error> {
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

/// Turns the growing tables into hypertables and creates the rollups: continuous aggregates with
/// the licence, otherwise tables that the console fills.
pub(super) async fn set_up(connection: &mut PgConnection) -> Result<Capabilities, Error> {
    // This connection is not used for anything else.
    sqlx::query(FIND_FUNCTIONS).bind(false).execute(&mut *connection).await?;
    let edition = detect(connection).await?.edition;
    let usable = edition != Edition::Plain && create_hypertables(connection).await?;
    for rollup in &ROLLUPS {
        let exists: bool = sqlx::query_scalar(
            // Only in our schema: another schema of the search path may have that of another
            // console.
            "SELECT to_regclass(quote_ident(current_schema()) || '.' || quote_ident($1)) IS NOT NULL",
        )
        .bind(rollup.relation)
        .fetch_one(&mut *connection)
        .await?;
        let aggregates = usable && edition == Edition::Timescale;
        if exists || aggregates && licensed(connection, rollup.aggregate).await? {
            continue;
        }
        sqlx::raw_sql(rollup.table).execute(&mut *connection).await?;
    }
    let mut capabilities = detect(connection).await?;
    if !usable {
        capabilities.edition = Edition::Plain;
    }
    if usable && edition == Edition::Timescale {
        compress(connection, capabilities).await?;
    }
    Ok(capabilities)
}

/// Runs a statement that needs the Community licence; returns whether it was allowed.
async fn licensed(connection: &mut PgConnection, query: impl SqlSafeStr) -> Result<bool, Error> {
    match sqlx::raw_sql(query).execute(connection).await {
        Ok(_) => Ok(true),
        Err(error) if has_state(&error, &[FEATURE_NOT_SUPPORTED]) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether the error has one of these SQLSTATEs.
fn has_state(error: &sqlx::Error, states: &[&str]) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| states.contains(&&*code))
}

/// Enables the compression of old chunks.
async fn compress(connection: &mut PgConnection, capabilities: Capabilities) -> Result<(), Error> {
    for compressed in &COMPRESSED {
        if !compressed.applies(capabilities) {
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

/// Sets the retention policies of the hypertables and continuous aggregates, so that the database
/// applies the retention even while no console runs.
pub(super) async fn set_policies(
    connection: &mut PgConnection,
    capabilities: Capabilities,
    retention: Retention,
) -> Result<(), Error> {
    for compressed in &COMPRESSED {
        if !compressed.applies(capabilities) {
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

/// Sets the retention policy of a relation to `wanted` days, or removes it.
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
