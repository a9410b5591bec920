//! What the room API and the nodes tell of themselves, and of webhooks.

use super::{Diagnosis, Facts, seconds, shown};
use crate::model::{ApiStatus, Failure, Millis, NodeStatus, Severity};

/// How long a console may run without a webhook before that is strange, milliseconds.
const NEVER_MS: i64 = 2 * 60 * 1000;

/// A node that has not answered for so long is down, milliseconds.
const DOWN_MS: i64 = 30_000;

/// A share of lost webhooks that is more than an accident.
const LOST_SHARE: f64 = 0.01;

/// Every diagnosis from the room API and the nodes.
pub(super) fn diagnose(facts: &Facts<'_>) -> Vec<Diagnosis> {
    let mut found: Vec<_> = never(facts).into_iter().collect();
    found.extend(facts.api.and_then(|api| api_fails(facts, api)));
    for node in facts.nodes {
        found.extend(node_down(facts, node));
        found.extend(
            node.webhooks_lost
                .iter()
                .filter_map(|(reason, count)| lost(facts, node, reason, *count)),
        );
    }
    found
}

/// Rooms are listed, and never a webhook came, not even one that was refused.
fn never(facts: &Facts<'_>) -> Option<Diagnosis> {
    let webhooks = facts.webhooks;
    let rooms = facts.api?.rooms.filter(|rooms| *rooms > 0)?;
    let knocked = webhooks.refused_total > 0
        || [
            "unknown_api_key",
            "webhook_needs_post",
            "malformed_token",
            "missing_token",
            "ambiguous_deployment",
            "wrong_path",
        ]
        .iter()
        .any(|code| facts.strangers.refusals.contains_key(code));
    let waited_ms = facts.now.since(facts.started_at);
    if webhooks.received_total > 0 || knocked || waited_ms <= NEVER_MS {
        return None;
    }
    let missing_webhooks = webhooks.missing_webhooks.count();
    let mut evidence = vec![
        format!("{rooms} rooms listed by the room API"),
        format!("no request to the webhook path for {}", seconds(waited_ms)),
    ];
    if missing_webhooks > 0 {
        evidence.push(format!("{missing_webhooks} changes that no webhook told"));
    }
    Some(Diagnosis {
        code: "no_webhooks_configured",
        // Rooms in which nothing happens send nothing.
        severity: if missing_webhooks > 0 { Severity::Critical } else { Severity::Warning },
        title: "LiveKit sends no webhooks here".to_owned(),
        detail: format!(
            "The room API lists {rooms} rooms, but no webhook has come since the console started \
             at {}.",
            shown(facts.started_at)
        ),
        remedy: format!(
            "Name the console in LiveKit's configuration, with an address that LiveKit \
             reaches:\nwebhook:\n  api_key: {}\n  urls:\n    - \
             http://<this console>/api/livekit/webhook",
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
        || "it has not answered since the start".to_owned(),
        |at| format!("last answer at {}", shown(at)),
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
            "LiveKit's API is asked too often",
            format!(
                "`{url}` answered that it is asked too often; it is left alone{}. What webhooks \
                 miss is healed later for so long.",
                limited.map_or_else(String::new, |until| format!(" until {}", shown(until)))
            ),
            "Ask less: a longer `LIVEKIT_POLL_INTERVAL`, or a lower budget of requests a minute.",
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
                "`{url}` does not accept the API key `{}`: unknown there, or with another secret, \
                 or the clocks differ.",
                facts.key_names.first().map_or("", String::as_str)
            ),
            "Compare `LIVEKIT_API_KEY` and `LIVEKIT_API_SECRET` with `keys:` in LiveKit's \
             configuration, and the clocks of both machines.",
            since,
        );
    }
    if failure.code == "certificate" {
        return diagnosis(
            "api_certificate",
            Severity::Critical,
            "LiveKit's certificate is not trusted",
            format!("{}. What webhooks miss is not healed for so long.", failure.message),
            "If it is a private authority's or self-signed, name its PEM file in `LIVEKIT_CA_FILE` \
             (`ca_file` of a `[[deployment]]`); else mend the certificate or the name in \
             `LIVEKIT_URL`.",
            since,
        );
    }
    if api.failure.is_none() {
        return diagnosis(
            "api_lists_nobody",
            Severity::Warning,
            "LiveKit's API lists rooms, and not who is in them",
            format!(
                "{}. Who comes and goes is known by webhooks alone for so long.",
                failure.message
            ),
            "Look into LiveKit's log: rooms are listed from what its nodes share, and so are people.",
            Some(failure.at),
        );
    }
    if ["redirected", "not_livekit", "too_large", "unexpected_answer"].contains(&failure.code) {
        return diagnosis(
            "api_not_livekit",
            Severity::Critical,
            "What answers is not LiveKit's API",
            format!("{}. What webhooks miss is not healed for so long.", failure.message),
            "Look what answers at `LIVEKIT_URL`: below its path a proxy must lead `/twirp/` to \
             LiveKit, without a redirect or a login.",
            since,
        );
    }
    diagnosis(
        "api_unreachable",
        Severity::Critical,
        "LiveKit's API does not answer",
        format!("`{url}`: {}. What webhooks miss is not healed for so long.", failure.message),
        "Look whether LiveKit runs and `LIVEKIT_URL` is reached from the console's machine, \
         through its firewall and with its certificate.",
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
        title: "A node's metrics do not answer".to_owned(),
        detail: format!(
            "`{}`{known} has not answered for {}: {}. If the node is gone, whoever was on it is.",
            node.url,
            seconds(facts.now.since(since)),
            failure.message
        ),
        remedy: "Look whether the node runs; if it was taken away, take its URL out of \
                 `LIVEKIT_METRICS_URLS`. LiveKit serves metrics where it is told to:\nprometheus:\n  \
                 port: 6789"
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
            "they waited for more than `max_age` behind one that was not answered in time",
            "Answer faster: look at `livekit_console_webhook_ack_seconds` and what is between. To \
             let them wait longer:\nwebhook:\n  resource_url_notifier:\n    max_age: 2m",
        )
    } else if why.contains("queue") {
        (
            "livekit_drops_queue",
            "LiveKit drops webhooks because its queue is full",
            "more waited for one room than `max_depth` allows",
            "Look why deliveries are slow; to let more wait:\nwebhook:\n  \
             resource_url_notifier:\n    max_depth: 1000",
        )
    } else if why.contains("fail") {
        (
            "livekit_gives_up",
            "LiveKit gives webhooks up after five tries",
            "none of five tries within 15 s was answered with less than 500",
            "Look whether LiveKit reaches the console, and for its restarts: behind a proxy, let it \
             hold requests while the console restarts. Another of the `webhook.urls` may be the one \
             that fails: LiveKit counts them together.",
        )
    } else {
        (
            "livekit_drops_other",
            "LiveKit loses webhooks",
            "it names no reason that is known here",
            "Look for webhooks in LiveKit's log.",
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
        // The node's counter tells how many, not when.
        since: None,
        evidence: vec![
            format!("`livekit_webhook_dispatch_total`, reason `{}`: {count}", printable(reason)),
            node.webhooks_delivered.map_or_else(
                || "how many were delivered, it does not tell".to_owned(),
                |delivered| format!("delivered: {delivered}"),
            ),
        ],
    })
}

/// What of a label can stand in a sentence.
pub(super) fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && *c != '`').take(64).collect()
}
