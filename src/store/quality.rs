//! Reports of clients about their connections.

use super::bulk::{Insert, Kind};
use super::columns::{count, key};
use super::db::Transaction;
use super::dialect::Dialect;
use super::row::Row;
use super::{Error, QualityFilter, Store};
use crate::model::{Band, Event, Millis, QualityPoint, QualityReport, Reported};

/// The reports of a participant session in steps. Values without a mean show the last known one.
const fn in_steps(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => {
            "
    SELECT (floor(extract(epoch FROM at) * 1000)::bigint / $1 * $1) AS step_ms,
        count(*) AS reports, avg(score) AS score, min(score) AS score_min,
        avg(rtt_ms) AS rtt_ms, avg(jitter_ms) AS jitter_ms,
        avg(greatest(loss_in_ratio, loss_out_ratio)) AS loss_ratio,
        avg(loss_in_ratio) AS loss_in_ratio, avg(loss_out_ratio) AS loss_out_ratio,
        avg(bitrate_in_bps) AS bitrate_in_bps, avg(bitrate_out_bps) AS bitrate_out_bps,
        sum(freezes)::bigint AS freezes, sum(freeze_seconds) AS freeze_seconds,
        avg(concealed_ratio) AS concealed_ratio,
        avg(frames_per_second_in) AS frames_per_second_in,
        avg(frames_per_second_out) AS frames_per_second_out,
        min(frame_height_in)::bigint AS frame_height_in, min(frame_height_out)::bigint AS frame_height_out,
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
        AND ($6 IS NULL OR (room_name = $6 AND identity = $7))
    GROUP BY 1 ORDER BY 1"
        }
        Dialect::Sqlite => {
            "
    WITH of_stay AS (
        SELECT *, at / $1 * $1 AS step_ms,
            coalesce(max(loss_in_ratio, loss_out_ratio), loss_in_ratio, loss_out_ratio)
                AS loss_ratio
        FROM participant_samples
        WHERE deployment = $2 AND at >= $3 AND at < $4
            AND (participant_sid = $5
                OR (participant_sid = '' AND room_name = $6 AND identity = $7
                AND at >= $8 AND at < $9))
            AND ($6 IS NULL OR (room_name = $6 AND identity = $7))
    ), last AS (
        SELECT step_ms, max(at) FILTER (WHERE quality_limitation IS NOT NULL) AS limited_ms,
            max(at) FILTER (WHERE candidate_type IS NOT NULL) AS candidate_ms,
            max(at) FILTER (WHERE protocol IS NOT NULL) AS protocol_ms
        FROM of_stay GROUP BY 1
    )
    SELECT step_ms, count(*) AS reports, avg(score) AS score, min(score) AS score_min,
        avg(rtt_ms) AS rtt_ms, avg(jitter_ms) AS jitter_ms, avg(loss_ratio) AS loss_ratio,
        avg(loss_in_ratio) AS loss_in_ratio, avg(loss_out_ratio) AS loss_out_ratio,
        avg(bitrate_in_bps) AS bitrate_in_bps, avg(bitrate_out_bps) AS bitrate_out_bps,
        sum(freezes) AS freezes, sum(freeze_seconds) AS freeze_seconds,
        avg(concealed_ratio) AS concealed_ratio,
        avg(frames_per_second_in) AS frames_per_second_in,
        avg(frames_per_second_out) AS frames_per_second_out,
        min(frame_height_in) AS frame_height_in, min(frame_height_out) AS frame_height_out,
        max(quality_limitation) FILTER (WHERE at = limited_ms) AS quality_limitation,
        max(candidate_type) FILTER (WHERE at = candidate_ms) AS candidate_type,
        max(protocol) FILTER (WHERE at = protocol_ms) AS protocol
    FROM of_stay JOIN last USING (step_ms) GROUP BY 1 ORDER BY 1"
        }
    }
}

impl Store {
    /// The reports of one participant session, in steps. Steps without a report are left out.
    pub async fn participant_quality(
        &self,
        filter: &QualityFilter,
    ) -> Result<Vec<QualityPoint>, Error> {
        let of = filter.of.as_ref();
        let in_steps = self
            .db
            .sql(in_steps(self.db.dialect()))
            .bind(filter.step_ms.max(1))
            .bind(key(&filter.deployment))
            .bind(filter.from)
            .bind(filter.to)
            .bind(key(&filter.participant_sid))
            .bind(of.map(|of| key(&of.room_name)))
            .bind(of.map(|of| key(&of.identity)))
            .bind(of.map(|of| of.from))
            .bind(of.map(|of| of.to));
        self.db.fetch_all(in_steps).await?.iter().map(point).collect()
    }

    /// Deployment and id of each report at or after `since`, latest first, at most `limit`.
    pub async fn recent_reports(
        &self,
        since: Millis,
        limit: u32,
    ) -> Result<Vec<(String, String)>, Error> {
        let latest = self
            .db
            .sql(
                "SELECT deployment, id FROM participant_samples WHERE at >= $1
                ORDER BY at DESC LIMIT $2",
            )
            .bind(since)
            .bind(i64::from(limit));
        let rows = self.db.fetch_all(latest).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }
}

fn point(row: &Row) -> Result<QualityPoint, Error> {
    let sum = |sum: Option<i64>| sum.map(|sum| u32::try_from(sum).unwrap_or(u32::MAX));
    let pixels = |pixels: Option<i64>| pixels.and_then(|pixels| u32::try_from(pixels).ok());
    Ok(QualityPoint {
        timestamp: Millis(row.get("step_ms")?).to_utc(),
        reports: sum(Some(row.get("reports")?)).unwrap_or_default(),
        quality: row.get("score")?,
        quality_min: row.get("score_min")?,
        rtt_ms: row.get("rtt_ms")?,
        jitter_ms: row.get("jitter_ms")?,
        loss_ratio: row.get("loss_ratio")?,
        loss_in_ratio: row.get("loss_in_ratio")?,
        loss_out_ratio: row.get("loss_out_ratio")?,
        bitrate_in_bps: row.get("bitrate_in_bps")?,
        bitrate_out_bps: row.get("bitrate_out_bps")?,
        freezes: sum(row.get("freezes")?),
        freeze_seconds: row.get("freeze_seconds")?,
        concealed_ratio: row.get("concealed_ratio")?,
        quality_limitation: row.get("quality_limitation")?,
        candidate_type: row.get("candidate_type")?,
        protocol: row.get("protocol")?,
        frames_per_second_in: row.get("frames_per_second_in")?,
        frames_per_second_out: row.get("frames_per_second_out")?,
        frame_height_in: pixels(row.get("frame_height_in")?),
        frame_height_out: pixels(row.get("frame_height_out")?),
    })
}

const INSERT: Insert = Insert {
    table: "participant_samples",
    columns: &[
        ("deployment", Kind::Text),
        ("participant_sid", Kind::Text),
        ("at", Kind::Time),
        ("id", Kind::Text),
        ("received_at", Kind::Time),
        ("skew_ms", Kind::Integer),
        ("room_name", Kind::Text),
        ("identity", Kind::Text),
        ("score", Kind::Real),
        ("quality", Kind::Text),
        ("rtt_ms", Kind::Real),
        ("jitter_ms", Kind::Real),
        ("loss_in_ratio", Kind::Real),
        ("loss_out_ratio", Kind::Real),
        ("bitrate_in_bps", Kind::Real),
        ("bitrate_out_bps", Kind::Real),
        ("freezes", Kind::Integer),
        ("freeze_seconds", Kind::Real),
        ("concealed_ratio", Kind::Real),
        ("quality_limitation", Kind::Text),
        ("candidate_type", Kind::Text),
        ("protocol", Kind::Text),
        ("node_id", Kind::Text),
        ("server_region", Kind::Text),
        ("sdk", Kind::Text),
        ("browser", Kind::Text),
        ("frames_per_second_in", Kind::Real),
        ("frames_per_second_out", Kind::Real),
        ("frame_width_in", Kind::Integer),
        ("frame_height_in", Kind::Integer),
        ("frame_width_out", Kind::Integer),
        ("frame_height_out", Kind::Integer),
        ("app_version", Kind::Text),
        ("tags", Kind::Text),
    ],
    conflict: "ON CONFLICT DO NOTHING",
};

/// The tags as a JSON object; `None` without any.
fn tags(report: &QualityReport) -> Option<String> {
    let tags = Some(&report.tags).filter(|tags| !tags.is_empty())?;
    Some(serde_json::to_string(tags).expect("texts are JSON"))
}

/// Inserts the reports that are not stored yet.
pub(super) async fn insert(
    transaction: &mut Transaction<'_>,
    reports: &[(&Event, &Reported)],
) -> Result<(), Error> {
    let tags: Vec<_> = reports.iter().map(|(_, reported)| tags(&reported.report)).collect();
    let rows: Vec<_> = reports.iter().copied().zip(tags.iter().map(Option::as_deref)).collect();
    let write = INSERT.write(transaction, &rows, |row, ((event, reported), tags)| {
        let report = &reported.report;
        row.text(key(&event.deployment))
            .text(key(&reported.participant.sid))
            .time(event.at)
            .text(key(&event.id))
            .time(event.received_at)
            .integer(reported.skew_ms)
            .text(key(&reported.participant.room_name))
            .text(key(&reported.participant.identity))
            .real(report.score())
            .text(report.quality.map(Band::as_str))
            .real(report.rtt_ms)
            .real(report.jitter_ms)
            .real(report.loss_in_ratio)
            .real(report.loss_out_ratio)
            .real(report.bitrate_in_bps)
            .real(report.bitrate_out_bps)
            .integer(report.freezes.map(|freezes| i64::from(count(freezes))))
            .real(report.freeze_seconds)
            .real(report.concealed_ratio)
            .text(report.quality_limitation.as_deref())
            .text(report.candidate_type.as_deref())
            .text(report.protocol.as_deref())
            .text(report.node_id.as_deref())
            .text(report.server_region.as_deref())
            .text(report.sdk.as_deref())
            .text(report.browser.as_deref())
            .real(report.picture_in.frames_per_second)
            .real(report.picture_out.frames_per_second)
            .integer(report.picture_in.width.map(i64::from))
            .integer(report.picture_in.height.map(i64::from))
            .integer(report.picture_out.width.map(i64::from))
            .integer(report.picture_out.height.map(i64::from))
            .text(report.app_version.as_deref())
            .text(tags);
    });
    write.await.map(drop)
}
