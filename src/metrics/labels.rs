//! All values of the labels that are not names: their sets are bounded, and documented.

use crate::model::{Departure, Drift, EVENT_NAMES, GapSource, Severity, StepKind, Target};

/// Every value of the label `kind`; `unknown` is a participant whose kind no event has reported
/// yet.
pub const KINDS: [&str; 9] =
    ["standard", "ingress", "egress", "sip", "agent", "connector", "bridge", "other", "unknown"];

/// Every value of the label `type` of tracks.
pub const TRACK_TYPES: [&str; 4] = ["audio", "video", "data", "other"];

/// Every code that a request to LiveKit's API fails with.
pub const API_ERROR_CODES: [&str; 10] = [
    "unreachable",
    "certificate",
    "timeout",
    "unauthenticated",
    "rate_limited",
    "not_available",
    "redirected",
    "too_large",
    "not_livekit",
    "unexpected_answer",
];

/// Every code that the webhook receiver refuses with, the values of the label `code`.
pub const REFUSAL_CODES: [&str; 20] = [
    "ambiguous_deployment",
    "wrong_path",
    "invalid_event",
    "missing_token",
    "malformed_token",
    "unknown_api_key",
    "invalid_signature",
    "token_expired",
    "token_not_yet_valid",
    "body_mismatch",
    "unsupported_algorithm",
    "webhook_needs_post",
    "host_not_allowed",
    "payload_too_large",
    "request_timeout",
    "body_incomplete",
    "journal_full",
    "journal_unavailable",
    "shutting_down",
    "overloaded",
];

/// Every code that a client's report is refused with, the values of the label `code`.
pub const REPORT_REFUSAL_CODES: [&str; 20] = [
    "ambiguous_deployment",
    "invalid_body",
    "missing_token",
    "malformed_token",
    "unknown_api_key",
    "invalid_signature",
    "token_expired",
    "token_not_yet_valid",
    "unsupported_algorithm",
    "not_a_participant_token",
    "participant_mismatch",
    "cross_origin",
    "payload_too_large",
    "unsupported_media_type",
    "request_timeout",
    "rate_limited",
    "journal_full",
    "journal_unavailable",
    "shutting_down",
    "overloaded",
];

/// Every reason for which a scrape of a node fails, the values of the label `reason`.
#[rustfmt::skip]
pub const SCRAPE_FAILURES: [&str; 12] = [
    "unreachable", "certificate", "timeout", "unauthenticated", "redirected", "http_error", "compressed",
    "too_large", "cut_short", "malformed", "not_livekit", "several_nodes",
];

/// The outcomes of an attempt to send a notification, the values of the label `outcome`. `refused`
/// and `parked` are not tried again: the receiver refused the notification, or the time for retries
/// is over, or the receiver does not exist any more.
pub const NOTIFICATION_OUTCOMES: [&str; 4] = ["sent", "retried", "refused", "parked"];

/// The values of the label `method`; any other is `other`.
pub const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];

/// Each label (of which series, where that matters), and its values, for the documentation.
pub(super) fn described() -> Vec<(&'static str, String)> {
    let drift = Drift::ALL.map(Drift::as_str);
    let departures = Departure::ALL.map(Departure::as_str);
    let steps = StepKind::ALL.map(StepKind::as_str);
    vec![
        ("`version`, `revision`", "the program's version and the revision it was built from".into()),
        ("`mode`", list(&["mock", "live"])),
        ("`database`", list(&["sqlite", "postgres"])),
        ("`auth`", "the kind of access control: `none`".into()),
        ("`deployment`", "the configured names, and `mock`".into()),
        ("`region`", "the configured regions".into()),
        ("`synthetic`", "`true` if the simulator is the source, else `false`".into()),
        (
            "`route`",
            "a path of the [API](API.md) with its parameters' names, `/api/rooms/{room_name}`; \
             `unmatched` for any other path: also the pages and files of the web console"
                .into(),
        ),
        ("`method`", format!("{}, `other`", list(&METHODS))),
        ("`status` of `http_requests_total`", "`1xx` (WebSocket), `2xx`, `3xx`, `4xx`, `5xx`".into()),
        (
            "`kind` of participants (who is forwarded into another room counts in their own)",
            format!("{}; `other` is not known here, `unknown` not reported yet", list(&KINDS)),
        ),
        ("`kind` of `drift_total`", list(&drift)),
        ("`kind` of `alert_transitions_total`", list(&steps)),
        ("`type`", list(&TRACK_TYPES)),
        ("`departure`", list(&departures)),
        ("`from`, `to` of `departures_revised_total`", "a `departure`, `present`, `aborted`".into()),
        ("`event`", format!("{}, `other`", list(&EVENT_NAMES))),
        ("`code` of webhooks", list(&REFUSAL_CODES)),
        ("`code` of clients' reports", list(&REPORT_REFUSAL_CODES)),
        ("`code` of polls", list(&API_ERROR_CODES)),
        (
            "`call`",
            "`list_rooms`, `list_participants`, `list_dispatch` (whether a room's node is there)".into(),
        ),
        (
            "`source` of `source_counts`",
            "`console` (what is shown), `webhooks` (what webhooks alone report), `api` (the room API), \
             `nodes` (node metrics)"
                .into(),
        ),
        (
            "`what`",
            "`rooms`, `participants`, `people` (of `console` only); `participants_least` and \
             `participants_most` of several nodes, which may count one person twice"
                .into(),
        ),
        ("`source` of `source_last_success_timestamp_seconds`", list(&["webhook", "poll", "scrape"])),
        (
            "`source` of `gap_open`",
            format!("{}; a loss of the journal is over when it is found: always 0", list(&GapSource::ALL.map(GapSource::as_str))),
        ),
        ("`pool`", "`postgres`; of SQLite `writer`, `readers`".into()),
        ("`state`", list(&["in_use", "idle"])),
        (
            "`url`",
            "the configured metrics endpoints of nodes, without user name, password and query".into(),
        ),
        ("`reason`", format!("{}: see [Operations](OPERATIONS.md)", list(&SCRAPE_FAILURES))),
        ("`rule`", "the names of the rules".into()),
        ("`severity`", list(&Severity::ALL.map(Severity::as_str))),
        ("`receiver_kind`", list(&Target::KINDS)),
        (
            "`outcome` of `notifications_total`",
            format!(
                "{}; refused by the receiver for good; parked: tried for too long, or the receiver \
                 is gone or disabled",
                list(&NOTIFICATION_OUTCOMES)
            ),
        ),
        ("`outcome` of `simulator_events_total`", "what the simulator did with a webhook".into()),
    ]
}

fn list(values: &[&str]) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}
