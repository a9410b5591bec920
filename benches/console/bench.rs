//! What all sections share: scale, databases and prepared data.

use std::path::Path;

use livekit_console::clock::Clock;
use livekit_console::model::Millis;
use tokio::sync::{Mutex, OnceCell};

use crate::database::{self, Server};
use crate::population::Population;

/// The data folder of the measured programs: in the build folder, on a disk and not in memory.
pub(crate) const FOLDER: &str = env!("CARGO_TARGET_TMPDIR");

/// The program that is measured.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_livekit-console");

/// What all sections share.
pub(crate) struct Bench {
    quick: bool,
    /// The server with TimescaleDB, if one is configured.
    pub(crate) timescale: Option<Server>,
    /// Databases to drop at the end.
    pub(crate) made: Mutex<Vec<String>>,
    population: OnceCell<Population>,
}

impl Bench {
    /// A full run, or with `quick` a tenth of it.
    pub(crate) fn new(quick: bool) -> Self {
        Self {
            quick,
            timescale: Server::from_environment(),
            made: Mutex::default(),
            population: OnceCell::new(),
        }
    }

    /// `count`, or a tenth of it in a quick run.
    pub(crate) const fn scaled(&self, count: usize) -> usize {
        if self.quick { count / 10 } else { count }
    }

    /// Rounds of a comparison: an odd number, so that the median was really measured.
    pub(crate) const fn rounds(&self) -> usize {
        if self.quick { 1 } else { 5 }
    }

    /// The databases with rooms and participants, filled on first use.
    pub(crate) async fn population(&self) -> anyhow::Result<&Population> {
        self.population.get_or_try_init(|| Population::make(self)).await
    }

    /// Drops every database that was made.
    pub(crate) async fn drop_databases(&self) {
        database::drop_all(self).await;
    }
}

/// A new folder for data of a program.
pub(crate) fn folder() -> anyhow::Result<tempfile::TempDir> {
    Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(Path::new(FOLDER))?)
}

/// The time: tokens and events carry it.
pub(crate) fn now() -> Millis {
    Clock::System.now()
}
