//! What a backtest reads beside samples and gaps.

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use sqlx::{Connection as _, QueryBuilder, Sqlite};

use super::span::push_classes;
use super::{BEGIN, STATEMENT_ROWS, SqliteStore, execute, rows};
use crate::model::{Millis, SourceSample};
use crate::store::columns::{Names, key};
use crate::store::spans::Place;
use crate::store::{BacktestStore, Error, RoomSpan, SpanFilter, StaySpan};

/// The columns that make a room's span.
const ROOM_SPAN: &str =
    "SELECT r.deployment, r.region, r.sid, r.name, r.started_at_ms, r.finished_at_ms FROM ";

/// The columns that make a stay's span.
const STAY_SPAN: &str = "SELECT p.deployment, p.room_sid, p.room_name, p.identity, p.sid,
    p.joined_at_ms, p.left_at_ms FROM ";

#[async_trait]
impl BacktestStore for SqliteStore {
    async fn write_source_samples(&self, samples: &[SourceSample]) -> Result<(), Error> {
        if samples.is_empty() {
            return Ok(());
        }
        let mut writer = self.hold_writer().await?;
        let mut transaction = writer.begin_with(BEGIN).await?;
        for part in samples.chunks(STATEMENT_ROWS) {
            let mut query = QueryBuilder::new(
                "INSERT INTO source_samples (at_ms, deployment, webhook_silence_seconds,
                    webhooks_lost_rate, drift_rate, joins_attempted_rate, joins_failed_rate,
                    egress_failures, webhooks_received_rate, webhooks_refused_rate,
                    webhook_lag_seconds, api_silence_seconds, machine_disconnect_rate) ",
            );
            query.push_values(part, |mut row, sample| {
                row.push_bind(sample.at.clamped().0)
                    .push_bind(key(&sample.deployment))
                    .push_bind(sample.webhook_silence_seconds)
                    .push_bind(sample.webhooks_lost_rate)
                    .push_bind(sample.drift_rate)
                    .push_bind(sample.joins_attempted_rate)
                    .push_bind(sample.joins_failed_rate)
                    .push_bind(sample.egress_failures)
                    .push_bind(sample.webhooks_received_rate)
                    .push_bind(sample.webhooks_refused_rate)
                    .push_bind(sample.webhook_lag_seconds)
                    .push_bind(sample.api_silence_seconds)
                    .push_bind(sample.machine_disconnect_rate);
            });
            query.push(" ON CONFLICT DO NOTHING");
            execute(&mut transaction, query, part.len()).await?;
        }
        transaction.commit().await?;
        writer.let_go();
        Ok(())
    }

    async fn source_samples(
        &self,
        from: Millis,
        to: Millis,
        deployment: Option<&str>,
    ) -> Result<Vec<SourceSample>, Error> {
        // Row by row: there may be hundreds of thousands.
        let mut rows = sqlx::query(
            "SELECT at_ms, deployment, webhook_silence_seconds, webhooks_lost_rate, drift_rate,
                joins_attempted_rate, joins_failed_rate, egress_failures, webhooks_received_rate,
                webhooks_refused_rate, webhook_lag_seconds, api_silence_seconds,
                machine_disconnect_rate
            FROM source_samples
            WHERE at_ms >= $1 AND at_ms < $2 AND ($3 IS NULL OR deployment = $3)
            ORDER BY at_ms, deployment",
        )
        .bind(from.0)
        .bind(to.0)
        .bind(deployment.map(key))
        .fetch(&self.readers);
        let mut names = Names::default();
        let mut samples = Vec::new();
        while let Some(row) = rows.try_next().await? {
            samples.push(rows::source_sample(&row, &mut names)?);
        }
        Ok(samples)
    }

    async fn room_spans(
        &self,
        filter: &SpanFilter,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<RoomSpan>, Error> {
        let mut query = QueryBuilder::new("");
        if filter.reaches_back(after) {
            query.push("SELECT * FROM (").push(ROOM_SPAN);
            push_classes(&mut query, filter.from);
            query.push(
                " CROSS JOIN room_sessions r
                    ON r.span = w.column1 AND r.started_at_ms >= w.column2 WHERE r.started_at_ms < ",
            );
            query.push_bind(filter.from.0);
            push_room_conditions(&mut query, filter, after, limit);
            query.push(") AS before UNION ALL ");
        }
        query
            .push("SELECT * FROM (")
            .push(ROOM_SPAN)
            .push("room_sessions r WHERE r.started_at_ms >= ");
        query.push_bind(filter.begins_at(after).0);
        push_room_conditions(&mut query, filter, after, limit);
        query
            .push(") AS within ORDER BY started_at_ms, deployment, sid LIMIT ")
            .push_bind(i64::from(limit));
        let rows = query.build().fetch_all(&self.readers).await?;
        let mut names = Names::default();
        rows.iter().map(|row| rows::room_span(row, &mut names)).collect()
    }

    async fn stay_spans(
        &self,
        filter: &SpanFilter,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<StaySpan>, Error> {
        let mut query = QueryBuilder::new("");
        if filter.reaches_back(after) {
            query.push("SELECT * FROM (").push(STAY_SPAN);
            push_classes(&mut query, filter.from);
            query.push(
                " CROSS JOIN participant_sessions p
                    ON p.span = w.column1 AND p.joined_at_ms >= w.column2 WHERE p.joined_at_ms < ",
            );
            query.push_bind(filter.from.0);
            push_stay_conditions(&mut query, filter, after, limit);
            query.push(") AS before UNION ALL ");
        }
        query
            .push("SELECT * FROM (")
            .push(STAY_SPAN)
            .push("participant_sessions p WHERE p.joined_at_ms >= ");
        query.push_bind(filter.begins_at(after).0);
        push_stay_conditions(&mut query, filter, after, limit);
        query
            .push(") AS within ORDER BY joined_at_ms, deployment, sid LIMIT ")
            .push_bind(i64::from(limit));
        let rows = query.build().fetch_all(&self.readers).await?;
        let mut names = Names::default();
        rows.iter().map(|row| rows::stay_span(row, &mut names)).collect()
    }
}

/// Limits to the room sessions that the filter asks for, and cuts out the page.
fn push_room_conditions(
    query: &mut QueryBuilder<Sqlite>,
    filter: &SpanFilter,
    after: Option<&Place>,
    limit: u32,
) {
    query.push(" AND r.started_at_ms < ").push_bind(filter.to.0);
    query.push(" AND (r.finished_at_ms IS NULL OR r.finished_at_ms >= ");
    query.push_bind(filter.from.0).push(")");
    if let Some(deployment) = &filter.deployment {
        query.push(" AND r.deployment = ").push_bind(key(deployment));
    }
    if let Some(region) = &filter.region {
        query.push(" AND r.region = ").push_bind(region.as_str());
    }
    if let Some((began_at, deployment, sid)) = after {
        query.push(" AND (r.started_at_ms, r.deployment, r.sid) > (").push_bind(began_at.0);
        query.push(", ").push_bind(key(deployment)).push(", ").push_bind(key(sid)).push(")");
    }
    query.push(" ORDER BY r.started_at_ms, r.deployment, r.sid LIMIT ").push_bind(i64::from(limit));
}

/// Limits to the participant sessions that the filter asks for, and cuts out the page. Who never
/// became active was not there.
fn push_stay_conditions(
    query: &mut QueryBuilder<Sqlite>,
    filter: &SpanFilter,
    after: Option<&Place>,
    limit: u32,
) {
    query.push(" AND NOT p.aborted AND p.joined_at_ms < ").push_bind(filter.to.0);
    query.push(" AND (p.left_at_ms IS NULL OR p.left_at_ms >= ");
    query.push_bind(filter.from.0).push(")");
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
        query.push(" AND (p.joined_at_ms, p.deployment, p.sid) > (").push_bind(began_at.0);
        query.push(", ").push_bind(key(deployment)).push(", ").push_bind(key(sid)).push(")");
    }
    query.push(" ORDER BY p.joined_at_ms, p.deployment, p.sid LIMIT ").push_bind(i64::from(limit));
}
