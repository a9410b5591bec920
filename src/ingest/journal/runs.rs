//! Runs: each opening of the journal is a run with its own id, under which the store keeps its
//! cursor.
//!
//! An event is identified by its run and its sequence number, and a run's id is never used again.
//! So a journal that was truncated, lost segments or is an older copy of itself cannot reuse an
//! identity that the store has stored already, and a cursor beyond the end of its run shows that
//! events are missing.

use std::io;
use std::path::Path;

use uuid::Uuid;

use crate::files;
use crate::model::Millis;

/// The file of the runs, one per line: its id, its first sequence number, and the CRC-32 of both in
/// hexadecimal digits.
pub(super) const NAME: &str = "id";
/// The number of latest runs that are remembered: as many as fit into a disk block, so that a start
/// has space for its own. If the store only knows an older run, all that the journal holds is
/// stored again, which changes nothing.
const REMEMBERED: usize = 60;

/// One opening of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Its id in the store.
    pub id: Uuid,
    /// Sequence number of the first event that it appends.
    pub first: u64,
}

impl Run {
    /// When it began, by the host's clock.
    pub(super) fn began_at(&self) -> Millis {
        let (seconds, nanos) =
            self.id.get_timestamp().map_or((0, 0), |timestamp| timestamp.to_unix());
        let seconds = i64::try_from(seconds).unwrap_or_default();
        Millis(seconds.saturating_mul(1000).saturating_add(i64::from(nanos / 1_000_000)))
    }

    fn line(self) -> String {
        let line = format!("{} {}", self.id, self.first);
        let sum = crc32fast::hash(line.as_bytes());
        format!("{line} {sum:08x}\n")
    }

    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let id = Uuid::parse_str(words.next()?).ok()?;
        let run = Self { id, first: words.next()?.parse().ok()? };
        (run.line().strip_suffix('\n') == Some(line)).then_some(run)
    }
}

/// The runs recorded in `dir`, the latest last. An unreadable file is set aside.
pub(super) fn known(dir: &Path) -> io::Result<Vec<Run>> {
    let path = dir.join(NAME);
    let runs = match files::read(&path) {
        Ok(text) => read(&text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if dir.join(super::mark::NAME).exists() {
                tracing::error!(
                    file = NAME,
                    "the file of the journal's ids is missing; all that the journal holds is \
                        stored again"
                );
            }
            return Ok(Vec::new());
        }
        Err(_) => None,
    };
    if runs.is_none() {
        let renamed = super::survey::set_aside(&path)?;
        tracing::error!(
            kept = %renamed.display(),
            "the file of the journal's ids is damaged and set aside; all that the journal holds is \
                stored again"
        );
    }
    Ok(runs.unwrap_or_default())
}

/// Begins a run in `dir` after `runs`, whose first event has sequence number `first`; returns all
/// that are remembered.
pub(super) fn begin(dir: &Path, mut runs: Vec<Run>, first: u64) -> io::Result<Vec<Run>> {
    runs.push(Run { id: Uuid::now_v7(), first });
    runs.drain(..runs.len().saturating_sub(REMEMBERED));
    let text: String = runs.iter().map(|run| run.line()).collect();
    files::replace_or_overwrite(&dir.join(NAME), text.as_bytes())?;
    Ok(runs)
}

/// The runs in a file; `None` if the file is empty or holds anything else.
fn read(text: &[u8]) -> Option<Vec<Run>> {
    let text = std::str::from_utf8(text).ok()?;
    // The first format of the file held one id for the whole journal.
    if let Ok(id) = Uuid::parse_str(text.trim_end()) {
        return Some(vec![Run { id, first: 0 }]);
    }
    let runs: Vec<_> = text.lines().map(Run::read).collect::<Option<_>>()?;
    let in_order = runs.windows(2).all(|pair| pair[0].first <= pair[1].first);
    (in_order && !runs.is_empty()).then_some(runs)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{REMEMBERED, Run, known, read};

    #[test]
    fn each_opening_is_a_run_of_its_own() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let begin = |first| {
            let runs = known(dir.path()).expect("they can be read");
            super::begin(dir.path(), runs, first).expect("they can be written")
        };
        let (first, second) = (begin(0), begin(7));
        assert_eq!((first.len(), second.len()), (1, 2));
        assert_eq!(second[0], first[0]);
        assert_eq!(second[1].first, 7);
        assert_ne!(second[1].id, first[0].id);
        assert!(second[1].began_at().0 > 1_600_000_000_000);
        for _ in 0..REMEMBERED {
            begin(7);
        }
        let latest = begin(8);
        assert_eq!((latest.len(), latest[0].first), (REMEMBERED, 7));
    }

    #[test]
    fn a_damaged_line_is_not_read_as_a_run() {
        let id = Uuid::now_v7();
        assert_eq!(read(id.to_string().as_bytes()), Some(vec![Run { id, first: 0 }]));
        let (one, two) = (Run { id, first: 5 }.line(), Run { id, first: 4 }.line());
        assert_eq!(read(one.as_bytes()), Some(vec![Run { id, first: 5 }]));
        let flipped = one.replacen('5', "6", 1);
        for damaged in ["", "\n", "garbage", &flipped, &one[1..], &format!("{one}{two}")] {
            assert_eq!(read(damaged.as_bytes()), None, "{damaged}");
        }
        assert_eq!(read(&[0xff, 0xfe]), None);
    }
}
