//! The SQL that differs between the two databases.

use std::borrow::Cow;

use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::types::Json;
use sqlx::{Database, Postgres, Sqlite, Type};

use super::columns::key;
use super::sql::Sql;
use crate::model::{DeploymentName, Text};

/// The kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Postgres,
    Sqlite,
}

impl Dialect {
    /// The value for this database.
    pub(super) fn pick<T>(self, postgres: T, sqlite: T) -> T {
        match self {
            Self::Postgres => postgres,
            Self::Sqlite => sqlite,
        }
    }

    /// Joins the rows that are `wanted`: `$1` is a JSON list of their keys, each a list whose first
    /// element is `wanted.value ->> 0`. The join goes from the list to the table.
    pub(super) fn wanted(self) -> &'static str {
        self.pick(
            " FROM jsonb_array_elements($1) AS wanted (value) JOIN ",
            " FROM json_each($1) wanted CROSS JOIN ",
        )
    }
}

/// Deployments and sids, as [`Dialect::wanted`] takes them.
pub(super) fn session_keys(keys: &[(DeploymentName, Text)]) -> Json<Vec<(&str, &str)>> {
    Json(keys.iter().map(|(deployment, sid)| (key(deployment), key(sid))).collect())
}

/// Texts as one value: an array in Postgres, JSON in SQLite.
pub(super) struct Texts<'t>(pub(super) Vec<Cow<'t, str>>);

impl Type<Postgres> for Texts<'_> {
    fn type_info() -> <Postgres as Database>::TypeInfo {
        <Vec<String> as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for Texts<'_> {
    fn encode_by_ref(
        &self,
        buffer: &mut <Postgres as Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode_by_ref(&self.0, buffer)
    }
}

impl Type<Sqlite> for Texts<'_> {
    fn type_info() -> <Sqlite as Database>::TypeInfo {
        <String as Type<Sqlite>>::type_info()
    }
}

impl Encode<'_, Sqlite> for Texts<'_> {
    fn encode_by_ref(
        &self,
        buffer: &mut <Sqlite as Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode(serde_json::to_string(&self.0)?, buffer)
    }
}

impl Sql {
    /// Adds the condition that the expression before is one of `texts`.
    pub(super) fn push_one_of(&mut self, texts: Texts<'_>) -> &mut Self {
        let (before, after) =
            self.dialect().pick((" = ANY(", ")"), (" IN (SELECT value FROM json_each(", "))"));
        self.push(before).push_bind(texts).push(after)
    }

    /// Adds the condition that the column contains `text`. It does not use `LIKE`, because the text
    /// is not a pattern.
    pub(super) fn push_contains(&mut self, column: &'static str, text: &str) -> &mut Self {
        self.push(self.dialect().pick("strpos(", "instr(")).push(column);
        self.push(", ").push_bind(text).push(") > 0")
    }
}
