//! Converts responses of LiveKit's API to our records. Pure. Enum values that are newer than this
//! program are stored by number, as those of webhooks are by name.

use livekit_protocol as proto;
use proto::participant_info::{Kind as ProtoKind, KindDetail, State as ProtoState};
use serde_json::{Map, Value, json};

use super::convert::MAX_DETAILS;
use super::convert::value::{TimeReader, clean};
use super::redact::is_secret;
use crate::model::{
    Attributes, Kind, ListedParticipant, ListedRoom, ListedTrack, Millis, ParticipantInfo,
    ParticipantState, Text, TrackInfo,
};

/// The name of an enum value; its number if this program does not know it.
fn name_of(name: Option<&'static str>, number: i32) -> Text {
    name.map_or_else(|| Text::from(number.to_string()), Text::from)
}

fn long(text: &str) -> Box<str> {
    text.replace('\0', "\u{fffd}").into()
}

/// The newer field in milliseconds, or else the one in whole seconds.
fn time(received_at: Millis, milliseconds: i64, seconds: i64) -> Option<Millis> {
    let reader = TimeReader { received_at };
    reader.credible(Millis(milliseconds)).or_else(|| {
        seconds.checked_mul(1000).and_then(|milliseconds| reader.credible(Millis(milliseconds)))
    })
}

/// A room of `ListRooms`, received at `received_at`; `None` without a sid.
pub fn room(room: &proto::Room, received_at: Millis) -> Option<ListedRoom> {
    (!room.sid.is_empty()).then(|| ListedRoom {
        sid: clean(&room.sid),
        name: clean(&room.name),
        created_at: time(received_at, room.creation_time_ms, room.creation_time),
        metadata: long(&room.metadata),
        num_participants: room.num_participants,
        num_publishers: room.num_publishers,
        active_recording: room.active_recording,
    })
}

/// A participant of `ListParticipants`, received at `received_at`; `None` without a sid.
pub fn participant(
    listed: &proto::ParticipantInfo,
    received_at: Millis,
) -> Option<ListedParticipant> {
    if listed.sid.is_empty() {
        return None;
    }
    // The same as for a webhook: a difference would be reported as a change.
    let attribute = |(key, value): (&String, &String)| {
        let value = if is_secret(key) { Text::default() } else { Text::from(&*long(value)) };
        (clean(key), value)
    };
    let attributes: Attributes = listed.attributes.iter().map(attribute).collect();
    let kind = ProtoKind::try_from(listed.kind).ok().map(|kind| kind.as_str_name());
    let permission = listed.permission.clone().unwrap_or_default();
    #[expect(deprecated, reason = "servers older than participant kinds mark machines by these")]
    let (is_recorder, is_agent) = (permission.recorder, permission.agent);
    let detail = |number: &i32| {
        let name = KindDetail::try_from(*number).ok().map(|detail| detail.as_str_name());
        name_of(name, *number)
    };
    Some(ListedParticipant {
        sid: clean(&listed.sid),
        identity: clean(&listed.identity),
        state: match ProtoState::try_from(listed.state) {
            Ok(ProtoState::Joining) => ParticipantState::Joining,
            Ok(ProtoState::Disconnected) => ParticipantState::Disconnected,
            Ok(ProtoState::Joined) => ParticipantState::Joined,
            // A participant in a state that is newer than this program is present.
            Ok(ProtoState::Active) | Err(_) => ParticipantState::Active,
        },
        info: ParticipantInfo {
            name: clean(&listed.name),
            kind: Kind::from(name_of(kind, listed.kind)).or_permitted(is_recorder, is_agent),
            metadata: long(&listed.metadata),
            attributes,
            region: clean(&listed.region),
            hidden: permission.hidden,
            kind_details: listed.kind_details.iter().take(MAX_DETAILS).map(detail).collect(),
        },
        version: listed.version,
        joined_at: time(received_at, listed.joined_at_ms, listed.joined_at),
        tracks: listed.tracks.iter().filter_map(track).collect(),
    })
}

fn track(track: &proto::TrackInfo) -> Option<ListedTrack> {
    let kind = proto::TrackType::try_from(track.r#type).ok().map(|kind| kind.as_str_name());
    let source = proto::TrackSource::try_from(track.source).ok().map(|it| it.as_str_name());
    (!track.sid.is_empty()).then(|| ListedTrack {
        sid: clean(&track.sid),
        info: TrackInfo {
            kind: name_of(kind, track.r#type),
            source: name_of(source, track.source),
            name: clean(&track.name),
            mime_type: clean(&track.mime_type),
            width: track.width,
            height: track.height,
            muted: track.muted,
        },
    })
}

/// An egress in the shape of a webhook, `{ "egressInfo": … }`, with the fields that are read.
pub(super) fn egress(listed: &proto::EgressInfo) -> Map<String, Value> {
    use proto::egress_info::Request;
    let status = proto::EgressStatus::try_from(listed.status).ok().map(|it| it.as_str_name());
    let mut info = json!({
        "egressId": listed.egress_id,
        "roomId": listed.room_id,
        "roomName": listed.room_name,
        "status": name_of(status, listed.status),
        "startedAt": listed.started_at.to_string(),
        "endedAt": listed.ended_at.to_string(),
        "updatedAt": listed.updated_at.to_string(),
        "error": listed.error,
    });
    let what = match &listed.request {
        Some(Request::RoomComposite(_)) => Some("roomComposite"),
        Some(Request::Web(_)) => Some("web"),
        Some(Request::Participant(_)) => Some("participant"),
        Some(Request::TrackComposite(_)) => Some("trackComposite"),
        Some(Request::Track(_)) => Some("track"),
        Some(Request::Egress(_)) => Some("egress"),
        Some(Request::Replay(_)) => Some("replay"),
        None => None,
    };
    if let Some(what) = what {
        info[what] = json!({});
    }
    for (list, outputs) in outputs(listed) {
        if !outputs.is_empty() {
            info[list] = Value::Array(outputs);
        }
    }
    Map::from_iter([("egressInfo".to_owned(), info)])
}

/// The outputs of an egress, by the name of their list in a webhook.
fn outputs(listed: &proto::EgressInfo) -> [(&'static str, Vec<Value>); 4] {
    let streams = listed.stream_results.iter().map(|stream| {
        let status = proto::stream_info::Status::try_from(stream.status).ok();
        json!({
            "url": stream.url,
            "status": name_of(status.map(|status| status.as_str_name()), stream.status),
            "error": stream.error,
            "retries": stream.retries,
            "startedAt": stream.started_at.to_string(),
            "endedAt": stream.ended_at.to_string(),
        })
    });
    let files = listed.file_results.iter().map(|file| {
        json!({
            "filename": file.filename,
            "location": file.location,
            "size": file.size.to_string(),
            "startedAt": file.started_at.to_string(),
            "endedAt": file.ended_at.to_string(),
        })
    });
    let segments = listed.segment_results.iter().map(|segments| {
        json!({
            "playlistName": segments.playlist_name,
            "playlistLocation": segments.playlist_location,
            "segmentCount": segments.segment_count.to_string(),
            "size": segments.size.to_string(),
            "startedAt": segments.started_at.to_string(),
            "endedAt": segments.ended_at.to_string(),
        })
    });
    let images = listed.image_results.iter().map(|images| {
        json!({
            "filenamePrefix": images.filename_prefix,
            "imageCount": images.image_count.to_string(),
            "startedAt": images.started_at.to_string(),
            "endedAt": images.ended_at.to_string(),
        })
    });
    [
        ("streamResults", streams.collect()),
        ("fileResults", files.collect()),
        ("segmentResults", segments.collect()),
        ("imageResults", images.collect()),
    ]
}

/// An ingress in the shape of a webhook, `{ "ingressInfo": … }`, as far as it is read: without its
/// stream key.
pub(super) fn ingress(listed: &proto::IngressInfo) -> Map<String, Value> {
    let state = listed.state.clone().unwrap_or_default();
    let status = proto::ingress_state::Status::try_from(state.status);
    let status = status.ok().map(|status| status.as_str_name());
    let info = json!({
        "ingressId": listed.ingress_id,
        "name": listed.name,
        "roomName": listed.room_name,
        "participantIdentity": listed.participant_identity,
        "state": {
            "status": name_of(status, state.status),
            "error": state.error,
            "roomId": state.room_id,
            "startedAt": state.started_at.to_string(),
            "endedAt": state.ended_at.to_string(),
            "updatedAt": state.updated_at.to_string(),
            "resourceId": state.resource_id,
        },
    });
    Map::from_iter([("ingressInfo".to_owned(), info)])
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_400_000_000);

    #[test]
    fn unknown_enum_values_are_stored_by_number() {
        let listed = proto::ParticipantInfo {
            sid: "PA_1".to_owned(),
            kind: 77,
            state: 9,
            tracks: vec![proto::TrackInfo {
                sid: "TR_1".to_owned(),
                r#type: 8,
                source: 99,
                ..proto::TrackInfo::default()
            }],
            ..proto::ParticipantInfo::default()
        };
        let read = participant(&listed, NOW).expect("it has a sid");
        assert_eq!(read.info.kind, Kind::from(Text::from("77")));
        assert_eq!(read.state, ParticipantState::Active);
        assert_eq!(read.tracks[0].info.kind, "8");
        assert_eq!(read.tracks[0].info.source, "99");
    }

    #[test]
    fn invalid_times_are_none_and_entries_without_a_sid_are_left_out() {
        let listed = proto::Room {
            sid: "RM_1".to_owned(),
            creation_time: i64::MAX,
            creation_time_ms: -5,
            ..proto::Room::default()
        };
        assert_eq!(room(&listed, NOW).expect("it has a sid").created_at, None);
        assert_eq!(room(&proto::Room::default(), NOW), None);
        assert_eq!(participant(&proto::ParticipantInfo::default(), NOW), None);
    }

    #[test]
    fn secrets_are_removed() {
        let listed = proto::Room {
            sid: "RM_1".to_owned(),
            turn_password: "TURN-SECRET".to_owned(),
            ..proto::Room::default()
        };
        let read = serde_json::to_string(&room(&listed, NOW)).expect("it can be written");
        assert!(!read.contains("TURN-SECRET"), "{read}");
        let listed = proto::ParticipantInfo {
            sid: "PA_1".to_owned(),
            attributes: [("sip.h.Authorization", "AUTH-SECRET"), ("queue", "billing")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            ..proto::ParticipantInfo::default()
        };
        let read = participant(&listed, NOW).expect("it has a sid").info.attributes;
        let read: Vec<_> =
            read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(read, [("queue", "billing"), ("sip.h.Authorization", "")]);
        let listed = proto::IngressInfo {
            ingress_id: "IN_1".to_owned(),
            stream_key: "STREAM-SECRET".to_owned(),
            ..proto::IngressInfo::default()
        };
        let read = serde_json::to_string(&ingress(&listed)).expect("it can be written");
        assert!(!read.contains("STREAM-SECRET"), "{read}");
    }
}
