//! The ends of jobs, reported or inferred, and their outputs.

use livekit_console::livekit::{Envelope, convert};
use livekit_console::model::{
    Certainty, Deployment, Drift, Finding, Job, JobKind, JobOutcome, Millis, OutputKind, Source,
};
use livekit_console::state::reconcile::{ListedJob, Reconciler};
use livekit_console::state::{JobKey, State};
use serde_json::{Map, Value, json};

const NOW: Millis = Millis(1_795_377_600_000);

/// So many seconds after `NOW`, as LiveKit writes it.
fn seconds(after: i64) -> String {
    (NOW.0 / 1000 + after).to_string()
}

fn nanoseconds(after: i64) -> String {
    ((NOW.0 / 1000 + after) * 1_000_000_000).to_string()
}

struct World {
    state: State,
    reconciler: Reconciler,
    events: Vec<(Value, Source, Millis)>,
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            state: State::new(vec![deployment()], Millis(0)),
            reconciler: Reconciler::new("eu".into()),
            events: Vec::new(),
        };
        world.state.set_loaded();
        world
    }

    /// A webhook, received when it happened.
    fn receive(&mut self, after: i64, event: &str, more: &Value) {
        let mut body = more.clone();
        body["event"] = json!(event);
        body["id"] = json!(format!("EV_{}", self.events.len()));
        body["createdAt"] = json!(seconds(after));
        self.apply(body, Source::Webhook, NOW.plus(after * 1000));
    }

    fn apply(&mut self, body: Value, source: Source, at: Millis) {
        self.events.push((body, source, at));
        let (body, source, at) = self.events.last().expect("one was pushed");
        apply(&mut self.state, body, *source, *at);
    }

    /// Applies what was found, and tells which kinds.
    fn take(&mut self, findings: Vec<Finding>) -> Vec<Drift> {
        let mut kinds = Vec::new();
        for finding in findings {
            kinds.push(finding.drift);
            let at = finding.at;
            self.apply(
                serde_json::to_value(&finding).expect("it can be written"),
                Source::Poll,
                at,
            );
        }
        kinds
    }

    /// A listing, of bodies in the shape of webhooks, as the poller takes it in.
    fn listed(&mut self, after: i64, kind: JobKind, bodies: &[Value]) -> Vec<Drift> {
        let at = NOW.plus(after * 1000);
        let listing: Vec<ListedJob> = bodies.iter().filter_map(|body| listed(body, at)).collect();
        let findings = self.reconciler.jobs(&self.state, &listing, at);
        let mut kinds = self.take(findings);
        let unlisted = match kind {
            JobKind::Egress => self.reconciler.ended_egresses(&self.state, &listing, at),
            _ => self.reconciler.unlisted_ingresses(&self.state, &listing),
        };
        let findings = self.reconciler.unlisted_jobs(&self.state, kind, (&unlisted, &unlisted), at);
        kinds.extend(self.take(findings));
        kinds
    }

    fn job(&self, kind: JobKind, id: &str) -> Job {
        let key = JobKey { deployment: "eu".into(), kind, id: id.into() };
        self.state.job(&key).expect("it is known")
    }

    /// Whatever the order in which all this came, and twice: the jobs are the same.
    fn assert_any_order_is_the_same(&self, jobs: &[(JobKind, &str)]) {
        for turn in 0..self.events.len() {
            let mut state = State::new(vec![deployment()], Millis(0));
            state.set_loaded();
            let mut events = self.events.clone();
            events.rotate_left(turn);
            if turn % 2 == 1 {
                events.reverse();
            }
            for (body, source, at) in events.iter().chain(&events) {
                apply(&mut state, body, *source, *at);
            }
            for (kind, id) in jobs {
                let key = JobKey { deployment: "eu".into(), kind: *kind, id: (*id).into() };
                assert_eq!(state.job(&key), Some(self.job(*kind, id)), "turn {turn}");
            }
        }
    }
}

fn deployment() -> Deployment {
    Deployment { name: "eu".into(), region: None, synthetic: false }
}

fn apply(state: &mut State, body: &Value, source: Source, at: Millis) {
    let envelope = Envelope::read(body.to_string().as_bytes()).expect("an object");
    state.apply(&convert(envelope, &"eu".into(), source, at));
}

fn listed(body: &Value, at: Millis) -> Option<ListedJob> {
    let body: Map<String, Value> = body.as_object().expect("an object").clone();
    let finding =
        serde_json::to_value(Finding::of_job(body.clone(), at)).expect("it can be written");
    let envelope = Envelope::read(finding.to_string().as_bytes()).expect("an object");
    let event = convert(envelope, &"eu".into(), Source::Poll, at);
    Some((event.observation.job?, body))
}

fn room() -> Value {
    json!({"sid": "RM_1", "name": "call", "creationTime": seconds(0)})
}

fn agent_job() -> Value {
    json!({"job": {"id": "AJ_1", "room": {"sid": "RM_1", "name": "call"}, "agentName": "support",
        "state": {"status": "JS_RUNNING", "startedAt": nanoseconds(10),
            "participantIdentity": "agent-AJ_1"}}})
}

fn agent(sid: &str) -> Value {
    json!({"room": room(), "participant": {"sid": sid, "identity": "agent-AJ_1", "kind": "AGENT",
        "joinedAt": seconds(match sid { "PA_0" => 1, "PA_1" => 11, _ => 31 }),
        "disconnectReason": "CONNECTION_TIMEOUT"}})
}

#[test]
fn an_agents_job_is_over_when_its_agent_left_and_goes_on_when_it_is_back() {
    let mut world = World::new();
    world.receive(0, "room_started", &json!({"room": room()}));
    world.receive(10, "agent_job_started", &agent_job());
    let job = |world: &World| world.job(JobKind::Agent, "AJ_1");
    assert_eq!((job(&world).ended_at, job(&world).certainty), (None, Certainty::Observed));
    world.receive(11, "participant_joined", &agent("PA_1"));
    assert_eq!(job(&world).ended_at, None);
    world.receive(30, "participant_left", &agent("PA_1"));
    let over = job(&world);
    assert_eq!(over.ended_at, Some(NOW.plus(30_000).to_utc()));
    assert_eq!((over.certainty, over.outcome), (Certainty::Inferred, Some(JobOutcome::Lost)));
    assert_eq!(over.evidence.as_deref(), Some("its agent `agent-AJ_1` left"));
    assert!(over.ended_at_range.is_some());
    assert_eq!(over.status.as_deref(), Some("JS_RUNNING"), "what LiveKit last said");
    world.receive(31, "participant_joined", &agent("PA_2"));
    assert_eq!(job(&world).ended_at, None, "a full reconnect");
    world.assert_any_order_is_the_same(&[(JobKind::Agent, "AJ_1")]);
    world.receive(60, "room_finished", &json!({"room": room()}));
    assert_eq!(job(&world).ended_at, Some(NOW.plus(60_000).to_utc()));
    world.assert_any_order_is_the_same(&[(JobKind::Agent, "AJ_1")]);
    let mut ended = agent_job();
    ended["job"]["state"]["status"] = json!("JS_SUCCESS");
    ended["job"]["state"]["endedAt"] = json!(nanoseconds(59));
    world.receive(61, "agent_job_ended", &ended);
    let ended = job(&world);
    assert_eq!(
        ended.ended_at,
        Some(NOW.plus(59_000).to_utc()),
        "the time that LiveKit reports counts"
    );
    assert_eq!((ended.certainty, ended.evidence), (Certainty::Observed, None));
    assert_eq!(ended.outcome, Some(JobOutcome::Completed));
    world.assert_any_order_is_the_same(&[(JobKind::Agent, "AJ_1")]);
}

#[test]
fn an_agents_job_without_an_agent_is_over_with_its_room() {
    let mut world = World::new();
    world.receive(10, "agent_job_started", &agent_job());
    // An agent of that name had left before.
    world.receive(5, "participant_left", &agent("PA_0"));
    assert_eq!(world.job(JobKind::Agent, "AJ_1").ended_at, None);
    world.receive(50, "room_finished", &json!({"room": room()}));
    let over = world.job(JobKind::Agent, "AJ_1");
    assert_eq!(over.ended_at, Some(NOW.plus(50_000).to_utc()));
    assert_eq!(over.evidence.as_deref(), Some("its room finished"));
    world.assert_any_order_is_the_same(&[(JobKind::Agent, "AJ_1")]);
}

fn egress(status: &str, after: i64) -> Value {
    json!({"egressInfo": {"egressId": "EG_1", "roomId": "RM_1", "roomName": "call",
        "status": status, "startedAt": nanoseconds(1), "updatedAt": nanoseconds(after)}})
}

#[test]
fn an_egress_that_nobody_lists_any_more_is_over_unless_its_recorder_is_there() {
    for recorder_is_there in [false, true] {
        let mut world = World::new();
        world.receive(0, "room_started", &json!({"room": room()}));
        world.receive(1, "egress_started", &egress("EGRESS_ACTIVE", 1));
        if recorder_is_there {
            let recorder = json!({"room": room(), "participant": {"sid": "PA_9",
                "identity": "EG_1", "kind": "EGRESS", "joinedAt": seconds(2)}});
            world.receive(2, "participant_joined", &recorder);
        }
        assert_eq!(world.listed(60, JobKind::Egress, &[]), [], "one listing proves nothing");
        let found = world.listed(90, JobKind::Egress, &[]);
        let job = world.job(JobKind::Egress, "EG_1");
        if recorder_is_there {
            assert_eq!((found, job.ended_at), (vec![], None));
            continue;
        }
        assert_eq!(found, [Drift::JobGone]);
        assert_eq!(job.ended_at, Some(NOW.plus(60_000).to_utc()));
        assert_eq!(job.outcome, Some(JobOutcome::Lost));
        let why = job.evidence.expect("it was concluded");
        assert!(why.starts_with("not among LiveKit's egresses at "), "{why}");
        let range = job.ended_at_range.expect("it was concluded");
        assert_eq!(range.earliest, NOW.plus(1000).to_utc());
        world.assert_any_order_is_the_same(&[(JobKind::Egress, "EG_1")]);
        // It is listed again.
        for after in [120, 150] {
            world.listed(after, JobKind::Egress, &[egress("EGRESS_ACTIVE", 1)]);
        }
        assert_eq!(world.job(JobKind::Egress, "EG_1").ended_at, None);
    }
}

#[test]
fn an_egress_in_a_room_that_is_over_is_over_once_it_is_silent_for_long() {
    let mut world = World::new();
    world.receive(0, "room_started", &json!({"room": room()}));
    world.receive(1, "egress_started", &egress("EGRESS_ACTIVE", 1));
    world.receive(100, "room_finished", &json!({"room": room()}));
    let job = |world: &World| world.job(JobKind::Egress, "EG_1");
    let after = |seconds: i64| NOW.plus(seconds * 1000);
    assert!(world.state.infer_silent_job_ends(after(699)).is_empty(), "it may upload");
    assert_eq!(job(&world).ended_at, None);
    assert_eq!(world.state.infer_silent_job_ends(after(700)).len(), 1);
    assert!(world.state.infer_silent_job_ends(after(710)).is_empty(), "once");
    let over = job(&world);
    let range = over.ended_at_range.expect("it was concluded");
    assert_eq!((range.earliest, range.latest), (after(100).to_utc(), after(700).to_utc()));
    let why = over.evidence.expect("it was concluded");
    assert_eq!(why, "its room `RM_1` has ended, and no event about it came for 10 minutes");
    // Whoever was killed is listed for ever, without a change: that is no sign of life.
    for seconds in [720, 750, 780] {
        assert_eq!(world.listed(seconds, JobKind::Egress, &[egress("EGRESS_ACTIVE", 1)]), []);
    }
    assert!(job(&world).ended_at.is_some());
    for seconds in [810, 840] {
        world.listed(seconds, JobKind::Egress, &[egress("EGRESS_ENDING", 800)]);
    }
    assert_eq!(
        (job(&world).ended_at, job(&world).status.as_deref()),
        (None, Some("EGRESS_ENDING"))
    );
    world.state.infer_silent_job_ends(after(840 + 6 * 3600 - 1));
    assert_eq!(job(&world).ended_at, None, "an upload may take hours");
    world.state.infer_silent_job_ends(after(840 + 6 * 3600));
    assert!(job(&world).evidence.is_some_and(|why| why.starts_with("it was ending")));
}

fn ingress(run: Option<(&str, i64)>, status: &str) -> Value {
    let mut info = json!({"ingressId": "IN_1", "name": "studio", "roomName": "call",
        "state": {"status": status}});
    if let Some((resource, started)) = run {
        info["state"]["resourceId"] = json!(resource);
        info["state"]["startedAt"] = json!(nanoseconds(started));
        info["state"]["roomId"] = json!("RM_1");
    }
    json!({ "ingressInfo": info })
}

#[test]
fn an_ingress_that_was_never_used_is_no_job() {
    let never = ingress(None, "ENDPOINT_INACTIVE");
    let mut listed_so = never.clone();
    for member in ["startedAt", "endedAt", "updatedAt"] {
        listed_so["ingressInfo"]["state"][member] = json!("0");
    }
    listed_so["ingressInfo"]["state"]["resourceId"] = json!("");
    let mut without_state = never.clone();
    without_state["ingressInfo"]["state"] = Value::Null;
    for body in [never, listed_so, without_state] {
        assert_eq!(listed(&body, NOW), None, "{body}");
    }
    let used = ingress(Some(("IR_1", 0)), "ENDPOINT_PUBLISHING");
    assert!(listed(&used, NOW).is_some_and(|(job, _)| job.id == "IN_1/IR_1"));
}

#[test]
fn a_run_of_an_ingress_is_over_when_it_runs_anew_or_is_not_in_use_or_deleted() {
    let mut world = World::new();
    world.receive(0, "ingress_started", &ingress(Some(("IR_1", 0)), "ENDPOINT_PUBLISHING"));
    world.receive(90, "ingress_started", &ingress(Some(("IR_2", 90)), "ENDPOINT_PUBLISHING"));
    let first = world.job(JobKind::Ingress, "IN_1/IR_1");
    assert_eq!(first.ended_at, Some(NOW.plus(90_000).to_utc()));
    assert_eq!(first.evidence.as_deref(), Some("the ingress started again as `IN_1/IR_2`"));
    assert_eq!(world.job(JobKind::Ingress, "IN_1/IR_2").ended_at, None);
    world.assert_any_order_is_the_same(&[
        (JobKind::Ingress, "IN_1/IR_1"),
        (JobKind::Ingress, "IN_1/IR_2"),
    ]);
    // What is listed is idle, and tells nothing of that run.
    let idle = [ingress(None, "ENDPOINT_INACTIVE")];
    assert_eq!(world.listed(120, JobKind::Ingress, &idle), []);
    assert_eq!(world.listed(150, JobKind::Ingress, &[]), [Drift::JobGone], "deleted since");
    let second = world.job(JobKind::Ingress, "IN_1/IR_2");
    assert_eq!(second.ended_at, Some(NOW.plus(120_000).to_utc()));
    assert!(second.evidence.is_some_and(|why| why.contains("ingresses in use")));
}

#[test]
fn each_output_and_each_outcome_of_an_egress_is_distinguished() {
    let mut world = World::new();
    let mut body = egress("EGRESS_ACTIVE", 5);
    body["egressInfo"]["streamResults"] = json!([
        {"url": "rtmp://a.example/live/stream_key", "status": "ACTIVE"},
        {"url": "rtmp://b.example/live/stream_key", "status": "FAILED", "error": "could not connect"},
    ]);
    world.receive(5, "egress_updated", &body);
    let job = world.job(JobKind::Egress, "EG_1");
    assert_eq!((job.ended_at, job.outputs.len()), (None, 2));
    let failed: Vec<_> = job.outputs.iter().map(|output| (output.kind, output.failed)).collect();
    assert_eq!(failed, [(OutputKind::Stream, false), (OutputKind::Stream, true)]);
    assert_eq!(job.outputs[1].error.as_deref(), Some("could not connect"));
    assert_eq!(job.outputs[1].name.as_deref(), Some("rtmp://b.example/live/{str...key}"));
    // A listing tells of another that failed since.
    body["egressInfo"]["streamResults"][0]["status"] = json!("FAILED");
    body["egressInfo"]["updatedAt"] = json!(nanoseconds(20));
    assert_eq!(world.listed(30, JobKind::Egress, std::slice::from_ref(&body)), []);
    assert_eq!(world.listed(60, JobKind::Egress, &[body]), [Drift::JobMissed]);
    assert!(world.job(JobKind::Egress, "EG_1").outputs[0].failed);
    for (status, error, outcome) in [
        ("EGRESS_COMPLETE", "", JobOutcome::Completed),
        ("EGRESS_FAILED", "upload failed", JobOutcome::Failed),
        ("EGRESS_ABORTED", "Start signal not received", JobOutcome::Aborted),
        ("EGRESS_ABORTED", "Stop called before pipeline could start", JobOutcome::Stopped),
        ("EGRESS_LIMIT_REACHED", "Session limit reached", JobOutcome::LimitReached),
    ] {
        let mut world = World::new();
        let mut body = egress(status, 9);
        body["egressInfo"]["error"] = json!(error);
        world.receive(9, "egress_ended", &body);
        assert_eq!(world.job(JobKind::Egress, "EG_1").outcome, Some(outcome), "{status} {error}");
        let is_failure = matches!(outcome, JobOutcome::Failed | JobOutcome::Aborted);
        let failures = world.state.failed_egresses("eu", NOW.plus(10_000)).expect("it is known");
        assert_eq!(failures.len(), usize::from(is_failure), "{status} {error}");
    }
}
