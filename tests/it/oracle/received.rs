//! What webhooks reported of one life of a room, and when; and what no source could know.

use std::collections::{BTreeSet, HashMap};

use livekit_console::model::Millis;
use livekit_console::simulator::{Fate, Life, What, change};

use super::Ledger;

/// When each webhook of one life arrived first, up to a time; what is not there did not.
#[derive(Debug, Default)]
pub(super) struct ReceivedWebhooks {
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
    /// Participant sessions with any webhook.
    pub(super) named: BTreeSet<u64>,
}

impl ReceivedWebhooks {
    /// What arrived of `life` until `at`.
    pub(super) fn of(life: &Life, at: Millis) -> Self {
        let mut received = Self::default();
        for delivery in &life.deliveries {
            if delivery.fate == Fate::Lost || delivery.send_at > at {
                continue;
            }
            let reported_at = delivery.send_at;
            let first = |mine: &mut Option<Millis>| {
                *mine = Some(mine.map_or(reported_at, |mine| mine.min(reported_at)));
            };
            let put = |map: &mut HashMap<u64, Millis>, key| {
                let mine = map.entry(key).or_insert(reported_at);
                *mine = reported_at.min(*mine);
            };
            match delivery.item.what {
                What::RoomStarted => first(&mut received.started),
                What::RoomStartedAgain(_) => {
                    first(&mut received.started);
                    received.started_again.push(reported_at);
                }
                What::RoomFinished => first(&mut received.finished),
                What::Joined(session) => put(&mut received.joined, session.key),
                What::Left(session, _) => put(&mut received.left, session.key),
                What::Published(_, track, _) => put(&mut received.published, track.key),
                What::Unpublished(_, track) => put(&mut received.unpublished, track.key),
                What::Aborted(_) | What::Job(..) => {}
            }
            match delivery.item.what {
                What::Published(session, ..) | What::Unpublished(session, _) => {
                    received.named.insert(session.key);
                }
                What::Joined(session) | What::Left(session, _) | What::Aborted(session) => {
                    received.named.insert(session.key);
                    received.whole.push(reported_at);
                }
                What::RoomStarted | What::RoomStartedAgain(_) | What::RoomFinished => {
                    received.whole.push(reported_at);
                }
                What::Job(..) => {}
            }
            let (first, last) = received.anything.unwrap_or((reported_at, reported_at));
            received.anything = Some((first.min(reported_at), last.max(reported_at)));
        }
        received
    }
}

/// What no source reported, or what may lie between two listings: sids, and the number of changes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Unknowable {
    /// Rooms without any webhook.
    pub(crate) rooms: BTreeSet<String>,
    /// Participant sessions without any webhook.
    pub(crate) sessions: BTreeSet<String>,
    /// Joins that came to nothing, and their only webhook was lost.
    pub(crate) aborted: BTreeSet<String>,
    /// Tracks without a webhook of their start or end.
    pub(crate) tracks: BTreeSet<String>,
    /// Mutes and changes of metadata and attributes that were over before the next listing.
    pub(crate) changes: u64,
}

impl Ledger {
    /// What no source could know if rooms and their participants are listed every `sweep_ms`: what
    /// lasted for less than that, without a webhook about it. A listing may have met some of it by
    /// chance.
    pub(crate) fn unknowable(&self, sweep_ms: i64) -> Unknowable {
        let mut unknowable = Unknowable::default();
        let is_brief = |from: Millis, to: Millis| to <= self.at && to.since(from) < sweep_ms;
        for life in &self.lives {
            let received = ReceivedWebhooks::of(life, self.at);
            let room = &life.room;
            if received.anything.is_none() && is_brief(room.opened, room.closed) {
                unknowable.rooms.insert(room.sid());
            }
            for presence in &life.story.presences {
                let session = &presence.session;
                if !received.named.contains(&session.key)
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
                    let is_reported = received.published.contains_key(&track.key)
                        || received.unpublished.contains_key(&track.key);
                    if !is_reported && is_brief(track.published, end) {
                        unknowable.tracks.insert(track.sid());
                    }
                }
            }
        }
        unknowable
    }
}
