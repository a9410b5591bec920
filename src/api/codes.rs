//! Every code of a refusal: what it means and what to do about it. The page `/docs/errors`, to which
//! the `type` of each problem leads, and the examples of the OpenAPI document are made from this
//! list.

/// A code of a refusal.
pub(super) struct Code {
    /// The code, which never changes.
    pub(super) name: &'static str,
    /// The statuses with which it is sent; the first is the usual one.
    pub(super) statuses: &'static [u16],
    /// When it is sent.
    pub(super) meaning: &'static str,
    /// What whoever sees it can do.
    pub(super) remedy: &'static str,
}

impl Code {
    /// The code as words.
    pub(super) fn title(&self) -> String {
        title(self.name)
    }
}

/// A code as words, with an upper-case first letter.
pub(super) fn title(code: &str) -> String {
    let mut title = code.replace('_', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    title
}

/// The code of that name.
pub(super) fn find(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}

const TOKEN: &str = "Send a token that is signed with an API key of this deployment, and keep the \
                     clocks of both machines right.";
const NAME: &str = "Check the spelling; a name in a path is percent-encoded. It may be older than \
                    the retention.";
const AGAIN: &str = "Try again after `Retry-After` seconds.";
const FIELD: &str = "Correct the field that `detail` names.";
const CHANGED: &str = "Read it again, apply the change to that version, and send it anew.";
const STATE: &str = "Read it again: its state is not what the action needs, and perhaps somebody \
                     else was first.";
const FULL: &str = "Delete or end what is no longer needed.";

/// A row of the list.
const fn code(
    name: &'static str,
    statuses: &'static [u16],
    meaning: &'static str,
    remedy: &'static str,
) -> Code {
    Code { name, statuses, meaning, remedy }
}

/// All codes, by their names.
#[rustfmt::skip]
pub(super) const CODES: &[Code] = &[
    code("alert_already_acknowledged", &[409], "The alert is acknowledged already.", STATE),
    code("alert_already_resolved", &[409], "The alert is resolved already.", STATE),
    code("alert_not_acknowledged", &[409], "The alert is not acknowledged.", STATE),
    code("alert_not_found", &[404], "No alert has this id.", NAME),
    code("ambiguous_deployment", &[401], "Several deployments have this API key and secret, and the path names none of them.", "Send to `/api/livekit/webhook/{deployment}` or `/api/livekit/quality/{deployment}`."),
    code("bad_request", &[400, 406], "It cannot be read as what its path expects, such as a `/ws` that is no WebSocket.", "Correct the request as `detail` says."),
    code("body_incomplete", &[503], "The connection broke off in the middle of a signed webhook.", "LiveKit tries again by itself; look for a proxy that ends connections."),
    code("body_mismatch", &[401], "The token is not that of this body.", "Let no proxy change the body: LiveKit signs its exact bytes."),
    code("cross_origin", &[403], "A browser sends the request for a page of another site.", "Set `CONSOLE_URL` to the URL at which people reach the console, or list its host in `ALLOWED_HOSTS`; for reports, list the page's origin in `QUALITY_CORS_ORIGINS`."),
    code("host_not_allowed", &[421], "The request is for a host that is not known as this console's.", "Set `CONSOLE_URL`, and list other names in `ALLOWED_HOSTS`."),
    code("idempotency_key_reused", &[422], "This `Idempotency-Key` belongs to another request: another path, method or body.", "Send a new key with each new request, and the same one only to repeat a request."),
    code("internal_error", &[500], "Something is broken in the console.", "Look for the `request_id` in its log."),
    code("invalid_body", &[400], "The body is not the JSON that the operation takes.", FIELD),
    code("invalid_event", &[400], "The webhook is signed, but it is not a JSON object in UTF-8.", "Look for a proxy that changes bodies."),
    code("invalid_header", &[400], "A header cannot be used: `Idempotency-Key` or `If-Match`.", "Correct the header that `detail` names."),
    code("invalid_query", &[400], "A query parameter is unknown, repeated, malformed or out of range.", "Correct the parameter that `detail` names."),
    code("invalid_receiver", &[400], "The JSON has the right shape, but an invalid value.", FIELD),
    code("invalid_rule", &[400], "The JSON has the right shape, but an invalid value.", FIELD),
    code("invalid_signature", &[401], "The token is not signed with the secret of its API key.", TOKEN),
    code("invalid_silence", &[400], "The JSON has the right shape, but an invalid value.", FIELD),
    code("journal_full", &[503], "The journal has reached its limit, because the database does not take its events.", "Bring the database back, or raise `JOURNAL_MAX_BYTES`."),
    code("journal_unavailable", &[503], "The journal cannot be written.", "Look at the disk of `JOURNAL_DIR` and at the log."),
    code("malformed_token", &[401], "The token cannot be parsed.", TOKEN),
    code("method_not_allowed", &[405], "The path does not support this method.", "Use a method that `Allow` lists."),
    code("missing_token", &[401], "There is no `Authorization`.", TOKEN),
    code("not_a_participant_token", &[403], "The token is that of a server or of a webhook.", "Report with the token with which the participant joined."),
    code("not_backtestable", &[400], "What the rule measures is not stored.", "Choose a measure that is `backtestable`."),
    code("not_found", &[404], "Nothing is served at this path.", "See `/docs` for the paths."),
    code("notification_already_discarded", &[409], "The notification is discarded already.", STATE),
    code("notification_already_sent", &[409], "The notification was sent already.", STATE),
    code("notification_not_found", &[404], "No notification has this id.", NAME),
    code("notification_not_parked", &[409], "The notification is not parked.", STATE),
    code("overloaded", &[503], "As much of this work is under way as the console does at once.", AGAIN),
    code("participant_mismatch", &[403], "The sid in the body is not that of the holder of the token.", "Report only of the participant whose token it is."),
    code("participant_not_found", &[404], "No participant session has this sid.", NAME),
    code("payload_too_large", &[413], "The body is over the limit.", "Send less; `detail` says how much is allowed."),
    code("precondition_failed", &[412], "The document no longer has the version that `If-Match` names.", CHANGED),
    code("range_too_large", &[400], "A backtest of this range reads too much.", "Choose a shorter range."),
    code("rate_limited", &[429], "Too many reports come from this participant or from this address.", AGAIN),
    code("receiver_changed", &[409], "The receiver no longer has the `version` that was read.", CHANGED),
    code("receiver_exists", &[409], "A receiver of this name exists.", "Choose another name, or change that one with PUT."),
    code("receiver_not_editable", &[409], "The receiver is in the configuration file.", "Change it there."),
    code("receiver_not_found", &[404], "No receiver has this name.", NAME),
    code("request_timeout", &[408, 503], "The body did not arrive within 30 seconds.", "Send it again, faster."),
    code("room_not_found", &[404], "No room session of this name (and sid) is known.", NAME),
    code("rule_changed", &[409], "The rule no longer has the `version` that was read.", CHANGED),
    code("rule_exists", &[409], "A rule of this name exists.", "Choose another name, or change that one with PUT."),
    code("rule_not_editable", &[409], "The rule is built in or in the configuration, and cannot be deleted.", "Replace or disable it with PUT."),
    code("rule_not_found", &[404], "No rule has this name.", NAME),
    code("shutting_down", &[503], "The console is stopping.", AGAIN),
    code("silence_changed", &[409], "The silence no longer has the `version` that was read.", CHANGED),
    code("silence_exists", &[409], "A silence of this id exists.", AGAIN),
    code("silence_expired", &[409], "The silence has expired and cannot be changed.", "Create a new one."),
    code("silence_not_editable", &[409], "The silence cannot be changed here.", "Create a new one."),
    code("silence_not_found", &[404], "No silence has this id.", NAME),
    code("store_unavailable", &[503], "The database does not answer, and what is asked for is only there.", "Try again after `Retry-After` seconds; look at the database and at `/api/health`."),
    code("token_expired", &[401], "The token has expired.", TOKEN),
    code("token_not_yet_valid", &[401], "The token is not valid yet.", TOKEN),
    code("too_many_receivers", &[409], "There are as many receivers as can be.", FULL),
    code("too_many_rules", &[409], "There are as many rules as can be.", FULL),
    code("too_many_silences", &[409], "There are as many silences, matchers or values as can be.", FULL),
    code("unknown_api_key", &[401], "No deployment here has this API key.", "List the key in the configuration of its deployment, or sign with one that is listed."),
    code("unsupported_algorithm", &[401], "The token is not signed with HS256.", TOKEN),
    code("unsupported_media_type", &[415], "The body is not declared as `application/json`.", "Send `Content-Type: application/json`."),
    code("webhook_needs_post", &[405], "A webhook came as another method, usually because a redirect from http to https changed it.", "Give LiveKit the URL to which it is redirected."),
];

#[cfg(test)]
mod tests {
    use super::{CODES, find};
    use crate::metrics::{REFUSAL_CODES, REPORT_REFUSAL_CODES};

    #[test]
    fn the_list_is_sorted_and_holds_each_code_that_is_counted() {
        assert!(CODES.is_sorted_by(|one, other| one.name < other.name));
        for name in REFUSAL_CODES.iter().chain(&REPORT_REFUSAL_CODES) {
            // A request at a wrong path is counted so, and refused as `not_found`.
            assert!(find(name).is_some() || *name == "wrong_path", "{name}");
        }
    }

    #[test]
    fn the_documentation_lists_each_code() {
        let page = include_str!("../../docs/API.md");
        for code in CODES {
            assert!(page.contains(&format!("`{}`", code.name)), "{}", code.name);
        }
    }
}
