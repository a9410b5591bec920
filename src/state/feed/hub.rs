//! The subscribers of one thread, and the inbox through which frames reach the thread.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::subscriber::Subscriber;
use super::{Feed, FeedItem, Filter, Frame, Interest, Topic};
use crate::model::Text;

/// Bytes of frames that may wait for a thread that does not run: what comes beyond them is lost for
/// its subscribers, who are told by [`FeedItem::Resync`].
const INBOX_BYTES: usize = 16 * 1024 * 1024;

/// Frames on their way to a thread.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    content: Mutex<Content>,
    arrived: Notify,
}

#[derive(Debug, Default)]
struct Content {
    /// How many subscribers of the thread want what.
    wanted: HashMap<Interest, usize>,
    frames: Vec<Frame>,
    bytes: usize,
    lost: u64,
}

impl Content {
    fn wants(&self, topic: Topic, room_sid: Option<&Text>) -> bool {
        !self.wanted.is_empty()
            && Interest::in_frame(topic, room_sid)
                .any(|interest| self.wanted.contains_key(&interest))
    }
}

impl Inbox {
    pub(super) fn wants(&self, topic: Topic, room_sid: Option<&Text>) -> bool {
        self.content.lock().wants(topic, room_sid)
    }

    pub(super) fn wants_rooms(&self) -> bool {
        let is_of_rooms = |interest: &Interest| {
            matches!(interest, Interest::Topic(Topic::Rooms) | Interest::Room(_))
        };
        self.content.lock().wanted.keys().any(is_of_rooms)
    }

    pub(super) fn receive(&self, frame: &Frame) {
        let mut content = self.content.lock();
        if !content.wants(frame.topic, frame.room_sid.as_ref()) {
            return;
        }
        let is_full = content.bytes + frame.json.len() > INBOX_BYTES;
        if content.lost > 0 || (is_full && !content.frames.is_empty()) {
            content.lost += 1;
            return;
        }
        content.bytes += frame.json.len();
        content.frames.push(frame.clone());
        drop(content);
        self.arrived.notify_one();
    }

    /// Takes what waits: frames, and how many were lost after them.
    fn take(&self) -> (Vec<Frame>, u64) {
        let mut content = self.content.lock();
        content.bytes = 0;
        (std::mem::take(&mut content.frames), std::mem::take(&mut content.lost))
    }

    fn want(&self, interests: &[Interest]) {
        let mut content = self.content.lock();
        for interest in interests {
            *content.wanted.entry(interest.clone()).or_default() += 1;
        }
    }

    fn want_no_more(&self, interests: &[Interest]) {
        let mut content = self.content.lock();
        for interest in interests {
            if let Some(count) = content.wanted.get_mut(interest) {
                *count -= 1;
                if *count == 0 {
                    content.wanted.remove(interest);
                }
            }
        }
    }
}

type Subscribers = BTreeMap<u64, Rc<RefCell<Subscriber>>>;

/// The subscribers of one thread, found by what they want.
#[derive(Debug)]
pub struct Hub {
    feed: Feed,
    inbox: Arc<Inbox>,
    found_by: RefCell<HashMap<Interest, Subscribers>>,
    next_id: Cell<u64>,
}

impl Hub {
    /// A hub for this thread.
    pub fn new(feed: &Feed) -> Rc<Self> {
        let inbox = Arc::<Inbox>::default();
        feed.0.inboxes.lock().push(Arc::clone(&inbox));
        let (found_by, next_id) = (RefCell::default(), Cell::new(0));
        Rc::new(Self { feed: feed.clone(), inbox, found_by, next_id })
    }

    /// Distributes frames as they arrive. Never ends: it is dropped with its thread.
    pub async fn run(self: Rc<Self>) -> ! {
        loop {
            self.inbox.arrived.notified().await;
            self.distribute();
        }
    }

    /// A new subscriber that wants everything from the next frame on.
    pub fn subscribe(self: &Rc<Self>) -> Subscription {
        let id = self.next_id.get();
        self.next_id.set(id + 1);
        let subscription = Subscription { hub: Rc::clone(self), id, subscriber: Rc::default() };
        subscription.set_filter(Filter::default());
        subscription
    }

    /// Queues every frame that has arrived for the subscribers that want it.
    fn distribute(&self) {
        let (frames, lost) = self.inbox.take();
        if frames.is_empty() {
            return;
        }
        let (waiting, found_by) = (&self.feed.0.waiting, self.found_by.borrow());
        for frame in &frames {
            for interest in Interest::in_frame(frame.topic, frame.room_sid.as_ref()) {
                for subscriber in found_by.get(&interest).into_iter().flat_map(BTreeMap::values) {
                    subscriber.borrow_mut().receive(&frame.json, waiting);
                }
            }
        }
        if lost > 0 {
            // Which of them wanted the lost frames is not known any more.
            let all: Subscribers =
                found_by.values().flatten().map(|(id, one)| (*id, Rc::clone(one))).collect();
            for subscriber in all.values() {
                subscriber.borrow_mut().lose(lost);
            }
        }
    }

    fn add(&self, id: u64, subscriber: &Rc<RefCell<Subscriber>>, interests: Box<[Interest]>) {
        self.inbox.want(&interests);
        let mut found_by = self.found_by.borrow_mut();
        for interest in &interests {
            let subscribers = found_by.entry(interest.clone()).or_default();
            subscribers.insert(id, Rc::clone(subscriber));
        }
        subscriber.borrow_mut().interests = interests;
    }

    fn remove(&self, id: u64, subscriber: &RefCell<Subscriber>) {
        let interests = std::mem::take(&mut subscriber.borrow_mut().interests);
        self.inbox.want_no_more(&interests);
        let mut found_by = self.found_by.borrow_mut();
        for interest in &interests {
            if let Some(subscribers) = found_by.get_mut(interest) {
                subscribers.remove(&id);
                if subscribers.is_empty() {
                    found_by.remove(interest);
                }
            }
        }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.feed.0.inboxes.lock().retain(|inbox| !Arc::ptr_eq(inbox, &self.inbox));
    }
}

/// One subscriber's receiving end; dropping it unsubscribes.
#[derive(Debug)]
pub struct Subscription {
    hub: Rc<Hub>,
    id: u64,
    subscriber: Rc<RefCell<Subscriber>>,
}

impl Subscription {
    /// Delivers only what `filter` matches, from the next frame on.
    pub fn set_filter(&self, filter: Filter) {
        // What has arrived is for those who wanted it when it was published.
        self.hub.distribute();
        self.hub.remove(self.id, &self.subscriber);
        self.hub.add(self.id, &self.subscriber, filter.interests());
    }

    /// The next frame, or how many frames were lost. Never ends: the subscriber decides when it
    /// stops.
    pub async fn next(&mut self) -> FeedItem {
        poll_fn(|context| {
            self.hub.distribute();
            self.subscriber.borrow_mut().poll(context, &self.hub.feed.0.waiting)
        })
        .await
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.remove(self.id, &self.subscriber);
        self.subscriber.borrow_mut().clear(&self.hub.feed.0.waiting);
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;
    use std::sync::atomic::Ordering;

    use super::super::subscriber::{ALL_FRAMES, OWN_FRAMES, QUEUE_BYTES};
    use super::super::{Feed, FeedItem, Filter, Frame, Topic};
    use super::{Hub, INBOX_BYTES};

    fn frame(topic: Topic, sid: &str) -> Frame {
        Frame { topic, room_sid: (!sid.is_empty()).then(|| sid.into()), json: sid.into() }
    }

    /// A frame of `bytes` bytes.
    fn large(bytes: usize) -> Frame {
        Frame { topic: Topic::Rooms, room_sid: None, json: "x".repeat(bytes).into() }
    }

    fn rooms(sids: &[&str]) -> Filter {
        let sids = sids.iter().map(|sid| (*sid).into());
        Filter { topics: [Topic::Rooms].into(), rooms: Some(sids.collect()) }
    }

    fn feed_and_hub() -> (Feed, Rc<Hub>) {
        let feed = Feed::new();
        let hub = Hub::new(&feed);
        (feed, hub)
    }

    #[tokio::test]
    async fn a_subscriber_that_reads_after_a_burst_loses_nothing() {
        let (feed, hub) = feed_and_hub();
        let mut reader = hub.subscribe();
        for burst in [65, 256, 10_001] {
            for _ in 0..burst {
                feed.publish(&frame(Topic::Rooms, "RM_1"));
            }
            for index in 0..burst {
                assert_eq!(reader.next().await, FeedItem::Frame("RM_1".into()), "{index}/{burst}");
            }
        }
        assert_eq!(feed.0.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_slow_subscriber_learns_how_much_it_lost_and_then_goes_on() {
        let (feed, hub) = feed_and_hub();
        let (mut slow, mut quick) = (hub.subscribe(), hub.subscribe());
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
        let (feed, hub) = feed_and_hub();
        let subscriptions: Vec<_> = (0..3).map(|_| hub.subscribe()).collect();
        for _ in 0..=OWN_FRAMES {
            feed.publish(&large(QUEUE_BYTES / 32));
            hub.distribute();
        }
        assert_eq!(feed.0.waiting.load(Ordering::Relaxed), 3 * OWN_FRAMES);
        drop(subscriptions);
        assert_eq!(feed.0.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn beyond_the_common_limit_each_subscriber_has_its_own_share() {
        let (feed, hub) = feed_and_hub();
        let mut crowd: Vec<_> = (0..3).map(|_| hub.subscribe()).collect();
        feed.0.waiting.fetch_add(ALL_FRAMES, Ordering::Relaxed);
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
        let (feed, hub) = feed_and_hub();
        let mut subscription = hub.subscribe();
        subscription.set_filter(rooms(&["RM_2"]));
        feed.publish(&frame(Topic::Metrics, ""));
        feed.publish(&frame(Topic::Rooms, "RM_1"));
        feed.publish(&frame(Topic::Rooms, ""));
        feed.publish(&frame(Topic::Rooms, "RM_2"));
        assert_eq!(subscription.next().await, FeedItem::Frame("RM_2".into()));
        assert_eq!(feed.0.waiting.load(Ordering::Relaxed), 0, "nothing else came");
    }

    #[tokio::test]
    async fn a_filter_counts_for_the_frames_after_it() {
        let (feed, hub) = feed_and_hub();
        let mut subscription = hub.subscribe();
        feed.publish(&frame(Topic::Rooms, "RM_1"));
        subscription.set_filter(rooms(&["RM_2"]));
        feed.publish(&frame(Topic::Rooms, "RM_1"));
        feed.publish(&frame(Topic::Rooms, "RM_2"));
        let mut late = hub.subscribe();
        feed.publish(&frame(Topic::Alerts, "RM_3"));
        assert_eq!(subscription.next().await, FeedItem::Frame("RM_1".into()));
        assert_eq!(subscription.next().await, FeedItem::Frame("RM_2".into()));
        assert_eq!(late.next().await, FeedItem::Frame("RM_3".into()));
    }

    #[test]
    fn what_nobody_wants_is_known() {
        let (feed, hub) = feed_and_hub();
        let _other_thread = Hub::new(&feed);
        let (one, two) = ("RM_1".into(), "RM_2".into());
        assert!(!feed.wants(Topic::Metrics, None) && !feed.wants_rooms());
        let first = hub.subscribe();
        assert!(feed.wants(Topic::Rooms, Some(&one)) && feed.wants(Topic::Alerts, None));
        first.set_filter(rooms(&["RM_1"]));
        let second = hub.subscribe();
        second.set_filter(rooms(&["RM_1", "RM_2"]));
        assert!(!feed.wants(Topic::Metrics, None) && !feed.wants(Topic::Rooms, None));
        assert!(feed.wants(Topic::Rooms, Some(&two)) && feed.wants_rooms());
        drop(second);
        assert!(feed.wants(Topic::Rooms, Some(&one)) && !feed.wants(Topic::Rooms, Some(&two)));
        drop(first);
        assert!(!feed.wants_rooms());
        drop(hub);
        assert_eq!(feed.0.inboxes.lock().len(), 1);
    }

    #[tokio::test]
    async fn what_comes_while_the_thread_stands_still_is_bounded_and_counted() {
        let (feed, hub) = feed_and_hub();
        let (mut all, mut none) = (hub.subscribe(), hub.subscribe());
        none.set_filter(rooms(&["RM_1"]));
        for _ in 0..20 {
            feed.publish(&large(INBOX_BYTES / 16));
        }
        for _ in 0..16 {
            assert!(matches!(all.next().await, FeedItem::Frame(_)));
        }
        assert_eq!(all.next().await, FeedItem::Resync(4));
        assert_eq!(none.next().await, FeedItem::Resync(4), "it may have wanted them");
    }

    #[tokio::test]
    async fn a_waiting_subscriber_is_woken_when_its_hub_runs() {
        tokio::task::LocalSet::new()
            .run_until(async {
                let (feed, hub) = feed_and_hub();
                let mut subscription = hub.subscribe();
                tokio::task::spawn_local(Rc::clone(&hub).run());
                let waiting = tokio::task::spawn_local(async move { subscription.next().await });
                tokio::task::yield_now().await;
                std::thread::spawn(move || feed.publish(&frame(Topic::Alerts, "x")));
                assert_eq!(waiting.await.expect("no panic"), FeedItem::Frame("x".into()));
            })
            .await;
    }
}
