//! What clients report of their connections.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Row as _};

use super::PostgresStore;
use crate::model::{Band, Event, Millis, QualityPoint, Reported};
use crate::store::columns::{count, key};
use crate::store::{Error, QualityFilter, QualityStore};

/// The reports of a stay in steps. Of what has no mean the last that is known.
const QUALITY: &str = "
    SELECT (floor(extract(epoch FROM at) * 1000)::bigint / $1 * $1) AS step_ms,
        count(*) AS reports, avg(score) AS score, min(score) AS score_min,
        avg(rtt_ms) AS rtt_ms, avg(jitter_ms) AS jitter_ms,
        avg(greatest(loss_in_ratio, loss_out_ratio)) AS loss_ratio,
        avg(loss_in_ratio) AS loss_in_ratio, avg(loss_out_ratio) AS loss_out_ratio,
        avg(bitrate_in_bps) AS bitrate_in_bps, avg(bitrate_out_bps) AS bitrate_out_bps,
        sum(freezes)::bigint AS freezes, sum(freeze_seconds) AS freeze_seconds,
        avg(concealed_ratio) AS concealed_ratio,
        (array_agg(quality_limitation ORDER BY at DESC, quality_limitation DESC)
            FILTER (WHERE quality_limitation IS NOT NULL))[1] AS quality_limitation,
        (array_agg(candidate_type ORDER BY at DESC, candidate_type DESC)
            FILTER (WHERE candidate_type IS NOT NULL))[1] AS candidate_type,
        (array_agg(protocol ORDER BY at DESC, protocol DESC)
            FILTER (WHERE protocol IS NOT NULL))[1] AS protocol
    FROM participant_samples
    WHERE deployment = $2 AND at >= $3 AND at < $4
        AND (participant_sid = $5
            OR (participant_sid = '' AND room_name = $6 AND identity = $7
                AND at >= $8 AND at < $9))
        AND ($6::text IS NULL OR (room_name = $6 AND identity = $7))
    GROUP BY 1 ORDER BY 1";

#[async_trait]
impl QualityStore for PostgresStore {
    async fn participant_quality(
        &self,
        filter: &QualityFilter,
    ) -> Result<Vec<QualityPoint>, Error> {
        let of = filter.of.as_ref();
        let rows = sqlx::query(QUALITY)
            .bind(filter.step_ms.max(1))
            .bind(key(&filter.deployment))
            .bind(filter.from.to_utc())
            .bind(filter.to.to_utc())
            .bind(key(&filter.participant_sid))
            .bind(of.map(|of| key(&of.room_name)))
            .bind(of.map(|of| key(&of.identity)))
            .bind(of.map(|of| of.from.to_utc()))
            .bind(of.map(|of| of.to.to_utc()))
            .fetch_all(&self.pool)
            .await?;
        let point = |row: &sqlx::postgres::PgRow| -> Result<QualityPoint, sqlx::Error> {
            let sum = |sum: Option<i64>| sum.map(|sum| u32::try_from(sum).unwrap_or(u32::MAX));
            Ok(QualityPoint {
                timestamp: Millis(row.try_get("step_ms")?).to_utc(),
                reports: sum(Some(row.try_get("reports")?)).unwrap_or_default(),
                quality: row.try_get("score")?,
                quality_min: row.try_get("score_min")?,
                rtt_ms: row.try_get("rtt_ms")?,
                jitter_ms: row.try_get("jitter_ms")?,
                loss_ratio: row.try_get("loss_ratio")?,
                loss_in_ratio: row.try_get("loss_in_ratio")?,
                loss_out_ratio: row.try_get("loss_out_ratio")?,
                bitrate_in_bps: row.try_get("bitrate_in_bps")?,
                bitrate_out_bps: row.try_get("bitrate_out_bps")?,
                freezes: sum(row.try_get("freezes")?),
                freeze_seconds: row.try_get("freeze_seconds")?,
                concealed_ratio: row.try_get("concealed_ratio")?,
                quality_limitation: row.try_get("quality_limitation")?,
                candidate_type: row.try_get("candidate_type")?,
                protocol: row.try_get("protocol")?,
            })
        };
        Ok(rows.iter().map(point).collect::<Result<_, _>>()?)
    }

    async fn recent_reports(
        &self,
        since: Millis,
        limit: u32,
    ) -> Result<Vec<(String, String)>, Error> {
        let rows = sqlx::query_as(
            "SELECT deployment, id FROM participant_samples WHERE at >= $1
            ORDER BY at DESC LIMIT $2",
        )
        .bind(since.to_utc())
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }
}

/// Inserts the reports that are not there yet.
pub(super) async fn insert(
    connection: &mut PgConnection,
    reports: &[(&Event, &Reported)],
) -> Result<(), Error> {
    if reports.is_empty() {
        return Ok(());
    }
    let times = |at: fn(&Event) -> Millis| -> Vec<DateTime<Utc>> {
        reports.iter().map(|(event, _)| at(event).to_utc()).collect()
    };
    let texts = |of: for<'a> fn(&'a Event, &'a Reported) -> &'a str| -> Vec<&str> {
        reports.iter().map(|(event, reported)| key(of(event, reported))).collect()
    };
    let names = |of: for<'a> fn(&'a Reported) -> Option<&'a str>| -> Vec<Option<&str>> {
        reports.iter().map(|(_, reported)| of(reported)).collect()
    };
    let figures = |of: fn(&Reported) -> Option<f64>| -> Vec<Option<f64>> {
        reports.iter().map(|(_, reported)| of(reported)).collect()
    };
    let skews: Vec<i64> = reports.iter().map(|(_, reported)| reported.skew_ms).collect();
    let freezes: Vec<Option<i32>> =
        reports.iter().map(|(_, reported)| reported.report.freezes.map(count)).collect();
    sqlx::query(
        "INSERT INTO participant_samples (deployment, participant_sid, at, id, received_at,
            skew_ms, room_name, identity, score, quality, rtt_ms, jitter_ms, loss_in_ratio,
            loss_out_ratio, bitrate_in_bps, bitrate_out_bps, freezes, freeze_seconds,
            concealed_ratio, quality_limitation, candidate_type, protocol, node_id, server_region,
            sdk, browser)
        SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[],
            $5::timestamptz[], $6::bigint[], $7::text[], $8::text[], $9::float8[], $10::text[],
            $11::float8[], $12::float8[], $13::float8[], $14::float8[], $15::float8[],
            $16::float8[], $17::int[], $18::float8[], $19::float8[], $20::text[], $21::text[],
            $22::text[], $23::text[], $24::text[], $25::text[], $26::text[])
        ON CONFLICT DO NOTHING",
    )
    .bind(texts(|event, _| &event.deployment))
    .bind(texts(|_, reported| &reported.participant.sid))
    .bind(times(|event| event.at))
    .bind(texts(|event, _| &event.id))
    .bind(times(|event| event.received_at))
    .bind(skews)
    .bind(texts(|_, reported| &reported.participant.room_name))
    .bind(texts(|_, reported| &reported.participant.identity))
    .bind(figures(|reported| reported.report.score()))
    .bind(names(|reported| reported.report.quality.map(Band::as_str)))
    .bind(figures(|reported| reported.report.rtt_ms))
    .bind(figures(|reported| reported.report.jitter_ms))
    .bind(figures(|reported| reported.report.loss_in_ratio))
    .bind(figures(|reported| reported.report.loss_out_ratio))
    .bind(figures(|reported| reported.report.bitrate_in_bps))
    .bind(figures(|reported| reported.report.bitrate_out_bps))
    .bind(freezes)
    .bind(figures(|reported| reported.report.freeze_seconds))
    .bind(figures(|reported| reported.report.concealed_ratio))
    .bind(names(|reported| reported.report.quality_limitation.as_deref()))
    .bind(names(|reported| reported.report.candidate_type.as_deref()))
    .bind(names(|reported| reported.report.protocol.as_deref()))
    .bind(names(|reported| reported.report.node_id.as_deref()))
    .bind(names(|reported| reported.report.server_region.as_deref()))
    .bind(names(|reported| reported.report.sdk.as_deref()))
    .bind(names(|reported| reported.report.browser.as_deref()))
    .execute(connection)
    .await?;
    Ok(())
}
