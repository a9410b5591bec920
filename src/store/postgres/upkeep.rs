//! The schema, and what TimescaleDB throws away in whole chunks.

use sqlx::{Connection as _, Executor as _, PgConnection};

use super::Server;
use super::relations::{HYPERTABLES, REFRESHED_DAYS, ROLLUPS};
use super::timescale::{self, Shape};
use crate::model::Millis;
use crate::store::held::Held;
use crate::store::{Edition, Error, Retention, migrate};

/// Which advisory lock guards the schema: "lkc-schm" in ASCII.
const LOCK: i64 = 0x6c6b_632d_7363_686d;

impl Server {
    /// Brings the schema up to date and finds out what the database can do.
    pub(in crate::store) async fn prepare(&self) -> Result<(), Error> {
        let mut connection = self.locked_connection().await?;
        if timescale::try_extension(&mut connection).await? {
            // Only a new connection is sure to know what came with the extension.
            connection.close().await?;
            connection = self.locked_connection().await?;
        }
        let prepared = prepare_locked(&mut connection).await;
        // The lock would end with the connection, but only when the server notices.
        let unlocked =
            connection.execute(sqlx::query("SELECT pg_advisory_unlock($1)").bind(LOCK)).await;
        connection.close().await?;
        self.remember(prepared?);
        unlocked?;
        Ok(())
    }

    /// A connection that holds the schema's lock. The pool no longer counts it and no statement's
    /// time is limited on it: a migration may take long, and so may waiting for that of another
    /// instance.
    async fn locked_connection(&self) -> Result<PgConnection, Error> {
        let mut connection = self.pool.acquire().await?.detach();
        connection.execute("SET statement_timeout = 0").await?;
        connection.execute(sqlx::query("SELECT pg_advisory_lock($1)").bind(LOCK)).await?;
        Ok(connection)
    }

    /// Whether a relation is deleted from in whole chunks.
    pub(in crate::store) async fn is_in_chunks(&self, relation: &str) -> Result<bool, Error> {
        let shape = self.shape().await?;
        Ok(shape.hypertables && HYPERTABLES.iter().any(|table| table.relation == relation)
            || shape.continuous && ROLLUPS.iter().any(|rollup| rollup.relation == relation))
    }

    /// Drops the chunks that end before `before`; returns how many.
    pub(in crate::store) async fn drop_chunks(
        &self,
        relation: &str,
        before: Millis,
    ) -> Result<u64, Error> {
        let mut connection = Held::new(self.pool.acquire().await?);
        let mut transaction = connection.begin().await?;
        timescale::find_functions(&mut transaction).await?;
        let dropped: i64 =
            sqlx::query_scalar("SELECT count(*) FROM drop_chunks($1::regclass, older_than => $2)")
                .bind(relation)
                .bind(before)
                .fetch_one(&mut *transaction)
                .await?;
        transaction.commit().await?;
        drop(connection.let_go());
        Ok(u64::try_from(dropped).unwrap_or_default())
    }

    /// For how many days back the database makes its rollups again by itself, if it does.
    pub(in crate::store) async fn refreshed_days(&self) -> Result<Option<u32>, Error> {
        Ok(self.shape().await?.continuous.then_some(REFRESHED_DAYS))
    }

    /// Hands the retention to the database's own policies, where it has some.
    pub(in crate::store) async fn set_policies(&self, retention: Retention) -> Result<(), Error> {
        let shape = self.shape().await?;
        if shape.edition == Edition::Timescale && shape.hypertables {
            let mut connection = Held::new(self.pool.acquire().await?);
            timescale::set_policies(&mut connection, shape, retention).await?;
            drop(connection.let_go());
        }
        Ok(())
    }
}

/// The work of `prepare`, while the lock is held.
async fn prepare_locked(connection: &mut PgConnection) -> Result<Shape, Error> {
    migrate::postgres(connection).await?;
    timescale::set_up(connection).await
}
