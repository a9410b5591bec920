//! From the journal into TimescaleDB, against a bare writer of the same rows of events.

use std::time::{Duration, Instant};

use livekit_console::livekit::{Envelope, convert};
use livekit_console::model::{DeploymentName, Event, Source};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use crate::bench::{Bench, now};
use crate::process::Process;
use crate::report::{Goal, Report};
use crate::statistics::{median, median_ratio, number};
use crate::{http, webhooks};

/// Events of one round.
const EVENTS: usize = 20_000;

/// Rows of one transaction of the bare writer, as many as the console's.
const BATCH_ROWS: usize = 1000;

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let Some(timescale) = &bench.timescale else {
        report.left_out("TEST_DATABASE_URL is not set");
        return Ok(());
    };
    let count = bench.scaled(EVENTS);
    let url = timescale.database(bench).await?;
    let console = Process::console(Some(url.as_str())).await?;
    let console_pool = PgPoolOptions::new().max_connections(1).connect(url.as_str()).await?;
    // The bare writer's own database has the same schema.
    let url = timescale.database(bench).await?;
    drop(Process::console(Some(url.as_str())).await?);
    let bare_pool = PgPoolOptions::new().max_connections(1).connect(url.as_str()).await?;
    let mut drained = Drained::default();
    let mut bare = Vec::new();
    for _ in 0..bench.rounds() {
        drain(&console, &console_pool, count, &mut drained).await?;
        bare.push(write(&bare_pool, &events(count)?).await?);
    }
    console_pool.close().await;
    bare_pool.close().await;
    let Drained { events, rows, cpu } = drained;
    report.figure("journal → TimescaleDB, events", median(events), "/s", Goal::None);
    report.figure("rows of events and sessions", median(rows.clone()), "/s", Goal::None);
    report.figure("the console's processor time", median(cpu), "µs an event", Goal::None);
    report.figure("bare batched writer, rows of events", median(bare.clone()), "/s", Goal::None);
    let ratio = median_ratio(&rows, &bare);
    report.figure("journal → TimescaleDB ÷ bare writer, rows", ratio, "×", Goal::AtLeast(0.9));
    Ok(())
}

/// The results of the rounds.
#[derive(Default)]
struct Drained {
    /// Events a second.
    events: Vec<f64>,
    /// Rows a second, each session counted once.
    rows: Vec<f64>,
    /// Microseconds of the console's processor time for each event.
    cpu: Vec<f64>,
}

/// Lets events wait behind a lock on their table, and measures the time from its release until all
/// events and sessions are stored.
async fn drain(
    console: &Process,
    database: &PgPool,
    count: usize,
    drained: &mut Drained,
) -> anyhow::Result<()> {
    let before = rows(database).await?;
    let mut locked = database.begin().await?;
    sqlx::query("LOCK TABLE events IN ACCESS EXCLUSIVE MODE").execute(&mut *locked).await?;
    http::send(console.address, &webhooks::requests(count), None).await?;
    // Until all events are in memory, where they wait to be written.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (cpu, began) = (console.cpu_seconds()?, Instant::now());
    locked.rollback().await?;
    console.drained().await?;
    let took = began.elapsed().as_secs_f64();
    let cpu = console.cpu_seconds()? - cpu;
    let written = number(usize::try_from(rows(database).await? - before)?);
    drained.events.push(number(count) / took);
    drained.rows.push(written / took);
    drained.cpu.push(cpu * 1e6 / number(count));
    Ok(())
}

/// Rows of events and sessions.
async fn rows(database: &PgPool) -> anyhow::Result<i64> {
    Ok(sqlx::query_scalar(
        "SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM room_sessions)
            + (SELECT count(*) FROM participant_sessions)",
    )
    .fetch_one(database)
    .await?)
}

fn events(count: usize) -> anyhow::Result<Vec<Event>> {
    let deployment = DeploymentName::from("default");
    webhooks::bodies(count)
        .iter()
        .map(|body| {
            let envelope = Envelope::read(body.as_bytes())?;
            Ok(convert(envelope, &deployment, Source::Webhook, now()))
        })
        .collect()
}

/// Rows per second of prepared events alone, in transactions of [`BATCH_ROWS`].
async fn write(pool: &PgPool, events: &[Event]) -> anyhow::Result<f64> {
    let began = Instant::now();
    for batch in events.chunks(BATCH_ROWS) {
        let texts = |of: fn(&Event) -> &str| batch.iter().map(of).collect::<Vec<_>>();
        let optional = |of: fn(&Event) -> &str| {
            batch.iter().map(|event| Some(of(event)).filter(|t| !t.is_empty())).collect::<Vec<_>>()
        };
        sqlx::query(
            "INSERT INTO events (id, at, received_at, deployment, source, event,
                room_name, room_sid, participant_sid, identity, raw)
            SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::text[],
                $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                $11::json[])
            ON CONFLICT DO NOTHING",
        )
        .bind(texts(|event| &event.id))
        .bind(batch.iter().map(|event| event.at.to_utc()).collect::<Vec<_>>())
        .bind(batch.iter().map(|event| event.received_at.to_utc()).collect::<Vec<_>>())
        .bind(texts(|event| &event.deployment))
        .bind(texts(|event| event.source.as_str()))
        .bind(texts(|event| &event.name))
        .bind(optional(|event| &event.room_name))
        .bind(optional(|event| &event.room_sid))
        .bind(optional(|event| &event.participant_sid))
        .bind(optional(|event| &event.identity))
        .bind(texts(|event| &event.raw))
        .execute(pool)
        .await?;
    }
    Ok(number(events.len()) / began.elapsed().as_secs_f64())
}
