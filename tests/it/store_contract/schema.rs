//! Migrations, also by several at once.

use futures::future::join_all;
use livekit_console::store::{Batch, Edition, Error, EventFilter, SharedStore};
use sqlx::{Connection as _, Executor as _};

use super::make::{at, event};
use crate::console::shared;
use crate::database::Database;

pub(super) async fn preparing_again_changes_nothing(store: SharedStore) {
    let edition = store.edition();
    assert!(edition.is_some());
    let batch = Batch { events: shared([event("EV_1", at(0))]), ..Batch::default() };
    store.write(&batch).await.expect("written");
    for outcome in join_all((0..4).map(|_| store.prepare())).await {
        outcome.expect("it is prepared already");
    }
    store.ping().await.expect("it answers");
    assert_eq!(store.edition(), edition);
    let all = EventFilter { limit: 9, ..EventFilter::default() };
    assert_eq!(shared(store.events(&all).await.expect("read")), batch.events);
}

/// Four instances that start on an empty database.
async fn four_at_once(database: Database, edition: Edition) {
    let stores: Vec<_> = (0..4).map(|_| database.store()).collect();
    assert!(stores.iter().all(|store| store.edition().is_none()));
    for outcome in join_all(stores.iter().map(|store| store.prepare())).await {
        outcome.expect("each waits for its turn");
    }
    for store in stores {
        assert_eq!(store.edition(), Some(edition));
        store.close().await;
    }
    database.remove().await;
}

#[tokio::test]
async fn four_instances_prepare_one_sqlite_file() {
    four_at_once(Database::sqlite(), Edition::Sqlite).await;
}

#[tokio::test]
async fn four_instances_prepare_one_timescale_database() {
    four_at_once(Database::timescale().await, Edition::Apache).await;
}

#[tokio::test]
async fn four_instances_prepare_one_plain_database() {
    four_at_once(Database::plain().await, Edition::Plain).await;
}

#[tokio::test]
async fn an_edited_migration_refuses_to_start() {
    let edit = "UPDATE refinery_schema_history SET checksum = '1'";
    for database in [Database::sqlite(), Database::timescale().await] {
        let store = database.store();
        store.prepare().await.expect("an empty database can be prepared");
        if store.kind() == "sqlite" {
            let mut connection =
                sqlx::SqliteConnection::connect(database.url()).await.expect("the file is there");
            connection.execute(edit).await.expect("edited");
        } else {
            let mut connection =
                sqlx::PgConnection::connect(database.url()).await.expect("the server answers");
            connection.execute(edit).await.expect("edited");
        }
        let refused = store.prepare().await;
        assert!(matches!(refused, Err(Error::Migration(_))), "{refused:?}");
        store.close().await;
        database.remove().await;
    }
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_behind() {
    let obstacle = "CREATE TABLE alerts (id text)";
    for database in [Database::sqlite(), Database::timescale().await] {
        let store = database.store();
        if store.kind() == "sqlite" {
            std::fs::create_dir_all(
                std::path::Path::new(database.url().trim_start_matches("sqlite:"))
                    .parent()
                    .expect("the file is in a folder"),
            )
            .expect("a folder can be made");
            let options = database
                .url()
                .parse::<sqlx::sqlite::SqliteConnectOptions>()
                .expect("the URL is good")
                .create_if_missing(true);
            let mut connection =
                sqlx::SqliteConnection::connect_with(&options).await.expect("a file can be made");
            connection.execute(obstacle).await.expect("made");
            let refused = store.prepare().await;
            assert!(matches!(refused, Err(Error::Migration(_))), "{refused:?}");
            connection.execute("SELECT * FROM events").await.expect_err("it was rolled back");
        } else {
            let mut connection =
                sqlx::PgConnection::connect(database.url()).await.expect("the server answers");
            connection.execute(obstacle).await.expect("made");
            // Twice: the lock of the failed one does not stay.
            for _ in 0..2 {
                let refused = store.prepare().await;
                assert!(matches!(refused, Err(Error::Migration(_))), "{refused:?}");
            }
            connection.execute("SELECT * FROM events").await.expect_err("it was rolled back");
        }
        assert_eq!(store.edition(), None);
        store.close().await;
        database.remove().await;
    }
}

#[tokio::test]
async fn an_unreachable_database_differs_from_one_that_refuses() {
    let url = "postgres://nobody@127.0.0.1:1/none?sslmode=disable";
    let store = livekit_console::store::open::open(url).expect("the URL is good");
    for outcome in [store.prepare().await, store.ping().await] {
        assert!(matches!(outcome, Err(Error::Unavailable(_))), "{outcome:?}");
    }
    let folder = tempfile::tempdir().expect("there is room for a folder");
    // A folder where the file should be.
    let url = format!("sqlite:{}", folder.path().display());
    let store = livekit_console::store::open::open(&url).expect("the URL is good");
    let outcome = store.prepare().await;
    assert!(matches!(outcome, Err(Error::Unavailable(_))), "{outcome:?}");
}
