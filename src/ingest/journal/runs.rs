//! The names under which the store keeps its cursor: each time that the journal is opened it takes a
//! new one.
//!
//! An event is named by the run and its number, and a run's name is never used again. So a journal
//! that was cut, lost segments or is an older copy of itself cannot hand out anew what the store
//! takes for stored, and a cursor that is ahead of what is left of its run says just that, whenever
//! the store is asked.

use std::io;
use std::path::Path;

use uuid::Uuid;

use crate::files;
use crate::model::Millis;

/// The file of the runs, one a line: its id, its first number, and the CRC-32 of these in
/// hexadecimal digits.
pub(super) const NAME: &str = "id";
/// Runs that are remembered, the latest: what fits a block of the disk, so that a start finds room
/// for its own. An older one that the store knows alone is forgotten: what the journal holds is then
/// stored again, which alters nothing.
const REMEMBERED: usize = 60;

/// One opening of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Names it in the store.
    pub id: Uuid,
    /// Sequence number of the first event that it appends.
    pub first: u64,
}

impl Run {
    /// When it began, by the machine's clock.
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

/// The runs that `dir` remembers, the latest last. A file that tells none is set aside.
pub(super) fn known(dir: &Path) -> io::Result<Vec<Run>> {
    let path = dir.join(NAME);
    let runs = match files::read(&path) {
        Ok(text) => read(&text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if dir.join(super::mark::NAME).exists() {
                tracing::error!(
                    file = NAME,
                    "the file of the journal's ids is gone; all that the journal holds is stored \
                        again"
                );
            }
            return Ok(Vec::new());
        }
        Err(_) => None,
    };
    if runs.is_none() {
        let kept = super::survey::set_aside(&path)?;
        tracing::error!(
            kept = %kept.display(),
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

/// The runs in a file; `None` if anything else is in it, or nothing.
fn read(text: &[u8]) -> Option<Vec<Run>> {
    let text = std::str::from_utf8(text).ok()?;
    // Before a run had a name of its own the file held that of the journal alone.
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
    fn what_is_no_run_is_not_taken_for_one() {
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
