//! The log of a backtest: the alerts that would have fired, how long, and how many notifications.

use std::collections::HashMap;
use std::sync::Arc;

use crate::alerts::engine::AlertStep;
use crate::alerts::evaluate::Happening;
use crate::alerts::silence::{Compiled, silencing};
use crate::model::{Alert, AlertStatus, DataStatus, Millis, Rule, Subject, Text};

use super::{BacktestAlert, BacktestSubject};

/// Alerts that the result lists, at most.
const LISTED_ALERTS: usize = 500;

/// An alert that is open.
#[derive(Debug)]
struct OpenAlert {
    /// Its index among the listed alerts; `None` beyond the limit.
    position: Option<usize>,
    started_at: Millis,
    greatest: f64,
    silenced: bool,
    region: Option<Text>,
}

/// The alerts so far.
#[derive(Debug)]
pub(super) struct AlertLog {
    rule: Rule,
    silences: Vec<Arc<Compiled>>,
    open: HashMap<Subject, OpenAlert>,
    /// The listed alerts, in order of firing.
    pub(super) alerts: Vec<BacktestAlert>,
    /// How many fired.
    pub(super) alerts_total: u64,
    /// How many notifications would have been sent.
    pub(super) notifications_total: u64,
    /// How long alerts fired in total, milliseconds.
    pub(super) firing_ms: i64,
}

impl AlertLog {
    pub(super) fn new(rule: Rule, silences: Vec<Arc<Compiled>>) -> Self {
        Self {
            rule,
            silences,
            open: HashMap::new(),
            alerts: Vec::new(),
            alerts_total: 0,
            notifications_total: 0,
            firing_ms: 0,
        }
    }

    /// Whether an alert is open for the subject.
    pub(super) fn is_open(&self, subject: &Subject) -> bool {
        !self.open.is_empty() && self.open.contains_key(subject)
    }

    /// The subjects with an open alert.
    pub(super) fn open(&self) -> Vec<Subject> {
        self.open.keys().cloned().collect()
    }

    /// Records what happened at `at`.
    pub(super) fn take(&mut self, step: &AlertStep, at: Millis) {
        match step.happening {
            Happening::Fired { value, .. } => self.fired(step, value, at),
            Happening::Resolved { .. } => {
                if let Some(open) = self.open.remove(&step.subject) {
                    let listed = !open.silenced
                        && !self.is_silenced(&step.subject, open.region.as_ref(), at);
                    self.notifications_total += u64::from(listed);
                    self.end(&open, Some(at), at);
                }
            }
            _ => {}
        }
    }

    fn fired(&mut self, step: &AlertStep, value: f64, at: Millis) {
        let silenced = self.is_silenced(&step.subject, step.region.as_ref(), at);
        self.alerts_total += 1;
        self.notifications_total += u64::from(!silenced);
        let position = (self.alerts.len() < LISTED_ALERTS).then_some(self.alerts.len());
        if position.is_some() {
            self.alerts.push(BacktestAlert {
                subject: BacktestSubject::from(&step.subject),
                started_at: at.to_utc(),
                resolved_at: None,
                value,
                max_value: value,
                silenced,
            });
        }
        let open = OpenAlert {
            position,
            started_at: at,
            greatest: value,
            silenced,
            region: step.region.clone(),
        };
        self.open.insert(step.subject.clone(), open);
    }

    /// Records a value of a firing alert.
    pub(super) fn still(&mut self, subject: &Subject, value: Option<f64>) {
        if let (Some(open), Some(value)) = (self.open.get_mut(subject), value) {
            open.greatest = open.greatest.max(value);
        }
    }

    fn end(&mut self, open: &OpenAlert, resolved_at: Option<Millis>, at: Millis) {
        self.firing_ms += at.since(open.started_at);
        if let Some(listed) = open.position.and_then(|position| self.alerts.get_mut(position)) {
            listed.resolved_at = resolved_at.map(Millis::to_utc);
            listed.max_value = open.greatest;
        }
    }

    /// Ends the range; open alerts remain open.
    pub(super) fn finish(&mut self, to: Millis) {
        for open in std::mem::take(&mut self.open).into_values() {
            self.end(&open, None, to);
        }
    }

    fn is_silenced(&self, subject: &Subject, region: Option<&Text>, at: Millis) -> bool {
        if self.silences.is_empty() {
            return false;
        }
        let text = |text: &Option<Text>| text.as_ref().map(Text::to_string);
        let alert = Alert {
            id: String::new(),
            rule: self.rule.name.clone(),
            severity: self.rule.severity,
            status: AlertStatus::Firing,
            message: String::new(),
            value: None,
            threshold: Some(self.rule.threshold),
            deployment: Some(subject.deployment.to_string()),
            region: region.map(Text::to_string),
            room: text(&subject.room),
            room_sid: text(&subject.room_sid),
            participant: text(&subject.participant),
            node: text(&subject.node),
            started_at: at.to_utc(),
            acknowledged_at: None,
            acknowledged_by: None,
            assignee: None,
            resolved_at: None,
            resolved_by: None,
            data: DataStatus::Ok,
            flapping: false,
            runbook_url: None,
        };
        !silencing(&self.silences, &alert, at).is_empty()
    }
}
