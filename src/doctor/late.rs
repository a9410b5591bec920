//! Webhooks that arrive, but late.

use super::{Diagnosis, Facts, seconds};
use crate::model::Severity;

/// How late counts, seconds: LiveKit tries a webhook again for less than a minute.
const LATE_SECONDS: f64 = 60.0;

/// Webhooks of the last minute that told of something long past.
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
            "Those of the last minute arrived {late} after what they tell of. What is shown as now \
             was so then."
        ),
        remedy: "Look for what holds them up on their way: a proxy, a queue, or a console that \
                 answered slowly, so that LiveKit's own queue grew (`webhook.resource_url_notifier` \
                 lets no room wait for another)."
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
    fn what_the_clocks_differ_is_no_lateness_and_what_did_not_come_is_not_late() {
        let strangers = DeliveryReport::default();
        for (lag_ms, skew_ms, told) in [
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
                strangers: &strangers,
                journal_error: None,
                api: None,
                webhook_rooms: None,
                nodes: &[],
            };
            let found = late(&facts);
            assert_eq!(found.is_some(), told.is_some(), "{lag_ms:?} {skew_ms:?}");
            let detail = found.map(|found| found.detail).unwrap_or_default();
            assert!(detail.contains(told.unwrap_or_default()), "{detail}");
        }
    }
}
