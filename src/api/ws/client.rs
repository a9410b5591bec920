//! Interprets a client's frames: a state machine without sockets and without a clock.

use std::collections::HashSet;
use std::time::Duration;

use bytestring::ByteString;
use serde::Deserialize;

use crate::model::Text;
use crate::state::feed::{Filter, Topic};

/// The most bytes of a message, in one or several frames: a subscription to 500 rooms fits.
pub(super) const MESSAGE_BYTES: usize = 16 * 1024;

/// The most frames of any kind that a client may send within [`WINDOW`].
const FRAMES_MAX: u32 = 20;

/// The window of the rate limit.
const WINDOW: Duration = Duration::from_secs(1);

/// The most rooms of a subscription.
const ROOMS_MAX: usize = 500;

/// The most bytes of a sid; LiveKit's have 15.
const SID_BYTES: usize = 128;

/// A frame of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClientMessage<'a> {
    /// A complete text message.
    Text(&'a str),
    /// A piece of a text message, and whether it is the last.
    Piece(&'a [u8], bool),
    /// Binary data, or a piece of it.
    Binary,
    /// A ping or a pong.
    Control,
}

/// How to react to a frame.
#[derive(Debug, PartialEq)]
pub(super) enum Reply {
    /// Nothing.
    Nothing,
    /// Change the subscription and send a snapshot.
    Subscribe(SubscriptionRequest),
    /// Send a heartbeat.
    Heartbeat,
    /// Send an error that says what is invalid.
    Explain(String),
    /// Close the socket.
    Close(ProtocolViolation),
}

/// Why a socket is closed, with the close code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProtocolViolation {
    /// 1003: only text is accepted.
    Binary,
    /// 1007: the text is not UTF-8.
    NotText,
    /// 1008: too many frames.
    TooMany,
    /// 1009: a message is too long.
    TooLong,
}

/// What a client subscribes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SubscriptionRequest {
    /// `None` for every topic.
    pub(super) topics: Option<HashSet<Topic>>,
    /// `None` for every room.
    pub(super) rooms: Option<HashSet<Text>>,
}

impl SubscriptionRequest {
    /// The filter for the feed.
    pub(super) fn filter(&self) -> Filter {
        let topics = self.topics.clone().unwrap_or_else(|| Topic::ALL.into());
        Filter { topics, rooms: self.rooms.clone() }
    }
}

/// A message of the client as JSON. Unknown fields are ignored: a newer client may send more.
#[derive(Debug, Deserialize)]
struct ClientRequest {
    r#type: String,
    topics: Option<Vec<String>>,
    rooms: Option<Vec<String>>,
}

/// The state of the protocol with one client.
#[derive(Debug, Default)]
pub(super) struct ClientProtocol {
    pieces: Vec<u8>,
    window_began: Duration,
    frames: u32,
}

impl ClientProtocol {
    /// Handles a frame that arrived `at`, the time since the socket was opened.
    pub(super) fn receive(&mut self, frame: ClientMessage<'_>, at: Duration) -> Reply {
        if at.saturating_sub(self.window_began) >= WINDOW {
            self.window_began = at;
            self.frames = 0;
        }
        self.frames += 1;
        if self.frames > FRAMES_MAX {
            return Reply::Close(ProtocolViolation::TooMany);
        }
        match frame {
            ClientMessage::Control => Reply::Nothing,
            ClientMessage::Binary => Reply::Close(ProtocolViolation::Binary),
            ClientMessage::Text(text) if text.len() > MESSAGE_BYTES => {
                Reply::Close(ProtocolViolation::TooLong)
            }
            ClientMessage::Text(text) => understand(text),
            ClientMessage::Piece(piece, last) => {
                if self.pieces.len() + piece.len() > MESSAGE_BYTES {
                    return Reply::Close(ProtocolViolation::TooLong);
                }
                self.pieces.extend_from_slice(piece);
                if !last {
                    return Reply::Nothing;
                }
                let message = std::mem::take(&mut self.pieces);
                std::str::from_utf8(&message)
                    .map_or(Reply::Close(ProtocolViolation::NotText), understand)
            }
        }
    }
}

fn understand(text: &str) -> Reply {
    let message: ClientRequest = match serde_json::from_str(text) {
        Ok(message) => message,
        Err(error) => return Reply::Explain(format!("the frame is not a message: {error}")),
    };
    match message.r#type.as_str() {
        "ping" => Reply::Heartbeat,
        "subscribe" => match subscription(message) {
            Ok(subscription) => Reply::Subscribe(subscription),
            Err(why) => Reply::Explain(why),
        },
        unknown => Reply::Explain(format!(
            "`type` is `{}`, but must be `subscribe` or `ping`",
            shortened(unknown)
        )),
    }
}

fn subscription(message: ClientRequest) -> Result<SubscriptionRequest, String> {
    let topic = |name: String| {
        Topic::from_name(&name).ok_or_else(|| {
            let name = shortened(&name);
            format!("`topics` holds `{name}`, but may hold `metrics`, `rooms`, `alerts`")
        })
    };
    let topics = message.topics.map(|names| names.into_iter().map(topic).collect()).transpose()?;
    let rooms = message.rooms.map(|sids| {
        if sids.len() > ROOMS_MAX {
            return Err(format!("`rooms` names {}, but at most {ROOMS_MAX} sids", sids.len()));
        }
        if let Some(sid) = sids.iter().find(|sid| sid.is_empty() || sid.len() > SID_BYTES) {
            return Err(format!("`rooms` holds `{}`, which is no sid", shortened(sid)));
        }
        Ok(sids.into_iter().map(Text::from).collect())
    });
    Ok(SubscriptionRequest { topics, rooms: rooms.transpose()? })
}

fn shortened(text: &str) -> ByteString {
    crate::model::shortened(text).into()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{
        ClientMessage, ClientProtocol, MESSAGE_BYTES, ProtocolViolation, ROOMS_MAX, Reply,
        SubscriptionRequest,
    };
    use crate::state::feed::Topic;

    fn receive(text: &str) -> Reply {
        ClientProtocol::default().receive(ClientMessage::Text(text), Duration::ZERO)
    }

    #[test]
    fn a_subscription_is_everything_that_it_does_not_limit() {
        assert_eq!(
            receive(r#"{"type":"subscribe"}"#),
            Reply::Subscribe(SubscriptionRequest::default())
        );
        let all = SubscriptionRequest::default().filter();
        assert_eq!((all.topics.len(), all.rooms), (3, None));
        let Reply::Subscribe(some) =
            receive(r#"{"type":"subscribe","topics":["rooms"],"rooms":["RM_1","RM_1"],"v":2}"#)
        else {
            panic!("a subscription");
        };
        assert_eq!(some.topics, Some([Topic::Rooms].into()));
        assert_eq!(some.rooms, Some(["RM_1".into()].into()));
        let Reply::Subscribe(none) = receive(r#"{"type":"subscribe","topics":[],"rooms":[]}"#)
        else {
            panic!("a subscription to nothing");
        };
        assert!(none.filter().topics.is_empty());
        assert_eq!(none.rooms, Some([].into()));
    }

    #[test]
    fn an_invalid_message_is_explained_and_the_socket_remains_open() {
        let many: Vec<_> = (0..=ROOMS_MAX).map(|n| format!("R{n}")).collect();
        let many = serde_json::json!({"type": "subscribe", "rooms": many}).to_string();
        let deep = "[".repeat(5000);
        for (text, names) in [
            ("", "not a message"),
            ("null", "not a message"),
            ("[1]", "not a message"),
            ("{}", "missing field `type`"),
            (r#"{"type":1}"#, "not a message"),
            (r#"{"type":"subscribe","topics":"rooms"}"#, "not a message"),
            (r#"{"type":"subscribe","rooms":[1]}"#, "not a message"),
            (r#"{"type":"unsubscribe"}"#, "`type` is `unsubscribe`"),
            (r#"{"type":"subscribe","topics":["room"]}"#, "`topics` holds `room`"),
            (r#"{"type":"subscribe","rooms":[""]}"#, "is no sid"),
            (many.as_str(), "`rooms` names 501"),
            (deep.as_str(), "not a message"),
        ] {
            let Reply::Explain(why) = receive(text) else { panic!("{text}: an explanation") };
            assert!(why.contains(names), "{text}: {why}");
        }
    }

    #[test]
    fn binary_long_and_many_frames_close_the_socket() {
        let mut client = ClientProtocol::default();
        assert_eq!(
            client.receive(ClientMessage::Binary, Duration::ZERO),
            Reply::Close(ProtocolViolation::Binary)
        );
        let long = "x".repeat(MESSAGE_BYTES + 1);
        assert_eq!(receive(&long), Reply::Close(ProtocolViolation::TooLong));

        let mut client = ClientProtocol::default();
        for _ in 0..20 {
            assert_eq!(
                client.receive(ClientMessage::Control, Duration::from_millis(999)),
                Reply::Nothing
            );
        }
        let late =
            client.receive(ClientMessage::Text(r#"{"type":"ping"}"#), Duration::from_millis(1999));
        assert_eq!(late, Reply::Heartbeat, "a new second");
        for _ in 0..19 {
            client.receive(ClientMessage::Control, Duration::from_millis(2500));
        }
        let over = client.receive(ClientMessage::Control, Duration::from_millis(2998));
        assert_eq!(over, Reply::Close(ProtocolViolation::TooMany));
    }

    #[test]
    fn a_message_in_pieces_is_one_message_with_one_limit() {
        let mut client = ClientProtocol::default();
        let piece = |client: &mut ClientProtocol, bytes: &[u8], last| {
            client.receive(ClientMessage::Piece(bytes, last), Duration::ZERO)
        };
        assert_eq!(piece(&mut client, br#"{"type":"#, false), Reply::Nothing);
        assert_eq!(piece(&mut client, b"", false), Reply::Nothing);
        assert_eq!(piece(&mut client, br#""ping"}"#, true), Reply::Heartbeat);
        assert_eq!(piece(&mut client, b"\xff", true), Reply::Close(ProtocolViolation::NotText));
        let half = vec![b'x'; MESSAGE_BYTES / 2 + 1];
        assert_eq!(piece(&mut client, &half, false), Reply::Nothing);
        assert_eq!(piece(&mut client, &half, true), Reply::Close(ProtocolViolation::TooLong));
    }
}
