//! The room of a webhook: complete, or only its ids.

use serde::Serialize;

use super::{Int64, is_false, is_zero};
use crate::model::Millis;
use crate::simulator::change::room_metadata;
use crate::simulator::random::id;
use crate::simulator::room::{DEPARTURE_TIMEOUT, Purpose, RoomPlan};
use crate::simulator::timeline::Item;

/// How long an empty room waits for its first participant, seconds (LiveKit's default).
const EMPTY_TIMEOUT: u32 = 300;

/// The codecs that rooms allow.
const CODECS: [Codec; 10] = [
    Codec { mime: "audio/PCMU" },
    Codec { mime: "audio/PCMA" },
    Codec { mime: "audio/opus" },
    Codec { mime: "audio/red" },
    Codec { mime: "video/VP8" },
    Codec { mime: "video/H264" },
    Codec { mime: "video/VP9" },
    Codec { mime: "video/AV1" },
    Codec { mime: "video/H265" },
    Codec { mime: "video/rtx" },
];

#[derive(Serialize)]
struct Codec {
    mime: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::simulator) struct Room {
    #[serde(skip_serializing_if = "String::is_empty")]
    sid: String,
    name: String,
    #[serde(flatten)]
    rest: Option<Rest>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rest {
    empty_timeout: u32,
    departure_timeout: i64,
    creation_time: Int64,
    creation_time_ms: Int64,
    turn_password: String,
    enabled_codecs: &'static [Codec],
    #[serde(skip_serializing_if = "String::is_empty")]
    metadata: String,
    #[serde(skip_serializing_if = "is_zero")]
    num_participants: u32,
    #[serde(skip_serializing_if = "is_zero")]
    num_publishers: u32,
    #[serde(skip_serializing_if = "is_false")]
    active_recording: bool,
}

impl Room {
    /// The complete room, as `item` reports it.
    pub(super) fn full(room: &RoomPlan, item: &Item) -> Self {
        Self::at(room, item.at, (item.present, item.publishers), item.recorded)
    }

    /// The complete room, as it is `at`.
    pub(in crate::simulator) fn at(
        room: &RoomPlan,
        at: Millis,
        (num_participants, num_publishers): (u32, u32),
        active_recording: bool,
    ) -> Self {
        let (opened, closed) = room.planned;
        let life_seconds = closed.since(opened) / 1000;
        let empty_timeout = match room.purpose {
            Purpose::Empty => u32::try_from(life_seconds).unwrap_or(EMPTY_TIMEOUT),
            _ => EMPTY_TIMEOUT,
        };
        let created_at = room.opened.plus(room.allocator_clock_ms());
        let rest = Rest {
            empty_timeout,
            departure_timeout: DEPARTURE_TIMEOUT / 1000,
            creation_time: Int64::seconds(created_at),
            creation_time_ms: Int64(created_at.0),
            turn_password: id("turn-secret-", !room.key),
            enabled_codecs: &CODECS,
            metadata: room_metadata(room, at),
            num_participants,
            num_publishers,
            active_recording,
        };
        Self { sid: room.sid(), name: room.name(), rest: Some(rest) }
    }

    /// Sid and name.
    pub(super) fn short(room: &RoomPlan) -> Self {
        Self { sid: room.sid(), name: room.name(), rest: None }
    }

    /// Only the name.
    pub(super) fn named(room: &RoomPlan) -> Self {
        Self { sid: String::new(), name: room.name(), rest: None }
    }

    /// A room of which only name and sid are known.
    pub(super) fn unknown(name: &str, sid: &str) -> Self {
        Self { sid: sid.to_owned(), name: name.to_owned(), rest: None }
    }
}
