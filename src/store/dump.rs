//! A copy of everything that the database holds, in files, and how it is read back.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Engine, Error, Store, migrate};

/// What a copy of a database holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dump {
    /// `sqlite` or `postgres`: a copy is read back into the same kind of database.
    pub database: String,
    /// Version of the schema.
    pub schema: i32,
    /// The tables, and the rollups that the database keeps.
    pub tables: Vec<DumpedTable>,
    /// The next sequence number that is not in it, by the id of a run of a journal.
    pub cursors: BTreeMap<String, u64>,
}

/// A table in a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DumpedTable {
    /// Its name.
    pub name: String,
    /// Its columns; empty in a copy of an SQLite file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<DumpedColumn>,
    /// How many rows there are.
    pub rows: u64,
}

/// A column in a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DumpedColumn {
    /// Its name, quoted where SQL needs it.
    pub name: String,
    /// Its type.
    pub kind: String,
}

impl Store {
    /// Copies everything into the folder `to`, as it was at one moment. Others may write meanwhile.
    pub async fn dump(&self, to: &Path) -> Result<Dump, Error> {
        match &self.engine {
            Engine::Postgres(server) => server.dump(to).await,
            Engine::Sqlite(file) => file.dump(to).await,
        }
    }

    /// Reads a copy in the folder `from` back into this database, which must be empty, and migrates
    /// the schema.
    pub async fn load(&self, from: &Path, dump: &Dump) -> Result<(), Error> {
        match &self.engine {
            Engine::Postgres(server) => server.load(from, dump).await,
            Engine::Sqlite(file) => {
                file.load(from)?;
                self.prepare().await
            }
        }
    }

    /// The version of the schema that this program knows.
    pub fn latest_schema() -> i32 {
        migrate::latest()
    }
}
