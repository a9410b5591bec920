//! The size of the console's relations.

use sqlx::{Connection as _, Executor as _, PgConnection, Row as _};

use super::{Server, timescale};
use crate::store::Error;
use crate::store::checkout::Checkout;

/// Bytes of a row beside its columns: its header and its page pointer.
const ROW_BYTES: i64 = 28;

/// Every table of the schema that is no hypertable, with all its indexes.
const TABLES: &str = "SELECT c.relname, pg_total_relation_size(c.oid),
        least(1, c.reltuples * ($1 + coalesce((SELECT sum(s.avg_width * (1 - s.null_frac))
            FROM pg_stats s WHERE s.schemaname = current_schema() AND s.tablename = c.relname), 0))
            / greatest(pg_relation_size(c.oid), 1))::float8
    FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
        AND c.relname <> ALL ($2)";

/// The hypertables of the schema, including those of continuous aggregates.
const HYPERTABLES: &str = "SELECT h.hypertable_name::text,
        hypertable_size(format('%I.%I', h.hypertable_schema, h.hypertable_name)::regclass)
    FROM timescaledb_information.hypertables h WHERE h.hypertable_schema = current_schema()
    UNION ALL
    SELECT a.view_name::text, hypertable_size(format('%I.%I', a.materialization_hypertable_schema,
        a.materialization_hypertable_name)::regclass)
    FROM timescaledb_information.continuous_aggregates a WHERE a.view_schema = current_schema()";

/// Size of the relations, bytes. Above `exact_above`, the space of deleted rows in tables that are
/// not in chunks is left out: the bytes of a table that its rows, by fresh statistics, do not fill.
pub(in crate::store) async fn relation_bytes(
    server: &Server,
    exact_above: u64,
) -> Result<u64, Error> {
    let capabilities = server.capabilities().await?;
    let mut connection = Checkout::new(server.direct.acquire().await?);
    let (mut chunked, mut bytes) = (Vec::new(), 0);
    let mut transaction = connection.begin().await?;
    if capabilities.hypertables {
        timescale::find_functions(&mut transaction).await?;
        for row in transaction.fetch_all(HYPERTABLES).await? {
            chunked.push(row.try_get::<String, _>(0)?);
            bytes += row.try_get::<Option<i64>, _>(1)?.unwrap_or_default().unsigned_abs();
        }
    }
    transaction.commit().await?;
    let all = tables(&mut connection, &chunked).await?;
    let most: u64 = all.iter().map(|table| table.bytes).sum();
    if bytes + most > exact_above {
        connection.execute(sqlx::raw_sql(ANALYZE)).await?;
        let filled = tables(&mut connection, &chunked).await?;
        bytes += filled.iter().map(Table::filled).sum::<u64>();
    } else {
        bytes += most;
    }
    drop(connection.release());
    Ok(bytes)
}

/// Fresh statistics of the tables that grow.
const ANALYZE: &str = "ANALYZE events, room_sessions, participant_sessions, jobs, gaps,
    participant_samples, node_samples, system_samples, source_samples, audit, notifications";

/// A table.
struct Table {
    bytes: u64,
    /// The share of it that its rows fill, 0 to 1.
    share: f64,
}

impl Table {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "it is an estimate between 0 and a number of bytes"
    )]
    fn filled(&self) -> u64 {
        (self.bytes as f64 * self.share.clamp(0.0, 1.0)) as u64
    }
}

async fn tables(connection: &mut PgConnection, chunked: &[String]) -> Result<Vec<Table>, Error> {
    let rows = sqlx::query(TABLES).bind(ROW_BYTES).bind(chunked).fetch_all(connection).await?;
    let table = |row: &sqlx::postgres::PgRow| {
        let bytes = row.try_get::<i64, _>(1)?.unsigned_abs();
        Ok(Table { bytes, share: row.try_get(2)? })
    };
    rows.iter().map(table).collect()
}
