//! The counts of rooms and participants by source.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::status::is_fresh;
use crate::api::context::Context;
use crate::metrics::Metrics;
use crate::model::{ApiStatus, Millis, NodeStatus};
use crate::state::{SourceCounts, State};

/// The counts of each source; `null` where a source has none.
#[derive(Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct CountsBySource {
    /// What the console shows; `null` until the state is loaded from the database.
    console: Option<ConsoleCount>,
    /// What webhooks alone would show; `null` until the state is loaded from the database.
    webhooks: Option<WebhookCount>,
    /// What the room API listed last; `null` if that is not recent.
    api: Option<DatedCount>,
    /// What the nodes counted last, together; `null` if the count of a node is missing.
    nodes: Option<DatedCount>,
}

/// What the console shows.
#[derive(Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct ConsoleCount {
    /// Open rooms.
    rooms: u64,
    /// Present participants.
    participants: u64,
    /// Present participants that are people.
    people: u64,
}

/// What webhooks alone would show.
#[derive(Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct WebhookCount {
    /// Rooms that webhooks reported, without a webhook for their end.
    rooms: u64,
    /// Participants that webhooks reported, without a webhook for their departure.
    participants: u64,
}

/// The count of another source, with its time.
#[derive(Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct DatedCount {
    /// Open rooms.
    rooms: f64,
    /// Participants; the room API leaves out agents and egresses. `null` if several nodes may count
    /// somebody twice: a participant who is connected through one node to a room on another.
    participants: Option<f64>,
    /// The range of that number; `null` if `participants` is exact.
    participants_range: Option<CountRange>,
    /// When it was counted.
    at: DateTime<Utc>,
}

/// The range of a number that no source knows exactly.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct CountRange {
    /// The minimum.
    least: f64,
    /// The maximum.
    most: f64,
}

/// The counts of one deployment.
pub(super) fn by_source(
    counts: Option<&SourceCounts>,
    api: Option<&ApiStatus>,
    nodes: &[NodeStatus],
    (poll, scrape): (Option<Duration>, Option<Duration>),
    now: Millis,
) -> CountsBySource {
    CountsBySource {
        console: counts.map(|counts| ConsoleCount {
            rooms: counts.rooms,
            participants: counts.participants,
            people: counts.people,
        }),
        webhooks: counts.map(|counts| WebhookCount {
            rooms: counts.webhook_rooms,
            participants: counts.webhook_participants,
        }),
        api: api.and_then(|api| listed(api, poll, now)),
        nodes: measured(nodes, scrape, now),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of rooms and people are far below 2^53")]
fn listed(api: &ApiStatus, interval: Option<Duration>, now: Millis) -> Option<DatedCount> {
    let at = api.last_success_at.filter(|at| is_fresh(Some(*at), interval, now))?;
    let (rooms, participants) = api.rooms.zip(api.participants)?;
    Some(DatedCount {
        rooms: rooms as f64,
        participants: Some(participants as f64),
        participants_range: None,
        at: at.to_utc(),
    })
}

fn measured(nodes: &[NodeStatus], interval: Option<Duration>, now: Millis) -> Option<DatedCount> {
    let mut counts = Vec::with_capacity(nodes.len());
    for node in nodes {
        let at = node.last_success_at.filter(|at| is_fresh(Some(*at), interval, now))?;
        counts.push((node.rooms?, node.participants?, at));
    }
    let at = counts.iter().map(|(.., at)| *at).min()?;
    let range = range(counts.iter().map(|(_, participants, _)| *participants));
    let is_exact = (range.most - range.least).abs() < 0.5;
    Some(DatedCount {
        rooms: counts.iter().map(|(rooms, ..)| rooms).sum(),
        participants: is_exact.then_some(range.most),
        participants_range: (!is_exact).then_some(range),
        at: at.to_utc(),
    })
}

/// The range of participants for these counts of nodes: one node counts nobody twice, and at most
/// two nodes count the same participant.
fn range(counts: impl Iterator<Item = f64>) -> CountRange {
    let (most, largest) =
        counts.fold((0.0, 0.0), |(sum, most): (f64, f64), count| (sum + count, most.max(count)));
    CountRange { least: largest.max((most / 2.0).ceil()), most }
}

/// Sets the gauges of all deployments; removes those whose value is not known.
pub(in crate::api) fn export(console: &Context, state: &State, now: Millis) {
    let counts = state.source_counts();
    for (deployment, _) in &console.about.deployments {
        let snapshot = super::SourceSnapshot::of(console, deployment, now);
        let intervals = (console.poll_interval, console.scrape_interval);
        let counts = counts.get(&deployment.name);
        let counts = by_source(counts, snapshot.api.as_ref(), &snapshot.nodes, intervals, now);
        counts.set(&console.shared.metrics, &deployment.name);
    }
}

impl CountsBySource {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    fn set(&self, metrics: &Metrics, deployment: &str) {
        let (console, webhooks) = (self.console.as_ref(), self.webhooks.as_ref());
        let range = self.nodes.as_ref().and_then(|count| count.participants_range);
        for (source, what, value) in [
            ("console", "rooms", console.map(|count| count.rooms as f64)),
            ("console", "participants", console.map(|count| count.participants as f64)),
            ("console", "people", console.map(|count| count.people as f64)),
            ("webhooks", "rooms", webhooks.map(|count| count.rooms as f64)),
            ("webhooks", "participants", webhooks.map(|count| count.participants as f64)),
            ("api", "rooms", self.api.as_ref().map(|count| count.rooms)),
            ("api", "participants", self.api.as_ref().and_then(|count| count.participants)),
            ("nodes", "rooms", self.nodes.as_ref().map(|count| count.rooms)),
            ("nodes", "participants", self.nodes.as_ref().and_then(|count| count.participants)),
            ("nodes", "participants_least", range.map(|range| range.least)),
            ("nodes", "participants_most", range.map(|range| range.most)),
        ] {
            let labels = [deployment, source, what];
            match value {
                Some(value) => metrics.source_counts.with_label_values(&labels).set(value),
                // Removing fails only if it does not exist.
                None => drop(metrics.source_counts.remove_label_values(&labels)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::by_source;
    use crate::metrics::{Format, Metrics};
    use crate::model::{ApiStatus, Millis, NodeStatus};

    const NOW: Millis = Millis(1_000_000);
    const EVERY: Option<Duration> = Some(Duration::from_secs(5));

    fn node(url: &str, rooms: Option<f64>, success: Option<Millis>) -> NodeStatus {
        NodeStatus {
            last_success_at: success,
            rooms,
            participants: Some(7.0),
            ..NodeStatus::new("eu".into(), url.to_owned())
        }
    }

    #[test]
    fn a_count_that_is_old_or_missing_is_unknown_and_never_zero() {
        let api = ApiStatus {
            last_success_at: Some(NOW.plus(-15_000)),
            rooms: Some(3),
            participants: Some(0),
            ..ApiStatus::new("eu".into(), Some("http://lk".to_owned()), 60)
        };
        let fresh = node("a", Some(2.0), Some(NOW));
        let later = NOW.plus(1);
        for (nodes, now, api_rooms, node_rooms) in [
            (vec![], NOW, Some(3.0), None),
            (vec![fresh.clone()], NOW, Some(3.0), Some(2.0)),
            (vec![fresh.clone(), node("b", Some(1.0), Some(NOW))], later, None, Some(3.0)),
            (vec![fresh.clone(), node("b", None, Some(NOW))], NOW, Some(3.0), None),
            (vec![fresh.clone(), node("b", Some(1.0), None)], NOW, Some(3.0), None),
            (vec![fresh], NOW.plus(15_001), None, None),
        ] {
            let counts = by_source(None, Some(&api), &nodes, (EVERY, EVERY), now);
            assert_eq!(counts.console, None);
            assert_eq!(counts.api.map(|count| count.rooms), api_rooms, "{nodes:?}");
            assert_eq!(counts.nodes.map(|count| count.rooms), node_rooms, "{nodes:?}");
        }
    }

    #[test]
    fn people_counted_on_two_nodes_are_a_range() {
        let counted = |counts: &[f64]| {
            let node = |count: &f64| NodeStatus {
                participants: Some(*count),
                ..node("a", Some(1.0), Some(NOW))
            };
            let nodes: Vec<_> = counts.iter().map(node).collect();
            let counts = by_source(None, None, &nodes, (EVERY, EVERY), NOW);
            let nodes = counts.nodes.expect("a count");
            let range = nodes.participants_range.map(|range| (range.least, range.most));
            (nodes.participants, range)
        };
        for (counts, exact, range) in [
            (vec![7.0], Some(7.0), None),
            (vec![7.0, 0.0], Some(7.0), None),
            (vec![0.0, 0.0], Some(0.0), None),
            // Twelve, of whom eight are connected through the other one.
            (vec![10.0, 10.0], None, Some((10.0, 20.0))),
            (vec![3.0, 4.0, 4.0], None, Some((6.0, 11.0))),
        ] {
            assert_eq!(counted(&counts), (exact, range), "{counts:?}");
        }
    }

    #[test]
    fn a_gauge_that_is_no_longer_known_is_removed() {
        let metrics = Metrics::new();
        let nodes = [node("a", Some(2.0), Some(NOW))];
        let line =
            "livekit_console_source_counts{deployment=\"eu\",source=\"nodes\",what=\"rooms\"}";
        by_source(None, None, &nodes, (EVERY, EVERY), NOW).set(&metrics, "eu");
        assert!(metrics.render(Format::Text).contains(&format!("{line} 2\n")));
        by_source(None, None, &nodes, (EVERY, EVERY), NOW.plus(60_000)).set(&metrics, "eu");
        assert!(!metrics.render(Format::Text).contains(line));
    }
}
