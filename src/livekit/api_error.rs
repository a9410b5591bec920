//! Errors of requests to LiveKit's API.

use std::fmt;

use super::twirp::BODY_BYTES;

/// Why a request to LiveKit's API failed. Each variant names the URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The connection was refused, or broke.
    #[error("LiveKit's API at `{0}` cannot be reached: {1}")]
    Unreachable(String, String),
    /// Its certificate is not trusted.
    #[error("LiveKit's API at `{0}` is not trusted: its certificate {1}")]
    Certificate(String, String),
    /// No response in time.
    #[error("LiveKit's API at `{0}` did not respond within 10 s")]
    Timeout(String),
    /// LiveKit refuses the key or its signature.
    #[error(
        "LiveKit's API at `{0}` refuses the API key `{1}`: the key is unknown there, or the secret \
         is wrong"
    )]
    Unauthenticated(String, String),
    /// LiveKit limits the rate of requests.
    #[error("LiveKit's API at `{0}` limits the rate of requests")]
    RateLimited(String),
    /// This LiveKit does not support it: egress and ingress need Redis.
    #[error("LiveKit at `{0}` does not support this: {1}")]
    NotAvailable(String, String),
    /// It sent an unexpected response.
    #[error("LiveKit's API at `{0}` responded {1}")]
    Unexpected(String, Unexpected),
}

/// A response that cannot be used, or a request that could not be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unexpected {
    /// A Twirp error: its code and its message.
    Twirp(String, String),
    /// Another status, without a Twirp error.
    Status(u16),
    /// A redirect, which is not followed, and where it leads.
    Redirect(u16, Option<String>),
    /// 200 with another content type than LiveKit's, or without one.
    ContentType(Option<String>),
    /// More bytes than the limit.
    TooLarge,
    /// A body that is not the expected protobuf message.
    Unreadable,
    /// More pages than the limit.
    Endless,
    /// No request was sent: no token could be made for it.
    NoToken,
    /// No request was sent: the stored name of the room is shortened.
    CutName,
}

impl fmt::Display for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Twirp(code, msg) => write!(f, "`{code}`: {msg}"),
            Self::Status(status) => write!(f, "with HTTP status {status} and no Twirp error"),
            Self::Redirect(status, Some(to)) => {
                write!(f, "with a redirect ({status}) to `{to}`, which is not followed")
            }
            Self::Redirect(status, None) => {
                write!(f, "with a redirect ({status}), which is not followed")
            }
            Self::ContentType(Some(kind)) => {
                write!(f, "200 with the content type `{kind}`, which is not LiveKit's")
            }
            Self::ContentType(None) => {
                f.write_str("200 without a content type: a proxy in between responded in its place")
            }
            Self::TooLarge => write!(f, "with more than {} MiB", BODY_BYTES / 1024 / 1024),
            Self::Unreadable => f.write_str("with a body that is not LiveKit's"),
            Self::Endless => f.write_str("with too many pages"),
            Self::CutName => {
                f.write_str("nothing: no request was sent, since the name of the room is too long")
            }
            Self::NoToken => f.write_str(
                "nothing: no request was sent, since no token could be made with its key",
            ),
        }
    }
}

impl ApiError {
    /// The stable code of the error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(..) => "unreachable",
            Self::Certificate(..) => "certificate",
            Self::Timeout(_) => "timeout",
            Self::Unauthenticated(..) => "unauthenticated",
            Self::RateLimited(_) => "rate_limited",
            Self::NotAvailable(..) => "not_available",
            Self::Unexpected(_, Unexpected::Redirect(..)) => "redirected",
            Self::Unexpected(_, Unexpected::TooLarge) => "too_large",
            Self::Unexpected(_, Unexpected::ContentType(_)) => "not_livekit",
            Self::Unexpected(..) => "unexpected_answer",
        }
    }
}
