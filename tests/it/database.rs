//! A fresh database for a test, gone when the test is over.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;

use futures::FutureExt as _;
use livekit_console::store::{SharedStore, Store, open};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tokio::sync::{Mutex, MutexGuard};
use url::Url;

use crate::console::in_time;
use crate::pooler::Pooler;

/// The Community edition has one session for everybody: one test at a time.
static COMMUNITY: Mutex<()> = Mutex::const_new(());

/// A database of one test.
pub(crate) struct Database {
    url: String,
    what: What,
}

/// What must be cleared away.
enum What {
    /// The folder of the file.
    Sqlite { _folder: tempfile::TempDir },
    /// A database, and the role that owns nothing but its tables.
    Postgres { admin: Url, name: String, role: bool },
    /// A database behind a pooler, and its URL without it.
    Pooled { behind: Box<Database>, pooler: Pooler },
    /// The tables in the only database there is.
    Community { _turn: MutexGuard<'static, ()> },
}

/// The URL in the environment variable `name`.
fn url_of(name: &str) -> Url {
    let url = std::env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: run `make test`, which starts the databases and sets it")
    });
    Url::parse(&url).unwrap_or_else(|error| panic!("{name} is no URL: {error}"))
}

/// A connection of a superuser.
async fn connect(url: &Url) -> PgConnection {
    in_time(PgConnection::connect(url.as_str())).await.expect("the test server answers")
}

/// Runs statements of ours.
async fn run(connection: &mut PgConnection, statements: &[String]) {
    for statement in statements {
        in_time(connection.execute(sqlx::raw_sql(AssertSqlSafe(statement.as_str()))))
            .await
            .unwrap_or_else(|error| panic!("`{statement}`: {error}"));
    }
}

impl Database {
    /// An SQLite file.
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a file");
        // A folder that is not there yet, with a name that needs quoting.
        let path = folder.path().join("new folder").join("console.db");
        Self { url: format!("sqlite:{}", path.display()), what: What::Sqlite { _folder: folder } }
    }

    /// A Postgres database on a server with TimescaleDB, where the extension may be made.
    pub(crate) async fn timescale() -> Self {
        let admin = url_of("TEST_DATABASE_URL");
        let name = format!("test_{}", uuid::Uuid::now_v7().simple());
        let mut connection = connect(&admin).await;
        // Not template1: it may have the extension already.
        run(&mut connection, &[format!("CREATE DATABASE {name} TEMPLATE template0")]).await;
        connection.close().await.expect("the server answers");
        let mut url = admin.clone();
        url.set_path(&name);
        Self { url: url.into(), what: What::Postgres { admin, name, role: false } }
    }

    /// A Postgres database on a server with TimescaleDB, behind a pooler in transaction mode.
    pub(crate) async fn pooled() -> Self {
        let behind = Self::timescale().await;
        let url = Url::parse(&behind.url).expect("it was made of one");
        let pooler = Pooler::before(&url).await;
        let url = pooler.url(url.path().trim_start_matches('/'));
        Self { url, what: What::Pooled { behind: Box::new(behind), pooler } }
    }

    /// The pooler before it, and its URL without that.
    pub(crate) fn pooler(&mut self) -> (&mut Pooler, &str) {
        let What::Pooled { behind, pooler } = &mut self.what else {
            unreachable!("only a pooled database has a pooler")
        };
        (pooler, &behind.url)
    }

    /// A Postgres database in which the user may not make the extension.
    pub(crate) async fn plain() -> Self {
        let Self { url, what: What::Postgres { admin, name, .. } } = Self::timescale().await else {
            unreachable!("timescale() makes a Postgres database")
        };
        let mut url = Url::parse(&url).expect("it was made of one");
        let mut connection = connect(&url).await;
        run(
            &mut connection,
            &[
                format!("CREATE ROLE {name} LOGIN PASSWORD '{name}'"),
                format!("GRANT ALL ON SCHEMA public TO {name}"),
            ],
        )
        .await;
        connection.close().await.expect("the server answers");
        url.set_username(&name).expect("the URL has a host");
        url.set_password(Some(&name)).expect("the URL has a host");
        Self { url: url.into(), what: What::Postgres { admin, name, role: true } }
    }

    /// The Community edition, with nothing in it.
    pub(crate) async fn community() -> Self {
        let url = url_of("TEST_COMMUNITY_DATABASE_URL");
        let turn = COMMUNITY.lock().await;
        let mut connection = connect(&url).await;
        run(
            &mut connection,
            &[
                // The session is what earlier connections left.
                "ROLLBACK".to_owned(),
                "RESET ROLE".to_owned(),
                "DEALLOCATE ALL".to_owned(),
                "DROP SCHEMA IF EXISTS reporting_v1 CASCADE".to_owned(),
                // Rollups of a test in which they are tables.
                "DO $$ DECLARE name text; BEGIN
                    FOR name IN SELECT tablename FROM pg_tables
                        WHERE schemaname = 'public' AND tablename LIKE 'system_samples_%'
                    LOOP EXECUTE 'DROP TABLE ' || quote_ident(name); END LOOP;
                END $$"
                    .to_owned(),
                "DROP MATERIALIZED VIEW IF EXISTS system_samples_1m".to_owned(),
                "DROP MATERIALIZED VIEW IF EXISTS system_samples_10m".to_owned(),
                "DROP MATERIALIZED VIEW IF EXISTS system_samples_1h".to_owned(),
                "DROP MATERIALIZED VIEW IF EXISTS system_samples_6h".to_owned(),
                "DROP TABLE IF EXISTS room_sessions, participant_sessions, jobs,
                    journal_cursors, alert_transitions, alerts, alert_states, alert_documents,
                    audit, audit_head, leases, notifications, gaps, refinery_schema_history"
                    .to_owned(),
                "DROP TABLE IF EXISTS events".to_owned(),
                "DROP TABLE IF EXISTS system_samples".to_owned(),
                "DROP TABLE IF EXISTS node_samples".to_owned(),
                "DROP TABLE IF EXISTS participant_samples".to_owned(),
                "DROP TABLE IF EXISTS source_samples".to_owned(),
            ],
        )
        .await;
        connection.close().await.expect("the server answers");
        Self { url: url.into(), what: What::Community { _turn: turn } }
    }

    /// Runs `statements` in it as a superuser.
    pub(crate) async fn as_admin(&self, statements: &str) {
        let What::Postgres { admin, name, .. } = &self.what else {
            unreachable!("only Postgres databases have a superuser")
        };
        let mut url = admin.clone();
        url.set_path(name);
        let mut connection = connect(&url).await;
        for statement in statements.split_inclusive(';') {
            run(&mut connection, &[statement.to_owned()]).await;
        }
        connection.close().await.expect("the server answers");
    }

    /// The same database, connected to with one more parameter.
    pub(crate) fn with_parameter(self, parameter: &str) -> Self {
        Self { url: format!("{}?{parameter}", self.url), ..self }
    }

    /// Its URL.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A store on it, not prepared. Each is like one more instance of the console.
    pub(crate) fn store(&self) -> SharedStore {
        match &self.what {
            What::Community { .. } => {
                Arc::new(Store::postgres(&self.url, 1).expect("the URL is good"))
            }
            What::Pooled { behind, .. } => {
                open::open_pooled(&self.url, &behind.url).expect("the URLs are good")
            }
            _ => open::open(&self.url).expect("the URL is good"),
        }
    }

    /// Runs `test` on a prepared store, then removes the database, however the test ended.
    pub(crate) async fn with<F: Future<Output = ()>>(self, test: impl FnOnce(SharedStore) -> F) {
        let store = self.store();
        let outcome = AssertUnwindSafe(async {
            store.prepare().await.expect("an empty database can be prepared");
            test(Arc::clone(&store)).await;
        })
        .catch_unwind()
        .await;
        in_time(store.close()).await;
        self.remove().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    }

    /// Removes it.
    pub(crate) async fn remove(self) {
        let (admin, name, role) = match self.what {
            What::Postgres { admin, name, role } => (admin, name, role),
            What::Pooled { behind, pooler } => {
                drop(pooler);
                return Box::pin(behind.remove()).await;
            }
            _ => return,
        };
        let mut connection = connect(&admin).await;
        run(&mut connection, &[format!("DROP DATABASE {name} WITH (FORCE)")]).await;
        if role {
            run(&mut connection, &[format!("DROP ROLE {name}")]).await;
        }
        connection.close().await.expect("the server answers");
    }
}
