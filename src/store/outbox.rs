//! The outbox: notifications to deliver.

use super::alert_columns::{alert_from_json, optional_plain, plain};
use super::columns::{count, record as json};
use super::db::{Db, Transaction};
use super::dialect::Texts;
use super::record::execute_in_parts;
use super::row::Row;
use super::sql::Sql;
use super::{Error, Page, Store};
use crate::model::{Millis, Notice, Notification, NotificationStatus, OutboxStatus};

/// Which notifications to list, latest first.
#[derive(Debug, Clone, Default)]
pub struct NotificationFilter {
    /// Only the one of this id.
    pub id: Option<String>,
    /// Only this status.
    pub status: Option<NotificationStatus>,
    /// Only this receiver.
    pub receiver: Option<String>,
    /// Only this alert.
    pub alert: Option<String>,
    /// At most so many.
    pub limit: u32,
    /// Skip so many.
    pub offset: u32,
}

/// The result of one attempt to deliver a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryResult {
    /// The receiver accepted it.
    Sent {
        /// When it was accepted.
        at: Millis,
    },
    /// It will be retried.
    Retry {
        /// Not before this time.
        at: Millis,
        /// The error.
        error: String,
    },
    /// It is not retried automatically.
    Parked {
        /// The error.
        error: String,
    },
}

/// The columns of a notification.
macro_rules! columns {
    () => {
        "id, receiver, notice, group_key, alert, created_at, due_at, status, message_id, attempts,
        error, sent_at"
    };
}

/// The notifications that are due at `$1`. A unit is sent together: a message, or a notification
/// without a message. Units are in the order of their first notification, and `through` counts the
/// notifications up to the end of each. The first unit is always included, even if it exceeds the
/// limit; otherwise it would wait forever.
macro_rules! due {
    ($epoch:literal) => {
        concat!(
            "WITH waiting AS (
                SELECT id, created_at, coalesce(message_id, id) AS unit,
                    CASE WHEN message_id IS NULL THEN due_at ELSE coalesce(attempt_at, ",
            $epoch,
            ") END AS next_at
                FROM notifications WHERE status = 'waiting'
            ), placed AS (
                SELECT id, unit, min(created_at) OVER same AS first_at,
                    min(next_at) OVER same AS next_at
                FROM waiting WINDOW same AS (PARTITION BY unit)
            ), counted AS (
                SELECT id, count(*) OVER behind AS through, rank() OVER behind AS place
                FROM placed WHERE next_at <= $1 WINDOW behind AS (ORDER BY first_at, unit)
            )
            SELECT ",
            columns!(),
            " FROM notifications
            WHERE id IN (SELECT id FROM counted WHERE through <= $2 OR place = 1)
            ORDER BY created_at, id"
        )
    };
}

impl Store {
    /// The waiting notifications that are due at `now`; for those in a message, the next attempt is
    /// due. In order of creation, at most `limit`. A message is returned as a whole or not at all;
    /// the first one is returned even if it exceeds the limit.
    pub async fn due_notifications(
        &self,
        now: Millis,
        limit: u32,
    ) -> Result<Vec<Notification>, Error> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let due = self.db.sql(self.db.dialect().pick(due!("'epoch'"), due!("0")));
        let due = due.bind(now).bind(i64::from(limit));
        self.unreadable.all("notification", &self.db.fetch_few(due).await?, notification)
    }

    /// The waiting notifications of a receiver's group that have no message yet, due or not. They
    /// may be sent together with a due one.
    pub async fn group_notifications(
        &self,
        receiver: &str,
        group_key: &str,
    ) -> Result<Vec<Notification>, Error> {
        let select = concat!("SELECT ", columns!(), " FROM notifications WHERE ");
        let mut waiting = of_group(&self.db, select, receiver, group_key);
        waiting.push(" AND status = 'waiting' AND message_id IS NULL ORDER BY created_at, id");
        self.unreadable.all("notification", &self.db.fetch_few(waiting).await?, notification)
    }

    /// When a message about this group was last accepted; `None` if none was.
    pub async fn last_sent(
        &self,
        receiver: &str,
        group_key: &str,
    ) -> Result<Option<Millis>, Error> {
        let select = "SELECT max(sent_at) AS sent_at FROM notifications WHERE ";
        let mut last = of_group(&self.db, select, receiver, group_key);
        last.push(" AND status = 'sent'");
        let rows = self.db.fetch_few(last).await?;
        Ok(rows.first().map(|row| row.get("sent_at")).transpose()?.flatten())
    }

    /// Assigns notifications without a message to one; returns how many were assigned.
    pub async fn assign_message(&self, ids: &[String], message_id: &str) -> Result<u64, Error> {
        let mut assign = self
            .db
            .sql("UPDATE notifications SET message_id = $1, attempt_at = NULL WHERE id")
            .bind(plain(message_id));
        assign.push_one_of(Texts(ids.iter().map(|id| plain(id)).collect()));
        assign.push(" AND status = 'waiting' AND message_id IS NULL");
        self.db.execute(assign).await
    }

    /// Records the result of an attempt and counts it.
    pub async fn record_attempt(
        &self,
        message_id: &str,
        result: &DeliveryResult,
    ) -> Result<(), Error> {
        let (status, error, attempt_at, sent_at) = match result {
            DeliveryResult::Sent { at } => (NotificationStatus::Sent, None, None, Some(*at)),
            DeliveryResult::Retry { at, error } => {
                (NotificationStatus::Waiting, Some(error), Some(*at), None)
            }
            DeliveryResult::Parked { error } => {
                (NotificationStatus::Parked, Some(error), None, None)
            }
        };
        let update = self
            .db
            .sql(
                "UPDATE notifications SET status = $2, error = coalesce($3, error),
                    attempt_at = $4, sent_at = $5, attempts = attempts + 1
                WHERE message_id = $1 AND status = 'waiting'",
            )
            .bind(plain(message_id))
            .bind(status.as_str())
            .bind(optional_plain(error))
            .bind(attempt_at)
            .bind(sent_at);
        self.db.execute(update).await.map(drop)
    }

    /// Makes notifications due at `now` if they wait for a time after `beyond`. A clock that was
    /// ahead wrote that time.
    pub async fn hasten_notifications(&self, beyond: Millis, now: Millis) -> Result<(), Error> {
        let hasten = self
            .db
            .sql(
                "UPDATE notifications SET due_at = CASE WHEN due_at > $2 THEN $2 ELSE due_at END,
                    attempt_at = CASE WHEN attempt_at > $1 AND attempt_at > $2 THEN $2
                        ELSE attempt_at END
                WHERE status = 'waiting' AND (due_at > $1 OR attempt_at > $1)",
            )
            .bind(beyond)
            .bind(now);
        self.db.execute(hasten).await.map(drop)
    }

    /// Notifications by filter.
    pub async fn notifications(
        &self,
        filter: &NotificationFilter,
    ) -> Result<Page<Notification>, Error> {
        let mut count = self.db.sql("SELECT count(*) FROM notifications WHERE true");
        push_conditions(&mut count, filter);
        let total: i64 = self.db.fetch_one(count).await?.get(0)?;
        let mut query =
            self.db.sql(concat!("SELECT ", columns!(), " FROM notifications WHERE true"));
        push_conditions(&mut query, filter);
        query.push(" ORDER BY created_at DESC, id DESC LIMIT ");
        query.push_bind(i64::from(filter.limit));
        query.push(" OFFSET ").push_bind(i64::from(filter.offset));
        let rows = self.db.fetch_all(query).await?;
        Ok(Page {
            rows: self.unreadable.all("notification", &rows, notification)?,
            total: u64::try_from(total).unwrap_or_default(),
        })
    }

    /// The state of the outbox.
    pub async fn outbox_status(&self) -> Result<OutboxStatus, Error> {
        let status = self.db.sql(
            "SELECT (SELECT count(*) FROM notifications WHERE status = 'waiting') AS waiting,
                (SELECT count(*) FROM notifications WHERE status = 'parked') AS parked,
                (SELECT min(due_at) FROM notifications WHERE status = 'waiting') AS due_at",
        );
        let row = self.db.fetch_one(status).await?;
        Ok(OutboxStatus {
            waiting: u64::try_from(row.get::<i64>("waiting")?).unwrap_or_default(),
            parked: u64::try_from(row.get::<i64>("parked")?).unwrap_or_default(),
            oldest_due_at: row.optional_utc("due_at")?,
        })
    }
}

/// A query, begun by `select`, about the notifications of a receiver's group.
fn of_group(db: &Db, select: &'static str, receiver: &str, group_key: &str) -> Sql {
    let mut query = db.sql(select).bind(plain(receiver)).bind(plain(group_key));
    query.push("receiver = $1 AND group_key = $2");
    // The index of Postgres holds only the start of the key, which may be longer than an index
    // entry.
    query.push(db.dialect().pick(" AND left(group_key, 200) = left($2, 200)", ""));
    query
}

/// Inserts the notifications that are not stored yet.
pub(super) async fn insert(
    transaction: &mut Transaction<'_>,
    notifications: &[Notification],
) -> Result<(), Error> {
    let insert = |dialect, rows: &[Notification]| {
        let alerts = rows.iter().map(|notification| json(&notification.alert));
        let alerts: Vec<_> = alerts.collect::<Result<_, _>>()?;
        let mut sql =
            Sql::new(dialect, concat!("INSERT INTO notifications (", columns!(), ", alert_id) "));
        sql.push_values(rows.iter().zip(alerts), |row, (notification, alert)| {
            row.push_bind(plain(&notification.id))
                .push_bind(plain(&notification.receiver))
                .push_bind(notification.notice.as_str())
                .push_bind(plain(&notification.group_key))
                .push_bind(alert)
                .push_bind(Millis::from_utc(notification.created_at))
                .push_bind(Millis::from_utc(notification.due_at))
                .push_bind(notification.status.as_str())
                .push_bind(optional_plain(notification.message_id.as_ref()))
                .push_bind(count(notification.attempts))
                .push_bind(optional_plain(notification.error.as_ref()))
                .push_bind(notification.sent_at.map(Millis::from_utc))
                .push_bind(plain(&notification.alert.id));
        });
        sql.push(" ON CONFLICT DO NOTHING");
        Ok(sql)
    };
    execute_in_parts(transaction, notifications, insert).await.map(drop)
}

/// Retries or discards notifications, as a user decided.
pub(super) async fn decide(
    transaction: &mut Transaction<'_>,
    decided: &[(String, NotificationStatus)],
) -> Result<(), Error> {
    for (id, status) in decided {
        let update = transaction.sql(match status {
            NotificationStatus::Waiting => {
                "UPDATE notifications SET status = 'waiting', attempts = 0, error = NULL,
                    attempt_at = NULL,
                    due_at = CASE WHEN created_at < due_at THEN created_at ELSE due_at END
                WHERE id = $1 AND status = 'parked'"
            }
            NotificationStatus::Discarded => {
                "UPDATE notifications SET status = 'discarded', attempt_at = NULL
                WHERE id = $1 AND status IN ('parked', 'waiting')"
            }
            // A user cannot decide that a message was accepted or refused.
            NotificationStatus::Sent | NotificationStatus::Parked => return Err(Error::Conflict),
        });
        if transaction.execute(update.bind(plain(id))).await? == 0 {
            return Err(Error::Conflict);
        }
    }
    Ok(())
}

/// Adds the conditions of the filter.
fn push_conditions(query: &mut Sql, filter: &NotificationFilter) {
    if let Some(id) = &filter.id {
        query.push(" AND id = ").push_bind(plain(id));
    }
    if let Some(status) = filter.status {
        query.push(" AND status = ").push_bind(status.as_str());
    }
    if let Some(receiver) = &filter.receiver {
        query.push(" AND receiver = ").push_bind(plain(receiver));
    }
    if let Some(alert) = &filter.alert {
        query.push(" AND alert_id = ").push_bind(plain(alert));
    }
}

/// A row of `notifications`.
fn notification(row: &Row) -> Result<Notification, Error> {
    Ok(Notification {
        id: row.get("id")?,
        receiver: row.get("receiver")?,
        notice: row.word("notice", Notice::from_name)?,
        group_key: row.get("group_key")?,
        alert: alert_from_json(row.get("alert")?)?,
        created_at: row.utc("created_at")?,
        due_at: row.utc("due_at")?,
        status: row.word("status", NotificationStatus::from_name)?,
        message_id: row.get("message_id")?,
        attempts: u32::try_from(row.get::<i32>("attempts")?).unwrap_or_default(),
        error: row.get("error")?,
        sent_at: row.optional_utc("sent_at")?,
    })
}
