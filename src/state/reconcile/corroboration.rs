//! What others than the room API say, asked before anybody is ended because a listing leaves them out.
//!
//! A listing that leaves somebody out is one witness. The nodes count rooms and participants
//! themselves: where they count people whom no listing shows, the listing proves nothing, and who is
//! left out is in doubt until the witnesses agree. What is known of them is handed in with each
//! listing; nothing of it is remembered here but by how much the nodes count too many.

use super::shown;
use crate::model::{Millis, NodeStatus};

/// What a node told longer ago, milliseconds, says nothing of now.
const FRESH_MS: i64 = 30_000;

/// What is unexplained must be more than this share of what is listed, for everybody who joins or
/// leaves while one listing is held against one scrape.
const NOISE: f64 = 0.02;

/// What others than the room API know of a deployment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Witnesses {
    /// What its nodes count; `None` without nodes that are scraped, or if one of them is not known.
    pub nodes: Option<NodeCount>,
    /// The same of those that answer, if the others have not answered for long.
    pub living: Option<NodeCount>,
    /// The last time that one of them was started again, or ceased to answer.
    pub lost: Option<Loss>,
}

/// Something of LiveKit's was lost: a node was started again or does not answer, or the API did not.
/// The latest is the greatest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// It was not there then, or had begun anew.
    pub by: Millis,
    /// It was there then.
    pub after: Millis,
    /// Whether it is there again.
    pub is_back: bool,
    /// What, in words.
    pub what: String,
}

/// What the nodes of a deployment count, added up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NodeCount {
    /// When the node that was asked longest ago was asked.
    pub at: Millis,
    /// Rooms.
    pub rooms: f64,
    /// Participants: on several nodes, those who are connected through another count twice.
    pub participants: f64,
    /// When a restart of one of them was last seen; `None` if none was.
    pub restarted_at: Option<Millis>,
}

impl Witnesses {
    /// What `nodes`, of all deployments, say of `deployment` at `now`.
    pub fn of(nodes: &[NodeStatus], deployment: &str, now: Millis) -> Self {
        let own: Vec<_> = nodes.iter().filter(|node| &*node.deployment == deployment).collect();
        let (away, living): (Vec<_>, Vec<_>) =
            own.iter().copied().partition(|node| is_away(node, now));
        let lost = own.iter().filter_map(|node| restart(node));
        let lost = lost.chain(away.iter().filter_map(|node| silence(node))).max();
        Self { nodes: NodeCount::of(&own, now), living: NodeCount::of(&living, now), lost }
    }
}

/// Whether a node that did answer has not for long.
fn is_away(node: &NodeStatus, now: Millis) -> bool {
    node.failure.is_some() && node.last_success_at.is_some_and(|at| now.since(at) > FRESH_MS)
}

fn restart(node: &NodeStatus) -> Option<Loss> {
    let by = node.restarted_at?;
    let what = format!("the node at {} was started again at {}", node.url, shown(by));
    Some(Loss { by, after: node.restarted_after.unwrap_or(by), is_back: true, what })
}

fn silence(node: &NodeStatus) -> Option<Loss> {
    let after = node.last_success_at?;
    let what = format!("the node at {} has not answered since {}", node.url, shown(after));
    Some(Loss { by: after.plus(FRESH_MS), after, is_back: false, what })
}

impl NodeCount {
    /// What `nodes` count together; `None` if there are none, or one of them is not known.
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

/// What the witnesses say of those whom a listing leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing speaks for them.
    Gone,
    /// A witness was not heard since: it is waited for.
    Unheard,
    /// It is not certain, for this reason.
    Doubtful(String),
}

/// How many participants, or rooms, there are as far as is known here.
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

/// By how much the nodes count more than there is: those who are connected through another node, and
/// gauges that have leaked. Learnt whenever listing and state agree.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Excess(Headcount);

impl Excess {
    /// Everybody who is known here is listed: what is counted beyond them is too much.
    pub(super) fn learn(&mut self, witnesses: &Witnesses, there: Headcount) {
        if let Some(nodes) = witnesses.nodes {
            self.0.rooms = (nodes.rooms - there.rooms).max(0.0);
            self.0.participants = (nodes.participants - there.participants).max(0.0);
        }
    }

    /// What the nodes say: `missing` are left out of every listing since `since`, the others are
    /// `there`.
    pub(super) fn judge(
        &self,
        witnesses: &Witnesses,
        (missing, there): (Headcount, Headcount),
        since: Millis,
    ) -> Verdict {
        let Some(nodes) = witnesses.nodes else { return Verdict::Gone };
        let (counted, too_many, listed, sought, what) = if missing.participants > 0.0 {
            let all = nodes.participants;
            (all, self.0.participants, there.participants, missing.participants, "participants")
        } else {
            (nodes.rooms, self.0.rooms, there.rooms, missing.rooms, "rooms")
        };
        let unexplained = counted - too_many - listed;
        // More than half of those who are missing are counted.
        let speaks_for_them = unexplained * 2.0 > sought && unexplained > listed * NOISE;
        if !speaks_for_them {
            return Verdict::Gone;
        }
        if nodes.at < since {
            return Verdict::Unheard;
        }
        Verdict::Doubtful(format!(
            "while LiveKit's nodes count {counted} {what}, {listed} of them listed"
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::{Excess, Headcount, NodeCount, Verdict, Witnesses};
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
    fn what_one_node_does_not_tell_is_not_known_of_all() {
        let (one, two) = (node("a", Some((2.0, 5.0)), -4), node("b", Some((1.0, -1.0)), 0));
        let elsewhere = NodeStatus { deployment: "us".into(), ..node("c", None, 0) };
        let told = Witnesses::of(&[one.clone(), two, elsewhere], "eu", NOW).nodes;
        let sum = NodeCount { at: NOW.plus(-4), rooms: 3.0, participants: 5.0, restarted_at: None };
        assert_eq!(told, Some(sum), "a gauge that leaked below zero counts nobody");
        for other in [node("b", None, 0), node("b", Some((1.0, 1.0)), -30_001)] {
            assert_eq!(Witnesses::of(&[one.clone(), other], "eu", NOW).nodes, None);
        }
        assert_eq!(Witnesses::of(&[], "eu", NOW).nodes, None);
    }

    #[test]
    fn a_node_that_was_started_again_or_does_not_answer_is_a_loss() {
        let good = node("a", Some((2.0, 5.0)), -4);
        let again = NodeStatus {
            restarted_at: Some(NOW.plus(-60_000)),
            restarted_after: Some(NOW.plus(-70_000)),
            ..good.clone()
        };
        let failure = Failure { at: NOW, code: "unreachable", message: "refused".to_owned() };
        let silent = |at| NodeStatus { failure: Some(failure.clone()), ..node("b", None, at) };
        let of = |nodes: &[NodeStatus]| {
            let told = Witnesses::of(nodes, "eu", NOW);
            let lost = told.lost.map(|loss| (loss.after.since(NOW), loss.by.since(NOW)));
            (told.living.map(|nodes| nodes.rooms), lost)
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
    fn those_whom_the_nodes_count_are_not_gone() {
        let count = |rooms, participants| Headcount { rooms, participants };
        let nodes = |rooms, participants, at| Witnesses {
            nodes: Some(NodeCount { at: NOW.plus(at), rooms, participants, restarted_at: None }),
            ..Witnesses::default()
        };
        let doubtful = |said: &Verdict| matches!(said, Verdict::Doubtful(_));
        let all = (count(3.0, 8.0), Headcount::default());
        let excess = Excess::default();
        assert!(doubtful(&excess.judge(&nodes(3.0, 8.0, 0), all, NOW)));
        assert_eq!(excess.judge(&nodes(3.0, 8.0, -1), all, NOW), Verdict::Unheard);
        assert_eq!(excess.judge(&nodes(0.0, 0.0, 0), all, NOW), Verdict::Gone);
        assert_eq!(excess.judge(&Witnesses::default(), all, NOW), Verdict::Gone);
        // A room without anybody is looked for among the rooms.
        let empty = (count(1.0, 0.0), count(2.0, 8.0));
        assert!(doubtful(&excess.judge(&nodes(3.0, 8.0, 0), empty, NOW)));
        assert_eq!(excess.judge(&nodes(2.0, 8.0, 0), empty, NOW), Verdict::Gone);
        // Twenty are counted for twelve: eight too many, also when two of the twelve have gone.
        let mut doubled = Excess::default();
        doubled.learn(&nodes(4.0, 20.0, 0), count(4.0, 12.0));
        let two = (count(1.0, 2.0), count(3.0, 10.0));
        assert_eq!(doubled.judge(&nodes(3.0, 18.0, 0), two, NOW), Verdict::Gone);
        assert!(doubtful(&doubled.judge(&nodes(4.0, 20.0, 0), two, NOW)));
        // A few who come and go among a thousand say nothing of two.
        let few = (count(1.0, 2.0), count(300.0, 1000.0));
        assert_eq!(excess.judge(&nodes(300.0, 1003.0, 0), few, NOW), Verdict::Gone);
    }
}
