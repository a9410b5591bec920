//! Reads an egress, an ingress or an agent job from a webhook.

use std::sync::Arc;

use super::WebhookContext;
use super::body::{AgentJob, Egress, Ingress, JobState, Room, WebhookBody};
use super::lenient::Scalar;
use super::names::{AGENT_STATUSES, EGRESS_STATUSES, INGRESS_STATUSES};
use super::outputs;
use super::value::{either, long_text, name, text};
use crate::model::{JobKind, JobRecord, JobStatus, Latest, Stamp, Text};

/// When a job began, ended and was last updated, nanoseconds.
type Times<'a> = [&'a Scalar<'a>; 3];

impl JobState<'_> {
    const fn times(&self) -> Times<'_> {
        [&self.started_at, &self.ended_at, &self.updated_at]
    }
}

impl WebhookContext<'_> {
    pub(super) fn job(&self, body: &WebhookBody<'_>) -> Option<JobRecord> {
        if let Some(egress) = &body.egress {
            return Some(self.egress(egress, &body.room));
        }
        if let Some(ingress) = &body.ingress {
            return self.ingress(ingress, &body.room);
        }
        body.job.as_ref().and_then(|job| self.agent_job(job))
    }

    fn egress(&self, info: &Egress<'_>, room: &Room<'_>) -> JobRecord {
        let id = text(&info.id);
        // An automatic egress that cannot even start has no id.
        let id = if id.is_empty() { Text::from(self.id) } else { id };
        let status = name(&info.status, &EGRESS_STATUSES, "EGRESS_STARTING");
        let ended = self.name == "egress_ended"
            || ["EGRESS_COMPLETE", "EGRESS_FAILED", "EGRESS_ABORTED", "EGRESS_LIMIT_REACHED"]
                .contains(&status.as_str());
        let room_sid = either(text(&info.room_sid), text(&room.sid));
        let room_name = either(text(&info.room_name), text(&room.name));
        let what = [
            (&info.source, "egress"),
            (&info.replay, "replay"),
            (&info.room_composite, "room composite"),
            (&info.participant, "participant"),
            (&info.track_composite, "track composite"),
            (&info.track, "track"),
            (&info.web, "web"),
        ];
        let what = what.iter().find(|(is_present, _)| is_present.0);
        let outputs = outputs::read(info, self.reader);
        let times = [&info.started_at, &info.ended_at, &info.updated_at];
        let stamp = self.job_stamp(times);
        JobRecord {
            name: what.map(|(_, what)| Text::from(*what)).unwrap_or_default(),
            outputs: (!outputs.is_empty()).then_some(Latest { stamp, value: outputs }),
            ..self.job_record(
                JobKind::Egress,
                id,
                (room_sid, room_name),
                times,
                ended,
                JobStatus {
                    name: status,
                    error: long_text(&info.error),
                    participant_identity: Text::default(),
                },
            )
        }
    }

    fn ingress(&self, info: &Ingress<'_>, room: &Room<'_>) -> Option<JobRecord> {
        let id = text(&info.id);
        if id.is_empty() {
            return None;
        }
        let state = &info.state;
        // An ingress can be used again: each use is a job.
        let started = text(&state.started_at);
        let started = if started == "0" { Text::default() } else { started };
        let used = either(text(&state.resource_id), started);
        let status = name(&state.status, &INGRESS_STATUSES, "ENDPOINT_INACTIVE");
        // An ingress that is not in use does not run: it was never used, or its use has ended.
        let is_idle = status == "ENDPOINT_INACTIVE" && self.name != "ingress_started";
        if is_idle && used.is_empty() && self.name != "ingress_ended" {
            return None;
        }
        let id = if used.is_empty() { id } else { Text::from(format!("{id}/{used}")) };
        let ended = self.name == "ingress_ended"
            || is_idle
            || ["ENDPOINT_ERROR", "ENDPOINT_COMPLETE"].contains(&status.as_str());
        let room_name = either(text(&info.room_name), text(&room.name));
        let room = (either(text(&state.room_sid), text(&room.sid)), room_name);
        Some(JobRecord {
            name: text(&info.name),
            ..self.job_record(
                JobKind::Ingress,
                id,
                room,
                state.times(),
                ended,
                JobStatus {
                    name: status,
                    error: long_text(&state.error),
                    participant_identity: text(&info.participant_identity),
                },
            )
        })
    }

    fn agent_job(&self, job: &AgentJob<'_>) -> Option<JobRecord> {
        let id = text(&job.id);
        if id.is_empty() {
            return None;
        }
        let state = &job.state;
        let status = name(&state.status, &AGENT_STATUSES, "JS_PENDING");
        let ended = self.name == "agent_job_ended"
            || ["JS_SUCCESS", "JS_FAILED"].contains(&status.as_str());
        let room = (text(&job.room.sid), text(&job.room.name));
        Some(JobRecord {
            name: text(&job.agent_name),
            ..self.job_record(
                JobKind::Agent,
                id,
                room,
                state.times(),
                ended,
                JobStatus {
                    name: status,
                    error: long_text(&state.error),
                    participant_identity: text(&state.participant_identity),
                },
            )
        })
    }

    fn job_record(
        &self,
        kind: JobKind,
        id: Text,
        (room_sid, room_name): (Text, Text),
        times: Times<'_>,
        is_over: bool,
        status: JobStatus,
    ) -> JobRecord {
        let latest = Some(Latest { stamp: self.job_stamp(times), value: status });
        let (running, ended) = if is_over { (None, latest) } else { (latest, None) };
        JobRecord {
            room_sid,
            room_name,
            started_at: self.reader.nanoseconds(times[0]),
            ended_at: is_over.then(|| self.reader.nanoseconds(times[1]).unwrap_or(self.at)),
            running,
            ended,
            last_alive: (!is_over).then_some(self.reader.received_at),
            ..JobRecord::seen(kind, id, Arc::clone(self.deployment), self.at)
        }
    }

    /// When the service that runs the job last updated it.
    fn job_stamp(&self, times: Times<'_>) -> Stamp {
        let stamp = self.stamp(&Scalar::Nothing);
        let at = self.reader.nanoseconds(times[2]).unwrap_or(stamp.at);
        Stamp { at, ..stamp }
    }
}
