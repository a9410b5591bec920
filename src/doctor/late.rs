//! Webhooks that arrive, but late.

use super::{Diagnosis, Facts, seconds};
use crate::model::Severity;

/// The lag that counts as late, seconds: LiveKit retries a webhook for less than a minute.
const LATE_SECONDS: f64 = 60.0;

/// Reports webhooks of the last minute that arrived long after their events.
pub(super) fn late(facts: &Facts<'_>) -> Option<Diagnosis> {
    let late = facts.webhooks.late_seconds().filter(|late| *late > LATE_SECONDS)?;
    #[expect(clippy::cast_possible_truncation, reason = "no time is longer than i64")]
    let late = seconds((late * 1000.0) as i64);
    let skew = seconds(facts.webhooks.clock_skew_ms.unwrap_or(0));
    Some(Diagnosis {
        code: "webhooks_late",
        severity: Severity::Warning,
        title: "Webhooks arrive late".to_owned(),
        detail: format!(
            "Those of the last minute arrived {late} after their events. The console shows the \
             state of that time as the current one."
        ),
        remedy: "Find what delays them: a proxy, a queue, or a console that responded slowly, so \
                 that LiveKit's own queue grew (with `webhook.resource_url_notifier` no room waits \
                 for another)."
            .to_owned(),
        since: None,
        evidence: vec![format!("median of the last minute: {late}; the clocks differ by {skew}")],
    })
}

#[cfg(test)]
mod tests {
    use super::{Facts, late};
    use crate::model::{DeliveryReport, Millis};

    #[test]
    fn clock_skew_is_no_lag_and_without_webhooks_there_is_none() {
        let unattributed = DeliveryReport::default();
        for (lag_ms, skew_ms, expected) in [
            (None, None, None),
            (Some(61_000), None, Some("61 s")),
            (Some(60_000), None, None),
            (Some(3_600_000), Some(0), Some("3600 s")),
            (Some(90_000), Some(80_000), None),
            (Some(10_000), Some(-80_000), Some("90 s")),
        ] {
            let webhooks = DeliveryReport {
                lag_of_minute_ms: lag_ms,
                clock_skew_ms: skew_ms,
                ..DeliveryReport::default()
            };
            let facts = Facts {
                now: Millis(0),
                started_at: Millis(0),
                namesakes: &[],
                name: "ours",
                key_names: &[],
                alone: true,
                webhooks: &webhooks,
                unattributed: &unattributed,
                journal_error: None,
                api: None,
                webhook_rooms: None,
                nodes: &[],
            };
            let diagnosis = late(&facts);
            assert_eq!(diagnosis.is_some(), expected.is_some(), "{lag_ms:?} {skew_ms:?}");
            let detail = diagnosis.map(|diagnosis| diagnosis.detail).unwrap_or_default();
            assert!(detail.contains(expected.unwrap_or_default()), "{detail}");
        }
    }
}
