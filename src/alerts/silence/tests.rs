//! Silences: validation, when one is active, limits, and deletion.

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    ALL_CHARACTERS, ALL_MATCHERS, Compiled, OPEN_SILENCES, STORED_EXPIRED, STORED_SILENCES, fault,
    holds, limit_fault, recurs, silencing, status, to_delete,
};
use crate::alerts::notify::trial;
use crate::model::{Millis, Recurrence, Silence, SilenceStatus, Weekday};

fn at(text: &str) -> Millis {
    Millis::from_utc(text.parse().expect("a time"))
}

fn spec(fields: &Value) -> Value {
    let mut body = json!({
        "matchers": [{"name": "rule", "value": "*"}], "comment": "works",
        "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-01-02T00:00:00Z"
    });
    for (name, value) in fields.as_object().expect("an object") {
        body[name] = value.clone();
    }
    body
}

fn silence(fields: &Value) -> Silence {
    let mut body = spec(fields);
    body["id"] = json!("s1");
    body["created_at"] = json!("2026-01-01T00:00:00Z");
    // A flattened struct ignores unknown fields, so parse the specification alone.
    Silence {
        id: "s1".into(),
        spec: serde_json::from_value(spec(fields)).expect("a silence"),
        created_at: DateTime::UNIX_EPOCH,
        ended_at: None,
    }
}

#[test]
fn a_fault_names_its_field() {
    let recurring = |from: &str, to: &str, zone: &str| json!({"ends_at": null, "recurrence": {"from": from, "to": to, "timezone": zone}});
    for (fields, expected) in [
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
        let result = fault(&serde_json::from_value(spec(&fields)).expect("a silence"));
        match expected {
            None => assert_eq!(result, None, "{fields}"),
            Some(part) => {
                assert!(result.as_ref().is_some_and(|f| f.contains(part)), "{result:?}");
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
        (json!(["saturday"]), "23:00", "01:00", "America/Santiago", "2026-09-06T04:00:00Z", false),
        // A zone off the hour.
        (json!([]), "06:00", "06:30", "Asia/Kathmandu", "2026-01-05T00:15:00Z", true),
    ] {
        let fields = json!({"starts_at": "2025-01-01T00:00:00Z", "ends_at": null,
            "recurrence": {"weekdays": days, "from": from, "to": to, "timezone": zone}});
        let holds = status(&silence(&fields), at(now)) == SilenceStatus::Active;
        assert_eq!(holds, expected, "{from}-{to} {zone} at {now}");
    }
}

#[test]
fn a_recurring_silence_waits_between_its_times() {
    let fields = json!({"recurrence": {"from": "09:00", "to": "10:00"}});
    let one = silence(&fields);
    assert_eq!(status(&one, at("2026-01-01T08:00:00Z")), SilenceStatus::Waiting);
    assert_eq!(status(&one, at("2026-01-02T09:30:00Z")), SilenceStatus::Expired);
}

#[test]
fn all_matchers_must_match_and_a_missing_value_is_an_empty_text() {
    let alert = trial::alert(Millis(0));
    let matcher = |name: &str, value: &str, equal: bool| json!({"name": name, "value": value, "equal": equal});
    for (matchers, expected) in [
        (vec![], false),
        (vec![matcher("rule", "high_*", true)], true),
        (vec![matcher("rule", "high_*", false)], false),
        (vec![matcher("severity", "warning", true), matcher("node", "", true)], true),
        (vec![matcher("severity", "warning", true), matcher("node", "?*", true)], false),
        (vec![matcher("room", "other", false), matcher("region", "*", true)], true),
    ] {
        let one = Compiled::new(silence(&json!({"matchers": matchers})));
        assert_eq!(one.matches(&alert), expected, "{matchers:?}");
    }
    let silences = [Compiled::new(silence(&json!({"ends_at": "2030-01-01T00:00:00Z"}))).into()];
    assert_eq!(silencing(&silences, &alert, at("2026-06-01T00:00:00Z")), ["s1"]);
    assert!(silencing(&silences, &alert, at("2030-06-01T00:00:00Z")).is_empty());
}

#[test]
fn open_silences_are_limited_and_expired_ones_do_not_count() {
    let now = at("2026-01-01T12:00:00Z");
    let with = |count: usize, characters: usize| {
        let matcher = json!({"name": "room", "value": "x".repeat(characters)});
        silence(&json!({"matchers": vec![matcher; count]}))
    };
    let over = |mut one: Silence| {
        one.ended_at = Some(now.to_utc());
        one
    };
    let many = |count: usize, one: &Silence| vec![one.clone(); count];
    let full = ALL_MATCHERS / 50;
    for (others, expected) in [
        (many(OPEN_SILENCES - 1, &with(1, 1)), None),
        (many(OPEN_SILENCES, &with(1, 1)), Some("1000 silences already")),
        (many(OPEN_SILENCES, &over(with(1, 1))), None),
        (many(full - 1, &with(50, 1)), None),
        (many(full, &with(50, 1)), Some("2001 matchers")),
        (many(full, &over(with(50, 1))), None),
        (many(ALL_CHARACTERS / 1000, &with(1, 1000)), Some("50001 characters")),
        (many(STORED_SILENCES - 1, &over(with(1, 1))), None),
        (many(STORED_SILENCES, &over(with(1, 1))), Some("3000 silences are stored")),
    ] {
        let result = limit_fault(&with(1, 1).spec, others.iter(), now);
        match expected {
            None => assert_eq!(result, None),
            Some(part) => {
                assert!(result.as_ref().is_some_and(|it| it.contains(part)), "{result:?}");
            }
        }
    }
}

#[test]
fn expired_silences_are_deleted_after_30_days_or_if_there_are_too_many_the_oldest_first() {
    let now = at("2026-03-01T00:00:00Z");
    let ended = |ago_ms: i64| {
        let mut one = silence(&json!({"ends_at": "2026-12-01T00:00:00Z"}));
        one.ended_at = Some(now.plus(-ago_ms).to_utc());
        one.id = format!("{ago_ms}");
        one
    };
    let deleted = |all: &[Silence], limit: usize| -> Vec<String> {
        to_delete(all.iter(), now, limit).iter().map(|it| it.id.clone()).collect()
    };
    let month = 30 * 24 * 3_600_000;
    let open = silence(&json!({"ends_at": "2026-12-01T00:00:00Z"}));
    let endless = silence(&json!({"ends_at": null,
        "recurrence": {"from": "09:00", "to": "10:00"}}));
    let all = [open, ended(month - 1), ended(month), ended(month + 1), endless];
    assert_eq!(deleted(&all, 9), [format!("{}", month + 1), format!("{month}")]);
    assert_eq!(deleted(&all, 1), [format!("{}", month + 1)]);
    let many: Vec<_> =
        (0..STORED_EXPIRED + 2).map(|n| ended(i64::try_from(n).unwrap_or(0))).collect();
    assert_eq!(deleted(&many, 9), ["1001", "1000"]);
}

proptest! {
    /// The same, computed differently: how many minutes of the wall clock passed since the last
    /// start.
    #[test]
    fn a_recurrence_is_active_if_the_wall_clock_passed_its_start(
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
