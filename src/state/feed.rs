//! The feed: frames about changes, delivered to every subscriber that wants them.
//!
//! A frame is serialised once and shared. Each subscriber has a bounded queue. A subscriber whose
//! queue is full is lagging: frames are counted instead of queued until it has read all that waits,
//! and then one [`FeedItem::Resync`] says how many it lost. No subscriber waits for another.
//!
//! One batch of events, even one event (the end of a room with a thousand people), makes any number
//! of frames at once, before a subscriber gets to read. So the limit is on what waiting frames cost
//! (bytes of one subscriber, queue slots of all together) and not a small number of frames.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use bytestring::ByteString;
use parking_lot::{Mutex, RwLock};
use tokio::sync::mpsc;

use crate::model::Text;

/// Frames that may always wait for one subscriber, however many wait for the others.
const OWN_FRAMES: usize = 64;

/// Frames that may wait for one subscriber at most: rooms with tens of thousands of people may end
/// at once. A slot takes memory only while a frame waits in it.
const QUEUE_FRAMES: usize = 65_536;

/// Bytes of the frames beyond [`OWN_FRAMES`] that may wait for one subscriber. Subscribers share
/// the frames, so this bounds the memory that the slowest of them holds.
const QUEUE_BYTES: usize = 16 * 1024 * 1024;

/// Frames beyond [`OWN_FRAMES`] that may wait for all subscribers together, each in a slot of about
/// 40 bytes: 40 MB if thousands do not read.
const ALL_FRAMES: usize = 1_000_000;

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
pub enum FeedItem {
    /// A frame.
    Frame(ByteString),
    /// How many frames were dropped since the last delivery.
    Resync(u64),
}

#[derive(Debug)]
struct Subscriber {
    queue: mpsc::Sender<ByteString>,
    /// Frames that wait, and their bytes.
    frames: AtomicUsize,
    bytes: AtomicUsize,
    dropped: AtomicU64,
    filter: RwLock<Filter>,
}

impl Subscriber {
    /// Queues a frame if the limits allow it; `all` counts what waits for all subscribers together.
    fn offer(&self, json: &ByteString, all: &AtomicUsize) -> bool {
        let waiting = self.frames.load(Ordering::Acquire);
        let bytes = self.bytes.load(Ordering::Acquire) + json.len();
        let is_crowded = bytes > QUEUE_BYTES || all.load(Ordering::Acquire) >= ALL_FRAMES;
        if waiting >= OWN_FRAMES && is_crowded {
            return false;
        }
        // Counted before it can be received, so that no count falls below zero.
        self.frames.fetch_add(1, Ordering::AcqRel);
        self.bytes.fetch_add(json.len(), Ordering::AcqRel);
        all.fetch_add(1, Ordering::AcqRel);
        let is_queued = self.queue.try_send(json.clone()).is_ok();
        if !is_queued {
            self.taken(json, all);
        }
        is_queued
    }

    /// A frame no longer waits.
    fn taken(&self, json: &ByteString, all: &AtomicUsize) {
        self.frames.fetch_sub(1, Ordering::AcqRel);
        self.bytes.fetch_sub(json.len(), Ordering::AcqRel);
        all.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Delivers frames to subscribers. Clones share the subscribers.
#[derive(Debug, Clone, Default)]
pub struct Feed {
    subscribers: Arc<Mutex<HashMap<u64, Arc<Subscriber>>>>,
    next_id: Arc<AtomicU64>,
    delivered: Arc<AtomicU64>,
    /// Frames that wait, summed over all subscribers.
    waiting: Arc<AtomicUsize>,
}

impl Feed {
    /// A feed without subscribers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of subscribers.
    pub fn len(&self) -> usize {
        self.subscribers.lock().len()
    }

    /// Whether there is no subscriber.
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
            frames: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            dropped: AtomicU64::new(0),
            filter: RwLock::new(Filter::default()),
        });
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        self.subscribers.lock().insert(id, Arc::clone(&subscriber));
        Subscription { feed: self.clone(), id, subscriber, frames }
    }

    /// Queues `frame` for every subscriber that wants it.
    pub fn publish(&self, frame: &Frame) {
        let subscribers = self.subscribers.lock();
        let mut delivered = 0;
        for subscriber in subscribers.values() {
            let wants = subscriber.filter.read().wants(frame);
            if !wants {
                continue;
            }
            let lagging = subscriber.dropped.load(Ordering::Acquire) > 0;
            if lagging || !subscriber.offer(&frame.json, &self.waiting) {
                subscriber.dropped.fetch_add(1, Ordering::AcqRel);
            } else {
                delivered += 1;
            }
        }
        self.delivered.fetch_add(delivered, Ordering::Relaxed);
    }
}

/// One subscriber's receiving end; dropping it unsubscribes.
#[derive(Debug)]
pub struct Subscription {
    feed: Feed,
    id: u64,
    subscriber: Arc<Subscriber>,
    frames: mpsc::Receiver<ByteString>,
}

impl Subscription {
    /// Delivers only what `filter` matches, from the next frame on.
    pub fn set_filter(&self, filter: Filter) {
        *self.subscriber.filter.write() = filter;
    }

    /// The next frame, or how many frames were lost. Never ends: the subscriber decides when it
    /// stops.
    pub async fn next(&mut self) -> FeedItem {
        if self.frames.is_empty() {
            let dropped = self.subscriber.dropped.swap(0, Ordering::AcqRel);
            if dropped > 0 {
                return FeedItem::Resync(dropped);
            }
        }
        match self.frames.recv().await {
            Some(json) => {
                self.subscriber.taken(&json, &self.feed.waiting);
                FeedItem::Frame(json)
            }
            None => std::future::pending().await,
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.feed.subscribers.lock().remove(&self.id);
        // Publishing holds the lock, so nothing more is queued.
        self.frames.close();
        while let Ok(json) = self.frames.try_recv() {
            self.subscriber.taken(&json, &self.feed.waiting);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::{ALL_FRAMES, Feed, FeedItem, Filter, Frame, OWN_FRAMES, QUEUE_BYTES, Topic};

    fn frame(topic: Topic, sid: &str) -> Frame {
        Frame { topic, room_sid: (!sid.is_empty()).then(|| sid.into()), json: sid.into() }
    }

    /// A frame of `bytes` bytes.
    fn large(bytes: usize) -> Frame {
        Frame { topic: Topic::Rooms, room_sid: None, json: "x".repeat(bytes).into() }
    }

    #[tokio::test]
    async fn a_subscriber_that_reads_after_a_burst_loses_nothing() {
        let feed = Feed::new();
        let mut reader = feed.subscribe();
        for burst in [65, 256, 10_001] {
            for _ in 0..burst {
                feed.publish(&frame(Topic::Rooms, "RM_1"));
            }
            for index in 0..burst {
                assert_eq!(reader.next().await, FeedItem::Frame("RM_1".into()), "{index}/{burst}");
            }
        }
        assert_eq!(feed.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_slow_subscriber_learns_how_much_it_lost_and_then_goes_on() {
        let feed = Feed::new();
        let mut slow = feed.subscribe();
        let mut quick = feed.subscribe();
        // Half of them is the limit of what may wait beyond the first ones.
        let size = QUEUE_BYTES / 256;
        for _ in 0..512 {
            feed.publish(&large(size));
            assert!(matches!(quick.next().await, FeedItem::Frame(_)));
        }
        let mut frames = 0;
        let lost = loop {
            match slow.next().await {
                FeedItem::Frame(_) => frames += 1,
                FeedItem::Resync(lost) => break lost,
            }
        };
        assert_eq!((frames, lost), (256, 256));
        feed.publish(&frame(Topic::Rooms, "RM_2"));
        assert_eq!(slow.next().await, FeedItem::Frame("RM_2".into()));
    }

    #[tokio::test]
    async fn some_frames_may_wait_however_large_and_none_after_unsubscribing() {
        let feed = Feed::new();
        let subscriptions: Vec<_> = (0..3).map(|_| feed.subscribe()).collect();
        for _ in 0..=OWN_FRAMES {
            feed.publish(&large(QUEUE_BYTES / 32));
        }
        assert_eq!(feed.waiting.load(Ordering::Relaxed), 3 * OWN_FRAMES);
        drop(subscriptions);
        assert_eq!(feed.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn beyond_the_common_limit_each_subscriber_has_its_own_share() {
        let feed = Feed::new();
        let mut crowd: Vec<_> = (0..3).map(|_| feed.subscribe()).collect();
        feed.waiting.fetch_add(ALL_FRAMES, Ordering::Relaxed);
        for _ in 0..=OWN_FRAMES {
            feed.publish(&frame(Topic::Rooms, "RM_1"));
        }
        for subscription in &mut crowd {
            for _ in 0..OWN_FRAMES {
                assert_eq!(subscription.next().await, FeedItem::Frame("RM_1".into()));
            }
            assert_eq!(subscription.next().await, FeedItem::Resync(1));
        }
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
        assert_eq!(subscription.next().await, FeedItem::Frame("RM_2".into()));
        drop(subscription);
        assert!(feed.is_empty());
    }
}
