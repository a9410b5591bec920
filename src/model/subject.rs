//! The subject of one state of a rule.

use serde::{Deserialize, Serialize};

use super::{DeploymentName, Text};

/// A deployment, or a room, a participant or a node of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// The deployment.
    #[serde(rename = "d")]
    pub deployment: DeploymentName,
    /// Sid of the room session; `None` if the subject is not a room. `None` also for a participant:
    /// it may join several sessions of a room.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub room_sid: Option<Text>,
    /// The room's name.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub room: Option<Text>,
    /// The participant's identity.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<Text>,
    /// Metrics URL of the node.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub node: Option<Text>,
}

impl Subject {
    /// A deployment itself.
    pub const fn deployment(deployment: DeploymentName) -> Self {
        Self { deployment, room_sid: None, room: None, participant: None, node: None }
    }

    /// A room session.
    pub const fn room(deployment: DeploymentName, sid: Text, name: Text) -> Self {
        Self { deployment, room_sid: Some(sid), room: Some(name), participant: None, node: None }
    }

    /// A participant of the rooms of one name.
    pub const fn participant(deployment: DeploymentName, room: Text, identity: Text) -> Self {
        Self {
            deployment,
            room_sid: None,
            room: Some(room),
            participant: Some(identity),
            node: None,
        }
    }

    /// A node.
    pub const fn node(deployment: DeploymentName, url: Text) -> Self {
        Self { deployment, room_sid: None, room: None, participant: None, node: Some(url) }
    }

    /// The text that identifies it in the store: the same subject has the same key.
    pub fn key(&self) -> String {
        serde_json::to_string(self).expect("plain texts serialise")
    }

    /// The subject of a key; `None` if the key cannot be read.
    pub fn from_key(key: &str) -> Option<Self> {
        serde_json::from_str(key).ok()
    }
}
