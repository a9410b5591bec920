//! What the reconciler found, in words: compared with what had been told before, a listing tells of
//! mutes and of changed metadata, of which no webhook tells.

use serde_json::{Map, Value, json};

use super::context::Context;
use super::entry::{EntryKind, TimelineEntry, named};
use super::phrases::{about_job, about_track, what, who};
use crate::model::{
    Attributes, Drift, Event, Finding, Millis, Observation, ParticipantInfo, excerpt,
};

/// The entries of a finding.
pub(super) fn entries(
    event: &Event,
    observation: &Observation,
    context: &Context,
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
        Drift::RoomMissed => "The room is listed, though no webhook told its start.".to_owned(),
        Drift::RoomGone => "The room is listed no longer, and no webhook told its end.".to_owned(),
        Drift::RoomDoubted => "It is not certain that the room is still open.".to_owned(),
        Drift::RoomConfirmed => "The room is there after all.".to_owned(),
        Drift::ParticipantDoubted => format!("It is not certain that {who} is still there."),
        Drift::ParticipantMissed => format!("{who} is listed, though no webhook told the join."),
        Drift::ParticipantGone => {
            format!("{who} is listed no longer, and no webhook told the departure.")
        }
        Drift::ParticipantGhost => {
            format!("{who} is still listed, but the room's count says that nobody is behind it.")
        }
        Drift::ParticipantConfirmed => format!("{who} is there after all."),
        Drift::ParticipantLingers => {
            format!("{who} is still listed, though a webhook told the departure.")
        }
        Drift::TrackMissed => {
            format!("A track of {who} is listed, though no webhook told its publication.")
        }
        Drift::JobGone => {
            let word = |name: &str| finding.job.get(name).and_then(Value::as_str);
            let kind = if word("job_kind") == Some("ingress") { "Ingress" } else { "Egress" };
            let id = named(word("job_id").unwrap_or_default(), "without an id");
            format!("{kind} {id} is listed no longer, and no webhook told its end.")
        }
        Drift::TrackGone => {
            format!("A track of {who} is listed no longer, and no webhook told its end.")
        }
        _ => "The room API showed something that no webhook told.".to_owned(),
    };
    let entry = TimelineEntry::observed(event, EntryKind::Healed, text)
        .with("drift", finding.drift.as_str())
        .with("tracks_gone", none_if_empty(finding.tracks_gone.iter().map(|sid| json!(sid))));
    match &finding.absence {
        Some(absence) => entry
            .between(absence.earliest, absence.latest())
            .with("evidence", &*absence.evidence)
            .concluded(),
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

/// With the time since which it may have been so.
fn since(entry: TimelineEntry, before: Option<Millis>, at: Millis) -> TimelineEntry {
    match before {
        Some(before) => entry.between(before, at),
        None => entry,
    }
}

fn room_changed(event: &Event, finding: &Finding, context: &Context) -> TimelineEntry {
    let text = "The room's metadata changed.".to_owned();
    let before = context.metadata();
    let now = finding.room.as_ref().map(|room| &*room.metadata);
    let entry = TimelineEntry::observed(event, EntryKind::RoomChanged, text)
        .with("metadata", change(before.map(|(_, metadata)| metadata), now));
    since(entry, before.map(|(at, _)| at), event.at)
}

/// From what to what, as much of it as a list shows; null if that is the same. An empty text is none,
/// as it is shown everywhere.
fn change(before: Option<&str>, now: Option<&str>) -> Value {
    let said = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let (before, now) = (said(before), said(now));
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

fn participant_changed(event: &Event, finding: &Finding, context: &Context) -> TimelineEntry {
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

/// Each attribute that is not what it was, `from` or `to` null where it was not or is no longer
/// there; null if none is.
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

/// An entry a track that was muted or unmuted; one for all if none was, or if it is not known how
/// they were.
fn tracks_changed(event: &Event, finding: &Finding, context: &Context) -> Vec<TimelineEntry> {
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
        let text = format!("A track of {who} is not what was told.");
        entries.push(TimelineEntry::observed(event, EntryKind::Healed, text));
    }
    entries
}
