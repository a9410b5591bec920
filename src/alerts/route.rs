//! Which alerts a receiver is notified of, and which alerts are grouped into one message.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::glob;
use crate::model::{Alert, MatcherName, Receiver, Target};

/// The longest key that is stored unchanged, bytes: databases limit the length of indexed texts,
/// and a room's name may have any length.
const KEY_BYTES: usize = 512;

/// The value of an alert's field by matcher name; empty if the alert has none.
pub fn value(name: MatcherName, alert: &Alert) -> &str {
    match name {
        MatcherName::Rule => Some(&alert.rule),
        MatcherName::Severity => return alert.severity.as_str(),
        MatcherName::Deployment => alert.deployment.as_ref(),
        MatcherName::Region => alert.region.as_ref(),
        MatcherName::Room => alert.room.as_ref(),
        MatcherName::Participant => alert.participant.as_ref(),
        MatcherName::Node => alert.node.as_ref(),
    }
    .map_or("", String::as_str)
}

/// Whether the receiver's route accepts the alert.
pub fn wants(receiver: &Receiver, alert: &Alert) -> bool {
    let route = &receiver.route;
    let any = |patterns: &[String], text: &str| {
        patterns.is_empty() || patterns.iter().any(|pattern| glob::matches(pattern, text))
    };
    (route.severities.is_empty() || route.severities.contains(&alert.severity))
        && any(&route.deployments, value(MatcherName::Deployment, alert))
        && any(&route.rules, &alert.rule)
}

/// The labels that the alerts of one group share.
pub fn group_labels(receiver: &Receiver, alert: &Alert) -> BTreeMap<&'static str, String> {
    receiver.group_by.iter().map(|name| (name.as_str(), value(*name, alert).to_owned())).collect()
}

/// The unique key of the alert's group at this receiver. PagerDuty gets a group for each alert.
pub fn group_key(receiver: &Receiver, alert: &Alert) -> String {
    let key = if matches!(receiver.target, Target::Pagerduty { .. }) {
        serde_json::to_string(&[("alert", &alert.id)])
    } else {
        serde_json::to_string(&group_labels(receiver, alert))
    }
    .expect("plain texts serialise");
    if key.len() <= KEY_BYTES {
        return key;
    }
    format!("sha256:{}", hex::encode(Sha256::digest(&key)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{group_key, wants};
    use crate::alerts::notify::trial;
    use crate::model::{Alert, Receiver};

    fn receiver(fields: &serde_json::Value) -> Receiver {
        let mut body = json!({"name": "r", "target": {"type": "slack", "url": "https://x/"}});
        for (name, value) in fields.as_object().expect("an object") {
            body[name] = value.clone();
        }
        serde_json::from_value(body).expect("a receiver")
    }

    fn alert() -> Alert {
        trial::alert(crate::model::Millis(0))
    }

    #[test]
    fn a_route_limits_by_severity_deployment_and_rule() {
        let alert = Alert { deployment: Some("eu-west".into()), ..alert() };
        for (route, expected) in [
            (json!({}), true),
            (json!({"severities": ["warning", "critical"]}), true),
            (json!({"severities": ["critical"]}), false),
            (json!({"deployments": ["us", "eu-*"]}), true),
            (json!({"deployments": ["us"]}), false),
            (json!({"rules": ["high_*"]}), true),
            (json!({"rules": ["high_*"], "deployments": ["us"]}), false),
        ] {
            assert_eq!(wants(&receiver(&json!({"route": route})), &alert), expected, "{route}");
        }
        let everywhere = Alert { deployment: None, ..alert };
        assert!(!wants(&receiver(&json!({"route": {"deployments": ["?*"]}})), &everywhere));
    }

    #[test]
    fn pagerduty_has_a_group_for_each_alert() {
        let pagerduty = receiver(&json!({"target": {"type": "pagerduty", "routing_key": "k"}}));
        let other = Alert { id: "other".into(), ..alert() };
        assert_ne!(group_key(&pagerduty, &alert()), group_key(&pagerduty, &other));
        let slack = receiver(&json!({}));
        assert_eq!(group_key(&slack, &alert()), group_key(&slack, &other));
    }

    #[test]
    fn a_key_is_short_however_long_the_names_are() {
        let by_room = receiver(&json!({"group_by": ["room"]}));
        let long = |last: &str| Alert { room: Some("😀".repeat(5000) + last), ..alert() };
        assert!(group_key(&by_room, &long("a")).len() <= 512);
        assert_ne!(group_key(&by_room, &long("a")), group_key(&by_room, &long("b")));
    }

    proptest! {
        #[test]
        fn two_groups_never_have_the_same_key(
            room in "[\",:{}\\\\a-b]{0,6}", participant in "[\",:{}\\\\a-b]{0,6}",
            other_room in "[\",:{}\\\\a-b]{0,6}", other_participant in "[\",:{}\\\\a-b]{0,6}",
        ) {
            let receiver = receiver(&json!({"group_by": ["room", "participant"]}));
            let of = |room: &String, participant: &String| group_key(&receiver, &Alert {
                room: Some(room.clone()), participant: Some(participant.clone()), ..alert()
            });
            prop_assert_eq!(
                of(&room, &participant) == of(&other_room, &other_participant),
                room == other_room && participant == other_participant
            );
        }
    }
}
