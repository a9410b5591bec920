//! The outbox: puts waiting notifications into messages, and sends them until they are accepted,
//! refused, or given up.
//!
//! A message's id and its rows are stored before it is sent. After a crash the same rows are sent
//! again under the same id: delivery is at least once, and the receiver can recognise a repetition.
//! Messages of one group are sent one after the other, so that a resolution never overtakes its
//! alert.

mod compose;
mod pauses;
mod resend;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use parking_lot::Mutex;

use self::compose::{by_message_and_group, delivery_result, newest};
use self::pauses::Pauses;
use super::notify::{Message, Sender};
use crate::metrics::Metrics;
use crate::model::{Millis, Notification, NotificationStatus, PlacedReceiver, Receiver, Target};
use crate::store::{DeliveryResult, Error, NotificationFilter, SharedStore};

/// Receivers that are served at the same time.
const AT_ONCE: usize = 8;

/// How many rows are read at first, and how many more if all of them have to wait.
const READ_ROWS: [u32; 3] = [500, 4000, 32_000];

/// Rows of one message, at most.
const MESSAGE_ROWS: usize = 500;

/// Messages to one receiver in a round; Slack accepts one per second.
const MESSAGES_A_ROUND: usize = 20;

/// How long a receiver is served in a round before the rest waits for the next round.
const SERVING_LIMIT: Duration = Duration::from_secs(10);

/// Waiting notifications that are read in one query.
const PAGE: u32 = 1000;

/// The results of a delivery round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeliveryCounts {
    /// Messages that were accepted.
    pub sent: usize,
    /// Messages that are retried.
    pub retried: usize,
    /// Messages that were refused.
    pub refused: usize,
    /// Messages that are parked for another reason.
    pub parked: usize,
    /// Due notifications that have to wait for their group or for their receiver.
    pub held: usize,
}

impl DeliveryCounts {
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

/// Sends the outbox. Only the process that holds the alerting lease runs it.
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

    /// Sends due notifications once. Ends within half a minute; the next call sends the rest.
    pub async fn deliver_due(
        &self,
        now: Millis,
        receivers: &[PlacedReceiver],
    ) -> Result<DeliveryCounts, Error> {
        let mut total = DeliveryCounts::default();
        for rows in READ_ROWS {
            let due = self.store.due_notifications(now, rows).await?;
            let is_all = due.len() < rows as usize;
            let counts = self.serve_all(now, receivers, due).await?;
            total.held = 0;
            total.add(counts);
            // Rows that wait must not hide the rows after them.
            if is_all || !counts.is_idle() {
                break;
            }
        }
        self.show_status(now).await?;
        Ok(total)
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
    ) -> Result<DeliveryCounts, Error> {
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
        let mut total = DeliveryCounts::default();
        for result in results {
            total.add(result?);
        }
        Ok(total)
    }

    /// Parks notifications without an enabled receiver, one message per group, so that a person may
    /// send them later.
    async fn park(
        &self,
        kind: &str,
        rows: Vec<Notification>,
        why: &str,
    ) -> Result<DeliveryCounts, Error> {
        let mut counts = DeliveryCounts::default();
        let (messages, groups) = by_message_and_group(rows);
        let mut ids: Vec<String> = messages.into_keys().collect();
        for rows in groups.into_values() {
            for rows in rows.chunks(MESSAGE_ROWS) {
                let id = new_id();
                self.store.assign_message(&ids_of(rows), &id).await?;
                ids.push(id);
            }
        }
        for id in ids {
            let delivery = DeliveryResult::Parked { error: why.to_owned() };
            self.store.record_attempt(&id, &delivery).await?;
            tracing::warn!(message.id = id, "an alert message is parked: {why}");
            self.metrics.notifications_total.with_label_values(&[kind, "parked"]).inc();
            counts.parked += 1;
        }
        Ok(counts)
    }

    async fn serve(
        &self,
        now: Millis,
        receiver: &Receiver,
        rows: Vec<Notification>,
    ) -> Result<DeliveryCounts, Error> {
        let mut counts = DeliveryCounts::default();
        if self.pauses.holds(&receiver.name, now) {
            counts.held = rows.len();
            return Ok(counts);
        }
        let began = tokio::time::Instant::now();
        let most =
            if matches!(receiver.target, Target::Slack { .. }) { 1 } else { MESSAGES_A_ROUND };
        let (messages, groups) = by_message_and_group(rows);
        let mut left = most;
        let mut continues = true;
        for (id, rows) in messages {
            if !continues || left == 0 || began.elapsed() >= SERVING_LIMIT {
                counts.held += rows.len();
                continue;
            }
            left -= 1;
            continues = self.attempt(now, receiver, &id, &rows, &mut counts).await?;
        }
        if groups.is_empty() {
            return Ok(counts);
        }
        let blocked = if continues && left > 0 {
            self.groups_with_message(&receiver.name).await?
        } else {
            BTreeSet::new()
        };
        for (group_key, rows) in groups {
            if !continues
                || left == 0
                || began.elapsed() >= SERVING_LIMIT
                || blocked.contains(&group_key)
                || self.is_too_early(now, receiver, &group_key).await?
            {
                counts.held += rows.len();
                continue;
            }
            let Some((id, rows)) = self.put_together(&receiver.name, &group_key).await? else {
                counts.held += rows.len();
                continue;
            };
            left -= 1;
            continues = self.attempt(now, receiver, &id, &rows, &mut counts).await?;
        }
        Ok(counts)
    }

    /// The groups of a receiver that have a waiting message, due or not.
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

    /// Whether the group's last message was so recent that the next one has to wait.
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
        // A message of this round is slightly later than `now`; a much later one is from before the
        // clock was set back.
        Ok(last.is_some_and(|last| now.since(last).saturating_abs() < interval))
    }

    /// Puts the waiting rows of a group into a message; `None` if a person changed one meanwhile.
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
        // Fewer rows: one was discarded meanwhile. The next round sends the message.
        Ok((put == rows.len() as u64).then_some((id, rows)))
    }

    /// Sends a message once and stores the result; `false` if the receiver must be paused.
    async fn attempt(
        &self,
        now: Millis,
        receiver: &Receiver,
        id: &str,
        rows: &[Notification],
        counts: &mut DeliveryCounts,
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
        let (word, delivery) = delivery_result(outcome, rows, at);
        match &delivery {
            DeliveryResult::Sent { .. } => self.pauses.end(&receiver.name),
            DeliveryResult::Retry { error, .. } => tracing::info!(
                receiver.name = receiver.name,
                message.id = id,
                error = error,
                "an alert message is retried later"
            ),
            DeliveryResult::Parked { error } => tracing::warn!(
                receiver.name = receiver.name,
                message.id = id,
                error = error,
                "an alert message is parked"
            ),
        }
        self.metrics.notifications_total.with_label_values(&[kind, word]).inc();
        match word {
            "sent" => counts.sent += 1,
            "retried" => counts.retried += 1,
            "refused" => counts.refused += 1,
            _ => counts.parked += 1,
        }
        self.store.record_attempt(id, &delivery).await?;
        // A receiver that cannot accept this message now cannot accept the next one either.
        let continues = matches!(word, "sent" | "refused");
        if !continues {
            self.pauses.begin(&receiver.name, at);
        }
        Ok(continues)
    }
}

fn new_id() -> String {
    format!("msg_{}", uuid::Uuid::now_v7().simple())
}

fn ids_of(rows: &[Notification]) -> Vec<String> {
    rows.iter().map(|row| row.id.clone()).collect()
}
