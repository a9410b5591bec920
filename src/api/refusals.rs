//! The refusals of operations in the OpenAPI document. A handler lists its own; [`super::openapi`]
//! adds those that all operations have.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

macro_rules! refusals {
    ($( #[doc = $description:literal] $name:ident = $status:literal; )+) => {
        $(
            #[doc = $description]
            #[cfg_attr(not(debug_assertions), expect(dead_code, reason = "for the document"))]
            pub(super) struct $name;

            impl IntoResponses for $name {
                fn responses() -> BTreeMap<String, RefOr<Response>> {
                    refusal($status, $description)
                }
            }
        )+
    };
}

refusals! {
    /// `invalid_query`: a parameter is unknown, repeated, malformed or out of range
    InvalidQuery = "400";
    /// `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes
    InvalidBody = "400";
    /// `invalid_event`: signed, but not a JSON object in UTF-8
    RefusedWebhook = "400";
    /// `missing_token`, `malformed_token`, `unknown_api_key`, `invalid_signature`, `token_expired`, `token_not_yet_valid`, `body_mismatch`, `unsupported_algorithm`
    Unauthorized = "401";
    /// `cross_origin`: a browser sends the request for a page of another site
    CrossOrigin = "403";
    /// `room_not_found`
    RoomNotFound = "404";
    /// `participant_not_found`
    ParticipantNotFound = "404";
    /// `alert_not_found`
    AlertNotFound = "404";
    /// `missing_token`, `malformed_token`, `unknown_api_key`, `invalid_signature`, `token_expired`, `token_not_yet_valid`, `unsupported_algorithm`
    NoHolder = "401";
    /// `not_a_participant_token`, `participant_mismatch`, `cross_origin`
    NotYours = "403";
    /// `rate_limited`, with `Retry-After`
    RateLimited = "429";
    /// `webhook_needs_post`: a redirect turned LiveKit's POST into another method
    WebhookNeedsPost = "405";
    /// `alert_already_resolved`
    AlertIsResolved = "409";
    /// `alert_already_resolved`, `alert_already_acknowledged`
    AlertIsTaken = "409";
    /// `alert_already_resolved`, `alert_not_acknowledged`
    AlertIsNotAcknowledged = "409";
    /// `invalid_rule`, `invalid_body`, `invalid_query`: a field is invalid
    InvalidRule = "400";
    /// `invalid_rule`, `not_backtestable`, `range_too_large`, `invalid_body`, `invalid_query`
    NotBacktestable = "400";
    /// `rule_not_found`
    RuleNotFound = "404";
    /// `rule_exists`, `rule_changed`, `rule_not_editable`, `too_many_rules`
    RuleConflict = "409";
    /// `invalid_silence`, `invalid_body`, `invalid_query`: a field is invalid
    InvalidSilence = "400";
    /// `silence_not_found`
    SilenceNotFound = "404";
    /// `silence_changed`, `silence_expired`, `too_many_silences`
    SilenceConflict = "409";
    /// `too_many_silences`
    TooManySilences = "409";
    /// `invalid_receiver`, `invalid_body`, `invalid_query`: a field is invalid
    InvalidReceiver = "400";
    /// `receiver_not_found`
    ReceiverNotFound = "404";
    /// `receiver_exists`, `receiver_changed`, `receiver_not_editable`, `too_many_receivers`
    ReceiverConflict = "409";
    /// `notification_not_found`
    NotificationNotFound = "404";
    /// `notification_not_parked`, `notification_already_sent`, `notification_already_discarded`
    NotificationConflict = "409";
    /// `payload_too_large`
    PayloadTooLarge = "413";
    /// `unsupported_media_type`: the body is not declared to be `application/json`
    NotJson = "415";
    /// `host_not_allowed`: the request names a host that is not known as this console's
    HostNotAllowed = "421";
    /// `store_unavailable`, with `Retry-After`: the database is down
    StoreUnavailable = "503";
    /// `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts
    Unchanged = "503";
    /// `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: too many receivers are being tested
    Untried = "503";
    /// `journal_full`, `journal_unavailable`, `shutting_down`, `overloaded`, `request_timeout`, `body_incomplete`, with `Retry-After` of at most 5
    TryAgain = "503";
    /// `overloaded`, with `Retry-After`: too many exports are running; `store_unavailable`, with `Retry-After`: the database is down
    ExportUnavailable = "503";
    /// `overloaded`, with `Retry-After`: too many backtests are running; `store_unavailable`, with `Retry-After`: the database is down
    BacktestUnavailable = "503";
    /// `overloaded`, with `Retry-After`: too many clients are connected
    TooManyClients = "503";
}

#[cfg_attr(not(debug_assertions), expect(dead_code, reason = "for the document"))]
fn refusal(status: &str, description: &str) -> BTreeMap<String, RefOr<Response>> {
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let response = ResponseBuilder::new()
        .description(description.trim())
        .content("application/problem+json", problem)
        .build();
    BTreeMap::from([(status.to_owned(), RefOr::T(response))])
}
