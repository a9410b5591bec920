//! Entries for findings of the reconciler. Compared with the values before, a listing shows mutes
//! and changed metadata, for which LiveKit sends no webhooks.

use serde_json::{Map, Value, json};

use super::context::PriorState;
use super::entry::{EntryKind, TimelineEntry, named};
use super::phrases::{about_job, about_track, what, who};
use crate::model::{
    Attributes, Drift, Event, Finding, Millis, Observation, ParticipantInfo, excerpt,
};

/// The entries for a finding.
pub(super) fn entries(
    event: &Event,
    observation: &Observation,
    context: &PriorState,
) -> Vec<TimelineEntry> {
    let finding: Option<Finding> = serde_json::from_str(&event.raw).ok();
    let Some(finding) = finding else {
        let text = format!("The room API showed `{}`.", named(&event.name, "something"));
        return vec![TimelineEntry::observed(event, EntryKind::Healed, text)];
    };
    match finding.drift {
        Drift::RoomChanged => vec![room_changed(event, &finding, context)],
        Drift::ParticipantChanged => vec![participant_changed(event, &finding, context)],
        Drift::TrackChanged => tracks_changed(event, &finding, context),
        Drift::JobMissed => match &observation.job {
            Some(job) => vec![about_job(event, EntryKind::Healed, "is as the API lists it", job)],
            None => vec![healed(event, &finding)],
        },
        _ => vec![healed(event, &finding)],
    }
}

fn healed(event: &Event, finding: &Finding) -> TimelineEntry {
    let who = who(event);
    let text = match finding.drift {
        Drift::RoomMissed => {
            "The room API lists the room, but no webhook reported its start.".to_owned()
        }
        Drift::RoomGone => {
            "The room API no longer lists the room, and no webhook reported its end.".to_owned()
        }
        Drift::RoomDoubted => "It is not certain that the room is still open.".to_owned(),
        Drift::RoomConfirmed => "The room is still open.".to_owned(),
        Drift::ParticipantDoubted => format!("It is not certain that {who} is still there."),
        Drift::ParticipantMissed => {
            format!("The room API lists {who}, but no webhook reported the join.")
        }
        Drift::ParticipantGone => {
            format!("The room API no longer lists {who}, and no webhook reported the departure.")
        }
        Drift::ParticipantGhost => {
            format!("The room API still lists {who}, but the room's count leaves them out.")
        }
        Drift::ParticipantConfirmed => format!("{who} is still there."),
        Drift::ParticipantLingers => {
            format!("The room API still lists {who}, but a webhook reported the departure.")
        }
        Drift::TrackMissed => {
            format!("The room API lists a track of {who}, but no webhook reported its publication.")
        }
        Drift::JobGone => {
            let word = |name: &str| finding.job.get(name).and_then(Value::as_str);
            let kind = if word("job_kind") == Some("ingress") { "Ingress" } else { "Egress" };
            let id = named(word("job_id").unwrap_or_default(), "without an id");
            format!("{kind} {id} is no longer listed, and no webhook reported its end.")
        }
        Drift::TrackGone => {
            format!("A track of {who} is no longer listed, and no webhook reported its end.")
        }
        _ => "The room API showed something that no webhook reported.".to_owned(),
    };
    let entry = TimelineEntry::observed(event, EntryKind::Healed, text)
        .with("drift", finding.drift.as_str())
        .with("tracks_gone", none_if_empty(finding.tracks_gone.iter().map(|sid| json!(sid))));
    match &finding.absence {
        Some(absence) => entry
            .between(absence.earliest, absence.latest())
            .with("evidence", &*absence.evidence)
            .inferred(),
        None => match &finding.doubt {
            Some(doubt) => entry.with("evidence", &*doubt.evidence),
            None => entry,
        },
    }
}

fn none_if_empty(values: impl Iterator<Item = Value>) -> Value {
    let values: Vec<_> = values.collect();
    if values.is_empty() { Value::Null } else { Value::Array(values) }
}

/// Sets the interval: from the report before to this one.
fn since(entry: TimelineEntry, before: Option<Millis>, at: Millis) -> TimelineEntry {
    match before {
        Some(before) => entry.between(before, at),
        None => entry,
    }
}

fn room_changed(event: &Event, finding: &Finding, context: &PriorState) -> TimelineEntry {
    let text = "The room's metadata changed.".to_owned();
    let before = context.metadata();
    let now = finding.room.as_ref().map(|room| &*room.metadata);
    let entry = TimelineEntry::observed(event, EntryKind::RoomChanged, text)
        .with("metadata", change(before.map(|(_, metadata)| metadata), now));
    since(entry, before.map(|(at, _)| at), event.at)
}

/// The change as `from` and `to`, shortened as in lists; null if there is none. An empty text
/// counts as none.
fn change(before: Option<&str>, now: Option<&str>) -> Value {
    let non_empty = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let (before, now) = (non_empty(before), non_empty(now));
    if before == now {
        return Value::Null;
    }
    let [before, now] = [before, now].map(|text| text.map(excerpt).unzip());
    let mut change = json!({ "from": before.0, "to": now.0 });
    if before.1 == Some(true) || now.1 == Some(true) {
        change["truncated"] = json!(true);
    }
    change
}

fn participant_changed(event: &Event, finding: &Finding, context: &PriorState) -> TimelineEntry {
    let who = who(event);
    let before = context.participant(&event.participant_sid);
    let now = finding.participant.as_ref().map(|listed| &listed.info);
    let Some(((_, before), now)) = before.zip(now) else {
        let text = format!("Name, metadata, attributes or permissions of {who} changed.");
        return TimelineEntry::observed(event, EntryKind::ParticipantChanged, text);
    };
    let changes = changes(before, now);
    let mut names: Vec<&str> = changes.keys().map(String::as_str).collect();
    if names.is_empty() {
        names.push("permissions");
    }
    let text = format!("{who}: {} changed.", names.join(", "));
    let mut entry = TimelineEntry::observed(event, EntryKind::ParticipantChanged, text);
    entry.detail = changes;
    since(entry, context.participant(&event.participant_sid).map(|(at, _)| *at), event.at)
}

fn changes(before: &ParticipantInfo, now: &ParticipantInfo) -> Map<String, Value> {
    let mut changes = Map::new();
    for (name, change) in [
        ("name", change(Some(&before.name), Some(&now.name))),
        ("metadata", change(Some(&before.metadata), Some(&now.metadata))),
        ("attributes", changed_attributes(&before.attributes, &now.attributes)),
    ] {
        if !change.is_null() {
            changes.insert(name.to_owned(), change);
        }
    }
    if before.hidden != now.hidden {
        changes.insert("hidden".to_owned(), json!({ "from": before.hidden, "to": now.hidden }));
    }
    changes
}

/// The changed attributes, with `from` or `to` null for an attribute that was added or removed;
/// null if none changed.
fn changed_attributes(before: &Attributes, now: &Attributes) -> Value {
    let value = |of: &Attributes, name: &str| {
        of.iter().find(|(other, _)| *other == name).map(|(_, value)| value.to_string())
    };
    let names = before.iter().chain(now.iter()).map(|(name, _)| name);
    let changed: Map<String, Value> = names
        .filter_map(|name| {
            let change = change(value(before, name).as_deref(), value(now, name).as_deref());
            (!change.is_null()).then(|| (name.to_string(), change))
        })
        .collect();
    if changed.is_empty() { Value::Null } else { Value::Object(changed) }
}

/// One entry for each track that was muted or unmuted; one for all if the tracks' values before are
/// not known or did not change.
fn tracks_changed(event: &Event, finding: &Finding, context: &PriorState) -> Vec<TimelineEntry> {
    let who = who(event);
    let listed = finding.participant.as_ref();
    let mut entries: Vec<_> = listed
        .iter()
        .flat_map(|listed| &listed.tracks)
        .filter_map(|track| {
            let (at, before) = context.track(&track.sid)?;
            if before.muted == track.info.muted {
                return None;
            }
            let (kind, verb) = if track.info.muted {
                (EntryKind::TrackMuted, "muted")
            } else {
                (EntryKind::TrackUnmuted, "unmuted")
            };
            let text = format!("{who} {verb} {}.", what(&track.info));
            let entry = TimelineEntry::observed(event, kind, text);
            Some(about_track(entry, &track.sid, &track.info).between(*at, event.at))
        })
        .collect();
    if entries.is_empty() {
        let text = format!("A track of {who} differs from what was reported.");
        entries.push(TimelineEntry::observed(event, EntryKind::Healed, text));
    }
    entries
}
