//! A row of either database.

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{ColumnIndex, Decode, Postgres, Row as _, Sqlite, Type};

use super::Error;
use crate::model::{Millis, Text};

/// A type that can be read from a column of either database.
pub(super) trait Read<'r>:
    Decode<'r, Postgres> + Type<Postgres> + Decode<'r, Sqlite> + Type<Sqlite>
{
}

impl<'r, T> Read<'r> for T where
    T: Decode<'r, Postgres> + Type<Postgres> + Decode<'r, Sqlite> + Type<Sqlite>
{
}

/// A row.
pub(super) enum Row {
    Postgres(PgRow),
    Sqlite(SqliteRow),
}

impl Row {
    /// A column, by its name or its index.
    pub(super) fn get<'r, T: Read<'r>>(
        &'r self,
        column: impl ColumnIndex<PgRow> + ColumnIndex<SqliteRow>,
    ) -> Result<T, Error> {
        Ok(match self {
            Self::Postgres(row) => row.try_get(column)?,
            Self::Sqlite(row) => row.try_get(column)?,
        })
    }

    /// A time as a date.
    pub(super) fn utc(&self, column: &str) -> Result<DateTime<Utc>, Error> {
        Ok(self.get::<Millis>(column)?.to_utc())
    }

    /// A nullable time as a date.
    pub(super) fn optional_utc(&self, column: &str) -> Result<Option<DateTime<Utc>>, Error> {
        Ok(self.get::<Option<Millis>>(column)?.map(Millis::to_utc))
    }

    /// A text; empty for NULL.
    pub(super) fn text(&self, column: &str) -> Result<Text, Error> {
        Ok(self.get::<Option<&str>>(column)?.map(Text::from).unwrap_or_default())
    }

    /// A word of a closed list.
    pub(super) fn word<T>(
        &self,
        column: &str,
        from_name: fn(&str) -> Option<T>,
    ) -> Result<T, Error> {
        let name: &str = self.get(column)?;
        from_name(name).ok_or_else(|| Error::unreadable(column, name))
    }
}
