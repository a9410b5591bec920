//! What a participant publishes during a session.

use crate::model::Millis;

use super::planned_session::{PlannedSession, Role};
use super::random::{id, key};
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
    /// Whether it was muted when it ended; only this records it.
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

/// Key of the random numbers of tracks.
const TRACKS: u64 = 0x7AC;

/// A screen is shared only in sessions that last longer, milliseconds.
const LONG: i64 = 90_000;

/// What is published during `session`, the earliest first.
pub(super) fn tracks(session: &PlannedSession) -> Vec<TrackPlan> {
    if session.aborted || call_failed(session.reason) {
        return Vec::new();
    }
    let mut random = session.random(TRACKS);
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
    if random.chance(microphone) {
        let muted = random.chance(0.4);
        add(TrackSource::Microphone, begin.plus(random.between(60, 900)), end, muted);
    }
    if random.chance(camera) {
        let from = begin.plus(random.between(100, 1800));
        // Some participants turn the camera off, and some of those on again.
        let off = Millis(random.between(from.plus(5000).0, end.0));
        if off < end && random.chance(0.2) {
            add(TrackSource::Camera, from, off, random.chance(0.5));
            if random.chance(0.5) {
                add(TrackSource::Camera, off.plus(random.between(3000, 60_000)), end, false);
            }
        } else {
            add(TrackSource::Camera, from, end, false);
        }
    }
    if end.since(begin) > LONG && random.chance(screen) {
        let from = begin.plus(random.between(5000, end.since(begin) / 2));
        let to = from.plus(random.between(15_000, 600_000));
        add(TrackSource::Screen, from, to, false);
        if random.chance(0.3) {
            add(TrackSource::ScreenAudio, from.plus(1), to.plus(1), false);
        }
    }
    plan.sort_by_key(|track| track.published);
    plan
}

/// Whether the call failed before media came up.
const fn call_failed(reason: Reason) -> bool {
    matches!(reason, Reason::UserUnavailable | Reason::UserRejected | Reason::SipTrunkFailure)
}
