//! The participant of a webhook: complete, or only its ids.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Int64, is_false, is_zero};
use crate::model::Millis;
use crate::simulator::change::{self_description, version};
use crate::simulator::planned_session::{PlannedSession, Role};
use crate::simulator::reason::Reason;
use crate::simulator::track::tracks;

/// The regions of the simulated nodes.
const REGIONS: [&str; 3] = ["eu-central", "us-east", "ap-south"];

/// Key of the random numbers of regions.
const REGION: u64 = 0x2E6;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::simulator) struct Participant {
    sid: String,
    identity: String,
    #[serde(flatten)]
    rest: Option<Rest>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rest {
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    metadata: String,
    joined_at: Int64,
    joined_at_ms: Int64,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "is_zero")]
    version: u32,
    permission: Permission,
    region: &'static str,
    #[serde(skip_serializing_if = "is_false")]
    is_publisher: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disconnect_reason: Option<&'static str>,
    client_protocol: u32,
    capabilities: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "it is LiveKit's")]
struct Permission {
    can_subscribe: bool,
    #[serde(skip_serializing_if = "is_false")]
    can_publish: bool,
    can_publish_data: bool,
    #[serde(skip_serializing_if = "is_false")]
    hidden: bool,
    can_update_metadata: bool,
}

impl Participant {
    /// The participant as it is `at`.
    pub(in crate::simulator) fn at(session: &PlannedSession, at: Millis) -> Self {
        let state = match at {
            _ if session.aborted => None,
            at if at < session.active => Some("JOINED"),
            _ => Some("ACTIVE"),
        };
        let published = tracks(session).iter().any(|track| track.published <= at);
        Self::full(session, at, state, published, None)
    }

    /// The participant after it has left.
    pub(super) fn gone(session: &PlannedSession, published: bool) -> Self {
        // The zero of LiveKit's enumeration is left out.
        let reason = (session.reason != Reason::UnknownReason).then_some(session.reason.as_str());
        Self::full(session, session.left, Some("DISCONNECTED"), published, reason)
    }

    /// Sid and identity.
    pub(super) fn short(session: &PlannedSession) -> Self {
        Self { sid: session.sid(), identity: session.identity(), rest: None }
    }

    /// With the times of a clock that is ahead by `clock_ms`.
    pub(in crate::simulator) fn by(mut self, clock_ms: i64) -> Self {
        if let Some(rest) = &mut self.rest {
            let joined_at = Millis(rest.joined_at_ms.0).plus(clock_ms);
            rest.joined_at = Int64::seconds(joined_at);
            rest.joined_at_ms = Int64(joined_at.0);
        }
        self
    }

    fn full(
        session: &PlannedSession,
        at: Millis,
        state: Option<&'static str>,
        is_publisher: bool,
        disconnect_reason: Option<&'static str>,
    ) -> Self {
        let (metadata, attributes) = self_description(session, at);
        let rest = Rest {
            state,
            metadata,
            joined_at: Int64::seconds(session.joined),
            joined_at_ms: Int64(session.joined.0),
            name: session.name(),
            version: version(session, at),
            permission: Permission {
                can_subscribe: true,
                can_publish: session.role != Role::Viewer,
                can_publish_data: true,
                hidden: session.role == Role::Recorder,
                can_update_metadata: true,
            },
            region: session.random(REGION).one_of(&REGIONS),
            is_publisher,
            kind: (session.role.kind() != "STANDARD").then(|| session.role.kind()),
            attributes,
            disconnect_reason,
            client_protocol: 2,
            capabilities: ["CAP_PACKET_TRAILER"],
        };
        Self { sid: session.sid(), identity: session.identity(), rest: Some(rest) }
    }
}
