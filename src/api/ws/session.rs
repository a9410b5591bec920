//! One client's session: the loop between the feed, the client and timers.
//!
//! A client that reads too slowly loses frames in the feed and receives `resync`; one that does not
//! read at all is disconnected. Only this loop waits for the client.

use std::time::Duration;

use actix_ws::{CloseCode, CloseReason, Closed, Item, Message, MessageStream, ProtocolError};
use bytestring::ByteString;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use super::client::{ClientMessage, ClientProtocol, MESSAGE_BYTES, ProtocolViolation, Reply};
use super::heads::{self, FrameError};
use crate::api::context::Console;
use crate::api::error::Error;
use crate::model::{DeploymentName, Room, Text};
use crate::state::feed::{FeedItem, Subscription};
use crate::state::{RoomKey, State, frame};

/// How often the client receives a heartbeat.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Heartbeats between two pings: 20 seconds.
const HEARTBEATS_PER_PING: u32 = 2;

/// How long a client may send nothing: it missed two pings.
const SILENCE_MAX: Duration = Duration::from_secs(40);

/// How long sending a frame may take before the client is disconnected.
const SEND_LIMIT: Duration = Duration::from_secs(10);

/// How long sending the close frame may take.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);

/// Why the loop ended.
enum SessionEnd {
    /// The client has disconnected.
    Gone,
    /// It did not receive a frame in time.
    Stuck,
    /// The console closes the socket with a reason.
    Close(CloseCode, &'static str),
}

/// One client's session.
pub(super) struct Session {
    console: Console,
    socket: actix_ws::Session,
    feed: Subscription,
    client: ClientProtocol,
    opened: Instant,
    /// The room session that the client views: it is subscribed to this one only.
    viewed: Option<Text>,
}

impl Session {
    /// A session that is subscribed to everything; it counts as a client from now on.
    pub(super) fn new(console: Console, socket: actix_ws::Session, feed: Subscription) -> Self {
        console.shared.metrics.websocket_clients.inc();
        let (client, opened) = (ClientProtocol::default(), Instant::now());
        Self { console, socket, feed, client, opened, viewed: None }
    }

    /// Serves the client until one of the two ends the connection.
    pub(super) async fn run(mut self, frames: MessageStream) {
        // Futures that seldom exist are boxed, here and below: a task takes memory for the largest
        // future that it may ever wait for.
        match self.talk(frames).await {
            Err(SessionEnd::Stuck) => self.console.shared.metrics.websocket_closed_slow_total.inc(),
            Err(SessionEnd::Close(code, why)) => {
                let reason = CloseReason { code, description: Some(why.to_owned()) };
                let closing = self.socket.clone().close(Some(reason));
                // If the client does not receive it, the kernel closes the connection.
                let _ = Box::pin(timeout(CLOSE_LIMIT, closing)).await;
            }
            Err(SessionEnd::Gone) | Ok(()) => {}
        }
    }

    async fn talk(&mut self, frames: MessageStream) -> Result<(), SessionEnd> {
        let mut frames = frames.max_frame_size(MESSAGE_BYTES);
        let stop = self.console.tasks.token().clone();
        let mut heartbeats = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        heartbeats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut until_ping = HEARTBEATS_PER_PING;
        let mut last_seen_at = Instant::now();
        Box::pin(self.send_snapshot(None)).await?;
        loop {
            tokio::select! {
                () = stop.cancelled() => {
                    return Err(SessionEnd::Close(CloseCode::Away, "the console is stopping"));
                }
                item = self.feed.next() => match item {
                    FeedItem::Frame(json) => Box::pin(self.send(json)).await?,
                    FeedItem::Resync(dropped) => {
                        self.console.shared.metrics.websocket_resyncs_total.inc();
                        Box::pin(self.send(frame::resync(self.revision(), dropped))).await?;
                    }
                },
                message = frames.recv() => {
                    last_seen_at = Instant::now();
                    Box::pin(self.handle(message)).await?;
                }
                _ = heartbeats.tick() => {
                    if last_seen_at.elapsed() >= SILENCE_MAX {
                        return Err(SessionEnd::Close(CloseCode::Policy, "no pong for 40 seconds"));
                    }
                    self.mark_viewed();
                    Box::pin(self.send_heartbeat()).await?;
                    until_ping -= 1;
                    if until_ping == 0 {
                        until_ping = HEARTBEATS_PER_PING;
                        Box::pin(within_limit(self.socket.ping(b""))).await?;
                    }
                }
            }
        }
    }

    async fn handle(
        &mut self,
        message: Option<Result<Message, ProtocolError>>,
    ) -> Result<(), SessionEnd> {
        let message = match message {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Err(misbehaved(&error)),
            None => return Err(SessionEnd::Gone),
        };
        let frame = match &message {
            Message::Text(text) => ClientMessage::Text(text),
            Message::Binary(_) | Message::Continuation(Item::FirstBinary(_)) => {
                ClientMessage::Binary
            }
            Message::Continuation(Item::FirstText(piece) | Item::Continue(piece)) => {
                ClientMessage::Piece(piece, false)
            }
            Message::Continuation(Item::Last(piece)) => ClientMessage::Piece(piece, true),
            Message::Ping(_) | Message::Pong(_) | Message::Nop => ClientMessage::Control,
            Message::Close(_) => return Err(SessionEnd::Close(CloseCode::Normal, "")),
        };
        match self.client.receive(frame, self.opened.elapsed()) {
            Reply::Nothing => {}
            Reply::Heartbeat => self.send_heartbeat().await?,
            Reply::Explain(why) => {
                self.send(frame::error(self.revision(), "invalid_frame", &why)).await?;
            }
            Reply::Subscribe(wanted) => {
                // First the filter, then the snapshot: a change in between is sent twice, but never
                // lost.
                self.feed.set_filter(wanted.filter());
                let rooms: Option<Vec<_>> = wanted.rooms.map(|sids| sids.into_iter().collect());
                self.viewed = rooms.as_ref().and_then(|sids| match sids.as_slice() {
                    [sid] => Some(Text::clone(sid)),
                    _ => None,
                });
                self.mark_viewed();
                self.send_snapshot(rooms).await?;
            }
            Reply::Close(violation) => return Err(violation.into()),
        }
        if let Message::Ping(payload) = message {
            within_limit(self.socket.pong(&payload)).await?;
        }
        Ok(())
    }

    /// Records that somebody views the room, so that it is polled more often.
    fn mark_viewed(&self) {
        let Some(sid) = &self.viewed else { return };
        for (deployment, _) in &self.console.about.deployments {
            self.console.views.look(&deployment.name, sid, self.console.now());
        }
    }

    async fn send_snapshot(&mut self, sids: Option<Vec<Text>>) -> Result<(), SessionEnd> {
        let snapshot = self.snapshot(sids.unwrap_or_default()).await;
        let json = snapshot.map_err(|error| {
            tracing::warn!(error = error.chain(), "a snapshot for a client failed");
            SessionEnd::Close(CloseCode::Error, "no snapshot could be made")
        })?;
        self.send(json).await
    }

    async fn snapshot(&self, sids: Vec<Text>) -> Result<ByteString, Error> {
        let metrics = self.console.figures().await?;
        if sids.is_empty() {
            return Ok(frame::snapshot(self.revision(), &metrics, &[]));
        }
        let now = self.console.now();
        let snapshot = self.console.read(move |state| {
            let deployments: Vec<DeploymentName> =
                state.deployments().into_iter().map(|deployment| deployment.name).collect();
            let keys = sids.into_iter().flat_map(|sid| {
                let key = move |name: &DeploymentName| RoomKey {
                    deployment: DeploymentName::clone(name),
                    sid: sid.clone(),
                };
                deployments.iter().map(key).collect::<Vec<_>>()
            });
            let rooms: Vec<Room> =
                keys.filter_map(|key| state.room(&key, now)).map(Room::listed).collect();
            frame::snapshot(state.revision(), &metrics, &rooms)
        });
        snapshot.await
    }

    async fn send_heartbeat(&mut self) -> Result<(), SessionEnd> {
        self.send(frame::heartbeat(self.revision(), self.console.now())).await
    }

    async fn send(&mut self, json: ByteString) -> Result<(), SessionEnd> {
        within_limit(self.socket.text(json)).await?;
        self.console.shared.metrics.websocket_frames_total.inc();
        Ok(())
    }

    fn revision(&self) -> u64 {
        self.console.glance(State::revision)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.console.shared.metrics.websocket_clients.dec();
    }
}

impl From<ProtocolViolation> for SessionEnd {
    fn from(violation: ProtocolViolation) -> Self {
        match violation {
            ProtocolViolation::Binary => {
                Self::Close(CloseCode::Unsupported, "only text is accepted")
            }
            ProtocolViolation::NotText => Self::Close(CloseCode::Invalid, "the text is not UTF-8"),
            ProtocolViolation::TooMany => {
                Self::Close(CloseCode::Policy, "more than 20 frames a second")
            }
            ProtocolViolation::TooLong => {
                Self::Close(CloseCode::Size, "a message of more than 16 KiB")
            }
        }
    }
}

async fn within_limit(sending: impl Future<Output = Result<(), Closed>>) -> Result<(), SessionEnd> {
    match timeout(SEND_LIMIT, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(Closed)) => Err(SessionEnd::Gone),
        Err(_late) => Err(SessionEnd::Stuck),
    }
}

/// How to end the session after a protocol error.
fn misbehaved(error: &ProtocolError) -> SessionEnd {
    let refused = match error {
        ProtocolError::Io(error) => heads::refused(error),
        _ => None,
    };
    match (error, refused) {
        (ProtocolError::Overflow, _) | (_, Some(FrameError::TooLong)) => {
            ProtocolViolation::TooLong.into()
        }
        (_, Some(FrameError::Malformed)) => {
            SessionEnd::Close(CloseCode::Protocol, "not a WebSocket frame")
        }
        (ProtocolError::Io(error), _) if error.kind() == std::io::ErrorKind::InvalidData => {
            ProtocolViolation::NotText.into()
        }
        (ProtocolError::Io(_), _) => SessionEnd::Gone,
        _ => SessionEnd::Close(CloseCode::Protocol, "not a WebSocket frame"),
    }
}
