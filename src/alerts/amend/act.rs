//! Acts of people on an alert: pure, from the alert as it was read to the alert as it is then.

use crate::model::{AlertStatus, Millis, StepKind, Transition};
use crate::store::StoredAlert;

/// What somebody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// It is over.
    Resolve,
    /// They take it.
    Acknowledge,
    /// They give it back.
    Unacknowledge,
    /// It is given to somebody, or to nobody.
    Assign(Option<String>),
    /// They write something down.
    Note,
}

/// Why it cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The alert is over.
    AlreadyResolved,
    /// Somebody has it.
    AlreadyAcknowledged,
    /// Nobody has it.
    NotAcknowledged,
}

/// Who does it, why, and when.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// Who.
    pub by: &'a str,
    /// Why, in their words.
    pub note: Option<&'a str>,
    /// When.
    pub now: Millis,
}

/// The alert after the act, with the version that was read, and the step that it is.
pub fn act(
    kept: &StoredAlert,
    act: &Act,
    actor: Actor<'_>,
) -> Result<(StoredAlert, Transition), Refusal> {
    let mut kept = kept.clone();
    let alert = &mut kept.alert;
    let (from, at) = (alert.status, actor.now.to_utc());
    if from == AlertStatus::Resolved && *act != Act::Note {
        return Err(Refusal::AlreadyResolved);
    }
    let mut note = actor.note.map(str::to_owned);
    let kind = match act {
        Act::Resolve => {
            alert.status = AlertStatus::Resolved;
            alert.resolved_at = Some(at);
            alert.resolved_by = Some(actor.by.to_owned());
            StepKind::Resolved
        }
        Act::Acknowledge => {
            if from == AlertStatus::Acknowledged {
                return Err(Refusal::AlreadyAcknowledged);
            }
            alert.status = AlertStatus::Acknowledged;
            alert.acknowledged_at = Some(at);
            alert.acknowledged_by = Some(actor.by.to_owned());
            StepKind::Acknowledged
        }
        Act::Unacknowledge => {
            if from != AlertStatus::Acknowledged {
                return Err(Refusal::NotAcknowledged);
            }
            alert.status = AlertStatus::Firing;
            alert.acknowledged_at = None;
            alert.acknowledged_by = None;
            StepKind::Unacknowledged
        }
        Act::Assign(assignee) => {
            let words = assignee
                .as_deref()
                .map_or_else(|| "to nobody".to_owned(), |name| format!("to {name}"));
            note = Some(note.map_or_else(|| words.clone(), |note| format!("{words}: {note}")));
            alert.assignee.clone_from(assignee);
            StepKind::Assigned
        }
        Act::Note => StepKind::Noted,
    };
    let to = alert.status;
    let by = actor.by.to_owned();
    Ok((kept, Transition { kind, at, from: Some(from), to, by, note, value: None }))
}
