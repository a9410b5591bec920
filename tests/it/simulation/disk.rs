//! What happens to the journal's folder while no process has it: bytes change, files go, an older
//! copy comes back.

use std::fs::{File, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use rand::RngExt as _;
use rand::rngs::ChaCha8Rng;

/// What tells of losses that were found, and of nothing else; and what holds no data.
const SPARED: [&str; 3] = ["lost.jsonl", "rejected.jsonl", "lock"];

/// Does one thing to one file of the journal in `dir`, as the dice will; says what.
pub(super) fn damage(dir: &Path, dice: &mut ChaCha8Rng) -> String {
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir)
        .expect("it can be listed")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.is_file() && !SPARED.iter().any(|spared| path.ends_with(spared)))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            // What was set aside already is nobody's any more.
            name.ends_with(".log") || !name.contains('.')
        })
        .collect();
    files.sort();
    if files.is_empty() {
        return "and there is nothing to damage".to_owned();
    }
    let path = &files[dice.random_range(0..files.len())];
    let length = std::fs::metadata(path).expect("it is there").len();
    let file = || OpenOptions::new().write(true).open(path).expect("it can be opened");
    let index = dice.random_range(0..length.max(1));
    let what = match dice.random_range(0..5) {
        0 if length > 0 => {
            let mut bytes = std::fs::read(path).expect("it can be read");
            let at = usize::try_from(index).expect("a small file");
            bytes[at] ^= 1 << dice.random_range(0..8);
            std::fs::write(path, bytes).expect("it can be written");
            "has a bit changed"
        }
        1 => {
            file().set_len(index).expect("it can be cut");
            "is cut"
        }
        2 => {
            std::fs::remove_file(path).expect("it can be removed");
            "is removed"
        }
        3 => {
            let zeros = vec![0; usize::try_from(length).expect("a small file")];
            std::fs::write(path, zeros).expect("it can be written");
            "is full of zeros"
        }
        _ => {
            let torn: Vec<u8> = (0..dice.random_range(1..2000)).map(|_| dice.random()).collect();
            let mut file = file();
            file.seek(SeekFrom::End(0)).expect("it has an end");
            file.write_all(&torn).expect("it can be written");
            "ends in a write that was cut short"
        }
    };
    let kind = if path.extension().is_some() { "a segment".into() } else { name(path) };
    format!("and {kind} {what}")
}

fn name(path: &Path) -> String {
    format!("`{}`", path.file_name().unwrap_or_default().to_string_lossy())
}

/// Copies the folder of the journal to another place, in which there may be an older copy.
pub(super) fn copy(from: &Path, to: &Path) {
    if to.exists() {
        std::fs::remove_dir_all(to).expect("it can be removed");
    }
    std::fs::create_dir(to).expect("it can be made");
    for entry in std::fs::read_dir(from).expect("it can be listed") {
        let path = entry.expect("it can be read").path();
        let copy = to.join(path.file_name().expect("it has a name"));
        std::fs::copy(&path, &copy).expect("it can be copied");
    }
    File::open(to).expect("it is there").sync_all().expect("it can be synced");
}
