//! The list of a backup's files: what they hold, and their checksums.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{DATABASE, JOURNAL};
use crate::files;
use crate::model::Millis;
use crate::store::{Dump, Store};

/// The file's name.
const NAME: &str = "manifest.json";

/// The version of a backup's format.
const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the format.
    pub format: u32,
    /// Version of the program that made it.
    pub program: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// What the database holds.
    pub dump: Dump,
    /// Events in the journal that the database does not hold.
    pub pending_events: u64,
    /// SHA-256 of each file, by its path.
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    /// Lists the files in the folder `backup`.
    pub(super) fn write(
        backup: &Path,
        dump: Dump,
        pending_events: u64,
        now: Millis,
    ) -> io::Result<Self> {
        let manifest = Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: now.to_utc(),
            dump,
            pending_events,
            files: sums(backup)?,
        };
        let text = serde_json::to_vec_pretty(&manifest)?;
        files::replace(&backup.join(NAME), &text)?;
        Ok(manifest)
    }

    /// Reads the list in the folder `backup`, and compares every file with it.
    pub(super) fn read(backup: &Path) -> anyhow::Result<Self> {
        let text = files::read(&backup.join(NAME)).with_context(|| {
            format!("`{}` is not a complete backup: reading `{NAME}`", backup.display())
        })?;
        let manifest: Self =
            serde_json::from_slice(&text).with_context(|| format!("reading `{NAME}`"))?;
        ensure!(
            manifest.format == FORMAT && manifest.dump.schema <= Store::latest_schema(),
            "version {} of the console made this backup; this version {} is older",
            manifest.program,
            env!("CARGO_PKG_VERSION")
        );
        let found = sums(backup).context("reading the files of the backup")?;
        for (path, sum) in &manifest.files {
            match found.get(path) {
                Some(found) if found == sum => {}
                Some(_) => bail!("the backup is damaged: `{path}` is not as it was written"),
                None => bail!("the backup is damaged: `{path}` is missing"),
            }
        }
        Ok(manifest)
    }

    /// How many rows there are in the database.
    pub fn rows(&self) -> u64 {
        self.dump.tables.iter().map(|table| table.rows).sum()
    }
}

/// The checksum of each file in the folders of a backup.
fn sums(backup: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut sums = BTreeMap::new();
    for folder in [DATABASE, JOURNAL] {
        for entry in std::fs::read_dir(backup.join(folder))? {
            let entry = entry?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            sums.insert(path, sum(&entry.path())?);
        }
    }
    Ok(sums)
}

fn sum(path: &Path) -> io::Result<String> {
    let (mut file, mut hash) = (File::open(path)?, Sha256::new());
    let mut chunk = vec![0; 256 * 1024];
    loop {
        let count = file.read(&mut chunk)?;
        if count == 0 {
            return Ok(format!("{:x}", hash.finalize()));
        }
        hash.update(&chunk[..count]);
    }
}
