//! Texts for people: rounded numbers, sanitised names, and the sentence of each measure.

use std::cmp::Ordering;

use crate::model::{Measure, Rule, Subject, line};

/// Characters of a name in a sentence, at most.
const NAME_CHARACTERS: usize = 200;

/// Formats a number: smaller numbers have more decimals, without trailing zeros.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 0.1 || size == 0.0 => 2,
        _ => 4,
    };
    let text = format!("{value:.decimals$}");
    let text = if decimals > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Formats a value of a measure with its unit.
pub fn amount(measure: Measure, value: f64) -> String {
    match (measure, measure.unit()) {
        _ if measure.is_ratio() => format!("{} %", number(value * 100.0)),
        (Measure::RoomDuration, _) => duration(value * 60.0),
        (_, "s") => duration(value),
        (_, "") => number(value),
        (_, unit) => format!("{} {unit}", number(value)),
    }
}

/// Formats a duration in its two largest units.
fn duration(seconds: f64) -> String {
    if !(60.0..=1e12).contains(&seconds) {
        return format!("{} s", number(seconds));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 60 to 10^12, as checked"
    )]
    let whole = seconds.round() as u64;
    let (unit, large, part, small) = match whole {
        0..3600 => (60, "min", 1, "s"),
        3600..86_400 => (3600, "h", 60, "min"),
        _ => (86_400, "d", 3600, "h"),
    };
    match (whole % unit) / part {
        0 => format!("{} {large}", whole / unit),
        rest => format!("{} {large} {rest} {small}", whole / unit),
    }
}

/// Formats a value; if it reads as the rule's threshold, says how it differs.
fn beside(rule: &Rule, value: f64) -> String {
    let text = amount(rule.measure, value);
    if text != amount(rule.measure, rule.threshold) {
        return text;
    }
    match value.partial_cmp(&rule.threshold) {
        Some(Ordering::Greater) => format!("slightly more than {text}"),
        Some(Ordering::Less) => format!("slightly less than {text}"),
        _ => text,
    }
}

/// Makes the first letter upper case.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The default message of a rule without a template.
pub fn sentence(rule: &Rule, subject: &Subject, value: f64) -> String {
    let text = beside(rule, value);
    let name =
        |text: Option<&str>| format!("`{}`", line(text.unwrap_or_default(), NAME_CHARACTERS));
    let deployment = name(Some(&subject.deployment));
    let room = name(subject.room.as_deref());
    let few = number(value) == "1";
    let count = |one: &str, many: &str| format!("{text} {}", if few { one } else { many });
    let at = |what: String| format!("{what} on {deployment}");
    // A rate without a window is that of the last minute.
    let over = match rule.window_seconds {
        0..=60 => String::new(),
        seconds => format!(", averaged over {},", duration(f64::from(seconds))),
    };
    let what = match rule.measure {
        Measure::ActiveRooms => at(count("room is open", "rooms are open")),
        Measure::TotalParticipants => {
            at(count("participant is present", "participants are present"))
        }
        Measure::People => at(count("person is present", "people are present")),
        Measure::Machines => at(count("machine is present", "machines are present")),
        Measure::ParticipantsInDoubt => {
            at(count("participant is in doubt", "participants are in doubt"))
        }
        Measure::Publishers => at(count("participant publishes", "participants publish")),
        Measure::Tracks => at(count("track is live", "tracks are live")),
        Measure::JoinRate => at(format!("People join at {text}{over}")),
        Measure::LeaveRate => at(format!("People leave at {text}{over}")),
        Measure::DisconnectRate => at(format!("People disconnect unexpectedly at {text}{over}")),
        Measure::MachineDisconnectRate => {
            at(format!("Agents, recorders and other machines are lost at {text}{over}"))
        }
        Measure::AvgRoomDuration => at(format!("The mean age of the open rooms is {text}")),
        Measure::AvgConnectionQuality => at(format!("The mean connection quality is {text}")),
        Measure::UnexpectedDepartureRatio => at(format!("{text} of departures were unexpected")),
        Measure::JoinFailureRatio => at(format!("{text} of joins failed")),
        Measure::WebhookSilence => {
            at(format!("No webhook has arrived for {text} although participants joined or left"))
        }
        Measure::WebhooksLost => at(format!("LiveKit gives up on webhooks at {text}")),
        Measure::WebhooksRefused => at(format!("Webhooks are refused at {text}{over}")),
        Measure::WebhookLag => at(format!("Webhooks arrive {text} late")),
        Measure::ApiSilence => at(format!("The room API has not answered for {text}")),
        Measure::DriftRate => at(format!("Room listings correct missed webhooks at {text}{over}")),
        Measure::EgressFailures => {
            at(format!("{} in the last 10 minutes", count("egress failed", "egresses failed")))
        }
        Measure::RoomParticipants => {
            format!("Room {room} has {}", count("participant", "participants"))
        }
        Measure::RoomPeople => format!("Room {room} has {}", count("person", "people")),
        Measure::RoomAgents => format!("Room {room} has {}", count("agent", "agents")),
        Measure::RoomPublishers => format!("Room {room} has {}", count("publisher", "publishers")),
        Measure::RoomDuration => format!("Room {room} has been open for {text}"),
        Measure::RoomConnectionQuality => {
            format!("The connection quality in room {room} is {text}")
        }
        Measure::ParticipantJoins => format!(
            "{} joined room {room} {} in the last 10 minutes",
            name(subject.participant.as_deref()),
            count("time", "times"),
        ),
        Measure::NodeDown => {
            format!("Node {} has not answered for {text}", name(subject.node.as_deref()))
        }
    };
    format!("{} (threshold {})", capital(&what), amount(rule.measure, rule.threshold))
}

#[cfg(test)]
mod tests {
    use super::{amount, number, sentence};
    use crate::model::{Measure, Rule, Subject, SubjectKind};

    #[test]
    fn a_value_that_reads_as_the_threshold_says_how_it_differs() {
        let rule: Rule = serde_json::from_value(serde_json::json!({
            "name": "r", "measure": "join_failure_ratio", "comparison": "above",
            "threshold": 0.1, "severity": "info"
        }))
        .expect("a rule");
        let subject = Subject::deployment("eu".into());
        for (value, text) in [
            (0.100_02, "Slightly more than 10 % of joins failed on `eu` (threshold 10 %)"),
            (0.099_98, "Slightly less than 10 % of joins failed on `eu` (threshold 10 %)"),
            (0.1, "10 % of joins failed on `eu` (threshold 10 %)"),
            (0.12, "12 % of joins failed on `eu` (threshold 10 %)"),
        ] {
            assert_eq!(sentence(&rule, &subject, value), text);
        }
    }

    #[test]
    fn numbers_are_rounded_for_people() {
        for (value, expected) in [
            (0.0, "0"),
            (-0.001_234, "-0.0012"),
            (-0.000_000_1, "0"),
            (112.0, "112"),
            (1234.56, "1235"),
            (49.96, "50"),
            (12.34, "12.3"),
            (1.005, "1"),
            (0.1, "0.1"),
            (0.333_33, "0.33"),
            (1e300, &format!("{:.0}", 1e300)),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(number(value), expected, "{value}");
        }
    }

    #[test]
    fn amounts_carry_their_unit() {
        for (measure, value, expected) in [
            (Measure::ActiveRooms, 3.0, "3"),
            (Measure::DisconnectRate, 0.25, "0.25 per minute"),
            (Measure::JoinFailureRatio, 0.3712, "37.1 %"),
            (Measure::RoomDuration, 125.0, "2 h 5 min"),
            (Measure::RoomDuration, 0.5, "30 s"),
            (Measure::NodeDown, 59.94, "59.9 s"),
            (Measure::NodeDown, 60.0, "1 min"),
            (Measure::WebhookSilence, 90_061.0, "1 d 1 h"),
            (Measure::NodeDown, f64::NAN, "NaN s"),
            (Measure::AvgConnectionQuality, 49.9, "49.9 of 100"),
        ] {
            assert_eq!(amount(measure, value), expected);
        }
    }

    #[test]
    fn every_measure_has_words_that_name_its_subject_and_threshold() {
        for measure in Measure::ALL {
            let rule: Rule = serde_json::from_value(serde_json::json!({
                "name": "r", "measure": measure, "comparison": "above", "threshold": 1.0,
                "severity": "info"
            }))
            .expect("a rule");
            let (subject, named) = match measure.subject() {
                SubjectKind::Deployment => (Subject::deployment("eu".into()), "`eu`"),
                SubjectKind::Room => {
                    (Subject::room("eu".into(), "RM_1".into(), "demo".into()), "`demo`")
                }
                SubjectKind::Participant => {
                    (Subject::participant("eu".into(), "demo".into(), "ann".into()), "`ann`")
                }
                SubjectKind::Node => {
                    (Subject::node("eu".into(), "http://n:1/".into()), "`http://n:1/`")
                }
            };
            for value in [1.0, 112.4] {
                let text = sentence(&rule, &subject, value);
                assert!(text.contains(named), "{text}");
                assert!(text.contains(&amount(measure, value)), "{text}");
                let end = format!("(threshold {})", amount(measure, 1.0));
                assert!(text.ends_with(&end), "{text}");
            }
        }
    }

    #[test]
    fn a_rate_says_over_how_long_it_is_one() {
        let subject = Subject::deployment("eu".into());
        for (window, text) in [
            (0, "People disconnect unexpectedly at 1.5 per minute on `eu`"),
            (60, "People disconnect unexpectedly at 1.5 per minute on `eu`"),
            (
                600,
                "People disconnect unexpectedly at 1.5 per minute, averaged over 10 min, on `eu`",
            ),
        ] {
            let rule: Rule = serde_json::from_value(serde_json::json!({
                "name": "r", "measure": "disconnect_rate", "comparison": "above",
                "threshold": 0.1, "severity": "info", "window_seconds": window
            }))
            .expect("a rule");
            let text = format!("{text} (threshold 0.1 per minute)");
            assert_eq!(sentence(&rule, &subject, 1.5), text);
        }
    }

    #[test]
    fn a_room_is_named_in_plain_words() {
        let rule: Rule = serde_json::from_value(serde_json::json!({
            "name": "r", "measure": "room_participants", "comparison": "above",
            "threshold": 100.0, "severity": "info"
        }))
        .expect("a rule");
        let subject = Subject::room("eu".into(), "RM_1".into(), "demo".into());
        let text = sentence(&rule, &subject, 112.0);
        assert_eq!(text, "Room `demo` has 112 participants (threshold 100)");
    }
}
