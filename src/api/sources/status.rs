//! The status of the room API and of the nodes in one word.

use std::time::Duration;

use crate::model::{ApiStatus, Millis, NodeStatus};

/// A success older than so many intervals is not recent.
const FRESH_INTERVALS: i64 = 3;

/// A source counts as down only after so long without a success, milliseconds.
const PATIENCE_MS: i64 = 30_000;

/// Whether a success is recent.
pub(super) fn is_fresh(success: Option<Millis>, interval: Option<Duration>, now: Millis) -> bool {
    let interval_ms = interval.and_then(|every| i64::try_from(every.as_millis()).ok());
    let limit_ms = interval_ms.map(|every| every.saturating_mul(FRESH_INTERVALS));
    success.zip(limit_ms).is_some_and(|(at, limit_ms)| now.is_within(at, limit_ms))
}

/// Whether the last success is too long ago.
fn is_overdue(success: Millis, interval: Duration, now: Millis) -> bool {
    !is_fresh(Some(success), Some(interval), now) && now.since(success) > PATIENCE_MS
}

/// `ok`, `down`, `rate_limited`, `off` or `unknown`.
pub(in crate::api) fn api_status(
    api: Option<&ApiStatus>,
    interval: Option<Duration>,
    now: Millis,
) -> &'static str {
    let (Some(api), Some(interval)) = (api.filter(|api| api.url.is_some()), interval) else {
        return "off";
    };
    let limited = api.rate_limited_until.is_some_and(|until| until > now)
        || api.failure.as_ref().is_some_and(|failure| failure.code == "rate_limited");
    match (api.trouble(), api.last_success_at) {
        _ if limited => "rate_limited",
        (Some(_), _) => "down",
        (None, Some(success)) if is_overdue(success, interval, now) => "down",
        // The success is in the future: the clock was set back, with no success since.
        (None, Some(success)) if now < success => "unknown",
        (None, Some(_)) => "ok",
        (None, None) => "unknown",
    }
}

/// `ok`, `down` or `unknown`.
pub(in crate::api) fn node_status(
    node: &NodeStatus,
    interval: Option<Duration>,
    now: Millis,
) -> &'static str {
    match (&node.failure, node.last_success_at, interval) {
        (Some(_), ..) => "down",
        (None, Some(success), Some(interval)) if is_overdue(success, interval, now) => "down",
        (None, Some(success), Some(_)) if success <= now => "ok",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::api_status;
    use crate::model::{ApiStatus, Failure, Millis};

    #[test]
    fn a_source_is_ok_only_if_its_last_success_is_recent() {
        let polled = || ApiStatus::new("eu".into(), Some("http://lk".to_owned()), 60);
        let failed = |code| Some(Failure { at: Millis(0), code, message: String::new() });
        let now = Millis(1_000_000);
        let every = Some(Duration::from_secs(5));
        let ok = ApiStatus { last_success_at: Some(now), ..polled() };
        let stale = ApiStatus { last_success_at: Some(now.plus(-31_000)), ..polled() };
        let to_come = ApiStatus { last_success_at: Some(now.plus(1)), ..polled() };
        let down = ApiStatus { failure: failed("timeout"), ..ok.clone() };
        let nobody = ApiStatus { participants_failure: failed("http_error"), ..ok.clone() };
        let limited = ApiStatus { failure: failed("rate_limited"), ..ok.clone() };
        let until = ApiStatus { rate_limited_until: Some(now.plus(1)), ..ok.clone() };
        for (api, interval, expected) in [
            (None, every, "off"),
            (Some(ApiStatus { url: None, ..ok.clone() }), every, "off"),
            (Some(ok.clone()), None, "off"),
            (Some(polled()), every, "unknown"),
            (Some(ok), every, "ok"),
            (Some(to_come), every, "unknown"),
            (Some(stale.clone()), every, "down"),
            (Some(stale), Some(Duration::from_mins(1)), "ok"),
            (Some(down), every, "down"),
            (Some(nobody), every, "down"),
            (Some(limited), every, "rate_limited"),
            (Some(until), every, "rate_limited"),
        ] {
            assert_eq!(api_status(api.as_ref(), interval, now), expected, "{api:?}");
        }
    }
}
