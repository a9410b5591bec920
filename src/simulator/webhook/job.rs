//! Egresses, ingresses and agents' jobs of a webhook.

use serde::Serialize;

use super::room::Room;
use super::{Int64, is_zero};
use crate::model::Millis;
use crate::simulator::job::{JobEnd, JobPlan};
use crate::simulator::random::{Random, id};
use crate::simulator::room::RoomPlan;
use crate::simulator::timeline::JobStep;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::simulator) struct Egress {
    #[serde(rename = "egressId")]
    id: String,
    room_id: String,
    room_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Int64::is_zero")]
    started_at: Int64,
    #[serde(skip_serializing_if = "Int64::is_zero")]
    ended_at: Int64,
    updated_at: Int64,
    #[serde(skip_serializing_if = "str::is_empty")]
    error: &'static str,
    #[serde(skip_serializing_if = "is_zero")]
    error_code: u32,
    room_composite: Composite,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    file_results: Vec<FileResult>,
    #[serde(skip_serializing_if = "str::is_empty")]
    details: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Composite {
    room_name: String,
    layout: &'static str,
    file_outputs: [FileOutput; 1],
}

#[derive(Serialize)]
struct FileOutput {
    filepath: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileResult {
    filename: String,
    started_at: Int64,
    #[serde(skip_serializing_if = "Int64::is_zero")]
    ended_at: Int64,
    #[serde(skip_serializing_if = "Int64::is_zero")]
    duration: Int64,
    #[serde(skip_serializing_if = "Int64::is_zero")]
    size: Int64,
}

/// Bytes per second of a recording.
const BYTES_PER_SECOND: i64 = 300_000;

const NOT_YET: Int64 = Int64(0);

impl Egress {
    /// The egress of a room.
    pub(in crate::simulator) fn new(room: &RoomPlan, job: &JobPlan, step: JobStep) -> Self {
        let filename = format!("recordings/{}.mp4", room.sid());
        let ran = job.outcome != JobEnd::Aborted && step != JobStep::Started;
        let over = step == JobStep::Ended;
        let length = if over { job.ended.since(job.running) } else { 0 };
        let started_at = if ran { Int64::nanos(job.running) } else { NOT_YET };
        let ended_at = if over { Int64::nanos(job.ended) } else { NOT_YET };
        let file = ran.then(|| FileResult {
            filename: filename.clone(),
            started_at,
            ended_at,
            duration: Int64(length * 1_000_000),
            size: Int64(length / 1000 * BYTES_PER_SECOND),
        });
        let (status, at) = match step {
            JobStep::Started => (None, job.requested),
            JobStep::Running => (Some("EGRESS_ACTIVE"), job.running),
            JobStep::Ending => (Some("EGRESS_ENDING"), job.ending),
            JobStep::Ended => (Some(ended_status(job.outcome)), job.ended),
        };
        let (error, error_code) = match job.outcome {
            JobEnd::Failed if over => ("upload failed: storage does not answer", 500),
            JobEnd::Aborted if over => ("start signal not received", 412),
            _ => ("", 0),
        };
        Self {
            id: job.id(),
            room_id: room.sid(),
            room_name: room.name(),
            status,
            started_at,
            ended_at,
            updated_at: Int64::nanos(at),
            error,
            error_code,
            room_composite: Composite {
                room_name: room.name(),
                layout: "grid",
                file_outputs: [FileOutput { filepath: filename }],
            },
            file_results: file.into_iter().collect(),
            details: if over && ran { "End reason: StopEgress API" } else { "" },
        }
    }
}

const fn ended_status(outcome: JobEnd) -> &'static str {
    match outcome {
        JobEnd::Done => "EGRESS_COMPLETE",
        JobEnd::Failed => "EGRESS_FAILED",
        JobEnd::Aborted => "EGRESS_ABORTED",
        JobEnd::LimitReached => "EGRESS_LIMIT_REACHED",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::simulator) struct Ingress {
    #[serde(rename = "ingressId")]
    id: String,
    name: &'static str,
    stream_key: String,
    url: &'static str,
    room_name: String,
    participant_identity: String,
    participant_name: &'static str,
    reusable: bool,
    state: IngressState,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IngressState {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    error: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<IngressVideo>,
    room_id: String,
    started_at: Int64,
    #[serde(skip_serializing_if = "Int64::is_zero")]
    ended_at: Int64,
    resource_id: String,
    updated_at: Int64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IngressVideo {
    mime_type: &'static str,
    average_bitrate: u32,
    width: u32,
    height: u32,
    framerate: f64,
}

impl Ingress {
    /// An ingress into a room.
    pub(in crate::simulator) fn new(room: &RoomPlan, job: &JobPlan, step: JobStep) -> Self {
        let over = step == JobStep::Ended;
        let (status, error) = match job.outcome {
            _ if !over => (Some("ENDPOINT_PUBLISHING"), ""),
            JobEnd::Failed => (Some("ENDPOINT_ERROR"), "connection reset by peer"),
            JobEnd::Done | JobEnd::LimitReached => (Some("ENDPOINT_COMPLETE"), ""),
            // The zero of LiveKit's enumeration, ENDPOINT_INACTIVE, is left out.
            JobEnd::Aborted => (None, ""),
        };
        let video = (!over).then_some(IngressVideo {
            mime_type: "video/H264",
            average_bitrate: 4_500_000,
            width: 1920,
            height: 1080,
            framerate: 30.0,
        });
        let at = if over { job.ended } else { job.requested };
        Self {
            id: job.id(),
            name: "obs",
            stream_key: id("stream-secret-", job.key),
            url: "rtmp://ingest.example.com/x",
            room_name: room.name(),
            participant_identity: format!("obs-{}", job.slot),
            participant_name: "OBS",
            reusable: true,
            state: IngressState {
                status,
                error,
                video,
                room_id: room.sid(),
                started_at: Int64::nanos(job.requested),
                ended_at: if over { Int64::nanos(job.ended) } else { NOT_YET },
                resource_id: id("RE_", job.key),
                updated_at: Int64::nanos(at),
            },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::simulator) struct AgentJob {
    id: String,
    dispatch_id: String,
    room: Room,
    agent_name: &'static str,
    state: AgentState,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AgentState {
    status: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    error: &'static str,
    started_at: Int64,
    #[serde(skip_serializing_if = "Int64::is_zero")]
    ended_at: Int64,
    updated_at: Int64,
    participant_identity: String,
    worker_id: String,
}

/// Names of agents.
const AGENTS: [&str; 3] = ["support-bot", "transcriber", "receptionist"];

/// How many workers run the agents.
const WORKERS: u64 = 8;

impl AgentJob {
    /// The job of an agent in a room.
    pub(in crate::simulator) fn new(room: &RoomPlan, job: &JobPlan, step: JobStep) -> Self {
        let over = step == JobStep::Ended;
        let (status, error): (_, &str) = match job.outcome {
            _ if !over => ("JS_RUNNING", ""),
            JobEnd::Done => ("JS_SUCCESS", ""),
            _ => ("JS_FAILED", "worker exited"),
        };
        let mut random = Random::new(&[job.key]);
        let ended: Millis = if over { job.ended } else { job.running };
        Self {
            id: job.id(),
            dispatch_id: id("AD_", random.next_u64()),
            room: Room::short(room),
            agent_name: random.one_of(&AGENTS),
            state: AgentState {
                status,
                error,
                started_at: Int64::nanos(job.running),
                ended_at: if over { Int64::nanos(job.ended) } else { NOT_YET },
                updated_at: Int64::nanos(ended),
                participant_identity: format!("agent-{}", job.id()),
                worker_id: id("AW_", random.next_u64() % WORKERS),
            },
        }
    }
}
