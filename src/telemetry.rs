//! Log lines on standard error: for people, or as JSON.
//!
//! Logging must not fail the work. Whoever logs only puts a line into a bounded queue, and one thread
//! writes: where standard error is closed, full or not read, lines are lost and counted, and nobody
//! waits or breaks off for them.

use std::io::{self, IsTerminal as _, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Lines that wait for standard error, at most: some hundred kilobytes.
const WAITING_LINES: usize = 2048;

/// How long the last lines may take at the end.
const LAST_LIMIT: Duration = Duration::from_millis(500);

/// How often it is said, at most, that lines were lost.
const SAY_AGAIN: Duration = Duration::from_secs(10);

/// Lines that were lost since the start; the log is the process's, and so is this.
static LOST_LINES: AtomicU64 = AtomicU64::new(0);

/// Those of them that [`take_lost_lines`] has not told yet.
static UNTOLD_LINES: AtomicU64 = AtomicU64::new(0);

/// Log lines that standard error did not take since this was last asked.
pub fn take_lost_lines() -> u64 {
    UNTOLD_LINES.swap(0, Ordering::Relaxed)
}

fn lost_lines() -> u64 {
    LOST_LINES.load(Ordering::Relaxed)
}

fn lose_one() {
    LOST_LINES.fetch_add(1, Ordering::Relaxed);
    UNTOLD_LINES.fetch_add(1, Ordering::Relaxed);
}

/// The log of the process. What waits is written when this is dropped, if that goes quickly.
#[derive(Debug)]
pub struct Log(Lines);

impl Log {
    /// Makes what writes; nothing is logged before [`Log::start`], but lines may be written.
    pub fn open() -> Self {
        let (queue, pieces) = sync_channel(WAITING_LINES);
        let writing = move || write_all(&pieces, &mut io::stderr());
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
        // Not by standard error itself, where whoever panics could wait for ever.
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let what = panic.payload_as_str().unwrap_or("no words");
            tracing::error!(panic.place = place, "a task panicked: {what}");
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
        // Where the queue is full, whoever reads is slow, and has a moment to make room.
        while self.0.0.try_send(Piece::End(done.clone())).is_err() {
            if began.elapsed() >= LAST_LIMIT {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = written.recv_timeout(LAST_LIMIT.saturating_sub(began.elapsed()));
    }
}

/// What is put into the queue.
#[derive(Debug)]
enum Piece {
    Line(Vec<u8>),
    /// Everything before it is written when this is answered.
    End(SyncSender<()>),
}

/// Takes lines, always and at once.
#[derive(Debug, Clone)]
struct Lines(SyncSender<Piece>);

impl Lines {
    fn put(&self, line: Vec<u8>) {
        if self.0.try_send(Piece::Line(line)).is_err() {
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

/// Writes what comes until nobody is there to send more.
fn write_all(pieces: &Receiver<Piece>, out: &mut impl Write) {
    let (mut is_torn, mut said): (bool, Option<(u64, Instant)>) = (false, None);
    while let Ok(piece) = pieces.recv() {
        let line = match piece {
            Piece::Line(line) => line,
            Piece::End(done) => {
                let _ = done.try_send(());
                continue;
            }
        };
        // A line that broke off does not run on into the next.
        let begun = if is_torn { out.write_all(b"\n") } else { Ok(()) };
        is_torn = begun.and_then(|()| out.write_all(&line)).is_err();
        if is_torn {
            lose_one();
            continue;
        }
        let lost = lost_lines();
        let is_said =
            said.is_some_and(|(known, at)| known == lost || at.elapsed() < SAY_AGAIN) || lost == 0;
        if !is_said {
            tracing::warn!(lines = lost, "log lines were lost: standard error did not take them");
            said = Some((lost_lines(), Instant::now()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::mpsc::sync_channel;

    use super::{Lines, Piece, lost_lines, write_all};

    /// Takes so many bytes, then none until it is full of refusals.
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
    fn what_cannot_be_written_is_counted_and_the_next_line_stands_by_itself() {
        let (queue, pieces) = sync_channel(4);
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
        write_all(&pieces, &mut out);
        assert_eq!(String::from_utf8_lossy(&out.written), "one\ntw\nfour\n");
        assert!(lost_lines() - before >= 3, "and two were not written");
    }

    #[test]
    fn whoever_waits_for_the_end_is_told_when_all_before_it_is_written() {
        let (queue, pieces) = sync_channel(4);
        let (done, written) = sync_channel(1);
        queue.send(Piece::Line(b"one\n".to_vec())).expect("room");
        queue.send(Piece::End(done)).expect("room");
        drop(queue);
        let mut out = Vec::new();
        write_all(&pieces, &mut out);
        assert_eq!((written.try_recv(), &*out), (Ok(()), &b"one\n"[..]));
    }
}
