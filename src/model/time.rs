//! Points in time.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC; may be negative. The one unit of time inside the console.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// The earliest time that is accepted from outside: 1970-01-01.
    pub const EARLIEST: Self = Self(0);
    /// The latest time that is accepted from outside: 9999-12-31T23:59:59.999Z.
    pub const LATEST: Self = Self(253_402_300_799_999);

    /// From whole seconds since 1970, clamped to what [`Millis::to_utc`] can show.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000)).clamped()
    }

    /// Moved into the range that dates and databases can hold.
    #[must_use]
    pub const fn clamped(self) -> Self {
        if self.0 < Self::EARLIEST.0 {
            Self::EARLIEST
        } else if self.0 > Self::LATEST.0 {
            Self::LATEST
        } else {
            self
        }
    }

    /// Later by `milliseconds` (earlier if negative).
    #[must_use]
    pub const fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Milliseconds from `earlier` to `self`; negative if `earlier` is later.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whether `self` is at most `milliseconds` after `earlier`. `false` if it is before: then the
    /// clock was set back, and the age of `earlier` is not known.
    pub const fn is_within(self, earlier: Self, milliseconds: i64) -> bool {
        let age = self.since(earlier);
        0 <= age && age <= milliseconds
    }

    /// Seconds from `earlier` to `self`, never negative.
    #[expect(clippy::cast_precision_loss, reason = "durations are far below 2^53 ms")]
    pub const fn seconds_since(self, earlier: Self) -> f64 {
        let milliseconds = self.since(earlier);
        if milliseconds < 0 { 0.0 } else { milliseconds as f64 / 1000.0 }
    }

    /// As a date; out-of-range values are clamped.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.clamped().0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// From a date.
    pub fn from_utc(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }
}
