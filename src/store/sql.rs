//! A statement with its bound values. Its text is made of literals only; every value is bound.
//! Both databases understand `$1`.

use std::borrow::Cow;
use std::fmt::Write as _;

use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, AssertSqlSafe, Database, Decode, Postgres, Sqlite, Type, query_with};

use super::dialect::Dialect;
use crate::model::Millis;

/// A type that can be bound in a statement of either database.
pub(super) trait Bind<'q>:
    Encode<'q, Postgres> + Type<Postgres> + Encode<'q, Sqlite> + Type<Sqlite>
{
}

impl<'q, T> Bind<'q> for T where
    T: Encode<'q, Postgres> + Type<Postgres> + Encode<'q, Sqlite> + Type<Sqlite>
{
}

/// The bound values.
enum Arguments {
    Postgres(PgArguments),
    Sqlite(SqliteArguments),
}

/// A statement.
pub(super) struct Sql {
    text: Cow<'static, str>,
    arguments: Arguments,
    /// How many of them `push_bind` added to the text.
    pushed: usize,
    /// The first value that could not be bound.
    error: Option<BoxDynError>,
    /// Whether the connection caches it as a prepared statement.
    persistent: bool,
}

/// A statement for the driver of its database.
pub(super) enum Bound {
    Postgres(Query<'static, Postgres, PgArguments>),
    Sqlite(Query<'static, Sqlite, SqliteArguments>),
}

impl Sql {
    /// A statement that begins with `text`.
    pub(super) fn new(dialect: Dialect, text: &'static str) -> Self {
        let arguments = match dialect {
            Dialect::Postgres => Arguments::Postgres(PgArguments::default()),
            Dialect::Sqlite => Arguments::Sqlite(SqliteArguments::default()),
        };
        Self { text: Cow::Borrowed(text), arguments, pushed: 0, error: None, persistent: true }
    }

    pub(super) const fn dialect(&self) -> Dialect {
        match self.arguments {
            Arguments::Postgres(_) => Dialect::Postgres,
            Arguments::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Binds the next of `$1`, `$2` and so on.
    #[must_use]
    pub(super) fn bind<'q>(mut self, value: impl Bind<'q>) -> Self {
        self.add(value);
        self
    }

    fn add<'q>(&mut self, value: impl Bind<'q>) {
        let added = match &mut self.arguments {
            Arguments::Postgres(arguments) => arguments.add(value),
            Arguments::Sqlite(arguments) => arguments.add(value),
        };
        if let Err(error) = added {
            self.error.get_or_insert(error);
        }
    }

    /// Adds to the text.
    pub(super) fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Adds a value to the text, bound.
    pub(super) fn push_bind<'q>(&mut self, value: impl Bind<'q>) -> &mut Self {
        self.add(value);
        let (index, dialect) = match &self.arguments {
            Arguments::Postgres(arguments) => (arguments.len(), Dialect::Postgres),
            Arguments::Sqlite(arguments) => (arguments.len(), Dialect::Sqlite),
        };
        self.pushed += 1;
        if dialect == Dialect::Sqlite && self.pushed == index {
            // SQLite searches all names for each named parameter; `?` needs no search.
            self.push("?")
        } else {
            let _ = write!(self.text.to_mut(), "${index}");
            self
        }
    }

    /// Adds `VALUES` with one tuple per row.
    pub(super) fn push_values<T>(
        &mut self,
        rows: impl IntoIterator<Item = T>,
        mut bind: impl FnMut(&mut Tuple<'_>, T),
    ) -> &mut Self {
        let mut before = "VALUES (";
        for row in rows {
            self.push(before);
            before = ", (";
            let mut tuple = Tuple { sql: self, is_first: true };
            bind(&mut tuple, row);
            self.push(")");
        }
        self
    }

    /// Keeps a rare statement out of the cache of prepared statements, where it would displace
    /// another.
    #[must_use]
    pub(super) fn seldom(mut self, seldom: bool) -> Self {
        self.persistent = !seldom;
        self
    }

    /// The query for the driver.
    pub(super) fn bound(self) -> Result<Bound, sqlx::Error> {
        if let Some(error) = self.error {
            return Err(sqlx::Error::Encode(error));
        }
        let text = AssertSqlSafe(self.text);
        Ok(match self.arguments {
            Arguments::Postgres(arguments) => {
                Bound::Postgres(query_with(text, arguments).persistent(self.persistent))
            }
            Arguments::Sqlite(arguments) => {
                Bound::Sqlite(query_with(text, arguments).persistent(self.persistent))
            }
        })
    }
}

/// The values of one row of `VALUES`.
pub(super) struct Tuple<'s> {
    sql: &'s mut Sql,
    is_first: bool,
}

impl Tuple<'_> {
    /// Adds a value.
    pub(super) fn push_bind<'q>(&mut self, value: impl Bind<'q>) -> &mut Self {
        if !std::mem::take(&mut self.is_first) {
            self.sql.push(", ");
        }
        self.sql.push_bind(value);
        self
    }
}

/// A time: `timestamptz` in Postgres, milliseconds since 1970 in SQLite.
impl Type<Postgres> for Millis {
    fn type_info() -> <Postgres as Database>::TypeInfo {
        <chrono::DateTime<chrono::Utc> as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for Millis {
    fn encode_by_ref(
        &self,
        buffer: &mut <Postgres as Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode_by_ref(&self.to_utc(), buffer)
    }
}

impl Decode<'_, Postgres> for Millis {
    fn decode(value: <Postgres as Database>::ValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(Self::from_utc(<chrono::DateTime<chrono::Utc> as Decode<Postgres>>::decode(value)?))
    }
}

impl Type<Sqlite> for Millis {
    fn type_info() -> <Sqlite as Database>::TypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }

    fn compatible(given: &<Sqlite as Database>::TypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(given)
    }
}

impl Encode<'_, Sqlite> for Millis {
    fn encode_by_ref(
        &self,
        buffer: &mut <Sqlite as Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode_by_ref(&self.clamped().0, buffer)
    }
}

impl Decode<'_, Sqlite> for Millis {
    fn decode(value: <Sqlite as Database>::ValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(Self(<i64 as Decode<Sqlite>>::decode(value)?))
    }
}
