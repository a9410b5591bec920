//! LiveKit's retry rules for webhooks, as observed.

use std::time::Duration;

/// The result of one attempt to deliver a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostOutcome {
    /// It was accepted.
    Accepted,
    /// It was accepted, and is an intended duplicate.
    Duplicate,
    /// It was refused with this HTTP status; LiveKit does not retry.
    Refused(u16),
    /// It never arrived, because of a simulated fault or after the last attempt.
    Lost,
    /// It failed and will be retried.
    Retried,
}

impl PostOutcome {
    /// The label of the counter.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Duplicate => "duplicate",
            Self::Refused(_) => "refused",
            Self::Lost => "lost",
            Self::Retried => "retried",
        }
    }
}

/// The response of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Response {
    /// An HTTP status, and the value of `Retry-After` if present.
    Status(u16, Option<Duration>),
    /// No response.
    None,
}

/// What to do after a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RetryDecision {
    /// Send the next webhook of the room.
    Done(PostOutcome),
    /// Send the same webhook again after this time.
    Retry(Duration),
}

/// Number of attempts, as in LiveKit.
const ATTEMPTS: u32 = 5;

/// The longest wait, seconds. LiveKit has no limit, but its token expires after this time.
const LONGEST_WAIT: u64 = 300;

/// Decides what to do after `response` to attempt number `attempt`; the first attempt is 1.
pub(super) fn decide(response: Response, attempt: u32) -> RetryDecision {
    let (status, wait) = match response {
        Response::Status(200..=299, _) => return RetryDecision::Done(PostOutcome::Accepted),
        Response::Status(status, wait) => (status, wait),
        Response::None => (0, None),
    };
    let retried = matches!(status, 0 | 429 | 500 | 502..=599);
    if !retried {
        return RetryDecision::Done(PostOutcome::Refused(status));
    }
    if attempt >= ATTEMPTS {
        return RetryDecision::Done(PostOutcome::Lost);
    }
    let backoff = Duration::from_secs(1 << attempt.saturating_sub(1).min(4));
    let wait = wait.filter(|_| matches!(status, 429 | 503)).unwrap_or(backoff);
    RetryDecision::Retry(wait.min(Duration::from_secs(LONGEST_WAIT)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RetryDecision::{Done, Retry};
    use super::{PostOutcome, Response, decide};

    #[test]
    fn responses_are_handled_as_livekit_handles_them() {
        let seconds = Duration::from_secs;
        for (response, attempt, expected) in [
            (Response::Status(200, None), 1, Done(PostOutcome::Accepted)),
            (Response::Status(204, None), 5, Done(PostOutcome::Accepted)),
            (Response::Status(302, None), 1, Done(PostOutcome::Refused(302))),
            (Response::Status(400, None), 1, Done(PostOutcome::Refused(400))),
            (Response::Status(401, Some(seconds(3))), 1, Done(PostOutcome::Refused(401))),
            (Response::Status(413, None), 1, Done(PostOutcome::Refused(413))),
            (Response::Status(501, None), 1, Done(PostOutcome::Refused(501))),
            (Response::Status(429, None), 1, Retry(seconds(1))),
            (Response::Status(500, None), 2, Retry(seconds(2))),
            (Response::Status(503, None), 3, Retry(seconds(4))),
            (Response::Status(503, Some(seconds(5))), 1, Retry(seconds(5))),
            (Response::Status(503, Some(seconds(9999))), 1, Retry(seconds(300))),
            (Response::Status(500, Some(seconds(5))), 1, Retry(seconds(1))),
            (Response::None, 4, Retry(seconds(8))),
            (Response::None, 5, Done(PostOutcome::Lost)),
            (Response::Status(503, Some(seconds(1))), 5, Done(PostOutcome::Lost)),
        ] {
            assert_eq!(decide(response, attempt), expected, "{response:?}, attempt {attempt}");
        }
    }
}
