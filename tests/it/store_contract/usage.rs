//! Usage, held against a ledger that is known.

use std::collections::HashMap;

use livekit_console::history::usage::{Calendar, Figures, Grouping, Request, Usage, count};
use livekit_console::model::{JobKind, Kind, Millis, ParticipantSession, Text};
use livekit_console::store::{Batch, SharedStore, UsageFilter};

use super::make::{HOME, at, ended_job, ended_participant, job, participant};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;

/// `START` is 22:00: the first day has two hours, the second begins here.
const MIDNIGHT: i64 = 2 * HOUR;

fn of(
    mut session: ParticipantSession,
    identity: &str,
    kind: Kind,
    room: &str,
) -> ParticipantSession {
    session.record.identity = identity.into();
    if let Some(info) = &mut session.record.info {
        info.value.kind = kind;
    }
    session.room_name = room.into();
    session
}

async fn with_ledger(store: &SharedStore) {
    let ended = |sid: &str, from: i64, to: i64| ended_participant(sid, "RM_1", at(from), at(to));
    let mut aborted = of(ended("PA_6", 0, 30), "eve", Kind::Standard, "planning-1");
    aborted.record.left.as_mut().expect("it left").aborted = true;
    let participants = vec![
        // 90 seconds, and again 10 minutes over midnight.
        of(ended("PA_1", 0, 90), "ada", Kind::Standard, "planning-1"),
        of(
            ended("PA_2", MIDNIGHT - 4 * MINUTE, MIDNIGHT + 6 * MINUTE),
            "ada",
            Kind::Standard,
            "planning-2",
        ),
        of(ended("PA_3", 60, 120), "+49", Kind::Sip, "support-desk-1"),
        of(ended("PA_4", MIDNIGHT, MIDNIGHT + MINUTE), "bot", Kind::Agent, "lobby"),
        // Still open.
        of(participant("PA_5", "RM_1", at(MIDNIGHT + MINUTE)), "bob", Kind::Standard, "planning-2"),
        aborted,
    ];
    let jobs = vec![
        ended_job("EG_1", JobKind::Egress, at(0), at(61)),
        job("EG_2", JobKind::Egress, at(MIDNIGHT + 9 * MINUTE)),
        ended_job("IN_1", JobKind::Ingress, at(0), at(60)),
        ended_job("AJ_1", JobKind::Agent, at(0), at(60)),
    ];
    store.write(&Batch { participants, jobs, ..Batch::default() }).await.expect("written");
}

fn asked(filter: UsageFilter, grouping: Grouping) -> Request {
    Request { filter, calendar: Calendar::Day, grouping, kept_from: None }
}

fn everything(from: i64, to: i64) -> UsageFilter {
    UsageFilter { deployment: None, prefix: None, from: at(from), to: at(to) }
}

async fn counted(store: &SharedStore, request: &Request) -> Usage {
    count(store, request, at(MIDNIGHT + 10 * MINUTE)).await.expect("counted")
}

fn minutes(figures: &Figures, kind: &str) -> f64 {
    figures.kinds.iter().find(|each| each.kind == kind).expect("every kind is there").minutes
}

fn assert_about(actual: f64, expected: f64) {
    assert!((actual - expected).abs() < 1e-6, "{actual} is not {expected}");
}

pub(super) async fn usage_is_that_of_the_ledger(store: SharedStore) {
    with_ledger(&store).await;
    let usage = counted(&store, &asked(everything(0, 26 * HOUR), Grouping::Prefix)).await;
    let total = usage.total.as_ref().expect("known");
    // 1.5 + 10 + 1 + 1 + 9 until now; who was never connected does not count.
    assert_about(total.participant_minutes, 22.5);
    assert_eq!((total.metered_minutes, total.sessions, total.identities), (23, 5, 4));
    assert_about(minutes(total, "standard"), 20.5);
    assert_about(minutes(total, "sip"), 1.0);
    assert_about(minutes(total, "agent"), 1.0);
    assert_eq!((total.egress.jobs, total.egress.metered_minutes), (2, 3));
    assert_about(total.ingress.minutes, 1.0);
    assert_eq!(total.peak_participants, 2);
    assert_eq!(total.peak_at, Some(at(60).to_utc()));

    let [first, second] = &usage.steps[..] else { panic!("two days: {:?}", usage.steps) };
    assert_eq!((first.from, first.to), (at(0), at(MIDNIGHT)));
    let figures = first.figures.as_ref().expect("known");
    assert_about(figures.participant_minutes, 6.5);
    assert_eq!((first.is_complete, second.is_complete), (true, false), "today is not over");
    let figures = second.figures.as_ref().expect("known");
    assert_about(figures.participant_minutes, 16.0);
    assert_eq!((figures.peak_participants, figures.identities), (2, 3));
    assert_eq!(figures.peak_at, Some(at(MIDNIGHT).to_utc()), "who was there before counts, too");

    let groups: Vec<_> = usage
        .groups
        .iter()
        .map(|group| (group.name.as_deref(), group.figures.metered_minutes))
        .collect();
    assert_eq!(groups, [(Some("planning"), 21), (None, 1), (Some("support-desk"), 1)]);
}

pub(super) async fn usage_is_counted_by_scope_and_group(store: SharedStore) {
    with_ledger(&store).await;
    let narrow = UsageFilter { prefix: Some("plan".into()), ..everything(0, 26 * HOUR) };
    let regions = HashMap::from([(HOME.to_owned(), Some(Text::from("eu")))]);
    let usage = counted(&store, &asked(narrow, Grouping::Region(regions))).await;
    assert_about(usage.total.expect("known").participant_minutes, 20.5);
    let [group] = &usage.groups[..] else { panic!("one region: {:?}", usage.groups) };
    assert_eq!(group.name.as_deref(), Some("eu"));

    let elsewhere = UsageFilter { deployment: Some("other".into()), ..everything(0, 26 * HOUR) };
    let usage = counted(&store, &asked(elsewhere, Grouping::Deployment)).await;
    assert_about(usage.total.expect("known to be nothing").participant_minutes, 0.0);
    assert!(usage.groups.is_empty());
}

pub(super) async fn usage_before_what_is_known_is_not_nothing(store: SharedStore) {
    let nothing = counted(&store, &asked(everything(0, 26 * HOUR), Grouping::Prefix)).await;
    assert_eq!((nothing.known_from, nothing.total), (None, None));
    assert!(nothing.steps.iter().all(|step| step.figures.is_none()));

    with_ledger(&store).await;
    let before = everything(-50 * HOUR, 60 * HOUR);
    let usage = counted(&store, &asked(before, Grouping::Prefix)).await;
    let known: Vec<_> = usage.steps.iter().map(|step| step.figures.is_some()).collect();
    // The days before the first session, those with sessions, and the one to come.
    assert_eq!(known, [false, false, true, true, false, false]);
    assert!(!usage.steps[2].is_complete, "the day is known only in part");

    let kept_from = Some(Millis(at(MIDNIGHT).0));
    let request = Request { kept_from, ..asked(everything(0, 26 * HOUR), Grouping::Prefix) };
    let usage = counted(&store, &request).await;
    assert_eq!(usage.known_from, kept_from, "retention has deleted some of the day before");
    assert_eq!(usage.steps[0].figures, None);
}
