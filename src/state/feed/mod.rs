//! The feed: frames about changes, delivered to every subscriber that wants them.
//!
//! A frame is serialised once and shared. Subscribers live on the threads that serve them, each
//! thread with one [`Hub`]. A publisher hands a frame to the hubs that want it, each of which is
//! woken once however many frames wait; the hub finds its subscribers by what they want and wakes
//! them on their own thread. What nobody wants is not even serialised: see [`Feed::wants`].

mod hub;
mod subscriber;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use bytestring::ByteString;
use parking_lot::Mutex;

pub use hub::{Hub, Subscription};
pub use subscriber::FeedItem;

use crate::model::Text;
use hub::Inbox;

/// What a frame is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// `metrics_update`.
    Metrics,
    /// `room_update`.
    Rooms,
    /// `alert`.
    Alerts,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 3] = [Self::Metrics, Self::Rooms, Self::Alerts];

    /// The topic of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "metrics" => Some(Self::Metrics),
            "rooms" => Some(Self::Rooms),
            "alerts" => Some(Self::Alerts),
            _ => None,
        }
    }
}

/// A serialised frame.
#[derive(Debug, Clone)]
pub struct Frame {
    /// What it is about.
    pub topic: Topic,
    /// The room it is about, for [`Topic::Rooms`].
    pub room_sid: Option<Text>,
    /// The JSON text.
    pub json: ByteString,
}

/// What a subscriber wants.
#[derive(Debug, Clone)]
pub struct Filter {
    /// The topics.
    pub topics: HashSet<Topic>,
    /// Of the rooms topic, only these rooms; `None` for all.
    pub rooms: Option<HashSet<Text>>,
}

impl Default for Filter {
    fn default() -> Self {
        Self { topics: Topic::ALL.into_iter().collect(), rooms: None }
    }
}

/// One thing that a subscriber can want, and by which it is found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Interest {
    /// Every frame of a topic.
    Topic(Topic),
    /// The frames of one room.
    Room(Text),
}

impl Interest {
    /// What finds the subscribers of a frame. Nobody has two of them at once: see
    /// [`Filter::interests`].
    fn in_frame(topic: Topic, room_sid: Option<&Text>) -> impl Iterator<Item = Self> {
        let room = room_sid.filter(|_| topic == Topic::Rooms).cloned().map(Self::Room);
        [Self::Topic(topic)].into_iter().chain(room)
    }
}

impl Filter {
    fn interests(self) -> Box<[Interest]> {
        let Self { topics, rooms } = self;
        let all = Topic::ALL.into_iter().filter(|topic| topics.contains(topic));
        let all = all.filter(|topic| *topic != Topic::Rooms || rooms.is_none());
        let all: Vec<_> = all.map(Interest::Topic).collect();
        let some = rooms.filter(|_| topics.contains(&Topic::Rooms)).unwrap_or_default();
        all.into_iter().chain(some.into_iter().map(Interest::Room)).collect()
    }
}

/// The publishing side. Clones share the hubs.
#[derive(Debug, Clone, Default)]
pub struct Feed(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    inboxes: Mutex<Vec<Arc<Inbox>>>,
    /// Frames that wait, summed over all subscribers.
    waiting: AtomicUsize,
}

impl Feed {
    /// A feed without subscribers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a subscriber wants frames of this topic, about this room.
    pub fn wants(&self, topic: Topic, room_sid: Option<&Text>) -> bool {
        self.0.inboxes.lock().iter().any(|inbox| inbox.wants(topic, room_sid))
    }

    /// Whether a subscriber wants any frame of a room.
    pub fn wants_rooms(&self) -> bool {
        self.0.inboxes.lock().iter().any(|inbox| inbox.wants_rooms())
    }

    /// Hands `frame` to every hub with a subscriber that wants it.
    pub fn publish(&self, frame: &Frame) {
        for inbox in self.0.inboxes.lock().iter() {
            inbox.receive(frame);
        }
    }
}
