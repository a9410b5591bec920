//! The size of an event and of a participant session on disk, with every index: webhooks that the
//! simulator sends in some days, written as the console writes them, and measured by the database.

use std::sync::Arc;

use anyhow::Context as _;
use livekit_console::livekit::{Envelope, convert};
use livekit_console::model::{Deployment, DeploymentName, Event, Millis, Source};
use livekit_console::simulator::{Options, Schedule, body, timeline};
use livekit_console::state::State;
use livekit_console::store::{SharedStore, Store, open, writer};
use parking_lot::RwLock;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use url::Url;
use uuid::Uuid;

use crate::bench::{self, Bench, now};
use crate::report::{Goal, Report};
use crate::statistics::number;

/// Events that are written.
const EVENTS: usize = 100_000;

/// Events written at once: about half a minute.
const BATCH_EVENTS: usize = 50;

/// How far back rooms are simulated, milliseconds, at most.
const PLAYED_MS: i64 = 20 * 86_400_000;

/// The relations, and what an entry of each may take at most, kB: on SQLite, on TimescaleDB's
/// Apache edition, and compressed by its Community edition.
const GOALS: [(&str, &str, [Goal; 3]); 2] = [
    ("an event", "events", [Goal::AtMost(0.5), Goal::AtMost(0.9), Goal::AtMost(0.2)]),
    ("a participant session", "participant_sessions", [Goal::AtMost(0.7), Goal::None, Goal::None]),
];

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let bodies = bodies(bench.scaled(EVENTS));
    let folder = bench::folder()?;
    let url = format!("sqlite:{}", folder.path().join("console.db").display());
    let store = open::open(&url)?;
    fill(&store, &bodies).await?;
    store.close().await;
    let mut sqlite = SqliteConnection::connect(&url).await?;
    for (what, table, [goal, ..]) in GOALS {
        let bytes = format!(
            "SELECT sum(pgsize) * 1.0 / (SELECT count(*) FROM {table}) FROM dbstat
            WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name = '{table}')"
        );
        let bytes: f64 = sqlx::query_scalar(AssertSqlSafe(bytes)).fetch_one(&mut sqlite).await?;
        report.figure(format!("{what}, SQLite"), bytes / 1000.0, "kB", goal);
    }
    if let Some(timescale) = &bench.timescale {
        let url = timescale.database(bench).await?;
        let store = open::open(url.as_str())?;
        on_postgres(report, &store, &url, "TimescaleDB, Apache", 1, &bodies).await?;
    } else {
        report.left_out("TEST_DATABASE_URL is not set: TimescaleDB");
    }
    match std::env::var("TEST_COMMUNITY_DATABASE_URL").ok() {
        Some(url) => {
            // It has one session.
            let store = SharedStore::new(Store::postgres(&url, 1)?);
            let url = Url::parse(&url)?;
            on_postgres(report, &store, &url, "Community, compressed", 2, &bodies).await?;
        }
        None => report.left_out("TEST_COMMUNITY_DATABASE_URL is not set: the Community edition"),
    }
    Ok(())
}

/// Bodies of webhooks with the time of each, in order.
fn bodies(events: usize) -> Vec<(Millis, String)> {
    let schedule = Schedule::new(Options { rooms: 60, participants: 400, ..Options::default() });
    let to = now();
    let mut bodies = Vec::with_capacity(events);
    for room in schedule.rooms(to.plus(-PLAYED_MS), to) {
        bodies.extend(timeline(&room).iter().map(|item| (item.at, body(&room, item))));
        if bodies.len() >= events {
            break;
        }
    }
    bodies.sort_by_key(|(at, _)| *at);
    bodies
}

/// Writes them as the console would have.
async fn fill(store: &SharedStore, bodies: &[(Millis, String)]) -> anyhow::Result<()> {
    store.prepare().await?;
    let name = DeploymentName::from("default");
    let home = Deployment { name: DeploymentName::clone(&name), region: None, synthetic: false };
    let began_at = bodies.first().context("there is an event")?.0;
    let state = RwLock::new(State::new(vec![home], began_at));
    for batch in bodies.chunks(BATCH_EVENTS) {
        let mut events: Vec<Arc<Event>> = Vec::with_capacity(batch.len());
        for (at, body) in batch {
            let envelope = Envelope::read(body.as_bytes())?;
            events.push(Arc::new(convert(envelope, &name, Source::Webhook, *at)));
        }
        let mut now = began_at;
        for event in &events {
            state.write().apply(event);
            now = event.received_at;
        }
        // A journal of its own, which no console will ever read.
        writer::write(store, &state, Uuid::nil(), 1, &mut events, now).await?;
    }
    Ok(())
}

async fn on_postgres(
    report: &mut Report,
    store: &SharedStore,
    url: &Url,
    edition: &str,
    edition_index: usize,
    bodies: &[(Millis, String)],
) -> anyhow::Result<()> {
    fill(store, bodies).await.with_context(|| edition.to_owned())?;
    store.close().await;
    let mut connection = PgConnection::connect(url.as_str()).await?;
    if edition_index == 2 {
        sqlx::raw_sql("DEALLOCATE ALL; SELECT compress_chunk(show_chunks('events'))")
            .execute(&mut connection)
            .await?;
    }
    for (what, table, goals) in GOALS {
        let size = if table == "events" { "hypertable_size" } else { "pg_total_relation_size" };
        let bytes = format!("SELECT {size}('{table}')::float8 / (SELECT count(*) FROM {table})");
        let bytes: f64 =
            sqlx::query_scalar(AssertSqlSafe(bytes)).fetch_one(&mut connection).await?;
        report.figure(format!("{what}, {edition}"), bytes / 1000.0, "kB", goals[edition_index]);
    }
    report.figure(format!("events written, {edition}"), number(bodies.len()), "", Goal::None);
    connection.close().await?;
    Ok(())
}
