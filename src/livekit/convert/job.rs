//! What a webhook tells of an egress, an ingress or an agent job.

use std::sync::Arc;

use serde_json::Value;

use super::Context;
use super::names::{AGENT_STATUSES, EGRESS_STATUSES, INGRESS_STATUSES};
use super::outputs;
use super::value::{either, long_text, name, text};
use crate::model::{JobKind, JobRecord, JobStatus, Latest, Stamp, Text};

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
            ("egress", "egress"),
            ("replay", "replay"),
            ("roomComposite", "room composite"),
            ("participant", "participant"),
            ("trackComposite", "track composite"),
            ("track", "track"),
            ("web", "web"),
        ];
        let what = what.iter().find(|(member, _)| info[*member].is_object());
        let outputs = outputs::read(info, self.reader);
        let stamp = self.job_stamp(info);
        JobRecord {
            name: what.map(|(_, what)| Text::from(*what)).unwrap_or_default(),
            outputs: (!outputs.is_empty()).then_some(Latest { stamp, value: outputs }),
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
        let started = text(&state["startedAt"]);
        let started = if started == "0" { Text::default() } else { started };
        let used = either(text(&state["resourceId"]), started);
        let status = name(&state["status"], &INGRESS_STATUSES, "ENDPOINT_INACTIVE");
        // One that is not in use does not run: it never did, or its use is over.
        let is_idle = status == "ENDPOINT_INACTIVE" && self.name != "ingress_started";
        if is_idle && used.is_empty() && self.name != "ingress_ended" {
            return None;
        }
        let id = if used.is_empty() { id } else { Text::from(format!("{id}/{used}")) };
        let ended = self.name == "ingress_ended"
            || is_idle
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
        let told = Some(Latest { stamp: self.job_stamp(times), value: status });
        let (running, ended) = if is_over { (None, told) } else { (told, None) };
        JobRecord {
            room_sid,
            room_name,
            started_at: self.reader.nanoseconds(&times["startedAt"]),
            ended_at: is_over
                .then(|| self.reader.nanoseconds(&times["endedAt"]).unwrap_or(self.at)),
            running,
            ended,
            last_alive: (!is_over).then_some(self.reader.received_at),
            ..JobRecord::seen(kind, id, Arc::clone(self.deployment), self.at)
        }
    }

    /// When it was said, by whoever keeps the job.
    fn job_stamp(&self, times: &Value) -> Stamp {
        let stamp = self.stamp(&Value::Null);
        let at = self.reader.nanoseconds(&times["updatedAt"]).unwrap_or(stamp.at);
        Stamp { at, ..stamp }
    }
}
