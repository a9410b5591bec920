//! Alerts as the API shows them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::links::{self, Link};
use crate::alerts::silence::{Compiled, silencing};
use crate::model::{Alert, AlertDetail, AlertStatus, Evidence, Millis, Notification, Transition};

/// An alert in a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct AlertRow {
    /// The alert.
    #[serde(flatten)]
    pub(in crate::api) alert: Alert,
    /// Ids of the silences that apply to the alert now; empty if it is resolved.
    pub(in crate::api) silenced_by: Vec<String>,
}

impl AlertRow {
    pub(in crate::api) fn of(alert: Alert, silences: &[Arc<Compiled>], now: Millis) -> Self {
        let silenced_by = if alert.status == AlertStatus::Resolved {
            Vec::new()
        } else {
            silencing(silences, &alert, now)
        };
        Self { alert, silenced_by }
    }
}

/// An alert with everything that is known about it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct ShownAlert {
    /// The alert.
    #[serde(flatten)]
    row: AlertRow,
    /// What the alert concerned when it fired.
    evidence: Evidence,
    /// Every transition, oldest first.
    transitions: Vec<Transition>,
    /// Its notifications, latest first; at most 200.
    notifications: Vec<Notification>,
    /// Links to pages of the web console that show the time at which it fired.
    links: Vec<Link>,
}

impl ShownAlert {
    pub(super) fn of(
        detail: AlertDetail,
        notifications: Vec<Notification>,
        silences: &[Arc<Compiled>],
        now: Millis,
    ) -> Self {
        let AlertDetail { alert, evidence, transitions } = detail;
        let links = links::of(&alert, &evidence, now);
        Self {
            row: AlertRow::of(alert, silences, now),
            evidence,
            transitions,
            notifications,
            links,
        }
    }
}
