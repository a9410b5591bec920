//! The outbox: notifications that wait are put into messages and sent until they are accepted,
//! refused, or given up.
//!
//! A message's id and its rows are in the store before it is sent, so whoever goes on after a crash
//! sends the same rows under the same id: at least once, and the receiver can tell. Of one group
//! the next message waits for the one before, so nobody hears of an end before the beginning.

mod compose;
mod pauses;
mod resend;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};

use self::compose::{divided, newest, settled};
use self::pauses::Pauses;
use super::notify::{Message, Sender};
use crate::metrics::Metrics;
use crate::model::{Millis, Notification, NotificationStatus, PlacedReceiver, Receiver, Target};
use crate::store::{Delivery, Error, NotificationFilter, SharedStore};

/// Receivers that are sent to at the same time.
const AT_ONCE: usize = 8;

/// Rows that are read at first, and how many if all of those have to wait.
const READ_ROWS: [u32; 3] = [500, 4000, 32_000];

/// Rows of one message.
const MESSAGE_ROWS: usize = 500;

/// Messages to one receiver in a turn; Slack takes one a second.
const MESSAGES_A_TURN: usize = 20;

/// For how long a receiver is served in a turn before the rest waits for the next.
const SERVING_LIMIT: Duration = Duration::from_secs(10);

/// Pages of waiting notifications that are looked through for messages that wait.
const PAGE: u32 = 1000;

/// What came of a turn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turn {
    /// Messages that were accepted.
    pub sent: usize,
    /// Messages that are tried again.
    pub retried: usize,
    /// Messages that were refused.
    pub refused: usize,
    /// Messages that are parked for another reason.
    pub parked: usize,
    /// Notifications that were due and have to wait: for their group, or for their receiver.
    pub held: usize,
}

impl Turn {
    fn add(&mut self, other: Self) {
        self.sent += other.sent;
        self.retried += other.retried;
        self.refused += other.refused;
        self.parked += other.parked;
        self.held += other.held;
    }

    const fn is_idle(self) -> bool {
        self.sent + self.retried + self.refused + self.parked == 0
    }
}

/// Sends what is in the outbox. One process at a time: whoever holds the lease of alerting.
pub struct Dispatcher {
    store: SharedStore,
    sender: Sender,
    metrics: Arc<Metrics>,
    pauses: Pauses,
    resent_at: Mutex<Option<Millis>>,
}

impl Dispatcher {
    /// Sends from `store` by `sender`.
    pub fn new(store: SharedStore, sender: Sender, metrics: Arc<Metrics>) -> Self {
        let (pauses, resent_at) = (Pauses::default(), Mutex::default());
        Self { store, sender, metrics, pauses, resent_at }
    }

    /// One pass over what is due. Ends within half a minute: what is left is for the next.
    pub async fn turn(&self, now: Millis, receivers: &[PlacedReceiver]) -> Result<Turn, Error> {
        let mut whole = Turn::default();
        for rows in READ_ROWS {
            let due = self.store.due_notifications(now, rows).await?;
            let is_all = due.len() < rows as usize;
            let turn = self.serve_all(now, receivers, due).await?;
            whole.held = 0;
            whole.add(turn);
            // What waits for long must not hide what stands behind it.
            if is_all || !turn.is_idle() {
                break;
            }
        }
        self.show_status(now).await?;
        Ok(whole)
    }

    async fn show_status(&self, now: Millis) -> Result<(), Error> {
        let status = self.store.outbox_status().await?;
        let count = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        self.metrics.outbox_waiting.set(count(status.waiting));
        self.metrics.outbox_parked.set(count(status.parked));
        let oldest = status.oldest_due_at.map(Millis::from_utc);
        self.metrics.outbox_oldest_seconds.set(oldest.map_or(0.0, |due| now.seconds_since(due)));
        Ok(())
    }

    async fn serve_all(
        &self,
        now: Millis,
        receivers: &[PlacedReceiver],
        due: Vec<Notification>,
    ) -> Result<Turn, Error> {
        let mut by_receiver: BTreeMap<String, Vec<Notification>> = BTreeMap::new();
        for notification in due {
            by_receiver.entry(notification.receiver.clone()).or_default().push(notification);
        }
        let served = by_receiver.into_iter().map(|(name, rows)| {
            let placed = receivers.iter().find(|placed| placed.receiver.name == name);
            let receiver = placed.map(|placed| &placed.receiver);
            async move {
                match receiver {
                    Some(receiver) if receiver.enabled => self.serve(now, receiver, rows).await,
                    Some(receiver) => {
                        let why = format!("the receiver `{name}` is disabled");
                        self.park(receiver.target.kind(), rows, &why).await
                    }
                    None => {
                        let why = format!("there is no receiver `{name}` any more");
                        self.park("unknown", rows, &why).await
                    }
                }
            }
        });
        let results: Vec<_> = stream::iter(served).buffer_unordered(AT_ONCE).collect().await;
        let mut whole = Turn::default();
        for result in results {
            whole.add(result?);
        }
        Ok(whole)
    }

    /// Parks what nobody is there for, each group by itself: it may yet be sent.
    async fn park(&self, kind: &str, rows: Vec<Notification>, why: &str) -> Result<Turn, Error> {
        let mut turn = Turn::default();
        let (messages, groups) = divided(rows);
        let mut ids: Vec<String> = messages.into_keys().collect();
        for rows in groups.into_values() {
            for rows in rows.chunks(MESSAGE_ROWS) {
                let id = new_id();
                self.store.assign_message(&ids_of(rows), &id).await?;
                ids.push(id);
            }
        }
        for id in ids {
            let delivery = Delivery::Parked { error: why.to_owned() };
            self.store.settle_message(&id, &delivery).await?;
            tracing::warn!(message.id = id, "a message of alerts is parked: {why}");
            self.metrics.notifications_total.with_label_values(&[kind, "parked"]).inc();
            turn.parked += 1;
        }
        Ok(turn)
    }

    async fn serve(
        &self,
        now: Millis,
        receiver: &Receiver,
        rows: Vec<Notification>,
    ) -> Result<Turn, Error> {
        let mut turn = Turn::default();
        if self.pauses.holds(&receiver.name, now) {
            turn.held = rows.len();
            return Ok(turn);
        }
        let began = tokio::time::Instant::now();
        let most =
            if matches!(receiver.target, Target::Slack { .. }) { 1 } else { MESSAGES_A_TURN };
        let (messages, groups) = divided(rows);
        let mut left = most;
        let mut goes_on = true;
        for (id, rows) in messages {
            if !goes_on || left == 0 || began.elapsed() >= SERVING_LIMIT {
                turn.held += rows.len();
                continue;
            }
            left -= 1;
            goes_on = self.attempt(now, receiver, &id, &rows, &mut turn).await?;
        }
        if groups.is_empty() {
            return Ok(turn);
        }
        let blocked = if goes_on && left > 0 {
            self.groups_with_message(&receiver.name).await?
        } else {
            BTreeSet::new()
        };
        for (group_key, rows) in groups {
            if !goes_on
                || left == 0
                || began.elapsed() >= SERVING_LIMIT
                || blocked.contains(&group_key)
                || self.is_too_early(now, receiver, &group_key).await?
            {
                turn.held += rows.len();
                continue;
            }
            let Some((id, rows)) = self.put_together(&receiver.name, &group_key).await? else {
                turn.held += rows.len();
                continue;
            };
            left -= 1;
            goes_on = self.attempt(now, receiver, &id, &rows, &mut turn).await?;
        }
        Ok(turn)
    }

    /// The groups of a receiver of which a message waits, due or not.
    async fn groups_with_message(&self, receiver: &str) -> Result<BTreeSet<String>, Error> {
        let mut groups = BTreeSet::new();
        let mut filter = NotificationFilter {
            status: Some(NotificationStatus::Waiting),
            receiver: Some(receiver.to_owned()),
            id: None,
            alert: None,
            limit: PAGE,
            offset: 0,
        };
        loop {
            let page = self.store.notifications(&filter).await?;
            let is_last = page.rows.len() < PAGE as usize;
            let with_message = page.rows.into_iter().filter(|row| row.message_id.is_some());
            groups.extend(with_message.map(|row| row.group_key));
            if is_last {
                return Ok(groups);
            }
            filter.offset += PAGE;
        }
    }

    /// Whether the group was told of something so lately that it has to wait.
    async fn is_too_early(
        &self,
        now: Millis,
        receiver: &Receiver,
        group_key: &str,
    ) -> Result<bool, Error> {
        let interval = i64::from(receiver.group_interval_seconds) * 1000;
        if interval == 0 || matches!(receiver.target, Target::Pagerduty { .. }) {
            return Ok(false);
        }
        let last = self.store.last_sent(&receiver.name, group_key).await?;
        // One of this turn is a little later than its beginning; one of much later is of a clock that
        // was set back since.
        Ok(last.is_some_and(|last| now.since(last).saturating_abs() < interval))
    }

    /// Puts what waits of a group into a message; `None` if somebody else decides about it now.
    async fn put_together(
        &self,
        receiver: &str,
        group_key: &str,
    ) -> Result<Option<(String, Vec<Notification>)>, Error> {
        let mut rows = self.store.group_notifications(receiver, group_key).await?;
        rows.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
        rows.truncate(MESSAGE_ROWS);
        if rows.is_empty() {
            return Ok(None);
        }
        let id = new_id();
        let put = self.store.assign_message(&ids_of(&rows), &id).await?;
        // Fewer: one was discarded meanwhile. What is in the message is read back next time.
        Ok((put == rows.len() as u64).then_some((id, rows)))
    }

    /// Sends a message once and writes down what became of it; `false` if the receiver is to be
    /// left alone now.
    async fn attempt(
        &self,
        now: Millis,
        receiver: &Receiver,
        id: &str,
        rows: &[Notification],
        turn: &mut Turn,
    ) -> Result<bool, Error> {
        let Some(first) = rows.first() else { return Ok(true) };
        let items = newest(rows);
        let message = Message {
            id,
            receiver,
            group_key: &first.group_key,
            items: &items,
            console_url: self.sender.console_url(),
            now,
        };
        let began = tokio::time::Instant::now();
        let outcome = self.sender.send(&message).await;
        let took = began.elapsed();
        let at = now.plus(i64::try_from(took.as_millis()).unwrap_or(i64::MAX));
        let kind = receiver.target.kind();
        self.metrics.notification_seconds.with_label_values(&[kind]).observe(took.as_secs_f64());
        let (word, delivery) = settled(outcome, rows, at);
        match &delivery {
            Delivery::Sent { .. } => self.pauses.end(&receiver.name),
            Delivery::Retry { error, .. } => tracing::info!(
                receiver.name = receiver.name,
                message.id = id,
                error = error,
                "a message of alerts is tried again later"
            ),
            Delivery::Parked { error } => tracing::warn!(
                receiver.name = receiver.name,
                message.id = id,
                error = error,
                "a message of alerts is parked"
            ),
        }
        self.metrics.notifications_total.with_label_values(&[kind, word]).inc();
        match word {
            "sent" => turn.sent += 1,
            "retried" => turn.retried += 1,
            "refused" => turn.refused += 1,
            _ => turn.parked += 1,
        }
        self.store.settle_message(id, &delivery).await?;
        // One that cannot take a message now cannot take the next one either.
        let goes_on = matches!(word, "sent" | "refused");
        if !goes_on {
            self.pauses.begin(&receiver.name, at);
        }
        Ok(goes_on)
    }
}

fn new_id() -> String {
    format!("msg_{}", uuid::Uuid::now_v7().simple())
}

fn ids_of(rows: &[Notification]) -> Vec<String> {
    rows.iter().map(|row| row.id.clone()).collect()
}
