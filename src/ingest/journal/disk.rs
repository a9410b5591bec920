//! The disk operations of the appender, in which tests inject faults, and the lock of the folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use crate::files;

/// The disk.
#[derive(Debug, Default)]
pub(super) struct Disk {
    /// The faults to inject.
    #[cfg(test)]
    pub(super) faults: super::tests::faults::Faults,
}

#[cfg_attr(not(test), expect(clippy::unused_self, reason = "tests inject faults"))]
impl Disk {
    /// Writes `bytes` at the offset `at`.
    pub(super) fn write(&self, file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
        #[cfg(test)]
        self.faults.on_write(file, bytes, at)?;
        file.write_all_at(bytes, at)
    }

    /// Makes what was written durable.
    pub(super) fn sync(&self, file: &File, durable: u64) -> io::Result<()> {
        #[cfg(test)]
        self.faults.on_sync(file, durable)?;
        let _ = durable;
        file.sync_data()
    }

    /// Truncates the file to `length` bytes.
    pub(super) fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        #[cfg(test)]
        self.faults.on_cut()?;
        file.set_len(length)
    }

    /// Drops the kernel's page cache of a file. After a failed sync the cache may hold pages that
    /// the disk never got, marked as clean; later reads must come from the disk.
    pub(super) fn forget(file: &File) {
        #[cfg(target_os = "linux")]
        let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
        #[cfg(not(target_os = "linux"))]
        let _ = file;
    }
}

/// Locks the folder of a journal for this process, until the file is closed.
pub(super) fn lock(dir: &Path) -> io::Result<File> {
    let lock = files::open(&dir.join("lock"), OpenOptions::new().create(true).append(true))?;
    lock.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => io::Error::new(
            io::ErrorKind::AddrInUse,
            format!("another process uses the journal in `{}`", dir.display()),
        ),
        TryLockError::Error(error) => error,
    })?;
    Ok(lock)
}
