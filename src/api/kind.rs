//! The kind of participant that lists filter by.

use serde::Deserialize;
use utoipa::ToSchema;

/// LiveKit's kinds of participants.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum KindFilter {
    Standard,
    Connector,
    Agent,
    Sip,
    Egress,
    Ingress,
    Bridge,
}

impl KindFilter {
    /// LiveKit's name.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::Connector => "CONNECTOR",
            Self::Agent => "AGENT",
            Self::Sip => "SIP",
            Self::Egress => "EGRESS",
            Self::Ingress => "INGRESS",
            Self::Bridge => "BRIDGE",
        }
    }
}
