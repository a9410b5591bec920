//! Parts of sentences that several kinds of entries share.

use super::entry::{EntryKind, TimelineEntry, named};
use crate::model::{Event, JobKind, JobRecord, TrackInfo};

/// The participant of an event, for a sentence.
pub(super) fn who(event: &Event) -> String {
    named(
        &event.identity,
        if event.participant_sid.is_empty() { "somebody" } else { &event.participant_sid },
    )
}

/// `what`, with the reason if it is known.
pub(super) fn because(what: &str, reason: &str) -> String {
    if reason.is_empty() { format!("{what}.") } else { format!("{what}: {}.", named(reason, "")) }
}

/// A track, for a sentence.
pub(super) fn what(info: &TrackInfo) -> String {
    match info.source.as_str() {
        "CAMERA" => "a camera".to_owned(),
        "MICROPHONE" => "a microphone".to_owned(),
        "SCREEN_SHARE" => "a screen".to_owned(),
        "SCREEN_SHARE_AUDIO" => "a screen's sound".to_owned(),
        _ => match info.kind.as_str() {
            "AUDIO" => "an audio track".to_owned(),
            "VIDEO" => "a video track".to_owned(),
            "DATA" => "a data track".to_owned(),
            _ => "a track".to_owned(),
        },
    }
}

/// Adds the details of a track.
pub(super) fn about_track(entry: TimelineEntry, sid: &str, info: &TrackInfo) -> TimelineEntry {
    entry
        .with("track_sid", sid)
        .with("type", info.kind.as_str())
        .with("source", info.source.as_str())
        .with("name", info.name.as_str())
        .with("muted", info.muted)
}

/// An entry about a job.
pub(super) fn about_job(
    event: &Event,
    kind: EntryKind,
    verb: &str,
    job: &JobRecord,
) -> TimelineEntry {
    let what = match job.kind {
        JobKind::Egress => "Egress",
        JobKind::Ingress => "Ingress",
        JobKind::Agent => "Agent job",
    };
    let view = job.view();
    let reason = match (&view.status, &view.error) {
        (Some(status), Some(error)) => format!("{status}, {error}"),
        (Some(status), None) => status.clone(),
        (None, error) => error.clone().unwrap_or_default(),
    };
    let text = because(&format!("{what} {} {verb}", named(&job.id, "")), &reason);
    TimelineEntry::observed(event, kind, text)
        .with("id", job.id.as_str())
        .with("name", job.name.as_str())
        .with("status", view.status)
        .with("error", view.error)
}
