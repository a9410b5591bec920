//! A disk that fails when a test plans it.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use parking_lot::Mutex;

/// A fault of the disk during one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest::journal) enum Fault {
    /// The write stops after so many bytes.
    Write(u16),
    /// The write stops, and what arrived cannot be rolled back at once.
    StickyWrite(u16),
    /// The sync fails, and leaves this on the disk.
    Sync(Left),
}

/// What a failed sync leaves of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest::journal) enum Left {
    /// All of it: it looks durable.
    All,
    /// Nothing: the pages were dropped.
    Nothing,
    /// What was in these blocks before.
    Garbage,
}

#[derive(Debug, Default)]
struct Plan {
    /// One per group; later groups succeed.
    groups: VecDeque<Option<Fault>>,
    now: Option<Fault>,
}

/// The planned faults; clones share them.
#[derive(Debug, Default, Clone)]
pub(in crate::ingest::journal) struct Faults(Arc<Mutex<Plan>>);

impl Faults {
    pub(super) fn plan(&self, groups: impl IntoIterator<Item = Option<Fault>>) {
        self.0.lock().groups = groups.into_iter().collect();
    }

    fn now(&self) -> Option<Fault> {
        self.0.lock().now
    }

    pub(in crate::ingest::journal) fn on_write(
        &self,
        file: &File,
        bytes: &[u8],
        at: u64,
    ) -> io::Result<()> {
        let now = {
            let mut plan = self.0.lock();
            plan.now = plan.groups.pop_front().flatten();
            plan.now
        };
        let Some(Fault::Write(share) | Fault::StickyWrite(share)) = now else { return Ok(()) };
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
        Err(io::Error::other("the disk does not respond"))
    }

    pub(in crate::ingest::journal) fn on_cut(&self) -> io::Result<()> {
        let mut plan = self.0.lock();
        match plan.now {
            Some(Fault::StickyWrite(_)) => {
                plan.now = None;
                Err(io::Error::other("the disk does not respond"))
            }
            _ => Ok(()),
        }
    }
}
