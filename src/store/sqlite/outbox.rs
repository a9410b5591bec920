//! Notifications on their way out.

use async_trait::async_trait;
use sqlx::types::Json;
use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection};

use super::{STATEMENT_ROWS, SqliteStore, execute, rows};
use crate::model::{Millis, Notification, NotificationStatus, OutboxStatus};
use crate::store::alert_columns::{millis, optional_plain, plain};
use crate::store::columns::{count, record as json};
use crate::store::{Delivery, Error, NotificationFilter, OutboxStore, Page};

/// The columns that make a notification.
macro_rules! columns {
    () => {
        "id, receiver, notice, group_key, alert, created_at_ms, due_at_ms, status, message_id,
        attempts, error, sent_at_ms"
    };
}

/// Those that are due at `$1`. What goes out together is a unit: a message, or a notification that
/// is in none yet. Units come in the order of their first notification, and `through` counts up to
/// the end of each; one that is alone beyond the limit must not wait for ever.
const DUE: &str = concat!(
    "WITH waiting AS (
        SELECT id, created_at_ms, coalesce(message_id, id) AS unit,
            CASE WHEN message_id IS NULL THEN due_at_ms ELSE coalesce(attempt_at_ms, 0) END
                AS next_at
        FROM notifications WHERE status = 'waiting'
    ), placed AS (
        SELECT id, unit, min(created_at_ms) OVER same AS first_at, min(next_at) OVER same AS next_at
        FROM waiting WINDOW same AS (PARTITION BY unit)
    ), counted AS (
        SELECT id, count(*) OVER behind AS through, rank() OVER behind AS place
        FROM placed WHERE next_at <= $1 WINDOW behind AS (ORDER BY first_at, unit)
    )
    SELECT ",
    columns!(),
    " FROM notifications WHERE id IN (SELECT id FROM counted WHERE through <= $2 OR place = 1)
    ORDER BY created_at_ms, id"
);

#[async_trait]
impl OutboxStore for SqliteStore {
    async fn due_notifications(&self, now: Millis, limit: u32) -> Result<Vec<Notification>, Error> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let due = sqlx::query(DUE).bind(now.0).bind(i64::from(limit));
        self.fetch(due).await?.iter().map(rows::notification).collect()
    }

    async fn group_notifications(
        &self,
        receiver: &str,
        group_key: &str,
    ) -> Result<Vec<Notification>, Error> {
        let waiting = sqlx::query(concat!(
            "SELECT ",
            columns!(),
            " FROM notifications
            WHERE receiver = $1 AND group_key = $2
                AND status = 'waiting' AND message_id IS NULL
            ORDER BY created_at_ms, id"
        ))
        .bind(plain(receiver))
        .bind(plain(group_key));
        self.fetch(waiting).await?.iter().map(rows::notification).collect()
    }

    async fn last_sent(&self, receiver: &str, group_key: &str) -> Result<Option<Millis>, Error> {
        let last = sqlx::query(
            "SELECT max(sent_at_ms) AS sent_at_ms FROM notifications
            WHERE receiver = $1 AND group_key = $2
                AND status = 'sent'",
        )
        .bind(plain(receiver))
        .bind(plain(group_key));
        let rows = self.fetch(last).await?;
        let at = rows.first().map(|row| rows::optional_millis(row, "sent_at_ms")).transpose()?;
        Ok(at.flatten())
    }

    async fn assign_message(&self, ids: &[String], message_id: &str) -> Result<u64, Error> {
        let assign = sqlx::query(
            "UPDATE notifications SET message_id = $2, attempt_at_ms = NULL
            WHERE id IN (SELECT value FROM json_each($1)) AND status = 'waiting'
                AND message_id IS NULL",
        )
        .bind(Json(ids.iter().map(|id| plain(id)).collect::<Vec<_>>()))
        .bind(plain(message_id));
        self.execute(assign).await
    }

    async fn settle_message(&self, message_id: &str, delivery: &Delivery) -> Result<(), Error> {
        let (status, error, attempt_at, sent_at) = match delivery {
            Delivery::Sent { at } => (NotificationStatus::Sent, None, None, Some(*at)),
            Delivery::Retry { at, error } => {
                (NotificationStatus::Waiting, Some(error), Some(*at), None)
            }
            Delivery::Parked { error } => (NotificationStatus::Parked, Some(error), None, None),
        };
        let settle = sqlx::query(
            "UPDATE notifications SET status = $2, error = coalesce($3, error), attempt_at_ms = $4,
                sent_at_ms = $5, attempts = attempts + 1
            WHERE message_id = $1 AND status = 'waiting'",
        )
        .bind(plain(message_id))
        .bind(status.as_str())
        .bind(optional_plain(error))
        .bind(attempt_at.map(|at| at.0))
        .bind(sent_at.map(|at| at.0));
        self.execute(settle).await.map(drop)
    }

    async fn hasten_notifications(&self, beyond: Millis, now: Millis) -> Result<(), Error> {
        let hasten = sqlx::query(
            "UPDATE notifications SET due_at_ms = min(due_at_ms, $2),
                attempt_at_ms = min(attempt_at_ms, $2)
            WHERE status = 'waiting' AND (due_at_ms > $1 OR attempt_at_ms > $1)",
        )
        .bind(beyond.0)
        .bind(now.0);
        self.execute(hasten).await.map(drop)
    }

    async fn notifications(
        &self,
        filter: &NotificationFilter,
    ) -> Result<Page<Notification>, Error> {
        let mut count = QueryBuilder::new("SELECT count(*) FROM notifications WHERE true");
        push_conditions(&mut count, filter);
        let total: i64 = count.build_query_scalar().fetch_one(&self.readers).await?;
        let mut query =
            QueryBuilder::new(concat!("SELECT ", columns!(), " FROM notifications WHERE true"));
        push_conditions(&mut query, filter);
        query.push(" ORDER BY created_at_ms DESC, id DESC LIMIT ");
        query.push_bind(i64::from(filter.limit));
        query.push(" OFFSET ").push_bind(i64::from(filter.offset));
        let rows = query.build().fetch_all(&self.readers).await?;
        Ok(Page {
            rows: rows.iter().map(rows::notification).collect::<Result<_, _>>()?,
            total: u64::try_from(total).unwrap_or_default(),
        })
    }

    async fn outbox_status(&self) -> Result<OutboxStatus, Error> {
        let row = sqlx::query(
            "SELECT (SELECT count(*) FROM notifications WHERE status = 'waiting') AS waiting,
                (SELECT count(*) FROM notifications WHERE status = 'parked') AS parked,
                (SELECT min(due_at_ms) FROM notifications WHERE status = 'waiting') AS due_at_ms",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(OutboxStatus {
            waiting: u64::try_from(row.try_get::<i64, _>("waiting")?).unwrap_or_default(),
            parked: u64::try_from(row.try_get::<i64, _>("parked")?).unwrap_or_default(),
            oldest_due_at: rows::optional_millis(&row, "due_at_ms")?.map(Millis::to_utc),
        })
    }
}

/// Inserts the notifications that are not there yet.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    notifications: &[Notification],
) -> Result<(), Error> {
    for rows in notifications.chunks(STATEMENT_ROWS) {
        let alerts = rows.iter().map(|notification| json(&notification.alert));
        let alerts: Vec<_> = alerts.collect::<Result<_, _>>()?;
        let mut query =
            QueryBuilder::new(concat!("INSERT INTO notifications (", columns!(), ", alert_id) "));
        query.push_values(rows.iter().zip(alerts), |mut row, (notification, alert)| {
            row.push_bind(plain(&notification.id))
                .push_bind(plain(&notification.receiver))
                .push_bind(notification.notice.as_str())
                .push_bind(plain(&notification.group_key))
                .push_bind(alert)
                .push_bind(millis(notification.created_at))
                .push_bind(millis(notification.due_at))
                .push_bind(notification.status.as_str())
                .push_bind(optional_plain(notification.message_id.as_ref()))
                .push_bind(count(notification.attempts))
                .push_bind(optional_plain(notification.error.as_ref()))
                .push_bind(notification.sent_at.map(millis))
                .push_bind(plain(&notification.alert.id));
        });
        query.push(" ON CONFLICT DO NOTHING");
        execute(connection, query, rows.len()).await?;
    }
    Ok(())
}

/// Lets notifications be sent again or not at all.
pub(super) async fn decide(
    connection: &mut SqliteConnection,
    decided: &[(String, NotificationStatus)],
) -> Result<(), Error> {
    for (id, status) in decided {
        let query = match status {
            NotificationStatus::Waiting => sqlx::query(
                "UPDATE notifications SET status = 'waiting', attempts = 0, error = NULL,
                    attempt_at_ms = NULL, due_at_ms = min(due_at_ms, created_at_ms)
                WHERE id = $1 AND status = 'parked'",
            ),
            NotificationStatus::Discarded => sqlx::query(
                "UPDATE notifications SET status = 'discarded', attempt_at_ms = NULL
                WHERE id = $1 AND status IN ('parked', 'waiting')",
            ),
            // Nobody can decide that a message was accepted or refused.
            NotificationStatus::Sent | NotificationStatus::Parked => return Err(Error::Conflict),
        };
        if query.bind(plain(id)).execute(&mut *connection).await?.rows_affected() == 0 {
            return Err(Error::Conflict);
        }
    }
    Ok(())
}

/// Limits to the notifications that the filter asks for.
fn push_conditions(query: &mut QueryBuilder<Sqlite>, filter: &NotificationFilter) {
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
