//! The fields of a webhook's body that the console uses, as LiveKit writes them.

use std::borrow::Cow;

use serde::de::{Deserialize as _, IgnoredAny, MapAccess};
use serde_json::{Map, Value};

use super::lenient::{IsObject, Lenient, LenientValue, Object, Scalar, object};
use super::spelling::camel_case;
use crate::model::Attributes;

object! {
    /// A webhook's body.
    WebhookBody<'a> {
        id: Scalar<'a> = "id",
        event: Scalar<'a> = "event",
        created_at: Scalar<'a> = "createdAt",
        room: Room<'a> = "room",
        room_end_reason: Scalar<'a> = "roomEndReason",
        participant: Participant<'a> = "participant",
        track: Track<'a> = "track",
        egress: Option<Egress<'a>> = "egressInfo",
        ingress: Option<Ingress<'a>> = "ingressInfo",
        job: Option<AgentJob<'a>> = "job",
    }
}

object! {
    /// The fields that identify an event.
    EventHead<'a> {
        id: Scalar<'a> = "id",
        event: Scalar<'a> = "event",
        created_at: Scalar<'a> = "createdAt",
    }
}

object! {
    Room<'a> {
        sid: Scalar<'a> = "sid",
        name: Scalar<'a> = "name",
        creation_time: Scalar<'a> = "creationTime",
        creation_time_ms: Scalar<'a> = "creationTimeMs",
        metadata: Scalar<'a> = "metadata",
        version: Scalar<'a> = "version",
    }
}

object! {
    Participant<'a> {
        sid: Scalar<'a> = "sid",
        identity: Scalar<'a> = "identity",
        name: Scalar<'a> = "name",
        state: Scalar<'a> = "state",
        joined_at: Scalar<'a> = "joinedAt",
        joined_at_ms: Scalar<'a> = "joinedAtMs",
        version: Scalar<'a> = "version",
        metadata: Scalar<'a> = "metadata",
        attributes: Attributes = "attributes",
        permission: Permission<'a> = "permission",
        region: Scalar<'a> = "region",
        kind: Scalar<'a> = "kind",
        kind_details: Vec<Scalar<'a>> = "kindDetails",
        disconnect_reason: Scalar<'a> = "disconnectReason",
    }
}

object! {
    Permission<'a> {
        hidden: Scalar<'a> = "hidden",
        recorder: Scalar<'a> = "recorder",
        agent: Scalar<'a> = "agent",
    }
}

object! {
    Track<'a> {
        sid: Scalar<'a> = "sid",
        kind: Scalar<'a> = "type",
        source: Scalar<'a> = "source",
        name: Scalar<'a> = "name",
        mime_type: Scalar<'a> = "mimeType",
        width: Scalar<'a> = "width",
        height: Scalar<'a> = "height",
        muted: Scalar<'a> = "muted",
    }
}

object! {
    Egress<'a> {
        id: Scalar<'a> = "egressId",
        room_sid: Scalar<'a> = "roomId",
        room_name: Scalar<'a> = "roomName",
        status: Scalar<'a> = "status",
        error: Scalar<'a> = "error",
        started_at: Scalar<'a> = "startedAt",
        ended_at: Scalar<'a> = "endedAt",
        updated_at: Scalar<'a> = "updatedAt",
        source: IsObject = "egress",
        replay: IsObject = "replay",
        room_composite: IsObject = "roomComposite",
        participant: IsObject = "participant",
        track_composite: IsObject = "trackComposite",
        track: IsObject = "track",
        web: IsObject = "web",
        files: Vec<Option<Output<'a>>> = "fileResults",
        segments: Vec<Option<Output<'a>>> = "segmentResults",
        images: Vec<Option<Output<'a>>> = "imageResults",
        streams: Vec<Option<Output<'a>>> = "streamResults",
        only_file: Option<Output<'a>> = "file",
        only_segments: Option<Output<'a>> = "segments",
        only_streams: Streams<'a> = "stream",
    }
}

object! {
    /// The streams of an egress, as older servers list them.
    Streams<'a> {
        all: Vec<Option<Output<'a>>> = "info",
    }
}

object! {
    /// An output of an egress, of whatever kind.
    Output<'a> {
        filename: Scalar<'a> = "filename",
        location: Scalar<'a> = "location",
        playlist_name: Scalar<'a> = "playlistName",
        playlist_location: Scalar<'a> = "playlistLocation",
        segment_count: Scalar<'a> = "segmentCount",
        filename_prefix: Scalar<'a> = "filenamePrefix",
        image_count: Scalar<'a> = "imageCount",
        url: Scalar<'a> = "url",
        status: Scalar<'a> = "status",
        error: Scalar<'a> = "error",
        started_at: Scalar<'a> = "startedAt",
        ended_at: Scalar<'a> = "endedAt",
        size: Scalar<'a> = "size",
        retries: Scalar<'a> = "retries",
    }
}

object! {
    Ingress<'a> {
        id: Scalar<'a> = "ingressId",
        name: Scalar<'a> = "name",
        room_name: Scalar<'a> = "roomName",
        participant_identity: Scalar<'a> = "participantIdentity",
        state: JobState<'a> = "state",
    }
}

object! {
    AgentJob<'a> {
        id: Scalar<'a> = "id",
        agent_name: Scalar<'a> = "agentName",
        room: Room<'a> = "room",
        state: JobState<'a> = "state",
    }
}

object! {
    /// The state of an ingress or an agent job.
    JobState<'a> {
        status: Scalar<'a> = "status",
        error: Scalar<'a> = "error",
        started_at: Scalar<'a> = "startedAt",
        ended_at: Scalar<'a> = "endedAt",
        updated_at: Scalar<'a> = "updatedAt",
        room_sid: Scalar<'a> = "roomId",
        resource_id: Scalar<'a> = "resourceId",
        participant_identity: Scalar<'a> = "participantIdentity",
    }
}

impl<'a> WebhookBody<'a> {
    /// Reads `json`; fails only if it is not JSON. JSON may hold invalid text (half of a surrogate
    /// pair): of an event with such a text only the identifying fields are read.
    pub(super) fn read(json: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str::<LenientValue<Self>>(json).map(|read| read.0).or_else(|_| {
            let EventHead { id, event, created_at } =
                serde_json::from_str::<LenientValue<_>>(json)?.0;
            Ok(Self { id, event, created_at, ..Self::default() })
        })
    }

    /// Reads an object that was parsed from JSON before.
    pub(super) fn of(fields: &'a Map<String, Value>) -> Self {
        LenientValue::deserialize(fields).map_or_else(|_| Self::default(), |read| read.0)
    }
}

#[cfg(test)]
mod tests {
    use super::WebhookBody;
    use crate::livekit::convert::value::{integer, text};

    #[test]
    fn protobufs_spelling_is_read_as_jsons_and_names_of_attributes_are_unchanged() {
        for body in [
            r#"{"created_at": "1", "createdAt": "2"}"#,
            r#"{"createdAt": "2", "created_at": "1"}"#,
            r#"{"createdAt": "1", "createdAt": "2"}"#,
        ] {
            assert_eq!(text(&WebhookBody::read(body).expect("JSON").created_at), "2", "{body}");
        }
        let body = r#"{
            "egress_info": {"stream_results": [{"ended_at": 3}, 7]}, "created_at": "1",
            "participant": {"disconnect_reason": "A", "attributes": {"my_own": "x", "myOwn": "y"}}
        }"#;
        let body = WebhookBody::read(body).expect("JSON");
        assert_eq!(text(&body.created_at), "1");
        let streams = body.egress.expect("it is an object").streams;
        assert_eq!(streams.len(), 2);
        assert_eq!(integer(&streams[0].as_ref().expect("an object").ended_at), Some(3));
        assert_eq!(text(&body.participant.disconnect_reason), "A");
        let own: Vec<_> = body.participant.attributes.iter().collect();
        assert_eq!(own.len(), 2, "{own:?}");
    }

    #[test]
    fn a_field_of_another_type_counts_as_absent() {
        for value in ["null", "7", "true", "\"text\"", "[{}]", "[[1]]", "1e300", "-1"] {
            let body = format!(
                r#"{{"room": {value}, "egressInfo": {value}, "participant": {{"attributes": {value},
                "kindDetails": {value}, "permission": {value}}}, "id": {{"a": [1]}}}}"#
            );
            let body = WebhookBody::read(&body).expect("JSON");
            assert!(body.egress.is_none() && text(&body.room.sid).is_empty(), "{value}");
            assert!(text(&body.id).is_empty(), "{value}");
        }
        let halved = r#"{"id": "EV_1", "room": {"sid": "RM_1", "name": "\ud800"}}"#;
        let halved = WebhookBody::read(halved).expect("JSON");
        assert_eq!((text(&halved.id), text(&halved.room.sid)), ("EV_1".into(), "".into()));
        for text in ["{", "{\"room\"}", "{\"a\":1,}", "[] []"] {
            assert!(WebhookBody::read(text).is_err(), "{text}");
        }
    }
}
