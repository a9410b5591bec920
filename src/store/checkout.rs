//! A pooled connection for work that must succeed as a whole.

use std::ops::{Deref, DerefMut};

use sqlx::Database;
use sqlx::pool::PoolConnection;

/// A connection that returns to its pool only through [`Checkout::release`]. If the work fails or
/// is cancelled, the connection is closed, so that no later work meets its state. (On a full disk
/// SQLite ends its transaction, while the driver still counts one.)
pub(super) struct Checkout<D: Database>(Option<PoolConnection<D>>);

/// Why the option holds a connection.
const IS_PRESENT: &str = "it has its connection until it ends";

impl<D: Database> Checkout<D> {
    /// Takes charge of a connection.
    pub(super) const fn new(connection: PoolConnection<D>) -> Self {
        Self(Some(connection))
    }

    /// Ends the checkout: the work succeeded.
    pub(super) fn release(mut self) -> PoolConnection<D> {
        self.0.take().expect(IS_PRESENT)
    }
}

impl<D: Database> Deref for Checkout<D> {
    type Target = D::Connection;

    fn deref(&self) -> &D::Connection {
        self.0.as_deref().expect(IS_PRESENT)
    }
}

impl<D: Database> DerefMut for Checkout<D> {
    fn deref_mut(&mut self) -> &mut D::Connection {
        self.0.as_deref_mut().expect(IS_PRESENT)
    }
}

impl<D: Database> Drop for Checkout<D> {
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

    use super::Checkout;

    async fn pool() -> SqlitePool {
        let options = SqlitePoolOptions::new().max_connections(1);
        options.connect("sqlite::memory:").await.expect("it needs no disk")
    }

    #[tokio::test]
    async fn a_connection_with_a_broken_transaction_is_not_used_again() {
        let pool = pool().await;
        {
            let mut connection = Checkout::new(pool.acquire().await.expect("a connection"));
            let mut transaction =
                connection.begin_with("BEGIN IMMEDIATE").await.expect("it begins");
            // SQLite does this by itself when the disk is full, and the driver does not notice.
            transaction.execute("ROLLBACK").await.expect("it is over");
        }
        let mut next = pool.acquire().await.expect("another connection");
        let transaction = next.begin_with("BEGIN IMMEDIATE").await.expect("it begins anew");
        transaction.commit().await.expect("it ends");
    }

    #[tokio::test]
    async fn a_released_connection_is_used_again() {
        let pool = pool().await;
        let mut connection = Checkout::new(pool.acquire().await.expect("a connection"));
        connection.execute("CREATE TABLE it (is_there)").await.expect("it is made");
        drop(connection.release());
        pool.execute("SELECT * FROM it").await.expect("what is in memory is there");
    }
}
