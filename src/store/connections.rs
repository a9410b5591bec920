//! The open connections to the database.

use sqlx::{Database, Pool};

use super::Store;
use super::db::Db;

/// The connections of one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// `postgres`; of SQLite `writer` or `readers`.
    pub pool: &'static str,
    /// Open connections.
    pub open: u32,
    /// Open connections that nobody uses now.
    pub idle: u32,
    /// How many it may open.
    pub limit: u32,
}

impl Connections {
    fn of<D: Database>(name: &'static str, pool: &Pool<D>) -> Self {
        Self {
            pool: name,
            open: pool.size(),
            idle: u32::try_from(pool.num_idle()).unwrap_or(u32::MAX),
            limit: pool.options().get_max_connections(),
        }
    }
}

impl Store {
    /// The connections of each pool.
    pub fn connections(&self) -> Vec<Connections> {
        match &self.db {
            Db::Postgres { pool, .. } => vec![Connections::of("postgres", pool)],
            Db::Sqlite { writer, readers } => {
                vec![Connections::of("writer", writer), Connections::of("readers", readers)]
            }
        }
    }
}
