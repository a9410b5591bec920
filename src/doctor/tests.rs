use std::collections::BTreeMap;

use super::{Diagnosis, Facts, diagnose};
use crate::model::{
    ApiStatus, CountMismatch, DeliveryReport, Drift, Failure, KeySeen, Millis, MissingWebhooks,
    NodeStatus, Phantom, Redirect, RefusalCount, Severity,
};

const START: Millis = Millis(1_795_377_600_000);

fn at(seconds: i64) -> Millis {
    START.plus(seconds * 1000)
}

/// A deployment for which everything is known and nothing is wrong, ten minutes after the start.
struct Case {
    key_names: Vec<String>,
    namesakes: Vec<crate::model::DeploymentName>,
    alone: bool,
    webhooks: DeliveryReport,
    unattributed: DeliveryReport,
    journal_error: Option<&'static str>,
    api: Option<ApiStatus>,
    webhook_rooms: Option<u64>,
    nodes: Vec<NodeStatus>,
}

impl Case {
    fn healthy() -> Self {
        let api = ApiStatus {
            last_attempt_at: Some(at(599)),
            last_success_at: Some(at(599)),
            rooms: Some(3),
            participants: Some(9),
            ..ApiStatus::new("eu".into(), Some("http://lk:7880".to_owned()), 600)
        };
        let events = ["room_started", "participant_joined", "participant_left"];
        let webhooks = DeliveryReport {
            first_received_at: Some(at(1)),
            last_received_at: Some(at(590)),
            received_total: 300,
            received_per_minute: 30,
            lag_ms: Some(400),
            clock_skew_ms: Some(0),
            clock_samples: 32,
            events: events.into_iter().map(|name| (name, 100)).collect(),
            proved: BTreeMap::from([("participant_joined", 80)]),
            ..DeliveryReport::default()
        };
        Self {
            key_names: vec!["APIours".to_owned()],
            namesakes: Vec::new(),
            alone: true,
            webhooks,
            unattributed: DeliveryReport::default(),
            journal_error: None,
            api: Some(api),
            webhook_rooms: Some(3),
            nodes: vec![node()],
        }
    }

    /// The same, without any webhook.
    fn never() -> Self {
        Self { webhooks: DeliveryReport::default(), ..Self::healthy() }
    }

    fn diagnose(&self) -> Vec<Diagnosis> {
        diagnose(&Facts {
            now: at(600),
            started_at: START,
            key_names: &self.key_names,
            namesakes: &self.namesakes,
            name: "ours",
            alone: self.alone,
            webhooks: &self.webhooks,
            unattributed: &self.unattributed,
            journal_error: self.journal_error,
            api: self.api.as_ref(),
            webhook_rooms: self.webhook_rooms,
            nodes: &self.nodes,
        })
    }

    fn refused(mut self, code: &'static str, last: i64, age_ms: Option<i64>) -> Self {
        self.webhooks.refusals.insert(code, refusal(last, age_ms));
        self.webhooks.refused_total += 4;
        self
    }

    fn missing_webhooks(mut self, count: u64, since: i64) -> Self {
        let kinds = BTreeMap::from([(Drift::ParticipantMissed, count)]);
        self.webhooks.missing_webhooks = MissingWebhooks { since: Some(at(since)), kinds };
        self
    }

    fn api_failed(mut self, code: &'static str) -> Self {
        let message = "it went wrong".to_owned();
        if let Some(api) = &mut self.api {
            api.failure = Some(Failure { at: at(599), code, message });
        }
        self
    }

    /// For `seconds` the API has listed `rooms` rooms, and the nodes have counted `node_rooms`.
    fn apart(mut self, rooms: f64, node_rooms: f64, seconds: i64) -> Self {
        if let Some(api) = &mut self.api {
            let since = at(600 - seconds);
            let (people, node_people_max) = (9, 9.0);
            api.count_mismatch =
                Some(CountMismatch { since, rooms, node_rooms, people, node_people_max });
        }
        self
    }

    fn lost(mut self, reason: &str, count: f64) -> Self {
        self.nodes[0].webhooks_lost.insert(reason.to_owned(), count);
        self
    }
}

fn refusal(last: i64, token_age_ms: Option<i64>) -> RefusalCount {
    RefusalCount {
        count: 4,
        first_at: at(100),
        last_at: at(last),
        detail: "no".to_owned(),
        token_age_ms,
    }
}

fn node() -> NodeStatus {
    NodeStatus {
        node_id: Some("ND_1".into()),
        last_attempt_at: Some(at(599)),
        last_success_at: Some(at(599)),
        scrapes_total: 100,
        webhooks_delivered: Some(1000.0),
        ..NodeStatus::new("eu".into(), "http://lk:6789/metrics".to_owned())
    }
}

fn seen(name: &str) -> Vec<KeySeen> {
    vec![KeySeen { name: name.to_owned(), count: 4, last_at: at(595) }]
}

#[test]
fn a_healthy_or_unknown_deployment_has_no_diagnosis() {
    let unknown = Case { api: None, nodes: Vec::new(), ..Case::never() };
    let mut empty = Case::never();
    empty.api = empty.api.map(|api| ApiStatus { rooms: Some(0), ..api });
    for (what, case) in [
        ("all is well", Case::healthy()),
        ("nothing is known", unknown),
        ("no rooms, no webhooks", empty),
        (
            "fixed: refused long ago, accepted since",
            Case::healthy().refused("body_mismatch", 200, None),
        ),
        ("one lost webhook", Case::healthy().missing_webhooks(1, 595)),
        ("LiveKit may still be trying", Case::healthy().missing_webhooks(5, 595)),
        ("counts that differ for a moment", Case::healthy().apart(3.0, 2.0, 59)),
        ("a node that lost nothing", Case::healthy().lost("age", 0.0)),
        ("a node that does not report", Case::healthy().lost("age", f64::NAN)),
    ] {
        assert_eq!(case.diagnose(), [], "{what}");
    }
    let others_key = Case {
        alone: false,
        unattributed: DeliveryReport {
            refusals: BTreeMap::from([("unknown_api_key", refusal(595, None))]),
            unknown_keys: seen("APItheirs"),
            ..DeliveryReport::default()
        },
        ..Case::healthy()
    };
    assert_eq!(others_key.diagnose(), [], "others' keys are no fault of a healthy deployment");
}

/// A case, the code of its cause, its severity, and words that the diagnosis must contain.
type Cause = (Case, &'static str, Severity, &'static [&'static str]);

/// Causes that webhook deliveries show.
fn causes_in_deliveries() -> Vec<Cause> {
    use Severity::{Critical, Info, Warning};
    let mut redirected = Case::healthy();
    redirected.webhooks.redirects.push(Redirect {
        referer: Some("http://c/hook".to_owned()),
        method: "GET".to_owned(),
        count: 3,
        first_at: at(100),
        last_at: at(595),
    });
    let mut unknown_key = Case::healthy().refused("unknown_api_key", 595, None);
    unknown_key.webhooks.unknown_keys = seen("APItheirs");
    let mut unknown = Case { alone: false, ..Case::never() };
    unknown.unattributed.refusals.insert("unknown_api_key", refusal(595, None));
    unknown.unattributed.unknown_keys = seen("APItheirs");
    let skewed = |skew_ms| {
        let mut case = Case::healthy();
        case.webhooks.clock_skew_ms = Some(skew_ms);
        case
    };
    let mut filtered = Case::healthy();
    filtered.webhooks.proved.insert("room_finished", 3);
    let mut full = Case::healthy();
    full.unattributed.refusals.insert("overloaded", refusal(595, None));
    let mut twice = Case::healthy();
    twice.webhooks.duplicates_total = 290;
    let mut silent = Case::healthy().missing_webhooks(2, 450);
    silent.webhooks.last_received_at = Some(at(400));
    vec![
        (
            unknown_key,
            "unknown_api_key",
            Critical,
            &["`APItheirs`", "`APIours`", "api_key: APIours"],
        ),
        (unknown, "unknown_api_key", Critical, &["`APItheirs`"]),
        (
            Case::healthy().refused("invalid_signature", 595, None),
            "wrong_secret",
            Critical,
            &["`APIours`", "LIVEKIT_API_SECRET"],
        ),
        (Case::healthy().refused("invalid_signature", 500, None), "wrong_secret", Warning, &[]),
        (
            Case::healthy().refused("token_expired", 595, Some(7_200_000)),
            "clock_skew",
            Critical,
            &["2 h old"],
        ),
        (
            Case::healthy().refused("token_not_yet_valid", 595, Some(-90_000)),
            "clock_skew",
            Critical,
            &["90 s in the future", "NTP"],
        ),
        (skewed(45_000), "clock_skew", Warning, &["45 s ahead of"]),
        (skewed(-45_000), "clock_skew", Warning, &["45 s behind"]),
        (redirected, "redirect", Critical, &["`http://c/hook`", "arrive as GET", "urls:"]),
        (
            Case::healthy().refused("body_mismatch", 595, Some(0)),
            "body_rewritten",
            Critical,
            &["proxy"],
        ),
        (
            Case::healthy().refused("payload_too_large", 595, None),
            "payload_too_large",
            Warning,
            &["8 MiB"],
        ),
        (
            filtered,
            "filtered_events",
            Critical,
            &["`room_finished`", "filter_params", "include_events"],
        ),
        (full, "console_refusing", Critical, &["503", "JOURNAL_DIR"]),
        (
            Case::healthy().refused("journal_full", 500, None),
            "console_refusing",
            Critical,
            &["JOURNAL_MAX_BYTES"],
        ),
        (twice, "duplicate_webhook_url", Info, &["290 of 300"]),
        (silent, "webhooks_silent", Critical, &["2026-11-22T20:06:40Z", "2 changes"]),
    ]
}

/// Causes that the room API and the nodes show.
fn causes_elsewhere() -> Vec<Cause> {
    use Severity::{Critical, Info, Warning};
    let mut down = Case::healthy();
    down.nodes[0].last_success_at = Some(at(500));
    down.nodes[0].failure =
        Some(Failure { at: at(599), code: "unreachable", message: "refused".to_owned() });
    let mut nobody = Case::healthy().api_failed("unexpected_answer");
    nobody.api = nobody.api.map(|mut api| {
        api.participants_failure = api.failure.take();
        api
    });
    let mut limited = Case::healthy();
    limited.api = limited.api.map(|api| ApiStatus { rate_limited_until: Some(at(700)), ..api });
    vec![
        (
            Case::never(),
            "no_webhooks_configured",
            Warning,
            &["3 rooms", "api_key: APIours", "/api/livekit/webhook"],
        ),
        (Case::never().missing_webhooks(2, 450), "no_webhooks_configured", Critical, &[]),
        (
            Case::healthy().api_failed("unauthenticated"),
            "api_unauthenticated",
            Critical,
            &["`APIours`", "http://lk:7880"],
        ),
        (
            Case::healthy().api_failed("timeout"),
            "api_unreachable",
            Critical,
            &["it went wrong", "LIVEKIT_URL"],
        ),
        (
            Case::healthy().api_failed("certificate"),
            "api_certificate",
            Critical,
            &["it went wrong", "LIVEKIT_CA_FILE"],
        ),
        (
            Case::healthy().api_failed("not_livekit"),
            "api_not_livekit",
            Critical,
            &["it went wrong", "/twirp/"],
        ),
        (
            Case::healthy().api_failed("rate_limited"),
            "api_rate_limited",
            Warning,
            &["LIVEKIT_POLL_INTERVAL"],
        ),
        (nobody, "api_lists_nobody", Warning, &["it went wrong"]),
        (limited, "api_rate_limited", Warning, &["until 2026-11-22T20:11:40Z"]),
        (down, "node_down", Critical, &["http://lk:6789/metrics", "`ND_1`", "100 s", "refused"]),
        (
            Case::healthy().lost("age", 50.0),
            "livekit_drops_age",
            Warning,
            &["50 webhooks", "max_age"],
        ),
        (Case::healthy().lost("age", 1.0), "livekit_drops_age", Info, &[]),
        (
            Case::healthy().lost("queue is full", 50.0),
            "livekit_drops_queue",
            Warning,
            &["max_depth"],
        ),
        (Case::healthy().lost("failure", 50.0), "livekit_gives_up", Warning, &["five attempts"]),
        (Case::healthy().lost("of `tomorrow`\n", 50.0), "livekit_drops_other", Warning, &[]),
    ]
}

/// Causes that the counts show.
fn causes_in_counts() -> Vec<Cause> {
    use Severity::{Info, Warning};
    let mut phantoms = Case::healthy();
    if let Some(api) = &mut phantoms.api {
        let evidence = "no node answered for it at 20:05:00Z".to_owned();
        let room = |name: char| Phantom {
            name: name.to_string().into(),
            since: at(400),
            evidence: evidence.clone(),
        };
        api.phantoms = ('a'..='g').map(room).collect();
    }
    let words: &'static [&'static str] =
        &["`a`, `b`, `c`, `d`, `e` and 2 more", "somebody joins", "no node answered"];
    let listed: &'static [&'static str] =
        &["3 rooms", "Webhooks agree with the list", "LIVEKIT_METRICS_URLS"];
    let counted: &'static [&'static str] =
        &["For 90 s", "Webhooks agree with the nodes", "webhooks: 8 rooms"];
    let counted_by_webhooks = Case { webhook_rooms: Some(8), ..Case::healthy() };
    vec![
        (phantoms, "phantom_rooms", Warning, words),
        (Case::healthy().apart(3.0, 2.0, 60), "counts_differ", Info, listed),
        (counted_by_webhooks.apart(3.0, 8.0, 90), "counts_differ", Warning, counted),
    ]
}

#[test]
fn each_cause_is_named_alone_with_its_values_and_what_to_change() {
    for (case, code, severity, words) in
        causes_in_deliveries().into_iter().chain(causes_elsewhere()).chain(causes_in_counts())
    {
        let diagnoses = case.diagnose();
        let codes: Vec<_> = diagnoses.iter().map(|diagnosis| diagnosis.code).collect();
        assert_eq!(codes, [code], "{diagnoses:#?}");
        let first = &diagnoses[0];
        assert_eq!(first.severity, severity, "{first:#?}");
        assert!(!first.title.is_empty() && !first.remedy.is_empty());
        assert!(!first.evidence.is_empty(), "no diagnosis without evidence: {first:#?}");
        let text = format!("{}\n{}\n{:?}", first.detail, first.remedy, first.evidence);
        for word in words {
            assert!(text.contains(word), "{code} lacks {word:?}: {text}");
        }
    }
}

#[test]
fn the_most_severe_comes_first() {
    let case = Case::healthy().lost("age", 1.0).refused("payload_too_large", 595, None).refused(
        "body_mismatch",
        595,
        None,
    );
    let codes: Vec<_> = case.diagnose().iter().map(|diagnosis| diagnosis.code).collect();
    assert_eq!(codes, ["body_rewritten", "payload_too_large", "livekit_drops_age"]);
}
