//! The audit trail: chained, searched, and a tampered line is found.

use std::time::Duration;

use futures::future::join_all;
use livekit_console::audit::verify;
use livekit_console::model::{AuditHead, AuditLine, GENESIS};
use livekit_console::store::{AlertBatch, AuditFilter, Lease, SharedStore};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use uuid::Uuid;

use super::make::{alert, at, line, opening, resolving};
use crate::database::Database;

/// Fails to return the head behind `lines` unless each follows from the one before.
pub(super) fn verify(lines: &[AuditLine], behind: &AuditHead) -> Result<AuditHead, u64> {
    let mut head = behind.clone();
    for line in lines {
        if line.sequence != head.sequence + 1 || line.hash != line.hash_behind(&head.hash) {
            return Err(line.sequence);
        }
        head = line.head();
    }
    Ok(head)
}

/// The whole trail, oldest first.
pub(super) async fn trail(store: &SharedStore) -> Vec<AuditLine> {
    lines_behind(store, None, 1000).await
}

/// The next lines behind a number.
pub(super) async fn lines_behind(
    store: &SharedStore,
    behind: Option<u64>,
    limit: u32,
) -> Vec<AuditLine> {
    let read_back = store.audit_after(behind, limit).await.expect("read");
    read_back.into_iter().map(|read_back| read_back.line).collect()
}

pub(super) async fn lines_are_numbered_and_chained_in_their_order(store: SharedStore) {
    assert_eq!(store.audit_head().await.expect("read"), AuditHead::empty());
    assert_eq!(trail(&store).await, []);
    let mut batch = opening(&[alert("a1", at(0)), alert("a2", at(1))]);
    batch.lines.push(line("rule.created", "ann", "r1", at(2)));
    // Finer than a millisecond is not kept, and not hashed.
    batch.lines[0].at += chrono::TimeDelta::microseconds(999);
    let head = store.record(&batch).await.expect("recorded");
    let lines = trail(&store).await;
    let kinds: Vec<_> = lines.iter().map(|line| (line.sequence, &*line.kind)).collect();
    assert_eq!(kinds, [(1, "alert.fired"), (2, "alert.fired"), (3, "rule.created")]);
    assert_eq!(lines[0].hash, lines[0].hash_behind(GENESIS));
    assert_eq!(lines[2].at, at(2).to_utc());
    assert_eq!(lines[2].body, batch.lines[0].body);
    assert_eq!(verify(&lines, &AuditHead::empty()), Ok(head.clone()));
    assert_eq!(store.audit_head().await.expect("read"), head);

    let read_back = store.stored_alert("a1").await.expect("read").expect("it is there");
    let behind = store.record(&resolving(&read_back, at(3), "ann")).await.expect("recorded");
    let more = lines_behind(&store, Some(3), 9).await;
    assert_eq!(verify(&more, &head), Ok(behind.clone()));
    // A batch without lines moves nothing.
    let none = store.record(&AlertBatch::default()).await.expect("recorded");
    assert_eq!(none, behind);
    assert_eq!(lines_behind(&store, Some(1), 2).await, lines[1..3]);
}

pub(super) async fn two_writers_at_once_make_one_chain(store: SharedStore) {
    let write = async |writer: i64| {
        for n in 0..10 {
            let mut batch = opening(&[alert(&format!("a{writer}-{n}"), at(n))]);
            batch.lines.push(line("note", "ann", &format!("{writer}-{n}"), at(n)));
            store.record(&batch).await.expect("recorded");
        }
    };
    join_all((0..3).map(write)).await;
    let lines = trail(&store).await;
    assert_eq!(lines.len(), 60);
    let head = store.audit_head().await.expect("read");
    assert_eq!(verify(&lines, &AuditHead::empty()), Ok(head));
}

fn all() -> AuditFilter {
    AuditFilter { limit: 100, ..AuditFilter::default() }
}

/// The numbers of the lines found.
async fn found(store: &SharedStore, filter: &AuditFilter) -> Vec<u64> {
    let lines = store.audit(filter).await.expect("read");
    lines.iter().map(|line| line.sequence).collect()
}

async fn write(store: &SharedStore, lines: &[(&str, &str, &str, &str)]) {
    let lines = lines.iter().zip(0..).map(|((kind, actor, subject, body), n)| {
        let mut line = line(kind, actor, subject, at(n));
        (*body).clone_into(&mut line.body);
        line
    });
    let lines = lines.collect();
    store.record(&AlertBatch { lines, ..AlertBatch::default() }).await.expect("recorded");
}

pub(super) async fn each_filter_finds_just_its_lines(store: SharedStore) {
    write(
        &store,
        &[
            ("rule.created", "ann", "r1", r#"{"note":"ÄRGER"}"#),
            ("rule.changed", "bob", "r1", r#"{"was":{"severity":["critical",7.5]}}"#),
            ("rules.changed", "Ann", "r2", "{}"),
            ("rule", "eve", "r3", "{}"),
            ("silence.created", "ann", "s1", "not JSON, yet kept"),
        ],
    )
    .await;
    let text = |text: &str| Some(text.to_owned());
    for (filter, expected) in [
        (all(), &[5, 4, 3, 2, 1][..]),
        (AuditFilter { kind: text("rule"), ..all() }, &[4, 2, 1]),
        (AuditFilter { kind: text("rule.changed"), ..all() }, &[2]),
        (AuditFilter { kind: text("rule."), ..all() }, &[]),
        (AuditFilter { actor: text("ann"), ..all() }, &[5, 1]),
        (AuditFilter { subject: text("r1"), ..all() }, &[2, 1]),
        (AuditFilter { text: text("ärg"), ..all() }, &[1]),
        (AuditFilter { text: text("CRIT"), ..all() }, &[2]),
        (AuditFilter { text: text("7.5"), ..all() }, &[2]),
        (AuditFilter { text: text("eve"), ..all() }, &[4]),
        (AuditFilter { text: text("yet"), ..all() }, &[5]),
        // The names of members are not what somebody wrote.
        (AuditFilter { text: text("note"), ..all() }, &[]),
        (AuditFilter { from: Some(at(3)), ..all() }, &[5, 4]),
        (AuditFilter { to: Some(at(1)), ..all() }, &[1]),
        (AuditFilter { before: Some(3), ..all() }, &[2, 1]),
        (AuditFilter { kind: text("rule"), actor: text("ann"), ..all() }, &[1]),
        (AuditFilter { limit: 2, ..AuditFilter::default() }, &[5, 4]),
    ] {
        assert_eq!(found(&store, &filter).await, expected, "{filter:?}");
    }
}

pub(super) async fn a_searched_line_is_no_pattern(store: SharedStore) {
    write(
        &store,
        &[
            ("k", "x", "100% real", "{}"),
            ("k", "x", "100x real", "{}"),
            ("k", "x", "a_b", "{}"),
            ("k", "x", "axb", "{}"),
            ("k", "x", "q", r#"{"a":"back\\slash o'clock \"q\" n\u0000ul"}"#),
            ("kx.y", "x", "s", "{}"),
            ("k%.y", "n\u{0}ul", "s", "{}"),
        ],
    )
    .await;
    for (text, expected) in [
        ("0%", &[1][..]),
        ("_b", &[3]),
        ("k\\s", &[5]),
        ("O'", &[5]),
        ("\"Q\"", &[5]),
        ("n\u{0}u", &[7, 5]),
    ] {
        let filter = AuditFilter { text: Some(text.to_owned()), ..all() };
        assert_eq!(found(&store, &filter).await, expected, "{text}");
    }
    for (kind, expected) in [("k%", &[7][..]), ("k_", &[]), ("%", &[]), ("\u{0}", &[])] {
        let filter = AuditFilter { kind: Some(kind.to_owned()), ..all() };
        assert_eq!(found(&store, &filter).await, expected, "{kind}");
    }
    let filter = AuditFilter { actor: Some("n\u{0}ul".to_owned()), ..all() };
    assert_eq!(found(&store, &filter).await, [7]);
    let lines = trail(&store).await;
    assert_eq!(verify(&lines, &AuditHead::empty()), Ok(lines[6].head()), "as it is stored");
}

pub(super) async fn lines_before_a_number_add_up_to_the_trail(store: SharedStore) {
    let lines: Vec<_> = (0..7).map(|_| ("k", "x", "s", "{}")).collect();
    write(&store, &lines).await;
    let (mut before, mut read) = (None, Vec::new());
    loop {
        let filter = AuditFilter { before, limit: 3, ..AuditFilter::default() };
        let page = store.audit(&filter).await.expect("read");
        let Some(last) = page.last() else { break };
        before = Some(last.sequence);
        read.extend(page);
    }
    read.reverse();
    assert_eq!(read, trail(&store).await);
}

#[tokio::test]
async fn two_instances_at_once_make_one_chain_and_one_holds_the_lease() {
    for database in [Database::sqlite(), Database::timescale().await] {
        let stores = [database.store(), database.store()];
        for store in &stores {
            store.prepare().await.expect("the database can be prepared");
        }
        let write = async |(instance, store): (usize, &SharedStore)| {
            let lease = Lease { name: "alerting".to_owned(), holder: Uuid::now_v7() };
            let duration = Duration::from_mins(10);
            let held = store.take_lease(&lease, duration).await.expect("asked");
            for n in 0..10 {
                let mut batch = opening(&[alert(&format!("a{instance}-{n}"), at(n))]);
                batch.lease = held.then(|| lease.clone());
                store.record(&batch).await.expect("recorded");
            }
            held
        };
        let taken = join_all(stores.iter().enumerate().map(write)).await;
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "{taken:?}");
        let lines = trail(&stores[0]).await;
        assert_eq!(lines.len(), 20);
        let head = stores[1].audit_head().await.expect("read");
        assert_eq!(verify(&lines, &AuditHead::empty()), Ok(head));
        for store in stores {
            store.close().await;
        }
        database.remove().await;
    }
}

/// Does this to the database, as somebody who can write to it would.
async fn tamper(database: &Database, store: &SharedStore, statement: &str) {
    if store.kind() == "sqlite" {
        let mut connection = sqlx::SqliteConnection::connect(database.url()).await;
        let connection = connection.as_mut().expect("the file is there");
        connection.execute(AssertSqlSafe(statement)).await.expect("done");
    } else {
        let mut connection = sqlx::PgConnection::connect(database.url()).await;
        let connection = connection.as_mut().expect("the server answers");
        connection.execute(AssertSqlSafe(statement)).await.expect("done");
    }
}

#[tokio::test]
async fn a_change_of_any_column_is_found_and_so_is_a_line_that_was_put_in() {
    for database in [Database::sqlite(), Database::timescale().await] {
        let store = database.store();
        store.prepare().await.expect("an empty database can be prepared");
        write(&store, &[("k", "ANN", "s", r#"{"note":"\u00c4RGER"}"#); 4]).await;
        let verify = async || verify::verify(&store, None).await.expect("read").sentence();
        verify().await.expect("it is as it was written");
        let is_sqlite = store.kind() == "sqlite";
        let (at, later, earlier) = if is_sqlite {
            ("at", "at + 1", "at - 1")
        } else {
            ("at", "at + interval '1 ms'", "at - interval '1 ms'")
        };
        let row = |sequence: i64| {
            format!(
                "INSERT INTO audit (sequence, {at}, kind, actor, subject, body, hash, folded)
                SELECT {sequence}, {at}, kind, actor, subject, body, hash, folded
                FROM audit WHERE sequence = 4"
            )
        };
        let set = |what: &str| format!("UPDATE audit SET {what} WHERE sequence = 2");
        // Each with what undoes it.
        for (change, undo, named) in [
            (set(&format!("{at} = {later}")), set(&format!("{at} = {earlier}")), "line 2"),
            (set("kind = 'l'"), set("kind = 'k'"), "line 2"),
            (set("actor = 'bob'"), set("actor = 'ANN'"), "line 2"),
            (set("subject = 't'"), set("subject = 's'"), "line 2"),
            (set("body = body || ' '"), set("body = trim(body)"), "line 2"),
            (set("hash = 'x' || hash"), set("hash = substr(hash, 2)"), "line 2"),
            (set("folded = 'x' || folded"), set("folded = substr(folded, 2)"), "line 2"),
            (
                "UPDATE audit SET folded = '' WHERE sequence = 4".to_owned(),
                "UPDATE audit SET folded = (SELECT folded FROM audit WHERE sequence = 1)
                    WHERE sequence = 4"
                    .to_owned(),
                "line 4",
            ),
            (row(5), "DELETE FROM audit WHERE sequence = 5".to_owned(), "line 5 is beyond"),
            (row(0), "DELETE FROM audit WHERE sequence = 0".to_owned(), "line 0"),
        ] {
            tamper(&database, &store, &change).await;
            let found = verify().await.expect_err(&change);
            assert!(found.contains(named), "{change}: {found}");
            tamper(&database, &store, &undo).await;
            verify().await.expect("it is as it was written again");
        }
        store.close().await;
        database.remove().await;
    }
}

#[tokio::test]
async fn a_line_that_was_changed_or_is_missing_is_found() {
    for database in [Database::sqlite(), Database::timescale().await] {
        let store = database.store();
        store.prepare().await.expect("an empty database can be prepared");
        write(&store, &[("k", "ann", "s", "{}"); 6]).await;
        let lines = trail(&store).await;
        assert!(verify(&lines, &AuditHead::empty()).is_ok());
        // Each undone by the next, but for the last.
        for (tampering, found) in [
            ("UPDATE audit SET body = '{ }' WHERE sequence = 2", Err(2)),
            ("UPDATE audit SET body = '{}', actor = 'bob' WHERE sequence = 2", Err(2)),
            ("UPDATE audit SET actor = 'ann', subject = 't' WHERE sequence = 2", Err(2)),
            ("UPDATE audit SET subject = 's', kind = 'l' WHERE sequence = 2", Err(2)),
            ("UPDATE audit SET kind = 'k' WHERE sequence = 2", Ok(lines[5].head())),
            ("DELETE FROM audit WHERE sequence = 6", Ok(lines[4].head())),
            ("DELETE FROM audit WHERE sequence = 4", Err(5)),
        ] {
            tamper(&database, &store, tampering).await;
            let left = trail(&store).await;
            assert_eq!(verify(&left, &AuditHead::empty()), found, "{tampering}");
            // A trail that ends too early is not the one that the head tells of.
            if tampering.ends_with('6') {
                assert_ne!(found, Ok(store.audit_head().await.expect("read")));
            }
        }
        store.close().await;
        database.remove().await;
    }
}
