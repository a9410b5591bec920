//! An SQLite file of the console whose times were called `…_ms`, opened by the one of now.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use livekit_console::clock::Clock;
use livekit_console::model::{JobKind, Millis, SystemSample, Text};
use livekit_console::store::{
    AuditFilter, Batch, DocumentKind, EventFilter, GapFilter, IdentityPeriod, JobFilter, Lease,
    NotificationFilter, QualityFilter, SharedStore, SpanFilter,
};
use refinery::Migration;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, SqliteConnection};
use uuid::Uuid;

use super::make::{self, HOME, at};
use crate::console::{Console, shared};
use crate::database::Database;

/// The last migration before times were called as in Postgres.
const LAST_OF_MS: i32 = 7;

/// The JSON of the event, which is kept to the letter.
const RAW: &str = r#"{"event": "room_started", "kept":  "as it came"}"#;

/// The journal that was stored up to its seventh event.
const JOURNAL: Uuid = Uuid::from_u128(0x018b_cf1b_0000_7000_8000_0000_0000_0002);

/// A quarter of a day, the longest bucket of a rollup.
const SIX_HOURS_MS: i64 = 21_600_000;

/// Where buckets of all lengths begin.
const BUCKETS: Millis = Millis(make::START.0 / SIX_HOURS_MS * SIX_HOURS_MS);

/// The rollups: name, length of a bucket and what every figure of its first bucket is.
const ROLLUPS: [(&str, i64, u32); 4] = [
    ("system_samples_1m", 60_000, 2),
    ("system_samples_10m", 600_000, 3),
    ("system_samples_1h", 3_600_000, 4),
    ("system_samples_6h", SIX_HOURS_MS, 5),
];

async fn connection(url: &str) -> SqliteConnection {
    let options = url.parse::<SqliteConnectOptions>().expect("the URL is good");
    let options = options.create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
    SqliteConnection::connect_with(&options).await.expect("a file can be made")
}

/// Runs statements of ours.
async fn run(connection: &mut SqliteConnection, statements: &str) {
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(statements)))
        .await
        .unwrap_or_else(|error| panic!("`{statements}`: {error}"));
}

/// The same; `@10` in them is the tenth second.
async fn run_at(connection: &mut SqliteConnection, statements: &str) {
    let mut parts = statements.split('@');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|char: char| !char.is_ascii_digit()).unwrap_or(part.len());
        let seconds = part[..end].parse().expect("a number of seconds");
        text.push_str(&at(seconds).0.to_string());
        text.push_str(&part[end..]);
    }
    run(connection, &text).await;
}

/// Applies the migrations up to [`LAST_OF_MS`] and writes them down as refinery does.
async fn migrate(connection: &mut SqliteConnection) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    let mut migrations = refinery::load_sql_migrations(folder).expect("the files are there");
    migrations.sort();
    run(
        connection,
        "CREATE TABLE refinery_schema_history (version int4 PRIMARY KEY, name VARCHAR(255),
            applied_on VARCHAR(255), checksum VARCHAR(255))",
    )
    .await;
    for migration in migrations.iter().filter(|migration| migration.version() <= LAST_OF_MS) {
        run(connection, migration.sql().expect("it was read from a file")).await;
        let (version, name) = (migration.version(), migration.name());
        let checksum = Migration::checksum(migration);
        run(
            connection,
            &format!(
                "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                VALUES ({version}, '{name}', '2026-07-01T12:00:00.123456789Z', '{checksum}')"
            ),
        )
        .await;
    }
}

/// The figures of a system sample, each of them `value`.
fn figures(value: u32) -> String {
    vec![value.to_string(); 12].join(", ")
}

/// Writes a row in every table that has a time; of a rollup two, as its last bucket is not read.
async fn fill(connection: &mut SqliteConnection, until: Millis) {
    let room = serde_json::to_string(&make::room("RM_1", "room", at(10)).record);
    let room = room.expect("it is JSON");
    let session = make::ended_participant("PA_1", "RM_1", at(20), at(30)).record;
    let session = serde_json::to_string(&session).expect("it is JSON");
    let job = make::ended_job("EG_1", JobKind::Egress, at(42), at(43));
    let job_record = serde_json::to_string(&job).expect("it is JSON");
    let kind = JobKind::Egress.as_str();
    let alert = serde_json::to_string(&make::alert("a1", at(50))).expect("it is JSON");
    let alert = alert.replace('\'', "''");
    let hash = "a".repeat(64);
    let (holder, until) = (Uuid::now_v7(), until.0);
    let (buckets, samples) = (BUCKETS.0, figures(1));
    run_at(
        connection,
        &format!(
            "INSERT INTO events VALUES ('EV_1', @1, @2, '{HOME}', 'webhook', 'room_started',
                'room', 'RM_1', NULL, NULL, '{RAW}');
            INSERT INTO room_sessions VALUES ('{HOME}', 'RM_1', 'room', 'room', 'eu', @10, @12, @11,
                'inferred', 'it was seen', NULL, 1, '{room}');
            INSERT INTO participant_sessions VALUES ('{HOME}', 'PA_1', 'RM_1', 'room', 'ann',
                'Ann', 'STANDARD', @20, @22, @21, 'CLIENT_INITIATED', NULL, 'inferred',
                'it was seen', 0, 0, 0, '{session}', 'ann');
            INSERT INTO jobs VALUES ('{kind}', 'EG_1', '{HOME}', 'RM_1', 'room', 'recorder',
                'EGRESS_FAILED', @41, @42, @43, 'disk full', '{job_record}');
            INSERT INTO journal_cursors VALUES ('{JOURNAL}', 7);"
        ),
    )
    .await;
    run_at(
        connection,
        &format!(
            "INSERT INTO alerts (id, rule, severity, status, message, started_at_ms,
                acknowledged_at_ms, resolved_at_ms)
            VALUES ('a1', 'rule', 'warning', 'resolved', 'bad', @50, @51, @52);
            INSERT INTO alert_states VALUES ('rule', 'key', 'key', '{{}}');
            INSERT INTO audit VALUES (1, @60, 'rule.changed', 'ann', 'mine', '{{}}', '{hash}', '');
            UPDATE audit_head SET sequence = 1, hash = '{hash}';
            INSERT INTO alert_documents VALUES ('rule', 'mine', '{{}}', @61, 'ann', 1);
            INSERT INTO leases VALUES ('held', '{holder}', {until}), ('over', '{holder}', @62);
            INSERT INTO notifications VALUES
                ('n1', 'ops', 'fired', 'group', 'a1', '{alert}', @70, @71, 'sent', 'm1', 1, NULL,
                    NULL, @72),
                ('n2', 'ops', 'fired', 'group', 'a1', '{alert}', @80, @81, 'waiting', 'm2', 1, @82,
                    'no', NULL);
            INSERT INTO gaps VALUES ('g1', '{HOME}', 'webhook', NULL, @90, @91, 'why', 'how');"
        ),
    )
    .await;
    run_at(
        connection,
        &format!(
            "INSERT INTO participant_samples (deployment, participant_sid, at_ms, id,
                received_at_ms, skew_ms, room_name, identity, score)
            VALUES ('{HOME}', 'PA_1', @25, 'QR_1', @26, -40, 'room', 'ann', 90);
            INSERT INTO node_samples (at_ms, deployment, url, rooms) VALUES (@100, '{HOME}', 'u', 7);
            INSERT INTO source_samples (at_ms, deployment, drift_rate) VALUES (@101, '{HOME}', 8);
            INSERT INTO system_samples VALUES ({buckets}, '{HOME}', 'eu', {samples});"
        ),
    )
    .await;
    for (table, length, value) in ROLLUPS {
        let (first, last, of) = (BUCKETS.0, BUCKETS.0 + length, figures(value));
        run(
            connection,
            &format!(
                "INSERT INTO {table} VALUES ({first}, '{HOME}', 'eu', {of}, 1, 1),
                    ({last}, '{HOME}', 'eu', {of}, 1, 1)"
            ),
        )
        .await;
    }
}

/// Tables with the number of their columns.
type Widths = BTreeMap<String, usize>;

/// How wide each table is.
async fn widths(connection: &mut SqliteConnection) -> Widths {
    let widths: Vec<(String, i64)> = sqlx::query_as(
        "SELECT name, (SELECT count(*) FROM pragma_table_info(t.name)) FROM sqlite_schema t
        WHERE type = 'table'",
    )
    .fetch_all(connection)
    .await
    .expect("read");
    widths.into_iter().map(|(name, width)| (name, usize::try_from(width).expect("few"))).collect()
}

/// Every row of every table, its first columns in their order: later ones were added.
async fn rows(connection: &mut SqliteConnection, widths: &Widths) -> BTreeMap<String, Vec<String>> {
    let mut rows = BTreeMap::new();
    for (table, width) in widths {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info($1)")
            .bind(table)
            .fetch_all(&mut *connection)
            .await
            .expect("read");
        let columns = &columns[..*width];
        let select = format!("SELECT json_array({}) FROM {table} ORDER BY 1", columns.join(", "));
        let of_table = sqlx::query_scalar(AssertSqlSafe(select)).fetch_all(&mut *connection).await;
        rows.insert(table.clone(), of_table.expect("read"));
    }
    rows
}

#[tokio::test]
async fn an_sqlite_file_of_before_times_were_renamed_is_read() {
    let database = Database::sqlite();
    let file = Path::new(database.url().trim_start_matches("sqlite:"));
    std::fs::create_dir_all(file.parent().expect("it is in a folder")).expect("there is room");
    let until = Clock::System.now().plus(300_000);
    let mut connection = connection(database.url()).await;
    migrate(&mut connection).await;
    fill(&mut connection, until).await;
    let widths = widths(&mut connection).await;
    let mut before = rows(&mut connection, &widths).await;
    let store = database.store();
    for _ in 0..2 {
        store.prepare().await.expect("what is missing is applied");
    }
    let mut after = rows(&mut connection, &widths).await;
    let history = |rows: &mut BTreeMap<_, Vec<_>>| {
        rows.remove("refinery_schema_history").expect("it is there").len()
    };
    assert_eq!(history(&mut before), 7);
    assert!(history(&mut after) > 7);
    assert_eq!(after, before);
    for (table, rows) in &after {
        assert!(!rows.is_empty(), "{table} has no row");
    }
    everything_is_read(&store).await;
    store.close().await;
    connection.close().await.expect("closed");
    everything_is_shown(database.url()).await;
    database.remove().await;
}

/// Reads all that was stored, and writes over it.
pub(super) async fn everything_is_read(store: &SharedStore) {
    sessions_are_read(store).await;
    alerting_is_read(store).await;
    figures_are_read(store).await;
    assert_eq!(store.cursor(JOURNAL).await.expect("read"), Some(7));
    assert_eq!(store.unreadable(), 0);
    // A lease that nobody gave back holds until its time is over.
    let lease = |name: &str| Lease { name: name.to_owned(), holder: Uuid::now_v7() };
    for (name, is_free) in [("held", false), ("over", true)] {
        let taken = store.take_lease(&lease(name), Duration::from_mins(10)).await;
        assert_eq!(taken.expect("asked"), is_free, "{name}");
    }
    // What is written over is read back, and so is what is new.
    let rooms = store.rooms_by_sid(&[(HOME.into(), Text::from("RM_1"))]).await.expect("read");
    let events = vec![make::event("EV_new", at(3))];
    let batch = Batch { events: shared(events), rooms, ..Batch::default() };
    assert_eq!(store.write(&batch).await.expect("written"), 1);
    let all = EventFilter { limit: 9, ..EventFilter::default() };
    let raws: Vec<_> = store.events(&all).await.expect("read").into_iter().map(|e| e.raw).collect();
    assert_eq!(raws, [&*batch.events[0].raw, RAW].map(Box::from));
    let again = store.rooms_by_sid(&[(HOME.into(), Text::from("RM_1"))]).await.expect("read");
    assert_eq!(again, batch.rooms);
}

/// Asks a console on the database for everything.
pub(super) async fn everything_is_shown(url: &str) {
    let url = url.to_owned();
    let console = Console::spawn_with(|options| options.database_url = Some(url)).await;
    for (path, named) in [
        ("/api/events?sid=RM_1", "as it came"),
        ("/api/export/events?format=ndjson&event=room_started", "as it came"),
        ("/api/rooms?status=all", "RM_1"),
        ("/api/participants?sid=PA_1", "PA_1"),
        ("/api/jobs?status=all", "EG_1"),
        ("/api/alerts", "a1"),
        ("/api/notifications", "n2"),
        ("/api/audit", "rule.changed"),
        ("/api/gaps?from=2023-11-14T22:00:00Z&to=2023-11-14T23:00:00Z", "g1"),
    ] {
        let response = console.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        let text = response.text().await.expect("a whole answer");
        assert!(text.contains(named), "{path}: {text}");
    }
    console.stop().await;
}

async fn sessions_are_read(store: &SharedStore) {
    let all = EventFilter { limit: 9, ..EventFilter::default() };
    let events = store.events(&all).await.expect("read");
    let times: Vec<_> = events.iter().map(|event| (event.at, event.received_at)).collect();
    assert_eq!(times, [(at(1), at(2))]);

    let key = |sid: &str| [(HOME.into(), Text::from(sid))];
    let rooms = store.rooms_by_sid(&key("RM_1")).await.expect("read");
    let ends: Vec<_> = rooms.iter().map(|room| room.end.clone()).collect();
    let seen = |earliest, latest| {
        Some(livekit_console::model::End::inferred(earliest, latest, "it was seen"))
    };
    assert_eq!(ends, [seen(at(11), at(12))]);
    let sessions = store.participants_by_sid(&key("PA_1")).await.expect("read");
    let ends: Vec<_> = sessions.iter().map(|session| session.end.clone()).collect();
    assert_eq!(ends, [seen(at(21), at(22))]);
    // Found by their beginning, and by their length if they began before.
    for (from, is_there) in [(at(0), true), (at(11), true), (at(13), false)] {
        let filter = SpanFilter { from, to: at(99), ..SpanFilter::default() };
        let spans = store.room_spans(&filter, None, 9).await.expect("read");
        let spans: Vec<_> = spans.iter().map(|span| (span.started_at, span.finished_at)).collect();
        assert_eq!(spans.contains(&(at(10), Some(at(12)))), is_there, "{from:?}: {spans:?}");
    }
    for (from, is_there) in [(at(0), true), (at(21), true), (at(23), false)] {
        let filter = SpanFilter { from, to: at(99), ..SpanFilter::default() };
        let spans = store.participant_spans(&filter, None, 9).await.expect("read");
        let spans: Vec<_> = spans.iter().map(|span| (span.joined_at, span.left_at)).collect();
        assert_eq!(spans.contains(&(at(20), Some(at(22)))), is_there, "{from:?}: {spans:?}");
    }

    let ended = JobFilter { ended: Some(true), limit: 9, ..JobFilter::default() };
    let jobs = store.jobs(&ended).await.expect("read").rows;
    assert_eq!(jobs, [make::ended_job("EG_1", JobKind::Egress, at(42), at(43))]);
    for (since, count) in [(at(43), 1), (at(43).plus(1), 0)] {
        assert_eq!(store.recent_jobs(since).await.expect("read").len(), count, "{since:?}");
    }

    let gaps = GapFilter { limit: 9, ..GapFilter::default() };
    let gaps = store.gaps(&gaps).await.expect("read");
    let times: Vec<_> = gaps.iter().map(|gap| (gap.started_at, gap.ended_at)).collect();
    assert_eq!(times, [(at(90).to_utc(), Some(at(91).to_utc()))]);
}

async fn alerting_is_read(store: &SharedStore) {
    let alert = store.alert("a1").await.expect("read").expect("it is there").alert;
    assert_eq!(alert.started_at, at(50).to_utc());
    assert_eq!(alert.acknowledged_at, Some(at(51).to_utc()));
    assert_eq!(alert.resolved_at, Some(at(52).to_utc()));
    let lines = AuditFilter { limit: 9, ..AuditFilter::default() };
    let lines = store.audit(&lines).await.expect("read");
    assert_eq!(lines.iter().map(|line| line.at).collect::<Vec<_>>(), [at(60).to_utc()]);
    let documents = store.documents(DocumentKind::Rule).await.expect("read");
    let times: Vec<_> = documents.iter().map(|document| document.updated_at).collect();
    assert_eq!(times, [at(61).to_utc()]);

    let all = NotificationFilter { limit: 9, ..NotificationFilter::default() };
    let notifications = store.notifications(&all).await.expect("read").rows;
    let times: Vec<_> =
        notifications.iter().map(|one| (one.created_at, one.due_at, one.sent_at)).collect();
    let utc = |seconds| at(seconds).to_utc();
    assert_eq!(times, [(utc(80), utc(81), None), (utc(70), utc(71), Some(utc(72)))]);
    assert_eq!(store.last_sent("ops", "group").await.expect("read"), Some(at(72)));
    for (now, count) in [(at(82), 1), (at(82).plus(-1), 0)] {
        let due = store.due_notifications(now, 9).await.expect("read");
        assert_eq!(due.len(), count, "{now:?}");
    }
}

async fn figures_are_read(store: &SharedStore) {
    let filter = QualityFilter {
        deployment: HOME.to_owned(),
        participant_sid: "PA_1".to_owned(),
        of: Some(IdentityPeriod {
            room_name: "room".to_owned(),
            identity: "ann".to_owned(),
            from: at(0),
            to: at(99),
        }),
        from: at(0),
        to: at(99),
        step_ms: 1,
    };
    let points = store.participant_quality(&filter).await.expect("read");
    let points: Vec<_> = points.iter().map(|point| (point.timestamp, point.quality)).collect();
    assert_eq!(points, [(at(25).to_utc(), Some(90.0))]);
    let reports = store.recent_reports(at(25), 9).await.expect("read");
    assert_eq!(reports, [(HOME.to_owned(), "QR_1".to_owned())]);

    let nodes = store.node_history(at(0), at(999), 1, None, None).await.expect("read");
    let nodes: Vec<_> = nodes.iter().map(|step| (step.at, step.figures.rooms)).collect();
    assert_eq!(nodes, [(at(100), Some(7.0))]);
    let sources = store.source_samples(at(0), at(999), None).await.expect("read");
    let sources: Vec<_> = sources.iter().map(|sample| (sample.at, sample.drift_rate)).collect();
    assert_eq!(sources, [(at(101), Some(8.0))]);

    let alive = store.last_sign_of_life(BUCKETS.plus(1)).await.expect("read");
    assert_eq!(alive, Some(BUCKETS));
    let samples = [("system_samples", 10_000, 1)].into_iter().chain(ROLLUPS);
    for (table, step_ms, value) in samples {
        let steps = store.history(BUCKETS, BUCKETS.plus(step_ms), step_ms, None, None).await;
        let steps = steps.expect("read");
        let read = |sample: &SystemSample| (sample.at, sample.tracks, sample.connection_quality);
        let steps: Vec<_> = steps.iter().map(read).collect();
        let value = f64::from(value);
        assert_eq!(steps, [(BUCKETS, value, Some(value))], "{table}");
    }
}
