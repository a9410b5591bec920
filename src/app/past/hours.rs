//! What the simulated LiveKit and its clients say in each hour of the past.

use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use crate::clock::Clock;
use crate::livekit::{Holder, read_webhook};
use crate::model::{DeploymentName, Event, Millis};
use crate::simulator::{Fate, Node, Schedule, World, body, past_reports};

use super::incidents::Incidents;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// Rooms that are open when the past begins have opened after this long before, milliseconds.
const BEFORE: i64 = 10 * HOUR;

/// How often clients report, milliseconds; and which part of them in the calm past, one of so many.
const REPORTED_EVERY: i64 = 3 * MINUTE;
const REPORTERS: u64 = 10;

/// How often the node is scraped, milliseconds: in the calm past, and when it is over. Writing and
/// reading its metrics takes as long as the events of an hour; between two scrapes must be less
/// than five minutes, or there are no rates.
pub(super) const SCRAPED_EVERY: i64 = 4 * MINUTE;
const SCRAPED_OFTEN: i64 = 30_000;

/// What the simulation goes on from when the past is made.
pub(in crate::app) struct PastEnd {
    /// The node, which has counted.
    pub(in crate::app) node: Node,
    /// Webhooks before this time are in the past.
    pub(in crate::app) until: Millis,
}

/// One hour, or less.
pub(super) struct Hour {
    /// Its begin, or in the first one that of the past.
    pub(super) from: Millis,
    /// Its end, exclusive.
    pub(super) to: Millis,
    /// The webhooks, in the order of their arrival, each with its own time.
    pub(super) webhooks: Vec<(Event, Option<Millis>)>,
    /// The reports of clients, in order: when each is received, of whom, and its body.
    pub(super) reports: Vec<(Millis, Holder, Vec<u8>)>,
    /// The metrics of the node, in order.
    pub(super) metrics: Vec<(Millis, String)>,
}

/// Makes the hours.
pub(super) struct Hours {
    pub(super) deployment: DeploymentName,
    pub(super) schedule: Schedule,
    pub(super) from: Millis,
    /// From then on all clients report.
    pub(super) lively_from: Millis,
    pub(super) incidents: Incidents,
    pub(super) clock: Clock,
}

impl Hours {
    /// Sends the hours until now, and returns where they end. The time that this takes passes, too,
    /// so the last hours are short.
    pub(super) fn send(self, hours: &SyncSender<Hour>) -> PastEnd {
        let world = World::new(self.schedule);
        let mut node = Node::new(&self.schedule, self.from);
        let mut from = self.from;
        loop {
            let now = self.clock.now();
            let to = from.plus(HOUR).min(now);
            if to <= from {
                return PastEnd { node, until: from };
            }
            let hour = self.hour(&world, &mut node, from, to);
            if hours.send(hour).is_err() {
                // The receiver has failed, and says why.
                return PastEnd { node, until: from };
            }
            from = to;
        }
    }

    fn hour(&self, world: &World, node: &mut Node, from: Millis, to: Millis) -> Hour {
        let lives = world.lives(from, to);
        // What led to the rooms that are open at first.
        let since = if from == self.from { from.plus(-BEFORE) } else { from };
        let mut due = Vec::new();
        for life in lives.iter().filter(|life| life.room.closed > self.from) {
            let sent = life.deliveries.iter().filter(|delivery| delivery.fate != Fate::Lost);
            let sent = sent.filter(|delivery| (since..to).contains(&delivery.send_at));
            due.extend(sent.map(|delivery| (delivery.send_at, life, &delivery.item)));
        }
        due.retain(|(at, ..)| !self.incidents.loses_webhooks(*at));
        due.sort_by_key(|(at, ..)| *at);
        let webhooks = due.into_iter().filter_map(|(at, life, item)| {
            let body = body(&life.room, item);
            read_webhook(body.as_bytes(), &self.deployment, at).ok()
        });
        let reporters = if from < self.lively_from { REPORTERS } else { 1 };
        let reports = past_reports(&lives, (from, to), REPORTED_EVERY, reporters);
        let reports = reports.into_iter().map(|report| {
            let deployment = Arc::clone(&self.deployment);
            let (room_name, identity) = (report.room_name.into(), report.identity.into());
            (report.at, Holder { deployment, room_name, identity }, report.body)
        });
        let restarts = self.schedule.restarts();
        let every = if from < self.lively_from { SCRAPED_EVERY } else { SCRAPED_OFTEN };
        let first = from.0 + (-from.0).rem_euclid(every);
        let step = usize::try_from(every).unwrap_or(1);
        let scrapes = (first..to.0).step_by(step).map(Millis);
        Hour {
            from,
            to,
            webhooks: webhooks.collect(),
            reports: reports.collect(),
            metrics: scrapes
                .filter(|at| restarts.down(*at).is_none())
                .map(|at| (at, node.exposition(world, at)))
                .collect(),
        }
    }
}
