//! The request budget of LiveKit's API: a token bucket, and a back-off after rate limiting.

use std::collections::VecDeque;

use crate::model::Millis;

const MINUTE_MS: i64 = 60_000;
/// The capacity of the bucket, as a share of a minute's requests.
const BURST_SHARE: f64 = 1.0 / 6.0;
/// The share of the capacity that is reserved for urgent requests.
const RESERVE_SHARE: f64 = 0.5;
/// The first wait after LiveKit rate limits a request, milliseconds; each further one is twice as
/// long.
const FIRST_WAIT_MS: i64 = 5_000;
/// The longest such wait, milliseconds.
const LONGEST_WAIT_MS: i64 = 120_000;

/// Limits the requests to one deployment.
#[derive(Debug)]
pub(super) struct Budget {
    per_minute: u32,
    tokens: f64,
    filled_at: Millis,
    /// The clock's time at the last call.
    seen_at: Millis,
    sent: VecDeque<Millis>,
    until: Option<Millis>,
    /// When LiveKit last rate limited a request.
    refused_at: Option<Millis>,
    wait_ms: i64,
}

impl Budget {
    /// A full bucket.
    pub(super) fn new(per_minute: u32, now: Millis) -> Self {
        Self {
            per_minute,
            tokens: f64::from(per_minute) * BURST_SHARE,
            filled_at: now,
            seen_at: now,
            sent: VecDeque::new(),
            until: None,
            refused_at: None,
            wait_ms: FIRST_WAIT_MS,
        }
    }

    /// If the clock was set back, shifts all remembered times back with it. Otherwise a wait of
    /// seconds would become one of hours.
    fn follow(&mut self, now: Millis) {
        let back_ms = self.seen_at.since(now).max(0);
        if back_ms > 0 {
            self.filled_at = self.filled_at.plus(-back_ms);
            for at in self.until.iter_mut().chain(&mut self.refused_at) {
                *at = at.plus(-back_ms);
            }
            self.sent.iter_mut().for_each(|at| *at = at.plus(-back_ms));
        }
        self.seen_at = now;
    }

    /// How many requests may be sent at `now`.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some milliseconds, and a small number of at least 0"
    )]
    pub(super) fn available(&mut self, now: Millis) -> u32 {
        self.follow(now);
        if self.until.is_some_and(|until| now < until) {
            return 0;
        }
        let per_ms = f64::from(self.per_minute) / MINUTE_MS as f64;
        let passed_ms = now.since(self.filled_at).max(0) as f64;
        let most = f64::from(self.per_minute) * BURST_SHARE;
        self.tokens = (self.tokens + passed_ms * per_ms).min(most);
        self.filled_at = now;
        self.tokens.max(0.0) as u32
    }

    /// How many requests are reserved for urgent ones.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a number of requests"
    )]
    pub(super) fn reserve(&self) -> usize {
        (f64::from(self.per_minute) * BURST_SHARE * RESERVE_SHARE) as usize
    }

    /// Counts a sent request. The bucket may become negative: some requests are always sent.
    pub(super) fn spend(&mut self, now: Millis) {
        self.tokens -= 1.0;
        self.sent.push_back(now);
        self.spent_in_a_minute(now);
    }

    /// How many were sent in the trailing minute.
    pub(super) fn spent_in_a_minute(&mut self, now: Millis) -> u32 {
        self.follow(now);
        while self.sent.front().is_some_and(|at| now.since(*at) >= MINUTE_MS) {
            self.sent.pop_front();
        }
        u32::try_from(self.sent.len()).unwrap_or(u32::MAX)
    }

    /// LiveKit rate limited a request that was sent at `asked_at`. A request that was already under
    /// way at the last rate limit does not count again.
    pub(super) fn refused(&mut self, asked_at: Millis, now: Millis) {
        if self.refused_at.is_some_and(|refused_at| asked_at <= refused_at) {
            return;
        }
        self.refused_at = Some(now);
        self.until = Some(now.plus(self.wait_ms));
        self.wait_ms = (self.wait_ms * 2).min(LONGEST_WAIT_MS);
        self.tokens = 0.0;
    }

    /// LiveKit accepted a request: resets the wait.
    pub(super) const fn accepted(&mut self) {
        self.until = None;
        self.wait_ms = FIRST_WAIT_MS;
    }

    /// Until when nothing is sent; `None` if requests may be sent.
    pub(super) fn waits_until(&mut self, now: Millis) -> Option<Millis> {
        self.follow(now);
        self.until.filter(|until| now < *until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_400_000_000);

    #[test]
    fn a_minute_has_its_requests_and_no_more_than_a_burst_beside() {
        let mut budget = Budget::new(300, NOW);
        let mut sent = 0;
        for second in 0..60 {
            let now = NOW.plus(second * 1000);
            for _ in 0..budget.available(now) {
                budget.spend(now);
                sent += 1;
            }
        }
        assert!((340..=350).contains(&sent), "{sent}");
        assert_eq!(budget.spent_in_a_minute(NOW.plus(59_000)), sent);
        assert!(budget.available(NOW.plus(3_600_000)) <= 50);
        assert_eq!(budget.spent_in_a_minute(NOW.plus(3_600_000)), 0);
    }

    #[test]
    fn after_a_refusal_nothing_is_sent_for_longer_and_longer() {
        let mut budget = Budget::new(300, NOW);
        let mut now = NOW;
        for wait_ms in [5_000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000] {
            budget.refused(now, now.plus(1));
            now = now.plus(1);
            assert_eq!(budget.available(now.plus(wait_ms - 1)), 0);
            assert_eq!(budget.waits_until(now.plus(wait_ms - 1)), Some(now.plus(wait_ms)));
            now = now.plus(wait_ms);
            assert!(budget.available(now.plus(1000)) > 0);
        }
        budget.accepted();
        budget.refused(now, now);
        assert_eq!(budget.waits_until(now.plus(1000)), Some(now.plus(5_000)));
        // Set back by an hour, the clock is as far from the end of the wait as before.
        now = now.plus(-3_600_000);
        assert_eq!(budget.waits_until(now.plus(1000)), Some(now.plus(5_000)));
        assert_eq!(budget.available(now.plus(4_999)), 0);
        assert_eq!(budget.waits_until(now.plus(5_000)), None);
    }

    #[test]
    fn rate_limited_requests_that_were_under_way_together_count_once() {
        let mut budget = Budget::new(300, NOW);
        for n in 0..30 {
            // Sent within half a second; the last responses come during the wait, and after.
            budget.refused(NOW.plus(n * 17), NOW.plus(500 + n * 200));
        }
        assert_eq!(budget.waits_until(NOW.plus(5_499)), Some(NOW.plus(5_500)));
        assert_eq!(budget.waits_until(NOW.plus(5_500)), None);
        // Sent after the wait: that is a second refusal.
        budget.refused(NOW.plus(5_501), NOW.plus(5_600));
        assert_eq!(budget.waits_until(NOW.plus(5_600)), Some(NOW.plus(15_600)));
    }
}
