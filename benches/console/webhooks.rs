//! Webhooks to send: rooms that open, fill, empty and close, in the form of LiveKit, about 1.3 kB
//! each, signed beforehand.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};

use livekit_console::livekit::sign_webhook;
use serde_json::{Value, json};

use crate::bench::now;
use crate::process::{API_KEY, API_SECRET};

/// Participants of each room.
pub(crate) const PARTICIPANTS: usize = 10;

/// Rooms that are busy at the same time.
const ROOMS_AT_ONCE: usize = 40;

/// Makes all ids and sids of a run unique.
static NUMBER: AtomicU64 = AtomicU64::new(0);

fn number() -> u64 {
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// A room whose events are made.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    /// Its sid.
    pub(crate) sid: String,
    /// Its name.
    pub(crate) name: String,
    began_ms: i64,
}

impl Room {
    /// A new room.
    pub(crate) fn new() -> Self {
        let number = number();
        let name = format!("weekly-planning-{number}");
        Self { sid: format!("RM_{number:012}"), name, began_ms: now().0 }
    }

    fn json(&self) -> Value {
        let codecs = [
            "audio/opus",
            "audio/red",
            "video/VP8",
            "video/H264",
            "video/VP9",
            "video/AV1",
            "video/H265",
            "video/rtx",
        ];
        let codecs: Vec<_> =
            codecs.iter().map(|mime| json!({ "mime": mime, "fmtpLine": "" })).collect();
        json!({
            "sid": self.sid, "name": self.name, "emptyTimeout": 300, "departureTimeout": 20,
            "maxParticipants": 50, "creationTime": (self.began_ms / 1000).to_string(),
            "creationTimeMs": self.began_ms.to_string(), "turnPassword": "q7Zr2mXw9LkPvB4n",
            "enabledCodecs": codecs, "numParticipants": 7, "numPublishers": 5,
        })
    }

    /// A webhook about the room.
    pub(crate) fn event(&self, event: &str) -> String {
        body(event, json!({ "room": self.json() }))
    }

    /// A webhook about its participant number `who`.
    pub(crate) fn of_participant(&self, event: &str, who: usize) -> String {
        let left = event == "participant_left";
        let sid = format!("PA_{}{who:02}", &self.sid[5..]);
        let joined_ms = self.began_ms + 1;
        let mut participant = json!({
            "sid": sid, "identity": format!("user-{}-{who}", &self.sid[9..]),
            "state": if left { "DISCONNECTED" } else { "ACTIVE" },
            "joinedAt": (joined_ms / 1000).to_string(), "joinedAtMs": joined_ms.to_string(),
            "name": format!("Participant {who}"), "version": if left { 9 } else { 2 },
            "permission": { "canSubscribe": true, "canPublish": true, "canPublishData": true,
                "canUpdateMetadata": true, "canPublishSources": ["CAMERA", "MICROPHONE"] },
            "region": "eu-west", "isPublisher": true, "attributes": { "team": "core" },
            "clientProtocol": 1,
        });
        if left {
            participant["disconnectReason"] = json!("CLIENT_INITIATED");
        }
        let mut fields = json!({ "room": self.json(), "participant": participant });
        if event.starts_with("track_") {
            fields["track"] = json!({
                "sid": format!("TR_{}{who:02}", &self.sid[5..]), "type": "VIDEO", "name": "camera",
                "source": "CAMERA", "mimeType": "video/VP8", "width": 1280, "height": 720,
                "simulcast": true, "stream": "camera", "version": { "unixMicro": "1" },
            });
        }
        body(event, fields)
    }

    /// All webhooks of the room, in order.
    fn life(&self) -> VecDeque<String> {
        let everyone = || 0..PARTICIPANTS;
        let of = |event: &'static str| everyone().map(move |who| self.of_participant(event, who));
        let mut life: VecDeque<_> = [self.event("room_started")].into();
        life.extend(everyone().flat_map(|who| {
            ["participant_joined", "track_published"].map(|event| self.of_participant(event, who))
        }));
        life.extend(of("participant_left"));
        life.push_back(self.event("room_finished"));
        life
    }
}

fn body(event: &str, fields: Value) -> String {
    let mut body = fields;
    body["event"] = json!(event);
    body["id"] = json!(format!("EV_{:012}", number()));
    body["createdAt"] = json!((now().0 / 1000).to_string());
    body.to_string()
}

/// The bodies of `count` events of many rooms, interleaved.
pub(crate) fn bodies(count: usize) -> Vec<String> {
    let mut rooms: VecDeque<VecDeque<String>> = VecDeque::new();
    let mut bodies = Vec::with_capacity(count);
    while bodies.len() < count {
        if rooms.len() < ROOMS_AT_ONCE {
            rooms.push_back(Room::new().life());
        }
        if let Some(mut room) = rooms.pop_front() {
            bodies.extend(room.pop_front());
            if !room.is_empty() {
                rooms.push_back(room);
            }
        }
    }
    bodies
}

/// The bodies that open and fill `rooms` rooms, each participant with a live track.
pub(crate) fn opening(rooms: usize) -> impl Iterator<Item = String> {
    (0..rooms).flat_map(|_| {
        let room = Room::new();
        let mut bodies = vec![room.event("room_started")];
        for who in 0..PARTICIPANTS {
            bodies.push(room.of_participant("participant_joined", who));
            bodies.push(room.of_participant("track_published", who));
        }
        bodies
    })
}

/// The whole request that delivers `body`, signed now: good for five minutes.
pub(crate) fn request(body: &str) -> Vec<u8> {
    let token = sign_webhook(body.as_bytes(), API_KEY, API_SECRET, now());
    post("/api/livekit/webhook", &token, body)
}

/// A POST with the headers that LiveKit's client sends.
pub(crate) fn post(path: &str, token: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Go-http-client/1.1\r\n\
         Authorization: {token}\r\nContent-Type: application/webhook+json\r\n\
         Content-Length: {}\r\nAccept-Encoding: gzip\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Requests for `count` events.
pub(crate) fn requests(count: usize) -> Vec<Vec<u8>> {
    bodies(count).iter().map(|body| request(body)).collect()
}
