//! What kind of departure a disconnect reason means.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a participant left, in the classes that operators act on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Departure {
    /// The client left, the room was deleted or closed, or a join was cancelled within seconds.
    Normal,
    /// The connection, the media or the join failed.
    Unexpected,
    /// The same identity joined again, or moved to another node.
    Replaced,
    /// Removed by an operator or by the application's server.
    Removed,
    /// The server shut down.
    Server,
    /// A phone call that was not answered or was rejected.
    CallOutcome,
    /// No source reported the end; the console inferred it.
    Reconciled,
    /// LiveKit gave no reason, or one that the console does not know.
    Unknown,
}

impl Departure {
    /// Every class, in the order of declaration.
    pub const ALL: [Self; 8] = [
        Self::Normal,
        Self::Unexpected,
        Self::Replaced,
        Self::Removed,
        Self::Server,
        Self::CallOutcome,
        Self::Reconciled,
        Self::Unknown,
    ];

    /// The name used in JSON, in the store and as a label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Unexpected => "unexpected",
            Self::Replaced => "replaced",
            Self::Removed => "removed",
            Self::Server => "server",
            Self::CallOutcome => "call_outcome",
            Self::Reconciled => "reconciled",
            Self::Unknown => "unknown",
        }
    }
}

/// How long a participant must have waited for a signalling connection that closed before media
/// came up to count as a failure, milliseconds: below that, LiveKit itself counts the join as
/// cancelled.
const GIVEN_UP_MS: i64 = 3000;

/// The class of `reason` (LiveKit's name of the `DisconnectReason`).
///
/// `aborted` means that the participant never became active; `stayed_ms` is how long the connection
/// lasted.
pub fn classify(reason: &str, aborted: bool, stayed_ms: i64) -> Departure {
    match reason {
        "DUPLICATE_IDENTITY" | "MIGRATION" => Departure::Replaced,
        "PARTICIPANT_REMOVED" => Departure::Removed,
        "SERVER_SHUTDOWN" => Departure::Server,
        "USER_UNAVAILABLE" | "USER_REJECTED" => Departure::CallOutcome,
        "STATE_MISMATCH" | "JOIN_FAILURE" | "SIP_TRUNK_FAILURE" | "CONNECTION_TIMEOUT"
        | "MEDIA_FAILURE" | "AGENT_ERROR" => Departure::Unexpected,
        "SIGNAL_CLOSE" if aborted && stayed_ms >= GIVEN_UP_MS => Departure::Unexpected,
        "CLIENT_INITIATED" | "ROOM_DELETED" | "ROOM_CLOSED" | "SIGNAL_CLOSE" => Departure::Normal,
        _ => Departure::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{Departure, classify};

    #[test]
    fn every_reason_that_livekit_knows_has_a_class() {
        for (reason, class) in [
            ("UNKNOWN_REASON", Departure::Unknown),
            ("CLIENT_INITIATED", Departure::Normal),
            ("DUPLICATE_IDENTITY", Departure::Replaced),
            ("SERVER_SHUTDOWN", Departure::Server),
            ("PARTICIPANT_REMOVED", Departure::Removed),
            ("ROOM_DELETED", Departure::Normal),
            ("STATE_MISMATCH", Departure::Unexpected),
            ("JOIN_FAILURE", Departure::Unexpected),
            ("MIGRATION", Departure::Replaced),
            ("SIGNAL_CLOSE", Departure::Normal),
            ("ROOM_CLOSED", Departure::Normal),
            ("USER_UNAVAILABLE", Departure::CallOutcome),
            ("USER_REJECTED", Departure::CallOutcome),
            ("SIP_TRUNK_FAILURE", Departure::Unexpected),
            ("CONNECTION_TIMEOUT", Departure::Unexpected),
            ("MEDIA_FAILURE", Departure::Unexpected),
            ("AGENT_ERROR", Departure::Unexpected),
            ("SOMETHING_NEW", Departure::Unknown),
            ("99", Departure::Unknown),
        ] {
            assert_eq!(classify(reason, false, 60_000), class, "{reason}");
        }
    }

    #[test]
    fn a_signal_close_is_a_failure_only_after_waiting() {
        assert_eq!(classify("SIGNAL_CLOSE", true, 2999), Departure::Normal);
        assert_eq!(classify("SIGNAL_CLOSE", true, 3000), Departure::Unexpected);
    }
}
