//! Log lines on standard error: as text, or as JSON.
//!
//! Logging must not disturb the work. A log call only puts a line into a bounded queue, and one
//! thread writes. If standard error is closed, full or not read, lines are lost and counted, and no
//! caller waits or fails.

use std::io::{self, IsTerminal as _, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// The most lines that wait for standard error: some hundred kilobytes.
const WAITING_LINES: usize = 2048;

/// The longest time for writing the last lines at the end.
const LAST_LIMIT: Duration = Duration::from_millis(500);

/// The shortest time between two warnings about lost lines.
const WARN_AGAIN: Duration = Duration::from_secs(10);

/// Lines that were lost since the start. Static, since the log belongs to the process.
static LOST_LINES: AtomicU64 = AtomicU64::new(0);

/// Lost lines that [`take_lost_lines`] has not returned yet.
static UNREPORTED_LINES: AtomicU64 = AtomicU64::new(0);

/// The log lines that were lost since the last call.
pub fn take_lost_lines() -> u64 {
    UNREPORTED_LINES.swap(0, Ordering::Relaxed)
}

fn lost_lines() -> u64 {
    LOST_LINES.load(Ordering::Relaxed)
}

fn lose_one() {
    LOST_LINES.fetch_add(1, Ordering::Relaxed);
    UNREPORTED_LINES.fetch_add(1, Ordering::Relaxed);
}

/// The log of the process. Dropping it writes the waiting lines, within a short time.
#[derive(Debug)]
pub struct Log(Lines);

impl Log {
    /// Starts the writing thread. `tracing` logs from [`Log::start`] on; lines may be written
    /// before.
    pub fn open() -> Self {
        let (queue, entries) = sync_channel(WAITING_LINES);
        let writing = move || write_all(&entries, &mut io::stderr());
        // Without that thread every line is lost, and counted as such.
        let _ = std::thread::Builder::new().name("log".to_owned()).spawn(writing);
        Self(Lines(queue))
    }

    /// Starts logging; `filter` is in `tracing`'s syntax and has been checked.
    pub fn start(&self, json: bool, filter: &str) {
        let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
        let lines = self.0.clone();
        let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(lines);
        let colours = io::stderr().is_terminal();
        if json {
            builder.json().flatten_event(true).with_current_span(false).init();
        } else {
            builder.with_target(false).with_ansi(colours).init();
        }
        // Not directly to standard error, where the panicking thread could block for ever.
        std::panic::set_hook(Box::new(|panic| {
            let location = panic.location().map(ToString::to_string).unwrap_or_default();
            let what = panic.payload_as_str().unwrap_or("no message");
            tracing::error!(panic.location = location, "a task panicked: {what}");
        }));
    }

    /// Writes a line as it is.
    pub fn line(&self, text: &str) {
        self.0.put(format!("{text}\n").into_bytes());
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let (done, written) = sync_channel(1);
        let began = Instant::now();
        // If the queue is full, the reader is slow, and gets some time.
        while self.0.0.try_send(QueueEntry::End(done.clone())).is_err() {
            if began.elapsed() >= LAST_LIMIT {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = written.recv_timeout(LAST_LIMIT.saturating_sub(began.elapsed()));
    }
}

/// An entry of the queue.
#[derive(Debug)]
enum QueueEntry {
    Line(Vec<u8>),
    /// Signals that everything before it is written.
    End(SyncSender<()>),
}

/// Accepts lines without blocking.
#[derive(Debug, Clone)]
struct Lines(SyncSender<QueueEntry>);

impl Lines {
    fn put(&self, line: Vec<u8>) {
        if self.0.try_send(QueueEntry::Line(line)).is_err() {
            lose_one();
        }
    }
}

impl Write for Lines {
    /// `tracing` hands over each line in one piece.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.put(line.to_vec());
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Writes the lines until all senders are dropped.
fn write_all(entries: &Receiver<QueueEntry>, out: &mut impl Write) {
    let (mut is_torn, mut reported): (bool, Option<(u64, Instant)>) = (false, None);
    while let Ok(entry) = entries.recv() {
        let line = match entry {
            QueueEntry::Line(line) => line,
            QueueEntry::End(done) => {
                let _ = done.try_send(());
                continue;
            }
        };
        // After a partly written line the next one begins on a new line.
        let separated = if is_torn { out.write_all(b"\n") } else { Ok(()) };
        is_torn = separated.and_then(|()| out.write_all(&line)).is_err();
        if is_torn {
            lose_one();
            continue;
        }
        let lost = lost_lines();
        let is_reported = reported
            .is_some_and(|(known, at)| known == lost || at.elapsed() < WARN_AGAIN)
            || lost == 0;
        if !is_reported {
            tracing::warn!(lines = lost, "log lines were lost: standard error did not take them");
            reported = Some((lost_lines(), Instant::now()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::mpsc::sync_channel;

    use super::{Lines, QueueEntry, lost_lines, write_all};

    /// Accepts `room` bytes, then fails `refusals` times, then accepts all.
    struct Full {
        written: Vec<u8>,
        room: usize,
        refusals: usize,
    }

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.room == 0 && self.refusals > 0 {
                self.refusals -= 1;
                return Err(io::ErrorKind::StorageFull.into());
            }
            let taken = if self.refusals > 0 { bytes.len().min(self.room) } else { bytes.len() };
            self.room = self.room.saturating_sub(taken);
            self.written.extend_from_slice(&bytes[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_lost_line_is_counted_and_the_next_line_is_separate() {
        let (queue, entries) = sync_channel(4);
        let mut lines = Lines(queue);
        let before = lost_lines();
        for line in [&b"one\n"[..], b"two\n", b"three\n", b"four\n", b"five\n"] {
            let written = lines.write(line);
            assert_eq!(written.expect("it never fails"), line.len());
        }
        let in_queue = lost_lines() - before;
        assert!(in_queue >= 1, "the fifth found no room");
        drop(lines);
        let mut out = Full { written: Vec::new(), room: 6, refusals: 2 };
        write_all(&entries, &mut out);
        assert_eq!(String::from_utf8_lossy(&out.written), "one\ntw\nfour\n");
        assert!(lost_lines() - before >= 3, "and two were not written");
    }

    #[test]
    fn the_end_is_signalled_when_all_before_it_is_written() {
        let (queue, entries) = sync_channel(4);
        let (done, written) = sync_channel(1);
        queue.send(QueueEntry::Line(b"one\n".to_vec())).expect("room");
        queue.send(QueueEntry::End(done)).expect("room");
        drop(queue);
        let mut out = Vec::new();
        write_all(&entries, &mut out);
        assert_eq!((written.try_recv(), &*out), (Ok(()), &b"one\n"[..]));
    }
}
