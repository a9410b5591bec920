//! Why LiveKit's API did not answer with what was asked for.

use std::fmt;

use super::twirp::BODY_BYTES;

/// Why LiveKit did not answer with what was asked for. Each names where it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// Nobody listens there, or the connection broke.
    #[error("LiveKit's API at `{0}` cannot be reached: {1}")]
    Unreachable(String, String),
    /// Its certificate is not trusted.
    #[error("LiveKit's API at `{0}` is not trusted: its certificate {1}")]
    Certificate(String, String),
    /// No answer in time.
    #[error("LiveKit's API at `{0}` did not answer within 10 s")]
    Timeout(String),
    /// Key or secret are not LiveKit's.
    #[error("LiveKit's API at `{0}` refuses the API key `{1}`: key or secret are not its own")]
    Unauthenticated(String, String),
    /// Asked too often.
    #[error("LiveKit's API at `{0}` was asked too often")]
    RateLimited(String),
    /// This LiveKit does not have it: egress and ingress need Redis.
    #[error("LiveKit at `{0}` does not have this: {1}")]
    NotAvailable(String, String),
    /// It answered something else.
    #[error("LiveKit's API at `{0}` answered {1}")]
    Answered(String, Answered),
}

/// An answer that is not LiveKit's, or none that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// An error in Twirp's form: its code and its words.
    Twirp(String, String),
    /// Another status, and no Twirp error.
    Status(u16),
    /// A redirect, which is not followed, and where it leads.
    Redirect(u16, Option<String>),
    /// 200 with another content type than LiveKit's, or with none.
    ContentType(Option<String>),
    /// More than is read.
    TooLarge,
    /// What is no protobuf of that kind.
    Unreadable,
    /// More pages than are read.
    Endless,
    /// Nothing: no token could be made for the question.
    NoToken,
    /// Nothing: the room's name is longer than is kept, so that it cannot be asked for.
    CutName,
}

impl fmt::Display for Answered {
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
                f.write_str("200 without a content type: something in between answers in its place")
            }
            Self::TooLarge => write!(f, "with more than {} MiB", BODY_BYTES / 1024 / 1024),
            Self::Unreadable => f.write_str("with something that is not LiveKit's"),
            Self::Endless => f.write_str("with pages that do not end"),
            Self::CutName => {
                f.write_str("nothing: the name of the room is too long to be asked for")
            }
            Self::NoToken => f.write_str("nothing: no token could be made with its key"),
        }
    }
}

impl ApiError {
    /// A stable word for it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(..) => "unreachable",
            Self::Certificate(..) => "certificate",
            Self::Timeout(_) => "timeout",
            Self::Unauthenticated(..) => "unauthenticated",
            Self::RateLimited(_) => "rate_limited",
            Self::NotAvailable(..) => "not_available",
            Self::Answered(_, Answered::Redirect(..)) => "redirected",
            Self::Answered(_, Answered::TooLarge) => "too_large",
            Self::Answered(_, Answered::ContentType(_)) => "not_livekit",
            Self::Answered(..) => "unexpected_answer",
        }
    }
}
