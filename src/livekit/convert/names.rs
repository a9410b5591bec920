//! LiveKit's enums by number, for the rare sender that writes numbers instead of names.

pub(super) const KINDS: [&str; 9] =
    ["STANDARD", "INGRESS", "EGRESS", "SIP", "AGENT", "", "", "CONNECTOR", "BRIDGE"];
pub(super) const KIND_DETAILS: [&str; 6] = [
    "CLOUD_AGENT",
    "FORWARDED",
    "CONNECTOR_WHATSAPP",
    "CONNECTOR_TWILIO",
    "BRIDGE_RTSP",
    "SIMULATION",
];
pub(super) const TRACK_SOURCES: [&str; 5] =
    ["UNKNOWN", "CAMERA", "MICROPHONE", "SCREEN_SHARE", "SCREEN_SHARE_AUDIO"];
pub(super) const DISCONNECT_REASONS: [&str; 17] = [
    "UNKNOWN_REASON",
    "CLIENT_INITIATED",
    "DUPLICATE_IDENTITY",
    "SERVER_SHUTDOWN",
    "PARTICIPANT_REMOVED",
    "ROOM_DELETED",
    "STATE_MISMATCH",
    "JOIN_FAILURE",
    "MIGRATION",
    "SIGNAL_CLOSE",
    "ROOM_CLOSED",
    "USER_UNAVAILABLE",
    "USER_REJECTED",
    "SIP_TRUNK_FAILURE",
    "CONNECTION_TIMEOUT",
    "MEDIA_FAILURE",
    "AGENT_ERROR",
];
pub(super) const ROOM_END_REASONS: [&str; 6] = [
    "ROOM_END_UNKNOWN",
    "ROOM_END_API_DELETE",
    "ROOM_END_IDLE_TIMEOUT",
    "ROOM_END_SERVER_SHUTDOWN",
    "ROOM_END_SUPERSEDED",
    "ROOM_END_OPEN_FAILED",
];
pub(super) const EGRESS_STATUSES: [&str; 7] = [
    "EGRESS_STARTING",
    "EGRESS_ACTIVE",
    "EGRESS_ENDING",
    "EGRESS_COMPLETE",
    "EGRESS_FAILED",
    "EGRESS_ABORTED",
    "EGRESS_LIMIT_REACHED",
];
pub(super) const INGRESS_STATUSES: [&str; 5] = [
    "ENDPOINT_INACTIVE",
    "ENDPOINT_BUFFERING",
    "ENDPOINT_PUBLISHING",
    "ENDPOINT_ERROR",
    "ENDPOINT_COMPLETE",
];
pub(super) const AGENT_STATUSES: [&str; 4] =
    ["JS_PENDING", "JS_RUNNING", "JS_SUCCESS", "JS_FAILED"];
