//! The latest events in memory: whoever follows the journal closely reads no file. What is stored is
//! let go of, and while nobody stores, the oldest gives way: the files have it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use super::LOCK;
use crate::model::Event;

/// The bodies of the events that are held take so many bytes at most (16 MiB).
const HELD_BYTES: usize = 16 * 1024 * 1024;

/// What an event takes beside its body, bytes, about.
const EVENT_BYTES: usize = 1024;

/// The latest events.
#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    /// Sequence number of the first.
    first: u64,
    events: VecDeque<Arc<Event>>,
    bytes: usize,
}

impl Recent {
    /// Adds the event of a sequence number; without its event, nothing before it is held on to
    /// either, so that what is held has no gap.
    pub(super) fn add(&self, events: impl Iterator<Item = (u64, Option<Arc<Event>>)>) {
        let mut held = self.0.lock().expect(LOCK);
        for (sequence, event) in events {
            if held.first + held.events.len() as u64 != sequence || event.is_none() {
                *held = Held { first: sequence, ..Held::default() };
            }
            match event {
                Some(event) => {
                    held.bytes += bytes(&event);
                    held.events.push_back(event);
                }
                None => held.first = sequence + 1,
            }
        }
        while held.bytes > HELD_BYTES && held.events.len() > 1 {
            held.drop_first();
        }
    }

    /// The events from sequence number `next` on, before `before` and `limit` at most; none if the
    /// first of them is not held.
    pub(super) fn read(&self, next: u64, before: u64, limit: usize) -> Vec<Arc<Event>> {
        let held = self.0.lock().expect(LOCK);
        let place = |sequence: u64| usize::try_from(sequence.checked_sub(held.first)?).ok();
        let (Some(from), Some(to)) = (place(next), place(before)) else { return Vec::new() };
        let to = to.min(held.events.len()).min(from.saturating_add(limit));
        if from >= to { Vec::new() } else { held.events.range(from..to).cloned().collect() }
    }

    /// Lets go of every event before sequence number `stored`.
    pub(super) fn release(&self, stored: u64) {
        let mut held = self.0.lock().expect(LOCK);
        while held.first < stored && held.drop_first() {}
        if held.events.is_empty() {
            // What a burst took is given back.
            held.events.shrink_to(64);
        }
    }
}

impl Held {
    fn drop_first(&mut self) -> bool {
        let Some(event) = self.events.pop_front() else { return false };
        self.first += 1;
        self.bytes -= bytes(&event);
        true
    }
}

fn bytes(event: &Event) -> usize {
    event.raw.len() + EVENT_BYTES
}

#[cfg(test)]
mod tests {
    use super::{HELD_BYTES, Recent};
    use crate::model::{Event, Millis, Observation, Source};
    use std::sync::Arc;

    fn event(raw: usize) -> Arc<Event> {
        Arc::new(Event {
            id: "EV".into(),
            deployment: "default".into(),
            source: Source::Webhook,
            name: "".into(),
            at: Millis(0),
            received_at: Millis(0),
            room_name: "".into(),
            room_sid: "".into(),
            participant_sid: "".into(),
            identity: "".into(),
            raw: "x".repeat(raw).into(),
            observation: Observation::default(),
        })
    }

    fn count(recent: &Recent, next: u64, before: u64) -> usize {
        recent.read(next, before, usize::MAX).len()
    }

    #[test]
    fn what_is_held_has_no_gap_and_ends_with_what_is_asked_for() {
        let recent = Recent::default();
        recent.add((5..9).map(|sequence| (sequence, Some(event(1)))));
        for (next, before, found) in
            [(5, 9, 4), (6, u64::MAX, 3), (6, 7, 1), (4, 9, 0), (9, 9, 0), (8, 6, 0)]
        {
            assert_eq!(count(&recent, next, before), found, "{next} {before}");
        }
        assert_eq!(recent.read(5, 9, 2).len(), 2);
        recent.release(7);
        assert_eq!((count(&recent, 6, 9), count(&recent, 7, 9)), (0, 2));
        // One whose meaning is not known must be read from the file.
        recent.add([(9, Some(event(1))), (10, None), (11, Some(event(1)))].into_iter());
        assert_eq!(
            (count(&recent, 7, 20), count(&recent, 10, 20), count(&recent, 11, 20)),
            (0, 0, 1)
        );
        // Numbers that were skipped.
        recent.add([(20, Some(event(1)))].into_iter());
        assert_eq!((count(&recent, 11, 30), count(&recent, 20, 30)), (0, 1));
        recent.release(100);
        assert_eq!(count(&recent, 20, 100), 0);
    }

    #[test]
    fn the_oldest_gives_way() {
        let recent = Recent::default();
        recent.add((0..9).map(|sequence| (sequence, Some(event(HELD_BYTES / 4)))));
        assert_eq!((count(&recent, 5, 9), count(&recent, 6, 9)), (0, 3));
    }
}
