//! All values of the labels that are not names: their sets are bounded, and documented.

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
