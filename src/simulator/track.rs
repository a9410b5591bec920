//! What a participant publishes during a session.

use crate::model::Millis;

use super::dice::{id, key};
use super::planned_session::{PlannedSession, Role};
use super::reason::Reason;

/// Where a track comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrackSource {
    /// A microphone.
    Microphone,
    /// A camera.
    Camera,
    /// A screen.
    Screen,
    /// The sound of a screen.
    ScreenAudio,
}

/// What a participant publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrackPlan {
    /// The sid follows from this.
    pub key: u64,
    /// Where it comes from.
    pub source: TrackSource,
    /// When it is published, after the session's `active`.
    pub published: Millis,
    /// When it ends, after `published` and before the session's `left`.
    pub unpublished: Millis,
    /// Whether it was muted when it ended: nothing else tells.
    pub muted: bool,
}

impl TrackPlan {
    /// LiveKit's track sid.
    pub fn sid(&self) -> String {
        id(
            match self.source {
                TrackSource::Microphone => "TR_AM",
                TrackSource::Camera => "TR_VC",
                TrackSource::Screen => "TR_VS",
                TrackSource::ScreenAudio => "TR_AS",
            },
            self.key,
        )
    }
}

/// Marks the dice of tracks.
const TRACKS: u64 = 0x7AC;

/// A screen is shown only by those who session this long, in milliseconds.
const LONG: i64 = 90_000;

/// What is published during `session`, the earliest first.
pub(super) fn tracks(session: &PlannedSession) -> Vec<TrackPlan> {
    if session.aborted || unanswered(session.reason) {
        return Vec::new();
    }
    let mut dice = session.dice(TRACKS);
    let (microphone, camera, screen) = match session.role {
        Role::Viewer | Role::Recorder => return Vec::new(),
        Role::Person => (0.95, 0.7, 0.08),
        Role::Caller | Role::Connector | Role::Agent => (1.0, 0.0, 0.0),
        Role::Device | Role::Feed => (1.0, 1.0, 0.0),
    };
    let mut plan = Vec::new();
    let (begin, end) = (session.active, session.planned.plus(-1));
    let mut add = |source, from: Millis, to: Millis, muted| {
        let to = to.min(end);
        if from < to {
            let key = key(&[session.key, source as u64, from.0.cast_unsigned()]);
            plan.push(TrackPlan { key, source, published: from, unpublished: to, muted });
        }
    };
    if dice.chance(microphone) {
        let muted = dice.chance(0.4);
        add(TrackSource::Microphone, begin.plus(dice.between(60, 900)), end, muted);
    }
    if dice.chance(camera) {
        let from = begin.plus(dice.between(100, 1800));
        // Some switch the camera off, and some of them on again.
        let off = Millis(dice.between(from.plus(5000).0, end.0));
        if off < end && dice.chance(0.2) {
            add(TrackSource::Camera, from, off, dice.chance(0.5));
            if dice.chance(0.5) {
                add(TrackSource::Camera, off.plus(dice.between(3000, 60_000)), end, false);
            }
        } else {
            add(TrackSource::Camera, from, end, false);
        }
    }
    if end.since(begin) > LONG && dice.chance(screen) {
        let from = begin.plus(dice.between(5000, end.since(begin) / 2));
        let to = from.plus(dice.between(15_000, 600_000));
        add(TrackSource::Screen, from, to, false);
        if dice.chance(0.3) {
            add(TrackSource::ScreenAudio, from.plus(1), to.plus(1), false);
        }
    }
    plan.sort_by_key(|track| track.published);
    plan
}

/// Whether the call ended before anybody spoke.
const fn unanswered(reason: Reason) -> bool {
    matches!(reason, Reason::UserUnavailable | Reason::UserRejected | Reason::SipTrunkFailure)
}
