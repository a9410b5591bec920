//! The queue of one subscriber: bounded, so that a subscriber that reads slowly costs little.
//!
//! A subscriber whose queue is full is lagging: frames are counted instead of queued until it has
//! read all that waits, and then one [`FeedItem::Resync`] says how many it lost. No subscriber
//! waits for another.
//!
//! One batch of events, even one event (the end of a room with a thousand people), makes any number
//! of frames at once, before a subscriber gets to read. So the limit is on what waiting frames cost
//! (bytes of one subscriber, queue slots of all together) and not a small number of frames.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use bytestring::ByteString;

use super::Interest;

/// Frames that may always wait for one subscriber, however many wait for the others.
pub(super) const OWN_FRAMES: usize = 64;

/// Frames that may wait for one subscriber at most: rooms with tens of thousands of people may end
/// at once. A slot takes memory only while a frame waits in it.
const QUEUE_FRAMES: usize = 65_536;

/// Bytes of the frames beyond [`OWN_FRAMES`] that may wait for one subscriber. Subscribers share
/// the frames, so this bounds the memory that the slowest of them holds.
pub(super) const QUEUE_BYTES: usize = 16 * 1024 * 1024;

/// Frames beyond [`OWN_FRAMES`] that may wait for all subscribers together, each in a slot of about
/// 40 bytes: 40 MB if thousands do not read.
pub(super) const ALL_FRAMES: usize = 1_000_000;

/// What a subscriber receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedItem {
    /// A frame.
    Frame(ByteString),
    /// How many frames were dropped since the last delivery.
    Resync(u64),
}

/// One subscriber. All that wait for it are counted in `waiting`, together with those that wait for
/// the others.
#[derive(Debug, Default)]
pub(super) struct Subscriber {
    /// What it wants.
    pub(super) interests: Box<[Interest]>,
    frames: VecDeque<ByteString>,
    bytes: usize,
    lost: u64,
    waker: Option<Waker>,
}

impl Subscriber {
    /// Queues a frame, or counts it as lost.
    pub(super) fn receive(&mut self, json: &ByteString, waiting: &AtomicUsize) {
        if self.lost == 0 && self.has_room(json.len(), waiting) {
            self.frames.push_back(json.clone());
            self.bytes += json.len();
            waiting.fetch_add(1, Ordering::Relaxed);
        } else {
            self.lost += 1;
        }
        self.wake();
    }

    fn has_room(&self, bytes: usize, waiting: &AtomicUsize) -> bool {
        let is_crowded =
            self.bytes + bytes > QUEUE_BYTES || waiting.load(Ordering::Relaxed) >= ALL_FRAMES;
        self.frames.len() < OWN_FRAMES || (!is_crowded && self.frames.len() < QUEUE_FRAMES)
    }

    /// Counts frames as lost that were dropped before they came here.
    pub(super) fn lose(&mut self, frames: u64) {
        self.lost += frames;
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// The next frame, or how many were lost once all that waited was taken.
    pub(super) fn poll(&mut self, context: &Context<'_>, waiting: &AtomicUsize) -> Poll<FeedItem> {
        if let Some(json) = self.frames.pop_front() {
            self.bytes -= json.len();
            waiting.fetch_sub(1, Ordering::Relaxed);
            if self.frames.is_empty() {
                // Most subscribers wait most of the time: an empty queue takes no memory.
                self.frames = VecDeque::new();
            }
            return Poll::Ready(FeedItem::Frame(json));
        }
        match std::mem::take(&mut self.lost) {
            0 => {
                self.waker = Some(context.waker().clone());
                Poll::Pending
            }
            lost => Poll::Ready(FeedItem::Resync(lost)),
        }
    }

    /// Drops what waits.
    pub(super) fn clear(&mut self, waiting: &AtomicUsize) {
        waiting.fetch_sub(self.frames.len(), Ordering::Relaxed);
        self.frames = VecDeque::new();
    }
}
