//! Entries for what only the sessions have: inferred ends, doubts, and what was reported by events
//! that have been deleted.

use serde_json::{Map, Value};

use super::entry::{EntryKind, PositionedEntry, TimelineEntry, named};
use super::phrases::what;
use crate::model::{
    Certainty, End, Millis, ParticipantSession, RoomSession, SeenBy, Source, TrackRecord,
};
use crate::store::HistoryCursor;

/// The source of what the console inferred.
const CONSOLE: &str = "console";

/// Entries of sessions whose events are stored from `first` on (`None`: no event is stored).
pub(super) struct FromSessions {
    first: Option<Millis>,
    entries: Vec<PositionedEntry>,
}

impl FromSessions {
    /// No entries yet.
    pub(super) const fn new(first: Option<Millis>) -> Self {
        Self { first, entries: Vec::new() }
    }

    /// All entries.
    pub(super) fn entries(self) -> Vec<PositionedEntry> {
        self.entries
    }

    /// Whether an event of this time is no longer stored.
    fn is_expired(&self, at: Millis) -> bool {
        self.first.is_none_or(|first| at < first)
    }

    fn add(&mut self, at: Millis, id: &str, seen_by: Option<SeenBy>, entry: TimelineEntry) {
        let reported_by = seen_by.and_then(|seen_by| seen_by.names().into_iter().next());
        self.entries.push(PositionedEntry {
            // Cannot equal the id of an event: those are LiveKit's, or a hash.
            cursor: HistoryCursor { at, received_at: at, id: format!("{CONSOLE} {id}") },
            entry: TimelineEntry {
                at: at.to_utc(),
                source: reported_by.unwrap_or_else(|| CONSOLE.to_owned()),
                ..entry
            },
        });
    }

    /// Adds the entries of a room session.
    pub(super) fn room(&mut self, room: &RoomSession) {
        let record = &room.record;
        let (sid, seen_by) = (&record.sid, Some(record.seen_by));
        let entry = |kind, text: &str| plain(kind, text.to_owned());
        if self.is_expired(record.first_seen) {
            let entry = entry(EntryKind::RoomStarted, "The room was opened.");
            self.add(record.started_at(), &format!("opened {sid}"), seen_by, entry);
        } else if is_unannounced(record.seen_by) {
            let text = "The room was open, but no webhook reported its start.";
            let entry = entry(EntryKind::RoomStarted, text).inferred();
            self.add(record.started_at(), &format!("opened {sid}"), None, entry);
        }
        let Some((end, at)) = room.end.as_ref().zip(room.finished_at()) else { return };
        let id = format!("closed {sid}");
        if let Some(evidence) = &end.evidence {
            let text = format!("The room has ended: {evidence}.");
            self.add(at, &id, None, ended(plain(EntryKind::RoomFinished, text), end));
        } else if self.is_expired(end.earliest) {
            self.add(at, &id, seen_by, entry(EntryKind::RoomFinished, "The room was closed."));
        }
    }

    /// Adds the entries of a participant session; `restarted_at` is when its room was last
    /// restarted.
    pub(super) fn participant(
        &mut self,
        session: &ParticipantSession,
        restarted_at: Option<Millis>,
    ) {
        let record = &session.record;
        let (sid, seen_by) = (&record.sid, Some(record.seen_by));
        let who = named(&record.identity, sid);
        let entry = |kind, text: String| {
            let mut entry = plain(kind, text);
            entry.participant_sid = Some(sid.to_string());
            entry.identity = (!record.identity.is_empty()).then(|| record.identity.to_string());
            entry
        };
        let began_at = record.started_at();
        if session.aborted() {
            // Its only event is the complete entry.
        } else if self.is_expired(record.first_seen) {
            let entry = entry(EntryKind::ParticipantJoined, format!("{who} joined."));
            self.add(began_at, &format!("joined {sid}"), seen_by, entry);
        } else if is_unannounced(record.seen_by) {
            let text = format!("{who} was there, but no webhook reported the join.");
            let entry = entry(EntryKind::ParticipantJoined, text).inferred();
            self.add(began_at, &format!("joined {sid}"), None, entry);
        }
        for track in &record.tracks {
            self.track(track, &who, &entry);
        }
        if session.in_doubt {
            let text = format!(
                "It is not certain that {who} is still there: {}.",
                session.doubt_evidence()
            );
            let mut entry = entry(EntryKind::Other, text);
            entry.certainty = Certainty::InDoubt;
            let at = restarted_at.unwrap_or(record.last_seen).max(record.last_seen);
            self.add(at, &format!("in doubt {sid}"), None, entry);
        }
        let Some((end, at)) = session.end.as_ref().zip(session.left_at()) else { return };
        let id = format!("left {sid}");
        let departure = session.departure().map(crate::model::Departure::as_str);
        if let Some(evidence) = &end.evidence {
            let text = format!("{who} has left: {evidence}.");
            let entry = ended(entry(EntryKind::ParticipantLeft, text), end);
            self.add(at, &id, None, entry.with("departure", departure));
        } else if let Some(leave) = &record.left
            && self.is_expired(leave.stamp.at)
        {
            let (kind, verb) = if leave.aborted {
                (EntryKind::ConnectionAborted, "never got connected")
            } else {
                (EntryKind::ParticipantLeft, "left")
            };
            let entry = entry(kind, format!("{who} {verb}: {}.", named(&leave.reason, "")))
                .with("reason", leave.reason.as_str())
                .with("departure", departure);
            self.add(at, &id, seen_by, entry);
        }
    }

    /// Adds the entries of a track whose events are no longer stored.
    fn track(
        &mut self,
        track: &TrackRecord,
        who: &str,
        entry: &impl Fn(EntryKind, String) -> TimelineEntry,
    ) {
        let what = what(&track.info.value);
        for (at, kind, verb) in [
            (track.published_at, EntryKind::TrackPublished, "published"),
            (track.unpublished_at, EntryKind::TrackUnpublished, "no longer publishes"),
        ] {
            let Some(at) = at.filter(|at| self.is_expired(*at)) else { continue };
            let entry = entry(kind, format!("{who} {verb} {what}."))
                .with("track_sid", track.sid.as_str())
                .with("type", track.info.value.kind.as_str())
                .with("source", track.info.value.source.as_str());
            self.add(at, &format!("{verb} {}", track.sid), Some(track.seen_by), entry);
        }
    }
}

/// Whether webhooks reported it, but not its start.
const fn is_unannounced(seen_by: SeenBy) -> bool {
    seen_by.has(SeenBy::from(Source::Webhook)) && !seen_by.has(SeenBy::BEGINNING)
}

fn plain(kind: EntryKind, text: String) -> TimelineEntry {
    TimelineEntry {
        at: Millis(0).to_utc(),
        at_range: None,
        kind,
        source: String::new(),
        certainty: Certainty::Observed,
        participant_sid: None,
        identity: None,
        text,
        detail: Map::<String, Value>::new(),
    }
}

/// Sets the interval and the evidence of an end.
fn ended(entry: TimelineEntry, end: &End) -> TimelineEntry {
    let evidence = end.evidence.as_deref().map(str::to_owned);
    entry.between(end.earliest, end.latest).with("evidence", evidence).inferred()
}
