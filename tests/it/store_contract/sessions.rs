//! Room sessions, participant sessions and jobs.

use parking_lot::RwLock;

use livekit_console::model::{
    End, Finish, JobKind, JobRecord, Millis, Rank, RoomSession, RoomSort, Stamp,
};
use livekit_console::state::{JobKey, State};
use livekit_console::store::{Batch, JobFilter, RoomFilter, SharedStore, writer};

use super::make::{HOME, at, ended_job, ended_participant, ended_room, job, participant, room};

/// The sids of what a filter finds, and how many there are in all.
async fn sids(store: &SharedStore, filter: &RoomFilter) -> (Vec<String>, u64) {
    let page = store.rooms(filter, at(10_000)).await.expect("the filter is good");
    (page.rows.iter().map(|room| room.record.sid.to_string()).collect(), page.total)
}

/// Everything, up to a thousand.
fn all() -> RoomFilter {
    RoomFilter { limit: 1000, ..RoomFilter::default() }
}

pub(super) async fn sessions_are_read_back_as_they_were(store: SharedStore) {
    let mut inferred = room("RM_3", "inferred", at(0));
    inferred.end = Some(End::inferred(at(5), at(60), "the room came back as `RM_4`"));
    inferred.region = None;
    // LiveKit's events have whole seconds: an end may be reported before the start.
    let mut early = ended_room("RM_5", "early", at(0).plus(900), at(0));
    early.record.metadata = None;
    let mut rooms = vec![
        room("RM_1", "open", at(0)),
        ended_room("RM_2", "ended", at(0), at(9)),
        inferred,
        early,
    ];
    let mut doubtful = participant("PA_3", "RM_1", at(2));
    doubtful.in_doubt = true;
    let mut replaced = participant("PA_4", "RM_1", at(3));
    replaced.end = Some(End::inferred(at(4), at(5), "the identity came back as `PA_5`"));
    let participants = vec![
        participant("PA_1", "RM_1", at(0)),
        ended_participant("PA_2", "RM_1", at(1), at(9)),
        doubtful,
        replaced,
        ended_participant("PA_5", "RM_1", at(4).plus(700), at(4)),
    ];
    let jobs =
        vec![ended_job("EG_1", JobKind::Egress, at(0), at(9)), job("AJ_1", JobKind::Agent, at(1))];
    // What is read by sid has its participants counted.
    for room in &mut rooms {
        room.participants_total = if room.record.sid == "RM_1" { 5 } else { 0 };
    }
    let batch = Batch {
        rooms: rooms.clone(),
        participants: participants.clone(),
        jobs: jobs.clone(),
        ..Batch::default()
    };
    store.write(&batch).await.expect("written");

    let key = |sid: &str| (HOME.into(), sid.into());
    for room in &rooms {
        let found = store.rooms_by_sid(&[key(&room.record.sid), key("RM_no")]).await.expect("read");
        // A crash may have left the column ahead of the rows: they are counted.
        let of_room = participants.iter().filter(|one| one.record.room_sid == room.record.sid);
        let participants_total = u32::try_from(of_room.count()).expect("few");
        assert_eq!(found, [RoomSession { participants_total, ..room.clone() }]);
    }
    for one in &participants {
        let keys = [key("PA_no"), key(&one.record.sid), ("other".into(), one.record.sid.clone())];
        let found = store.participants_by_sid(&keys).await.expect("read");
        assert_eq!(found, std::slice::from_ref(one));
    }
    for job in &jobs {
        let keys = [
            (HOME.into(), job.kind, job.id.clone()),
            (HOME.into(), JobKind::Ingress, job.id.clone()),
        ];
        let found = store.jobs_by_id(&keys).await.expect("read");
        assert_eq!(found, std::slice::from_ref(job));
    }
    assert!(store.rooms_by_sid(&[]).await.expect("read").is_empty());
    assert!(store.participants_by_sid(&[]).await.expect("read").is_empty());
    assert!(store.jobs_by_id(&[]).await.expect("read").is_empty());

    // Written again, everything is replaced.
    let mut ended = ended_room("RM_1", "renamed", at(1), at(2));
    ended.participants_total = 5;
    store.write(&Batch { rooms: vec![ended.clone()], ..Batch::default() }).await.expect("written");
    assert_eq!(store.rooms_by_sid(&[key("RM_1")]).await.expect("read"), [ended]);
}

pub(super) async fn of_the_same_key_twice_in_a_batch_the_last_wins(store: SharedStore) {
    let batch = Batch {
        rooms: vec![
            room("RM_1", "first", at(0)),
            room("RM_2", "x", at(0)),
            room("RM_1", "last", at(0)),
        ],
        participants: vec![
            participant("PA_1", "RM_1", at(0)),
            ended_participant("PA_1", "RM_1", at(0), at(3)),
        ],
        jobs: vec![
            job("EG_1", JobKind::Egress, at(0)),
            ended_job("EG_1", JobKind::Egress, at(0), at(3)),
        ],
        ..Batch::default()
    };
    store.write(&batch).await.expect("written");
    let rooms = store.rooms(&all(), at(9)).await.expect("read");
    assert_eq!(rooms.total, 2);
    assert!(rooms.rows.contains(&batch.rooms[2]), "{rooms:?}");
    assert_eq!(store.recent_participants(at(0)).await.expect("read"), batch.participants[1..]);
    assert_eq!(store.recent_jobs(at(0)).await.expect("read"), batch.jobs[1..]);
}

pub(super) async fn only_what_is_open_or_recent_is_loaded_at_start(store: SharedStore) {
    let batch = Batch {
        rooms: vec![
            room("RM_open", "a", at(0)),
            ended_room("RM_old", "b", at(0), at(99)),
            ended_room("RM_recent", "c", at(0), at(100)),
        ],
        participants: vec![
            participant("PA_open", "RM_open", at(0)),
            ended_participant("PA_old", "RM_open", at(0), at(99)),
            ended_participant("PA_recent", "RM_open", at(0), at(100)),
        ],
        jobs: vec![
            job("EG_open", JobKind::Egress, at(0)),
            ended_job("EG_old", JobKind::Egress, at(0), at(99)),
            ended_job("EG_recent", JobKind::Egress, at(0), at(100)),
        ],
        ..Batch::default()
    };
    store.write(&batch).await.expect("written");
    let rooms = store.recent_rooms(at(100)).await.expect("read");
    assert_eq!(rooms.len(), 2);
    assert!(rooms.iter().all(|room| room.record.sid != "RM_old"));
    let participants = store.recent_participants(at(100)).await.expect("read");
    assert_eq!(participants.len(), 2);
    assert!(participants.iter().all(|one| one.record.sid != "PA_old"));
    let jobs = store.recent_jobs(at(100)).await.expect("read");
    assert_eq!(jobs.len(), 2);
    assert!(jobs.iter().all(|job| job.id != "EG_old"));
}

pub(super) async fn rooms_are_filtered_sorted_and_paged(store: SharedStore) {
    let mut other: RoomSession = ended_room("RM_d", "Delta", at(30), at(40));
    other.record.deployment = "other".into();
    other.region = Some("us".into());
    other.participants_total = 1;
    let mut large = ended_room("RM_c", "Gamma", at(20), at(1000));
    large.participants_total = 9;
    let mut doubtful = participant("PA_3", "RM_a", at(3));
    doubtful.in_doubt = true;
    let mut listener = participant("PA_4", "RM_a", at(3));
    listener.record.tracks.clear();
    let batch = Batch {
        rooms: vec![room("RM_a", "alpha", at(0)), room("RM_b", "Beta", at(10)), large, other],
        participants: vec![
            participant("PA_1", "RM_a", at(1)),
            participant("PA_2", "RM_b", at(1)),
            doubtful,
            listener,
            ended_participant("PA_5", "RM_b", at(1), at(2)),
        ],
        ..Batch::default()
    };
    store.write(&batch).await.expect("written");

    let text = |text: &str| Some(text.to_owned());
    for (filter, expected) in [
        (RoomFilter { finished: Some(false), ..all() }, "RM_a RM_b"),
        (RoomFilter { finished: Some(true), ..all() }, "RM_c RM_d"),
        (RoomFilter { deployment: text("other"), ..all() }, "RM_d"),
        (RoomFilter { region: text("eu"), ..all() }, "RM_a RM_b RM_c"),
        (RoomFilter { text: text("BET"), ..all() }, "RM_b"),
        (RoomFilter { text: text("a"), ..all() }, "RM_a RM_b RM_c RM_d"),
        (RoomFilter { text: text("rm_c"), ..all() }, "RM_c"),
        (RoomFilter { text: text("rm_"), ..all() }, ""),
        (
            RoomFilter { sort: RoomSort::StartedAt, descending: true, ..all() },
            "RM_d RM_c RM_b RM_a",
        ),
        // By bytes: capitals come first.
        (RoomFilter { sort: RoomSort::Name, ..all() }, "RM_b RM_d RM_c RM_a"),
        (RoomFilter { sort: RoomSort::Duration, ..all() }, "RM_d RM_c RM_b RM_a"),
        // Two present, one, nine ever, one ever; ties by sid.
        (RoomFilter { sort: RoomSort::Participants, ..all() }, "RM_b RM_d RM_a RM_c"),
        (
            RoomFilter { sort: RoomSort::Participants, descending: true, ..all() },
            "RM_c RM_a RM_b RM_d",
        ),
        (RoomFilter { sort: RoomSort::Publishers, ..all() }, "RM_c RM_d RM_a RM_b"),
    ] {
        let expected: Vec<_> = expected.split_whitespace().collect();
        let (found, total) = sids(&store, &filter).await;
        assert_eq!(
            (found, total),
            (expected.iter().map(|&s| s.to_owned()).collect(), expected.len() as u64),
            "{filter:?}"
        );
    }
    let page = RoomFilter { limit: 2, offset: 1, ..RoomFilter::default() };
    assert_eq!(sids(&store, &page).await, (vec!["RM_b".to_owned(), "RM_c".to_owned()], 4));
    let beyond = RoomFilter { limit: 2, offset: 9, ..RoomFilter::default() };
    assert_eq!(sids(&store, &beyond).await, (vec![], 4));
}

pub(super) async fn a_searched_text_is_no_pattern(store: SharedStore) {
    let names = ["100% real", "100x real", "a_b", "axb", "back\\slash", "ÄRGER", "o'clock"];
    let rooms = names.iter().enumerate().map(|(n, name)| room(&format!("RM_{n}"), name, at(0)));
    store.write(&Batch { rooms: rooms.collect(), ..Batch::default() }).await.expect("written");
    for (text, expected) in [
        ("0%", "RM_0"),
        ("%", "RM_0"),
        ("_b", "RM_2"),
        ("\\", "RM_4"),
        ("k\\s", "RM_4"),
        ("ärg", "RM_5"),
        ("O'", "RM_6"),
        ("RM_3", "RM_3"),
    ] {
        let filter = RoomFilter { text: Some(text.to_owned()), ..all() };
        assert_eq!(sids(&store, &filter).await, (vec![expected.to_owned()], 1), "{text}");
    }
}

pub(super) async fn the_latest_room_of_a_name_is_found(store: SharedStore) {
    let mut elsewhere = room("RM_3", "daily", at(20));
    elsewhere.record.deployment = "other".into();
    let rooms =
        vec![ended_room("RM_1", "daily", at(0), at(5)), room("RM_2", "daily", at(10)), elsewhere];
    store.write(&Batch { rooms, ..Batch::default() }).await.expect("written");
    for (deployment, name, sid, expected) in [
        (None, "daily", None, Some("RM_3")),
        (Some(HOME), "daily", None, Some("RM_2")),
        (None, "daily", Some("RM_1"), Some("RM_1")),
        (Some("other"), "daily", Some("RM_1"), None),
        (None, "weekly", None, None),
        (None, "Daily", None, None),
    ] {
        let found = store.room(deployment, name, sid).await.expect("read");
        let found = found.as_ref().map(|room| room.record.sid.as_str());
        assert_eq!(found, expected, "{deployment:?} {name} {sid:?}");
    }
}

pub(super) async fn participants_come_in_order_of_joining(store: SharedStore) {
    let mut elsewhere = participant("PA_5", "RM_1", at(0));
    elsewhere.deployment = "other".into();
    let participants = vec![
        participant("PA_3", "RM_1", at(2)),
        ended_participant("PA_1", "RM_1", at(2), at(3)),
        participant("PA_2", "RM_1", at(1)),
        participant("PA_4", "RM_2", at(0)),
        elsewhere,
    ];
    store.write(&Batch { participants, ..Batch::default() }).await.expect("written");
    let found = store.participants_of(HOME, "RM_1").await.expect("read");
    let sids: Vec<_> = found.iter().map(|one| one.record.sid.as_str()).collect();
    assert_eq!(sids, ["PA_2", "PA_1", "PA_3"]);
}

pub(super) async fn a_job_that_is_concluded_to_be_over_is_stored_as_over(store: SharedStore) {
    let mut lost = job("AJ_1", JobKind::Agent, at(2));
    lost.inferred_end = Some(End::inferred(at(3), at(4), "its agent `a` left"));
    let jobs = vec![lost.clone(), job("EG_1", JobKind::Egress, at(2))];
    store.write(&Batch { jobs, ..Batch::default() }).await.expect("written");
    let of = |ended| JobFilter { ended: Some(ended), limit: 100, ..JobFilter::default() };
    let over = store.jobs(&of(true)).await.expect("read");
    assert_eq!(over.rows, [lost.clone()], "with its evidence");
    let running = store.jobs(&of(false)).await.expect("read");
    assert_eq!((running.rows.len(), running.rows[0].id.as_str()), (1, "EG_1"));
    let ids = |jobs: Vec<JobRecord>| jobs.into_iter().map(|job| job.id).collect::<Vec<_>>();
    assert_eq!(ids(store.recent_jobs(at(5)).await.expect("read")), ["EG_1"]);
    // Should it go on after all, it runs.
    let jobs = vec![JobRecord { inferred_end: None, ..lost }];
    store.write(&Batch { jobs, ..Batch::default() }).await.expect("written");
    assert_eq!(store.jobs(&of(true)).await.expect("read").total, 0);
}

pub(super) async fn a_job_whose_room_was_over_long_ago_does_not_run_after_a_start(
    store: SharedStore,
) {
    let mut over = ended_room("RM_1", "room", at(0), at(10));
    let stamp = Stamp::new(at(10), Rank::ROOM_FINISHED, 0, "EV_9");
    over.record.finished = Some(Finish { stamp, reason: "".into() });
    let jobs = vec![job("AJ_1", JobKind::Agent, at(1)), job("EG_1", JobKind::Egress, at(1))];
    store.write(&Batch { rooms: vec![over], jobs, ..Batch::default() }).await.expect("written");
    let (state, now) = (RwLock::new(State::new(Vec::new(), Millis(0))), at(100_000));
    writer::load(&store, &state, now, now).await.expect("read");
    let mut state = state.write();
    let end = |state: &State, kind: JobKind, id: &str| {
        let key = JobKey { deployment: HOME.into(), kind, id: id.into() };
        let job = state.job(&key).expect("it is loaded");
        (job.ended_at, job.evidence)
    };
    let (ended_at, evidence) = end(&state, JobKind::Agent, "AJ_1");
    assert_eq!(ended_at, Some(at(10).to_utc()));
    assert_eq!(evidence.as_deref(), Some("its room finished"));
    assert_eq!(state.take_dirty().jobs.len(), 1, "it is to be written");
    // An egress may be uploading.
    assert_eq!(end(&state, JobKind::Egress, "EG_1").0, None);
    assert_eq!(state.infer_silent_job_ends(now.plus(10 * 60_000)).len(), 1);
    assert!(end(&state, JobKind::Egress, "EG_1").0.is_some());
}

pub(super) async fn jobs_are_filtered_and_paged(store: SharedStore) {
    let mut never_started = job("AJ_1", JobKind::Agent, at(5));
    never_started.started_at = None;
    let mut elsewhere = job("IN_1", JobKind::Ingress, at(1));
    elsewhere.deployment = "other".into();
    elsewhere.room_sid = "".into();
    let jobs = vec![
        job("EG_1", JobKind::Egress, at(2)),
        ended_job("EG_2", JobKind::Egress, at(3), at(4)),
        never_started,
        elsewhere,
    ];
    store.write(&Batch { jobs, ..Batch::default() }).await.expect("written");
    let all = || JobFilter { limit: 100, ..JobFilter::default() };
    for (filter, expected) in [
        (all(), "AJ_1 EG_2 EG_1 IN_1"),
        (JobFilter { kind: Some(JobKind::Egress), ..all() }, "EG_2 EG_1"),
        (JobFilter { ended: Some(true), ..all() }, "EG_2"),
        (JobFilter { ended: Some(false), ..all() }, "AJ_1 EG_1 IN_1"),
        (JobFilter { deployment: Some("other".to_owned()), ..all() }, "IN_1"),
        (JobFilter { room_sid: Some("RM_1".to_owned()), ..all() }, "AJ_1 EG_2 EG_1"),
    ] {
        let page = store.jobs(&filter).await.expect("read");
        let found: Vec<_> = page.rows.iter().map(|job| job.id.as_str()).collect();
        assert_eq!(found.join(" "), expected, "{filter:?}");
        assert_eq!(page.total, found.len() as u64);
    }
    let page = store.jobs(&JobFilter { limit: 1, offset: 1, ..JobFilter::default() }).await;
    let page = page.expect("read");
    assert_eq!((page.rows[0].id.as_str(), page.total), ("EG_2", 4));
}
