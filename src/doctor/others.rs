//! Diagnoses from the room API and the nodes.

use super::{Diagnosis, Facts, seconds, shown};
use crate::model::{ApiStatus, Failure, Millis, NodeStatus, Severity};

/// How long a console may run without a webhook before it is reported, milliseconds.
const NEVER_MS: i64 = 2 * 60 * 1000;

/// A node whose scrapes have failed for this long is down, milliseconds.
const DOWN_MS: i64 = 30_000;

/// The share of lost webhooks above which the loss is a warning.
const LOST_SHARE: f64 = 0.01;

/// The diagnoses from the room API and the nodes.
pub(super) fn diagnose(facts: &Facts<'_>) -> Vec<Diagnosis> {
    let mut diagnoses: Vec<_> = never(facts).into_iter().collect();
    diagnoses.extend(facts.api.and_then(|api| api_fails(facts, api)));
    for node in facts.nodes {
        diagnoses.extend(node_down(facts, node));
        diagnoses.extend(
            node.webhooks_lost
                .iter()
                .filter_map(|(reason, count)| lost(facts, node, reason, *count)),
        );
    }
    diagnoses
}

/// Rooms are listed, but no webhook ever came, not even a refused one.
fn never(facts: &Facts<'_>) -> Option<Diagnosis> {
    let webhooks = facts.webhooks;
    let rooms = facts.api?.rooms.filter(|rooms| *rooms > 0)?;
    let was_contacted = webhooks.refused_total > 0
        || [
            "unknown_api_key",
            "webhook_needs_post",
            "malformed_token",
            "missing_token",
            "ambiguous_deployment",
            "wrong_path",
        ]
        .iter()
        .any(|code| facts.unattributed.refusals.contains_key(code));
    let waited_ms = facts.now.since(facts.started_at);
    if webhooks.received_total > 0 || was_contacted || waited_ms <= NEVER_MS {
        return None;
    }
    let missing_webhooks = webhooks.missing_webhooks.count();
    let mut evidence = vec![
        format!("{rooms} rooms listed by the room API"),
        format!("no request to the webhook path for {}", seconds(waited_ms)),
    ];
    if missing_webhooks > 0 {
        evidence.push(format!("{missing_webhooks} changes that no webhook reported"));
    }
    Some(Diagnosis {
        code: "no_webhooks_configured",
        // Rooms without changes send no webhooks.
        severity: if missing_webhooks > 0 { Severity::Critical } else { Severity::Warning },
        title: "LiveKit sends no webhooks here".to_owned(),
        detail: format!(
            "The room API lists {rooms} rooms, but no webhook has come since the console started \
             at {}.",
            shown(facts.started_at)
        ),
        remedy: format!(
            "Add the console to LiveKit's configuration, with a URL that LiveKit \
             reaches:\nwebhook:\n  api_key: {}\n  urls:\n    - http://<this \
             console>/api/livekit/webhook",
            facts.key_names.first().map_or("", String::as_str)
        ),
        since: Some(facts.started_at),
        evidence,
    })
}

fn api_fails(facts: &Facts<'_>, api: &ApiStatus) -> Option<Diagnosis> {
    let url = api.url.as_deref().unwrap_or_default();
    let limited = api.rate_limited_until.filter(|until| *until > facts.now);
    let failure = api.trouble();
    let failed = |failure: &Failure| format!("{} at {}", failure.message, shown(failure.at));
    let mut evidence: Vec<_> = failure.map(failed).into_iter().collect();
    evidence.push(api.last_success_at.map_or_else(
        || "it has not responded since the start".to_owned(),
        |at| format!("last response at {}", shown(at)),
    ));
    let diagnosis = |code, severity, title: &str, detail, remedy: &str, since: Option<Millis>| {
        let (title, remedy) = (title.to_owned(), remedy.to_owned());
        Some(Diagnosis { code, severity, title, detail, remedy, since, evidence: evidence.clone() })
    };
    let since = api.last_success_at.or(failure.map(|failure| failure.at));
    if limited.is_some() || failure.is_some_and(|failure| failure.code == "rate_limited") {
        return diagnosis(
            "api_rate_limited",
            Severity::Warning,
            "LiveKit's API limits the rate of requests",
            format!(
                "`{url}` limits the rate of requests; the console sends none{}. Missing webhooks \
                 are made up for later than usual.",
                limited.map_or_else(String::new, |until| format!(" until {}", shown(until)))
            ),
            "Send fewer requests: a longer `LIVEKIT_POLL_INTERVAL`, or a lower budget of requests \
             a minute.",
            since,
        );
    }
    let failure = failure?;
    if failure.code == "unauthenticated" {
        return diagnosis(
            "api_unauthenticated",
            Severity::Critical,
            "LiveKit's API refuses the console's key",
            format!(
                "`{url}` does not accept the API key `{}`: the key is unknown there, the secret is \
                 wrong, or the clocks differ.",
                facts.key_names.first().map_or("", String::as_str)
            ),
            "Compare `LIVEKIT_API_KEY` and `LIVEKIT_API_SECRET` with `keys:` in LiveKit's \
             configuration, and the clocks of both hosts.",
            since,
        );
    }
    if failure.code == "certificate" {
        return diagnosis(
            "api_certificate",
            Severity::Critical,
            "LiveKit's certificate is not trusted",
            format!(
                "{}. Until then the console does not make up for missing webhooks.",
                failure.message
            ),
            "If it is self-signed or of a private authority, set its PEM file in `LIVEKIT_CA_FILE` \
             (`ca_file` of a `[[deployment]]`); otherwise fix the certificate or the host name in \
             `LIVEKIT_URL`.",
            since,
        );
    }
    if api.failure.is_none() {
        return diagnosis(
            "api_lists_nobody",
            Severity::Warning,
            "LiveKit's API lists rooms, but not their participants",
            format!("{}. Until then only webhooks show who joins and leaves.", failure.message),
            "Check LiveKit's log: rooms and participants are both listed from data that its nodes \
             share.",
            Some(failure.at),
        );
    }
    if ["redirected", "not_livekit", "too_large", "unexpected_answer"].contains(&failure.code) {
        return diagnosis(
            "api_not_livekit",
            Severity::Critical,
            "The response is not from LiveKit's API",
            format!(
                "{}. Until then the console does not make up for missing webhooks.",
                failure.message
            ),
            "Check what responds at `LIVEKIT_URL`: a proxy must forward `/twirp/` below its path \
             to LiveKit, without a redirect or a login.",
            since,
        );
    }
    diagnosis(
        "api_unreachable",
        Severity::Critical,
        "LiveKit's API does not respond",
        format!(
            "`{url}`: {}. Until then the console does not make up for missing webhooks.",
            failure.message
        ),
        "Check that LiveKit runs and that the console's host reaches `LIVEKIT_URL` through the \
         firewall.",
        since,
    )
}

fn node_down(facts: &Facts<'_>, node: &NodeStatus) -> Option<Diagnosis> {
    let failure = node.failure.as_ref()?;
    let since = node.last_success_at.unwrap_or(facts.started_at);
    if facts.now.since(since) < DOWN_MS {
        return None;
    }
    let known = node.node_id.as_deref().map_or_else(String::new, |id| format!(" (node `{id}`)"));
    Some(Diagnosis {
        code: "node_down",
        severity: Severity::Critical,
        title: "A node's metrics endpoint does not respond".to_owned(),
        detail: format!(
            "`{}`{known} has not responded for {}: {}. If the node died, its participants are \
             gone.",
            node.url,
            seconds(facts.now.since(since)),
            failure.message
        ),
        remedy: "Check that the node runs; if it was removed, remove its URL from \
                 `LIVEKIT_METRICS_URLS`. LiveKit serves metrics on the configured \
                 port:\nprometheus:\n  port: 6789"
            .to_owned(),
        since: Some(since),
        evidence: vec![
            format!("`{}` at {}", failure.code, shown(failure.at)),
            format!("{} of {} scrapes failed", node.errors_total, node.scrapes_total),
        ],
    })
}

fn lost(facts: &Facts<'_>, node: &NodeStatus, reason: &str, count: f64) -> Option<Diagnosis> {
    if count.is_nan() || count < 1.0 {
        return None;
    }
    let why = reason.to_ascii_lowercase();
    let (code, title, detail, remedy) = if why.contains("age") {
        (
            "livekit_drops_age",
            "LiveKit drops webhooks because they waited too long",
            "they waited for more than `max_age` behind one that got no response in time",
            "Make responses faster: check `livekit_console_webhook_ack_seconds` and the network in \
             between. To let webhooks wait \
             longer:\nwebhook:\n  resource_url_notifier:\n    max_age: 2m",
        )
    } else if why.contains("queue") {
        (
            "livekit_drops_queue",
            "LiveKit drops webhooks because its queue is full",
            "more waited for one room than `max_depth` allows",
            "Find why deliveries are slow. To let more wait:\nwebhook:\n  \
             resource_url_notifier:\n    max_depth: 1000",
        )
    } else if why.contains("fail") {
        (
            "livekit_gives_up",
            "LiveKit drops webhooks after five attempts",
            "all five attempts within 15 s failed or got a status of 500 or more",
            "Check that LiveKit reaches the console, and whether the console restarted: a proxy \
             can hold requests during a restart. Another of the `webhook.urls` may be the one that \
             fails: LiveKit counts them together.",
        )
    } else {
        (
            "livekit_drops_other",
            "LiveKit loses webhooks",
            "the reason is unknown to the console",
            "Search LiveKit's log for webhooks.",
        )
    };
    let many = node.webhooks_delivered.is_none_or(|delivered| count > delivered * LOST_SHARE);
    let severity = if many || facts.is_silent() { Severity::Warning } else { Severity::Info };
    Some(Diagnosis {
        code,
        severity,
        title: title.to_owned(),
        detail: format!(
            "Node `{}` counts {count} webhooks lost since it started: {detail}.",
            node.node_id.as_deref().unwrap_or(&node.url)
        ),
        remedy: remedy.to_owned(),
        // The node's counter says how many, not when.
        since: None,
        evidence: vec![
            format!("`livekit_webhook_dispatch_total`, reason `{}`: {count}", printable(reason)),
            node.webhooks_delivered.map_or_else(
                || "delivered: not reported".to_owned(),
                |delivered| format!("delivered: {delivered}"),
            ),
        ],
    })
}

/// A label, safe to quote in a sentence.
pub(super) fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && *c != '`').take(64).collect()
}
