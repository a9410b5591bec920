//! Steps of time, aligned to 1970.

use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::types::PgInterval;
use sqlx::{Database, Postgres, Sqlite, Type};

use super::dialect::Dialect;

/// The length of a step, milliseconds: an interval in Postgres, a number in SQLite.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step(i64);

impl Step {
    /// A step of at least a millisecond.
    pub(super) fn new(step_ms: i64) -> Self {
        Self(step_ms.max(1))
    }
}

/// The start of the step that contains the column `at`; `$1` is the length.
pub(super) fn begins_at(dialect: Dialect) -> &'static str {
    dialect.pick("date_bin($1, at, '1970-01-01Z')", "at / $1 * $1")
}

impl Type<Postgres> for Step {
    fn type_info() -> <Postgres as Database>::TypeInfo {
        <PgInterval as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for Step {
    fn encode_by_ref(
        &self,
        buffer: &mut <Postgres as Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        let microseconds = self.0.saturating_mul(1000);
        let interval = PgInterval { months: 0, days: 0, microseconds };
        Encode::<Postgres>::encode_by_ref(&interval, buffer)
    }
}

impl Type<Sqlite> for Step {
    fn type_info() -> <Sqlite as Database>::TypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
}

impl Encode<'_, Sqlite> for Step {
    fn encode_by_ref(
        &self,
        buffer: &mut <Sqlite as Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode_by_ref(&self.0, buffer)
    }
}
