//! Rate limits of client reports: by address before anything is parsed, and by participant.

use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::livekit::Holder;

/// The most reports a minute of one participant: the reporter sends four, and one more with each
/// change.
const HOLDER_PER_MINUTE: NonZeroU32 = NonZeroU32::new(20).expect("it is not 0");

/// The most reports that a participant may send at once: a client buffers this many while the
/// console is away.
const HOLDER_AT_ONCE: NonZeroU32 = NonZeroU32::new(30).expect("it is not 0");

/// After this many checks, idle keys are forgotten.
const FORGET_AFTER: u32 = 10_000;

/// Counts requests by key.
struct Limit<K: std::hash::Hash + Eq + Clone> {
    limiter: RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>,
    checks: AtomicU32,
}

impl<K: std::hash::Hash + Eq + Clone> Limit<K> {
    fn new(quota: Quota) -> Self {
        let limiter = RateLimiter::keyed(quota).with_middleware();
        Self { limiter, checks: AtomicU32::new(0) }
    }

    /// Counts a request: how many more may come at once, or how long to wait.
    fn check(&self, key: &K) -> Result<u32, Duration> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % FORGET_AFTER == FORGET_AFTER - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        let clock = DefaultClock::default();
        let checked = self.limiter.check_key(key);
        checked
            .map(|state| state.remaining_burst_capacity())
            .map_err(|until| until.wait_time_from(clock.now()))
    }
}

/// How many more reports of a participant are accepted at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// So many.
    pub remaining: u32,
}

impl Allowance {
    /// How many are accepted at once after a pause.
    pub const QUOTA: u32 = HOLDER_AT_ONCE.get();

    /// Seconds of pause after which as many are accepted again.
    pub const WINDOW_SECONDS: u32 = Self::seconds(Self::QUOTA);

    /// Seconds until as many are accepted again.
    pub const fn reset_seconds(self) -> u32 {
        Self::seconds(Self::QUOTA.saturating_sub(self.remaining))
    }

    const fn seconds(reports: u32) -> u32 {
        (reports * 60).div_ceil(HOLDER_PER_MINUTE.get())
    }
}

/// Both limits. An `Err` says how long to wait.
pub(super) struct Limits {
    by_address: Limit<IpAddr>,
    by_holder: Limit<u64>,
    hasher: RandomState,
}

impl Limits {
    /// Accepts `per_second` requests a second from one address, and ten times as many at once.
    pub(super) fn new(per_second: NonZeroU32) -> Self {
        let at_once = per_second.saturating_mul(NonZeroU32::new(10).expect("it is not 0"));
        Self {
            by_address: Limit::new(Quota::per_second(per_second).allow_burst(at_once)),
            by_holder: Limit::new(Quota::per_minute(HOLDER_PER_MINUTE).allow_burst(HOLDER_AT_ONCE)),
            hasher: RandomState::new(),
        }
    }

    /// Counts a request from `address`. IPv6 addresses are counted by their /64 network, since one
    /// site has all of its addresses.
    pub(super) fn address(&self, address: IpAddr) -> Result<(), Duration> {
        let site = match address.to_canonical() {
            IpAddr::V6(address) => {
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
            }
            address @ IpAddr::V4(_) => address,
        };
        self.by_address.check(&site).map(|_remaining| ())
    }

    /// Counts a report of `holder`.
    pub(super) fn holder(&self, holder: &Holder) -> Result<Allowance, Duration> {
        let Holder { deployment, room_name, identity } = holder;
        let remaining =
            self.by_holder.check(&self.hasher.hash_one((deployment, room_name, identity)))?;
        Ok(Allowance { remaining })
    }
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::{HOLDER_AT_ONCE, Limits};
    use crate::livekit::Holder;

    fn limits() -> Limits {
        Limits::new(NonZeroU32::new(1).expect("it is not 0"))
    }

    #[test]
    fn an_address_has_its_limit_and_so_has_a_whole_network_of_ipv6() {
        let limits = limits();
        let take = |address: &str| limits.address(address.parse().expect("an address"));
        for n in 0..10 {
            take("192.0.2.1").expect("within the limit");
            take(&format!("2001:db8::{n}")).expect("within the limit");
        }
        let wait = take("192.0.2.1").expect_err("beyond the limit");
        assert!(wait.as_millis() <= 1000, "{wait:?}");
        take("::ffff:192.0.2.1").expect_err("the same address in other words");
        take("2001:db8::ffff").expect_err("the same network");
        take("2001:db8:0:1::1").expect("another network");
        take("192.0.2.2").expect("another address");
    }

    #[test]
    fn a_participant_has_its_limit_in_each_room() {
        let limits = limits();
        let holder = |room: &str| Holder {
            deployment: "default".into(),
            room_name: room.into(),
            identity: "ann".into(),
        };
        for n in 1..=HOLDER_AT_ONCE.get() {
            let allowance = limits.holder(&holder("a")).expect("within the limit");
            assert_eq!(allowance.remaining, HOLDER_AT_ONCE.get() - n);
            assert_eq!(allowance.reset_seconds(), n * 3);
        }
        limits.holder(&holder("a")).expect_err("beyond the limit");
        limits.holder(&holder("b")).expect("another room");
    }
}
