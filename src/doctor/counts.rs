//! What the three counts say of each other: webhooks', the room API's, the nodes'. Each may be wrong
//! in its own way, so that nobody is accused by a difference alone: what the others say is told
//! beside it, and what would explain it.

use super::others::printable;
use super::{Diagnosis, Facts, listed, seconds, shown};
use crate::model::{Apart, ApiStatus, Severity};

/// How long counts differ before that is worth a word, milliseconds: a listing and a scrape are of
/// different seconds, and LiveKit's counts are cached.
const APART_MS: i64 = 60_000;

/// Rooms that are named, at most.
const NAMED: usize = 5;

/// Every diagnosis from counts.
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
            "{}{more} are listed with their people, but nothing else speaks for them. LiveKit keeps \
             the rooms of a node that died in its Redis, until somebody comes back to them.",
            listed(&names)
        ),
        remedy:
            "The console does not count them. LiveKit cannot delete them, for no node answers: \
                 they leave its list when somebody joins under that name and leaves, which brings \
                 the room up on a node that lives."
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
    let apart = api.apart.as_ref().filter(|apart| facts.now.since(apart.since) >= APART_MS)?;
    let Apart { rooms, node_rooms, people, node_people_most, .. } = *apart;
    let webhooks = facts.webhook_rooms;
    #[expect(clippy::cast_precision_loss, reason = "rooms are far fewer than 2^53")]
    let agree = |count: f64| webhooks.is_some_and(|webhooks| (webhooks as f64 - count).abs() < 0.5);
    let unknown = "Which of them is right, the counts alone do not tell.";
    let (severity, title, why, remedy) = if rooms > node_rooms {
        let why = if agree(rooms) {
            "Webhooks agree with the list: most likely a node is not among those whose metrics are \
             asked."
        } else {
            unknown
        };
        let remedy = "Name the metrics of every node in `LIVEKIT_METRICS_URLS`. If a node died, its \
                      rooms are listed until somebody comes back to them.";
        (Severity::Info, "LiveKit lists more rooms than its nodes count", why, remedy)
    } else if rooms < node_rooms {
        let why = if agree(node_rooms) {
            "Webhooks agree with the nodes: the list leaves rooms out."
        } else if agree(rooms) {
            "Webhooks agree with the list: a gauge of LiveKit may have leaked."
        } else {
            unknown
        };
        let remedy = "Look whether `LIVEKIT_URL` and `LIVEKIT_METRICS_URLS` lead to the same LiveKit, \
                      and whether all of its nodes are on one Redis. A gauge that leaked is right \
                      again when its node is started anew.";
        let severity = if agree(node_rooms) { Severity::Warning } else { Severity::Info };
        (severity, "LiveKit's nodes count more rooms than it lists", why, remedy)
    } else {
        let remedy = "Somebody may be listed whose node died: see who is in doubt. Name the metrics \
                      of every node in `LIVEKIT_METRICS_URLS`.";
        (
            Severity::Info,
            "LiveKit counts more people in its rooms than its nodes do",
            unknown,
            remedy,
        )
    };
    let mut evidence = vec![
        format!("room API: {rooms} rooms, {people} people"),
        format!("nodes: {node_rooms} rooms, at most {node_people_most} participants"),
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
            "For {} the room API has listed {rooms} rooms with {people} people, while the nodes \
             count {node_rooms} rooms with {node_people_most} participants at most. {why}",
            seconds(facts.now.since(apart.since))
        ),
        remedy: remedy.to_owned(),
        since: Some(apart.since),
        evidence: evidence.into_iter().chain([format!("since {}", shown(apart.since))]).collect(),
    })
}
