//! The participant of a webhook: whole, or only what names it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Int64, is_false, is_zero};
use crate::simulator::dice::id;
use crate::simulator::reason::Reason;
use crate::simulator::stay::{Role, Stay};

/// The regions of the simulated nodes.
const REGIONS: [&str; 3] = ["eu-central", "us-east", "ap-south"];

/// Marks the dice of attributes, of regions.
const ATTRIBUTES: u64 = 0xA77;
const REGION: u64 = 0x2E6;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Participant {
    sid: String,
    identity: String,
    #[serde(flatten)]
    rest: Option<Rest>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rest {
    state: &'static str,
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
    /// Who has joined.
    pub(super) fn active(stay: &Stay) -> Self {
        Self::full(stay, "ACTIVE", 2, false, None)
    }

    /// Who is gone.
    pub(super) fn gone(stay: &Stay, published: bool) -> Self {
        let version = if stay.aborted { 1 } else { 3 + 2 * u32::from(published) };
        // The zero of LiveKit's enumeration is left out.
        let reason = (stay.reason != Reason::UnknownReason).then_some(stay.reason.as_str());
        Self::full(stay, "DISCONNECTED", version, published, reason)
    }

    /// Sid and identity.
    pub(super) fn short(stay: &Stay) -> Self {
        Self { sid: stay.sid(), identity: stay.identity(), rest: None }
    }

    fn full(
        stay: &Stay,
        state: &'static str,
        version: u32,
        is_publisher: bool,
        disconnect_reason: Option<&'static str>,
    ) -> Self {
        let rest = Rest {
            state,
            metadata: metadata(stay),
            joined_at: Int64::seconds(stay.joined),
            joined_at_ms: Int64(stay.joined.0),
            name: stay.name(),
            version,
            permission: Permission {
                can_subscribe: true,
                can_publish: stay.role != Role::Viewer,
                can_publish_data: true,
                hidden: stay.role == Role::Recorder,
                can_update_metadata: true,
            },
            region: stay.dice(REGION).one_of(&REGIONS),
            is_publisher,
            kind: (stay.role.kind() != "STANDARD").then(|| stay.role.kind()),
            attributes: attributes(stay),
            disconnect_reason,
            client_protocol: 2,
            capabilities: ["CAP_PACKET_TRAILER"],
        };
        Self { sid: stay.sid(), identity: stay.identity(), rest: Some(rest) }
    }
}

fn metadata(stay: &Stay) -> String {
    let mut dice = stay.dice(ATTRIBUTES);
    if stay.role == Role::Person && dice.chance(0.2) {
        format!(r#"{{"team":"{}"}}"#, dice.one_of(&["red", "green", "blue"]))
    } else {
        String::new()
    }
}

fn attributes(stay: &Stay) -> BTreeMap<&'static str, String> {
    let mut dice = stay.dice(ATTRIBUTES + 1);
    let mut attributes = BTreeMap::new();
    match stay.role {
        Role::Person | Role::Viewer if dice.chance(0.5) => {
            attributes.insert("app", dice.one_of(&["web", "ios", "android"]).to_owned());
        }
        Role::Caller => {
            let number = stay.identity().replace("sip_", "");
            attributes.insert("sip.callID", id("SCL_", stay.key));
            attributes.insert("sip.callStatus", "active".to_owned());
            attributes.insert("sip.phoneNumber", number);
        }
        Role::Agent => {
            attributes.insert("lk.agent.state", "listening".to_owned());
        }
        _ => {}
    }
    attributes
}
