//! Files and folders that only their owner may read and write, whatever the umask: what people said
//! and where they were is in them.

use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{
    DirBuilderExt as _, FileExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::Path;

/// The rights of a file of ours.
const FILE: u32 = 0o600;
/// The rights of a folder of ours.
const FOLDER: u32 = 0o700;
/// The bits that tell who may do what; those above are left as they are.
const RIGHTS: u32 = 0o777;

/// Opens `path` as `options` say. A file that is made is its owner's alone; one that others may read
/// is taken from them, or it is said that this cannot be done.
pub fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let file = options.mode(FILE).open(path)?;
    if file.metadata()?.is_file() {
        narrow(path, &file.metadata()?, FILE, |rights| file.set_permissions(rights));
    }
    Ok(file)
}

/// The size of a regular file, bytes; an error for anything else.
pub fn size(path: &Path) -> io::Result<u64> {
    let found = std::fs::metadata(path)?;
    if !found.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    Ok(found.len())
}

/// What is in a regular file; an error for anything else.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    size(path)?;
    std::fs::read(path)
}

/// Puts `bytes` in the place of the file `path`, so that after a crash there are the old ones or the
/// new ones, durably; returns the file.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    let mut file = open(&new, OpenOptions::new().create(true).write(true).truncate(true))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(file)
}

/// The same, even on a disk that is full: that has room for what was there before, though a crash
/// may then leave a mixture.
pub fn replace_or_overwrite(path: &Path, bytes: &[u8]) -> io::Result<File> {
    replace(path, bytes).or_else(|_full| {
        let file = open(path, OpenOptions::new().create(true).write(true).truncate(false))?;
        file.write_all_at(bytes, 0)?;
        file.set_len(bytes.len() as u64)?;
        file.sync_all()?;
        Ok(file)
    })
}

/// Makes the folder `path` and those above it that are not there, for their owner alone; leaves one
/// that is there as it is.
pub fn create_folder(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        create_folder(above)?;
    }
    match DirBuilder::new().mode(FOLDER).create(path) {
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        // A umask may take even the owner's rights.
        outcome => outcome.map(|()| keep_private(path)),
    }
}

/// Takes a file or folder that is there from all but its owner, or says that this cannot be done.
pub fn keep_private(path: &Path) {
    let Ok(found) = std::fs::metadata(path) else { return };
    let rights = if found.is_dir() { FOLDER } else { FILE };
    narrow(path, &found, rights, |rights| std::fs::set_permissions(path, rights));
}

/// Takes a folder from all but its owner if nothing is in it but what begins with one of `ours`: one
/// that holds other things may be somebody else's.
pub fn keep_folder_private(folder: &Path, ours: &[&str]) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let is_ours = entries.flatten().all(|entry| {
        let name = entry.file_name();
        ours.iter().any(|ours| name.to_string_lossy().starts_with(ours))
    });
    if is_ours {
        keep_private(folder);
    }
}

fn narrow(
    path: &Path,
    found: &Metadata,
    rights: u32,
    set: impl FnOnce(Permissions) -> io::Result<()>,
) {
    let whole = found.permissions().mode();
    if whole & RIGHTS == rights {
        return;
    }
    if let Err(error) = set(Permissions::from_mode(whole & !RIGHTS | rights)) {
        tracing::warn!(
            %error, path = %path.display(), mode = %mode(found),
            "others may be able to read this, and its rights cannot be changed"
        );
    }
}

fn mode(found: &Metadata) -> String {
    format!("{:o}", found.permissions().mode() & RIGHTS)
}

#[cfg(test)]
mod tests {
    use std::fs::{OpenOptions, Permissions};
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    use super::{create_folder, keep_folder_private, keep_private, open};

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    }

    fn set(path: &Path, mode: u32) {
        std::fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
    }

    #[test]
    fn what_is_made_is_its_owners_alone_and_what_is_there_is_narrowed() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let folder = dir.path().join("a/b");
        create_folder(&folder).expect("it can be made");
        assert_eq!((mode(&folder), mode(&dir.path().join("a"))), (0o700, 0o700));
        let file = folder.join("file");
        for before in [None, Some(0o644), Some(0o666), Some(0o400)] {
            if let Some(before) = before {
                set(&file, before);
            }
            open(&file, OpenOptions::new().create(true).append(true)).expect("it can be opened");
            assert_eq!(mode(&file), 0o600, "{before:?}");
        }
        set(&file, 0o664);
        keep_private(&file);
        assert_eq!(mode(&file), 0o600);
    }

    #[test]
    fn a_folder_is_narrowed_only_if_nothing_else_is_in_it() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        set(dir.path(), 0o755);
        std::fs::write(dir.path().join("console.db-wal"), "").expect("writable");
        std::fs::write(dir.path().join("letters"), "").expect("writable");
        keep_folder_private(dir.path(), &["console.db", "journal"]);
        assert_eq!(mode(dir.path()), 0o755);
        std::fs::remove_file(dir.path().join("letters")).expect("there");
        keep_folder_private(dir.path(), &["console.db", "journal"]);
        assert_eq!(mode(dir.path()), 0o700);
        create_folder(dir.path()).expect("it is there");
    }
}
