//! Copies a journal while another process may be writing it, and fills an empty one from a copy.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::{REJECTED, disk, losses, mark, runs, segment, survey};
use crate::files;

/// The segments of a journal, held open: what is in them can be read even after the journal has
/// deleted them.
#[derive(Debug)]
pub struct HeldSegments {
    dir: PathBuf,
    segments: BTreeMap<u64, File>,
}

/// What a copy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// How many events in it the database does not have.
    pub pending: u64,
}

impl HeldSegments {
    /// Holds every segment in the folder `dir`. A folder that does not exist has none.
    pub fn hold(dir: &Path) -> io::Result<Self> {
        let mut held = Self { dir: dir.to_owned(), segments: BTreeMap::new() };
        held.hold_new()?;
        Ok(held)
    }

    /// Holds the segments that have come since.
    pub fn hold_new(&mut self) -> io::Result<()> {
        let entries = match std::fs::read_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let name = entry?.file_name();
            let Some(first) = segment::first_of(&name.to_string_lossy()) else { continue };
            if self.segments.contains_key(&first) {
                continue;
            }
            match File::open(self.dir.join(name)) {
                Ok(file) => drop(self.segments.insert(first, file)),
                // All of it is stored.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Copies the journal into the new folder `to`. `cursor` is the store's cursor of a run, in a
    /// copy of the database that was begun after [`Self::hold`]; [`Self::hold_new`] came after it.
    pub fn copy(self, to: &Path, cursor: impl Fn(Uuid) -> Option<u64>) -> io::Result<Copied> {
        files::create_folder(to)?;
        for (first, mut from) in self.segments {
            let mut file = create(&segment::path(to, first))?;
            io::copy(&mut from, &mut file)?;
            file.sync_all()?;
        }
        // The runs come after the segments: each run whose events are in them is among these.
        for name in [runs::NAME, losses::NAME, REJECTED] {
            match File::open(self.dir.join(name)) {
                Ok(mut from) => {
                    let mut file = create(&to.join(name))?;
                    io::copy(&mut from, &mut file)?;
                    file.sync_all()?;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        let runs = runs::known(to)?;
        let stored = runs.iter().rev().find_map(|run| cursor(run.id)).unwrap_or(0);
        let begun = runs.last().map_or(0, |run| run.first);
        let mut surveyed = survey::survey(to, None, begun)?;
        // A segment that came and went between two looks was stored after the copy of the database
        // was begun, so what follows it was received later, too.
        let hole = surveyed.missing.iter().map(|missing| missing.numbers.start);
        if let Some(hole) = hole.filter(|hole| *hole >= stored).min() {
            let after: Vec<_> = surveyed.segments.range(hole..).map(|(first, _)| *first).collect();
            for first in after {
                std::fs::remove_file(segment::path(to, first))?;
                surveyed.segments.remove(&first);
            }
            surveyed.next = hole;
        }
        let next = surveyed.next.max(stored);
        mark::Mark::begin(to, mark::Marked { next, stored })?;
        segment::sync_dir(to)?;
        Ok(Copied { pending: next - stored })
    }
}

/// The folder of a journal that has no event yet, and that no other process uses.
#[derive(Debug)]
pub struct EmptyJournal {
    dir: PathBuf,
    _lock: File,
}

impl EmptyJournal {
    /// Takes the folder `dir`, which is created if it is missing.
    pub fn at(dir: &Path) -> io::Result<Self> {
        files::create_folder(dir)?;
        let lock = disk::lock(dir)?;
        for entry in std::fs::read_dir(dir)? {
            let name = entry?.file_name();
            let name = name.to_string_lossy();
            // Events, those that the database refused, and the record of those that are lost.
            if segment::first_of(&name).is_some() || [REJECTED, losses::NAME].contains(&&*name) {
                let message = format!("it holds events already: `{name}`");
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
            }
        }
        Ok(Self { dir: dir.to_owned(), _lock: lock })
    }

    /// Puts the copy in the folder `from` into it.
    pub fn fill(self, from: &Path) -> io::Result<()> {
        for entry in std::fs::read_dir(from)? {
            let name = entry?.file_name();
            let mut file = files::open(
                &self.dir.join(&name),
                OpenOptions::new().create(true).write(true).truncate(true),
            )?;
            io::copy(&mut File::open(from.join(&name))?, &mut file)?;
            file.sync_all()?;
        }
        segment::sync_dir(&self.dir)
    }
}

fn create(path: &Path) -> io::Result<File> {
    files::open(path, OpenOptions::new().create_new(true).write(true))
}
