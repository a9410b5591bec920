//! The stored answers of [`super::idempotency`], by key: bounded in time, number and bytes.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;
use parking_lot::Mutex;

use super::error::Error;
use crate::model::Millis;

/// How long an answer is kept, milliseconds: a day.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// The most keys; beyond that the oldest are forgotten before their time.
const KEYS: usize = 10_000;

/// The most bytes of stored bodies; beyond that the oldest are forgotten before their time.
const BYTES: usize = 16 * 1024 * 1024;

/// A hash of the request.
pub(super) type Fingerprint = [u8; 32];

/// A stored answer.
pub(super) enum Answer {
    Refusal(Error),
    Response { status: StatusCode, headers: Vec<(HeaderName, HeaderValue)>, body: Bytes },
}

impl Answer {
    fn bytes(&self) -> usize {
        match self {
            Self::Refusal(_) => 0,
            Self::Response { body, .. } => body.len(),
        }
    }
}

/// The answer to the request of one key; locked while the request is done, `None` until then.
type Cell = Arc<tokio::sync::Mutex<Option<Answer>>>;

/// The place of the answer to the requests of one key.
#[derive(Clone)]
pub(super) struct Slot(Arc<Entry>);

struct Entry {
    key: String,
    fingerprint: Fingerprint,
    at: Millis,
    answer: Cell,
    bytes: AtomicUsize,
}

impl Slot {
    /// The answer; the first to lock it does the request.
    pub(super) fn answer(&self) -> Cell {
        Arc::clone(&self.0.answer)
    }
}

/// The answers of this process.
#[derive(Default)]
pub(super) struct Answers(Mutex<Known>);

#[derive(Default)]
struct Known {
    by_key: HashMap<String, Slot>,
    /// The oldest first; also those that are forgotten already.
    in_order: VecDeque<Slot>,
    bytes: usize,
}

impl Answers {
    /// The slot of a key, a new one if the key is; `None` if it is that of another request.
    pub(super) fn slot(&self, key: &str, fingerprint: Fingerprint, now: Millis) -> Option<Slot> {
        let mut known = self.0.lock();
        known.expire(now);
        if let Some(slot) = known.by_key.get(key) {
            return (slot.0.fingerprint == fingerprint).then(|| slot.clone());
        }
        known.make_room();
        let slot = Slot(Arc::new(Entry {
            key: key.to_owned(),
            fingerprint,
            at: now,
            answer: Cell::default(),
            bytes: AtomicUsize::new(0),
        }));
        known.by_key.insert(key.to_owned(), slot.clone());
        known.in_order.push_back(slot.clone());
        Some(slot)
    }

    /// Stores the answer of a slot, which the caller has locked.
    pub(super) fn keep(&self, slot: &Slot, held: &mut Option<Answer>, answer: Answer) {
        let mut known = self.0.lock();
        if known.holds(slot) {
            slot.0.bytes.store(answer.bytes(), Ordering::Relaxed);
            known.bytes += answer.bytes();
        }
        *held = Some(answer);
    }

    /// Forgets a key, so that the next request with it is done.
    pub(super) fn forget(&self, slot: &Slot) {
        self.0.lock().remove(slot);
    }
}

impl Known {
    fn holds(&self, slot: &Slot) -> bool {
        self.by_key.get(&slot.0.key).is_some_and(|known| Arc::ptr_eq(&known.0, &slot.0))
    }

    fn remove(&mut self, slot: &Slot) {
        if self.holds(slot) {
            self.by_key.remove(&slot.0.key);
            self.bytes -= slot.0.bytes.load(Ordering::Relaxed);
        }
    }

    fn expire(&mut self, now: Millis) {
        while self.in_order.front().is_some_and(|oldest| now.since(oldest.0.at) >= KEPT_MS) {
            self.remove_oldest();
        }
    }

    fn make_room(&mut self) {
        while self.in_order.len() >= KEYS || (self.bytes > BYTES && !self.in_order.is_empty()) {
            self.remove_oldest();
        }
    }

    fn remove_oldest(&mut self) {
        if let Some(oldest) = self.in_order.pop_front() {
            self.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;
    use actix_web::web::Bytes;

    use super::{Answer, Answers, BYTES, KEPT_MS, KEYS};
    use crate::model::Millis;

    fn answer(bytes: usize) -> Answer {
        let body = Bytes::from(vec![0; bytes]);
        Answer::Response { status: StatusCode::OK, headers: Vec::new(), body }
    }

    #[test]
    fn a_key_is_known_for_a_day_and_is_that_of_one_request() {
        let answers = Answers::default();
        answers.slot("a", [1; 32], Millis(0)).expect("new");
        assert!(answers.slot("a", [2; 32], Millis(KEPT_MS - 1)).is_none());
        assert!(answers.slot("a", [2; 32], Millis(KEPT_MS)).is_some());
    }

    #[test]
    fn the_oldest_go_first_when_keys_or_bytes_are_too_many() {
        let answers = Answers::default();
        for n in 0..=KEYS {
            answers.slot(&n.to_string(), [1; 32], Millis(0)).expect("new");
        }
        assert!(answers.slot("1", [2; 32], Millis(0)).is_none(), "still known");
        assert!(answers.slot("0", [2; 32], Millis(0)).is_some(), "forgotten");

        let answers = Answers::default();
        for key in ["a", "b"] {
            let slot = answers.slot(key, [1; 32], Millis(0)).expect("new");
            answers.keep(&slot, &mut None, answer(BYTES / 2 + 1));
        }
        assert!(answers.slot("a", [2; 32], Millis(0)).is_none(), "there is room for one more");
        answers.slot("c", [1; 32], Millis(0)).expect("new");
        assert!(answers.slot("b", [2; 32], Millis(0)).is_none(), "still known");
        assert!(answers.slot("a", [2; 32], Millis(0)).is_some(), "forgotten");
    }

    #[test]
    fn what_is_forgotten_counts_no_more() {
        let answers = Answers::default();
        let slot = answers.slot("a", [1; 32], Millis(0)).expect("new");
        answers.keep(&slot, &mut None, answer(100));
        answers.forget(&slot);
        answers.forget(&slot);
        assert_eq!(answers.0.lock().bytes, 0);
        assert!(answers.slot("a", [2; 32], Millis(0)).is_some());
    }
}
