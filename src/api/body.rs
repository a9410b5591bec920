//! Reading a request's body whole, within a limit of bytes and of time.
//!
//! What bodies take in memory is counted as it comes: what a request announces costs nothing. Those
//! who proved who they are have a share of their own, so that nobody else can keep them out.

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

/// Seconds for which a body that is not wanted is read, for its sender to see why.
const SPILL_SECONDS: u32 = 10;

/// Bytes beyond the limit that are read and thrown away: a sender that is refused in the middle of
/// its body sees a broken connection and not the reason.
const SPILL_BYTES: usize = 16 * 1024 * 1024;

/// Bytes of bodies that are in hand at once, at most.
#[derive(Debug)]
pub(super) struct Share {
    limit: usize,
    taken: AtomicUsize,
}

impl Share {
    pub(super) const fn of(limit: usize) -> Self {
        Self { limit, taken: AtomicUsize::new(0) }
    }

    /// A place in which nothing is yet.
    const fn place(&self) -> Place<'_> {
        Place { share: self, bytes: 0 }
    }
}

/// The shares of those who send bodies.
#[derive(Debug)]
pub(super) struct Shares {
    /// Webhooks that LiveKit has signed; each may be of 8 MiB.
    pub(super) webhooks: Share,
    /// Reports of participants who showed their token; each is of a few hundred bytes.
    pub(super) reports: Share,
    /// What people do by REST: nobody proves anything there.
    pub(super) acts: Share,
}

impl Default for Shares {
    fn default() -> Self {
        const MIB: usize = 1024 * 1024;
        Self {
            webhooks: Share::of(256 * MIB),
            reports: Share::of(16 * MIB),
            acts: Share::of(16 * MIB),
        }
    }
}

/// What a body takes of its share, until it is dropped.
#[derive(Debug)]
pub(super) struct Place<'a> {
    share: &'a Share,
    bytes: usize,
}

impl Place<'_> {
    /// Takes more, while there is more.
    fn grow(&mut self, bytes: usize) -> bool {
        let before = self.share.taken.fetch_add(bytes, Ordering::Relaxed);
        self.bytes += bytes;
        before.saturating_add(bytes) <= self.share.limit
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.share.taken.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Refuses a body that is not declared to be JSON: what a page of another site may send without
/// being asked about is never declared so.
pub(super) fn check_json(request: &HttpRequest) -> Result<(), Error> {
    let mut types = request.headers().get_all(header::CONTENT_TYPE);
    let given = types.next().map(|given| String::from_utf8_lossy(given.as_bytes()));
    if given.as_deref().is_some_and(is_json) && types.next().is_none() {
        return Ok(());
    }
    Err(Error::body_is_not_json(given.as_deref()))
}

/// `application/json`, if with a character set then with that of JSON.
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

/// Why there is no body.
#[derive(Debug)]
pub(super) enum Failure {
    /// It has more than so many bytes.
    TooLong(usize),
    /// It did not come in time.
    Late,
    /// The share is taken.
    Full,
    /// The sender has gone, or cannot be understood.
    Broken(String),
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::TooLong(limit) => Self::body_is_over(limit),
            Failure::Late => Self::body_took_too_long(),
            Failure::Full => Self::overloaded("too many requests are being sent at once", 2),
            Failure::Broken(why) => Self::bad_request(format!("the body: {why}")),
        }
    }
}

/// Seconds that pass while the process runs. One that was stopped finds what was sent to it
/// meanwhile before it loses patience: a pause counts as one second, however long it was.
struct Patience {
    seconds: u32,
    ticks: Interval,
}

impl Patience {
    fn of(seconds: u32) -> Self {
        const SECOND: Duration = Duration::from_secs(1);
        let mut ticks = interval_at(Instant::now() + SECOND, SECOND);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { seconds, ticks }
    }

    /// Ends when it is lost.
    async fn lost(&mut self) {
        while self.seconds > 0 {
            self.ticks.tick().await;
            self.seconds -= 1;
        }
    }
}

/// The next bytes of a body; `None` at its end.
async fn next(payload: &mut Payload, patience: &mut Patience) -> Result<Option<Bytes>, Failure> {
    tokio::select! {
        biased;
        chunk = payload.next() => match chunk {
            Some(Ok(chunk)) => Ok(Some(chunk)),
            Some(Err(error)) => Err(Failure::Broken(error.to_string())),
            None => Ok(None),
        },
        () = patience.lost() => Err(Failure::Late),
    }
}

/// The body, if it has at most `limit` bytes, and its place in the `share`.
pub(super) async fn read<'a>(
    payload: &mut Payload,
    limit: usize,
    share: &'a Share,
) -> Result<(Bytes, Place<'a>), Failure> {
    let mut patience = Patience::of(BODY_SECONDS);
    let mut place = share.place();
    let mut body = BytesMut::new();
    while let Some(chunk) = next(payload, &mut patience).await? {
        if body.len() + chunk.len() > limit {
            drop((body, place));
            discard(payload).await;
            return Err(Failure::TooLong(limit));
        }
        if !place.grow(chunk.len()) {
            drop((body, place));
            discard(payload).await;
            return Err(Failure::Full);
        }
        body.extend_from_slice(&chunk);
    }
    Ok((body.freeze(), place))
}

/// Reads a body that is not wanted to its end, within limits, and keeps nothing of it.
pub(super) async fn discard(payload: &mut Payload) {
    let mut patience = Patience::of(SPILL_SECONDS);
    let mut length: usize = 0;
    while let Ok(Some(chunk)) = next(payload, &mut patience).await {
        length += chunk.len();
        if length > SPILL_BYTES {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Share, is_json};

    #[test]
    fn json_is_what_is_called_so() {
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
    fn a_share_is_given_back_and_cannot_be_exceeded() {
        let share = Share::of(10);
        let mut first = share.place();
        assert!(first.grow(4) && first.grow(6));
        let mut second = share.place();
        assert!(!second.grow(1));
        drop(first);
        assert!(second.grow(9), "what was refused is held until it is dropped");
        assert!(!second.grow(1));
        drop(second);
        assert!(share.place().grow(10));
    }
}
