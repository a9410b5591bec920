//! What a later version stored, or what is damaged, stops neither a start nor an answer about the
//! rest.

use std::time::Duration;

use livekit_console::model::{Deployment, Gap, GapSource, JobKind, Source};
use livekit_console::state::State;
use livekit_console::store::{
    AlertFilter, Batch, EventFilter, GapFilter, HistoryFilter, HistoryOf, JobFilter, Lease,
    NotificationFilter, ParticipantFilter, RoomFilter, SharedStore, writer,
};
use parking_lot::RwLock;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use uuid::Uuid;

use super::make::{self, HOME, at};
use crate::console::shared;
use crate::database::Database;

/// Makes a test of each function on a file and on a server.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::database::Database::sqlite()).await;
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::database::Database::timescale().await).await;
            })*
        }
    };
}

on_both![
    events_of_a_later_version_are_left_out_or_have_no_json,
    sessions_and_jobs_of_a_later_version_are_what_their_columns_say,
    a_gap_of_a_later_version_is_left_out,
    an_alert_of_a_later_version_is_left_out,
    a_step_of_a_later_version_is_left_out,
    a_notification_of_a_later_version_is_left_out,
    a_lease_of_a_later_version_is_taken_when_it_is_over,
];

/// A store on a new database.
async fn prepared(database: &Database) -> SharedStore {
    let store = database.store();
    store.prepare().await.expect("an empty database can be prepared");
    store
}

/// Alters what is stored behind the store's back.
async fn alter(database: &Database, statement: &str) {
    let statement = AssertSqlSafe(statement);
    let done = if database.url().starts_with("sqlite:") {
        let connection = sqlx::SqliteConnection::connect(database.url()).await;
        connection.expect("the file is there").execute(statement).await.map(|it| it.rows_affected())
    } else {
        let connection = sqlx::PgConnection::connect(database.url()).await;
        connection.expect("it answers").execute(statement).await.map(|it| it.rows_affected())
    };
    assert!(done.expect("altered") > 0, "no row is altered");
}

/// Bytes of a way to pack that is not known.
fn packed(store: &SharedStore) -> &'static str {
    if store.kind() == "sqlite" { "x'63010203'" } else { "'\\x63010203'" }
}

/// Ends a test in which so much could not be read, however often it was tried.
async fn end(database: Database, store: SharedStore, unreadable: u64) {
    assert_eq!(store.unreadable(), unreadable);
    store.close().await;
    database.remove().await;
}

async fn events_of_a_later_version_are_left_out_or_have_no_json(database: Database) {
    let store = prepared(&database).await;
    let mut expected: Vec<_> = (0..4).map(|n| make::event(&format!("EV_{n}"), at(n))).collect();
    for (event, source) in expected.iter_mut().zip(Source::ALL) {
        event.source = source;
    }
    let batch = Batch { events: shared(expected.clone()), ..Batch::default() };
    store.write(&batch).await.expect("written");
    alter(&database, "UPDATE events SET source = 'satellite' WHERE id = 'EV_1'").await;
    let damaged = format!("UPDATE events SET raw_packed = {} WHERE id = 'EV_2'", packed(&store));
    alter(&database, &damaged).await;
    expected.remove(1);
    expected[1].raw = "{}".into();
    let filter = HistoryFilter {
        deployment: HOME.to_owned(),
        of: HistoryOf::Participant("PA_1".to_owned()),
        from: at(0),
        until: at(9),
        after: None,
        descending: false,
        limit: 3,
    };
    assert_eq!(store.history_events(&filter).await.expect("read"), expected);
    expected.reverse();
    // A page is as long as was asked for, or it would seem to be the last.
    let all = EventFilter { limit: 3, ..EventFilter::default() };
    assert_eq!(store.events(&all).await.expect("read"), expected);
    end(database, store, 1).await;
}

async fn sessions_and_jobs_of_a_later_version_are_what_their_columns_say(database: Database) {
    let store = prepared(&database).await;
    let batch = Batch {
        rooms: ["RM_1", "RM_2", "RM_3"].map(|sid| make::room(sid, sid, at(0))).into(),
        participants: vec![
            make::participant("PA_1", "RM_1", at(1)),
            make::participant("PA_2", "RM_1", at(2)),
            make::ended_participant("PA_3", "RM_1", at(3), at(9)),
        ],
        jobs: vec![
            make::job("EG_1", JobKind::Egress, at(4)),
            make::job("EG_2", JobKind::Egress, at(5)),
            make::ended_job("EG_3", JobKind::Egress, at(6), at(8)),
        ],
        ..Batch::default()
    };
    store.write(&batch).await.expect("written");
    for (table, id, later, damaged) in [
        ("room_sessions", "sid", "RM_2", "RM_3"),
        ("participant_sessions", "sid", "PA_2", "PA_3"),
        ("jobs", "id", "EG_2", "EG_3"),
    ] {
        alter(&database, &format!("UPDATE {table} SET record_version = 2 WHERE {id} = '{later}'"))
            .await;
        let text = "record_packed = NULL, record = '[\"of another shape\"]'";
        alter(&database, &format!("UPDATE {table} SET {text} WHERE {id} = '{damaged}'")).await;
    }
    for _ in 0..2 {
        let mut rooms = store.recent_rooms(at(0)).await.expect("read");
        rooms.sort_by(|a, b| a.record.sid.cmp(&b.record.sid));
        let known: Vec<_> = rooms
            .iter()
            .map(|room| (room.record.name.as_str(), room.record.started_at(), room.end.clone()))
            .collect();
        assert_eq!(known, ["RM_1", "RM_2", "RM_3"].map(|name| (name, at(0), None)));
        assert_eq!(rooms[0].record, batch.rooms[0].record);

        let mut sessions = store.recent_participants(at(0)).await.expect("read");
        sessions.sort_by(|a, b| a.record.sid.cmp(&b.record.sid));
        for (session, written) in sessions.iter().zip(&batch.participants) {
            assert_eq!(session.record.identity, written.record.identity);
            assert_eq!(session.record.started_at(), written.record.started_at());
            assert_eq!(session.end, written.end);
            assert_eq!(session.departure(), written.departure());
        }
        assert_eq!((sessions.len(), &sessions[0]), (3, &batch.participants[0]));

        let mut jobs = store.recent_jobs(at(0)).await.expect("read");
        jobs.sort_by(|a, b| a.id.cmp(&b.id));
        for (job, written) in jobs.iter().zip(&batch.jobs) {
            assert_eq!((&job.id, job.began_at()), (&written.id, written.began_at()));
            assert_eq!(job.is_running(), written.is_running());
            assert_eq!(job.room_name, written.room_name);
        }
        assert_eq!((jobs.len(), &jobs[0]), (3, &batch.jobs[0]));
    }
    // The lists, whole, and a start.
    let rooms = RoomFilter { limit: 9, ..RoomFilter::default() };
    assert_eq!(store.rooms(&rooms, at(9)).await.expect("read").rows.len(), 3);
    let sessions = ParticipantFilter { limit: 9, ..ParticipantFilter::default() };
    assert_eq!(store.participants(&sessions, at(9)).await.expect("read").rows.len(), 3);
    assert_eq!(store.participants_after(&sessions, None).await.expect("read").len(), 3);
    let jobs = JobFilter { limit: 9, ..JobFilter::default() };
    assert_eq!(store.jobs(&jobs).await.expect("read").rows.len(), 3);
    let home = Deployment { name: HOME.into(), region: None, synthetic: false };
    let state = RwLock::new(State::new(vec![home], at(0)));
    writer::load(&store, &state, at(0), at(9)).await.expect("the start goes on");
    let samples = state.read().samples(at(9));
    let counts: Vec<_> = samples.iter().map(|it| (it.active_rooms, it.participants)).collect();
    assert_eq!(counts, [(3.0, 2.0)], "who is there is there");
    end(database, store, 6).await;
}

async fn a_gap_of_a_later_version_is_left_out(database: Database) {
    let store = prepared(&database).await;
    let gap = |id: &str| Gap {
        id: id.to_owned(),
        deployment: None,
        source: GapSource::ALL[0],
        subject: None,
        started_at: at(0).to_utc(),
        ended_at: None,
        cause: "silence".to_owned(),
        evidence: "nothing came".to_owned(),
    };
    for id in ["g1", "g2"] {
        store.write_gap(&gap(id)).await.expect("written");
    }
    alter(&database, "UPDATE gaps SET source = 'satellite' WHERE id = 'g2'").await;
    let all = GapFilter { limit: 9, ..GapFilter::default() };
    for _ in 0..2 {
        assert_eq!(store.gaps(&all).await.expect("read"), [gap("g1")]);
    }
    end(database, store, 1).await;
}

async fn an_alert_of_a_later_version_is_left_out(database: Database) {
    let store = prepared(&database).await;
    let alerts = ["a1", "a2", "a3", "a4"].map(|id| make::alert(id, at(0)));
    store.record(&make::opening(&alerts)).await.expect("written");
    for (column, id) in [("severity", "a2"), ("status", "a3"), ("data", "a4")] {
        alter(&database, &format!("UPDATE alerts SET {column} = 'new' WHERE id = '{id}'")).await;
    }
    let all = AlertFilter { limit: 9, ..AlertFilter::default() };
    assert_eq!(store.alerts(&all).await.expect("read").rows, alerts[..1]);
    assert_eq!(store.alerts_after(&all, None).await.expect("read"), alerts[..1]);
    let open = store.open_alerts().await.expect("the evaluator starts");
    assert_eq!(open.iter().map(|stored| &stored.alert).collect::<Vec<_>>(), [&alerts[0]]);
    end(database, store, 3).await;
}

async fn a_step_of_a_later_version_is_left_out(database: Database) {
    let store = prepared(&database).await;
    let alert = make::alert("a1", at(0));
    store.record(&make::opening(std::slice::from_ref(&alert))).await.expect("written");
    let stored = store.stored_alert("a1").await.expect("read").expect("it is there");
    store.record(&make::resolving(&stored, at(9), "ann")).await.expect("written");
    alter(&database, "UPDATE audit SET kind = 'alert.teleported' WHERE sequence = 1").await;
    alter(&database, "UPDATE alerts SET evidence = '[7]'").await;
    let detail = store.alert("a1").await.expect("read").expect("it is there");
    assert_eq!(detail.transitions.iter().map(|step| step.at).collect::<Vec<_>>(), [at(9).to_utc()]);
    assert_eq!(detail.evidence, livekit_console::model::Evidence::default());
    end(database, store, 2).await;
}

async fn a_notification_of_a_later_version_is_left_out(database: Database) {
    let store = prepared(&database).await;
    let alert = make::alert("a1", at(0));
    let notifications = ["n1", "n2", "n3"].map(|id| make::notification(id, &alert, at(1)));
    let mut batch = make::opening(&[alert]);
    batch.notifications = notifications.to_vec();
    store.record(&batch).await.expect("written");
    alter(&database, "UPDATE notifications SET notice = 'new' WHERE id = 'n1'").await;
    alter(&database, "UPDATE notifications SET alert = '{\"new\":1}' WHERE id = 'n3'").await;
    let all = NotificationFilter { limit: 9, ..NotificationFilter::default() };
    assert_eq!(store.notifications(&all).await.expect("read").rows, notifications[1..2]);
    let due = store.due_notifications(at(99), 9).await.expect("read");
    assert_eq!(due, notifications[1..2]);
    let group = store.group_notifications("ops", "rule").await.expect("read");
    assert_eq!(group, notifications[1..2]);
    end(database, store, 2).await;
}

async fn a_lease_of_a_later_version_is_taken_when_it_is_over(database: Database) {
    let store = prepared(&database).await;
    let lease = || Lease { name: "alerting".to_owned(), holder: Uuid::now_v7() };
    let duration = Duration::from_mins(1);
    assert!(store.take_lease(&lease(), duration).await.expect("asked"));
    let (holder, until) = match store.kind() {
        "sqlite" => ("'of another shape'", "1"),
        _ => ("'ffffffff-ffff-ffff-ffff-ffffffffffff'", "'epoch'"),
    };
    alter(&database, &format!("UPDATE leases SET holder = {holder}")).await;
    assert!(!store.take_lease(&lease(), duration).await.expect("asked"));
    alter(&database, &format!("UPDATE leases SET until = {until}")).await;
    assert!(store.take_lease(&lease(), duration).await.expect("asked"));
    end(database, store, 0).await;
}
