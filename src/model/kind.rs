//! Kinds of participants: people and machines.

use serde::{Deserialize, Serialize};

use super::Text;

/// What kind of participant it is, by LiveKit's names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Text", into = "Text")]
pub enum Kind {
    /// A person with a client.
    Standard,
    /// Media brought in by RTMP, WHIP or a URL.
    Ingress,
    /// A recorder.
    Egress,
    /// A telephone call.
    Sip,
    /// An agent.
    Agent,
    /// A person on another network, such as `WhatsApp`.
    Connector,
    /// A bridge to a device, such as RTSP.
    Bridge,
    /// One that is not known here, as LiveKit named it.
    Other(Text),
}

impl Kind {
    /// LiveKit's name.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Standard => "STANDARD",
            Self::Ingress => "INGRESS",
            Self::Egress => "EGRESS",
            Self::Sip => "SIP",
            Self::Agent => "AGENT",
            Self::Connector => "CONNECTOR",
            Self::Bridge => "BRIDGE",
            Self::Other(name) => name,
        }
    }

    /// A label of a bounded set.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Ingress => "ingress",
            Self::Egress => "egress",
            Self::Sip => "sip",
            Self::Agent => "agent",
            Self::Connector => "connector",
            Self::Bridge => "bridge",
            Self::Other(_) => "other",
        }
    }

    /// `Some(true)` for a machine, `Some(false)` for a person, `None` for a kind not known here.
    pub const fn is_machine(&self) -> Option<bool> {
        match self {
            Self::Standard | Self::Connector => Some(false),
            Self::Ingress | Self::Egress | Self::Sip | Self::Agent | Self::Bridge => Some(true),
            Self::Other(_) => None,
        }
    }
}

impl From<Text> for Kind {
    fn from(name: Text) -> Self {
        match name.as_str() {
            "STANDARD" => Self::Standard,
            "INGRESS" => Self::Ingress,
            "EGRESS" => Self::Egress,
            "SIP" => Self::Sip,
            "AGENT" => Self::Agent,
            "CONNECTOR" => Self::Connector,
            "BRIDGE" => Self::Bridge,
            _ => Self::Other(name),
        }
    }
}

impl From<Kind> for Text {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Other(name) => name,
            known => Self::from(known.as_str()),
        }
    }
}
