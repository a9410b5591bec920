//! The state of a deployment's sources, sampled every ten seconds for alert rules.

use super::{DeploymentName, Millis, SystemSample};

/// What is sampled besides [`super::SystemSample`]; `None` if not known.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceSample {
    /// Time of the sample.
    pub at: Millis,
    /// The deployment.
    pub deployment: DeploymentName,
    /// How long webhooks have been missing though people joined and left, seconds; 0 if they are
    /// not missing.
    pub webhook_silence_seconds: Option<f64>,
    /// Webhooks that nodes gave up or dropped, per minute.
    pub webhooks_lost_rate: Option<f64>,
    /// Webhooks that were accepted in the trailing minute.
    pub webhooks_received_rate: Option<f64>,
    /// Webhooks that were refused in the trailing minute.
    pub webhooks_refused_rate: Option<f64>,
    /// Median time from an event to its webhook, of the webhooks of the trailing minute, seconds,
    /// by LiveKit's clock; `None` if none came.
    pub webhook_lag_seconds: Option<f64>,
    /// How long the room API has not answered, seconds; 0 if it answered last time.
    pub api_silence_seconds: Option<f64>,
    /// Machines whose departure in the trailing minute was unexpected.
    pub machine_disconnect_rate: Option<f64>,
    /// Corrections by listings of what no webhook reported, in the trailing minute.
    pub drift_rate: Option<f64>,
    /// Joins that nodes counted, per minute.
    pub joins_attempted_rate: Option<f64>,
    /// Of them, those that failed, per minute.
    pub joins_failed_rate: Option<f64>,
    /// Egresses that failed in the trailing ten minutes.
    pub egress_failures: Option<f64>,
}

impl SourceSample {
    /// A sample without any known value.
    pub const fn unknown(at: Millis, deployment: DeploymentName) -> Self {
        Self {
            at,
            deployment,
            webhook_silence_seconds: None,
            webhooks_lost_rate: None,
            webhooks_received_rate: None,
            webhooks_refused_rate: None,
            webhook_lag_seconds: None,
            api_silence_seconds: None,
            machine_disconnect_rate: None,
            drift_rate: None,
            joins_attempted_rate: None,
            joins_failed_rate: None,
            egress_failures: None,
        }
    }
}

/// All samples of one time: one of each kind for each deployment.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampled {
    /// Time of the sample.
    pub at: Millis,
    /// Of the system; empty until the state from before the start is loaded.
    pub system: Vec<SystemSample>,
    /// Of the sources.
    pub sources: Vec<SourceSample>,
}
