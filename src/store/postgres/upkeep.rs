//! The schema, and the deletion of whole chunks by TimescaleDB.

use sqlx::{Connection as _, Executor as _, PgConnection};

use super::Server;
use super::relations::{HYPERTABLES, REFRESHED_DAYS, ROLLUPS};
use super::timescale::{self, Capabilities};
use crate::model::Millis;
use crate::store::checkout::Checkout;
use crate::store::{Edition, Error, Retention, migrate};

/// The advisory lock of the schema: "lkc-schm" in ASCII.
const LOCK: i64 = 0x6c6b_632d_7363_686d;

impl Server {
    /// Migrates the schema and detects the capabilities.
    pub(in crate::store) async fn prepare(&self) -> Result<(), Error> {
        let mut connection = self.locked_connection().await?;
        if timescale::try_extension(&mut connection).await? {
            // Only a new connection is certain to know the functions of the extension.
            connection.close().await?;
            connection = self.locked_connection().await?;
        }
        let prepared = prepare_locked(&mut connection).await;
        // Closing the connection would release the lock only when the server notices.
        let unlocked =
            connection.execute(sqlx::query("SELECT pg_advisory_unlock($1)").bind(LOCK)).await;
        connection.close().await?;
        self.remember(prepared?);
        unlocked?;
        Ok(())
    }

    /// A connection that holds the lock of the schema. It is detached from the pool and has no
    /// statement timeout: a migration may take long, and so may waiting for another instance.
    async fn locked_connection(&self) -> Result<PgConnection, Error> {
        let mut connection = self.direct.acquire().await?.detach();
        connection.execute("SET statement_timeout = 0").await?;
        connection.execute(sqlx::query("SELECT pg_advisory_lock($1)").bind(LOCK)).await?;
        Ok(connection)
    }

    /// Whether a relation is deleted in whole chunks.
    pub(in crate::store) async fn is_in_chunks(&self, relation: &str) -> Result<bool, Error> {
        let capabilities = self.capabilities().await?;
        Ok(capabilities.hypertables && HYPERTABLES.iter().any(|table| table.relation == relation)
            || capabilities.continuous && ROLLUPS.iter().any(|rollup| rollup.relation == relation))
    }

    /// Drops the chunks that end before `before`; returns how many.
    pub(in crate::store) async fn drop_chunks(
        &self,
        relation: &str,
        before: Millis,
    ) -> Result<u64, Error> {
        let mut connection = Checkout::new(self.direct.acquire().await?);
        let mut transaction = connection.begin().await?;
        timescale::find_functions(&mut transaction).await?;
        let dropped: i64 =
            sqlx::query_scalar("SELECT count(*) FROM drop_chunks($1::regclass, older_than => $2)")
                .bind(relation)
                .bind(before)
                .fetch_one(&mut *transaction)
                .await?;
        transaction.commit().await?;
        drop(connection.release());
        Ok(u64::try_from(dropped).unwrap_or_default())
    }

    /// How many days back the database refreshes its rollups; `None` if the console fills them.
    pub(in crate::store) async fn refreshed_days(&self) -> Result<Option<u32>, Error> {
        Ok(self.capabilities().await?.continuous.then_some(REFRESHED_DAYS))
    }

    /// Sets the retention policies, if the database has policies.
    pub(in crate::store) async fn set_policies(&self, retention: Retention) -> Result<(), Error> {
        let capabilities = self.capabilities().await?;
        if capabilities.edition == Edition::Timescale && capabilities.hypertables {
            let mut connection = Checkout::new(self.direct.acquire().await?);
            timescale::set_policies(&mut connection, capabilities, retention).await?;
            drop(connection.release());
        }
        Ok(())
    }
}

/// The work of `prepare`, while the lock is held.
async fn prepare_locked(connection: &mut PgConnection) -> Result<Capabilities, Error> {
    migrate::postgres(connection).await?;
    timescale::set_up(connection).await
}
