//! One session of one participant in a room.

use crate::model::Millis;

use super::names;
use super::random::{Random, id};
use super::reason::Reason;

/// The role of a participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A person with microphone and camera.
    Person,
    /// A person who only watches.
    Viewer,
    /// A telephone caller.
    Caller,
    /// A caller from another network.
    Connector,
    /// A device in a meeting room.
    Device,
    /// An agent.
    Agent,
    /// A recorder.
    Recorder,
    /// An ingress.
    Feed,
}

impl Role {
    /// LiveKit's kind of participant.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Person | Self::Viewer => "STANDARD",
            Self::Caller => "SIP",
            Self::Connector => "CONNECTOR",
            Self::Device => "BRIDGE",
            Self::Agent => "AGENT",
            Self::Recorder => "EGRESS",
            Self::Feed => "INGRESS",
        }
    }

    /// Whether LiveKit does not count it, and closes the room while it is still there.
    pub const fn is_dependent(self) -> bool {
        matches!(self, Self::Agent | Self::Recorder)
    }
}

/// One session of one participant in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedSession {
    /// The sid and everything that happens in the session follow from this.
    pub key: u64,
    /// Name and identity follow from this; for a machine it is the key of its job.
    pub who: u64,
    /// Slot in the room; distinguishes participants that are present together.
    pub slot: u32,
    /// The role.
    pub role: Role,
    /// When the signalling connection was made (LiveKit's `joinedAt`).
    pub joined: Millis,
    /// When media came up, and `participant_joined` is sent; not before `joined`.
    pub active: Millis,
    /// When it ended; after `active`.
    pub left: Millis,
    /// Why it ended.
    pub reason: Reason,
    /// When it would end without a crash of the node; tracks and changes follow from this.
    pub(super) planned: Millis,
    /// The node crashed: no webhook reports the end, and `reason` does not apply.
    pub died: bool,
    /// Media never came up. Only `participant_connection_aborted` at `left` reports it.
    pub aborted: bool,
}

impl PlannedSession {
    /// LiveKit's participant sid.
    pub fn sid(&self) -> String {
        id("PA_", self.key)
    }

    /// The participant's identity.
    pub fn identity(&self) -> String {
        match self.role {
            Role::Person | Role::Viewer => names::person(self.who, self.slot).1,
            Role::Caller => format!("sip_{}", names::telephone(self.who, self.slot)),
            Role::Connector => format!("whatsapp_{}", names::telephone(self.who, self.slot)),
            Role::Device => format!("camera-{}", self.slot),
            Role::Agent => format!("agent-{}", id("AJ_", self.who)),
            Role::Recorder => id("EG_", self.who),
            Role::Feed => format!("obs-{}", self.slot),
        }
    }

    /// The participant's name; empty if it has none.
    pub fn name(&self) -> String {
        match self.role {
            Role::Person | Role::Viewer => names::person(self.who, self.slot).0,
            Role::Caller | Role::Connector => {
                format!("Phone {}", names::telephone(self.who, self.slot))
            }
            Role::Device => "Room camera".to_owned(),
            Role::Feed => "OBS".to_owned(),
            Role::Agent | Role::Recorder => String::new(),
        }
    }

    /// Random numbers for the `part` of it.
    pub(super) fn random(&self, part: u64) -> Random {
        Random::new(&[self.key, part])
    }
}
