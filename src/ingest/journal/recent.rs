//! The latest events in memory: a follower that keeps up reads no file. Stored events are dropped.
//! While the store is away, the oldest event is dropped when the limit is reached: the files have
//! it.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::model::Event;

/// Events in memory take at most this many bytes (16 MiB).
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Approximate bytes that an event takes beside its body.
const EVENT_BYTES: usize = 1024;

/// The latest events.
#[derive(Debug, Default)]
pub(super) struct RecentEvents(Mutex<Buffer>);

#[derive(Debug, Default)]
struct Buffer {
    /// Sequence number of the first.
    first: u64,
    events: VecDeque<Arc<Event>>,
    bytes: usize,
}

impl RecentEvents {
    /// Adds events by sequence number. If an event is missing, all before it are dropped, so that
    /// the buffer has no gap.
    pub(super) fn add(&self, events: impl Iterator<Item = (u64, Option<Arc<Event>>)>) {
        let mut buffer = self.0.lock();
        for (sequence, event) in events {
            if buffer.first + buffer.events.len() as u64 != sequence || event.is_none() {
                *buffer = Buffer { first: sequence, ..Buffer::default() };
            }
            match event {
                Some(event) => {
                    buffer.bytes += bytes(&event);
                    buffer.events.push_back(event);
                }
                None => buffer.first = sequence + 1,
            }
        }
        while buffer.bytes > MAX_BYTES && buffer.events.len() > 1 {
            buffer.drop_first();
        }
    }

    /// The events from sequence number `next` on, before `before`, at most `limit`; empty if the
    /// first of them is not buffer.
    pub(super) fn read(&self, next: u64, before: u64, limit: usize) -> Vec<Arc<Event>> {
        let buffer = self.0.lock();
        let index = |sequence: u64| usize::try_from(sequence.checked_sub(buffer.first)?).ok();
        let (Some(from), Some(to)) = (index(next), index(before)) else { return Vec::new() };
        let to = to.min(buffer.events.len()).min(from.saturating_add(limit));
        if from >= to { Vec::new() } else { buffer.events.range(from..to).cloned().collect() }
    }

    /// Drops every event before sequence number `stored`.
    pub(super) fn release(&self, stored: u64) {
        let mut buffer = self.0.lock();
        while buffer.first < stored && buffer.drop_first() {}
        if buffer.events.is_empty() {
            // Frees the memory that a burst took.
            buffer.events.shrink_to(64);
        }
    }
}

impl Buffer {
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
    use super::{MAX_BYTES, RecentEvents};
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

    fn count(recent: &RecentEvents, next: u64, before: u64) -> usize {
        recent.read(next, before, usize::MAX).len()
    }

    #[test]
    fn what_is_in_memory_has_no_gap_and_is_read_within_the_range() {
        let recent = RecentEvents::default();
        recent.add((5..9).map(|sequence| (sequence, Some(event(1)))));
        for (next, before, expected) in
            [(5, 9, 4), (6, u64::MAX, 3), (6, 7, 1), (4, 9, 0), (9, 9, 0), (8, 6, 0)]
        {
            assert_eq!(count(&recent, next, before), expected, "{next} {before}");
        }
        assert_eq!(recent.read(5, 9, 2).len(), 2);
        recent.release(7);
        assert_eq!((count(&recent, 6, 9), count(&recent, 7, 9)), (0, 2));
        // An event that was not parsed must be read from the file.
        recent.add([(9, Some(event(1))), (10, None), (11, Some(event(1)))].into_iter());
        assert_eq!(
            (count(&recent, 7, 20), count(&recent, 10, 20), count(&recent, 11, 20)),
            (0, 0, 1)
        );
        // Sequence numbers that were skipped.
        recent.add([(20, Some(event(1)))].into_iter());
        assert_eq!((count(&recent, 11, 30), count(&recent, 20, 30)), (0, 1));
        recent.release(100);
        assert_eq!(count(&recent, 20, 100), 0);
    }

    #[test]
    fn the_oldest_is_dropped_at_the_limit() {
        let recent = RecentEvents::default();
        recent.add((0..9).map(|sequence| (sequence, Some(event(MAX_BYTES / 4)))));
        assert_eq!((count(&recent, 5, 9), count(&recent, 6, 9)), (0, 3));
    }
}
