//! Actions of people on an alert: pure, from the alert as it was read to the alert after the
//! action.

use crate::model::{AlertStatus, Millis, StepKind, Transition};
use crate::store::StoredAlert;

/// An action of a person on an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertAction {
    /// Resolves the alert.
    Resolve,
    /// Acknowledges the alert.
    Acknowledge,
    /// Withdraws the acknowledgement.
    Unacknowledge,
    /// Assigns the alert to a person, or to nobody.
    Assign(Option<String>),
    /// Adds a note.
    Note,
}

/// Why an action is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionRefusal {
    /// The alert is resolved.
    AlreadyResolved,
    /// The alert is acknowledged.
    AlreadyAcknowledged,
    /// The alert is not acknowledged.
    NotAcknowledged,
}

/// Who acts, why, and when.
#[derive(Debug, Clone, Copy)]
pub struct ActionContext<'a> {
    /// The person's name.
    pub by: &'a str,
    /// The person's note; `None` without one.
    pub note: Option<&'a str>,
    /// The time of the action.
    pub now: Millis,
}

/// Returns the alert after the action, with the version that was read, and the transition.
pub fn apply(
    stored: &StoredAlert,
    action: &AlertAction,
    actor: ActionContext<'_>,
) -> Result<(StoredAlert, Transition), ActionRefusal> {
    let mut stored = stored.clone();
    let alert = &mut stored.alert;
    let (from, at) = (alert.status, actor.now.to_utc());
    if from == AlertStatus::Resolved && *action != AlertAction::Note {
        return Err(ActionRefusal::AlreadyResolved);
    }
    let mut note = actor.note.map(str::to_owned);
    let kind = match action {
        AlertAction::Resolve => {
            alert.status = AlertStatus::Resolved;
            alert.resolved_at = Some(at);
            alert.resolved_by = Some(actor.by.to_owned());
            StepKind::Resolved
        }
        AlertAction::Acknowledge => {
            if from == AlertStatus::Acknowledged {
                return Err(ActionRefusal::AlreadyAcknowledged);
            }
            alert.status = AlertStatus::Acknowledged;
            alert.acknowledged_at = Some(at);
            alert.acknowledged_by = Some(actor.by.to_owned());
            StepKind::Acknowledged
        }
        AlertAction::Unacknowledge => {
            if from != AlertStatus::Acknowledged {
                return Err(ActionRefusal::NotAcknowledged);
            }
            alert.status = AlertStatus::Firing;
            alert.acknowledged_at = None;
            alert.acknowledged_by = None;
            StepKind::Unacknowledged
        }
        AlertAction::Assign(assignee) => {
            let words = assignee
                .as_deref()
                .map_or_else(|| "to nobody".to_owned(), |name| format!("to {name}"));
            note = Some(note.map_or_else(|| words.clone(), |note| format!("{words}: {note}")));
            alert.assignee.clone_from(assignee);
            StepKind::Assigned
        }
        AlertAction::Note => StepKind::Noted,
    };
    let to = alert.status;
    let by = actor.by.to_owned();
    Ok((stored, Transition { kind, at, from: Some(from), to, by, note, value: None }))
}
