//! Decides which notifications an alert needs now, from the alert and its earlier notifications.
//! Pure: the same decision twice makes the same notifications with the same ids, and the outbox
//! accepts each id once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::route;
use crate::model::{
    Alert, AlertStatus, Millis, Notice, Notification, NotificationStatus, PlacedReceiver, Receiver,
    Target,
};

/// The notifications of one alert to one receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifiedReceiver {
    /// When the receiver was last notified.
    pub last_at: Millis,
    /// The number of notifications.
    pub count: u32,
    /// The time of the acknowledgement that it was notified of; `None` if of none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Millis>,
    /// Whether it was notified that the alert is resolved.
    #[serde(default)]
    pub resolved: bool,
}

/// The notifications of one alert, by the receiver's name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Notified(BTreeMap<String, NotifiedReceiver>);

impl Notified {
    /// From [`crate::store::StoredAlert::notified`]; text that cannot be parsed counts as no
    /// notification, because a repeated notification is better than none.
    pub fn from_json(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// As [`crate::store::StoredAlert::notified`].
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers serialise")
    }

    /// The notifications to this receiver; `None` if there were none.
    pub fn of(&self, receiver: &str) -> Option<&NotifiedReceiver> {
        self.0.get(receiver)
    }
}

/// Returns the notifications that the alert needs now, and the notified receivers after that. Both
/// must be written in one transaction with the alert.
pub fn notices(
    alert: &Alert,
    notified: &Notified,
    receivers: &[PlacedReceiver],
    silenced: bool,
    now: Millis,
) -> (Vec<Notification>, Notified) {
    let mut after = notified.clone();
    let mut due = Vec::new();
    for PlacedReceiver { receiver, .. } in receivers {
        let before = notified.of(&receiver.name);
        let Some(notice) = notice(alert, before, receiver, silenced, now) else { continue };
        let count = before.map_or(0, |before| before.count);
        due.push(notification(alert, receiver, notice, count, now));
        let taken = alert.acknowledged_at.map(Millis::from_utc);
        after.0.insert(
            receiver.name.clone(),
            NotifiedReceiver {
                last_at: now,
                count: count.saturating_add(1),
                acknowledged_at: if notice == Notice::Acknowledged {
                    taken
                } else {
                    before.and_then(|before| before.acknowledged_at)
                },
                resolved: notice == Notice::Resolved,
            },
        );
    }
    (due, after)
}

/// What this receiver must be notified of now; `None` if of nothing.
fn notice(
    alert: &Alert,
    before: Option<&NotifiedReceiver>,
    receiver: &Receiver,
    silenced: bool,
    now: Millis,
) -> Option<Notice> {
    if !receiver.enabled {
        return None;
    }
    match (alert.status, before) {
        // An alert that fired only while silenced also resolves without a notification.
        (AlertStatus::Resolved, Some(before)) => {
            let wanted =
                receiver.send_resolved || matches!(receiver.target, Target::Pagerduty { .. });
            (wanted && !before.resolved).then_some(Notice::Resolved)
        }
        (AlertStatus::Firing, None) if !silenced => {
            route::wants(receiver, alert).then_some(Notice::Fired)
        }
        (AlertStatus::Firing, Some(before)) if !silenced => {
            let interval = i64::from(receiver.repeat_interval_seconds) * 1000;
            let is_due = interval > 0 && !now.is_within(before.last_at, interval - 1);
            (is_due && route::wants(receiver, alert)).then_some(Notice::Reminder)
        }
        (AlertStatus::Acknowledged, Some(before)) if !silenced => {
            let taken = alert.acknowledged_at.map(Millis::from_utc);
            let is_new = taken.is_some() && before.acknowledged_at != taken;
            (is_new && accepts_acknowledgements(receiver)).then_some(Notice::Acknowledged)
        }
        _ => None,
    }
}

/// Whether the receiver is notified of acknowledgements. Alertmanager does not support them, and an
/// e-mail about one would require no action.
const fn accepts_acknowledgements(receiver: &Receiver) -> bool {
    matches!(
        receiver.target,
        Target::Slack { .. } | Target::Pagerduty { .. } | Target::Webhook { .. }
    )
}

fn notification(
    alert: &Alert,
    receiver: &Receiver,
    notice: Notice,
    ordinal: u32,
    now: Millis,
) -> Notification {
    let wait = match notice {
        Notice::Fired => i64::from(receiver.group_wait_seconds) * 1000,
        _ => 0,
    };
    Notification {
        id: id(&alert.id, &receiver.name, notice, ordinal),
        receiver: receiver.name.clone(),
        notice,
        group_key: route::group_key(receiver, alert),
        alert: alert.clone(),
        created_at: now.to_utc(),
        due_at: now.plus(wait).to_utc(),
        status: NotificationStatus::Waiting,
        message_id: None,
        attempts: 0,
        error: None,
        sent_at: None,
    }
}

/// The id of a notification: unique, and the same if the decision is repeated.
fn id(alert: &str, receiver: &str, notice: Notice, ordinal: u32) -> String {
    let mut digest = Sha256::new();
    for part in [alert, receiver, notice.as_str(), &ordinal.to_string()] {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use serde_json::json;

    use super::{Notified, notices};
    use crate::alerts::notify::trial;
    use crate::model::{
        Alert, AlertStatus, Millis, Notice, Notification, Origin, PlacedReceiver, Target,
    };

    fn receiver(name: &str, kind: &str) -> PlacedReceiver {
        let target = match kind {
            "slack" | "webhook" => json!({"type": kind, "url": "https://x/"}),
            "pagerduty" => json!({"type": kind, "routing_key": "k"}),
            "alertmanager" => json!({"type": kind, "urls": ["https://x/"]}),
            _ => json!({"type": "email", "server": "smtp://x", "from": "a@b.c", "to": ["d@e.f"]}),
        };
        let body = json!({"name": name, "target": target, "repeat_interval_seconds": 100});
        let receiver = serde_json::from_value(body).expect("a receiver");
        PlacedReceiver { receiver, origin: Origin::Ui }
    }

    fn alert(status: AlertStatus) -> Alert {
        let mut alert = trial::alert(Millis(0));
        alert.status = status;
        if status == AlertStatus::Acknowledged {
            alert.acknowledged_at = Some(Millis(5000).to_utc());
        }
        alert
    }

    fn kinds(due: &[Notification]) -> Vec<Notice> {
        due.iter().map(|notification| notification.notice).collect()
    }

    #[test]
    fn a_receiver_is_notified_of_firing_once_then_reminded_then_notified_of_the_end() {
        let all = [receiver("a", "slack")];
        let firing = alert(AlertStatus::Firing);
        let (due, notified) = notices(&firing, &Notified::default(), &all, false, Millis(1000));
        assert_eq!(kinds(&due), [Notice::Fired]);
        assert_eq!(due[0].due_at, Millis(11_000).to_utc(), "it waits for others of its group");
        let (due, notified) = notices(&firing, &notified, &all, false, Millis(100_999));
        assert_eq!(kinds(&due), []);
        let (due, notified) = notices(&firing, &notified, &all, false, Millis(101_000));
        assert_eq!(kinds(&due), [Notice::Reminder]);
        assert_eq!(due[0].due_at, Millis(101_000).to_utc());
        let over = alert(AlertStatus::Resolved);
        let (due, notified) = notices(&over, &notified, &all, true, Millis(102_000));
        assert_eq!(kinds(&due), [Notice::Resolved], "also while it is silenced");
        let (due, notified) = notices(&over, &notified, &all, false, Millis(103_000));
        assert_eq!(kinds(&due), []);
        assert_eq!(Notified::from_json(&notified.to_json()), notified);
    }

    #[test]
    fn an_alert_that_fired_while_silenced_resolves_without_a_notification() {
        let all = [receiver("a", "pagerduty")];
        let firing = alert(AlertStatus::Firing);
        let (due, notified) = notices(&firing, &Notified::default(), &all, true, Millis(0));
        assert!(due.is_empty());
        let (due, _) = notices(&alert(AlertStatus::Resolved), &notified, &all, false, Millis(1));
        assert!(due.is_empty());
        let (due, _) = notices(&firing, &notified, &all, false, Millis(2));
        assert_eq!(kinds(&due), [Notice::Fired], "the receiver is notified when the silence ends");
    }

    #[test]
    fn an_acknowledgement_is_notified_once_where_the_receiver_supports_it() {
        for (kind, expected) in [
            ("slack", vec![Notice::Acknowledged]),
            ("pagerduty", vec![Notice::Acknowledged]),
            ("webhook", vec![Notice::Acknowledged]),
            ("alertmanager", vec![]),
            ("email", vec![]),
        ] {
            let all = [receiver("a", kind)];
            let none = Notified::default();
            let taken = alert(AlertStatus::Acknowledged);
            assert!(notices(&taken, &none, &all, false, Millis(0)).0.is_empty(), "never notified");
            let (_, notified) = notices(&alert(AlertStatus::Firing), &none, &all, false, Millis(0));
            assert!(notices(&taken, &notified, &all, true, Millis(1)).0.is_empty(), "silenced");
            let (due, notified) = notices(&taken, &notified, &all, false, Millis(1));
            assert_eq!(kinds(&due), expected, "{kind}");
            let later = Millis(1_000_000);
            assert!(notices(&taken, &notified, &all, false, later).0.is_empty(), "no reminder");
        }
    }

    #[test]
    fn a_receiver_decides_what_it_is_notified_of() {
        let firing = alert(AlertStatus::Firing);
        let decide = |change: fn(&mut PlacedReceiver), alert: &Alert, notified: &Notified| {
            let mut one = receiver("a", "slack");
            change(&mut one);
            notices(alert, notified, &[one], false, Millis(1_000_000))
        };
        let none = Notified::default();
        assert!(decide(|one| one.receiver.enabled = false, &firing, &none).0.is_empty());
        let unwanted = |one: &mut PlacedReceiver| one.receiver.route.rules = vec!["x".into()];
        assert!(decide(unwanted, &firing, &none).0.is_empty());
        let notified = notices(&firing, &none, &[receiver("a", "slack")], false, Millis(0)).1;
        assert!(
            decide(|one| one.receiver.repeat_interval_seconds = 0, &firing, &notified).0.is_empty()
        );
        let over = alert(AlertStatus::Resolved);
        let quiet = |one: &mut PlacedReceiver| one.receiver.send_resolved = false;
        assert!(decide(quiet, &over, &notified).0.is_empty());
        let pagerduty = |one: &mut PlacedReceiver| {
            one.receiver.send_resolved = false;
            let url = "https://x/".to_owned();
            one.receiver.target = Target::Pagerduty { routing_key: "k".into(), url };
        };
        assert_eq!(kinds(&decide(pagerduty, &over, &notified).0), [Notice::Resolved]);
    }

    proptest! {
        /// For any history of an alert, evaluated any number of times.
        #[test]
        fn ids_are_unique_first_comes_fired_and_last_comes_resolved(
            steps in prop::collection::vec((0_usize..3, any::<bool>(), 0_i64..200_000), 1..40),
            kind in prop::sample::select(Target::KINDS.to_vec()),
        ) {
            let all = [receiver("a", kind)];
            let mut notified = Notified::default();
            let (mut now, mut ids) = (Millis(0), BTreeSet::new());
            let mut seen: Vec<Notice> = Vec::new();
            for (status, silenced, pause) in steps {
                now = now.plus(pause);
                let mut alert = alert(AlertStatus::ALL[status]);
                alert.acknowledged_at = alert.acknowledged_at.map(|_| now.to_utc());
                let decided = notices(&alert, &notified, &all, silenced, now);
                    let (due, after) = decided;
                prop_assert!(due.len() <= 1);
                prop_assert!(!silenced || due.iter().all(|n| n.notice == Notice::Resolved));
                prop_assert_eq!(due.is_empty(), notified == after);
                prop_assert_eq!(&Notified::from_json(&after.to_json()), &after);
                for notification in due {
                    prop_assert!(ids.insert(notification.id.clone()), "an id twice");
                    seen.push(notification.notice);
                }
                let again = notices(&alert, &after, &all, silenced, now).0;
                prop_assert!(again.is_empty(), "notified twice at one moment: {:?}", again);
                notified = after;
                if alert.status == AlertStatus::Resolved { break; }
            }
            prop_assert!(seen.first().is_none_or(|first| *first == Notice::Fired));
            let after_the_end = seen.iter().skip_while(|n| **n != Notice::Resolved).count();
            prop_assert!(after_the_end <= 1);
            prop_assert_eq!(seen.iter().filter(|n| **n == Notice::Fired).count(), usize::from(!seen.is_empty()));
        }
    }
}
