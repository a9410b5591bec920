//! What follows from an answer of the console: LiveKit's rules for webhooks, as observed.

use std::time::Duration;

/// What became of one attempt to deliver a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was taken.
    Accepted,
    /// It was taken, though it had been sent before on purpose.
    Duplicate,
    /// It was refused with this HTTP status; LiveKit does not try again.
    Refused(u16),
    /// It never arrived: by option, or after the last attempt.
    Lost,
    /// It failed, and is tried again.
    Retried,
}

impl Outcome {
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

/// What the console answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// With this HTTP status, and how long to wait if it said so.
    Status(u16, Option<Duration>),
    /// Not at all.
    None,
}

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The next one of this room.
    Done(Outcome),
    /// The same again after this time.
    Again(Duration),
}

/// How often LiveKit tries.
const ATTEMPTS: u32 = 5;

/// Longer than this nobody is kept waiting, in seconds. LiveKit knows no limit, but its token is
/// not good for longer.
const LONGEST_WAIT: u64 = 300;

/// What follows from `answer` to attempt number `attempt`, the first being 1.
pub(super) fn verdict(answer: Answer, attempt: u32) -> Verdict {
    let (status, wait) = match answer {
        Answer::Status(200..=299, _) => return Verdict::Done(Outcome::Accepted),
        Answer::Status(status, wait) => (status, wait),
        Answer::None => (0, None),
    };
    let retried = matches!(status, 0 | 429 | 500 | 502..=599);
    if !retried {
        return Verdict::Done(Outcome::Refused(status));
    }
    if attempt >= ATTEMPTS {
        return Verdict::Done(Outcome::Lost);
    }
    let backoff = Duration::from_secs(1 << attempt.saturating_sub(1).min(4));
    let wait = wait.filter(|_| matches!(status, 429 | 503)).unwrap_or(backoff);
    Verdict::Again(wait.min(Duration::from_secs(LONGEST_WAIT)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Verdict::{Again, Done};
    use super::{Answer, Outcome, verdict};

    #[test]
    fn answers_are_met_as_livekit_meets_them() {
        let seconds = Duration::from_secs;
        for (answer, attempt, expected) in [
            (Answer::Status(200, None), 1, Done(Outcome::Accepted)),
            (Answer::Status(204, None), 5, Done(Outcome::Accepted)),
            (Answer::Status(302, None), 1, Done(Outcome::Refused(302))),
            (Answer::Status(400, None), 1, Done(Outcome::Refused(400))),
            (Answer::Status(401, Some(seconds(3))), 1, Done(Outcome::Refused(401))),
            (Answer::Status(413, None), 1, Done(Outcome::Refused(413))),
            (Answer::Status(501, None), 1, Done(Outcome::Refused(501))),
            (Answer::Status(429, None), 1, Again(seconds(1))),
            (Answer::Status(500, None), 2, Again(seconds(2))),
            (Answer::Status(503, None), 3, Again(seconds(4))),
            (Answer::Status(503, Some(seconds(5))), 1, Again(seconds(5))),
            (Answer::Status(503, Some(seconds(9999))), 1, Again(seconds(300))),
            (Answer::Status(500, Some(seconds(5))), 1, Again(seconds(1))),
            (Answer::None, 4, Again(seconds(8))),
            (Answer::None, 5, Done(Outcome::Lost)),
            (Answer::Status(503, Some(seconds(1))), 5, Done(Outcome::Lost)),
        ] {
            assert_eq!(verdict(answer, attempt), expected, "{answer:?}, attempt {attempt}");
        }
    }
}
