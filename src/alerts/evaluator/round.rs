//! One evaluation, from what is kept and observed to what is to be written: no I/O.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::alerts::catalog::Catalog;
use crate::alerts::engine::{Engine, RuleState, Step, data_after};
use crate::alerts::evaluate::{FLAPS, Happening};
use crate::alerts::evaluation::Evaluation;
use crate::alerts::notification_policy::{self, Notified};
use crate::alerts::silence::{self, Compiled};
use crate::alerts::template;
use crate::model::{
    Alert, AlertStatus, CONSOLE, DataStatus, Evidence, Millis, NewAuditLine, PlacedReceiver, Rule,
    Severity, StepKind, Subject, Transition, mask_numbers,
};
use crate::store::{AlertBatch, DocumentChange, DocumentKind, NewAlert, StoredAlert, StoredState};

/// Silences that one evaluation forgets, at most.
const FORGOTTEN_SILENCES: usize = 100;

/// What one evaluation came to.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) engine: Engine,
    pub(super) batch: AlertBatch,
    /// The alerts that changed, as they are then, for the feed.
    pub(super) alerts: Vec<Alert>,
    pub(super) rules: BTreeMap<String, RuleState>,
    /// How many alerts are open then, by severity.
    pub(super) open: [(Severity, i64); 3],
}

/// What an evaluation works on.
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
    tick: &Evaluation<'_>,
    evidence: &dyn Fn(&Rule, &Subject) -> Evidence,
) -> Outcome {
    let mut engine = before.clone();
    let open: HashMap<_, _> = open.into_iter().map(|kept| (kept.alert.id.clone(), kept)).collect();
    engine.hold_unless(|alert| open.contains_key(alert));
    let mut turn = Round {
        receivers: catalog.receivers(),
        silences: catalog.silences(tick.at),
        now: tick.at,
        open,
        batch: AlertBatch::default(),
        alerts: Vec::new(),
        evidence,
        masks_numbers: catalog.masks_numbers,
    };
    let mut rules = BTreeMap::new();
    for rule in catalog.enabled() {
        let (steps, state) = engine.tick(rule, tick);
        for step in steps {
            turn.step(&mut engine, rule, step);
        }
        rules.insert(rule.name.clone(), state);
    }
    for name in engine.rules() {
        if !rules.contains_key(&name) {
            let why = if catalog.rules.contains_key(&name) { "disabled" } else { "deleted" };
            for (_, kept) in engine.drop_rule(&name) {
                if let Some(id) = kept.alert {
                    turn.resolve(&id, None, Some(format!("the rule was {why}")));
                }
            }
        }
    }
    turn.end_orphans(&engine);
    let open = turn.open_by_severity();
    turn.tell_of_others();
    turn.forget_silences(catalog);
    turn.batch.states = changed_states(before, &engine);
    turn.batch.forgotten = forgotten_states(before, &engine);
    Outcome { engine, batch: turn.batch, alerts: turn.alerts, rules, open }
}

impl Round<'_> {
    fn step(&mut self, engine: &mut Engine, rule: &Rule, step: Step) {
        match step.happening {
            Happening::Fired { value, flapping } => self.fire(engine, rule, step, value, flapping),
            Happening::Resolved { value, gone } => {
                let note = gone.then(|| "what it was about is no more".to_owned());
                if let Some(id) = &step.alert {
                    self.resolve(id, value, note);
                }
            }
            Happening::NoData(_) | Happening::DataReturned => {
                if let (Some(id), Some(data)) = (&step.alert, data_after(step.happening)) {
                    self.data(id, data);
                }
            }
            // Steps before an alert is open are kept as a state, and shown with the rule.
            Happening::Pending | Happening::Cancelled | Happening::Released => {}
        }
    }

    fn fire(&mut self, engine: &mut Engine, rule: &Rule, step: Step, value: f64, flapping: bool) {
        let Step { subject, region, .. } = step;
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
        let mut told = Notified::default();
        self.notify(&alert, &mut told);
        let evidence = (self.evidence)(rule, &subject);
        self.alerts.push(alert.clone());
        self.batch.opened.push(NewAlert { alert, evidence, told: told.to_json() });
    }

    /// Ends an open alert.
    fn resolve(&mut self, id: &str, value: Option<f64>, note: Option<String>) {
        let Some(mut kept) = self.open.remove(id) else { return };
        let from = kept.alert.status;
        kept.alert.status = AlertStatus::Resolved;
        // Of a clock that was set back meanwhile it does not end before it began.
        kept.alert.resolved_at = Some(self.now.to_utc().max(kept.alert.started_at));
        kept.alert.resolved_by = Some(CONSOLE.to_owned());
        self.add_step(id, StepKind::Resolved, Some(from), AlertStatus::Resolved, value, note);
        self.change(kept);
    }

    fn data(&mut self, id: &str, data: DataStatus) {
        let Some(mut kept) = self.open.remove(id) else { return };
        let status = kept.alert.status;
        kept.alert.data = data;
        let kind = match data {
            DataStatus::Ok => StepKind::DataReturned,
            DataStatus::NoData | DataStatus::Error => StepKind::NoData,
        };
        self.add_step(id, kind, Some(status), status, None, None);
        // It may still be over in the same tick.
        self.open.insert(id.to_owned(), kept);
    }

    /// Whoever must be told of an alert that has changed is told, and the change is written.
    fn change(&mut self, mut kept: StoredAlert) {
        let mut told = Notified::from_json(&kept.told);
        self.notify(&kept.alert, &mut told);
        kept.told = told.to_json();
        self.alerts.push(kept.alert.clone());
        self.batch.changed.push(kept);
    }

    fn notify(&mut self, alert: &Alert, told: &mut Notified) {
        let silenced = !silence::silencing(&self.silences, alert, self.now).is_empty();
        let (notices, after) =
            notification_policy::notices(alert, told, &self.receivers, silenced, self.now);
        *told = after;
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

    /// How many alerts are open, those that have just fired included.
    fn open_by_severity(&self) -> [(Severity, i64); 3] {
        Severity::ALL.map(|severity| {
            let before = self.open.values().map(|kept| &kept.alert);
            let open = before.chain(self.batch.opened.iter().map(|new| &new.alert));
            let count = open.filter(|alert| alert.severity == severity).count();
            (severity, i64::try_from(count).unwrap_or(i64::MAX))
        })
    }

    /// Ends what is open though nothing stands for it any more.
    fn end_orphans(&mut self, engine: &Engine) {
        let state: std::collections::HashSet<_> =
            engine.states().filter_map(|(.., kept)| kept.alert.clone()).collect();
        let orphans: Vec<_> = self.open.keys().filter(|id| !state.contains(*id)).cloned().collect();
        for id in orphans {
            self.resolve(&id, None, Some("no rule stands for it any more".to_owned()));
        }
    }

    /// Silences that have been over for long enough are kept no longer; the audit has them.
    fn forget_silences(&mut self, catalog: &Catalog) {
        let kept = catalog.silences.values().map(|kept| &kept.value.silence);
        for silence in silence::to_forget(kept, self.now, FORGOTTEN_SILENCES) {
            let (at, by) = (self.now.to_utc(), CONSOLE.to_owned());
            let old = serde_json::to_value(silence).expect("plain data serialises");
            self.batch.documents.push(DocumentChange {
                kind: DocumentKind::Silence,
                name: silence.id.clone(),
                body: None,
                at,
                by: by.clone(),
                expected: catalog.silences.get(&silence.id).and_then(|kept| kept.version),
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

    /// Of the other open alerts somebody may have to be told, too: a silence ended, it is time for
    /// a reminder; and what changed without being over is written.
    fn tell_of_others(&mut self) {
        let touched: std::collections::HashSet<String> =
            self.batch.steps.iter().map(|(id, _)| id.clone()).collect();
        let mut others: Vec<_> = std::mem::take(&mut self.open).into_values().collect();
        others.sort_by(|a, b| a.alert.id.cmp(&b.alert.id));
        for mut kept in others {
            let mut told = Notified::from_json(&kept.told);
            self.notify(&kept.alert, &mut told);
            let text = told.to_json();
            let is_touched = touched.contains(&kept.alert.id);
            if is_touched {
                self.alerts.push(kept.alert.clone());
            }
            if is_touched || text != kept.told {
                kept.told = text;
                self.batch.changed.push(kept);
            }
        }
    }
}

/// The states that are not as they were kept.
fn changed_states(before: &Engine, after: &Engine) -> Vec<StoredState> {
    let changed =
        after.states().filter(|(rule, subject, kept)| before.kept(rule, subject) != Some(*kept));
    changed
        .map(|(rule, subject, kept)| StoredState {
            rule: rule.to_owned(),
            subject: subject.key(),
            state: serde_json::to_string(kept).expect("plain data serialises"),
        })
        .collect()
}

/// The states that are no more.
fn forgotten_states(before: &Engine, after: &Engine) -> Vec<(String, String)> {
    let gone = before.states().filter(|(rule, subject, _)| after.kept(rule, subject).is_none());
    gone.map(|(rule, subject, _)| (rule.to_owned(), subject.key())).collect()
}
