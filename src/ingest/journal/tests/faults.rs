//! A disk that fails when a test wants it to.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::{Arc, Mutex};

/// What goes wrong with a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest::journal) enum Fault {
    /// The write stops after so many bytes.
    Write(u16),
    /// The write stops, and what arrived cannot be taken back at once.
    WriteThatStays(u16),
    /// The sync fails, and of the group is then on the disk what is told.
    Sync(Left),
}

/// What of a group is there after a sync that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest::journal) enum Left {
    /// All of it: nobody can tell that it is not durable.
    All,
    /// Nothing: the pages were thrown away.
    Nothing,
    /// What was in these blocks before.
    Garbage,
}

#[derive(Debug, Default)]
struct Plan {
    /// One a group; the groups after the last are well.
    groups: VecDeque<Option<Fault>>,
    now: Option<Fault>,
}

/// What goes wrong; clones share it.
#[derive(Debug, Default, Clone)]
pub(in crate::ingest::journal) struct Faults(Arc<Mutex<Plan>>);

impl Faults {
    pub(super) fn plan(&self, groups: impl IntoIterator<Item = Option<Fault>>) {
        self.0.lock().expect("no test panics here").groups = groups.into_iter().collect();
    }

    fn now(&self) -> Option<Fault> {
        self.0.lock().expect("no test panics here").now
    }

    pub(in crate::ingest::journal) fn on_write(
        &self,
        file: &File,
        bytes: &[u8],
        at: u64,
    ) -> io::Result<()> {
        let now = {
            let mut plan = self.0.lock().expect("no test panics here");
            plan.now = plan.groups.pop_front().flatten();
            plan.now
        };
        let Some(Fault::Write(share) | Fault::WriteThatStays(share)) = now else { return Ok(()) };
        let arrives = bytes.len() * usize::from(share) / usize::from(u16::MAX);
        file.write_all_at(&bytes[..arrives], at)?;
        Err(io::Error::from(io::ErrorKind::StorageFull))
    }

    pub(in crate::ingest::journal) fn on_sync(&self, file: &File, durable: u64) -> io::Result<()> {
        let Some(Fault::Sync(left)) = self.now() else { return Ok(()) };
        match left {
            Left::All => {}
            Left::Nothing => file.set_len(durable)?,
            Left::Garbage => {
                let length = file.metadata()?.len() - durable;
                let length = usize::try_from(length).expect("it fits the memory");
                file.write_all_at(&vec![0xaa; length], durable)?;
            }
        }
        Err(io::Error::other("the disk does not answer"))
    }

    pub(in crate::ingest::journal) fn on_cut(&self) -> io::Result<()> {
        let mut plan = self.0.lock().expect("no test panics here");
        match plan.now {
            Some(Fault::WriteThatStays(_)) => {
                plan.now = None;
                Err(io::Error::other("the disk does not answer"))
            }
            _ => Ok(()),
        }
    }
}
