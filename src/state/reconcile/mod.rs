//! Reconciling: what LiveKit's API lists against what the console knows.
//!
//! Neither is the truth. Webhooks get lost, the API lags and lists ghosts; so one listing alone
//! proves nothing. What [`Reconciler`] finds becomes an event like any other (`source=poll`) and
//! changes the state like every event. It remembers what earlier listings said, and nothing else:
//! no clock, no I/O.

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

pub use corroboration::{Corroboration, NodeCount, Outage};
use corroboration::{Excess, Headcount};
pub use jobs::ListedJob;
use phantoms::Phantoms;
pub use plan::{ListingReason, RoomToList};

use super::{RoomEntry, RoomKey, State, infer_ends};
use crate::model::{
    Absence, DeploymentName, Drift, Finding, JobKind, ListedRoom, Millis, Proof, RoomRecord, Text,
};

/// How long a webhook may take before it counts as missed, milliseconds: nearly all arrive within
/// one, and LiveKit's first three attempts are over after seven seconds.
const GRACE_MS: i64 = 10_000;
/// What began this long ago by a node's clock has had time to be reported, milliseconds: that clock
/// may be half a minute behind.
const OLD_MS: i64 = 40_000;
/// A participant with an event within this time is not taken for gone, milliseconds: LiveKit's
/// listings lag by seconds, most of all right after a join.
const AGE_MS: i64 = 15_000;
/// How old a listing's content may be, milliseconds: what a webhook reported within this time may
/// be newer.
const LISTING_LAG_MS: i64 = 5_000;
/// Listings that must agree before something absent is taken for gone.
const LISTINGS: u32 = 2;
/// How long the same finding is not repeated, milliseconds; then it is, in case it had no effect.
const REPEAT_MS: i64 = 60_000;

/// What is remembered of the listings of one deployment.
#[derive(Debug)]
pub struct Reconciler {
    deployment: DeploymentName,
    rooms: HashMap<Text, RoomMemory>,
    /// Recent findings: when each was reported, and a hash of its content.
    reported: HashMap<(Drift, Text), (Millis, u64)>,
    jobs: HashMap<Text, Steady<u64>>,
    /// Jobs that are running in the state and that the listings do not show.
    unlisted: HashMap<(JobKind, Text), Steady<bool>>,
    /// Number of room listings so far.
    listings: u64,
    /// When the rooms were last requested and listed.
    answered_at: Option<Millis>,
    /// The last time that the request for them failed.
    failed_request: Option<Outage>,
    phantoms: Phantoms,
    excess: Excess,
    /// What other sources counted at the last room listing, and how many participants the state had
    /// then: present in the listed rooms, and in doubt.
    counted: (Corroboration, Headcount, Headcount),
}

/// What was listed of one room.
#[derive(Debug, Default)]
struct RoomMemory {
    name: Text,
    /// When `ListRooms` last named it.
    listed_at: Option<Millis>,
    /// The first and the last of the consecutive listings that named it, by number.
    named_in: Option<(u64, u64)>,
    /// For how long `ListRooms` has named it, or not named it.
    presence: Option<Steady<bool>>,
    /// Its `num_participants`.
    count: Option<Steady<u32>>,
    /// A hash of its metadata.
    metadata: Option<Steady<u64>>,
    /// When its participants were last listed.
    participants_at: Option<Millis>,
    /// What must be confirmed by another listing of the participants.
    waiting: HashMap<(Waiting, Text), Wait>,
    /// When they were listed before that; `None` if they were not.
    participants_before: Option<Millis>,
    /// Whether its end was inferred though it is still listed.
    is_phantom: bool,
    /// Participants whose end was inferred though they are still listed.
    ghosts: HashSet<Text>,
    /// Whether another listing of the participants may decide something.
    needs_another_listing: bool,
}

/// What another listing must confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Waiting {
    ParticipantNew,
    ParticipantUnlisted,
    ParticipantGone,
    ParticipantBack,
    ParticipantLingers,
    ParticipantOther,
    TrackNew,
    TrackOther,
    TrackUnlisted,
    TrackGone,
}

/// When a listing was requested and when LiveKit answered: it shows a time between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListingRequest {
    /// When it was requested: what is listed was there then, or later.
    pub at: Millis,
    /// When LiveKit answered: what is not listed was gone by then.
    pub answered_at: Millis,
}

/// How often, and since when, listings have said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wait {
    /// When the first listing that said so was answered.
    since: Millis,
    /// When the last listing that said so was requested.
    last: Millis,
    /// Number of listings that said so.
    listings: u32,
    /// When the listing before, which did not say so, was requested; `None` if there was none.
    before: Option<Millis>,
    /// Whether it was reported; it is reported once.
    is_reported: bool,
}

impl RoomMemory {
    /// Counts another listing of the participants that says so about `sid`.
    fn wait(&mut self, waiting: Waiting, sid: &Text, request: ListingRequest) -> &mut Wait {
        let (at, before) = (request.at, self.participants_before);
        let wait = self.waiting.entry((waiting, sid.clone())).or_insert(Wait {
            since: request.answered_at,
            last: at,
            listings: 0,
            before,
            is_reported: false,
        });
        wait.last = at;
        wait.listings += 1;
        wait
    }
}

/// A value on which consecutive listings agree.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Steady<T> {
    value: T,
    since: Millis,
    last: Millis,
    listings: u32,
}

impl<T: PartialEq> Steady<T> {
    /// Adds what the listing requested at `at` says.
    fn observe(mine: &mut Option<Self>, value: T, at: Millis) {
        match mine {
            Some(steady) if steady.value == value => {
                steady.last = at;
                steady.listings += 1;
            }
            _ => *mine = Some(Self { value, since: at, last: at, listings: 1 }),
        }
    }

    /// Whether enough listings agreed, over at least `age_ms`.
    fn is_stable(&self, age_ms: i64) -> bool {
        self.listings >= LISTINGS && self.last.since(self.since) >= age_ms
    }
}

impl Reconciler {
    /// A reconciler that has seen no listing.
    pub fn new(deployment: DeploymentName) -> Self {
        Self {
            deployment,
            rooms: HashMap::new(),
            reported: HashMap::new(),
            jobs: HashMap::new(),
            unlisted: HashMap::new(),
            counted: (Corroboration::default(), Headcount::default(), Headcount::default()),
            listings: 0,
            answered_at: None,
            failed_request: None,
            phantoms: Phantoms::default(),
            excess: Excess::default(),
        }
    }

    /// Notes that the request for the rooms at `at` failed: LiveKit may be restarting.
    pub fn note_failed_request(&mut self, at: Millis) {
        let what = format!("LiveKit's API did not answer at {}", shown(at));
        let after = self.answered_at.unwrap_or(at);
        self.failed_request = Some(Outage { by: at, after, is_back: true, what });
    }

    /// Why LiveKit may have restarted since `last`, when something was last known to be there;
    /// `None` if there is no sign of it.
    fn outage_since(&self, last: Millis) -> Option<String> {
        let away = self.failed_request.as_ref().filter(|away| away.by >= last);
        away.map(|away| away.what.clone()).or_else(|| self.phantoms.outage_since(last))
    }

    fn key(&self, sid: &Text) -> RoomKey {
        RoomKey { deployment: Arc::clone(&self.deployment), sid: sid.clone() }
    }

    /// Adds `finding`, unless the same was reported recently.
    fn report(&mut self, finding: Finding, about: &Text, findings: &mut Vec<Finding>) {
        let hash = hash(&(
            // A room's counts change without making another finding.
            finding.room.as_ref().map(|room| &room.metadata),
            format!("{:?}", finding.participant),
            finding.absence.as_ref().map(|absence| &absence.evidence),
            // The counts in the text change; that it is in doubt does not.
            finding.doubt.is_some(),
            &finding.tracks_gone,
            format!("{:?}", finding.job),
        ));
        let key = (finding.drift, about.clone());
        if self
            .reported
            .get(&key)
            .is_some_and(|(at, reported)| *reported == hash && finding.at.since(*at) < REPEAT_MS)
        {
            return;
        }
        self.reported.insert(key, (finding.at, hash));
        findings.push(finding);
    }

    /// Forgets that these were reported: they could not be stored.
    pub fn forget_reported(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.reported
                .retain(|(drift, _), (at, _)| (*drift, *at) != (finding.drift, finding.at));
        }
    }

    fn forget(&mut self, at: Millis) {
        self.reported.retain(|_, (reported_at, _)| at.since(*reported_at) < REPEAT_MS);
    }
}

/// A room of which only sid and name are given.
fn named(sid: &Text, name: &Text) -> ListedRoom {
    ListedRoom { sid: sid.clone(), name: name.clone(), ..ListedRoom::default() }
}

/// The text that listings at `since` and at `at` omit something.
fn left_out(what: &str, since: Millis, at: Millis) -> String {
    format!("not among LiveKit's {what} at {} nor at {}", shown(since), shown(at))
}

/// A time as shown in texts.
fn shown(at: Millis) -> impl std::fmt::Display {
    at.to_utc().format("%H:%M:%SZ")
}

/// The absence of something that every listing since `at` omits. `proof` is when it was there for
/// certain, by our clock, and `seen` its last sign of life, by LiveKit's clock. `cut_off` says why
/// LiveKit may have restarted meanwhile; `None` if there is no sign of it.
fn absence(
    at: Millis,
    (proof, seen): (Proof, Millis),
    skew_ms: i64,
    mut evidence: String,
    cut_off: Option<&str>,
) -> Absence {
    let at = proof.last().map_or(at, |last| at.max(last));
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

/// Whether the webhook about something that began at `began_at`, by our clock, has had time to
/// arrive.
fn is_due(began_at: Millis, at: Millis) -> bool {
    at.since(began_at) >= GRACE_MS
}

impl State {
    /// The other room sessions of the same name.
    fn namesakes<'a>(&'a self, room: &'a RoomRecord) -> impl Iterator<Item = &'a RoomEntry> {
        let name = (Arc::clone(&room.deployment), room.name.clone());
        let sids = self.by_name.get(&name).into_iter().flatten();
        sids.filter(|sid| **sid != room.sid).filter_map(|sid| {
            let key = RoomKey { deployment: Arc::clone(&room.deployment), sid: sid.clone() };
            self.rooms.get(&key)
        })
    }

    /// Whether another session of the same name began later.
    fn came_back(&self, room: &RoomRecord) -> bool {
        self.namesakes(room).any(|other| infer_ends::is_later(&other.session.record, room))
    }
}
