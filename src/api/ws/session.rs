//! One client's session: the loop between the feed, the client and the time.
//!
//! A client that reads too slowly loses frames in the feed and is told so; one that does not read at
//! all is cut off. Nobody waits for it but this loop.

use std::time::Duration;

use actix_ws::{CloseCode, CloseReason, Closed, Item, Message, MessageStream, ProtocolError};
use bytestring::ByteString;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use super::client::{Client, ClientMessage, Ending, MESSAGE_BYTES, Reply};
use super::heads::{self, Refused};
use crate::api::context::Console;
use crate::api::error::Error;
use crate::model::{DeploymentName, Room, Text};
use crate::state::feed::{FeedItem, Subscription};
use crate::state::{RoomKey, State, frame};

/// How often the client gets a sign of life.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Heartbeats between two pings: 20 seconds.
const HEARTBEATS_PER_PING: u32 = 2;

/// How long a client may be silent: two pings unanswered.
const SILENCE_MAX: Duration = Duration::from_secs(40);

/// How long a frame may wait for room in the client's connection, after which it is cut off.
const SEND_LIMIT: Duration = Duration::from_secs(10);

/// How long the farewell may wait for the same.
const FAREWELL_LIMIT: Duration = Duration::from_secs(1);

/// Why the loop ended.
enum End {
    /// The client has gone.
    Gone,
    /// It did not take a frame in time.
    Stuck,
    /// It is told why.
    Farewell(CloseCode, &'static str),
}

/// One client's session.
pub(super) struct Session {
    console: Console,
    socket: actix_ws::Session,
    feed: Subscription,
    client: Client,
    opened: Instant,
    /// The one room session that it is subscribed to: somebody looks at it.
    viewed: Option<Text>,
}

impl Session {
    /// A session that wants everything; it counts as a client from now on.
    pub(super) fn new(console: Console, socket: actix_ws::Session) -> Self {
        console.shared.metrics.websocket_clients.inc();
        let feed = console.shared.feed.subscribe();
        let (client, opened) = (Client::default(), Instant::now());
        Self { console, socket, feed, client, opened, viewed: None }
    }

    /// Talks to the client until one of both has enough.
    pub(super) async fn run(mut self, frames: MessageStream) {
        // What is rarely waited for is boxed, here and below: each client pays for the room of the
        // largest thing that its task may ever wait for.
        match self.talk(frames).await {
            Err(End::Stuck) => self.console.shared.metrics.websocket_closed_slow_total.inc(),
            Err(End::Farewell(code, why)) => {
                let reason = CloseReason { code, description: Some(why.to_owned()) };
                let farewell = self.socket.clone().close(Some(reason));
                // A client that does not take it is cut off by the kernel.
                let _ = Box::pin(timeout(FAREWELL_LIMIT, farewell)).await;
            }
            Err(End::Gone) | Ok(()) => {}
        }
    }

    async fn talk(&mut self, frames: MessageStream) -> Result<(), End> {
        let mut frames = frames.max_frame_size(MESSAGE_BYTES);
        let stop = self.console.tasks.token().clone();
        let mut ticks = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut until_ping = HEARTBEATS_PER_PING;
        let mut heard_at = Instant::now();
        Box::pin(self.send_snapshot(None)).await?;
        loop {
            tokio::select! {
                () = stop.cancelled() => {
                    return Err(End::Farewell(CloseCode::Away, "the console is stopping"));
                }
                delivery = self.feed.next() => match delivery {
                    FeedItem::Frame(json) => self.send(json).await?,
                    FeedItem::Resync(dropped) => {
                        self.console.shared.metrics.websocket_resyncs_total.inc();
                        self.send(frame::resync(self.revision(), dropped)).await?;
                    }
                },
                message = frames.recv() => {
                    heard_at = Instant::now();
                    Box::pin(self.answer(message)).await?;
                }
                _ = ticks.tick() => {
                    if heard_at.elapsed() >= SILENCE_MAX {
                        return Err(End::Farewell(CloseCode::Policy, "no pong for 40 seconds"));
                    }
                    self.look();
                    self.send_heartbeat().await?;
                    until_ping -= 1;
                    if until_ping == 0 {
                        until_ping = HEARTBEATS_PER_PING;
                        within_limit(self.socket.ping(b"")).await?;
                    }
                }
            }
        }
    }

    async fn answer(&mut self, message: Option<Result<Message, ProtocolError>>) -> Result<(), End> {
        let message = match message {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Err(misbehaved(&error)),
            None => return Err(End::Gone),
        };
        let heard = match &message {
            Message::Text(text) => ClientMessage::Text(text),
            Message::Binary(_) | Message::Continuation(Item::FirstBinary(_)) => {
                ClientMessage::Binary
            }
            Message::Continuation(Item::FirstText(piece) | Item::Continue(piece)) => {
                ClientMessage::Piece(piece, false)
            }
            Message::Continuation(Item::Last(piece)) => ClientMessage::Piece(piece, true),
            Message::Ping(_) | Message::Pong(_) | Message::Nop => ClientMessage::Control,
            Message::Close(_) => return Err(End::Farewell(CloseCode::Normal, "")),
        };
        match self.client.receive(heard, self.opened.elapsed()) {
            Reply::Nothing => {}
            Reply::Heartbeat => self.send_heartbeat().await?,
            Reply::Explain(why) => {
                self.send(frame::error(self.revision(), "invalid_frame", &why)).await?;
            }
            Reply::Subscribe(wanted) => {
                // First the filter, then the snapshot: what changes in between comes twice and not
                // never.
                self.feed.set_filter(wanted.filter());
                let rooms: Option<Vec<_>> = wanted.rooms.map(|sids| sids.into_iter().collect());
                self.viewed = rooms.as_ref().and_then(|sids| match sids.as_slice() {
                    [sid] => Some(Text::clone(sid)),
                    _ => None,
                });
                self.look();
                self.send_snapshot(rooms).await?;
            }
            Reply::Close(ending) => return Err(ending.into()),
        }
        if let Message::Ping(payload) = message {
            within_limit(self.socket.pong(&payload)).await?;
        }
        Ok(())
    }

    /// Says that somebody looks at the room, if it is just one.
    fn look(&self) {
        let Some(sid) = &self.viewed else { return };
        for (deployment, _) in &self.console.about.deployments {
            self.console.views.look(&deployment.name, sid, self.console.now());
        }
    }

    async fn send_snapshot(&mut self, sids: Option<Vec<Text>>) -> Result<(), End> {
        let snapshot = self.snapshot(sids.unwrap_or_default()).await;
        let json = snapshot.map_err(|error| {
            tracing::warn!(error = error.chain(), "a client got no snapshot");
            End::Farewell(CloseCode::Error, "no snapshot could be made")
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

    async fn send_heartbeat(&mut self) -> Result<(), End> {
        self.send(frame::heartbeat(self.revision(), self.console.now())).await
    }

    async fn send(&mut self, json: ByteString) -> Result<(), End> {
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

impl From<Ending> for End {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Binary => Self::Farewell(CloseCode::Unsupported, "only text is understood"),
            Ending::NotText => Self::Farewell(CloseCode::Invalid, "the text is not UTF-8"),
            Ending::TooMany => Self::Farewell(CloseCode::Policy, "more than 20 frames a second"),
            Ending::TooLong => Self::Farewell(CloseCode::Size, "a message of more than 16 KiB"),
        }
    }
}

async fn within_limit(sending: impl Future<Output = Result<(), Closed>>) -> Result<(), End> {
    match timeout(SEND_LIMIT, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(Closed)) => Err(End::Gone),
        Err(_late) => Err(End::Stuck),
    }
}

/// A client whose bytes are no WebSocket frames, or frames that are too long.
fn misbehaved(error: &ProtocolError) -> End {
    let refused = match error {
        ProtocolError::Io(error) => heads::refused(error),
        _ => None,
    };
    match (error, refused) {
        (ProtocolError::Overflow, _) | (_, Some(Refused::TooLong)) => Ending::TooLong.into(),
        (_, Some(Refused::Malformed)) => {
            End::Farewell(CloseCode::Protocol, "not a WebSocket frame")
        }
        (ProtocolError::Io(error), _) if error.kind() == std::io::ErrorKind::InvalidData => {
            Ending::NotText.into()
        }
        (ProtocolError::Io(_), _) => End::Gone,
        _ => End::Farewell(CloseCode::Protocol, "not a WebSocket frame"),
    }
}
