//! Entries for stored events: webhooks, client reports, and others.

use serde_json::Value;

use super::context::PriorState;
use super::entry::{EntryKind, TimelineEntry, named};
use super::from_findings;
use super::phrases::{about_job, about_track, because, what, who};
use crate::history::as_of::converted;
use crate::model::{Event, ParticipantRecord, Source, classify};

/// The entries for `event`, compared with `context`, which is updated.
pub(super) fn entries(event: &Event, context: &mut PriorState) -> Vec<TimelineEntry> {
    let observation = converted(event.clone()).observation;
    let entries = match event.source {
        Source::Webhook => vec![by_webhook(event, &observation, context)],
        Source::Poll => from_findings::entries(event, &observation, context),
        Source::Client => by_client(event),
        Source::Scrape | Source::Operator => vec![other(event)],
    };
    context.learn(event, &observation);
    entries
}

fn other(event: &Event) -> TimelineEntry {
    let text = format!("`{}` was received.", named(&event.name, "an event without a name"));
    TimelineEntry::observed(event, EntryKind::Other, text).with("event", event.name.as_str())
}

fn by_webhook(
    event: &Event,
    observation: &crate::model::Observation,
    context: &PriorState,
) -> TimelineEntry {
    let entry = |kind, text: String| TimelineEntry::observed(event, kind, text);
    let who = who(event);
    let participant = observation.participant.as_deref();
    match event.name.as_str() {
        "room_started" if context.room_has_started() => entry(
            EntryKind::RoomStarted,
            "The room was started again under the same sid.".to_owned(),
        )
        .with("again", true),
        "room_started" => entry(EntryKind::RoomStarted, "The room was opened.".to_owned()),
        "room_finished" => {
            let finish = observation.room.as_ref().and_then(|room| room.finished.as_ref());
            let reason = finish.map(|finish| finish.reason.as_str()).unwrap_or_default();
            entry(EntryKind::RoomFinished, because("The room was closed", reason))
                .with("reason", reason)
        }
        "participant_joined" => {
            let info = participant.and_then(|one| one.info.as_ref()).map(|info| &info.value);
            let entry = entry(EntryKind::ParticipantJoined, format!("{who} joined."));
            match info {
                Some(info) => entry
                    .with("name", info.name.as_str())
                    .with("kind", info.kind.as_str())
                    .with("region", info.region.as_str()),
                None => entry,
            }
        }
        "participant_left" => {
            left(entry(EntryKind::ParticipantLeft, format!("{who} left.")), &who, participant)
        }
        "participant_connection_aborted" => {
            let text = format!("{who} never got connected.");
            left(entry(EntryKind::ConnectionAborted, text), &who, participant)
        }
        name @ ("track_published" | "track_unpublished") => {
            let (kind, verb) = if name == "track_published" {
                (EntryKind::TrackPublished, "published")
            } else {
                (EntryKind::TrackUnpublished, "no longer publishes")
            };
            let track = participant.and_then(|one| one.tracks.first());
            let what = track.map_or_else(|| "a track".to_owned(), |t| what(&t.info.value));
            let entry = entry(kind, format!("{who} {verb} {what}."));
            match track {
                Some(track) => {
                    let mime_type = track.info.value.mime_type.as_str();
                    about_track(entry, &track.sid, &track.info.value).with("mime_type", mime_type)
                }
                None => entry,
            }
        }
        name => match (job_kind(name), &observation.job) {
            (Some((kind, verb)), Some(job)) => about_job(event, kind, verb, job),
            _ => other(event),
        },
    }
}

fn left(entry: TimelineEntry, who: &str, participant: Option<&ParticipantRecord>) -> TimelineEntry {
    let Some((record, leave)) = participant.and_then(|one| Some((one, one.left.as_ref()?))) else {
        return entry;
    };
    let duration_ms = leave.stamp.at.since(record.started_at()).max(0);
    let departure = classify(&leave.reason, leave.aborted, duration_ms).as_str();
    let verb = if leave.aborted { "never got connected" } else { "left" };
    let text = because(&format!("{who} {verb}"), &leave.reason);
    TimelineEntry { text, ..entry }
        .with("reason", leave.reason.as_str())
        .with("departure", departure)
}

fn job_kind(name: &str) -> Option<(EntryKind, &'static str)> {
    Some(match name {
        "egress_started" => (EntryKind::EgressStarted, "started"),
        "egress_updated" => (EntryKind::EgressUpdated, "went on"),
        "egress_ended" => (EntryKind::EgressEnded, "ended"),
        "ingress_started" => (EntryKind::IngressStarted, "started"),
        "ingress_ended" => (EntryKind::IngressEnded, "ended"),
        "agent_job_started" => (EntryKind::AgentJobStarted, "started"),
        "agent_job_ended" => (EntryKind::AgentJobEnded, "ended"),
        _ => return None,
    })
}

/// The entries for a client's event, or for a report with several.
fn by_client(event: &Event) -> Vec<TimelineEntry> {
    let raw: Value = serde_json::from_str(&event.raw).unwrap_or(Value::Null);
    if event.name != "quality_report" {
        return vec![reported(event, &event.name, &raw)];
    }
    // A report without events is no entry.
    let report = if raw["report"].is_object() { &raw["report"] } else { &raw };
    let happened = report["events"].as_array().into_iter().flatten();
    happened.map(|one| reported(event, one["type"].as_str().unwrap_or_default(), one)).collect()
}

fn reported(event: &Event, name: &str, raw: &Value) -> TimelineEntry {
    let who = who(event);
    let word = |field: &str| raw[field].as_str().unwrap_or_default();
    let entry = match name {
        "reconnecting" | "signal_reconnecting" => TimelineEntry::observed(
            event,
            EntryKind::Reconnecting,
            format!("{who} is reconnecting."),
        ),
        "reconnected" => TimelineEntry::observed(
            event,
            EntryKind::Reconnected,
            format!("{who} is connected again."),
        ),
        "quality_changed" => {
            let change = match (word("from"), word("to")) {
                ("", "") => String::new(),
                (from, to) => {
                    format!(" from {} to {}", named(from, "unknown"), named(to, "unknown"))
                }
            };
            let text = format!("The connection quality of {who} changed{change}.");
            TimelineEntry::observed(event, EntryKind::QualityChanged, text)
        }
        _ => {
            let text = format!("{who} reported `{}`.", named(name, "something"));
            TimelineEntry::observed(event, EntryKind::Other, text)
        }
    };
    entry
        .with("event", name)
        .with("from", word("from"))
        .with("to", word("to"))
        .with("detail", word("detail"))
}
