//! Sessions as they were at an earlier moment: what is known of them today, cut at that moment.
//!
//! When somebody was there is taken from the session as it is known today, so that an end which was
//! only concluded later counts; from its last sign of life until that end a stay is in doubt. What
//! changes during a stay (name, metadata, attributes, mutes) is taken from `told`, the record folded
//! from the events up to the moment, or from today's record where that was said by then already.
//! Where neither tells, it is not known: today's value is never shown for another time.
//!
//! Of mutes, metadata and attributes no webhook tells. They are known for as long as listings of the
//! room followed each other ([`super::Coverage`]), and from the last listing that said the one until
//! what said the other ([`Next`]) they are not.

use std::collections::HashMap;

use super::{
    Certainty, Coverage, End, Latest, Millis, Participant, ParticipantInfo, ParticipantRecord,
    ParticipantSession, ParticipantState, Room, RoomRecord, RoomSession, STEP_MS, Text,
};

/// The doubt at `at` about a session with this end: the end was not told, and may have been before.
/// LiveKit tells whole seconds: it may have been in that of the last sign of life.
fn doubt(end: Option<&End>, at: Millis) -> Option<&End> {
    end.filter(|end| end.evidence.is_some() && end.earliest <= at && at < end.latest)
}

/// What was said first after a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next<T> {
    /// When.
    pub at: Millis,
    /// The last listing before that said otherwise; `None` if none did, or it is not known.
    pub since: Option<Millis>,
    /// What.
    pub value: T,
}

/// What the events after a moment told first of what listings alone see change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct After {
    /// Whether a track is muted, by its sid.
    pub muted: HashMap<Text, Next<bool>>,
    /// Participants, by their sid.
    pub info: HashMap<Text, Next<ParticipantInfo>>,
}

impl<T: PartialEq> Next<T> {
    /// Whether it may have become so by `at`, having been `value` as was told at `told_at`.
    fn may_be_by(&self, at: Millis, value: &T, told_at: Millis) -> bool {
        // A webhook tells it in passing: since when, at least the listings before it would have told.
        let since = self.since.unwrap_or(self.at.plus(-STEP_MS)).max(told_at);
        self.value != *value && at > since
    }
}

/// The latest time, up to `at`, of which it is known how something was that was told at `told_at`;
/// `None` if that is too long ago.
fn known_at(told_at: Millis, listed: &Coverage, at: Millis) -> Option<Millis> {
    let known_at = listed.latest(at).map_or(told_at, |listed_at| listed_at.max(told_at)).min(at);
    (at.since(known_at) <= STEP_MS).then_some(known_at)
}

/// What was said by `at`: in the events up to then, or in today's record.
fn said<T: Ord + Clone>(
    told: Option<&Latest<T>>,
    today: Option<&Latest<T>>,
    at: Millis,
) -> Option<Latest<T>> {
    let mut said = told.cloned();
    Latest::merge(&mut said, today.filter(|latest| latest.stamp.at <= at).cloned());
    said
}

impl RoomSession {
    /// The room as it was at `at`, with nobody counted; `None` if it had not begun.
    pub fn as_of(&self, at: Millis, told: Option<&RoomRecord>) -> Option<Room> {
        if self.record.started_at() > at {
            return None;
        }
        let mut then = self.clone();
        let told_metadata = told.and_then(|told| told.metadata.as_ref());
        then.record.metadata = said(told_metadata, self.record.metadata.as_ref(), at);
        then.record.seen_by = told.map_or(self.record.seen_by, |told| told.seen_by);
        // Before its last sign of life nobody doubted it.
        then.record.doubt = then.record.doubt.filter(|doubt| doubt.earliest <= at);
        if self.finished_at().is_some_and(|finished_at| finished_at <= at) {
            return Some(then.view(at));
        }
        then.end = None;
        let mut room = then.view(at);
        if let Some(end) = doubt(self.end.as_ref(), at) {
            room.certainty = Certainty::InDoubt;
            room.finished_at_range = end.range();
            room.evidence = end.evidence.as_deref().map(str::to_owned);
        }
        Some(room)
    }
}

impl ParticipantSession {
    /// The stay as it was at `at`; `None` if it had not begun, or was never to become active. Its
    /// room was `listed`, and `after` is what was told next.
    pub fn as_of(
        &self,
        at: Millis,
        told: Option<&ParticipantRecord>,
        listed: &Coverage,
        after: &After,
    ) -> Option<Participant> {
        let is_over = self.left_at().is_some_and(|left_at| left_at <= at);
        if self.record.started_at() > at || (self.aborted() && !is_over) {
            return None;
        }
        let mut then = self.clone();
        // What its client says now tells nothing of then.
        then.quality = None;
        let began_at = self.record.started_at();
        let record = &mut then.record;
        let told_info = told.and_then(|told| told.info.as_ref());
        record.info = said(told_info, self.record.info.as_ref(), at);
        record.seen_by = told.map_or(record.seen_by, |told| told.seen_by);
        record.tracks.retain(|track| {
            track.published_at.or(track.first_seen).is_none_or(|began_at| began_at <= at)
                || track.may_be_at(at, began_at)
        });
        let mut knowns = Vec::new();
        for track in &mut record.tracks {
            let may_be = track.may_be_at(at, began_at);
            track.unpublished_at = track.unpublished_at.filter(|ended_at| *ended_at <= at);
            let told = told.and_then(|told| told.tracks.iter().find(|t| t.sid == track.sid));
            let info = said(told.map(|told| &told.info), Some(&track.info), at);
            let muted_at = info.as_ref().filter(|_| !may_be).and_then(|info| {
                let told_at = info.stamp.at;
                if track.unpublished_at.is_some() {
                    return Some(told_at);
                }
                let next = after.muted.get(&track.sid);
                let is_open = next.is_some_and(|n| n.may_be_by(at, &info.value.muted, told_at));
                known_at(told_at, listed, at).filter(|_| !is_open)
            });
            knowns.push((may_be, muted_at));
            // What a track is never changes; whether it is muted does.
            track.info = info.unwrap_or_else(|| track.info.clone());
        }
        if !is_over {
            then.end = None;
            record.left = None;
            then.in_doubt = doubt(self.end.as_ref(), at).is_some()
                || (self.in_doubt && self.record.last_seen <= at);
            record.state = told.map_or(ParticipantState::Active, |told| told.state);
        }
        let info = then.record.info.clone();
        let mut participant = then.view(at);
        for (track, (may_be, muted_at)) in participant.tracks.iter_mut().zip(knowns) {
            track.muted = track.muted.filter(|_| muted_at.is_some());
            track.muted_at = muted_at.map(Millis::to_utc);
            if may_be {
                track.certainty = Certainty::InDoubt;
            }
        }
        if let Some(Latest { stamp, value }) = &info
            && !is_over
        {
            let listed_at = listed.latest(at).map_or(stamp.at, |listed_at| listed_at.max(stamp.at));
            participant.info_at = Some(listed_at.min(at).to_utc());
            let next = after.info.get(&self.record.sid);
            if let Some(next) = next.filter(|next| next.may_be_by(at, value, stamp.at)) {
                participant.forget_what_differs(value, &next.value);
            }
        }
        // A sid never changes its kind.
        participant.kind = self.record.kind().map(|kind| kind.as_str().to_owned());
        participant.is_machine = self.record.kind().and_then(super::Kind::is_machine);
        let info = self.record.info.as_ref().map(|latest| &latest.value);
        participant.kind_details =
            info.map(|info| info.kind_details.iter().map(Text::to_string).collect());
        participant.is_forwarded = info.map(|_| self.record.is_forwarded());
        if let Some(end) = doubt(self.end.as_ref(), at) {
            participant.left_at_range = end.range();
            participant.evidence = end.evidence.as_deref().map(str::to_owned);
        }
        Some(participant)
    }
}

impl Participant {
    /// Leaves out what changed from the one to the other: which of them it was, nobody saw.
    fn forget_what_differs(&mut self, one: &ParticipantInfo, other: &ParticipantInfo) {
        if one.name != other.name {
            self.name = None;
        }
        if one.metadata != other.metadata {
            self.metadata = None;
        }
        if one.attributes != other.attributes {
            self.attributes = None;
        }
        if one.hidden != other.hidden {
            self.hidden = None;
        }
    }
}

impl Room {
    /// Counts who is there: of `participants`, those that have not left.
    pub fn count<'a>(&mut self, participants: impl IntoIterator<Item = &'a Participant>) {
        for one in participants.into_iter().filter(|one| one.left_at.is_none()) {
            if one.certainty == Certainty::InDoubt {
                self.in_doubt_count += 1;
                continue;
            }
            self.participant_count += 1;
            let is_forwarded = one.is_forwarded == Some(true);
            self.forwarded_count += u32::from(is_forwarded);
            self.people_count += u32::from(!is_forwarded && one.is_machine == Some(false));
            self.machine_count += u32::from(!is_forwarded && one.is_machine == Some(true));
            let is_agent = one.kind.as_deref() == Some(super::Kind::Agent.as_str());
            self.agent_count += u32::from(!is_forwarded && is_agent);
            let publishes = one.tracks.iter().any(|track| {
                track.unpublished_at.is_none() && track.certainty == Certainty::Observed
            });
            self.publisher_count += u32::from(publishes);
        }
    }
}

#[cfg(test)]
mod tests;
