//! Reconciling: what LiveKit's API lists against what is known here.
//!
//! Neither is the truth. Webhooks get lost, the API lags and keeps ghosts; so nothing is concluded
//! from one listing. What [`Reconciler`] finds becomes an event like any other (`source=poll`), and
//! changes the state the way every event does. It remembers what the listings said before, and
//! nothing else: no clock, no I/O.

mod corroboration;
mod counts;
mod jobs;
mod participants;
mod phantoms;
mod plan;
mod rooms;
mod tracks;

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use corroboration::{Excess, Headcount};
pub use corroboration::{Loss, NodeCount, Witnesses};
pub use jobs::ListedJob;
use phantoms::Phantoms;
pub use plan::{Reason, Wanted};

use super::{RoomEntry, RoomKey, State, infer_ends};
use crate::model::{
    Absence, DeploymentName, Drift, Finding, JobKind, ListedRoom, Millis, Proof, RoomRecord, Text,
};

/// A webhook may take so long before it counts as missed, milliseconds: nearly all arrive within
/// one, and LiveKit's first three attempts are over after seven seconds.
const GRACE_MS: i64 = 10_000;
/// What began so long ago by a node's clock has had time to be told, milliseconds: that clock may be
/// half a minute behind.
const OLD_MS: i64 = 40_000;
/// Nobody heard of within so long is taken for gone, milliseconds: what LiveKit lists lags by
/// seconds, most of all right after a join.
const AGE_MS: i64 = 15_000;
/// What LiveKit lists may be older than what a webhook told so long ago, milliseconds.
const SETTLED_MS: i64 = 5_000;
/// Listings that must agree before anything is concluded from an absence.
const LISTINGS: u32 = 2;
/// The same finding is not told again within so long, milliseconds; then it is, should it not have
/// had its effect.
const REPEAT_MS: i64 = 60_000;

/// What is remembered of one deployment's listings.
#[derive(Debug)]
pub struct Reconciler {
    deployment: DeploymentName,
    rooms: HashMap<Text, RoomMemory>,
    /// What was told lately: when, and a hash of what it said.
    told: HashMap<(Drift, Text), (Millis, u64)>,
    jobs: HashMap<Text, Steady<u64>>,
    /// Jobs that run as far as is known here, and of which the listings know nothing.
    unlisted: HashMap<(JobKind, Text), Steady<bool>>,
    /// Listings of the rooms so far.
    listings: u64,
    /// When they were last asked for and listed.
    answered_at: Option<Millis>,
    /// The last time that they were asked for without an answer.
    away: Option<Loss>,
    phantoms: Phantoms,
    excess: Excess,
    /// What others counted at the last listing of the rooms, and who was there as far as is known here:
    /// in the rooms listed, and of those in doubt.
    counted: (Witnesses, Headcount, Headcount),
}

/// What was listed of one room.
#[derive(Debug, Default)]
struct RoomMemory {
    name: Text,
    /// When `ListRooms` named it last.
    listed_at: Option<Millis>,
    /// The first and the last of the listings running that named it, by number.
    named_in: Option<(u64, u64)>,
    /// For how long `ListRooms` has named it, or not named it.
    presence: Option<Steady<bool>>,
    /// Its `num_participants`.
    count: Option<Steady<u32>>,
    /// A hash of its metadata.
    metadata: Option<Steady<u64>>,
    /// When its participants were listed last.
    participants_at: Option<Millis>,
    /// What waits for another listing of the participants to agree.
    waiting: HashMap<(Waiting, Text), Wait>,
    /// When they were listed before that.
    participants_before: Option<Millis>,
    /// It was concluded to be over though it is listed.
    is_phantom: bool,
    /// Who was concluded to have gone though they are listed.
    ghosts: HashSet<Text>,
    /// Something is open that another listing may settle.
    is_unsettled: bool,
}

/// What waits for another listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Waiting {
    StayNew,
    StayUnlisted,
    StayGone,
    StayBack,
    StayLingers,
    StayOther,
    TrackNew,
    TrackOther,
    TrackUnlisted,
    TrackGone,
}

/// When a listing was asked for, and when it was answered: it tells of a time between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Who is listed was there then, or later.
    pub at: Millis,
    /// Who is not listed was gone by then.
    pub answered_at: Millis,
}

/// For how long something waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wait {
    /// The first listing that said so was answered then.
    since: Millis,
    /// The last one was asked for then.
    last: Millis,
    /// Listings that said so.
    listings: u32,
    /// The listing before, which did not say so.
    before: Option<Millis>,
    /// It was told, and is not told again.
    is_told: bool,
}

impl RoomMemory {
    /// Another listing of the participants says so of `sid`.
    fn wait(&mut self, waiting: Waiting, sid: &Text, asked: Asked) -> &mut Wait {
        let (at, before) = (asked.at, self.participants_before);
        let wait = self.waiting.entry((waiting, sid.clone())).or_insert(Wait {
            since: asked.answered_at,
            last: at,
            listings: 0,
            before,
            is_told: false,
        });
        wait.last = at;
        wait.listings += 1;
        wait
    }
}

/// A value that several listings in a row agreed upon.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Steady<T> {
    value: T,
    since: Millis,
    last: Millis,
    listings: u32,
}

impl<T: PartialEq> Steady<T> {
    /// Takes in what the listing asked for at `at` says.
    fn observe(mine: &mut Option<Self>, value: T, at: Millis) {
        match mine {
            Some(steady) if steady.value == value => {
                steady.last = at;
                steady.listings += 1;
            }
            _ => *mine = Some(Self { value, since: at, last: at, listings: 1 }),
        }
    }

    /// Whether enough listings agreed, for at least `age_ms`.
    fn is_settled(&self, age_ms: i64) -> bool {
        self.listings >= LISTINGS && self.last.since(self.since) >= age_ms
    }
}

impl Reconciler {
    /// Nothing was listed yet.
    pub fn new(deployment: DeploymentName) -> Self {
        Self {
            deployment,
            rooms: HashMap::new(),
            told: HashMap::new(),
            jobs: HashMap::new(),
            unlisted: HashMap::new(),
            counted: (Witnesses::default(), Headcount::default(), Headcount::default()),
            listings: 0,
            answered_at: None,
            away: None,
            phantoms: Phantoms::default(),
            excess: Excess::default(),
        }
    }

    /// The rooms were asked for at `at`, and nobody answered: LiveKit may be starting again.
    pub fn unanswered(&mut self, at: Millis) {
        let what = format!("LiveKit's API did not answer at {}", shown(at));
        let after = self.answered_at.unwrap_or(at);
        self.away = Some(Loss { by: at, after, is_back: true, what });
    }

    /// Why LiveKit may have been started again since `last`, when something was last there.
    fn was_away(&self, last: Millis) -> Option<String> {
        let away = self.away.as_ref().filter(|away| away.by >= last);
        away.map(|away| away.what.clone()).or_else(|| self.phantoms.was_lost(last))
    }

    fn key(&self, sid: &Text) -> RoomKey {
        RoomKey { deployment: Arc::clone(&self.deployment), sid: sid.clone() }
    }

    /// `finding`, unless the same was told a moment ago.
    fn tell(&mut self, finding: Finding, about: &Text, findings: &mut Vec<Finding>) {
        let hash = hash(&(
            // A room's counts are not what a finding is about.
            finding.room.as_ref().map(|room| &room.metadata),
            format!("{:?}", finding.participant),
            finding.absence.as_ref().map(|absence| &absence.evidence),
            // What is counted changes; that it is in doubt does not.
            finding.doubt.is_some(),
            &finding.tracks_gone,
            format!("{:?}", finding.job),
        ));
        let place = (finding.drift, about.clone());
        if self
            .told
            .get(&place)
            .is_some_and(|(at, told)| *told == hash && finding.at.since(*at) < REPEAT_MS)
        {
            return;
        }
        self.told.insert(place, (finding.at, hash));
        findings.push(finding);
    }

    /// Forgets that these were told: they could not be kept.
    pub fn take_back(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.told.retain(|(drift, _), (at, _)| (*drift, *at) != (finding.drift, finding.at));
        }
    }

    fn forget(&mut self, at: Millis) {
        self.told.retain(|_, (told_at, _)| at.since(*told_at) < REPEAT_MS);
    }
}

/// A room by name alone.
fn named(sid: &Text, name: &Text) -> ListedRoom {
    ListedRoom { sid: sid.clone(), name: name.clone(), ..ListedRoom::default() }
}

/// That a listing asked for at `at` left it out, and one at `since` first, in words.
fn left_out(what: &str, since: Millis, at: Millis) -> String {
    format!("not among LiveKit's {what} at {} nor at {}", shown(since), shown(at))
}

/// A time in a sentence.
fn shown(at: Millis) -> impl std::fmt::Display {
    at.to_utc().format("%H:%M:%SZ")
}

/// Left out of every listing since `at`; `proof` is when it was there for certain, both by our clock,
/// `seen` its last sign of life by LiveKit's. `cut_off` is why LiveKit may have been started again
/// meanwhile, if it may.
fn absence(
    at: Millis,
    (proof, seen): (Proof, Millis),
    skew_ms: i64,
    mut evidence: String,
    cut_off: Option<&str>,
) -> Absence {
    let at = proof.last.map_or(at, |last| at.max(last));
    if let Some(why) = cut_off {
        evidence.push_str("; ");
        evidence.push_str(why);
    }
    Absence {
        at,
        earliest: seen.min(at.plus(-skew_ms)),
        skew_ms,
        is_ghost: false,
        is_cut_off: cut_off.is_some(),
        evidence: evidence.into_boxed_str(),
    }
}

fn hash(value: &impl std::hash::Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}

/// Whether a webhook about something that began at `began_at`, by our clock, has had time to arrive.
fn is_due(began_at: Millis, at: Millis) -> bool {
    at.since(began_at) >= GRACE_MS
}

impl State {
    /// The other sessions of the room's name.
    fn namesakes<'a>(&'a self, room: &'a RoomRecord) -> impl Iterator<Item = &'a RoomEntry> {
        let name = (Arc::clone(&room.deployment), room.name.clone());
        let sids = self.by_name.get(&name).into_iter().flatten();
        sids.filter(|sid| **sid != room.sid).filter_map(|sid| {
            let key = RoomKey { deployment: Arc::clone(&room.deployment), sid: sid.clone() };
            self.rooms.get(&key)
        })
    }

    /// Whether another session of the room's name began later.
    fn came_back(&self, room: &RoomRecord) -> bool {
        self.namesakes(room).any(|other| infer_ends::is_later(&other.session.record, room))
    }
}
