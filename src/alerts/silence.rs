//! Silences: validation, whether a silence is active now, and which alerts it silences.
//!
//! A recurring silence follows the wall clock of its time zone: a time that the clock skips in
//! spring is never active, a time that it shows twice in autumn is active twice.
//!
//! Every evaluation and every list matches each open alert against each silence that has not
//! expired. So their number and size are limited ([`limit_fault`]), and patterns are compiled when
//! a silence is read.

use std::sync::Arc;

use chrono::{DateTime, Datelike as _, NaiveTime, Utc};
use chrono_tz::Tz;

use super::glob::Pattern;
use super::route;
use crate::model::{
    Alert, MatcherName, Millis, Recurrence, Silence, SilenceSpec, SilenceStatus, TextKind, Weekday,
    line,
};

/// Silences that have not expired, at most.
const OPEN_SILENCES: usize = 1000;

/// Matchers of these silences together, at most.
const ALL_MATCHERS: usize = 2000;

/// Characters of the matcher values of these silences together, at most.
const ALL_CHARACTERS: usize = 50_000;

/// Stored silences, including expired ones, at most.
const STORED_SILENCES: usize = 3000;

/// How many expired silences are stored: those that ended last.
const STORED_EXPIRED: usize = 1000;

/// How long an expired silence is stored, milliseconds: 30 days. The audit stores it longer.
const EXPIRED_RETENTION_MS: i64 = 30 * 24 * 3_600_000;

/// Matchers of one silence, at most.
const MATCHERS: usize = 50;

/// Characters of a comment and of a matcher's value, at most.
const TEXT_CHARACTERS: usize = 1000;

/// Characters of an author's name, at most.
const AUTHOR_CHARACTERS: usize = 200;

/// What is wrong with the silence, naming the field; `None` if nothing is.
pub fn fault(spec: &SilenceSpec) -> Option<String> {
    if spec.matchers.is_empty() {
        return Some("`matchers` is empty: at least one is required".to_owned());
    }
    if spec.matchers.len() > MATCHERS {
        return Some(format!("`matchers` has {}: at most {MATCHERS}", spec.matchers.len()));
    }
    let values = spec.matchers.iter().enumerate().find_map(|(at, matcher)| {
        TextKind::Pattern.fault(&format!("matchers[{at}].value"), &matcher.value, TEXT_CHARACTERS)
    });
    if spec.comment.trim().is_empty() {
        return Some("`comment` is empty: say why".to_owned());
    }
    let author = spec.author.as_deref().unwrap_or_default();
    values
        .or_else(|| TextKind::Words.fault("comment", &spec.comment, TEXT_CHARACTERS))
        .or_else(|| TextKind::Name.fault("author", author, AUTHOR_CHARACTERS))
        .or_else(|| time_fault(spec))
}

fn time_fault(spec: &SilenceSpec) -> Option<String> {
    for (field, at) in [("starts_at", Some(spec.starts_at)), ("ends_at", spec.ends_at)] {
        let Some(at) = at else { continue };
        if Millis::from_utc(at).clamped() != Millis::from_utc(at) {
            return Some(format!("`{field}` is `{at}`: from 1970 to 9999"));
        }
    }
    match spec.ends_at {
        None if spec.recurrence.is_none() => {
            return Some(
                "`ends_at` is missing: only a recurring silence may have no end".to_owned(),
            );
        }
        Some(ends_at) if ends_at <= spec.starts_at => {
            return Some(format!("`ends_at` is `{ends_at}`: not after `starts_at`"));
        }
        _ => {}
    }
    let recurrence = spec.recurrence.as_ref()?;
    for (field, text) in [("from", &recurrence.from), ("to", &recurrence.to)] {
        if time_of_day(text).is_none() {
            let text = line(text, 40);
            return Some(format!("`recurrence.{field}` is `{text}`, not a time such as `22:30`"));
        }
    }
    if zone(&recurrence.timezone).is_none() {
        let text = line(&recurrence.timezone, 60);
        return Some(format!(
            "`recurrence.timezone` is `{text}`, not an IANA name such as `Europe/Berlin`"
        ));
    }
    None
}

/// Parses exactly `HH:MM`.
fn time_of_day(text: &str) -> Option<NaiveTime> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str| {
        let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten()
    };
    NaiveTime::from_hms_opt(number(hours)?, number(minutes)?, 0)
}

fn zone(name: &str) -> Option<Tz> {
    name.parse().ok()
}

const fn is_day(weekday: Weekday, day: chrono::Weekday) -> bool {
    matches!(
        (weekday, day),
        (Weekday::Monday, chrono::Weekday::Mon)
            | (Weekday::Tuesday, chrono::Weekday::Tue)
            | (Weekday::Wednesday, chrono::Weekday::Wed)
            | (Weekday::Thursday, chrono::Weekday::Thu)
            | (Weekday::Friday, chrono::Weekday::Fri)
            | (Weekday::Saturday, chrono::Weekday::Sat)
            | (Weekday::Sunday, chrono::Weekday::Sun)
    )
}

/// Whether the recurrence is active at `at`. An invalid recurrence never is: it must not silence
/// more than its author meant.
fn recurs(recurrence: &Recurrence, at: DateTime<Utc>) -> bool {
    let (Some(from), Some(to), Some(zone)) =
        (time_of_day(&recurrence.from), time_of_day(&recurrence.to), zone(&recurrence.timezone))
    else {
        return false;
    };
    let local = at.with_timezone(&zone);
    let (time, today) = (local.time(), local.weekday());
    let begins_on = |day: chrono::Weekday| {
        recurrence.weekdays.is_empty()
            || recurrence.weekdays.iter().any(|weekday| is_day(*weekday, day))
    };
    if from < to {
        return begins_on(today) && from <= time && time < to;
    }
    (begins_on(today) && from <= time) || (begins_on(today.pred()) && time < to)
}

/// The status of a silence at `now`.
pub fn status(silence: &Silence, now: Millis) -> SilenceStatus {
    let (spec, at) = (&silence.spec, now.to_utc());
    let is_over = |end: Option<DateTime<Utc>>| end.is_some_and(|end| end <= at);
    if is_over(silence.ended_at) || is_over(spec.ends_at) {
        SilenceStatus::Expired
    } else if at < spec.starts_at {
        SilenceStatus::Pending
    } else if spec.recurrence.as_ref().is_none_or(|recurrence| recurs(recurrence, at)) {
        SilenceStatus::Active
    } else {
        SilenceStatus::Waiting
    }
}

/// Whether the silence is active at `now`.
pub fn holds(silence: &Silence, now: Millis) -> bool {
    status(silence, now) == SilenceStatus::Active
}

/// When the silence ends; `None` if it recurs without an end.
fn end(silence: &Silence) -> Option<Millis> {
    let ends = [silence.ended_at, silence.spec.ends_at];
    ends.into_iter().flatten().min().map(Millis::from_utc)
}

/// A silence with its compiled patterns.
#[derive(Debug)]
pub struct Compiled {
    /// The silence.
    pub silence: Silence,
    matchers: Vec<(MatcherName, Pattern, bool)>,
}

impl Compiled {
    /// Compiles the patterns of a silence.
    pub fn new(silence: Silence) -> Self {
        let matchers = silence.spec.matchers.iter();
        let matchers = matchers.map(|it| (it.name, Pattern::new(&it.value), it.equal)).collect();
        Self { silence, matchers }
    }

    /// Whether every matcher matches the alert; a silence without matchers matches none.
    pub fn matches(&self, alert: &Alert) -> bool {
        !self.matchers.is_empty()
            && self
                .matchers
                .iter()
                .all(|(name, pattern, equal)| pattern.matches(route::value(*name, alert)) == *equal)
    }
}

/// The ids of the silences that silence the alert now.
pub fn silencing(silences: &[Arc<Compiled>], alert: &Alert, now: Millis) -> Vec<String> {
    silences
        .iter()
        .filter(|it| holds(&it.silence, now) && it.matches(alert))
        .map(|it| it.silence.id.clone())
        .collect()
}

/// Which limit one more silence beside `others`, expired ones included, would exceed; `None` if
/// none.
pub fn limit_fault<'a>(
    spec: &SilenceSpec,
    others: impl Iterator<Item = &'a Silence>,
    now: Millis,
) -> Option<String> {
    let characters =
        |spec: &SilenceSpec| spec.matchers.iter().map(|it| it.value.chars().count()).sum::<usize>();
    let (mut stored, mut count) = (0, 0);
    let (mut matchers, mut values) = (spec.matchers.len(), characters(spec));
    for silence in others {
        stored += 1;
        if status(silence, now) != SilenceStatus::Expired {
            count += 1;
            matchers += silence.spec.matchers.len();
            values += characters(&silence.spec);
        }
    }
    if count >= OPEN_SILENCES {
        Some(format!("there are {OPEN_SILENCES} silences already that have not expired"))
    } else if matchers > ALL_MATCHERS {
        Some(format!(
            "the silences that have not expired would have {matchers} matchers: at most \
             {ALL_MATCHERS}"
        ))
    } else if values > ALL_CHARACTERS {
        Some(format!(
            "the matcher values of the silences that have not expired would have {values} \
             characters: at most {ALL_CHARACTERS}"
        ))
    } else if stored >= STORED_SILENCES {
        Some(format!(
            "{STORED_SILENCES} silences are stored; expired silences are deleted gradually"
        ))
    } else {
        None
    }
}

/// The expired silences to delete, at most `limit`, oldest end first.
pub fn to_delete<'a>(
    silences: impl Iterator<Item = &'a Silence>,
    now: Millis,
    limit: usize,
) -> Vec<&'a Silence> {
    let over = silences.filter_map(|it| end(it).filter(|at| *at <= now).map(|at| (at, it)));
    let mut over: Vec<_> = over.collect();
    over.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    let old = over.partition_point(|(at, _)| now.since(*at) >= EXPIRED_RETENTION_MS);
    let excess = over.len().saturating_sub(STORED_EXPIRED);
    over.into_iter().take(old.max(excess).min(limit)).map(|(_, silence)| silence).collect()
}

#[cfg(test)]
mod tests;
