//! A connection for work that must be done whole.

use std::ops::{Deref, DerefMut};

use sqlx::Database;
use sqlx::pool::PoolConnection;

/// A connection that goes back to its pool only if it is let go of: one on which work broke, or was
/// broken off, is closed. Whatever state it is in (after a full disk SQLite has no transaction any
/// more where its driver still counts one), nothing that comes later meets it.
pub(super) struct Held<D: Database>(Option<PoolConnection<D>>);

/// Why there is a connection.
const IS_HELD: &str = "it is held until it is let go of";

impl<D: Database> Held<D> {
    /// Holds a connection.
    pub(super) const fn new(connection: PoolConnection<D>) -> Self {
        Self(Some(connection))
    }

    /// The work is done: the connection may be used for other work.
    pub(super) fn let_go(mut self) -> PoolConnection<D> {
        self.0.take().expect(IS_HELD)
    }
}

impl<D: Database> Deref for Held<D> {
    type Target = D::Connection;

    fn deref(&self) -> &D::Connection {
        self.0.as_deref().expect(IS_HELD)
    }
}

impl<D: Database> DerefMut for Held<D> {
    fn deref_mut(&mut self) -> &mut D::Connection {
        self.0.as_deref_mut().expect(IS_HELD)
    }
}

impl<D: Database> Drop for Held<D> {
    fn drop(&mut self) {
        if let Some(connection) = &mut self.0 {
            connection.close_on_drop();
        }
    }
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::SqlitePoolOptions;
    use sqlx::{Connection as _, Executor as _, SqlitePool};

    use super::Held;

    async fn pool() -> SqlitePool {
        let options = SqlitePoolOptions::new().max_connections(1);
        options.connect("sqlite::memory:").await.expect("it needs no disk")
    }

    #[tokio::test]
    async fn a_connection_whose_transaction_broke_is_not_met_again() {
        let pool = pool().await;
        {
            let mut held = Held::new(pool.acquire().await.expect("a connection"));
            let mut transaction = held.begin_with("BEGIN IMMEDIATE").await.expect("it begins");
            // As SQLite does by itself where the disk is full; its driver takes no notice.
            transaction.execute("ROLLBACK").await.expect("it is over");
        }
        let mut next = pool.acquire().await.expect("another connection");
        let transaction = next.begin_with("BEGIN IMMEDIATE").await.expect("it begins anew");
        transaction.commit().await.expect("it ends");
    }

    #[tokio::test]
    async fn a_connection_that_is_let_go_of_is_used_again() {
        let pool = pool().await;
        let mut held = Held::new(pool.acquire().await.expect("a connection"));
        held.execute("CREATE TABLE it (is_there)").await.expect("it is made");
        drop(held.let_go());
        pool.execute("SELECT * FROM it").await.expect("what is in memory is there");
    }
}
