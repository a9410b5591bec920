//! One evaluation round: from stored states and observations to the batch to write. No I/O.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::open::{self, OpenAlerts};
use crate::alerts::catalog::Catalog;
use crate::alerts::engine::{AlertStep, Engine, RuleState, data_after};
use crate::alerts::evaluate::{FLAPS, Happening};
use crate::alerts::evaluation::Evaluation;
use crate::alerts::notification_policy::{self, Notified};
use crate::alerts::silence::{self, Compiled};
use crate::alerts::template;
use crate::model::{
    Alert, AlertStatus, CONSOLE, DataStatus, Evidence, Millis, NewAuditLine, PlacedReceiver, Rule,
    StepKind, Subject, Transition, mask_numbers,
};
use crate::store::{AlertBatch, DocumentChange, DocumentKind, NewAlert, StoredAlert, StoredState};

/// Expired silences that one evaluation deletes, at most.
const DELETED_SILENCES: usize = 100;

/// The result of one evaluation.
#[derive(Debug)]
pub(super) struct RoundOutcome {
    pub(super) engine: Engine,
    pub(super) batch: AlertBatch,
    /// The changed alerts, for the feed.
    pub(super) alerts: Vec<Alert>,
    pub(super) rules: BTreeMap<String, RuleState>,
    /// How many alerts are open after the evaluation.
    pub(super) open: OpenAlerts,
}

/// The working data of one evaluation.
pub(super) struct Round<'a> {
    receivers: Vec<PlacedReceiver>,
    silences: Vec<Arc<Compiled>>,
    now: Millis,
    open: HashMap<String, StoredAlert>,
    batch: AlertBatch,
    alerts: Vec<Alert>,
    evidence: &'a dyn Fn(&Rule, &Subject) -> Evidence,
    masks_numbers: bool,
}

/// Evaluates every rule of the catalog.
pub(super) fn evaluate(
    catalog: &Catalog,
    before: &Engine,
    open: Vec<StoredAlert>,
    evaluation: &Evaluation<'_>,
    evidence: &dyn Fn(&Rule, &Subject) -> Evidence,
) -> RoundOutcome {
    let mut engine = before.clone();
    let open: HashMap<_, _> =
        open.into_iter().map(|stored| (stored.alert.id.clone(), stored)).collect();
    engine.hold_unless(|alert| open.contains_key(alert));
    let mut round = Round {
        receivers: catalog.receivers(),
        silences: catalog.silences(evaluation.at),
        now: evaluation.at,
        open,
        batch: AlertBatch::default(),
        alerts: Vec::new(),
        evidence,
        masks_numbers: catalog.masks_numbers,
    };
    let mut rules = BTreeMap::new();
    for rule in catalog.enabled() {
        let (steps, state) = engine.evaluate(rule, evaluation);
        for step in steps {
            round.step(&mut engine, rule, step);
        }
        rules.insert(rule.name.clone(), state);
    }
    for name in engine.rules() {
        if !rules.contains_key(&name) {
            let why = if catalog.rules.contains_key(&name) { "disabled" } else { "deleted" };
            for (_, stored) in engine.drop_rule(&name) {
                if let Some(id) = stored.alert {
                    round.resolve(&id, None, Some(format!("the rule was {why}")));
                }
            }
        }
    }
    round.end_orphans(&engine);
    let still = round.open.values().map(|stored| &stored.alert);
    let open = open::count(still.chain(round.batch.opened.iter().map(|new| &new.alert)));
    round.notify_of_unchanged();
    round.delete_expired_silences(catalog);
    round.batch.states = changed_states(before, &engine);
    round.batch.forgotten = forgotten_states(before, &engine);
    RoundOutcome { engine, batch: round.batch, alerts: round.alerts, rules, open }
}

impl Round<'_> {
    fn step(&mut self, engine: &mut Engine, rule: &Rule, step: AlertStep) {
        match step.happening {
            Happening::Fired { value, flapping } => self.fire(engine, rule, step, value, flapping),
            Happening::Resolved { value, gone } => {
                let note = gone.then(|| "the subject of the alert has ended".to_owned());
                if let Some(id) = &step.alert {
                    self.resolve(id, value, note);
                }
            }
            Happening::NoData(_) | Happening::DataReturned => {
                if let (Some(id), Some(data)) = (&step.alert, data_after(step.happening)) {
                    self.data(id, data);
                }
            }
            // Before an alert is open, only the rule's state records these.
            Happening::Pending | Happening::Cancelled | Happening::Released => {}
        }
    }

    fn fire(
        &mut self,
        engine: &mut Engine,
        rule: &Rule,
        step: AlertStep,
        value: f64,
        flapping: bool,
    ) {
        let AlertStep { subject, region, .. } = step;
        let text = |text: Option<&crate::model::Text>| text.map(ToString::to_string);
        let mut message = template::message(rule, &subject, region.as_deref(), value);
        if self.masks_numbers {
            message = mask_numbers(&message).into_owned();
        }
        let alert = Alert {
            id: uuid::Uuid::now_v7().to_string(),
            rule: rule.name.clone(),
            severity: rule.severity,
            status: AlertStatus::Firing,
            message,
            value: Some(value),
            threshold: Some(rule.threshold),
            deployment: Some(subject.deployment.to_string()),
            region: text(region.as_ref()),
            room: text(subject.room.as_ref()),
            room_sid: text(subject.room_sid.as_ref()),
            participant: text(subject.participant.as_ref()),
            node: text(subject.node.as_ref()),
            started_at: self.now.to_utc(),
            acknowledged_at: None,
            acknowledged_by: None,
            assignee: None,
            resolved_at: None,
            resolved_by: None,
            data: DataStatus::Ok,
            flapping,
            runbook_url: rule.runbook_url.clone(),
        };
        engine.opened(&rule.name, &subject, &alert.id);
        self.add_step(&alert.id, StepKind::Fired, None, AlertStatus::Firing, Some(value), None);
        if flapping {
            let firing = Some(AlertStatus::Firing);
            let note = format!("fired {FLAPS} times within an hour");
            let kind = StepKind::Flapping;
            self.add_step(&alert.id, kind, firing, AlertStatus::Firing, Some(value), Some(note));
        }
        let mut notified = Notified::default();
        self.notify(&alert, &mut notified);
        let evidence = (self.evidence)(rule, &subject);
        self.alerts.push(alert.clone());
        self.batch.opened.push(NewAlert { alert, evidence, notified: notified.to_json() });
    }

    /// Ends an open alert.
    fn resolve(&mut self, id: &str, value: Option<f64>, note: Option<String>) {
        let Some(mut stored) = self.open.remove(id) else { return };
        let from = stored.alert.status;
        stored.alert.status = AlertStatus::Resolved;
        // If the clock was set back, the alert must not end before it began.
        stored.alert.resolved_at = Some(self.now.to_utc().max(stored.alert.started_at));
        stored.alert.resolved_by = Some(CONSOLE.to_owned());
        self.add_step(id, StepKind::Resolved, Some(from), AlertStatus::Resolved, value, note);
        self.change(stored);
    }

    fn data(&mut self, id: &str, data: DataStatus) {
        let Some(mut stored) = self.open.remove(id) else { return };
        let status = stored.alert.status;
        stored.alert.data = data;
        let kind = match data {
            DataStatus::Ok => StepKind::DataReturned,
            DataStatus::NoData | DataStatus::Error => StepKind::NoData,
        };
        self.add_step(id, kind, Some(status), status, None, None);
        // It may still resolve in the same evaluation.
        self.open.insert(id.to_owned(), stored);
    }

    /// Adds a changed alert and its notifications to the batch.
    fn change(&mut self, mut stored: StoredAlert) {
        let mut notified = Notified::from_json(&stored.notified);
        self.notify(&stored.alert, &mut notified);
        stored.notified = notified.to_json();
        self.alerts.push(stored.alert.clone());
        self.batch.changed.push(stored);
    }

    fn notify(&mut self, alert: &Alert, notified: &mut Notified) {
        let silenced = !silence::silencing(&self.silences, alert, self.now).is_empty();
        let (notices, after) =
            notification_policy::notices(alert, notified, &self.receivers, silenced, self.now);
        *notified = after;
        self.batch.notifications.extend(notices);
    }

    fn add_step(
        &mut self,
        id: &str,
        kind: StepKind,
        from: Option<AlertStatus>,
        to: AlertStatus,
        value: Option<f64>,
        note: Option<String>,
    ) {
        let (at, by) = (self.now.to_utc(), CONSOLE.to_owned());
        self.batch.steps.push((id.to_owned(), Transition { kind, at, from, to, by, note, value }));
    }

    /// Resolves open alerts that no state refers to.
    fn end_orphans(&mut self, engine: &Engine) {
        let state: std::collections::HashSet<_> =
            engine.states().filter_map(|(.., stored)| stored.alert.clone()).collect();
        let orphans: Vec<_> = self.open.keys().filter(|id| !state.contains(*id)).cloned().collect();
        for id in orphans {
            self.resolve(&id, None, Some("no rule tracks the alert any more".to_owned()));
        }
    }

    /// Deletes silences that expired long ago; the audit still has them.
    fn delete_expired_silences(&mut self, catalog: &Catalog) {
        let stored = catalog.silences.values().map(|stored| &stored.value.silence);
        for silence in silence::to_delete(stored, self.now, DELETED_SILENCES) {
            let (at, by) = (self.now.to_utc(), CONSOLE.to_owned());
            let old = serde_json::to_value(silence).expect("plain data serialises");
            self.batch.documents.push(DocumentChange {
                kind: DocumentKind::Silence,
                name: silence.id.clone(),
                body: None,
                at,
                by: by.clone(),
                expected: catalog.silences.get(&silence.id).and_then(|stored| stored.version),
            });
            self.batch.lines.push(NewAuditLine {
                at,
                kind: "silence.forgotten".to_owned(),
                actor: by,
                subject: silence.id.clone(),
                body: serde_json::json!({ "old": old, "new": null }).to_string(),
            });
        }
    }

    /// Adds notifications of the other open alerts, if a silence ended or a reminder is due, and
    /// writes alerts that changed but are still open.
    fn notify_of_unchanged(&mut self) {
        let touched: std::collections::HashSet<String> =
            self.batch.steps.iter().map(|(id, _)| id.clone()).collect();
        let mut others: Vec<_> = std::mem::take(&mut self.open).into_values().collect();
        others.sort_by(|a, b| a.alert.id.cmp(&b.alert.id));
        for mut stored in others {
            let mut notified = Notified::from_json(&stored.notified);
            self.notify(&stored.alert, &mut notified);
            let text = notified.to_json();
            let is_touched = touched.contains(&stored.alert.id);
            if is_touched {
                self.alerts.push(stored.alert.clone());
            }
            if is_touched || text != stored.notified {
                stored.notified = text;
                self.batch.changed.push(stored);
            }
        }
    }
}

/// The states that differ from before.
fn changed_states(before: &Engine, after: &Engine) -> Vec<StoredState> {
    let changed = after
        .states()
        .filter(|(rule, subject, stored)| before.tracked(rule, subject) != Some(*stored));
    changed
        .map(|(rule, subject, stored)| StoredState {
            rule: rule.to_owned(),
            subject: subject.key(),
            state: serde_json::to_string(stored).expect("plain data serialises"),
        })
        .collect()
}

/// The states that no longer exist.
fn forgotten_states(before: &Engine, after: &Engine) -> Vec<(String, String)> {
    let gone = before.states().filter(|(rule, subject, _)| after.tracked(rule, subject).is_none());
    gone.map(|(rule, subject, _)| (rule.to_owned(), subject.key())).collect()
}
