//! The SQL of the dashboards on every kind of Postgres, as the role that Grafana reads with.

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use super::{Query, dashboards, queries, text};
use crate::database::Database;

/// Everything that the dashboards ask a database: panels, variables, annotations.
pub(super) fn all() -> Vec<Query> {
    let mut found = queries("rawSql");
    for (file, dashboard) in dashboards() {
        let mut add = |name: &str, text: Option<&str>| {
            if let Some(text) = text {
                let place = format!("{file}, {name}");
                found.push(Query { place, text: text.to_owned() });
            }
        };
        for variable in dashboard["templating"]["list"].as_array().expect("variables") {
            if variable["type"] == "query" {
                add(variable["name"].as_str().expect("a name"), variable["query"].as_str());
            }
        }
        for annotation in dashboard["annotations"]["list"].as_array().expect("annotations") {
            let name = annotation["name"].as_str().expect("a name");
            add(name, annotation["target"]["rawSql"].as_str());
        }
    }
    found
}

/// Writes out one macro: `name(column, …)`.
fn written_out(sql: &str, name: &str, write: impl Fn(&str) -> String) -> String {
    let mut sql = sql.to_owned();
    while let Some(at) = sql.find(&format!("{name}(")) {
        let end = at + sql[at..].find(')').expect("the macro ends");
        let inside = &sql[at + name.len() + 1..end];
        let written = write(inside.split(',').next().unwrap_or_default());
        sql.replace_range(at..=end, &written);
    }
    sql
}

/// Grafana's macros and variables, written out as Grafana does for a data source that is not said
/// to be TimescaleDB.
fn expand(sql: &str, step_seconds: u32) -> String {
    let sql = written_out(sql, "$__timeGroupAlias", |column| {
        format!("floor(extract(epoch from {column})/{step_seconds})*{step_seconds} AS \"time\"")
    });
    let sql = written_out(&sql, "$__timeFilter", |column| {
        format!("{column} BETWEEN now() - interval '6 hours' AND now()")
    });
    let sql = written_out(&sql, "$__timeFrom", |_| "(now() - interval '6 hours')::text".to_owned());
    let sql = written_out(&sql, "$__timeTo", |_| "now()::text".to_owned());
    sql.replace("$__interval_ms", &(step_seconds * 1000).to_string())
        .replace("${deployment:sqlstring}", "'default','mock','o''brien'")
        .replace("${region:sqlstring}", "'eu','none'")
}

/// `grafana/database/reader.sql` as psql runs it, with a role of the test's own.
pub(super) fn reader(role: &str) -> String {
    let script = text("grafana/database/reader.sql");
    let (before, rest) =
        script.split_once("SELECT 'CREATE ROLE grafana").expect("it makes the role");
    let (_, after) = rest.split_once("\\gexec").expect("psql runs what was selected");
    let script = format!("{before}CREATE ROLE grafana LOGIN;{after}")
        .replace("\\set ON_ERROR_STOP on", "")
        .replace("\\ir reporting_v1.sql", &text("grafana/database/reporting_v1.sql"))
        .replace(":'password'", "'for the test'")
        .replace("grafana", role);
    assert!(!script.contains('\\'), "another command of psql");
    script
}

/// How many of the columns' values of all rows are known, beside times and the names of lines.
pub(super) async fn known_values(connection: &mut PgConnection, query: &Query, step: u32) -> i64 {
    let sql = expand(&query.text, step);
    assert!(!sql.contains('$'), "{}: a macro is left in {sql}", query.place);
    let counting = format!(
        "SELECT count(*) FROM ({sql}) AS panel
        CROSS JOIN LATERAL jsonb_each_text(to_jsonb(panel)) AS field (key, content)
        WHERE field.content IS NOT NULL AND field.key NOT IN ('time', 'metric')"
    );
    sqlx::query_scalar(AssertSqlSafe(counting))
        .fetch_one(connection)
        .await
        .unwrap_or_else(|error| panic!("{}: {error}\n{sql}", query.place))
}

async fn run(connection: &mut PgConnection, sql: &str) {
    let result = connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await;
    result.unwrap_or_else(|error| panic!("{error}\n{sql}"));
}

/// The URL of the same database for a superuser; that of the Community edition is one already.
fn superuser(url: &str) -> String {
    let mut admin = url::Url::parse(url).expect("a URL");
    if let Ok(server) = std::env::var("TEST_DATABASE_URL") {
        let server = url::Url::parse(&server).expect("a URL");
        if server.port() == admin.port() {
            admin.set_username(server.username()).expect("it has a host");
            admin.set_password(server.password()).expect("it has a host");
        }
    }
    admin.into()
}

/// Every query returns something known on this database, and the role sees nothing but the views.
async fn is_answered_on(database: Database) {
    let url = superuser(database.url());
    let role = format!("reader_{}", uuid::Uuid::now_v7().simple());
    database
        .with(async |store| {
            // The Community edition has one session: what the store prepared is still there.
            store.close().await;
            let mut connection = PgConnection::connect(&url).await.expect("the database answers");
            run(&mut connection, "DEALLOCATE ALL").await;
            run(&mut connection, &text("tests/fixtures/reporting.sql")).await;
            run(&mut connection, &reader(&role)).await;
            run(&mut connection, &reader(&role).replace("CREATE ROLE", "-- CREATE ROLE")).await;
            run(&mut connection, &format!("SET ROLE {role}")).await;
            let queries = all();
            for query in &queries {
                for step in [60, 3600] {
                    let known = known_values(&mut connection, query, step).await;
                    assert!(known > 0, "{} returns nothing at a step of {step} s", query.place);
                }
            }
            assert!(queries.len() > 60, "the dashboards send queries");
            for table in ["events", "participant_sessions", "notifications", "alert_documents"] {
                let sql = format!("SELECT count(*) FROM {table}");
                let refused = connection.execute(sqlx::raw_sql(AssertSqlSafe(sql.as_str()))).await;
                assert!(refused.is_err(), "the reader may read {table}");
            }
            run(
                &mut connection,
                &format!(
                    "RESET ROLE; DROP SCHEMA reporting_v1 CASCADE; DROP OWNED BY {role}; DROP ROLE {role}"
                ),
            )
            .await;
            connection.close().await.expect("the database answers");
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_is_answered_by_the_apache_edition() {
    is_answered_on(Database::timescale().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_is_answered_by_the_community_edition() {
    is_answered_on(Database::community().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_is_answered_by_plain_postgres() {
    is_answered_on(Database::plain().await).await;
}
