//! The content of a message, and the stored result of an attempt to send it. Pure except for random
//! waits.

use std::collections::{BTreeMap, HashMap};

use rand::RngExt as _;

use crate::alerts::notify::{Item, SendOutcome};
use crate::model::{Millis, Notification};
use crate::store::DeliveryResult;

/// The shortest and the longest wait before a message is retried, milliseconds.
const WAITS_MS: (i64, i64) = (5000, 900_000);

/// How long a message is retried, milliseconds: one day.
const TRIED_FOR_MS: i64 = 86_400_000;

/// The least number of attempts, also for an old message that a person sends again.
const LEAST_ATTEMPTS: u32 = 8;

/// Rows by message id or by group key.
pub(super) type Groups = BTreeMap<String, Vec<Notification>>;

/// Splits rows: those with a message by message id, the others by group key.
pub(super) fn by_message_and_group(rows: Vec<Notification>) -> (Groups, Groups) {
    let (mut messages, mut groups) = (Groups::new(), Groups::new());
    for row in rows {
        match &row.message_id {
            Some(id) => messages.entry(id.clone()).or_default().push(row),
            None => groups.entry(row.group_key.clone()).or_default().push(row),
        }
    }
    (messages, groups)
}

/// Each alert once, in order of its first notification, with its newest notice.
pub(super) fn newest(rows: &[Notification]) -> Vec<Item> {
    let mut rows: Vec<&Notification> = rows.iter().collect();
    rows.sort_by_key(|row| row.created_at);
    let mut positions: HashMap<&str, usize> = HashMap::new();
    let mut items: Vec<Item> = Vec::new();
    for row in rows {
        let item = Item { notice: row.notice, alert: row.alert.clone() };
        if let Some(position) = positions.get(row.alert.id.as_str()) {
            items[*position] = item;
        } else {
            positions.insert(&row.alert.id, items.len());
            items.push(item);
        }
    }
    items
}

/// The stored result of an attempt, and its label in the metrics.
pub(super) fn delivery_result(
    outcome: SendOutcome,
    rows: &[Notification],
    at: Millis,
) -> (&'static str, DeliveryResult) {
    let (error, after) = match outcome {
        SendOutcome::Sent { .. } => return ("sent", DeliveryResult::Sent { at }),
        SendOutcome::Refused { error } => return ("refused", DeliveryResult::Parked { error }),
        SendOutcome::Retry { error, after } => (error, after),
    };
    let attempts = rows.iter().map(|row| row.attempts).max().unwrap_or(0);
    let oldest = rows.iter().map(|row| row.created_at).min().map_or(at, Millis::from_utc);
    if at.since(oldest) >= TRIED_FOR_MS && attempts + 1 >= LEAST_ATTEMPTS {
        let tried = attempts + 1;
        let error = format!("given up after a day and {tried} attempts: {error}");
        return ("parked", DeliveryResult::Parked { error });
    }
    let after = after.map_or(0, |after| i64::try_from(after.as_millis()).unwrap_or(i64::MAX));
    let wait = jittered(doubled(attempts, WAITS_MS.1)).max(after);
    ("retried", DeliveryResult::Retry { at: at.plus(wait), error })
}

/// The shortest wait, doubled `times` times, up to `most`.
pub(super) fn doubled(times: u32, most: i64) -> i64 {
    WAITS_MS.0.saturating_mul(1 << times.min(20)).min(most)
}

/// A random wait from one second up to `wait`: messages that failed together must not be retried
/// together.
fn jittered(wait: i64) -> i64 {
    rand::rng().random_range(1000..=wait.max(1000))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{delivery_result, doubled, jittered, newest};
    use crate::alerts::notification_policy::{Notified, notices};
    use crate::alerts::notify::{SendOutcome, trial};
    use crate::model::{Alert, Millis, Notice, Notification, Origin, PlacedReceiver};
    use crate::store::DeliveryResult;

    fn rows() -> Vec<Notification> {
        let body =
            serde_json::json!({"name": "r", "target": {"type": "slack", "url": "https://x/"}});
        let receiver = serde_json::from_value(body).expect("a receiver");
        let to = [PlacedReceiver { receiver, origin: Origin::Ui }];
        let fired = |id: &str| {
            let alert = Alert { id: id.to_owned(), ..trial::alert(Millis(0)) };
            notices(&alert, &Notified::default(), &to, false, Millis(0)).0.remove(0)
        };
        vec![fired("a"), fired("b")]
    }

    #[test]
    fn the_newest_notice_of_an_alert_counts() {
        let mut rows = rows();
        let mut over = rows[0].clone();
        over.notice = Notice::Resolved;
        over.created_at = Millis(5).to_utc();
        rows.insert(0, over);
        let newest_notices: Vec<_> =
            newest(&rows).into_iter().map(|item| (item.alert.id, item.notice)).collect();
        let expected = [("a".to_owned(), Notice::Resolved), ("b".to_owned(), Notice::Fired)];
        assert_eq!(newest_notices, expected);
    }

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour_and_are_spread() {
        for (times, expected) in [(0, 5000), (1, 10_000), (7, 640_000), (8, 900_000), (99, 900_000)]
        {
            assert_eq!(doubled(times, 900_000), expected);
        }
        for _ in 0..100 {
            assert!((1000..=5000).contains(&jittered(5000)));
        }
    }

    #[test]
    fn a_message_waits_as_long_as_the_receiver_asks_and_is_retried_for_a_day() {
        let mut rows = rows();
        let retry =
            || SendOutcome::Retry { error: "503".to_owned(), after: Some(Duration::from_mins(10)) };
        let (word, delivery) = delivery_result(retry(), &rows, Millis(1000));
        let expected = DeliveryResult::Retry { at: Millis(601_000), error: "503".to_owned() };
        assert_eq!((word, delivery), ("retried", expected));
        let day = Millis(86_400_000);
        assert_eq!(
            delivery_result(retry(), &rows, day).0,
            "retried",
            "there were too few attempts"
        );
        rows[0].attempts = 7;
        assert_eq!(delivery_result(retry(), &rows, day).0, "parked");
        assert_eq!(delivery_result(retry(), &rows, day.plus(-1)).0, "retried");
    }
}
