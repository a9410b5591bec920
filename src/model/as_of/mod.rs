//! Sessions as they were at an earlier time.
//!
//! Presence is taken from the session as it is known today, so that an end inferred later counts;
//! from its last sign of life until that end a session is in doubt. What changes during a session
//! (name, metadata, attributes, mutes) is taken from `folded`, the record folded from the events up
//! to that time, or from today's record if that was reported by then. Where neither says, it is not
//! known: today's value is never shown for another time.
//!
//! No webhook reports changes of mutes, metadata and attributes. They are known while listings of
//! the room followed each other ([`super::Coverage`]). Between the last listing with the old value
//! and the report of the new one ([`NextValue`]) they are not known.

use std::collections::HashMap;

use super::{
    Certainty, Coverage, End, Latest, Millis, Participant, ParticipantInfo, ParticipantRecord,
    ParticipantSession, ParticipantState, Room, RoomRecord, RoomSession, STEP_MS, Text,
};

/// The doubt at `at` about a session with this end: the end is inferred and may have been before.
/// LiveKit reports whole seconds: the end may lie in the second of the last sign of life.
fn end_doubt(end: Option<&End>, at: Millis) -> Option<&End> {
    end.filter(|end| end.evidence.is_some() && end.earliest <= at && at < end.latest)
}

/// The first value reported after a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextValue<T> {
    /// When it was reported.
    pub at: Millis,
    /// The last listing before with another value; `None` if there was none, or it is not known.
    pub since: Option<Millis>,
    /// The value.
    pub value: T,
}

/// The first values after a time of what only listings show to change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LaterValues {
    /// Whether a track is muted, by its sid.
    pub muted: HashMap<Text, NextValue<bool>>,
    /// Descriptions of participants, by their sid.
    pub info: HashMap<Text, NextValue<ParticipantInfo>>,
}

impl<T: PartialEq> NextValue<T> {
    /// Whether the value may have changed by `at` from `value`, which was reported at
    /// `reported_at`.
    fn may_be_by(&self, at: Millis, value: &T, reported_at: Millis) -> bool {
        // A webhook includes the value by chance: a listing within one step before would have shown
        // the change.
        let since = self.since.unwrap_or(self.at.plus(-STEP_MS)).max(reported_at);
        self.value != *value && at > since
    }
}

/// The latest time, up to `at`, at which a value reported at `reported_at` is known; `None` if that
/// is too long ago.
fn known_at(reported_at: Millis, listed: &Coverage, at: Millis) -> Option<Millis> {
    let known_at =
        listed.latest(at).map_or(reported_at, |listed_at| listed_at.max(reported_at)).min(at);
    (at.since(known_at) <= STEP_MS).then_some(known_at)
}

/// The value reported by `at`: in the events up to then, or in today's record.
fn reported_by<T: Ord + Clone>(
    folded: Option<&Latest<T>>,
    today: Option<&Latest<T>>,
    at: Millis,
) -> Option<Latest<T>> {
    let mut reported = folded.cloned();
    Latest::merge(&mut reported, today.filter(|latest| latest.stamp.at <= at).cloned());
    reported
}

impl RoomSession {
    /// The room as it was at `at`, with all counts 0; `None` if it had not begun.
    pub fn as_of(&self, at: Millis, folded: Option<&RoomRecord>) -> Option<Room> {
        if self.record.started_at() > at {
            return None;
        }
        let mut session = self.clone();
        let folded_metadata = folded.and_then(|folded| folded.metadata.as_ref());
        session.record.metadata = reported_by(folded_metadata, self.record.metadata.as_ref(), at);
        session.record.seen_by = folded.map_or(self.record.seen_by, |folded| folded.seen_by);
        // It was not in doubt before its last sign of life.
        session.record.doubt = session.record.doubt.filter(|doubt| doubt.earliest <= at);
        if self.finished_at().is_some_and(|finished_at| finished_at <= at) {
            return Some(session.view(at));
        }
        session.end = None;
        let mut room = session.view(at);
        if let Some(end) = end_doubt(self.end.as_ref(), at) {
            room.certainty = Certainty::InDoubt;
            room.finished_at_range = end.range();
            room.evidence = end.evidence.as_deref().map(str::to_owned);
        }
        Some(room)
    }
}

impl ParticipantSession {
    /// The session as it was at `at`; `None` if it had not begun, or never became active. `listed`
    /// are the listings of its room, and `after` the values reported next.
    pub fn as_of(
        &self,
        at: Millis,
        folded: Option<&ParticipantRecord>,
        listed: &Coverage,
        after: &LaterValues,
    ) -> Option<Participant> {
        let is_over = self.left_at().is_some_and(|left_at| left_at <= at);
        if self.record.started_at() > at || (self.aborted() && !is_over) {
            return None;
        }
        let mut session = self.clone();
        // The client's report of today says nothing about that time.
        session.quality = None;
        let began_at = self.record.started_at();
        let record = &mut session.record;
        let folded_info = folded.and_then(|folded| folded.info.as_ref());
        record.info = reported_by(folded_info, self.record.info.as_ref(), at);
        record.seen_by = folded.map_or(record.seen_by, |folded| folded.seen_by);
        record.tracks.retain(|track| {
            track.published_at.or(track.first_seen).is_none_or(|began_at| began_at <= at)
                || track.may_be_at(at, began_at)
        });
        let mut track_states = Vec::new();
        for track in &mut record.tracks {
            let may_be = track.may_be_at(at, began_at);
            track.unpublished_at = track.unpublished_at.filter(|ended_at| *ended_at <= at);
            let folded =
                folded.and_then(|folded| folded.tracks.iter().find(|t| t.sid == track.sid));
            let info = reported_by(folded.map(|folded| &folded.info), Some(&track.info), at);
            let muted_at = info.as_ref().filter(|_| !may_be).and_then(|info| {
                let reported_at = info.stamp.at;
                if track.unpublished_at.is_some() {
                    return Some(reported_at);
                }
                let next = after.muted.get(&track.sid);
                let is_open = next.is_some_and(|n| n.may_be_by(at, &info.value.muted, reported_at));
                known_at(reported_at, listed, at).filter(|_| !is_open)
            });
            track_states.push((may_be, muted_at));
            // A track's description never changes, except whether it is muted.
            track.info = info.unwrap_or_else(|| track.info.clone());
        }
        if !is_over {
            session.end = None;
            record.left = None;
            session.in_doubt = end_doubt(self.end.as_ref(), at).is_some()
                || (self.in_doubt && self.record.last_seen <= at);
            record.state = folded.map_or(ParticipantState::Active, |folded| folded.state);
        }
        let info = session.record.info.clone();
        let mut participant = session.view(at);
        for (track, (may_be, muted_at)) in participant.tracks.iter_mut().zip(track_states) {
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
                participant.clear_differences(value, &next.value);
            }
        }
        // The kind of a sid never changes.
        participant.kind = self.record.kind().map(|kind| kind.as_str().to_owned());
        participant.is_machine = self.record.kind().and_then(super::Kind::is_machine);
        let info = self.record.info.as_ref().map(|latest| &latest.value);
        participant.kind_details =
            info.map(|info| info.kind_details.iter().map(Text::to_string).collect());
        participant.is_forwarded = info.map(|_| self.record.is_forwarded());
        if let Some(end) = end_doubt(self.end.as_ref(), at) {
            participant.left_at_range = end.range();
            participant.evidence = end.evidence.as_deref().map(str::to_owned);
        }
        Some(participant)
    }
}

impl Participant {
    /// Removes what differs between the two: no source shows which of them it was.
    fn clear_differences(&mut self, one: &ParticipantInfo, other: &ParticipantInfo) {
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
    /// Sets the counts from those of `participants` that have not left.
    pub fn count<'a>(&mut self, participants: impl IntoIterator<Item = &'a Participant>) {
        for participant in
            participants.into_iter().filter(|participant| participant.left_at.is_none())
        {
            if participant.certainty == Certainty::InDoubt {
                self.in_doubt_count += 1;
                continue;
            }
            self.participant_count += 1;
            let is_forwarded = participant.is_forwarded == Some(true);
            self.forwarded_count += u32::from(is_forwarded);
            self.people_count += u32::from(!is_forwarded && participant.is_machine == Some(false));
            self.machine_count += u32::from(!is_forwarded && participant.is_machine == Some(true));
            let is_agent = participant.kind.as_deref() == Some(super::Kind::Agent.as_str());
            self.agent_count += u32::from(!is_forwarded && is_agent);
            let publishes = participant.tracks.iter().any(|track| {
                track.unpublished_at.is_none() && track.certainty == Certainty::Observed
            });
            self.publisher_count += u32::from(publishes);
        }
    }
}

#[cfg(test)]
mod tests;
