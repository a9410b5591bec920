//! What a webhook tells of an egress, an ingress or an agent job.

use std::sync::Arc;

use serde_json::Value;

use super::Context;
use super::names::{AGENT_STATUSES, EGRESS_STATUSES, INGRESS_STATUSES};
use super::value::{either, long_text, name, text};
use crate::model::{JobKind, JobRecord, JobStatus, Latest, Text};

impl Context<'_> {
    pub(super) fn job(&self, body: &Value) -> Option<JobRecord> {
        if body["egressInfo"].is_object() {
            return Some(self.egress(&body["egressInfo"], &body["room"]));
        }
        if body["ingressInfo"].is_object() {
            return self.ingress(&body["ingressInfo"], &body["room"]);
        }
        if body["job"].is_object() { self.agent_job(&body["job"]) } else { None }
    }

    fn egress(&self, info: &Value, room: &Value) -> JobRecord {
        let id = text(&info["egressId"]);
        // An automatic egress that cannot even start has no id.
        let id = if id.is_empty() { Text::from(self.id) } else { id };
        let status = name(&info["status"], &EGRESS_STATUSES, "EGRESS_STARTING");
        let ended = self.name == "egress_ended"
            || ["EGRESS_COMPLETE", "EGRESS_FAILED", "EGRESS_ABORTED", "EGRESS_LIMIT_REACHED"]
                .contains(&status.as_str());
        let room_sid = either(text(&info["roomId"]), text(&room["sid"]));
        let room_name = either(text(&info["roomName"]), text(&room["name"]));
        let what = [
            ("roomComposite", "room composite"),
            ("participant", "participant"),
            ("trackComposite", "track composite"),
            ("track", "track"),
            ("web", "web"),
        ];
        let what = what.iter().find(|(member, _)| info[*member].is_object());
        JobRecord {
            name: what.map(|(_, what)| Text::from(*what)).unwrap_or_default(),
            ..self.job_record(
                JobKind::Egress,
                id,
                (room_sid, room_name),
                info,
                ended,
                JobStatus {
                    name: status,
                    error: long_text(&info["error"]),
                    participant_identity: Text::default(),
                },
            )
        }
    }

    fn ingress(&self, info: &Value, room: &Value) -> Option<JobRecord> {
        let id = text(&info["ingressId"]);
        if id.is_empty() {
            return None;
        }
        let state = &info["state"];
        // An ingress can be used again: each use is a job.
        let used = either(text(&state["resourceId"]), text(&state["startedAt"]));
        let id = if used.is_empty() { id } else { Text::from(format!("{id}/{used}")) };
        let status = name(&state["status"], &INGRESS_STATUSES, "ENDPOINT_INACTIVE");
        let ended = self.name == "ingress_ended"
            || ["ENDPOINT_ERROR", "ENDPOINT_COMPLETE"].contains(&status.as_str());
        let room_name = either(text(&info["roomName"]), text(&room["name"]));
        let room = (either(text(&state["roomId"]), text(&room["sid"])), room_name);
        Some(JobRecord {
            name: text(&info["name"]),
            ..self.job_record(
                JobKind::Ingress,
                id,
                room,
                state,
                ended,
                JobStatus {
                    name: status,
                    error: long_text(&state["error"]),
                    participant_identity: text(&info["participantIdentity"]),
                },
            )
        })
    }

    fn agent_job(&self, job: &Value) -> Option<JobRecord> {
        let id = text(&job["id"]);
        if id.is_empty() {
            return None;
        }
        let state = &job["state"];
        let status = name(&state["status"], &AGENT_STATUSES, "JS_PENDING");
        let ended = self.name == "agent_job_ended"
            || ["JS_SUCCESS", "JS_FAILED"].contains(&status.as_str());
        let room = (text(&job["room"]["sid"]), text(&job["room"]["name"]));
        Some(JobRecord {
            name: text(&job["agentName"]),
            ..self.job_record(
                JobKind::Agent,
                id,
                room,
                state,
                ended,
                JobStatus {
                    name: status,
                    error: long_text(&state["error"]),
                    participant_identity: text(&state["participantIdentity"]),
                },
            )
        })
    }

    fn job_record(
        &self,
        kind: JobKind,
        id: Text,
        (room_sid, room_name): (Text, Text),
        times: &Value,
        is_over: bool,
        status: JobStatus,
    ) -> JobRecord {
        let mut stamp = self.stamp(&Value::Null);
        if let Some(at) = self.reader.nanoseconds(&times["updatedAt"]) {
            stamp.at = at;
        }
        let told = Some(Latest { stamp, value: status });
        let (running, ended) = if is_over { (None, told) } else { (told, None) };
        JobRecord {
            kind,
            id,
            deployment: Arc::clone(self.deployment),
            room_sid,
            room_name,
            name: Text::default(),
            first_seen: self.at,
            started_at: self.reader.nanoseconds(&times["startedAt"]),
            ended_at: is_over
                .then(|| self.reader.nanoseconds(&times["endedAt"]).unwrap_or(self.at)),
            running,
            ended,
        }
    }
}
