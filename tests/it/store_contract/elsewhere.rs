//! TimescaleDB that was made beforehand in a schema which is not searched: a database administrator
//! made it, and the console has a schema of its own.

use livekit_console::model::Millis;
use livekit_console::store::{Edition, Retention};
use sqlx::{Connection as _, PgConnection};

use super::make;
use crate::database::Database;

const DAY_MS: i64 = 86_400_000;

/// The hypertables of a schema.
async fn hypertables(url: &str, schema: &str) -> i64 {
    let mut connection = PgConnection::connect(url).await.expect("the server answers");
    sqlx::query_scalar(
        "SELECT count(*) FROM timescaledb_information.hypertables WHERE hypertable_schema = $1",
    )
    .bind(schema)
    .fetch_one(&mut connection)
    .await
    .expect("it is read")
}

/// Everything works on a database in which `statements` were run, with tables in `schema`.
async fn works(statements: &str, search: &str, schema: &str) {
    let database = Database::timescale().await;
    database.as_admin(statements).await;
    let database = database.with_parameter(&format!("options=-c%20search_path%3D{search}"));
    let url = database.url().to_owned();
    let again = database.store();
    database
        .with(async |store| {
            assert_eq!(store.edition(), Some(Edition::Apache));
            assert_eq!(hypertables(&url, schema).await, 5, "{schema}");
            // A restart finds everything done.
            again.prepare().await.expect("it is as it was");
            again.close().await;
            let now = Millis(1_795_377_600_000);
            let old = make::sample(now.plus(-60 * DAY_MS), "eu", 1.0, None);
            store.write_samples(&[old, make::sample(now, "eu", 1.0, None)]).await.expect("written");
            store.roll_up(now).await.expect("rolled up");
            let retention = Retention {
                events_days: Some(1),
                sessions_days: Some(1),
                samples_days: Some(1),
                minutes_days: Some(1),
                hours_days: Some(1),
                alerts_days: Some(1),
            };
            let dropped = store.retain(retention, now).await.expect("chunks are dropped");
            assert!(dropped > 0, "the old one is gone");
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_extension_may_be_in_a_schema_that_is_not_searched() {
    works("CREATE EXTENSION timescaledb; CREATE SCHEMA lk", "lk", "lk").await;
    works(
        "CREATE SCHEMA \"ex t\"; CREATE EXTENSION timescaledb SCHEMA \"ex t\"",
        "public",
        "public",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_console_in_a_schema_of_its_own_has_tables_of_its_own() {
    let first = Database::timescale().await;
    let (plain, second) = (first.store(), first.url().to_owned());
    plain.prepare().await.expect("an empty database");
    first.as_admin("CREATE SCHEMA lk").await;
    let first = first.with_parameter("options=-c%20search_path%3Dlk");
    let store = first.store();
    store.prepare().await.expect("an empty schema");
    let now = Millis(1_795_377_600_000);
    store.write_samples(&[make::sample(now, "eu", 1.0, None)]).await.expect("written");
    store.roll_up(now.plus(DAY_MS)).await.expect("rolled up");
    let mut connection = PgConnection::connect(&second).await.expect("the server answers");
    let (ours, theirs): (i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM lk.system_samples_1m), (SELECT count(*) FROM system_samples_1m)",
    )
    .fetch_one(&mut connection)
    .await
    .expect("it is read");
    assert_eq!((ours, theirs), (1, 0));
    connection.close().await.expect("it ends");
    plain.close().await;
    store.close().await;
    first.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extension_that_may_not_be_used_is_done_without() {
    let database = Database::plain().await;
    database.as_admin("CREATE SCHEMA ext; CREATE EXTENSION timescaledb SCHEMA ext").await;
    database
        .with(async |store| {
            let now = Millis(1_795_377_600_000);
            store.write_samples(&[make::sample(now, "eu", 1.0, None)]).await.expect("written");
            store.roll_up(now).await.expect("rolled up");
            store.prepare().await.expect("again");
            assert_eq!(store.edition(), Some(Edition::Plain), "it is as if there were none");
        })
        .await;
}
