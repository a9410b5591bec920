//! Which findings a poller makes of missing webhooks.
//!
//! A *fact* is a period in which webhooks and the API disagree. A poller that
//! lists every `sweep_ms`, and gives webhooks `grace_ms` to arrive, surely finds a fact that lasts
//! for the grace and two sweeps more (and for as long as stale answers and a node that is down may
//! delay it); one that is shorter it may find or not. Each fact is found once.

use std::collections::BTreeMap;

use livekit_console::model::{Drift, JobKind, Millis};
use livekit_console::simulator::{Fate, Life, Presence, STALE, TrackPlan, What, change};

use super::received::ReceivedWebhooks;
use super::{Ledger, is_return};

/// How many findings of a kind there are: at least, and at most.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// Found by every poller.
    pub(crate) sure: u64,
    /// Found by some poller.
    pub(crate) possible: u64,
}

/// The findings to expect, by kind; none of a kind that is not there.
pub(crate) type Expected = BTreeMap<Drift, Bounds>;

/// What is over sooner is no fact, in milliseconds: a track that ends with its session, the session
/// that ends with its room.
const LEAST_MS: i64 = 100;

/// Never, as far as the ledger goes.
const NEVER: Millis = Millis(i64::MAX);

struct Count<'a> {
    ledger: &'a Ledger,
    need_ms: i64,
    expected: Expected,
}

impl Ledger {
    /// The findings of a poller that lists rooms and their participants every `sweep_ms` and gives
    /// webhooks `grace_ms`, from the beginning of the ledger until its time:
    ///
    /// - `room_missed`: open, and no `room_started` received.
    /// - `room_gone`: closed or died, known by a webhook, no `room_finished` received, no webhook
    ///   about it since, and no other room of the name open.
    /// - `room_changed`: other metadata, until a webhook with the whole room tells it.
    /// - `participant_missed`: listed, and no `participant_joined` received.
    /// - `participant_gone`: not listed any more, join received and leave not, the room goes on,
    ///   and the same identity is not back.
    /// - `participant_ghost`: over and still listed. Sure only for those whom a node's death left
    ///   behind in a room that came up again and was told so: nobody can tell other ghosts apart.
    /// - `participant_changed`, `track_changed`: what differs from the state before, which was
    ///   known: told by a webhook, or lasting long enough to be found.
    /// - `track_missed`: live, of somebody whose join was told, and no `track_published` told.
    /// - `track_gone`: over, publication received and end not, and the session goes on.
    /// - `participant_doubted`, `participant_confirmed`, `participant_lingers`, `job_missed`: never
    ///   sure; at most as many as there were occasions.
    pub(crate) fn expected(&self, sweep_ms: i64, grace_ms: i64) -> Expected {
        let faults = self.schedule.options().faults;
        let stale_ms = if faults.stale > 0.0 { STALE.1 } else { 0 };
        let need_ms = grace_ms + 2 * (sweep_ms + stale_ms);
        let mut count = Count { ledger: self, need_ms, expected: Expected::new() };
        let mut names: BTreeMap<String, Vec<&Life>> = BTreeMap::new();
        for life in &self.lives {
            names.entry(life.room.name()).or_default().push(life);
        }
        for lives in names.values_mut() {
            lives.sort_by_key(|life| life.room.opened);
            for (index, life) in lives.iter().enumerate() {
                let received = ReceivedWebhooks::of(life, self.at);
                count.room(life, &received, lives.get(index + 1).copied());
                for presence in &life.story.presences {
                    count.participant(life, &received, presence);
                }
                count.jobs(life);
            }
        }
        count.expected
    }
}

impl Count<'_> {
    /// A fact that holds from `from` to `to`.
    fn fact(&mut self, drift: Drift, from: Millis, to: Millis, is_certain: bool) {
        let since = self.ledger.since;
        if to.min(self.ledger.at).since(from.max(since)) >= LEAST_MS {
            // What began before the first listing may come with the first finding.
            let is_sure = is_certain && from >= since && self.is_found(from, to);
            let bounds = self.expected.entry(drift).or_default();
            bounds.possible += 1;
            bounds.sure += u64::from(is_sure);
        }
    }

    /// Whether what holds from `from` to `to` is surely found.
    fn is_found(&self, from: Millis, to: Millis) -> bool {
        let to = to.min(self.ledger.at);
        let down = self
            .ledger
            .restarts
            .iter()
            .map(|restart| restart.back.min(to).since(restart.at.max(from)).max(0));
        to.since(from) - down.sum::<i64>() >= self.need_ms
    }

    fn maybe(&mut self, drift: Drift, occasions: usize) {
        if occasions > 0 {
            self.expected.entry(drift).or_default().possible += occasions as u64;
        }
    }

    fn room(&mut self, life: &Life, received: &ReceivedWebhooks, next: Option<&Life>) {
        let room = &life.room;
        let started = received.started.unwrap_or(NEVER);
        self.fact(Drift::RoomMissed, room.opened, room.closed.min(started), true);
        let finished = received.finished.unwrap_or(NEVER);
        if room.closed <= self.ledger.at && finished > room.closed {
            let last = received.anything.map_or(room.closed, |(_, last)| last.max(room.closed));
            let is_certain = received.anything.is_some();
            let next = next.map_or(NEVER, |next| next.room.opened);
            if self.is_found(last, finished.min(next)) && is_certain {
                self.fact(Drift::RoomGone, last, finished.min(next), true);
            } else {
                self.fact(Drift::RoomGone, room.closed, finished, false);
            }
        }
        let is_reported = started <= room.opened.plus(self.need_ms);
        let changes = change::room_changes(room);
        self.changes(Drift::RoomChanged, room.opened, room.closed, is_reported, &changes, |from| {
            received
                .whole
                .iter()
                .copied()
                .filter(|reported_at| *reported_at >= from)
                .min()
                .unwrap_or(NEVER)
        });
    }

    fn participant(&mut self, life: &Life, received: &ReceivedWebhooks, presence: &Presence) {
        let session = &presence.session;
        if session.aborted {
            return;
        }
        let joined = received.joined.get(&session.key).copied();
        let left = received.left.get(&session.key).copied().unwrap_or(NEVER);
        let listed_until = presence.listed_until.min(life.room.closed);
        let reported_at = joined.unwrap_or(NEVER).min(left);
        self.fact(Drift::ParticipantMissed, session.active, listed_until.min(reported_at), true);
        if presence.is_ghost() {
            let left_behind = session.died && life.room.ghosts == 0.0 && joined.is_some();
            let again = received
                .started_again
                .iter()
                .copied()
                .filter(|reported_at| *reported_at >= session.left)
                .min();
            let from = again.unwrap_or(session.left);
            let is_certain = left_behind && again.is_some();
            self.fact(Drift::ParticipantGhost, from, listed_until, is_certain);
        }
        let back = life.story.presences.iter().map(|other| &other.session);
        let back = back.filter(|other| is_return(session, other)).map(|other| other.active).min();
        let back = back.unwrap_or(NEVER);
        let is_certain = joined.is_some() && !session.died && !presence.is_ghost();
        let until = left.min(life.room.closed).min(if is_certain { back } else { NEVER });
        self.fact(Drift::ParticipantGone, listed_until, until, is_certain);
        let changes = change::changes(session);
        let end = presence.last_moment();
        self.changes(
            Drift::ParticipantChanged,
            session.active,
            end,
            joined.is_some(),
            &changes,
            |_| NEVER,
        );
        let faults = self.ledger.schedule.options().faults;
        if faults.stale > 0.0 {
            self.maybe(Drift::ParticipantLingers, usize::from(left < NEVER));
            self.maybe(Drift::ParticipantConfirmed, 1);
        }
        let doubts = life.story.restarts.iter().filter(|restart| presence.is_listed(restart.at));
        self.maybe(Drift::ParticipantConfirmed, doubts.count());
        // LiveKit's count may still be that of before.
        self.maybe(Drift::ParticipantDoubted, usize::from(left == NEVER));
        for track in &presence.tracks {
            self.track(life, received, presence, track);
        }
    }

    fn track(
        &mut self,
        life: &Life,
        received: &ReceivedWebhooks,
        presence: &Presence,
        track: &TrackPlan,
    ) {
        let is_known = received.joined.contains_key(&presence.session.key);
        let published = received.published.get(&track.key).copied();
        let unpublished = received.unpublished.get(&track.key).copied().unwrap_or(NEVER);
        let is_kept = presence.is_ghost() && track.unpublished >= presence.last_moment();
        let listed_until = if is_kept { presence.listed_until } else { track.unpublished };
        let listed_until = listed_until.min(presence.listed_until).min(life.room.closed);
        let reported_at = published.unwrap_or(NEVER).min(unpublished);
        self.fact(Drift::TrackMissed, track.published, listed_until.min(reported_at), is_known);
        let is_certain = is_known && published.is_some();
        let until = unpublished.min(presence.session.left).min(life.room.closed);
        self.fact(Drift::TrackGone, listed_until, until, is_certain);
        let mutes = change::mutes(track);
        let end = track.unpublished.min(presence.last_moment());
        let is_reported = published.is_some() && is_known;
        self.changes(Drift::TrackChanged, track.published, end, is_reported, &mutes, |_| {
            unpublished
        });
    }

    /// The facts that something is other than before: at `times`, the last of them until `end`, and
    /// each until `told` tells it. The first state, since `begin`, was told by a webhook if
    /// `is_reported`.
    fn changes(
        &mut self,
        drift: Drift,
        begin: Millis,
        end: Millis,
        is_reported: bool,
        times: &[Millis],
        reported_at: impl Fn(Millis) -> Millis,
    ) {
        let (mut since, mut is_known) = (begin, is_reported);
        for (index, from) in times.iter().copied().take_while(|from| *from < end).enumerate() {
            is_known = if index == 0 { is_known } else { self.is_found(since, from) };
            let to = times.get(index + 1).copied().unwrap_or(end).min(end);
            self.fact(drift, from, to.min(reported_at(from)), is_known);
            since = from;
        }
    }

    fn jobs(&mut self, life: &Life) {
        let of_media =
            |what: &What| matches!(what, What::Job(job, _) if job.kind != JobKind::Agent);
        let missed = life.deliveries.iter().filter(|delivery| {
            matches!(delivery.fate, Fate::Lost | Fate::Late)
                && of_media(&delivery.item.what)
                && delivery.item.at <= self.ledger.at
        });
        self.maybe(Drift::JobMissed, missed.count());
    }
}
