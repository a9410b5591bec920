//! The API's error: the only type that knows status codes.
//!
//! [`super::response`] writes the body, because it knows the request id; it logs a 5xx once.

use std::error::Error as StdError;
use std::fmt;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::codes;
use crate::model::shortened;
use crate::shared;
use crate::store;

/// Seconds after which a client may retry while the database is down.
const STORE_RETRY_SECONDS: u32 = 5;

/// A refusal, RFC 9457 `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// URL of the explanation of the code.
    pub r#type: String,
    /// The code as words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong, with the offending value.
    pub detail: String,
    /// A stable code for programs.
    pub code: String,
    /// The request id, also in the header `X-Request-Id`; the log has a 5xx under this id.
    pub request_id: String,
}

/// Why a request is refused or failed.
#[derive(Debug)]
pub struct Error {
    status: StatusCode,
    code: &'static str,
    detail: String,
    retry_after_seconds: Option<u32>,
    allow: Option<&'static str>,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        debug_assert!(codes::find(code).is_some(), "`{code}` is not in the list of codes");
        let detail = detail.into();
        Self { status, code, detail, retry_after_seconds: None, allow: None, cause: None }
    }

    /// A query parameter is invalid.
    pub fn invalid_query(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_query", detail)
    }

    /// The body is not the JSON that the operation takes.
    pub fn invalid_body(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_body", detail)
    }

    /// The request is malformed.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    /// A browser sends the request for a page of another site.
    pub fn cross_origin(origin: &str) -> Self {
        let detail = format!(
            "a page of `{}` may not do this; if people reach this console there, set `CONSOLE_URL` \
             to it or add its host to `ALLOWED_HOSTS`",
            shortened(origin)
        );
        Self::new(StatusCode::FORBIDDEN, "cross_origin", detail)
    }

    /// The request names a host that is not known as this console's.
    pub fn host_is_not_ours(host: &str) -> Self {
        let detail = format!(
            "`{}` is not known as a name of this console: set `CONSOLE_URL` to the URL at which \
             people reach it, and add other host names to `ALLOWED_HOSTS`",
            shortened(host)
        );
        Self::new(StatusCode::MISDIRECTED_REQUEST, "host_not_allowed", detail)
    }

    /// The body is not declared as JSON.
    pub fn body_is_not_json(given: Option<&str>) -> Self {
        let given = given.map_or_else(
            || "there is no `Content-Type`".to_owned(),
            |given| format!("`Content-Type` is `{}`", shortened(given)),
        );
        let detail = format!("{given}, but must be `application/json`");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
    }

    /// Nothing is served at this path.
    pub fn nothing_at(path: &str) -> Self {
        let detail = format!("nothing is served at `{}`", shortened(path));
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    /// No room session of that name (and sid) is known.
    pub fn no_room(name: &str, sid: Option<&str>) -> Self {
        let detail = match sid {
            Some(sid) => format!("room `{}` has no session `{}`", shortened(name), shortened(sid)),
            None => format!("room `{}` does not exist", shortened(name)),
        };
        Self::new(StatusCode::NOT_FOUND, "room_not_found", detail)
    }

    /// No room session of that name (and sid) had begun by that moment.
    pub fn no_room_at(name: &str, sid: Option<&str>, at: &str) -> Self {
        let error = Self::no_room(name, sid);
        let detail = match sid {
            Some(sid) => format!(
                "room `{}` has no session `{}` that had begun by {at}",
                shortened(name),
                shortened(sid)
            ),
            None => format!("room `{}` is not known to have existed by {at}", shortened(name)),
        };
        Self { detail, ..error }
    }

    /// No participant session with that sid is known.
    pub fn no_participant(sid: &str) -> Self {
        let detail = format!("participant `{}` does not exist", shortened(sid));
        Self::new(StatusCode::NOT_FOUND, "participant_not_found", detail)
    }

    /// No alert has that id.
    pub fn no_alert(id: &str) -> Self {
        let detail = format!("alert `{}` does not exist", shortened(id));
        Self::new(StatusCode::NOT_FOUND, "alert_not_found", detail)
    }

    /// The alert is resolved already.
    pub fn alert_is_resolved(id: &str) -> Self {
        let detail = format!("alert `{}` is resolved already", shortened(id));
        Self::new(StatusCode::CONFLICT, "alert_already_resolved", detail)
    }

    /// The alert is acknowledged already.
    pub fn alert_is_acknowledged(id: &str) -> Self {
        let detail = format!("alert `{}` is acknowledged already", shortened(id));
        Self::new(StatusCode::CONFLICT, "alert_already_acknowledged", detail)
    }

    /// The alert is not acknowledged.
    pub fn alert_is_not_acknowledged(id: &str) -> Self {
        let detail = format!("alert `{}` is not acknowledged", shortened(id));
        Self::new(StatusCode::CONFLICT, "alert_not_acknowledged", detail)
    }

    /// Nothing of that kind (`rule`, `silence`, `receiver`, `notification`) has that name.
    pub fn nothing_named(kind: &'static str, name: &str) -> Self {
        let code = match kind {
            "rule" => "rule_not_found",
            "silence" => "silence_not_found",
            "receiver" => "receiver_not_found",
            _ => "notification_not_found",
        };
        let detail = format!("{kind} `{}` does not exist", shortened(name));
        Self::new(StatusCode::NOT_FOUND, code, detail)
    }

    /// The body is well-formed, but a value in it is invalid.
    pub fn faulty(code: &'static str, fault: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, fault)
    }

    /// The current state does not allow it.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// Others changed it at each of several attempts.
    pub fn always_changing(what: &str) -> Self {
        Self::overloaded(format!("{what} is being changed again and again"), 1)
    }

    /// The path does not support the method.
    pub fn method_is_not(allow: &'static str, method: &str, path: &str) -> Self {
        let detail =
            format!("`{}` does not support `{}`, only {allow}", shortened(path), shortened(method));
        let error = Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail);
        Self { allow: Some(allow), ..error }
    }

    /// The webhook receiver got a request that is no POST.
    pub fn webhook_needs_post(detail: impl Into<String>) -> Self {
        let error = Self::new(StatusCode::METHOD_NOT_ALLOWED, "webhook_needs_post", detail);
        Self { allow: Some("POST"), ..error }
    }

    /// A header cannot be used.
    pub fn invalid_header(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_header", detail)
    }

    /// The document is not of the version that `If-Match` names.
    pub fn precondition_failed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PRECONDITION_FAILED, "precondition_failed", detail)
    }

    /// The idempotency key is that of another request.
    pub fn key_is_reused(key: &str) -> Self {
        let detail = format!("`Idempotency-Key` `{}` came with another request", shortened(key));
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", detail)
    }

    /// The body is longer than `limit` bytes.
    pub fn body_is_over(limit: usize) -> Self {
        let detail = format!("the body is longer than {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", detail)
    }

    /// The body did not arrive in time.
    pub fn body_took_too_long() -> Self {
        let detail = "the body did not arrive in time";
        Self::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", detail)
    }

    /// A webhook or a client report is refused with this code and status.
    pub fn refused_webhook(
        status: u16,
        code: &'static str,
        detail: impl Into<String>,
        retry_after_seconds: Option<u32>,
    ) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        Self { retry_after_seconds, ..Self::new(status, code, detail) }
    }

    /// The console is overloaded; the client may retry after `seconds`.
    pub fn overloaded(detail: impl Into<String>, seconds: u32) -> Self {
        let error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", detail);
        Self { retry_after_seconds: Some(seconds), ..error }
    }

    /// The database does not answer.
    pub fn store_is_down(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let detail = "the database does not answer, and the data is only there";
        let error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "store_unavailable", detail);
        Self { retry_after_seconds: Some(STORE_RETRY_SECONDS), cause: Some(cause.into()), ..error }
    }

    /// An internal error; the cause goes to the log only.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let error =
            Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "internal error");
        Self { cause: Some(cause.into()), ..error }
    }

    /// The refusal for a status that actix set without an error of ours.
    pub fn from_status(status: StatusCode, method: &str, path: &str) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::nothing_at(path),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(
                status,
                "method_not_allowed",
                format!("`{}` does not support `{}`", shortened(path), shortened(method)),
            ),
            StatusCode::PAYLOAD_TOO_LARGE => {
                Self::new(status, "payload_too_large", "the body is too long")
            }
            status if status.is_client_error() => Self::new(
                status,
                "bad_request",
                status.canonical_reason().unwrap_or("the request is not understood").to_lowercase(),
            ),
            status => Self::new(status, "internal_error", "internal error"),
        }
    }

    /// The stable code for programs.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The same refusal, to be sent again; `None` for one that has a cause.
    pub fn again(&self) -> Option<Self> {
        let error = Self::new(self.status, self.code, self.detail.clone());
        let (retry_after_seconds, allow) = (self.retry_after_seconds, self.allow);
        self.cause.is_none().then_some(Self { retry_after_seconds, allow, ..error })
    }

    /// Whether it must be logged.
    pub fn has_cause(&self) -> bool {
        self.cause.is_some() || self.status == StatusCode::INTERNAL_SERVER_ERROR
    }

    /// The error and its causes, for the log only.
    pub fn chain(&self) -> String {
        let mut text = self.detail.clone();
        let mut cause: Option<&(dyn StdError + 'static)> =
            self.cause.as_ref().map(|cause| &**cause as &(dyn StdError + 'static));
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }

    /// The body.
    pub fn problem(&self, request_id: &str) -> Problem {
        Problem {
            r#type: format!("/docs/errors#{}", self.code),
            title: codes::title(self.code),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            code: self.code.to_owned(),
            request_id: request_id.to_owned(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.detail)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as &(dyn StdError + 'static))
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Status and headers; the body comes from [`super::response`].
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if let Some(seconds) = self.retry_after_seconds {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if let Some(allow) = self.allow {
            response.insert_header((header::ALLOW, allow));
        }
        response.finish()
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unavailable(_) => Self::store_is_down(error),
            error => Self::internal(error),
        }
    }
}

impl From<shared::Error> for Error {
    fn from(error: shared::Error) -> Self {
        match error {
            shared::Error::Store(error) => error.into(),
            shared::Error::Late(late) => Self::store_is_down(late),
            shared::Error::Interrupted(error) => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError as _;
    use actix_web::http::header;

    use super::Error;
    use crate::store;

    #[test]
    fn a_problem_names_the_value_and_its_code_in_words() {
        let problem = Error::no_room("a/b", Some("RM_1")).problem("id-1");
        assert_eq!(problem.r#type, "/docs/errors#room_not_found");
        assert_eq!((&*problem.title, problem.status), ("Room not found", 404));
        assert_eq!(problem.detail, "room `a/b` has no session `RM_1`");
    }

    #[test]
    fn a_database_that_is_down_is_distinguished_from_one_that_refuses() {
        let down = Error::from(store::Error::Unavailable(sqlx::Error::PoolTimedOut));
        assert_eq!(down.code(), "store_unavailable");
        assert!(down.error_response().headers().contains_key(header::RETRY_AFTER));
        let broken = Error::from(store::Error::Database(sqlx::Error::RowNotFound));
        assert_eq!(broken.problem("").detail, "internal error");
        assert!(broken.chain().contains("no rows"), "{}", broken.chain());
    }
}
