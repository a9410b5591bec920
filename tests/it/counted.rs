//! What is counted of stays and rooms is what the rows of the store are, in whatever order events
//! come, however often, whatever is concluded and revised, and whenever the console is restarted or
//! killed; and each departure is reported once.

use std::collections::BTreeMap;
use std::sync::Arc;

use livekit_console::model::{
    Deployment, Event, Millis, ParticipantSession, ParticipantState, SeenBy, Source,
};
use livekit_console::state::{ChangeKind, ParticipantOutcome, State, Tally};
use livekit_console::store::{self, SharedStore, writer};
use parking_lot::RwLock;
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;

use crate::console::shared;
use crate::folding::{RECEIVED_AT, anything};

/// What happens behind an event.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Then {
    Nothing,
    /// What is there is stored.
    Write,
    /// It is stored, and what is over leaves the memory.
    Evict,
    /// It is stored, and the console is started again.
    Restart,
    /// The console is killed and started again: the journal tells what was not stored.
    Kill,
}

/// All that was counted, by whom it was stored.
#[derive(Debug, Default)]
struct Counted {
    joins: u64,
    ends: BTreeMap<ParticipantOutcome, u64>,
    revised: BTreeMap<(ParticipantOutcome, ParticipantOutcome), u64>,
    rooms: u64,
}

impl Counted {
    fn add(&mut self, tally: Tally) {
        for (became, times) in tally.participants {
            if became.from.is_none() && became.to != ParticipantOutcome::Aborted {
                self.joins += times;
            }
            if became.ends {
                *self.ends.entry(became.to).or_default() += times;
            } else if let Some(from) = became.from {
                *self.revised.entry((from, became.to)).or_default() += times;
            }
        }
        self.rooms += tally.rooms.len() as u64;
    }

    /// How many came to stand so by revision, less those that ceased to.
    fn balance(&self, outcome: ParticipantOutcome) -> i64 {
        let count = |is: &dyn Fn(&(ParticipantOutcome, ParticipantOutcome)) -> bool| -> i64 {
            let counts = self.revised.iter().filter(|(pair, _)| is(pair));
            counts.map(|(_, times)| i64::try_from(*times).expect("few")).sum()
        };
        count(&|pair| pair.1 == outcome) - count(&|pair| pair.0 == outcome)
    }
}

fn outcome(session: &ParticipantSession) -> ParticipantOutcome {
    match session.departure() {
        None => ParticipantOutcome::Present,
        Some(_) if session.aborted() => ParticipantOutcome::Aborted,
        Some(departure) => ParticipantOutcome::Departed(departure),
    }
}

/// Whether only listings reported it, and none that it had joined.
fn is_only_listed(session: &ParticipantSession) -> bool {
    let record = &session.record;
    session.end.is_none()
        && record.state == ParticipantState::Joining
        && [SeenBy::default(), SeenBy::from(Source::Poll)].contains(&record.seen_by)
}

/// A console without its loops: a state, and a store.
struct World {
    store: SharedStore,
    state: RwLock<State>,
    /// What the journal would tell again.
    journal: Vec<Event>,
    counted: Counted,
    cursor: u64,
    /// Processes: what began again, and ends again, each of them counts once.
    processes: u64,
}

impl World {
    async fn begin(url: &str) -> Self {
        let store = store::open::open(url).expect("the URL is good");
        store.prepare().await.expect("it is there");
        let state = RwLock::new(State::default());
        let (journal, counted) = (Vec::new(), Counted::default());
        let mut world = Self { store, state, journal, counted, cursor: 0, processes: 0 };
        world.start().await;
        world
    }

    async fn start(&mut self) {
        self.processes += 1;
        let deployment = Deployment { name: Arc::from("default"), region: None, synthetic: false };
        self.state = RwLock::new(State::new(vec![deployment], RECEIVED_AT));
        writer::load(&self.store, &self.state, Millis(0), RECEIVED_AT).await.expect("read");
        let journal = std::mem::take(&mut self.journal);
        for event in journal {
            self.apply(event);
        }
    }

    fn apply(&mut self, event: Event) {
        self.state.get_mut().apply(&event);
        self.journal.push(event);
    }

    async fn write(&mut self) {
        let mut events = shared(std::mem::take(&mut self.journal));
        self.cursor += 1;
        let (journal, cursor) = (uuid::Uuid::nil(), self.cursor);
        writer::write(&self.store, &self.state, journal, cursor, &mut events, RECEIVED_AT)
            .await
            .expect("stored");
        let tally = self.state.get_mut().take_tally();
        self.counted.add(tally);
    }

    async fn then(&mut self, what: Then) {
        if matches!(what, Then::Write | Then::Evict | Then::Restart) {
            self.write().await;
        }
        match what {
            Then::Evict => {
                let later = RECEIVED_AT.plus(livekit_console::state::RETAIN_ENDED_MS + 1);
                self.state.get_mut().evict(later);
            }
            Then::Restart | Then::Kill => self.start().await,
            Then::Nothing | Then::Write => {}
        }
    }

    async fn assert_counts_are_rows(&self) {
        let rows = self.store.recent_participants(Millis(0)).await.expect("read");
        let mut by_outcome: BTreeMap<ParticipantOutcome, i64> = BTreeMap::new();
        for session in &rows {
            *by_outcome.entry(outcome(session)).or_default() += 1;
        }
        let counted = &self.counted;
        let known = counted.ends.keys().chain(counted.revised.keys().flat_map(|it| [&it.0, &it.1]));
        let outcomes: std::collections::BTreeSet<_> = known.chain(by_outcome.keys()).collect();
        for outcome in outcomes.into_iter().filter(|it| **it != ParticipantOutcome::Present) {
            let ends = counted.ends.get(outcome).copied().unwrap_or(0);
            let counts = i64::try_from(ends).expect("few") + counted.balance(*outcome);
            let there = by_outcome.get(outcome).copied().unwrap_or(0);
            assert_eq!(counts, there, "{outcome:?}: {counted:?}");
        }
        let ended: u64 = counted.ends.values().sum();
        let most = rows.len() as u64 * self.processes;
        assert!(ended <= most, "each ended once: {counted:?}");
        let has_joined = |session: &&ParticipantSession| {
            outcome(session) != ParticipantOutcome::Aborted && !is_only_listed(session)
        };
        let joined = rows.iter().filter(has_joined).count();
        let never_active: u64 =
            counted.ends.get(&ParticipantOutcome::Aborted).copied().unwrap_or(0);
        // Whoever was there first, and was found never to have been active, is among both.
        let both = rows.len() as u64 - joined as u64;
        // And whoever was taken for one who never was, and then had been, is among neither.
        let revived =
            counted.revised.iter().filter(|(pair, _)| pair.0 == ParticipantOutcome::Aborted);
        let neither: u64 = revived.map(|(_, times)| times).sum();
        assert!(counted.joins + neither >= joined as u64, "{joined} joined: {counted:?}");
        // Whoever was concluded to have left, and is only listed again, counts again after a
        // restart.
        let is_taken_back = |pair: &(ParticipantOutcome, ParticipantOutcome)| {
            matches!(pair, (ParticipantOutcome::Departed(_), ParticipantOutcome::Present))
        };
        let taken_back = counted.revised.iter().filter(|(pair, _)| is_taken_back(pair));
        let again: u64 = taken_back.map(|(_, times)| times).sum();
        assert!(counted.joins <= joined as u64 + both.max(never_active) + again, "{counted:?}");
        let rooms = self.store.recent_rooms(Millis(0)).await.expect("read");
        let finished = rooms.iter().filter(|room| !room.is_active()).count() as u64;
        let most = rooms.len() as u64 * self.processes;
        assert!((finished..=most).contains(&counted.rooms), "{counted:?}");
    }
}

fn any_then() -> impl Strategy<Value = Then> {
    prop_oneof![
        6 => Just(Then::Nothing),
        2 => Just(Then::Write),
        1 => Just(Then::Evict),
        1 => Just(Then::Restart),
        1 => Just(Then::Kill),
    ]
}

/// The events, some of them twice, in any order.
fn shuffled(events: &[Event], seed: u64) -> Vec<Event> {
    let mut random = rand::rngs::ChaCha8Rng::seed_from_u64(seed);
    let mut all = events.to_vec();
    all.extend(events.iter().filter(|_| random.random_bool(0.3)).cloned());
    all.shuffle(&mut random);
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_counted_is_what_is_stored(
        events in prop::collection::vec(anything(), 1..40),
        then in prop::collection::vec(any_then(), 60),
        seed: u64,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("console.db").display());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("it can be built").block_on(async {
            let mut world = World::begin(&url).await;
            for (event, what) in shuffled(&events, seed).into_iter().zip(then) {
                world.apply(event);
                world.then(what).await;
            }
            world.write().await;
            world.assert_counts_are_rows().await;
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Between two times that somebody left they came back.
    #[test]
    fn each_join_and_each_departure_is_reported_once(
        events in prop::collection::vec(anything(), 1..60),
        seed: u64,
    ) {
        let deployment = Deployment { name: Arc::from("default"), region: None, synthetic: false };
        let mut state = State::new(vec![deployment], Millis(0));
        let mut there = BTreeMap::new();
        for event in shuffled(&events, seed) {
            for change in state.apply(&event) {
                let Some(sid) = change.participant else { continue };
                let before = there.get(&sid).copied();
                match change.kind {
                    ChangeKind::ParticipantJoined => {
                        prop_assert_ne!(before, Some(true), "{} came twice", sid);
                        there.insert(sid, true);
                    }
                    ChangeKind::ParticipantLeft => {
                        prop_assert_ne!(before, Some(false), "{} left twice", sid);
                        there.insert(sid, false);
                    }
                    _ => prop_assert!(before.is_some(), "{} was never reported as present", sid),
                }
            }
        }
        let dirty = state.take_dirty();
        for session in state.snapshot(&dirty).participants {
            prop_assert_eq!(there.get(&session.record.sid), Some(&session.end.is_none()));
        }
    }
}
