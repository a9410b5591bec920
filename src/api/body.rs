//! Reads a whole request body, within a limit of bytes and of time.
//!
//! The memory that bodies take is counted as they arrive: what a request announces costs nothing.
//! Authenticated senders have a budget of their own, so that others cannot use it up.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::error::Error;

/// Seconds that a body may take to arrive.
const BODY_SECONDS: u32 = 30;

/// Seconds for which the body of a refused request is read, so that its sender sees the reason.
const SPILL_SECONDS: u32 = 10;

/// Bytes that are read and discarded of the body of a refused request: a sender that is refused in
/// the middle of its body sees a broken connection and not the reason.
const SPILL_BYTES: usize = 16 * 1024 * 1024;

/// The most bytes of bodies that are in memory at once, and how many are.
#[derive(Debug)]
pub(super) struct BodyBudget {
    limit: usize,
    taken: AtomicUsize,
}

impl BodyBudget {
    pub(super) const fn of(limit: usize) -> Self {
        Self { limit, taken: AtomicUsize::new(0) }
    }

    /// An empty reservation.
    const fn reserve(&self) -> Reservation<'_> {
        Reservation { budget: self, bytes: 0 }
    }
}

/// The budgets, by kind of sender.
#[derive(Debug)]
pub(super) struct BodyBudgets {
    /// Webhooks that LiveKit signed; each may have 8 MiB.
    pub(super) webhooks: BodyBudget,
    /// Reports of participants who showed their token; each has a few hundred bytes.
    pub(super) reports: BodyBudget,
    /// What people do by REST, without authentication.
    pub(super) actions: BodyBudget,
}

impl Default for BodyBudgets {
    fn default() -> Self {
        const MIB: usize = 1024 * 1024;
        Self {
            webhooks: BodyBudget::of(256 * MIB),
            reports: BodyBudget::of(16 * MIB),
            actions: BodyBudget::of(16 * MIB),
        }
    }
}

/// What a body takes of its budget, until this is dropped.
#[derive(Debug)]
pub(super) struct Reservation<'a> {
    budget: &'a BodyBudget,
    bytes: usize,
}

impl Reservation<'_> {
    /// Takes more bytes; `false` if the budget is exceeded.
    fn grow(&mut self, bytes: usize) -> bool {
        let before = self.budget.taken.fetch_add(bytes, Ordering::Relaxed);
        self.bytes += bytes;
        before.saturating_add(bytes) <= self.budget.limit
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.budget.taken.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Refuses a body that is not declared as JSON: a page of another site cannot send such a body
/// without a CORS preflight.
pub(super) fn check_json(request: &HttpRequest) -> Result<(), Error> {
    let mut types = request.headers().get_all(header::CONTENT_TYPE);
    let given = types.next().map(|given| String::from_utf8_lossy(given.as_bytes()));
    if given.as_deref().is_some_and(is_json) && types.next().is_none() {
        return Ok(());
    }
    Err(Error::body_is_not_json(given.as_deref()))
}

/// Whether it is `application/json`, without a character set or with UTF-8.
fn is_json(given: &str) -> bool {
    let mut parts = given.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    is_json
        && parts.filter(|part| !part.is_empty()).all(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim_matches('"');
            !name.eq_ignore_ascii_case("charset")
                || value.eq_ignore_ascii_case("utf-8")
                || value.eq_ignore_ascii_case("utf8")
        })
}

/// Why a body was not read.
#[derive(Debug)]
pub(super) enum BodyError {
    /// It is longer than this limit, in bytes.
    TooLong(usize),
    /// It did not arrive in time.
    Late,
    /// The budget is used up.
    Full,
    /// The connection broke, or the transfer encoding is invalid.
    Broken(String),
}

impl From<BodyError> for Error {
    fn from(failure: BodyError) -> Self {
        match failure {
            BodyError::TooLong(limit) => Self::body_is_over(limit),
            BodyError::Late => Self::body_took_too_long(),
            BodyError::Full => Self::overloaded("too many requests are being sent at once", 2),
            BodyError::Broken(why) => Self::bad_request(format!("the body: {why}")),
        }
    }
}

/// A timeout that counts only seconds in which the process ran. A pause of the process counts as
/// one second, so that what arrived during the pause is read before the timeout expires.
struct ReadTimeout {
    seconds: u32,
    interval: Interval,
}

impl ReadTimeout {
    fn of(seconds: u32) -> Self {
        const SECOND: Duration = Duration::from_secs(1);
        let mut interval = interval_at(Instant::now() + SECOND, SECOND);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { seconds, interval }
    }

    /// Resolves when the timeout expires.
    async fn expired(&mut self) {
        while self.seconds > 0 {
            self.interval.tick().await;
            self.seconds -= 1;
        }
    }
}

/// The next bytes of a body; `None` at its end.
async fn next(
    payload: &mut Payload,
    timeout: &mut ReadTimeout,
) -> Result<Option<Bytes>, BodyError> {
    tokio::select! {
        biased;
        chunk = payload.next() => match chunk {
            Some(Ok(chunk)) => Ok(Some(chunk)),
            Some(Err(error)) => Err(BodyError::Broken(error.to_string())),
            None => Ok(None),
        },
        () = timeout.expired() => Err(BodyError::Late),
    }
}

/// Reads the body, of at most `limit` bytes, and reserves its bytes in the `budget`.
pub(super) async fn read<'a>(
    payload: &mut Payload,
    limit: usize,
    budget: &'a BodyBudget,
) -> Result<(Bytes, Reservation<'a>), BodyError> {
    let mut timeout = ReadTimeout::of(BODY_SECONDS);
    let mut reservation = budget.reserve();
    let mut body = BytesMut::new();
    while let Some(chunk) = next(payload, &mut timeout).await? {
        if body.len() + chunk.len() > limit {
            drop((body, reservation));
            discard(payload).await;
            return Err(BodyError::TooLong(limit));
        }
        if !reservation.grow(chunk.len()) {
            drop((body, reservation));
            discard(payload).await;
            return Err(BodyError::Full);
        }
        body.extend_from_slice(&chunk);
    }
    Ok((body.freeze(), reservation))
}

/// Reads a body to its end, within limits, and discards it.
pub(super) async fn discard(payload: &mut Payload) {
    let mut timeout = ReadTimeout::of(SPILL_SECONDS);
    let mut length: usize = 0;
    while let Ok(Some(chunk)) = next(payload, &mut timeout).await {
        length += chunk.len();
        if length > SPILL_BYTES {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BodyBudget, is_json};

    #[test]
    fn only_application_json_in_utf_8_is_json() {
        for (given, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=UTF-8", true),
            ("application/json;charset=\"utf-8\"", true),
            ("application/json; profile=x", true),
            ("application/json;", true),
            ("application/json; charset=utf-16", false),
            ("application/jsonp", false),
            ("application/json-patch+json", false),
            ("application/problem+json", false),
            ("text/json", false),
            ("text/plain", false),
            ("text/plain; application/json", false),
            ("application/x-www-form-urlencoded", false),
            ("application/json, text/plain", false),
            ("", false),
        ] {
            assert_eq!(is_json(given), expected, "{given}");
        }
    }

    #[test]
    fn a_reservation_is_given_back_and_the_budget_cannot_be_exceeded() {
        let budget = BodyBudget::of(10);
        let mut first = budget.reserve();
        assert!(first.grow(4) && first.grow(6));
        let mut second = budget.reserve();
        assert!(!second.grow(1));
        drop(first);
        assert!(second.grow(9), "what was refused is held until it is dropped");
        assert!(!second.grow(1));
        drop(second);
        assert!(budget.reserve().grow(10));
    }
}
