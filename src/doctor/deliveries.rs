//! Diagnoses from webhook deliveries, accepted and refused.

use super::{Diagnosis, Facts, listed, seconds, shown};
use crate::model::{DeliveryReport, Millis, RefusalCount, Severity};

/// A clock skew of accepted webhooks that is reported, milliseconds: a sixth of what is tolerated.
const SKEW_MS: i64 = 10_000;

/// The number of tokens that must show the skew: the first attempt of a webhook may have been
/// delayed.
const SKEW_SAMPLES: u32 = 3;

/// How often an event must have been proved, and how many others must have come, before its absence
/// is reported as a filter.
const PROOFS: u64 = 3;
/// See [`PROOFS`].
const OTHERS: u64 = 5;

/// The fewest repetitions that cannot be LiveKit's retries.
const REPETITIONS: u64 = 20;

/// How long refusals with 503 count, milliseconds.
const REFUSING_MS: i64 = 5 * 60 * 1000;

/// The diagnoses from deliveries.
pub(super) fn diagnose(facts: &Facts<'_>) -> Vec<Diagnosis> {
    let all = [
        unknown_key,
        wrong_secret,
        clock_refused,
        clock_skew,
        body_rewritten,
        too_large,
        other_host,
        filtered,
        console_refusing,
        repeated,
        silent,
    ];
    let mut diagnoses: Vec<_> = all.into_iter().filter_map(|check| check(facts)).collect();
    diagnoses.extend(redirects(facts));
    diagnoses
}

/// The refusals with `code` that still count.
fn refused<'a>(facts: &'a Facts<'_>, code: &str) -> Option<&'a RefusalCount> {
    facts.webhooks.refusals.get(code).filter(|refusal| facts.is_current(refusal.last_at))
}

fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

pub(super) fn counted(code: &str, refusal: &RefusalCount) -> String {
    format!("refused {} as `{code}`, last at {}", times(refusal.count), shown(refusal.last_at))
}

fn unknown_key(facts: &Facts<'_>) -> Option<Diagnosis> {
    let code = "unknown_api_key";
    // An unknown key does not show which deployment is meant: likely one that receives no webhooks.
    let may_be_ours = facts.alone || facts.webhooks.received_total == 0 || facts.is_silent();
    let of: &DeliveryReport = match facts.webhooks.refusals.get(code) {
        Some(_) => facts.webhooks,
        None => Some(facts.unattributed).filter(|_| may_be_ours)?,
    };
    let refusal = of.refusals.get(code).filter(|refusal| facts.is_current(refusal.last_at))?;
    let key = of.unknown_keys.iter().max_by_key(|key| key.last_at);
    let seen = key.map_or_else(|| "an unknown key".to_owned(), |key| format!("`{}`", key.name));
    let known = listed(facts.key_names);
    let mut evidence = vec![counted(code, refusal)];
    evidence.extend(of.unknown_keys.iter().map(|key| {
        format!("key `{}`: {}, last at {}", key.name, times(key.count), shown(key.last_at))
    }));
    Some(Diagnosis {
        code,
        severity: facts.severity(refusal.last_at),
        title: "Webhooks are signed with a key that the console does not know".to_owned(),
        detail: format!(
            "The last one was signed with {seen}; configured here: {known}. LiveKit treats \
             the refusal as a success, so these events are lost."
        ),
        remedy: format!(
            "If {seen} is LiveKit's, give the console this key and its secret (`LIVEKIT_API_KEY`, \
             `LIVEKIT_API_SECRET`, or a `[[deployment.key]]`). Otherwise sign with a known \
             one:\nwebhook:\n  api_key: {}",
            facts.key_names.first().map_or("", String::as_str)
        ),
        since: Some(refusal.first_at),
        evidence,
    })
}

fn wrong_secret(facts: &Facts<'_>) -> Option<Diagnosis> {
    let refusal = refused(facts, "invalid_signature")?;
    Some(Diagnosis {
        code: "wrong_secret",
        severity: facts.severity(refusal.last_at),
        title: "The secret of the API key differs".to_owned(),
        detail: format!(
            "Webhooks name a key that the console knows ({}), but are signed with another secret \
             than the console has. LiveKit treats the refusal as a success, so these events are \
             lost.",
            listed(facts.key_names)
        ),
        remedy: "Compare the secret under `keys:` in LiveKit's configuration with \
                 `LIVEKIT_API_SECRET` (or `api_secret` of the `[[deployment.key]]`); check for \
                 a line break or quotes that do not belong to the secret."
            .to_owned(),
        since: Some(refusal.first_at),
        evidence: vec![counted("invalid_signature", refusal)],
    })
}

fn clock_refused(facts: &Facts<'_>) -> Option<Diagnosis> {
    let codes = ["token_expired", "token_not_yet_valid"];
    let refusals = codes.iter().filter_map(|code| Some((*code, refused(facts, code)?)));
    let (code, refusal) = refusals.max_by_key(|(_, refusal)| refusal.last_at)?;
    let age_ms = refusal.token_age_ms?;
    let (detail, other) = if age_ms < 0 {
        (format!("The last token is {} in the future by the console's clock", seconds(age_ms)), "")
    } else {
        let delayed =
            " If the clocks agree, something in between delayed the request by that much.";
        (format!("The last token was {} old when it arrived", seconds(age_ms)), delayed)
    };
    Some(Diagnosis {
        code: "clock_skew",
        severity: facts.severity(refusal.last_at),
        title: "The clocks of LiveKit and of the console differ".to_owned(),
        detail: format!(
            "{detail}; a token is valid for 5 minutes, and a minute of difference is tolerated. \
             LiveKit treats the refusal as a success, so these events are lost.{other}"
        ),
        remedy: CLOCKS.to_owned(),
        since: Some(refusal.first_at),
        evidence: vec![
            counted(code, refusal),
            format!("difference of the last one: {} s", age_ms / 1000),
        ],
    })
}

const CLOCKS: &str = "Synchronise the clocks of both hosts by NTP (`timedatectl set-ntp true`, \
                      chrony), and compare `date -u` on both.";

fn clock_skew(facts: &Facts<'_>) -> Option<Diagnosis> {
    let skew_ms = facts.webhooks.clock_skew_ms?;
    if skew_ms.abs() < SKEW_MS
        || facts.webhooks.clock_samples < SKEW_SAMPLES
        || clock_refused(facts).is_some()
    {
        return None;
    }
    let which = if skew_ms > 0 { "ahead of" } else { "behind" };
    Some(Diagnosis {
        code: "clock_skew",
        severity: Severity::Warning,
        title: "The clocks of LiveKit and of the console drift apart".to_owned(),
        detail: format!(
            "The console's clock is {} {which} LiveKit's. Webhooks are accepted, but beyond a \
             minute they are refused and lost, and times of both do not compare.",
            seconds(skew_ms)
        ),
        remedy: CLOCKS.to_owned(),
        since: None,
        evidence: vec![format!(
            "least difference in the last {} signed tokens: {} s",
            facts.webhooks.clock_samples,
            skew_ms / 1000
        )],
    })
}

fn redirects(facts: &Facts<'_>) -> Vec<Diagnosis> {
    let current = facts.webhooks.redirects.iter().filter(|known| facts.is_current(known.last_at));
    let diagnoses = current.map(|redirect| {
        let (from, remedy) = match &redirect.referer {
            Some(url) => (
                format!(" by `{url}`"),
                format!(
                    "Replace `{url}` by the final URL in LiveKit's configuration (often `https` \
                     for `http`, or without a `/` at the end):\nwebhook:\n  urls:\n    - <where \
                     {url} redirects to>"
                ),
            ),
            None => (
                String::new(),
                "Find which of the `webhook.urls` in LiveKit's configuration redirects \
                 (`curl -I <url>`), and set the final URL."
                    .to_owned(),
            ),
        };
        Diagnosis {
            code: "redirect",
            severity: facts.severity(redirect.last_at),
            title: "A redirect turns webhooks into requests without a body".to_owned(),
            detail: format!(
                "Requests that LiveKit has signed arrive as {}, redirected{from}: a redirect with \
                 301 or 302 drops the body of a POST. LiveKit counts them as delivered, so these \
                 events are lost.",
                redirect.method
            ),
            remedy,
            since: Some(redirect.first_at),
            evidence: vec![format!(
                "arrived {} as {} with a valid token, last at {}",
                times(redirect.count),
                redirect.method,
                shown(redirect.last_at)
            )],
        }
    });
    diagnoses.collect()
}

fn body_rewritten(facts: &Facts<'_>) -> Option<Diagnosis> {
    let refusal = refused(facts, "body_mismatch")?;
    Some(Diagnosis {
        code: "body_rewritten",
        severity: facts.severity(refusal.last_at),
        title: "Something between LiveKit and the console rewrites the body".to_owned(),
        detail: "The token is valid, but signs other bytes than those that arrived: a proxy, a \
                 gateway or a firewall parses and rewrites the JSON, changes its encoding or \
                 truncates it. LiveKit treats the refusal as a success, so these events are lost."
            .to_owned(),
        remedy: "Let the webhook path pass through unchanged: no body inspection, no transcoding, \
                 no request transformation; or let LiveKit send to the console directly."
            .to_owned(),
        since: Some(refusal.first_at),
        evidence: vec![counted("body_mismatch", refusal)],
    })
}

fn other_host(facts: &Facts<'_>) -> Option<Diagnosis> {
    let code = "host_not_allowed";
    let refusal = refused(facts, code)?;
    Some(Diagnosis {
        code,
        severity: facts.severity(refusal.last_at),
        title: "Webhooks are sent to a host name that the console does not know as its own"
            .to_owned(),
        detail: format!(
            "{}. LiveKit treats the refusal as a success, so these events are lost.",
            refusal.detail
        ),
        remedy: "Add the host of LiveKit's `webhook.urls` to `ALLOWED_HOSTS`.".to_owned(),
        since: Some(refusal.first_at),
        evidence: vec![counted(code, refusal)],
    })
}

fn too_large(facts: &Facts<'_>) -> Option<Diagnosis> {
    let refusal = refused(facts, "payload_too_large")?;
    Some(Diagnosis {
        code: "payload_too_large",
        severity: Severity::Warning,
        title: "A webhook is larger than the limit".to_owned(),
        detail: "A signed webhook has more than 8 MiB, or more than the journal may hold \
                 (`JOURNAL_MAX_BYTES`); LiveKit does not send it again."
            .to_owned(),
        remedy: "Keep metadata and attributes of rooms and participants small: \
                 LiveKit's `limit:` settings limit them."
            .to_owned(),
        since: Some(refusal.first_at),
        evidence: vec![counted("payload_too_large", refusal)],
    })
}

fn filtered(facts: &Facts<'_>) -> Option<Diagnosis> {
    let webhooks = facts.webhooks;
    let never = |name: &str| webhooks.events.get(name).is_none_or(|count| *count == 0);
    let proved: Vec<_> =
        webhooks.proved.iter().filter(|(name, count)| **count >= PROOFS && never(name)).collect();
    if proved.is_empty() || webhooks.received_total < OTHERS {
        return None;
    }
    let names: Vec<_> = proved.iter().map(|(name, _)| **name).collect();
    let came: Vec<_> = webhooks.events.keys().copied().collect();
    Some(Diagnosis {
        code: "filtered_events",
        severity: Severity::Critical,
        title: "LiveKit filters out events that the console needs".to_owned(),
        detail: format!(
            "{} never came although they must have happened; others came ({}).",
            listed(&names),
            listed(&came)
        ),
        remedy: format!(
            "In LiveKit's configuration, remove the filter, or include these \
             events:\nwebhook:\n  filter_params:\n    include_events: []   # empty, or with \
             {}\n    exclude_events: []   # without {}",
            names.join(", "),
            names.join(", ")
        ),
        since: webhooks.first_received_at,
        evidence: proved
            .iter()
            .map(|(name, count)| format!("`{name}`: proved {count} times, received 0 times"))
            .chain([format!("{} webhooks received", webhooks.received_total)])
            .collect(),
    })
}

fn console_refusing(facts: &Facts<'_>) -> Option<Diagnosis> {
    let codes = ["journal_full", "journal_unavailable", "overloaded"];
    let both = [facts.webhooks, facts.unattributed];
    let refusals = both.iter().flat_map(|report| {
        codes.iter().filter_map(|code| Some((*code, report.refusals.get(code)?)))
    });
    let recent = |at: Millis| facts.now.since(at) <= REFUSING_MS;
    let refusals = refusals.filter(|(_, refusal)| recent(refusal.last_at));
    let (code, refusal) = refusals.max_by_key(|(_, refusal)| refusal.last_at)?;
    let remedy = match code {
        "overloaded" => {
            "Webhooks arrive faster than the disk writes them: give the journal (`JOURNAL_DIR`) a \
             faster disk, or find the sender of so many."
        }
        "journal_full" => {
            "Restore the database, or free space on the journal's disk; `JOURNAL_MAX_BYTES` and \
             `JOURNAL_MAX_AGE` limit the journal."
        }
        _ => "Check the disk and the permissions of the journal's folder (`JOURNAL_DIR`).",
    };
    let mut evidence = vec![counted(code, refusal)];
    evidence.extend(facts.journal_error.map(str::to_owned));
    Some(Diagnosis {
        code: "console_refusing",
        severity: Severity::Critical,
        title: "The console itself cannot accept webhooks".to_owned(),
        detail: format!(
            "It responds with 503: {}. LiveKit retries for about 15 s and then drops the event.",
            refusal.detail
        ),
        remedy: remedy.to_owned(),
        since: Some(refusal.first_at),
        evidence,
    })
}

fn repeated(facts: &Facts<'_>) -> Option<Diagnosis> {
    let (again, once) = (facts.webhooks.duplicates_total, facts.webhooks.received_total);
    if again < REPETITIONS || again.saturating_mul(10) < once.saturating_mul(9) {
        return None;
    }
    Some(Diagnosis {
        code: "duplicate_webhook_url",
        severity: Severity::Info,
        title: "Nearly every webhook comes twice".to_owned(),
        detail: format!(
            "{again} of {once} webhooks came again although they were accepted with 200. They \
             count once; the repetition only costs work."
        ),
        remedy: "Check whether two of the `webhook.urls` in LiveKit's configuration lead to this \
                 console, or whether a proxy mirrors requests."
            .to_owned(),
        since: None,
        evidence: vec![format!("{once} received, {again} repeated")],
    })
}

fn silent(facts: &Facts<'_>) -> Option<Diagnosis> {
    let since = facts.webhooks.silent_since(facts.started_at, facts.now)?;
    let last = facts.webhooks.last_received_at?;
    let kinds = facts.webhooks.missing_webhooks.kinds.iter();
    Some(Diagnosis {
        code: "webhooks_silent",
        severity: Severity::Critical,
        title: "Webhooks have stopped".to_owned(),
        detail: format!(
            "The last one came at {}; since then the room API has reported {} changes that no \
             webhook reported.",
            shown(last),
            facts.webhooks.missing_webhooks.count()
        ),
        remedy:
            "Check that LiveKit reaches the console: try its `webhook.urls` from LiveKit's host, \
                 and search its log for `failed to send webhook`."
                .to_owned(),
        since: Some(since),
        evidence: kinds.map(|(kind, count)| format!("{count} × {}", kind.as_str())).collect(),
    })
}
