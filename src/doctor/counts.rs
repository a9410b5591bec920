//! Compares the three counts: by webhooks, by the room API, and by the nodes. Each may be wrong in
//! its own way, so a difference alone blames none of them: the diagnosis shows all counts and
//! likely explanations.

use super::others::printable;
use super::{Diagnosis, Facts, listed, seconds, shown};
use crate::model::{ApiStatus, CountMismatch, Severity};

/// How long counts must differ before it is reported, milliseconds: a listing and a scrape are of
/// different seconds, and LiveKit's counts are cached.
const DIFFERENCE_MS: i64 = 60_000;

/// The most rooms that are named.
const NAMED: usize = 5;

/// The diagnoses from counts.
pub(super) fn diagnose(facts: &Facts<'_>) -> Vec<Diagnosis> {
    let Some(api) = facts.api else { return Vec::new() };
    [phantoms(api), differ(facts, api)].into_iter().flatten().collect()
}

fn phantoms(api: &ApiStatus) -> Option<Diagnosis> {
    let first = api.phantoms.first()?;
    let names: Vec<_> = api.phantoms.iter().take(NAMED).map(|room| printable(&room.name)).collect();
    let more = api.phantoms.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(Diagnosis {
        code: "phantom_rooms",
        severity: Severity::Warning,
        title: "LiveKit lists rooms that no node has".to_owned(),
        detail: format!(
            "{}{more} are listed with participants, but no other source confirms them. LiveKit \
             keeps the rooms of a dead node in its Redis until a participant joins them again.",
            listed(&names)
        ),
        remedy:
            "The console does not count them. LiveKit cannot delete them, since no node responds: \
                 a room leaves the list when somebody joins it by name and leaves, which opens it \
                 on a live node."
                .to_owned(),
        since: api.phantoms.iter().map(|room| room.since).min().or(Some(first.since)),
        evidence: api
            .phantoms
            .iter()
            .take(NAMED)
            .map(|room| format!("`{}`: {}", printable(&room.name), room.evidence))
            .collect(),
    })
}

fn differ(facts: &Facts<'_>, api: &ApiStatus) -> Option<Diagnosis> {
    let apart = api
        .count_mismatch
        .as_ref()
        .filter(|apart| facts.now.since(apart.since) >= DIFFERENCE_MS)?;
    let CountMismatch { rooms, node_rooms, people, node_people_max, .. } = *apart;
    let webhooks = facts.webhook_rooms;
    #[expect(clippy::cast_precision_loss, reason = "rooms are far fewer than 2^53")]
    let agree = |count: f64| webhooks.is_some_and(|webhooks| (webhooks as f64 - count).abs() < 0.5);
    let unknown = "The counts alone do not show which of them is right.";
    let (severity, title, why, remedy) = if rooms > node_rooms {
        let why = if agree(rooms) {
            "Webhooks agree with the list: most likely a node is missing from \
             `LIVEKIT_METRICS_URLS`."
        } else {
            unknown
        };
        let remedy = "Add the metrics URL of every node to `LIVEKIT_METRICS_URLS`. If a node died, \
                      its rooms are listed until a participant joins them again.";
        (Severity::Info, "LiveKit lists more rooms than its nodes count", why, remedy)
    } else if rooms < node_rooms {
        let why = if agree(node_rooms) {
            "Webhooks agree with the nodes: the list leaves rooms out."
        } else if agree(rooms) {
            "Webhooks agree with the list: a gauge of LiveKit may have leaked."
        } else {
            unknown
        };
        let remedy = "Check that `LIVEKIT_URL` and `LIVEKIT_METRICS_URLS` lead to the same \
                      LiveKit, and that all of its nodes use one Redis. A leaked gauge is correct \
                      again after a restart of its node.";
        let severity = if agree(node_rooms) { Severity::Warning } else { Severity::Info };
        (severity, "LiveKit's nodes count more rooms than it lists", why, remedy)
    } else {
        let remedy = "A participant whose node died may still be listed: see who is in doubt. Add \
                      the metrics URL of every node to `LIVEKIT_METRICS_URLS`.";
        (Severity::Info, "LiveKit lists more participants than its nodes count", unknown, remedy)
    };
    let mut evidence = vec![
        format!("room API: {rooms} rooms, {people} participants"),
        format!("nodes: {node_rooms} rooms, at most {node_people_max} participants"),
    ];
    evidence.push(webhooks.map_or_else(
        || "webhooks: not known yet".to_owned(),
        |webhooks| format!("webhooks: {webhooks} rooms"),
    ));
    Some(Diagnosis {
        code: "counts_differ",
        severity,
        title: title.to_owned(),
        detail: format!(
            "For {} the room API has listed {rooms} rooms with {people} participants, while the \
             nodes count {node_rooms} rooms with {node_people_max} participants at most. {why}",
            seconds(facts.now.since(apart.since))
        ),
        remedy: remedy.to_owned(),
        since: Some(apart.since),
        evidence: evidence.into_iter().chain([format!("since {}", shown(apart.since))]).collect(),
    })
}
