//! Connections by way of a pooler in transaction mode (pgbouncer): between two transactions the
//! pooler may lead a connection to another session of the server.
//!
//! So every use of a connection is one transaction, which begins when the connection is taken from
//! the pool and ends when it is given back. Statements have no name, and no setting outlives the
//! transaction.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Executor as _, PgPool};

/// Begins the transaction of one use. The code that uses the connection may begin and commit one of
/// its own, which is then the same one; Postgres would warn of that.
const BEGIN: &str =
    "BEGIN; SET LOCAL statement_timeout = '30s'; SET LOCAL client_min_messages = error";

/// Ends it, whether it was committed meanwhile or not.
const END: &str = "BEGIN; SET LOCAL client_min_messages = error; COMMIT";

/// A pool of such connections.
pub(super) fn pool(options: PgConnectOptions, connections: u32) -> PgPool {
    // A pooler refuses parameters of a session that it does not know.
    let options = options.statement_cache_capacity(0).extra_float_digits(None);
    super::pool_options(connections)
        .test_before_acquire(false)
        .after_connect(|connection, _| Box::pin(begin(connection)))
        .before_acquire(|connection, _| {
            // A connection that has failed is closed, and the next one is tried.
            Box::pin(async move { Ok(begin(connection).await.is_ok()) })
        })
        .after_release(|connection, _| {
            Box::pin(async move { Ok(connection.execute(END).await.is_ok()) })
        })
        .connect_lazy_with(options)
}

async fn begin(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection.execute(BEGIN).await.map(drop)
}
