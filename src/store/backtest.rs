//! What a backtest reads, beside samples and gaps: source samples and spans.

use futures_util::TryStreamExt as _;

use super::bulk::{Insert, Kind};
use super::columns::{NameCache, key};
use super::dialect::Dialect;
use super::row::Row;
use super::spans::{SpanCursor, push_classes};
use super::sql::Sql;
use super::{Error, ParticipantSpan, RoomSpan, SpanFilter, Store};
use crate::model::{Millis, SourceSample, Text};

const INSERT: Insert = Insert {
    table: "source_samples",
    columns: &[
        ("at", Kind::Time),
        ("deployment", Kind::Text),
        ("webhook_silence_seconds", Kind::Real),
        ("webhooks_lost_rate", Kind::Real),
        ("drift_rate", Kind::Real),
        ("joins_attempted_rate", Kind::Real),
        ("joins_failed_rate", Kind::Real),
        ("egress_failures", Kind::Real),
        ("webhooks_received_rate", Kind::Real),
        ("webhooks_refused_rate", Kind::Real),
        ("webhook_lag_seconds", Kind::Real),
        ("api_silence_seconds", Kind::Real),
        ("machine_disconnect_rate", Kind::Real),
    ],
    conflict: "ON CONFLICT DO NOTHING",
};

/// The columns of a room's span.
const ROOM_SPAN: &str =
    "SELECT r.deployment, r.region, r.sid, r.name, r.started_at, r.finished_at FROM ";

/// The columns of a participant's span.
const PARTICIPANT_SPAN: &str = "SELECT p.deployment, p.room_sid, p.room_name, p.identity, p.sid,
    p.joined_at, p.left_at FROM ";

impl Store {
    /// Writes source samples. A sample that is already stored (same deployment and time) is not
    /// changed.
    pub async fn write_source_samples(&self, samples: &[SourceSample]) -> Result<(), Error> {
        let samples: Vec<_> = samples.iter().collect();
        let written = INSERT.write_few(&self.db, &samples, |cells, sample| {
            cells
                .time(sample.at)
                .text(key(&sample.deployment))
                .real(sample.webhook_silence_seconds)
                .real(sample.webhooks_lost_rate)
                .real(sample.drift_rate)
                .real(sample.joins_attempted_rate)
                .real(sample.joins_failed_rate)
                .real(sample.egress_failures)
                .real(sample.webhooks_received_rate)
                .real(sample.webhooks_refused_rate)
                .real(sample.webhook_lag_seconds)
                .real(sample.api_silence_seconds)
                .real(sample.machine_disconnect_rate);
        });
        written.await.map(drop)
    }

    /// Source samples, `from` ≤ time < `to`, ordered by time, then deployment.
    pub async fn source_samples(
        &self,
        from: Millis,
        to: Millis,
        deployment: Option<&str>,
    ) -> Result<Vec<SourceSample>, Error> {
        let query = self
            .db
            .sql(
                "SELECT at, deployment, webhook_silence_seconds, webhooks_lost_rate, drift_rate,
                    joins_attempted_rate, joins_failed_rate, egress_failures,
                    webhooks_received_rate, webhooks_refused_rate, webhook_lag_seconds,
                    api_silence_seconds, machine_disconnect_rate
                FROM source_samples
                WHERE at >= $1 AND at < $2 AND ($3 IS NULL OR deployment = $3)
                ORDER BY at, deployment",
            )
            .bind(from)
            .bind(to)
            .bind(deployment.map(key));
        // Row by row: there may be hundreds of thousands.
        let mut rows = self.db.fetch(query);
        let mut names = NameCache::default();
        let mut samples = Vec::new();
        while let Some(row) = rows.try_next().await? {
            samples.push(source_sample(&row, &mut names)?);
        }
        Ok(samples)
    }

    /// The room sessions of a range after `after` (start, deployment, sid), ordered by start, then
    /// deployment and sid, at most `limit`.
    pub async fn room_spans(
        &self,
        filter: &SpanFilter,
        after: Option<&SpanCursor>,
        limit: u32,
    ) -> Result<Vec<RoomSpan>, Error> {
        let mut query = self.db.sql("");
        if filter.reaches_back(after) {
            query.push("SELECT * FROM (").push(ROOM_SPAN);
            push_rooms_before(&mut query, filter.from);
            push_room_conditions(&mut query, filter, after, limit);
            query.push(") AS before UNION ALL ");
        }
        query
            .push("SELECT * FROM (")
            .push(ROOM_SPAN)
            .push("room_sessions r WHERE r.started_at >= ");
        query.push_bind(filter.begins_at(after));
        push_room_conditions(&mut query, filter, after, limit);
        query
            .push(") AS within ORDER BY started_at, deployment, sid LIMIT ")
            .push_bind(i64::from(limit));
        let rows = self.db.fetch_all(query).await?;
        let mut names = NameCache::default();
        rows.iter().map(|row| room_span(row, &mut names)).collect()
    }

    /// The participant sessions of a range, in the same order and with the same limit.
    pub async fn participant_spans(
        &self,
        filter: &SpanFilter,
        after: Option<&SpanCursor>,
        limit: u32,
    ) -> Result<Vec<ParticipantSpan>, Error> {
        let mut query = self.db.sql("");
        if filter.reaches_back(after) {
            query.push("SELECT * FROM (").push(PARTICIPANT_SPAN);
            push_participants_before(&mut query, filter.from);
            push_participant_conditions(&mut query, filter, after, limit);
            query.push(") AS before UNION ALL ");
        }
        query
            .push("SELECT * FROM (")
            .push(PARTICIPANT_SPAN)
            .push("participant_sessions p WHERE p.joined_at >= ");
        query.push_bind(filter.begins_at(after));
        push_participant_conditions(&mut query, filter, after, limit);
        query
            .push(") AS within ORDER BY joined_at, deployment, sid LIMIT ")
            .push_bind(i64::from(limit));
        let rows = self.db.fetch_all(query).await?;
        let mut names = NameCache::default();
        rows.iter().map(|row| participant_span(row, &mut names)).collect()
    }
}

/// The room sessions `r` that began before `at` and may still be open then; conditions follow.
fn push_rooms_before(query: &mut Sql, at: Millis) {
    match query.dialect() {
        Dialect::Postgres => {
            query.push("room_sessions r WHERE tstzrange(r.started_at, r.finished_at, '[]') @> ");
            query.push_bind(at).push(" AND r.started_at < ").push_bind(at);
        }
        Dialect::Sqlite => {
            push_classes(query, at);
            query.push(
                " CROSS JOIN room_sessions r
                    ON r.span = w.column1 AND r.started_at >= w.column2 WHERE r.started_at < ",
            );
            query.push_bind(at);
        }
    }
}

/// The participant sessions `p` that began before `at` and may still be open then; conditions
/// follow.
fn push_participants_before(query: &mut Sql, at: Millis) {
    match query.dialect() {
        Dialect::Postgres => {
            query.push("participant_sessions p WHERE tstzrange(p.joined_at, p.left_at, '[]') @> ");
            query.push_bind(at).push(" AND p.joined_at < ").push_bind(at);
        }
        Dialect::Sqlite => {
            push_classes(query, at);
            query.push(
                " CROSS JOIN participant_sessions p
                    ON p.span = w.column1 AND p.joined_at >= w.column2 WHERE p.joined_at < ",
            );
            query.push_bind(at);
        }
    }
}

/// Adds the conditions of the filter, the order and the page.
fn push_room_conditions(
    query: &mut Sql,
    filter: &SpanFilter,
    after: Option<&SpanCursor>,
    limit: u32,
) {
    query.push(" AND r.started_at < ").push_bind(filter.to);
    query.push(" AND (r.finished_at IS NULL OR r.finished_at >= ");
    query.push_bind(filter.from).push(")");
    if let Some(deployment) = &filter.deployment {
        query.push(" AND r.deployment = ").push_bind(key(deployment));
    }
    if let Some(region) = &filter.region {
        query.push(" AND r.region = ").push_bind(region.as_str());
    }
    if let Some((began_at, deployment, sid)) = after {
        query.push(" AND (r.started_at, r.deployment, r.sid) > (").push_bind(began_at);
        query.push(", ").push_bind(key(deployment)).push(", ").push_bind(key(sid)).push(")");
    }
    query.push(" ORDER BY r.started_at, r.deployment, r.sid LIMIT ").push_bind(i64::from(limit));
}

/// Adds the conditions of the filter, the order and the page. Aborted sessions are left out.
fn push_participant_conditions(
    query: &mut Sql,
    filter: &SpanFilter,
    after: Option<&SpanCursor>,
    limit: u32,
) {
    query.push(" AND NOT p.aborted AND p.joined_at < ").push_bind(filter.to);
    query.push(" AND (p.left_at IS NULL OR p.left_at >= ");
    query.push_bind(filter.from).push(")");
    if let Some(deployment) = &filter.deployment {
        query.push(" AND p.deployment = ").push_bind(key(deployment));
    }
    if let Some(region) = &filter.region {
        query.push(
            " AND EXISTS (SELECT 1 FROM room_sessions r WHERE r.sid = p.room_sid
                AND r.deployment = p.deployment AND r.region = ",
        );
        query.push_bind(region.as_str()).push(")");
    }
    if let Some((began_at, deployment, sid)) = after {
        query.push(" AND (p.joined_at, p.deployment, p.sid) > (").push_bind(began_at);
        query.push(", ").push_bind(key(deployment)).push(", ").push_bind(key(sid)).push(")");
    }
    query.push(" ORDER BY p.joined_at, p.deployment, p.sid LIMIT ").push_bind(i64::from(limit));
}

/// A row of `source_samples`.
fn source_sample(row: &Row, names: &mut NameCache) -> Result<SourceSample, Error> {
    Ok(SourceSample {
        at: row.get("at")?,
        deployment: names.shared(row.get("deployment")?),
        webhook_silence_seconds: row.get("webhook_silence_seconds")?,
        webhooks_lost_rate: row.get("webhooks_lost_rate")?,
        drift_rate: row.get("drift_rate")?,
        joins_attempted_rate: row.get("joins_attempted_rate")?,
        joins_failed_rate: row.get("joins_failed_rate")?,
        egress_failures: row.get("egress_failures")?,
        webhooks_received_rate: row.get("webhooks_received_rate")?,
        webhooks_refused_rate: row.get("webhooks_refused_rate")?,
        webhook_lag_seconds: row.get("webhook_lag_seconds")?,
        api_silence_seconds: row.get("api_silence_seconds")?,
        machine_disconnect_rate: row.get("machine_disconnect_rate")?,
    })
}

/// The span of a row of `room_sessions`.
fn room_span(row: &Row, names: &mut NameCache) -> Result<RoomSpan, Error> {
    Ok(RoomSpan {
        deployment: names.shared(row.get("deployment")?),
        region: row.get::<Option<&str>>("region")?.map(Text::from),
        sid: row.text("sid")?,
        name: row.text("name")?,
        started_at: row.get("started_at")?,
        finished_at: row.get("finished_at")?,
    })
}

/// The span of a row of `participant_sessions`.
fn participant_span(row: &Row, names: &mut NameCache) -> Result<ParticipantSpan, Error> {
    Ok(ParticipantSpan {
        deployment: names.shared(row.get("deployment")?),
        room_sid: row.text("room_sid")?,
        room_name: row.text("room_name")?,
        identity: row.text("identity")?,
        sid: row.text("sid")?,
        joined_at: row.get("joined_at")?,
        left_at: row.get("left_at")?,
    })
}
