//! Calendar steps: days, weeks that begin on Monday, and months, in UTC.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::model::Millis;

/// The length of a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// A day.
    #[default]
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
}

impl Calendar {
    /// The steps that overlap the range, cut to it.
    pub(super) fn steps(self, from: Millis, to: Millis) -> Vec<(Millis, Millis)> {
        let mut start = self.floor(from.to_utc().date_naive());
        let mut steps = Vec::new();
        loop {
            let next = self.next(start);
            let (begin, end) = (midnight(start), midnight(next));
            if begin >= to {
                return steps;
            }
            steps.push((begin.max(from), end.min(to)));
            if next <= start {
                // The calendar has ended.
                return steps;
            }
            start = next;
        }
    }

    fn floor(self, day: NaiveDate) -> NaiveDate {
        let before = match self {
            Self::Day => 0,
            Self::Week => u64::from(day.weekday().num_days_from_monday()),
            Self::Month => u64::from(day.day0()),
        };
        day.checked_sub_days(Days::new(before)).unwrap_or(day)
    }

    fn next(self, start: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => start.checked_add_days(Days::new(1)),
            Self::Week => start.checked_add_days(Days::new(7)),
            Self::Month => start.checked_add_months(Months::new(1)),
        }
        .unwrap_or(start)
    }
}

fn midnight(day: NaiveDate) -> Millis {
    Millis::from_utc(DateTime::<Utc>::from_naive_utc_and_offset(day.and_time(NaiveTime::MIN), Utc))
}

#[cfg(test)]
mod tests {
    use super::Calendar;
    use crate::model::Millis;

    fn at(text: &str) -> Millis {
        Millis::from_utc(text.parse().expect(text))
    }

    #[test]
    fn steps_follow_the_calendar_and_are_cut_to_the_range() {
        for (calendar, from, to, expected) in [
            (
                Calendar::Day,
                "2026-11-01T06:00:00Z",
                "2026-11-03T00:00:00Z",
                &["2026-11-01T06:00:00Z", "2026-11-02T00:00:00Z"][..],
            ),
            (
                // A Thursday.
                Calendar::Week,
                "2026-11-26T00:00:00Z",
                "2026-12-01T00:00:00Z",
                &["2026-11-26T00:00:00Z", "2026-11-30T00:00:00Z"][..],
            ),
            (
                Calendar::Month,
                "2026-01-31T00:00:00Z",
                "2026-03-02T00:00:00Z",
                &["2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"][..],
            ),
        ] {
            let steps = calendar.steps(at(from), at(to));
            let begins: Vec<_> = steps.iter().map(|(from, _)| *from).collect();
            assert_eq!(begins, expected.iter().map(|text| at(text)).collect::<Vec<_>>());
            assert!(steps.windows(2).all(|pair| pair[0].1 == pair[1].0), "without a hole");
            assert_eq!(steps.last().map(|(_, end)| *end), Some(at(to)));
        }
    }
}
