//! How the sources of a deployment did, every ten seconds: what alert rules about them look at.

use super::{DeploymentName, Millis, SystemSample};

/// What is sampled beside [`super::SystemSample`]; `None` where not known.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceSample {
    /// When.
    pub at: Millis,
    /// Which deployment.
    pub deployment: DeploymentName,
    /// How long webhooks have been missing though people came and went, seconds; 0 if they are not.
    pub webhook_silence_seconds: Option<f64>,
    /// Webhooks that nodes gave up or dropped, a minute.
    pub webhooks_lost_rate: Option<f64>,
    /// Webhooks that were accepted in the trailing minute.
    pub webhooks_received_rate: Option<f64>,
    /// Webhooks that were refused in the trailing minute.
    pub webhooks_refused_rate: Option<f64>,
    /// How long after what they tell of the webhooks of the trailing minute arrived, seconds, by
    /// LiveKit's clock: the median; `None` if none came.
    pub webhook_lag_seconds: Option<f64>,
    /// How long the room API has not answered, seconds; 0 if it did last time.
    pub api_silence_seconds: Option<f64>,
    /// Machines whose departure in the trailing minute was unexpected.
    pub machine_disconnect_rate: Option<f64>,
    /// What listings had to correct because no webhook told it, in the trailing minute.
    pub drift_rate: Option<f64>,
    /// Joins that nodes counted, a minute.
    pub joins_attempted_rate: Option<f64>,
    /// Of them, those that failed, a minute.
    pub joins_failed_rate: Option<f64>,
    /// Egresses that failed in the trailing ten minutes.
    pub egress_failures: Option<f64>,
}

impl SourceSample {
    /// A sample of which nothing is known.
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

/// Everything that was sampled at one moment: a sample of each kind for each deployment.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampled {
    /// When.
    pub at: Millis,
    /// Of the system; empty while what was before the start is not known.
    pub system: Vec<SystemSample>,
    /// Of the sources.
    pub sources: Vec<SourceSample>,
}
