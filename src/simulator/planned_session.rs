//! One session of one participant in a room.

use crate::model::Millis;

use super::dice::{Dice, id};
use super::names;
use super::reason::Reason;

/// What a participant is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Somebody who speaks and is seen.
    Person,
    /// Somebody who only watches.
    Viewer,
    /// Somebody on the telephone.
    Caller,
    /// Somebody on another network.
    Connector,
    /// A device in a meeting room.
    Device,
    /// A program that talks.
    Agent,
    /// A recorder.
    Recorder,
    /// Media that is brought in.
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

    /// Whether LiveKit leaves it out of a room's count and closes the room in spite of it.
    pub const fn is_dependent(self) -> bool {
        matches!(self, Self::Agent | Self::Recorder)
    }
}

/// One session of one participant in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedSession {
    /// The sid and all that happens during the session follow from this.
    pub key: u64,
    /// Name and identity follow from this; for a machine it is the key of its job.
    pub who: u64,
    /// Keeps those who are in a room together apart.
    pub seat: u32,
    /// What it is there for.
    pub role: Role,
    /// When the signalling connection was made (LiveKit's `joinedAt`).
    pub joined: Millis,
    /// When media came up, and `participant_joined` is sent; not before `joined`.
    pub active: Millis,
    /// When it ended; after `active`.
    pub left: Millis,
    /// Why it ended.
    pub reason: Reason,
    /// When it was to end, had the node not died; tracks and changes follow from this.
    pub(super) planned: Millis,
    /// The node died: nobody is told the end, and `reason` is none.
    pub died: bool,
    /// Media never came up: told by `participant_connection_aborted` at `left`, nothing before.
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
            Role::Person | Role::Viewer => names::person(self.who, self.seat).1,
            Role::Caller => format!("sip_{}", names::telephone(self.who, self.seat)),
            Role::Connector => format!("whatsapp_{}", names::telephone(self.who, self.seat)),
            Role::Device => format!("camera-{}", self.seat),
            Role::Agent => format!("agent-{}", id("AJ_", self.who)),
            Role::Recorder => id("EG_", self.who),
            Role::Feed => format!("obs-{}", self.seat),
        }
    }

    /// The participant's name; empty if it has none.
    pub fn name(&self) -> String {
        match self.role {
            Role::Person | Role::Viewer => names::person(self.who, self.seat).0,
            Role::Caller | Role::Connector => {
                format!("Phone {}", names::telephone(self.who, self.seat))
            }
            Role::Device => "Room camera".to_owned(),
            Role::Feed => "OBS".to_owned(),
            Role::Agent | Role::Recorder => String::new(),
        }
    }

    /// Dice for the `part` of it.
    pub(super) fn dice(&self, part: u64) -> Dice {
        Dice::new(&[self.key, part])
    }
}
