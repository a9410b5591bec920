//! Tracks: what a participant publishes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Certainty, Latest, Millis, SeenBy, Text, latest};

/// What LiveKit last reported of a track.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct TrackInfo {
    /// `AUDIO`, `VIDEO`, `DATA`, or another name as LiveKit gave it.
    #[serde(rename = "ty")]
    pub kind: Text,
    /// `CAMERA`, `MICROPHONE`, … as LiveKit named it.
    #[serde(rename = "so")]
    pub source: Text,
    /// The track's own name, if it has one.
    #[serde(rename = "na", skip_serializing_if = "Text::is_empty")]
    pub name: Text,
    /// Codec, such as `video/VP8`; empty if not reported.
    #[serde(rename = "mi", skip_serializing_if = "Text::is_empty")]
    pub mime_type: Text,
    /// Pixels; 0 if not reported (audio).
    #[serde(rename = "w")]
    pub width: u32,
    /// Pixels; 0 if not reported (audio).
    #[serde(rename = "h")]
    pub height: u32,
    /// Whether it was muted at the last event about the track: webhooks do not report mutes.
    #[serde(rename = "mu")]
    pub muted: bool,
}

/// All that is known about one track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackRecord {
    /// `TR_…`, unique within the deployment.
    pub sid: Text,
    /// The latest description.
    #[serde(rename = "i")]
    pub info: Latest<TrackInfo>,
    /// When it was published; absent while only its end was reported.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Millis>,
    /// When it was unpublished; absent while it is live.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub unpublished_at: Option<Millis>,
    /// Time of the earliest event; absent in records of the first release.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Millis>,
    /// The sources that reported it.
    #[serde(rename = "h", default, skip_serializing_if = "SeenBy::is_nobody")]
    pub seen_by: SeenBy,
    /// Bounds of a beginning or end that only listings show.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Box<Bounds>>,
}

/// Bounds from listings for the beginning and the end of a track that no webhook reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// The last listing that did not have it yet.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub published_after: Option<Millis>,
    /// The last listing that had it.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub listed_until: Option<Millis>,
}

impl TrackRecord {
    /// Merges what another event says; returns whether anything changed.
    pub fn merge(&mut self, other: Self) -> bool {
        let mut info = Some(self.info.clone());
        let mut changed = Latest::merge(&mut info, Some(other.info));
        if let Some(info) = info {
            self.info = info;
        }
        changed |= latest::keep_min(&mut self.published_at, other.published_at);
        changed |= latest::keep_min(&mut self.unpublished_at, other.unpublished_at);
        changed |= latest::keep_min(&mut self.first_seen, other.first_seen);
        changed |= self.seen_by.merge(other.seen_by);
        if let Some(theirs) = other.bounds {
            let mine = self.bounds.get_or_insert_default();
            changed |= latest::keep_max(&mut mine.published_after, theirs.published_after);
            changed |= latest::keep_max(&mut mine.listed_until, theirs.listed_until);
        }
        changed
    }

    /// Whether it is being published, as far as is known.
    pub const fn is_live(&self) -> bool {
        self.unpublished_at.is_none()
    }

    /// Whether it may have been published at `at`, though no source showed it then: before the
    /// listing that found it, or after the last that had it. It was not published before
    /// `joined_at`.
    pub fn may_be_at(&self, at: Millis, joined_at: Millis) -> bool {
        let bounds = self.bounds.as_deref().copied().unwrap_or_default();
        let unlisted_before = self.published_at.is_none()
            && self.first_seen.is_some_and(|first_seen| at < first_seen)
            && bounds.published_after.unwrap_or(joined_at) <= at;
        let unlisted_after = !self.seen_by.has(SeenBy::END)
            && self.unpublished_at.is_some_and(|ended_at| at < ended_at)
            && bounds.listed_until.is_some_and(|listed_until| listed_until < at);
        unlisted_before || unlisted_after
    }

    /// The shape that REST and WebSocket show. A track whose end no source reported ended at the
    /// latest with its participant, which left at `left_at`; its room was last listed at
    /// `listed_at`.
    pub fn view(&self, left_at: Option<Millis>, listed_at: Option<Millis>) -> Track {
        let reported_at = self.info.stamp.at;
        let seen_at =
            listed_at.filter(|_| self.is_live()).map_or(reported_at, |at| at.max(reported_at));
        let info = &self.info.value;
        let size = |pixels: u32| (pixels > 0).then_some(pixels);
        Track {
            sid: self.sid.to_string(),
            kind: info.kind.to_string(),
            source: info.source.to_string(),
            name: (!info.name.is_empty()).then(|| info.name.to_string()),
            muted: Some(info.muted),
            muted_at: Some(seen_at.to_utc()),
            certainty: Certainty::Observed,
            mime_type: (!info.mime_type.is_empty()).then(|| info.mime_type.to_string()),
            width: size(info.width),
            height: size(info.height),
            published_at: self.published_at.map(Millis::to_utc),
            unpublished_at: self.unpublished_at.or(left_at).map(Millis::to_utc),
        }
    }
}

/// A track, as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Track {
    /// Sid of the track, `TR_…`.
    pub sid: String,
    /// `AUDIO`, `VIDEO`, `DATA`, or another name as LiveKit gave it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Source: `CAMERA`, `MICROPHONE`, `SCREEN_SHARE`, `SCREEN_SHARE_AUDIO`, `UNKNOWN`.
    pub source: String,
    /// Name of the track; `null` if it has none.
    pub name: Option<String>,
    /// Whether it was muted at `muted_at`; `null` if that is not known for an earlier time: no
    /// webhook reports mutes, and between two listings that differ the value is not known.
    pub muted: Option<bool>,
    /// The latest time at which `muted` is known from a report or a listing; in a view of an
    /// earlier time, not after that time. `null` if `muted` is.
    pub muted_at: Option<DateTime<Utc>>,
    /// `in_doubt` in a view of an earlier time at which it may have been published though no source
    /// showed it: before the listing that found it, or after the last that had it. Else `observed`.
    pub certainty: Certainty,
    /// Codec, such as `video/VP8`; `null` if not reported.
    pub mime_type: Option<String>,
    /// Size in pixels; `null` for audio.
    pub width: Option<u32>,
    /// Size in pixels; `null` for audio.
    pub height: Option<u32>,
    /// When it was published; `null` if no source reported it.
    pub published_at: Option<DateTime<Utc>>,
    /// When it ended, as reported or with its participant; `null` while live.
    pub unpublished_at: Option<DateTime<Utc>>,
}
