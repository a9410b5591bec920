//! What webhooks told of one life of a room, and when; and what no source could know.

use std::collections::{BTreeSet, HashMap};

use livekit_console::model::Millis;
use livekit_console::simulator::{Fate, Life, What, change};

use super::Ledger;

/// When each webhook of one life arrived first, up to a time; what is not there did not.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// `room_started`, the first or a later one.
    pub(super) started: Option<Millis>,
    /// A `room_started` after the node had died.
    pub(super) started_again: Vec<Millis>,
    /// `room_finished`.
    pub(super) finished: Option<Millis>,
    /// Anything that names the room by its sid: first, and last.
    pub(super) anything: Option<(Millis, Millis)>,
    /// What tells the whole room, with its metadata.
    pub(super) whole: Vec<Millis>,
    /// `participant_joined` and `participant_left`, by the session's key.
    pub(super) joined: HashMap<u64, Millis>,
    pub(super) left: HashMap<u64, Millis>,
    /// `track_published` and `track_unpublished`, by the track's key.
    pub(super) published: HashMap<u64, Millis>,
    pub(super) unpublished: HashMap<u64, Millis>,
    /// Stays that anything was told of.
    pub(super) named: BTreeSet<u64>,
}

impl Heard {
    /// What arrived of `life` until `at`.
    pub(super) fn of(life: &Life, at: Millis) -> Self {
        let mut heard = Self::default();
        for delivery in &life.deliveries {
            if delivery.fate == Fate::Lost || delivery.send_at > at {
                continue;
            }
            let told = delivery.send_at;
            let first = |mine: &mut Option<Millis>| {
                *mine = Some(mine.map_or(told, |mine| mine.min(told)));
            };
            let put = |map: &mut HashMap<u64, Millis>, key| {
                let mine = map.entry(key).or_insert(told);
                *mine = told.min(*mine);
            };
            match delivery.item.what {
                What::RoomStarted => first(&mut heard.started),
                What::RoomStartedAgain(_) => {
                    first(&mut heard.started);
                    heard.started_again.push(told);
                }
                What::RoomFinished => first(&mut heard.finished),
                What::Joined(session) => put(&mut heard.joined, session.key),
                What::Left(session, _) => put(&mut heard.left, session.key),
                What::Published(_, track, _) => put(&mut heard.published, track.key),
                What::Unpublished(_, track) => put(&mut heard.unpublished, track.key),
                What::Aborted(_) | What::Job(..) => {}
            }
            match delivery.item.what {
                What::Published(session, ..) | What::Unpublished(session, _) => {
                    heard.named.insert(session.key);
                }
                What::Joined(session) | What::Left(session, _) | What::Aborted(session) => {
                    heard.named.insert(session.key);
                    heard.whole.push(told);
                }
                What::RoomStarted | What::RoomStartedAgain(_) | What::RoomFinished => {
                    heard.whole.push(told);
                }
                What::Job(..) => {}
            }
            let (first, last) = heard.anything.unwrap_or((told, told));
            heard.anything = Some((first.min(told), last.max(told)));
        }
        heard
    }
}

/// What no source told, and what may lie between two listings: sids, and how many changes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Unknowable {
    /// Rooms of which nothing was told.
    pub(crate) rooms: BTreeSet<String>,
    /// Stays of which nothing was told.
    pub(crate) sessions: BTreeSet<String>,
    /// Joins that came to nothing, and their only webhook was lost.
    pub(crate) aborted: BTreeSet<String>,
    /// Tracks of which neither beginning nor end was told.
    pub(crate) tracks: BTreeSet<String>,
    /// Mutes and changes of metadata and attributes that were over before the next listing.
    pub(crate) changes: u64,
}

impl Ledger {
    /// What no source could know if rooms and their participants are listed every `sweep_ms`: what
    /// lasted for less than that, no webhook having told of it. A listing may have met some of it by
    /// chance.
    pub(crate) fn unknowable(&self, sweep_ms: i64) -> Unknowable {
        let mut unknowable = Unknowable::default();
        let is_brief = |from: Millis, to: Millis| to <= self.at && to.since(from) < sweep_ms;
        for life in &self.lives {
            let heard = Heard::of(life, self.at);
            let room = &life.room;
            if heard.anything.is_none() && is_brief(room.opened, room.closed) {
                unknowable.rooms.insert(room.sid());
            }
            for presence in &life.story.presences {
                let session = &presence.session;
                if !heard.named.contains(&session.key)
                    && is_brief(session.joined, presence.listed_until)
                {
                    let sids = if session.aborted {
                        &mut unknowable.aborted
                    } else {
                        &mut unknowable.sessions
                    };
                    sids.insert(session.sid());
                }
                let brief = |times: &[Millis], to: Millis| {
                    let ends = times.iter().skip(1).copied().chain([to]);
                    times.iter().zip(ends).filter(|(from, to)| is_brief(**from, *to)).count()
                };
                let before = |times: Vec<Millis>, to: Millis| {
                    times.into_iter().filter(|at| *at < to).collect::<Vec<_>>()
                };
                let changes = before(change::changes(session), session.left);
                unknowable.changes += brief(&changes, session.left) as u64;
                for track in &presence.tracks {
                    let end = track.unpublished.min(presence.listed_until);
                    unknowable.changes += brief(&before(change::mutes(track), end), end) as u64;
                    let is_told = heard.published.contains_key(&track.key)
                        || heard.unpublished.contains_key(&track.key);
                    if !is_told && is_brief(track.published, end) {
                        unknowable.tracks.insert(track.sid());
                    }
                }
            }
        }
        unknowable
    }
}
