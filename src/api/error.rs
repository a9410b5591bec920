//! What the API refuses with: the only type that knows status codes.
//!
//! Constructors read as sentences. The body is written by [`super::answer`], which knows the
//! request's id and logs a 5xx once.

use std::error::Error as StdError;
use std::fmt;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::shortened;
use crate::shared;
use crate::store;

/// Seconds until history may be asked for again while the database is down.
const STORE_RETRY_SECONDS: u32 = 5;

/// A refusal, RFC 9457 `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Where the code is explained.
    pub r#type: String,
    /// The code in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong, naming the offending value.
    pub detail: String,
    /// Stable: what a program reacts to.
    pub code: String,
    /// Also the header `X-Request-Id`; a 5xx is logged under it.
    pub request_id: String,
}

/// Why a request is not answered with what it asks for.
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
        Self {
            status,
            code,
            detail: detail.into(),
            retry_after_seconds: None,
            allow: None,
            cause: None,
        }
    }

    /// A query parameter is not what it should be.
    pub fn invalid_query(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_query", detail)
    }

    /// The body is not the JSON that is asked for.
    pub fn invalid_body(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_body", detail)
    }

    /// The request cannot be read as what its path asks for.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    /// A browser sends it on behalf of another site.
    pub fn cross_origin(origin: &str) -> Self {
        let detail = format!(
            "a page of `{}` may not do this; if that is where people reach this console, set \
             `CONSOLE_URL` to it or name its host in `ALLOWED_HOSTS`",
            shortened(origin)
        );
        Self::new(StatusCode::FORBIDDEN, "cross_origin", detail)
    }

    /// It asks for a host that is not known to be this console.
    pub fn host_is_not_ours(host: &str) -> Self {
        let detail = format!(
            "`{}` is not known as a name of this console: set `CONSOLE_URL` to where people reach \
             it, and name other hosts that lead to it in `ALLOWED_HOSTS`",
            shortened(host)
        );
        Self::new(StatusCode::MISDIRECTED_REQUEST, "host_not_allowed", detail)
    }

    /// The body is of another kind than JSON.
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

    /// No stay of that sid is known.
    pub fn no_participant(sid: &str) -> Self {
        let detail = format!("participant `{}` does not exist", shortened(sid));
        Self::new(StatusCode::NOT_FOUND, "participant_not_found", detail)
    }

    /// No alert has that id.
    pub fn no_alert(id: &str) -> Self {
        let detail = format!("alert `{}` does not exist", shortened(id));
        Self::new(StatusCode::NOT_FOUND, "alert_not_found", detail)
    }

    /// The alert is over.
    pub fn alert_is_resolved(id: &str) -> Self {
        let detail = format!("alert `{}` is resolved already", shortened(id));
        Self::new(StatusCode::CONFLICT, "alert_already_resolved", detail)
    }

    /// Somebody has the alert.
    pub fn alert_is_acknowledged(id: &str) -> Self {
        let detail = format!("alert `{}` is acknowledged already", shortened(id));
        Self::new(StatusCode::CONFLICT, "alert_already_acknowledged", detail)
    }

    /// Nobody has the alert.
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

    /// It is written well, but cannot be what it says.
    pub fn faulty(code: &'static str, fault: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, fault)
    }

    /// As things are, that cannot be done.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// Others change it again and again.
    pub fn always_changing(what: &str) -> Self {
        Self::overloaded(format!("{what} is being changed again and again"), 1)
    }

    /// The method is not for this path.
    pub fn method_is_not(allow: &'static str, method: &str, path: &str) -> Self {
        let detail =
            format!("`{}` is not for `{}`, but {allow} is", shortened(method), shortened(path));
        let error = Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail);
        Self { allow: Some(allow), ..error }
    }

    /// Something that is not a POST came to the webhook receiver.
    pub fn webhook_needs_post(detail: impl Into<String>) -> Self {
        let error = Self::new(StatusCode::METHOD_NOT_ALLOWED, "webhook_needs_post", detail);
        Self { allow: Some("POST"), ..error }
    }

    /// The body is longer than `limit` bytes.
    pub fn body_is_over(limit: usize) -> Self {
        let detail = format!("the body is longer than {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", detail)
    }

    /// The body did not come in time.
    pub fn body_took_too_long() -> Self {
        let detail = "the body did not arrive in time";
        Self::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", detail)
    }

    /// A webhook or a report is refused with this code and status.
    pub fn refused_webhook(
        status: u16,
        code: &'static str,
        detail: impl Into<String>,
        retry_after_seconds: Option<u32>,
    ) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        Self { retry_after_seconds, ..Self::new(status, code, detail) }
    }

    /// There is too much to do; the same request may be answered in `seconds`.
    pub fn overloaded(detail: impl Into<String>, seconds: u32) -> Self {
        let error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", detail);
        Self { retry_after_seconds: Some(seconds), ..error }
    }

    /// The database does not answer.
    pub fn store_is_down(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let detail = "the database does not answer, and this is only known there";
        let error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "store_unavailable", detail);
        Self { retry_after_seconds: Some(STORE_RETRY_SECONDS), cause: Some(cause.into()), ..error }
    }

    /// Something went wrong that the caller can do nothing about.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let error =
            Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "internal error");
        Self { cause: Some(cause.into()), ..error }
    }

    /// The refusal that a plain status stands for, where nothing of ours gave a reason.
    pub fn from_status(status: StatusCode, method: &str, path: &str) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::nothing_at(path),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(
                status,
                "method_not_allowed",
                format!("`{}` is not for `{}`", shortened(method), shortened(path)),
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

    /// Stable: what a program reacts to.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// Whether there is something to log.
    pub fn has_cause(&self) -> bool {
        self.cause.is_some() || self.status == StatusCode::INTERNAL_SERVER_ERROR
    }

    /// What is wrong, down to its cause; for the log only.
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
        let mut title = self.code.replace('_', " ");
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Problem {
            r#type: format!("/docs/errors#{}", self.code),
            title,
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

    /// Status and headers; the body comes from [`super::answer`].
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
    use actix_web::ResponseError;
    use actix_web::http::header;

    use super::Error;
    use crate::store;

    #[test]
    fn a_problem_names_the_value_and_its_code_in_words() {
        let problem = Error::no_room("a/b", Some("RM_1")).problem("id-1");
        assert_eq!(problem.r#type, "/docs/errors#room_not_found");
        assert_eq!(problem.title, "Room not found");
        assert_eq!(problem.status, 404);
        assert_eq!(problem.detail, "room `a/b` has no session `RM_1`");
        assert_eq!(problem.request_id, "id-1");
    }

    #[test]
    fn a_database_that_is_down_is_told_from_one_that_refuses() {
        let down = Error::from(store::Error::Unavailable(sqlx::Error::PoolTimedOut));
        assert_eq!(down.code(), "store_unavailable");
        assert!(down.error_response().headers().contains_key(header::RETRY_AFTER));
        let broken = Error::from(store::Error::Database(sqlx::Error::RowNotFound));
        assert_eq!(broken.problem("").detail, "internal error");
        assert!(broken.chain().contains("no rows"), "{}", broken.chain());
    }
}
