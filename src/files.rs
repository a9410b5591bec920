//! Creates files and folders that only their owner may read and write, whatever the umask: they
//! hold personal data.

use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{
    DirBuilderExt as _, FileExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::Path;

/// The mode of our files.
const FILE_MODE: u32 = 0o600;
/// The mode of our folders.
const FOLDER_MODE: u32 = 0o700;
/// The permission bits; other bits of a mode are not changed.
const PERMISSION_BITS: u32 = 0o777;

/// Opens `path` with `options`. Makes the file private to its owner, also if it existed before;
/// logs a warning if that fails.
pub fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let file = options.mode(FILE_MODE).open(path)?;
    if file.metadata()?.is_file() {
        narrow(path, &file.metadata()?, FILE_MODE, |permissions| file.set_permissions(permissions));
    }
    Ok(file)
}

/// The size of a regular file, bytes; an error for anything else.
pub fn size(path: &Path) -> io::Result<u64> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    Ok(metadata.len())
}

/// The content of a regular file; an error for anything else.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    size(path)?;
    std::fs::read(path)
}

/// Atomically and durably replaces the content of the file `path` by `bytes`: after a crash it has
/// the old or the new content. Returns the file.
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

/// The same, but on a full disk overwrites the file in place: its old content gives the space. A
/// crash may then leave a mixture.
pub fn replace_or_overwrite(path: &Path, bytes: &[u8]) -> io::Result<File> {
    replace(path, bytes).or_else(|_full| {
        let file = open(path, OpenOptions::new().create(true).write(true).truncate(false))?;
        file.write_all_at(bytes, 0)?;
        file.set_len(bytes.len() as u64)?;
        file.sync_all()?;
        Ok(file)
    })
}

/// Creates the folder `path` and its missing parents, private to their owner. Does not change a
/// folder that exists.
pub fn create_folder(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        create_folder(above)?;
    }
    match DirBuilder::new().mode(FOLDER_MODE).create(path) {
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        // A umask may remove even the owner's permissions.
        outcome => outcome.map(|()| make_private(path)),
    }
}

/// Makes an existing file or folder private to its owner; logs a warning if that fails.
pub fn make_private(path: &Path) {
    let Ok(metadata) = std::fs::metadata(path) else { return };
    let mode_bits = if metadata.is_dir() { FOLDER_MODE } else { FILE_MODE };
    narrow(path, &metadata, mode_bits, |permissions| std::fs::set_permissions(path, permissions));
}

/// Makes a folder private to its owner if all of its entries begin with one of `ours`: a folder
/// with other entries may not belong to the console.
pub fn make_folder_private(folder: &Path, ours: &[&str]) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let is_ours = entries.flatten().all(|entry| {
        let name = entry.file_name();
        ours.iter().any(|ours| name.to_string_lossy().starts_with(ours))
    });
    if is_ours {
        make_private(folder);
    }
}

fn narrow(
    path: &Path,
    metadata: &Metadata,
    mode_bits: u32,
    set: impl FnOnce(Permissions) -> io::Result<()>,
) {
    let current = metadata.permissions().mode();
    if current & PERMISSION_BITS == mode_bits {
        return;
    }
    if let Err(error) = set(Permissions::from_mode(current & !PERMISSION_BITS | mode_bits)) {
        tracing::warn!(
            %error, path = %path.display(), mode = %mode(metadata),
            "other users may be able to read this, and its permissions cannot be changed"
        );
    }
}

fn mode(metadata: &Metadata) -> String {
    format!("{:o}", metadata.permissions().mode() & PERMISSION_BITS)
}

#[cfg(test)]
mod tests {
    use std::fs::{OpenOptions, Permissions};
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    use super::{create_folder, make_folder_private, make_private, open};

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    }

    fn set(path: &Path, mode: u32) {
        std::fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
    }

    #[test]
    fn created_files_are_private_and_existing_ones_are_narrowed() {
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
        make_private(&file);
        assert_eq!(mode(&file), 0o600);
    }

    #[test]
    fn a_folder_is_narrowed_only_if_nothing_else_is_in_it() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        set(dir.path(), 0o755);
        std::fs::write(dir.path().join("console.db-wal"), "").expect("writable");
        std::fs::write(dir.path().join("letters"), "").expect("writable");
        make_folder_private(dir.path(), &["console.db", "journal"]);
        assert_eq!(mode(dir.path()), 0o755);
        std::fs::remove_file(dir.path().join("letters")).expect("there");
        make_folder_private(dir.path(), &["console.db", "journal"]);
        assert_eq!(mode(dir.path()), 0o700);
        create_folder(dir.path()).expect("it is there");
    }
}
