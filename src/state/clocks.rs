//! How far LiveKit's clocks differ from ours.
//!
//! LiveKit's times are shown as LiveKit reports them. To compare one with our own clock (was it
//! within the last minute? has its webhook had time to arrive?) it is moved by the skew of the
//! room's node. Each webhook is received some time after it happened by its sender's clock; the
//! least such time of a room is the skew, or more if all of its webhooks were late. The tokens of
//! webhooks bound how late they can have been: they hold the time at which they were signed, by the
//! same clock.

use std::sync::Arc;

use super::State;
use crate::model::{DeploymentName, Millis, RoomRecord};

/// The largest skew, milliseconds: webhook tokens of clocks that differ by more are refused.
pub(super) const MAX_SKEW_MS: i64 = 600_000;

/// A skew below this is ignored, milliseconds: LiveKit reports whole seconds.
const MIN_SKEW_MS: i64 = 2_000;

/// How far our clock is ahead of the clocks that signed the latest webhooks of a deployment,
/// milliseconds; negative if they are ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockSkews {
    /// The median of the latest webhooks.
    pub median_ms: i64,
    /// The greatest of the latest webhooks: of the clock that is furthest behind, or of a webhook
    /// that was sent again.
    pub greatest_ms: i64,
}

impl State {
    /// Stores the skews that the latest webhooks of `deployment` show.
    pub fn observe_skews(&mut self, deployment: &DeploymentName, skews: ClockSkews) {
        self.skews.insert(Arc::clone(deployment), skews);
    }

    /// How far our clock is ahead of that of the room's node, milliseconds; 0 if it is below 2
    /// seconds or not known.
    pub(super) fn skew_ms(&self, room: &RoomRecord) -> i64 {
        let skew = match self.skews.get(&room.deployment) {
            Some(skews) => room.lag_ms.map_or(skews.median_ms, |lag| lag.min(skews.greatest_ms)),
            // A webhook that was received before it happened, by LiveKit's clock, was not late.
            None => room.lag_ms.unwrap_or(0).min(0),
        };
        if skew.abs() < MIN_SKEW_MS { 0 } else { skew }
    }

    /// The same for a room whose node is not known.
    pub(super) fn usual_skew_ms(&self, deployment: &DeploymentName) -> i64 {
        let skew = self.skews.get(deployment).map_or(0, |skews| skews.median_ms);
        if skew.abs() < MIN_SKEW_MS { 0 } else { skew }
    }
}

/// Converts a time of LiveKit's clock to our clock, which is ahead by `skew_ms`.
pub(super) const fn to_our_clock(livekit_at: Millis, skew_ms: i64) -> Millis {
    livekit_at.plus(skew_ms)
}

#[cfg(test)]
mod tests {
    use super::ClockSkews;
    use crate::model::{Millis, RoomRecord};
    use crate::state::State;

    #[test]
    fn lateness_is_no_skew_and_a_clock_that_is_ahead_is() {
        let name = crate::model::DeploymentName::from("eu");
        let mut state = State::new(Vec::new(), Millis(0));
        let skew = |state: &State, lag: Option<i64>| {
            let mut room = RoomRecord::seen("eu".into(), "RM_1".into(), "a".into(), Millis(0));
            room.lag_ms = lag;
            state.skew_ms(&room)
        };
        assert_eq!(skew(&state, Some(90_000)), 0, "nobody knows");
        // (median, greatest) of the tokens; the room's least lag; the skew.
        for (median, greatest, lag, expected) in [
            (300, 900, Some(700), 0),
            // All of its webhooks waited for a minute and a half.
            (300, 900, Some(90_000), 0),
            (80_100, 80_900, Some(80_400), 80_400),
            (80_100, 80_900, Some(280_000), 80_900),
            (80_100, 80_900, None, 80_100),
            // One node is 30 s ahead, the other 20 s behind.
            (200, 20_700, Some(-29_500), -29_500),
            (200, 20_700, Some(20_300), 20_300),
            (200, 20_700, Some(400), 0),
        ] {
            state.observe_skews(&name, ClockSkews { median_ms: median, greatest_ms: greatest });
            assert_eq!(skew(&state, lag), expected, "{median} {greatest} {lag:?}");
        }
    }
}
