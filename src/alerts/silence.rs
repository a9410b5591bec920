//! Silences: whether one is well written, whether it holds now, and which alerts it silences.
//!
//! A silence that recurs holds by the wall clock of its time zone: what that clock never shows, in
//! spring, is no part of it; what it shows twice, in autumn, is twice. So there is no moment of
//! which one could not tell.

use chrono::{DateTime, Datelike as _, NaiveTime, Utc};
use chrono_tz::Tz;

use super::{glob, route};
use crate::model::{
    Alert, Matcher, Millis, Recurrence, Silence, SilenceSpec, SilenceStatus, Weekday,
};

/// Matchers of one silence.
const MATCHERS: usize = 50;

/// Characters of a comment and of a matcher's value.
const TEXT_CHARACTERS: usize = 1000;

/// Characters of a name of somebody.
const AUTHOR_CHARACTERS: usize = 200;

/// What is wrong with it, naming the member; `None` if nothing is.
pub fn fault(spec: &SilenceSpec) -> Option<String> {
    if spec.matchers.is_empty() {
        return Some("`matchers` is empty: at least one".to_owned());
    }
    if spec.matchers.len() > MATCHERS {
        return Some(format!("`matchers` has {}: at most {MATCHERS}", spec.matchers.len()));
    }
    let values = spec.matchers.iter().enumerate().find_map(|(at, matcher)| {
        text_fault(&format!("matchers[{at}].value"), &matcher.value, TEXT_CHARACTERS)
    });
    if spec.comment.trim().is_empty() {
        return Some("`comment` is empty: say why".to_owned());
    }
    let author = spec.author.as_deref().unwrap_or_default();
    values
        .or_else(|| text_fault("comment", &spec.comment, TEXT_CHARACTERS))
        .or_else(|| text_fault("author", author, AUTHOR_CHARACTERS))
        .or_else(|| time_fault(spec))
}

fn text_fault(member: &str, text: &str, limit: usize) -> Option<String> {
    if text.contains('\u{0}') {
        return Some(format!("`{member}` holds a NUL"));
    }
    (text.chars().count() > limit).then(|| format!("`{member}` is longer than {limit} characters"))
}

fn time_fault(spec: &SilenceSpec) -> Option<String> {
    for (member, at) in [("starts_at", Some(spec.starts_at)), ("ends_at", spec.ends_at)] {
        let Some(at) = at else { continue };
        if Millis::from_utc(at).clamped() != Millis::from_utc(at) {
            return Some(format!("`{member}` is `{at}`: from 1970 to 9999"));
        }
    }
    match spec.ends_at {
        None if spec.recurrence.is_none() => {
            return Some("`ends_at` is missing: only a silence that recurs has no end".to_owned());
        }
        Some(ends_at) if ends_at <= spec.starts_at => {
            return Some(format!("`ends_at` is `{ends_at}`: not after `starts_at`"));
        }
        _ => {}
    }
    let recurrence = spec.recurrence.as_ref()?;
    for (member, text) in [("from", &recurrence.from), ("to", &recurrence.to)] {
        if time_of_day(text).is_none() {
            let text = super::wording::line(text, 40);
            return Some(format!("`recurrence.{member}` is `{text}`: a time as in `22:30`"));
        }
    }
    if zone(&recurrence.timezone).is_none() {
        let text = super::wording::line(&recurrence.timezone, 60);
        return Some(format!(
            "`recurrence.timezone` is `{text}`: an IANA name as in `Europe/Berlin`"
        ));
    }
    None
}

/// `HH:MM`, to the letter.
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

/// Whether the moment is within one of its times. One that is not well written has none: it must
/// not silence more than somebody meant.
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

/// How it stands.
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

/// Whether it holds now.
pub fn holds(silence: &Silence, now: Millis) -> bool {
    status(silence, now) == SilenceStatus::Active
}

/// Whether every matcher matches; none match nothing.
pub fn matches(matchers: &[Matcher], alert: &Alert) -> bool {
    !matchers.is_empty()
        && matchers.iter().all(|matcher| {
            let value = route::value(matcher.name, alert);
            glob::matches(&matcher.value, value) == matcher.equal
        })
}

/// The ids of the silences that hold for the alert now.
pub fn silencing(silences: &[Silence], alert: &Alert, now: Millis) -> Vec<String> {
    silences
        .iter()
        .filter(|silence| holds(silence, now) && matches(&silence.spec.matchers, alert))
        .map(|silence| silence.id.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{fault, holds, matches, recurs, silencing, status};
    use crate::alerts::notify::trial;
    use crate::model::{Matcher, Millis, Recurrence, Silence, SilenceStatus, Weekday};

    fn at(text: &str) -> Millis {
        Millis::from_utc(text.parse().expect("a time"))
    }

    fn spec(members: &Value) -> Value {
        let mut body = json!({
            "matchers": [{"name": "rule", "value": "*"}], "comment": "works",
            "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-01-02T00:00:00Z"
        });
        for (name, member) in members.as_object().expect("an object") {
            body[name] = member.clone();
        }
        body
    }

    fn silence(members: &Value) -> Silence {
        let mut body = spec(members);
        body["id"] = json!("s1");
        body["created_at"] = json!("2026-01-01T00:00:00Z");
        // Flattened members refuse nothing that they do not know.
        Silence {
            id: "s1".into(),
            spec: serde_json::from_value(spec(members)).expect("a silence"),
            created_at: DateTime::UNIX_EPOCH,
            ended_at: None,
        }
    }

    #[test]
    fn a_fault_is_told_by_its_member() {
        let recurring = |from: &str, to: &str, zone: &str| json!({"ends_at": null, "recurrence": {"from": from, "to": to, "timezone": zone}});
        for (members, expected) in [
            (json!({}), None),
            (json!({"matchers": []}), Some("matchers")),
            (json!({"matchers": vec![json!({"name": "rule", "value": "*"}); 51]}), Some("51")),
            (json!({"matchers": [{"name": "room", "value": "a\u{0}"}]}), Some("matchers[0].value")),
            (json!({"comment": " "}), Some("comment")),
            (json!({"comment": "x".repeat(1001)}), Some("comment")),
            (json!({"author": "x".repeat(201)}), Some("author")),
            (json!({"ends_at": null}), Some("ends_at")),
            (json!({"ends_at": "2026-01-01T00:00:00Z"}), Some("ends_at")),
            (json!({"starts_at": "1969-01-01T00:00:00Z"}), Some("starts_at")),
            (recurring("22:00", "06:00", "Europe/Berlin"), None),
            (recurring("24:00", "06:00", "UTC"), Some("recurrence.from")),
            (recurring("9:00", "10:00", "UTC"), Some("recurrence.from")),
            (recurring("09:00", "+1:00", "UTC"), Some("recurrence.to")),
            (recurring("09:00", "10:00", "Mars/Olympus"), Some("Mars/Olympus")),
        ] {
            let found = fault(&serde_json::from_value(spec(&members)).expect("a silence"));
            match expected {
                None => assert_eq!(found, None, "{members}"),
                Some(part) => {
                    assert!(found.as_ref().is_some_and(|f| f.contains(part)), "{found:?}");
                }
            }
        }
    }

    #[test]
    fn a_silence_holds_from_its_start_until_before_its_end() {
        let mut one = silence(&json!({}));
        for (now, expected) in [
            ("2025-12-31T23:59:59.999Z", SilenceStatus::Pending),
            ("2026-01-01T00:00:00Z", SilenceStatus::Active),
            ("2026-01-01T23:59:59.999Z", SilenceStatus::Active),
            ("2026-01-02T00:00:00Z", SilenceStatus::Expired),
        ] {
            assert_eq!(status(&one, at(now)), expected, "{now}");
        }
        one.ended_at = Some(at("2026-01-01T12:00:00Z").to_utc());
        assert!(holds(&one, at("2026-01-01T11:59:59Z")));
        assert_eq!(status(&one, at("2026-01-01T12:00:00Z")), SilenceStatus::Expired);
    }

    #[test]
    fn a_recurrence_follows_the_wall_clock_over_midnight_and_the_change_of_time() {
        // Berlin: 2026-03-29 02:00 becomes 03:00; 2026-10-25 03:00 becomes 02:00 again.
        let berlin = "Europe/Berlin";
        for (days, from, to, zone, now, expected) in [
            (json!([]), "09:00", "10:00", "UTC", "2026-01-05T09:00:00Z", true),
            (json!([]), "09:00", "10:00", "UTC", "2026-01-05T10:00:00Z", false),
            (json!(["monday"]), "09:00", "10:00", "UTC", "2026-01-06T09:30:00Z", false),
            // From Friday night to Saturday morning; Saturday night is none of it.
            (json!(["friday"]), "22:00", "06:00", "UTC", "2026-01-09T22:00:00Z", true),
            (json!(["friday"]), "22:00", "06:00", "UTC", "2026-01-10T05:59:00Z", true),
            (json!(["friday"]), "22:00", "06:00", "UTC", "2026-01-10T06:00:00Z", false),
            (json!(["friday"]), "22:00", "06:00", "UTC", "2026-01-10T22:00:00Z", false),
            (json!(["friday"]), "22:00", "06:00", "UTC", "2026-01-09T05:00:00Z", false),
            // The same time twice is a whole day.
            (json!(["friday"]), "08:00", "08:00", "UTC", "2026-01-10T07:59:00Z", true),
            (json!(["friday"]), "08:00", "08:00", "UTC", "2026-01-10T08:00:00Z", false),
            // Winter and summer time.
            (json!([]), "09:00", "10:00", berlin, "2026-01-05T08:30:00Z", true),
            (json!([]), "09:00", "10:00", berlin, "2026-07-05T08:30:00Z", false),
            (json!([]), "09:00", "10:00", berlin, "2026-07-05T07:30:00Z", true),
            // Spring: 02:30 is never shown, 03:00 follows 01:59.
            (json!([]), "02:30", "04:00", berlin, "2026-03-29T00:59:59Z", false),
            (json!([]), "02:30", "04:00", berlin, "2026-03-29T01:00:00Z", true),
            (json!([]), "01:00", "02:30", berlin, "2026-03-29T00:59:59Z", true),
            (json!([]), "01:00", "02:30", berlin, "2026-03-29T01:00:00Z", false),
            (json!([]), "02:15", "02:45", berlin, "2026-03-29T01:20:00Z", false),
            // Autumn: 02:15 is shown twice.
            (json!([]), "02:10", "02:20", berlin, "2026-10-25T00:15:00Z", true),
            (json!([]), "02:10", "02:20", berlin, "2026-10-25T00:30:00Z", false),
            (json!([]), "02:10", "02:20", berlin, "2026-10-25T01:15:00Z", true),
            // The weekday is that of the zone: Sunday evening UTC is Monday in Tokyo.
            (json!(["monday"]), "00:00", "12:00", "Asia/Tokyo", "2026-01-04T16:00:00Z", true),
            // The change at midnight: in Santiago 2026-09-06 00:00 becomes 01:00.
            (json!(["sunday"]), "00:00", "02:00", "America/Santiago", "2026-09-06T04:00:00Z", true),
            (
                json!(["saturday"]),
                "23:00",
                "01:00",
                "America/Santiago",
                "2026-09-06T04:00:00Z",
                false,
            ),
            // A zone off the hour.
            (json!([]), "06:00", "06:30", "Asia/Kathmandu", "2026-01-05T00:15:00Z", true),
        ] {
            let members = json!({"starts_at": "2025-01-01T00:00:00Z", "ends_at": null,
                "recurrence": {"weekdays": days, "from": from, "to": to, "timezone": zone}});
            let holds = status(&silence(&members), at(now)) == SilenceStatus::Active;
            assert_eq!(holds, expected, "{from}-{to} {zone} at {now}");
        }
    }

    #[test]
    fn a_silence_that_recurs_waits_between_its_times() {
        let members = json!({"recurrence": {"from": "09:00", "to": "10:00"}});
        let one = silence(&members);
        assert_eq!(status(&one, at("2026-01-01T08:00:00Z")), SilenceStatus::Waiting);
        assert_eq!(status(&one, at("2026-01-02T09:30:00Z")), SilenceStatus::Expired);
    }

    #[test]
    fn all_matchers_must_match_and_what_is_not_there_is_an_empty_text() {
        let alert = trial::alert(Millis(0));
        let matcher = |name: &str, value: &str, equal: bool| -> Matcher {
            serde_json::from_value(json!({"name": name, "value": value, "equal": equal}))
                .expect("a matcher")
        };
        for (matchers, expected) in [
            (vec![], false),
            (vec![matcher("rule", "high_*", true)], true),
            (vec![matcher("rule", "high_*", false)], false),
            (vec![matcher("severity", "warning", true), matcher("node", "", true)], true),
            (vec![matcher("severity", "warning", true), matcher("node", "?*", true)], false),
            (vec![matcher("room", "other", false), matcher("region", "*", true)], true),
        ] {
            assert_eq!(matches(&matchers, &alert), expected, "{matchers:?}");
        }
        let silences = [silence(&json!({"ends_at": "2030-01-01T00:00:00Z"}))];
        assert_eq!(silencing(&silences, &alert, at("2026-06-01T00:00:00Z")), ["s1"]);
        assert!(silencing(&silences, &alert, at("2030-06-01T00:00:00Z")).is_empty());
    }

    proptest! {
        /// The same told the long way: minute by minute of the wall clock, back from now to the
        /// minute at which it would have begun.
        #[test]
        fn it_holds_if_the_wall_clock_went_through_the_beginning(
            minutes in 0_i64..(2 * 366 * 1440),
            from in 0_u32..1440, to in 0_u32..1440,
            days in prop::collection::vec(0_usize..7, 0..4),
            zone in prop::sample::select(vec![
                "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                "Asia/Kathmandu", "America/Santiago", "Pacific/Apia",
            ]),
        ) {
            let now: DateTime<Utc> = at("2026-01-01T00:00:00Z").to_utc() + TimeDelta::minutes(minutes);
            let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
            let recurrence = Recurrence {
                weekdays: days.iter().map(|day| Weekday::ALL[*day]).collect(),
                from: clock(from), to: clock(to), timezone: zone.to_owned(),
            };
            let local = now.with_timezone(&zone.parse::<chrono_tz::Tz>().expect("a zone"));
            let minute = local.hour() * 60 + local.minute();
            let length = if to > from { to - from } else { to + 1440 - from };
            let day = chrono::Datelike::weekday(&local).num_days_from_monday() as usize;
            let passed = (minute + 1440 - from) % 1440;
            let begun = if minute >= from { day } else { (day + 6) % 7 };
            let expected = passed < length && (days.is_empty() || days.contains(&begun));
            prop_assert_eq!(recurs(&recurrence, now), expected);
        }
    }
}
