//! Samples: measured values of the system over time.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DeploymentName, Millis, Text};

/// Source of a connection quality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QualitySource {
    /// Reports of clients about themselves.
    Clients,
    /// LiveKit's nodes, averaged over all their participants.
    Nodes,
    /// Some deployments use clients, others nodes.
    Mixed,
}

/// What is measured of one deployment at one time, or the mean of several such samples.
///
/// All values are additive over deployments, so that any selection of them can be summed.
#[derive(Debug, Clone, PartialEq)]
pub struct SystemSample {
    /// Time of the sample.
    pub at: Millis,
    /// The deployment.
    pub deployment: DeploymentName,
    /// Region of the deployment.
    pub region: Option<Text>,
    /// Open rooms.
    pub active_rooms: f64,
    /// Participants present: people, machines and those of unknown kind; a participant forwarded
    /// into another room counts once.
    pub participants: f64,
    /// Of them, people.
    pub people: f64,
    /// Of them, machines.
    pub machines: f64,
    /// Participants in doubt: listed as present, but perhaps gone.
    pub in_doubt: f64,
    /// Present with at least one live track.
    pub publishers: f64,
    /// Live tracks.
    pub tracks: f64,
    /// People who joined in the trailing minute.
    pub join_rate: f64,
    /// People who left in the trailing minute.
    pub leave_rate: f64,
    /// People whose departure in the trailing minute was unexpected.
    pub disconnect_rate: f64,
    /// Sum of the ages of the open rooms, seconds.
    pub room_seconds: f64,
    /// Mean connection quality, 0–100; `None` if no source reports it.
    pub connection_quality: Option<f64>,
    /// Source of the connection quality; known for the present only, `None` in history.
    pub quality_source: Option<QualitySource>,
}

impl SystemSample {
    /// A sample of an empty deployment.
    pub const fn empty(at: Millis, deployment: DeploymentName, region: Option<Text>) -> Self {
        Self {
            at,
            deployment,
            region,
            active_rooms: 0.0,
            participants: 0.0,
            people: 0.0,
            machines: 0.0,
            in_doubt: 0.0,
            publishers: 0.0,
            tracks: 0.0,
            join_rate: 0.0,
            leave_rate: 0.0,
            disconnect_rate: 0.0,
            room_seconds: 0.0,
            connection_quality: None,
            quality_source: None,
        }
    }
}

/// The system at one time, or averaged over a step. Each figure is `null` if not known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SystemMetrics {
    /// Time of the sample, or start of the step.
    pub timestamp: DateTime<Utc>,
    /// Open rooms.
    pub active_rooms: Option<f64>,
    /// Participants present: people, machines and those of unknown kind; without those in doubt. A
    /// participant forwarded into another room counts once.
    pub total_participants: Option<f64>,
    /// Of them, people (kind STANDARD, SIP or CONNECTOR).
    pub people: Option<f64>,
    /// Of them, machines (any other known kind).
    pub machines: Option<f64>,
    /// Participants in doubt: listed as present, but perhaps gone; `null` if not known.
    pub participants_in_doubt: Option<f64>,
    /// Present with at least one live track.
    pub publishers: Option<f64>,
    /// Live tracks.
    pub tracks: Option<f64>,
    /// People who joined in the trailing minute.
    pub join_rate: Option<f64>,
    /// People who left in the trailing minute, for any reason.
    pub leave_rate: Option<f64>,
    /// People whose departure in the trailing minute was unexpected.
    pub disconnect_rate: Option<f64>,
    /// Mean age of the open rooms, seconds; `null` without rooms.
    pub avg_room_duration: Option<f64>,
    /// Mean connection quality, 0–100; `null` if no source reports it.
    pub avg_connection_quality: Option<f64>,
    /// Source of the connection quality; `null` if no source reports it, and in history.
    pub connection_quality_source: Option<QualitySource>,
}

impl SystemMetrics {
    /// A point without any known value.
    pub fn unknown(at: Millis) -> Self {
        Self {
            timestamp: at.to_utc(),
            active_rooms: None,
            total_participants: None,
            people: None,
            machines: None,
            participants_in_doubt: None,
            publishers: None,
            tracks: None,
            join_rate: None,
            leave_rate: None,
            disconnect_rate: None,
            avg_room_duration: None,
            avg_connection_quality: None,
            connection_quality_source: None,
        }
    }

    /// The sum of `samples` (one per deployment), as of `at`; unknown if there is none.
    pub fn sum<'a>(at: Millis, samples: impl IntoIterator<Item = &'a SystemSample>) -> Self {
        let mut total: Option<SystemSample> = None;
        let (mut quality, mut weight) = (0.0, 0.0);
        let mut quality_source = None;
        for sample in samples {
            if let Some(value) = sample.connection_quality {
                quality += value * sample.participants.max(1.0);
                weight += sample.participants.max(1.0);
                quality_source = match (quality_source, sample.quality_source) {
                    (Some(known), Some(another)) if known != another => Some(QualitySource::Mixed),
                    (known, another) => known.or(another),
                };
            }
            let Some(total) = &mut total else {
                total = Some(sample.clone());
                continue;
            };
            total.active_rooms += sample.active_rooms;
            total.participants += sample.participants;
            total.people += sample.people;
            total.machines += sample.machines;
            total.in_doubt += sample.in_doubt;
            total.publishers += sample.publishers;
            total.tracks += sample.tracks;
            total.join_rate += sample.join_rate;
            total.leave_rate += sample.leave_rate;
            total.disconnect_rate += sample.disconnect_rate;
            total.room_seconds += sample.room_seconds;
        }
        let Some(total) = total else { return Self::unknown(at) };
        Self {
            timestamp: at.to_utc(),
            active_rooms: Some(total.active_rooms),
            total_participants: Some(total.participants),
            people: Some(total.people),
            machines: Some(total.machines),
            participants_in_doubt: Some(total.in_doubt),
            publishers: Some(total.publishers),
            tracks: Some(total.tracks),
            join_rate: Some(total.join_rate),
            leave_rate: Some(total.leave_rate),
            disconnect_rate: Some(total.disconnect_rate),
            avg_room_duration: (total.active_rooms > 0.0)
                .then(|| total.room_seconds / total.active_rooms),
            avg_connection_quality: (weight > 0.0).then(|| quality / weight),
            connection_quality_source: quality_source,
        }
    }
}
