//! Notifications on their way out.

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
    /// Only of this alert.
    pub alert: Option<String>,
    /// At most so many.
    pub limit: u32,
    /// Skip so many.
    pub offset: u32,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// It was accepted.
    Sent {
        /// When.
        at: Millis,
    },
    /// It is tried again.
    Retry {
        /// Not before this time.
        at: Millis,
        /// What went wrong.
        error: String,
    },
    /// It is not tried again by itself.
    Parked {
        /// What went wrong.
        error: String,
    },
}

/// The columns that make a notification.
macro_rules! columns {
    () => {
        "id, receiver, notice, group_key, alert, created_at, due_at, status, message_id, attempts,
        error, sent_at"
    };
}

/// Those that are due at `$1`. What goes out together is a unit: a message, or a notification that
/// is in none yet. Units come in the order of their first notification, and `through` counts up to
/// the end of each; one that is alone beyond the limit must not wait for ever.
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
    /// Those that wait: with a message, whose next attempt is due at `now`; without one, that are
    /// due at `now`. In order of creation, at most `limit`; of each message all or none, but the first
    /// whole even if it is longer than that.
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

    /// Those of a receiver's group that wait and have no message yet, due or not: they may go with
    /// one that is due.
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

    /// Puts notifications without a message into one; returns how many were put in.
    pub async fn assign_message(&self, ids: &[String], message_id: &str) -> Result<u64, Error> {
        let mut assign = self
            .db
            .sql("UPDATE notifications SET message_id = $1, attempt_at = NULL WHERE id")
            .bind(plain(message_id));
        assign.push_one_of(Texts(ids.iter().map(|id| plain(id)).collect()));
        assign.push(" AND status = 'waiting' AND message_id IS NULL");
        self.db.execute(assign).await
    }

    /// Writes down what became of a message and counts the attempt.
    pub async fn settle_message(&self, message_id: &str, delivery: &Delivery) -> Result<(), Error> {
        let (status, error, attempt_at, sent_at) = match delivery {
            Delivery::Sent { at } => (NotificationStatus::Sent, None, None, Some(*at)),
            Delivery::Retry { at, error } => {
                (NotificationStatus::Waiting, Some(error), Some(*at), None)
            }
            Delivery::Parked { error } => (NotificationStatus::Parked, Some(error), None, None),
        };
        let settle = self
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
        self.db.execute(settle).await.map(drop)
    }

    /// Makes due at `now` what waits for a time later than `beyond`: a clock that was ahead wrote it.
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

    /// How the outbox is doing.
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
    // Postgres's index has only the beginning of the key: one may be longer than an index entry.
    query.push(db.dialect().pick(" AND left(group_key, 200) = left($2, 200)", ""));
    query
}

/// Inserts the notifications that are not there yet.
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

/// Lets notifications be sent again or not at all.
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
            // Nobody can decide that a message was accepted or refused.
            NotificationStatus::Sent | NotificationStatus::Parked => return Err(Error::Conflict),
        });
        if transaction.execute(update.bind(plain(id))).await? == 0 {
            return Err(Error::Conflict);
        }
    }
    Ok(())
}

/// Limits to the notifications that the filter asks for.
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
