//! Diagnoses of the path of webhooks: a wrong one, or one that several deployments share.

use super::deliveries::counted;
use super::{Diagnosis, Facts, listed};

/// The diagnoses from paths.
pub(super) fn diagnose(facts: &Facts<'_>) -> Vec<Diagnosis> {
    [wrong_path(facts), ambiguous(facts)].into_iter().flatten().collect()
}

fn wrong_path(facts: &Facts<'_>) -> Option<Diagnosis> {
    let code = "wrong_path";
    let refusal = facts.webhooks.refusals.get(code).filter(|it| facts.is_current(it.last_at))?;
    Some(Diagnosis {
        code,
        severity: facts.severity(refusal.last_at),
        title: "Webhooks are sent to a wrong path".to_owned(),
        detail: format!(
            "The last one that LiveKit signed: {}. LiveKit treats the refusal as a success, so \
             these events are lost.",
            refusal.detail
        ),
        remedy: "Set the webhook path in LiveKit's configuration:\nwebhook:\n  urls:\n    - \
                 http://<this console>/api/livekit/webhook"
            .to_owned(),
        since: Some(refusal.first_at),
        evidence: vec![counted(code, refusal), refusal.detail.clone()],
    })
}

fn ambiguous(facts: &Facts<'_>) -> Option<Diagnosis> {
    let code = "ambiguous_deployment";
    if facts.namesakes.is_empty() {
        return None;
    }
    let refusal =
        facts.unattributed.refusals.get(code).filter(|it| facts.is_current(it.last_at))?;
    let name = facts.name;
    let others: Vec<_> = facts.namesakes.iter().map(ToString::to_string).collect();
    Some(Diagnosis {
        code,
        severity: facts.severity(refusal.last_at),
        title: "Webhooks do not show which deployment they are from".to_owned(),
        detail: format!(
            "`{name}` has the same API key and secret as {}, and the last webhook that was signed \
             with it came to a path without a deployment. LiveKit treats the refusal as a success, \
             so these events are lost.",
            listed(&others)
        ),
        remedy: format!(
            "Give each deployment a key of its own, or its own path in LiveKit's configuration, \
             here of `{name}`:\nwebhook:\n  urls:\n    - http://<this \
             console>/api/livekit/webhook/{name}"
        ),
        since: Some(refusal.first_at),
        evidence: vec![counted(code, refusal)],
    })
}
