//! Kinds of participants: people and machines.

use serde::{Deserialize, Serialize};

use super::Text;

/// Kind of a participant, by LiveKit's names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Text", into = "Text")]
pub enum Kind {
    /// A person with a client.
    Standard,
    /// Media brought in by RTMP, WHIP or a URL.
    Ingress,
    /// A recorder.
    Egress,
    /// A person on a telephone.
    Sip,
    /// An agent.
    Agent,
    /// A person on another network, such as `WhatsApp`.
    Connector,
    /// A bridge to a device, such as RTSP.
    Bridge,
    /// A kind that the console does not know, as LiveKit named it. Boxed: it is rare, and every
    /// participant has a kind.
    Other(Box<Text>),
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

    /// `Some(true)` for a machine, `Some(false)` for a person, `None` for an unknown kind.
    pub const fn is_machine(&self) -> Option<bool> {
        match self {
            Self::Standard | Self::Sip | Self::Connector => Some(false),
            Self::Ingress | Self::Egress | Self::Agent | Self::Bridge => Some(true),
            Self::Other(_) => None,
        }
    }

    /// The kind, completed by permissions where it is left out: old servers send no kind, which
    /// reads as STANDARD, and mark recorders and agents by permission alone.
    #[must_use]
    pub fn or_permitted(self, is_recorder: bool, is_agent: bool) -> Self {
        match self {
            Self::Standard if is_recorder => Self::Egress,
            Self::Standard if is_agent => Self::Agent,
            other => other,
        }
    }
}

/// LiveKit's kind detail for a participant of another room whose media is forwarded into this one.
pub const FORWARDED: &str = "FORWARDED";

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
            _ => Self::Other(Box::new(name)),
        }
    }
}

impl From<Kind> for Text {
    fn from(kind: Kind) -> Self {
        Self::from(kind.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::model::Text;

    #[test]
    fn kinds_that_speak_or_listen_are_people_and_the_others_machines() {
        for (name, is_machine) in [
            ("STANDARD", Some(false)),
            ("SIP", Some(false)),
            ("CONNECTOR", Some(false)),
            ("INGRESS", Some(true)),
            ("EGRESS", Some(true)),
            ("AGENT", Some(true)),
            ("BRIDGE", Some(true)),
            ("SOMETHING_NEW", None),
        ] {
            assert_eq!(Kind::from(Text::from(name)).is_machine(), is_machine, "{name}");
        }
    }

    #[test]
    fn permissions_decide_the_kind_only_where_it_is_left_out() {
        for (reported, recorder, agent, kind) in [
            (Kind::Standard, false, false, Kind::Standard),
            (Kind::Standard, true, false, Kind::Egress),
            (Kind::Standard, false, true, Kind::Agent),
            (Kind::Standard, true, true, Kind::Egress),
            (Kind::Sip, true, true, Kind::Sip),
            (Kind::from(Text::from("77")), true, false, Kind::from(Text::from("77"))),
        ] {
            assert_eq!(reported.clone().or_permitted(recorder, agent), kind, "{reported:?}");
        }
    }
}
