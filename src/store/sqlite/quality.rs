//! What clients report of their connections.

use async_trait::async_trait;
use sqlx::{QueryBuilder, Row as _, SqliteConnection};

use super::{STATEMENT_ROWS, SqliteStore, execute};
use crate::model::{Band, Event, Millis, QualityPoint, Reported};
use crate::store::columns::{count, key};
use crate::store::{Error, QualityFilter, QualityStore};

/// The reports of a stay in steps. Of what has no mean the last that is known.
const QUALITY: &str = "
    WITH of_stay AS (
        SELECT *, at_ms / $1 * $1 AS step_ms,
            coalesce(max(loss_in_ratio, loss_out_ratio), loss_in_ratio, loss_out_ratio)
                AS loss_ratio
        FROM participant_samples
        WHERE deployment = $2 AND at_ms >= $3 AND at_ms < $4
            AND (participant_sid = $5
                OR (participant_sid = '' AND room_name = $6 AND identity = $7
                AND at_ms >= $8 AND at_ms < $9))
            AND ($6 IS NULL OR (room_name = $6 AND identity = $7))
    ), last AS (
        SELECT step_ms, max(at_ms) FILTER (WHERE quality_limitation IS NOT NULL) AS limited_ms,
            max(at_ms) FILTER (WHERE candidate_type IS NOT NULL) AS candidate_ms,
            max(at_ms) FILTER (WHERE protocol IS NOT NULL) AS protocol_ms
        FROM of_stay GROUP BY 1
    )
    SELECT step_ms, count(*) AS reports, avg(score) AS score, min(score) AS score_min,
        avg(rtt_ms) AS rtt_ms, avg(jitter_ms) AS jitter_ms, avg(loss_ratio) AS loss_ratio,
        avg(loss_in_ratio) AS loss_in_ratio, avg(loss_out_ratio) AS loss_out_ratio,
        avg(bitrate_in_bps) AS bitrate_in_bps, avg(bitrate_out_bps) AS bitrate_out_bps,
        sum(freezes) AS freezes, sum(freeze_seconds) AS freeze_seconds,
        avg(concealed_ratio) AS concealed_ratio,
        max(quality_limitation) FILTER (WHERE at_ms = limited_ms) AS quality_limitation,
        max(candidate_type) FILTER (WHERE at_ms = candidate_ms) AS candidate_type,
        max(protocol) FILTER (WHERE at_ms = protocol_ms) AS protocol
    FROM of_stay JOIN last USING (step_ms) GROUP BY 1 ORDER BY 1";

#[async_trait]
impl QualityStore for SqliteStore {
    async fn participant_quality(
        &self,
        filter: &QualityFilter,
    ) -> Result<Vec<QualityPoint>, Error> {
        let of = filter.of.as_ref();
        let rows = sqlx::query(QUALITY)
            .bind(filter.step_ms.max(1))
            .bind(key(&filter.deployment))
            .bind(filter.from.0)
            .bind(filter.to.0)
            .bind(key(&filter.participant_sid))
            .bind(of.map(|of| key(&of.room_name)))
            .bind(of.map(|of| key(&of.identity)))
            .bind(of.map(|of| of.from.0))
            .bind(of.map(|of| of.to.0))
            .fetch_all(&self.readers)
            .await?;
        let point = |row: &sqlx::sqlite::SqliteRow| -> Result<QualityPoint, sqlx::Error> {
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
            "SELECT deployment, id FROM participant_samples WHERE at_ms >= $1
            ORDER BY at_ms DESC LIMIT $2",
        )
        .bind(since.0)
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        Ok(rows)
    }
}

/// Inserts the reports that are not there yet.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    reports: &[(&Event, &Reported)],
) -> Result<(), Error> {
    for rows in reports.chunks(STATEMENT_ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO participant_samples (deployment, participant_sid, at_ms, id,
                received_at_ms, skew_ms, room_name, identity, score, quality, rtt_ms, jitter_ms,
                loss_in_ratio, loss_out_ratio, bitrate_in_bps, bitrate_out_bps, freezes,
                freeze_seconds, concealed_ratio, quality_limitation, candidate_type, protocol,
                node_id, server_region, sdk, browser) ",
        );
        query.push_values(rows, |mut row, (event, reported)| {
            let (who, report) = (&reported.participant, &reported.report);
            row.push_bind(key(&event.deployment))
                .push_bind(key(&who.sid))
                .push_bind(event.at.clamped().0)
                .push_bind(key(&event.id))
                .push_bind(event.received_at.clamped().0)
                .push_bind(reported.skew_ms)
                .push_bind(key(&who.room_name))
                .push_bind(key(&who.identity))
                .push_bind(report.score())
                .push_bind(report.quality.map(Band::as_str))
                .push_bind(report.rtt_ms)
                .push_bind(report.jitter_ms)
                .push_bind(report.loss_in_ratio)
                .push_bind(report.loss_out_ratio)
                .push_bind(report.bitrate_in_bps)
                .push_bind(report.bitrate_out_bps)
                .push_bind(report.freezes.map(count))
                .push_bind(report.freeze_seconds)
                .push_bind(report.concealed_ratio)
                .push_bind(report.quality_limitation.as_deref())
                .push_bind(report.candidate_type.as_deref())
                .push_bind(report.protocol.as_deref())
                .push_bind(report.node_id.as_deref())
                .push_bind(report.server_region.as_deref())
                .push_bind(report.sdk.as_deref())
                .push_bind(report.browser.as_deref());
        });
        query.push(" ON CONFLICT DO NOTHING");
        execute(connection, query, rows.len()).await?;
    }
    Ok(())
}
