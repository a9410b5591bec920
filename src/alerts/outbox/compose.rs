//! What goes into a message, and what is written down of an attempt to send it. Pure but for the
//! dice of the waits.

use std::collections::{BTreeMap, HashMap};

use rand::RngExt as _;

use crate::alerts::notify::{Item, Outcome};
use crate::model::{Millis, Notification};
use crate::store::Delivery;

/// The least and the greatest wait before a message is tried again, milliseconds.
const WAITS_MS: (i64, i64) = (5000, 900_000);

/// For how long a message is tried, milliseconds: a day.
const TRIED_FOR_MS: i64 = 86_400_000;

/// A message is tried at least so often, also if somebody has it sent again when it is old.
const LEAST_ATTEMPTS: u32 = 8;

/// Rows by a name that they share.
pub(super) type Groups = BTreeMap<String, Vec<Notification>>;

/// Rows by their message, and those without one by their group.
pub(super) fn divided(rows: Vec<Notification>) -> (Groups, Groups) {
    let (mut messages, mut groups) = (Groups::new(), Groups::new());
    for row in rows {
        match &row.message_id {
            Some(id) => messages.entry(id.clone()).or_default().push(row),
            None => groups.entry(row.group_key.clone()).or_default().push(row),
        }
    }
    (messages, groups)
}

/// Each alert once, in the order of coming, with what was last to be told of it.
pub(super) fn newest(rows: &[Notification]) -> Vec<Item> {
    let mut rows: Vec<&Notification> = rows.iter().collect();
    rows.sort_by_key(|row| row.created_at);
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut items: Vec<Item> = Vec::new();
    for row in rows {
        let item = Item { notice: row.notice, alert: row.alert.clone() };
        if let Some(place) = places.get(row.alert.id.as_str()) {
            items[*place] = item;
        } else {
            places.insert(&row.alert.id, items.len());
            items.push(item);
        }
    }
    items
}

/// What is written down of an attempt, with its word in the metrics.
pub(super) fn settled(
    outcome: Outcome,
    rows: &[Notification],
    at: Millis,
) -> (&'static str, Delivery) {
    let (error, after) = match outcome {
        Outcome::Sent { .. } => return ("sent", Delivery::Sent { at }),
        Outcome::Refused { error } => return ("refused", Delivery::Parked { error }),
        Outcome::Retry { error, after } => (error, after),
    };
    let attempts = rows.iter().map(|row| row.attempts).max().unwrap_or(0);
    let oldest = rows.iter().map(|row| row.created_at).min().map_or(at, Millis::from_utc);
    if at.since(oldest) >= TRIED_FOR_MS && attempts + 1 >= LEAST_ATTEMPTS {
        let tried = attempts + 1;
        let error = format!("given up after a day and {tried} attempts: {error}");
        return ("parked", Delivery::Parked { error });
    }
    let after = after.map_or(0, |after| i64::try_from(after.as_millis()).unwrap_or(i64::MAX));
    let wait = jittered(doubled(attempts, WAITS_MS.1)).max(after);
    ("retried", Delivery::Retry { at: at.plus(wait), error })
}

/// The least wait, doubled so often, up to `most`.
pub(super) fn doubled(times: u32, most: i64) -> i64 {
    WAITS_MS.0.saturating_mul(1 << times.min(20)).min(most)
}

/// Anything up to `wait`, at least a second: those that failed together shall not come together.
fn jittered(wait: i64) -> i64 {
    rand::rng().random_range(1000..=wait.max(1000))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{doubled, jittered, newest, settled};
    use crate::alerts::notification_policy::{Notified, notices};
    use crate::alerts::notify::{Outcome, trial};
    use crate::model::{Alert, Millis, Notice, Notification, Origin, PlacedReceiver};
    use crate::store::Delivery;

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
    fn of_an_alert_the_last_word_counts() {
        let mut rows = rows();
        let mut over = rows[0].clone();
        over.notice = Notice::Resolved;
        over.created_at = Millis(5).to_utc();
        rows.insert(0, over);
        let told: Vec<_> =
            newest(&rows).into_iter().map(|item| (item.alert.id, item.notice)).collect();
        let expected = [("a".to_owned(), Notice::Resolved), ("b".to_owned(), Notice::Fired)];
        assert_eq!(told, expected);
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
    fn a_receiver_is_given_the_time_that_it_asks_for_and_a_day_in_all() {
        let mut rows = rows();
        let retry =
            || Outcome::Retry { error: "503".to_owned(), after: Some(Duration::from_mins(10)) };
        let (word, delivery) = settled(retry(), &rows, Millis(1000));
        let expected = Delivery::Retry { at: Millis(601_000), error: "503".to_owned() };
        assert_eq!((word, delivery), ("retried", expected));
        let day = Millis(86_400_000);
        assert_eq!(settled(retry(), &rows, day).0, "retried", "it was hardly tried");
        rows[0].attempts = 7;
        assert_eq!(settled(retry(), &rows, day).0, "parked");
        assert_eq!(settled(retry(), &rows, day.plus(-1)).0, "retried");
    }
}
