//! What other sources than the room API say, asked before a participant or room is ended because a
//! listing omits it.
//!
//! A listing is one source. The nodes count rooms and participants themselves: where they count
//! people whom no listing shows, the listing proves nothing, and the omitted ones are in doubt
//! until the sources agree. What the nodes count comes with each listing; this module remembers
//! only by how much they count too many.

use super::shown;
use crate::model::{Millis, NodeStatus};

/// A node's report older than this, milliseconds, says nothing about now.
const FRESH_MS: i64 = 30_000;

/// The unexplained count must exceed this share of what is listed, 0–1: participants join and leave
/// between a listing and the scrape it is compared with.
const NOISE: f64 = 0.02;

/// What other sources than the room API know about a deployment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Corroboration {
    /// What its nodes count; `None` if no nodes are scraped, or if the count of one is not known.
    pub nodes: Option<NodeCount>,
    /// The same of the nodes that answer, where the others have not answered for long.
    pub living: Option<NodeCount>,
    /// The last restart or failure of one of them.
    pub last_outage: Option<Outage>,
}

/// An outage of a part of LiveKit: a node restarted or does not answer, or the API did not answer.
/// The latest is the greatest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outage {
    /// It was down then, or had restarted.
    pub by: Millis,
    /// It was up then.
    pub after: Millis,
    /// Whether it is up again.
    pub is_back: bool,
    /// What happened, in words.
    pub what: String,
}

/// The sum of what the nodes of a deployment count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NodeCount {
    /// When the oldest of the node reports was made.
    pub at: Millis,
    /// Rooms.
    pub rooms: f64,
    /// Participants; with several nodes, a participant who is connected through another node counts
    /// twice.
    pub participants: f64,
    /// When the last restart of one of them was seen; `None` if none was.
    pub restarted_at: Option<Millis>,
}

impl Corroboration {
    /// What `nodes`, of all deployments, report about `deployment` at `now`.
    pub fn of(nodes: &[NodeStatus], deployment: &str, now: Millis) -> Self {
        let own: Vec<_> = nodes.iter().filter(|node| &*node.deployment == deployment).collect();
        let (away, living): (Vec<_>, Vec<_>) =
            own.iter().copied().partition(|node| is_away(node, now));
        let outages = own.iter().filter_map(|node| restart(node));
        let last_outage = outages.chain(away.iter().filter_map(|node| silence(node))).max();
        Self { nodes: NodeCount::of(&own, now), living: NodeCount::of(&living, now), last_outage }
    }
}

/// Whether a node that once answered has not answered for long.
fn is_away(node: &NodeStatus, now: Millis) -> bool {
    node.failure.is_some() && node.last_success_at.is_some_and(|at| now.since(at) > FRESH_MS)
}

fn restart(node: &NodeStatus) -> Option<Outage> {
    let by = node.restarted_at?;
    let what = format!("the node at {} restarted at {}", node.url, shown(by));
    Some(Outage { by, after: node.restarted_after.unwrap_or(by), is_back: true, what })
}

fn silence(node: &NodeStatus) -> Option<Outage> {
    let after = node.last_success_at?;
    let what = format!("the node at {} has not answered since {}", node.url, shown(after));
    Some(Outage { by: after.plus(FRESH_MS), after, is_back: false, what })
}

impl NodeCount {
    /// The sum of what `nodes` count; `None` if there are none, or if the count of one is not
    /// known.
    fn of(nodes: &[&NodeStatus], now: Millis) -> Option<Self> {
        let mut total: Option<Self> = None;
        for node in nodes {
            let at = node.last_success_at.filter(|at| now.since(*at) <= FRESH_MS)?;
            let (rooms, participants) = node.rooms.zip(node.participants)?;
            let sum =
                total.unwrap_or(Self { at, rooms: 0.0, participants: 0.0, restarted_at: None });
            total = Some(Self {
                at: sum.at.min(at),
                rooms: sum.rooms + rooms.max(0.0),
                participants: sum.participants + participants.max(0.0),
                restarted_at: sum.restarted_at.max(node.restarted_at),
            });
        }
        total
    }
}

/// Whether other sources confirm that what a listing omits is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AbsenceCheck {
    /// No other source counts it.
    Confirmed,
    /// A source has not reported since: wait for it.
    Pending,
    /// Another source contradicts the listing, for this reason.
    Disputed(String),
}

/// How many rooms and participants the console knows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Headcount {
    pub(super) rooms: f64,
    pub(super) participants: f64,
}

impl Headcount {
    pub(super) fn add(&mut self, participants: u32) {
        self.rooms += 1.0;
        self.participants += f64::from(participants);
    }
}

/// By how much the nodes count too many: participants connected through another node, and gauges
/// that leak. Learnt whenever the listing and the state agree.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Excess(Headcount);

impl Excess {
    /// Learns the excess while all known participants are listed: the nodes count the rest in
    /// error.
    pub(super) fn learn(&mut self, corroboration: &Corroboration, listed: Headcount) {
        if let Some(nodes) = corroboration.nodes {
            self.0.rooms = (nodes.rooms - listed.rooms).max(0.0);
            self.0.participants = (nodes.participants - listed.participants).max(0.0);
        }
    }

    /// Compares with the nodes' count: `missing` are omitted from every listing since `since`,
    /// `listed` are the others.
    pub(super) fn judge(
        &self,
        corroboration: &Corroboration,
        (missing, listed): (Headcount, Headcount),
        since: Millis,
    ) -> AbsenceCheck {
        let Some(nodes) = corroboration.nodes else { return AbsenceCheck::Confirmed };
        let (counted, too_many, listed, missing_count, what) = if missing.participants > 0.0 {
            let all = nodes.participants;
            (all, self.0.participants, listed.participants, missing.participants, "participants")
        } else {
            (nodes.rooms, self.0.rooms, listed.rooms, missing.rooms, "rooms")
        };
        let unexplained = counted - too_many - listed;
        // The nodes count more than half of the missing ones.
        let are_counted = unexplained * 2.0 > missing_count && unexplained > listed * NOISE;
        if !are_counted {
            return AbsenceCheck::Confirmed;
        }
        if nodes.at < since {
            return AbsenceCheck::Pending;
        }
        AbsenceCheck::Disputed(format!(
            "while LiveKit's nodes count {counted} {what}, {listed} of them listed"
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::{AbsenceCheck, Corroboration, Excess, Headcount, NodeCount};
    use crate::model::{Failure, Millis, NodeStatus};

    const NOW: Millis = Millis(1_000_000);

    fn node(url: &str, counts: Option<(f64, f64)>, at: i64) -> NodeStatus {
        NodeStatus {
            last_success_at: Some(NOW.plus(at)),
            rooms: counts.map(|counts| counts.0),
            participants: counts.map(|counts| counts.1),
            ..NodeStatus::new("eu".into(), url.to_owned())
        }
    }

    #[test]
    fn what_one_node_does_not_report_is_not_known_of_all() {
        let (one, two) = (node("a", Some((2.0, 5.0)), -4), node("b", Some((1.0, -1.0)), 0));
        let elsewhere = NodeStatus { deployment: "us".into(), ..node("c", None, 0) };
        let corroboration = Corroboration::of(&[one.clone(), two, elsewhere], "eu", NOW).nodes;
        let sum = NodeCount { at: NOW.plus(-4), rooms: 3.0, participants: 5.0, restarted_at: None };
        assert_eq!(corroboration, Some(sum), "a gauge that leaked below zero counts nobody");
        for other in [node("b", None, 0), node("b", Some((1.0, 1.0)), -30_001)] {
            assert_eq!(Corroboration::of(&[one.clone(), other], "eu", NOW).nodes, None);
        }
        assert_eq!(Corroboration::of(&[], "eu", NOW).nodes, None);
    }

    #[test]
    fn a_node_that_restarted_or_does_not_answer_is_an_outage() {
        let good = node("a", Some((2.0, 5.0)), -4);
        let again = NodeStatus {
            restarted_at: Some(NOW.plus(-60_000)),
            restarted_after: Some(NOW.plus(-70_000)),
            ..good.clone()
        };
        let failure = Failure { at: NOW, code: "unreachable", message: "refused".to_owned() };
        let silent = |at| NodeStatus { failure: Some(failure.clone()), ..node("b", None, at) };
        let of = |nodes: &[NodeStatus]| {
            let corroboration = Corroboration::of(nodes, "eu", NOW);
            let lost = corroboration
                .last_outage
                .map(|outage| (outage.after.since(NOW), outage.by.since(NOW)));
            (corroboration.living.map(|nodes| nodes.rooms), lost)
        };
        assert_eq!(of(slice::from_ref(&good)), (Some(2.0), None));
        assert_eq!(of(slice::from_ref(&again)), (Some(2.0), Some((-70_000, -60_000))));
        assert_eq!(of(&[good.clone(), silent(-30_000)]), (None, None), "it may answer yet");
        let gone = silent(-90_000);
        assert_eq!(of(&[good, gone.clone()]), (Some(2.0), Some((-90_000, -60_000))));
        assert_eq!(of(&[again, gone.clone()]).1, Some((-70_000, -60_000)), "the later one");
        assert_eq!(of(&[gone]), (None, Some((-90_000, -60_000))), "nobody counts");
        assert_eq!(of(&[node("c", None, -90_000)]), (None, None), "it is not asked any more");
    }

    #[test]
    fn participants_that_the_nodes_count_are_not_gone() {
        let count = |rooms, participants| Headcount { rooms, participants };
        let nodes = |rooms, participants, at| Corroboration {
            nodes: Some(NodeCount { at: NOW.plus(at), rooms, participants, restarted_at: None }),
            ..Corroboration::default()
        };
        let disputed = |check: &AbsenceCheck| matches!(check, AbsenceCheck::Disputed(_));
        let all = (count(3.0, 8.0), Headcount::default());
        let excess = Excess::default();
        assert!(disputed(&excess.judge(&nodes(3.0, 8.0, 0), all, NOW)));
        assert_eq!(excess.judge(&nodes(3.0, 8.0, -1), all, NOW), AbsenceCheck::Pending);
        assert_eq!(excess.judge(&nodes(0.0, 0.0, 0), all, NOW), AbsenceCheck::Confirmed);
        assert_eq!(excess.judge(&Corroboration::default(), all, NOW), AbsenceCheck::Confirmed);
        // An empty room is looked for in the count of rooms.
        let empty = (count(1.0, 0.0), count(2.0, 8.0));
        assert!(disputed(&excess.judge(&nodes(3.0, 8.0, 0), empty, NOW)));
        assert_eq!(excess.judge(&nodes(2.0, 8.0, 0), empty, NOW), AbsenceCheck::Confirmed);
        // The nodes count twenty where twelve are present: eight too many, also after two have
        // left.
        let mut doubled = Excess::default();
        doubled.learn(&nodes(4.0, 20.0, 0), count(4.0, 12.0));
        let two = (count(1.0, 2.0), count(3.0, 10.0));
        assert_eq!(doubled.judge(&nodes(3.0, 18.0, 0), two, NOW), AbsenceCheck::Confirmed);
        assert!(disputed(&doubled.judge(&nodes(4.0, 20.0, 0), two, NOW)));
        // A few joins and leaves among a thousand prove nothing about two.
        let few = (count(1.0, 2.0), count(300.0, 1000.0));
        assert_eq!(excess.judge(&nodes(300.0, 1003.0, 0), few, NOW), AbsenceCheck::Confirmed);
    }
}
