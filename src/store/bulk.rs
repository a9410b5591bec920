//! Writes many rows at once: with `unnest` in Postgres, which takes a column as one array, and with
//! `VALUES` in SQLite, where each statement is a round trip to the thread that owns the file.

use std::borrow::Cow;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use sqlx::postgres::PgArguments;
use sqlx::{Arguments as _, AssertSqlSafe, PgConnection, query_with};

use super::Error;
use super::db::{self, Db, Transaction};
use super::sql::{Sql, Tuple};
use crate::model::Millis;

/// Rows per statement in SQLite: a statement costs more than a row.
pub(super) const SQLITE_ROWS: usize = 64;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Json,
    Bytes,
    Time,
    Integer,
    Real,
    Boolean,
}

impl Kind {
    /// The type of the array, and how an element becomes the column.
    const fn postgres(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("text", ""),
            Self::Json => ("text", "::json"),
            Self::Bytes => ("bytea", ""),
            Self::Time => ("timestamptz", ""),
            Self::Integer => ("int8", ""),
            Self::Real => ("float8", ""),
            Self::Boolean => ("bool", ""),
        }
    }
}

/// A table and the columns to insert.
pub(super) struct Insert {
    pub(super) table: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
    /// What happens if the row already exists.
    pub(super) conflict: &'static str,
}

/// A column of many rows.
pub(super) enum Column<'q> {
    Text(Vec<Option<Cow<'q, str>>>),
    Bytes(Vec<Option<Vec<u8>>>),
    Time(Vec<Option<DateTime<Utc>>>),
    Integer(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
    Boolean(Vec<Option<bool>>),
}

impl Column<'_> {
    fn new(kind: Kind, rows: usize) -> Self {
        match kind {
            Kind::Text | Kind::Json => Self::Text(Vec::with_capacity(rows)),
            Kind::Bytes => Self::Bytes(Vec::with_capacity(rows)),
            Kind::Time => Self::Time(Vec::with_capacity(rows)),
            Kind::Integer => Self::Integer(Vec::with_capacity(rows)),
            Kind::Real => Self::Real(Vec::with_capacity(rows)),
            Kind::Boolean => Self::Boolean(Vec::with_capacity(rows)),
        }
    }
}

/// Takes the cells of one row, in the order of the columns.
pub(super) enum Cells<'c, 's, 'q> {
    Postgres { columns: &'c mut [Column<'q>], next: usize },
    Sqlite(&'c mut Tuple<'s>),
}

/// Adds a cell of one kind.
macro_rules! cell {
    ($(#[$doc:meta])* $name:ident, $variant:ident, $value:ty, $array:expr, $plain:expr) => {
        $(#[$doc])*
        pub(super) fn $name(&mut self, value: impl Into<Option<$value>>) -> &mut Self {
            let value: Option<$value> = value.into();
            match self {
                Self::Postgres { columns, next } => {
                    match columns.get_mut(*next) {
                        Some(Column::$variant(cells)) => cells.push(value.map($array)),
                        _ => panic!("cell {next} is of another kind than its column"),
                    }
                    *next += 1;
                }
                Self::Sqlite(tuple) => {
                    tuple.push_bind(value.map($plain));
                }
            }
            self
        }
    };
}

impl<'q> Cells<'_, '_, 'q> {
    cell!(
        /// A text, or JSON as text.
        text, Text, &'q str, Cow::Borrowed, |text| text
    );
    cell!(
        /// A text that was made for the row.
        owned, Text, String, Cow::Owned, |text| text
    );
    cell!(
        /// Bytes that were made for the row.
        bytes, Bytes, Vec<u8>, |bytes| bytes, |bytes| bytes
    );
    cell!(
        /// A time.
        time, Time, Millis, Millis::to_utc, |at| at
    );
    cell!(
        /// A whole number.
        integer, Integer, i64, |number| number, |number| number
    );
    cell!(
        /// A number.
        real, Real, f64, |number| number, |number| number
    );
    cell!(
        /// Yes or no.
        boolean, Boolean, bool, |is| is, |is| is
    );
}

impl Insert {
    /// Writes `rows`, each with the cells that `fill` gives; returns how many rows were written.
    pub(super) async fn write<'q, T: Copy + Send + Sync + 'q>(
        &self,
        transaction: &mut Transaction<'_>,
        rows: &[T],
        fill: impl Fn(&mut Cells<'_, '_, 'q>, T) + Send + Sync,
    ) -> Result<u64, Error> {
        if rows.is_empty() {
            return Ok(0);
        }
        if let Transaction::Postgres { transaction, pooled } = transaction {
            return self.write_columns((transaction, !*pooled), rows, fill).await;
        }
        let mut written = 0;
        for rows in rows.chunks(SQLITE_ROWS) {
            let mut sql = transaction.sql("INSERT INTO ");
            self.push_table(&mut sql);
            sql.push_values(rows, |tuple, row| fill(&mut Cells::Sqlite(tuple), *row));
            sql.push(" ").push(self.conflict);
            written += transaction.execute(sql.seldom(rows.len() < SQLITE_ROWS)).await?;
        }
        Ok(written)
    }

    /// Writes a few rows in a transaction of their own.
    pub(super) async fn write_few<'q, T: Copy + Send + Sync + 'q>(
        &self,
        db: &Db,
        rows: &[T],
        fill: impl Fn(&mut Cells<'_, '_, 'q>, T) + Send + Sync,
    ) -> Result<u64, Error> {
        if rows.is_empty() {
            return Ok(0);
        }
        let mut connection = db.connect().await?;
        let limit = connection.few_rows_limit();
        let writing = async {
            let mut transaction = connection.begin().await?;
            let written = self.write(&mut transaction, rows, fill).await?;
            transaction.commit().await?;
            Ok(written)
        };
        let outcome = db::within(limit, writing).await;
        connection.end(outcome)
    }

    fn push_table(&self, sql: &mut Sql) {
        sql.push(self.table).push(" (");
        for (index, (name, _)) in self.columns.iter().enumerate() {
            sql.push(if index == 0 { "" } else { ", " }).push(name);
        }
        sql.push(") ");
    }

    async fn write_columns<'q, T: Copy>(
        &self,
        (connection, persistent): (&mut PgConnection, bool),
        rows: &[T],
        fill: impl Fn(&mut Cells<'_, '_, 'q>, T),
    ) -> Result<u64, Error> {
        let mut columns: Vec<_> =
            self.columns.iter().map(|(_, kind)| Column::new(*kind, rows.len())).collect();
        for row in rows {
            fill(&mut Cells::Postgres { columns: &mut columns, next: 0 }, *row);
        }
        let (mut arguments, mut text) = (PgArguments::default(), String::new());
        let names = self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let _ = write!(text, "INSERT INTO {} ({names}) SELECT ", self.table);
        for (index, (name, kind)) in self.columns.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let _ = write!(text, "{comma}{name}{}", kind.postgres().1);
        }
        text.push_str(" FROM unnest(");
        for (index, ((_, kind), column)) in self.columns.iter().zip(columns).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let _ = write!(text, "{comma}${}::{}[]", index + 1, kind.postgres().0);
            let added = match column {
                Column::Text(cells) => arguments.add(cells),
                Column::Bytes(cells) => arguments.add(cells),
                Column::Time(cells) => arguments.add(cells),
                Column::Integer(cells) => arguments.add(cells),
                Column::Real(cells) => arguments.add(cells),
                Column::Boolean(cells) => arguments.add(cells),
            };
            added.map_err(sqlx::Error::Encode)?;
        }
        let _ = write!(text, ") AS new ({names}) {}", self.conflict);
        let query = query_with(AssertSqlSafe(text), arguments).persistent(persistent);
        Ok(query.execute(connection).await?.rows_affected())
    }
}
