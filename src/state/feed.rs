//! The feed: frames about changes, handed to every subscriber that wants them.
//!
//! A frame is serialised once and shared. Each subscriber has a bounded queue; when it is full the
//! subscriber is lagging: frames are counted instead of queued until it has drained, and then it is
//! told by one [`Delivery::Resync`] how many it lost. Nobody waits for anybody.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use bytestring::ByteString;
use tokio::sync::mpsc;

use crate::model::Text;

/// Frames that may wait for one subscriber: at one frame a second and a burst of a batch's changes,
/// a browser that stalls for a few seconds loses nothing.
pub const QUEUE_FRAMES: usize = 64;

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

/// A frame, serialised.
#[derive(Debug, Clone)]
pub struct Frame {
    /// What it is about.
    pub topic: Topic,
    /// About which room, for [`Topic::Rooms`].
    pub room_sid: Option<Text>,
    /// The JSON text.
    pub json: ByteString,
}

/// What a subscriber wants.
#[derive(Debug, Clone)]
pub struct Filter {
    /// These topics.
    pub topics: HashSet<Topic>,
    /// Of the rooms topic only these rooms; `None` for all.
    pub rooms: Option<HashSet<Text>>,
}

impl Default for Filter {
    fn default() -> Self {
        Self { topics: Topic::ALL.into_iter().collect(), rooms: None }
    }
}

impl Filter {
    fn wants(&self, frame: &Frame) -> bool {
        self.topics.contains(&frame.topic)
            && match (&self.rooms, &frame.room_sid) {
                (Some(rooms), Some(sid)) => rooms.contains(sid),
                (Some(_), None) => frame.topic != Topic::Rooms,
                (None, _) => true,
            }
    }
}

/// What a subscriber receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// A frame.
    Frame(ByteString),
    /// So many frames were dropped since the last delivery.
    Resync(u64),
}

#[derive(Debug)]
struct Subscriber {
    queue: mpsc::Sender<ByteString>,
    dropped: AtomicU64,
    filter: RwLock<Filter>,
}

/// Hands frames to subscribers. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Feed {
    subscribers: Arc<Mutex<HashMap<u64, Arc<Subscriber>>>>,
    next_id: Arc<AtomicU64>,
    delivered: Arc<AtomicU64>,
}

impl Feed {
    /// Nobody listens yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many listen.
    pub fn len(&self) -> usize {
        self.subscribers.lock().expect("no holder of this lock panics").len()
    }

    /// Whether nobody listens.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many frames were queued, summed over all subscribers.
    pub fn delivered(&self) -> u64 {
        self.delivered.load(Ordering::Relaxed)
    }

    /// A new subscriber that wants everything.
    pub fn subscribe(&self) -> Subscription {
        let (queue, frames) = mpsc::channel(QUEUE_FRAMES);
        let subscriber = Arc::new(Subscriber {
            queue,
            dropped: AtomicU64::new(0),
            filter: RwLock::new(Filter::default()),
        });
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        self.subscribers
            .lock()
            .expect("no holder of this lock panics")
            .insert(id, Arc::clone(&subscriber));
        Subscription { feed: self.clone(), id, subscriber, frames }
    }

    /// Queues `frame` for all who want it.
    pub fn publish(&self, frame: &Frame) {
        let subscribers = self.subscribers.lock().expect("no holder of this lock panics");
        let mut delivered = 0;
        for subscriber in subscribers.values() {
            let wants =
                subscriber.filter.read().expect("no holder of this lock panics").wants(frame);
            if !wants {
                continue;
            }
            let lagging = subscriber.dropped.load(Ordering::Acquire) > 0;
            if lagging || subscriber.queue.try_send(frame.json.clone()).is_err() {
                subscriber.dropped.fetch_add(1, Ordering::AcqRel);
            } else {
                delivered += 1;
            }
        }
        self.delivered.fetch_add(delivered, Ordering::Relaxed);
    }
}

/// One subscriber's end; dropping it unsubscribes.
#[derive(Debug)]
pub struct Subscription {
    feed: Feed,
    id: u64,
    subscriber: Arc<Subscriber>,
    frames: mpsc::Receiver<ByteString>,
}

impl Subscription {
    /// Wants only what `filter` lets through, from the next frame on.
    pub fn set_filter(&self, filter: Filter) {
        *self.subscriber.filter.write().expect("no holder of this lock panics") = filter;
    }

    /// The next frame, or that frames were lost. Never ends: the subscriber decides when it stops.
    pub async fn next(&mut self) -> Delivery {
        if self.frames.is_empty() {
            let dropped = self.subscriber.dropped.swap(0, Ordering::AcqRel);
            if dropped > 0 {
                return Delivery::Resync(dropped);
            }
        }
        match self.frames.recv().await {
            Some(json) => Delivery::Frame(json),
            None => std::future::pending().await,
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.feed.subscribers.lock().expect("no holder of this lock panics").remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::{Delivery, Feed, Filter, Frame, QUEUE_FRAMES, Topic};

    fn frame(topic: Topic, sid: &str) -> Frame {
        Frame { topic, room_sid: (!sid.is_empty()).then(|| sid.into()), json: sid.into() }
    }

    #[tokio::test]
    async fn a_slow_subscriber_is_told_how_much_it_lost_and_then_goes_on() {
        let feed = Feed::new();
        let mut slow = feed.subscribe();
        for _ in 0..QUEUE_FRAMES + 3 {
            feed.publish(&frame(Topic::Rooms, "RM_1"));
        }
        for _ in 0..QUEUE_FRAMES {
            assert_eq!(slow.next().await, Delivery::Frame("RM_1".into()));
        }
        assert_eq!(slow.next().await, Delivery::Resync(3));
        feed.publish(&frame(Topic::Rooms, "RM_2"));
        assert_eq!(slow.next().await, Delivery::Frame("RM_2".into()));
    }

    #[tokio::test]
    async fn a_subscriber_gets_only_the_rooms_it_asked_for() {
        let feed = Feed::new();
        let mut subscription = feed.subscribe();
        subscription.set_filter(Filter {
            topics: [Topic::Rooms].into(),
            rooms: Some(["RM_2".into()].into()),
        });
        feed.publish(&frame(Topic::Metrics, ""));
        feed.publish(&frame(Topic::Rooms, "RM_1"));
        feed.publish(&frame(Topic::Rooms, "RM_2"));
        assert_eq!(subscription.next().await, Delivery::Frame("RM_2".into()));
        drop(subscription);
        assert!(feed.is_empty());
    }
}
