//! What a backtest reads beside samples and gaps.

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use sqlx::{Postgres, QueryBuilder};

use super::{PostgresStore, rows};
use crate::model::{Millis, SourceSample};
use crate::store::columns::{Names, key};
use crate::store::spans::Place;
use crate::store::{BacktestStore, Error, RoomSpan, SpanFilter, StaySpan};

/// The columns that make a room's span.
const ROOM_SPAN: &str =
    "SELECT r.deployment, r.region, r.sid, r.name, r.started_at, r.finished_at FROM ";

/// The columns that make a stay's span.
const STAY_SPAN: &str = "SELECT p.deployment, p.room_sid, p.room_name, p.identity, p.sid,
    p.joined_at, p.left_at FROM ";

#[async_trait]
impl BacktestStore for PostgresStore {
    async fn write_source_samples(&self, samples: &[SourceSample]) -> Result<(), Error> {
        if samples.is_empty() {
            return Ok(());
        }
        let of = |value: fn(&SourceSample) -> Option<f64>| -> Vec<Option<f64>> {
            samples.iter().map(value).collect()
        };
        let write = sqlx::query(
            "INSERT INTO source_samples (at, deployment, webhook_silence_seconds,
                webhooks_lost_rate, drift_rate, joins_attempted_rate, joins_failed_rate,
                egress_failures, webhooks_received_rate, webhooks_refused_rate,
                webhook_lag_seconds, api_silence_seconds, machine_disconnect_rate)
            SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::float8[], $4::float8[],
                $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::float8[],
                $10::float8[], $11::float8[], $12::float8[], $13::float8[])
            ON CONFLICT DO NOTHING",
        )
        .bind(samples.iter().map(|sample| sample.at.to_utc()).collect::<Vec<_>>())
        .bind(samples.iter().map(|sample| key(&sample.deployment)).collect::<Vec<_>>())
        .bind(of(|sample| sample.webhook_silence_seconds))
        .bind(of(|sample| sample.webhooks_lost_rate))
        .bind(of(|sample| sample.drift_rate))
        .bind(of(|sample| sample.joins_attempted_rate))
        .bind(of(|sample| sample.joins_failed_rate))
        .bind(of(|sample| sample.egress_failures))
        .bind(of(|sample| sample.webhooks_received_rate))
        .bind(of(|sample| sample.webhooks_refused_rate))
        .bind(of(|sample| sample.webhook_lag_seconds))
        .bind(of(|sample| sample.api_silence_seconds))
        .bind(of(|sample| sample.machine_disconnect_rate));
        self.execute(write).await.map(drop)
    }

    async fn source_samples(
        &self,
        from: Millis,
        to: Millis,
        deployment: Option<&str>,
    ) -> Result<Vec<SourceSample>, Error> {
        // Row by row: there may be hundreds of thousands.
        let mut rows = sqlx::query(
            "SELECT at, deployment, webhook_silence_seconds, webhooks_lost_rate, drift_rate,
                joins_attempted_rate, joins_failed_rate, egress_failures, webhooks_received_rate,
                webhooks_refused_rate, webhook_lag_seconds, api_silence_seconds,
                machine_disconnect_rate
            FROM source_samples
            WHERE at >= $1 AND at < $2 AND ($3::text IS NULL OR deployment = $3)
            ORDER BY at, deployment",
        )
        .bind(from.to_utc())
        .bind(to.to_utc())
        .bind(deployment.map(key))
        .fetch(&self.pool);
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
            query.push("room_sessions r WHERE tstzrange(r.started_at, r.finished_at, '[]') @> ");
            query.push_bind(filter.from.to_utc());
            query.push(" AND r.started_at < ").push_bind(filter.from.to_utc());
            push_room_conditions(&mut query, filter, after, limit);
            query.push(") AS before UNION ALL ");
        }
        query
            .push("SELECT * FROM (")
            .push(ROOM_SPAN)
            .push("room_sessions r WHERE r.started_at >= ");
        query.push_bind(filter.begins_at(after).to_utc());
        push_room_conditions(&mut query, filter, after, limit);
        query
            .push(") AS within ORDER BY started_at, deployment, sid LIMIT ")
            .push_bind(i64::from(limit));
        let rows = query.build().fetch_all(&self.pool).await?;
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
            query.push("participant_sessions p WHERE tstzrange(p.joined_at, p.left_at, '[]') @> ");
            query.push_bind(filter.from.to_utc());
            query.push(" AND p.joined_at < ").push_bind(filter.from.to_utc());
            push_stay_conditions(&mut query, filter, after, limit);
            query.push(") AS before UNION ALL ");
        }
        query
            .push("SELECT * FROM (")
            .push(STAY_SPAN)
            .push("participant_sessions p WHERE p.joined_at >= ");
        query.push_bind(filter.begins_at(after).to_utc());
        push_stay_conditions(&mut query, filter, after, limit);
        query
            .push(") AS within ORDER BY joined_at, deployment, sid LIMIT ")
            .push_bind(i64::from(limit));
        let rows = query.build().fetch_all(&self.pool).await?;
        let mut names = Names::default();
        rows.iter().map(|row| rows::stay_span(row, &mut names)).collect()
    }
}

/// Limits to the room sessions that the filter asks for, and cuts out the page.
fn push_room_conditions(
    query: &mut QueryBuilder<Postgres>,
    filter: &SpanFilter,
    after: Option<&Place>,
    limit: u32,
) {
    query.push(" AND r.started_at < ").push_bind(filter.to.to_utc());
    query.push(" AND (r.finished_at IS NULL OR r.finished_at >= ");
    query.push_bind(filter.from.to_utc()).push(")");
    if let Some(deployment) = &filter.deployment {
        query.push(" AND r.deployment = ").push_bind(key(deployment));
    }
    if let Some(region) = &filter.region {
        query.push(" AND r.region = ").push_bind(region.as_str());
    }
    if let Some((began_at, deployment, sid)) = after {
        query.push(" AND (r.started_at, r.deployment, r.sid) > (").push_bind(began_at.to_utc());
        query.push(", ").push_bind(key(deployment)).push(", ").push_bind(key(sid)).push(")");
    }
    query.push(" ORDER BY r.started_at, r.deployment, r.sid LIMIT ").push_bind(i64::from(limit));
}

/// Limits to the participant sessions that the filter asks for, and cuts out the page. Who never
/// became active was not there.
fn push_stay_conditions(
    query: &mut QueryBuilder<Postgres>,
    filter: &SpanFilter,
    after: Option<&Place>,
    limit: u32,
) {
    query.push(" AND NOT p.aborted AND p.joined_at < ").push_bind(filter.to.to_utc());
    query.push(" AND (p.left_at IS NULL OR p.left_at >= ");
    query.push_bind(filter.from.to_utc()).push(")");
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
        query.push(" AND (p.joined_at, p.deployment, p.sid) > (").push_bind(began_at.to_utc());
        query.push(", ").push_bind(key(deployment)).push(", ").push_bind(key(sid)).push(")");
    }
    query.push(" ORDER BY p.joined_at, p.deployment, p.sid LIMIT ").push_bind(i64::from(limit));
}
