//! Builds the parts of alerting and starts their tasks.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

use super::{App, reachable};
use crate::alerts::catalog::{Configured, ConfiguredDocuments, SharedConfigured};
use crate::alerts::delivery::DeliveryTask;
use crate::alerts::evaluator::Evaluator;
use crate::alerts::heartbeat::HeartbeatTask;
use crate::alerts::notify::Sender;
use crate::alerts::outbox::Dispatcher;
use crate::alerts::status::{HeartbeatStatus, Status};
use crate::api;
use crate::config::Config;
use crate::pipeline::sampling::Sampling;
use crate::shared::Shared;

/// Samples that may wait for the evaluator: those of an hour.
const SAMPLES: usize = 360;

/// The rules and receivers of the configuration.
pub(super) fn documents_of(config: &Config) -> ConfiguredDocuments {
    let alerts = &config.alerts;
    ConfiguredDocuments { rules: alerts.rules.clone(), receivers: alerts.receivers.clone() }
}

/// What the parts of alerting share.
pub(super) struct AlertingParts {
    pub(super) configured: SharedConfigured,
    status: watch::Sender<Status>,
    heartbeat: watch::Sender<HeartbeatStatus>,
    sender: Sender,
    console_url: String,
    /// The id of this process among those that share the database.
    holder: Uuid,
}

impl AlertingParts {
    /// Alerting as configured; without `CONSOLE_URL`, links use `address`.
    pub(super) fn new(config: &Config, address: SocketAddr) -> anyhow::Result<Self> {
        let alerts = &config.alerts;
        let console_url = match &alerts.console_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{}", reachable(address)),
        };
        let sender = Sender::new(alerts.guard.clone(), Some(&console_url))
            .and_then(|sender| sender.masking(config.mask_numbers).through(&alerts.proxying))
            .context("preparing to send notifications")?;
        let configured = alerts.heartbeat_url.is_some();
        Ok(Self {
            configured: Arc::new(Configured::new(documents_of(config), config.mask_numbers)),
            status: watch::Sender::new(Status::default()),
            heartbeat: watch::Sender::new(HeartbeatStatus {
                configured,
                ..HeartbeatStatus::default()
            }),
            sender,
            console_url,
            holder: Uuid::new_v4(),
        })
    }

    /// The part that handlers need.
    pub(super) fn for_handlers(&self, config: &Config) -> api::Alerting {
        api::Alerting {
            configured: Arc::clone(&self.configured),
            status: self.status.subscribe(),
            heartbeat: self.heartbeat.subscribe(),
            interval: config.alerts.evaluation_interval,
            sender: self.sender.clone(),
            console_url: self.console_url.clone(),
        }
    }
}

impl App {
    /// Starts sampling, the evaluator, the outbox and the heartbeat.
    pub(super) fn spawn_alerting(&self) {
        let (alerting, tasks, stop_limit) = (&self.alerting, &self.tasks, self.stop_limit());
        let token = || tasks.token().clone();
        let (samples_sender, samples) = mpsc::channel(SAMPLES);
        let sampling = Sampling {
            state: Arc::clone(&self.shared.state),
            store: Arc::clone(&self.shared.store),
            intake: Arc::clone(&self.intake),
            apis: self.apis.clone(),
            nodes: self.nodes.subscribe(),
            samples: samples_sender,
            clock: self.shared.clock.clone(),
        };
        tasks.spawn_within("samples", stop_limit, sampling.run(token()));
        let evaluator = Evaluator {
            shared: self.shared.clone(),
            samples,
            nodes: self.nodes.subscribe(),
            configured: Arc::clone(&alerting.configured),
            interval: self.config.alerts.evaluation_interval,
            holder: alerting.holder,
            status: alerting.status.clone(),
            started_at: self.started_at,
        };
        tasks.spawn_within("evaluator", stop_limit, evaluator.run(token()));
        let Shared { store, metrics, .. } = self.shared.clone();
        let delivery = DeliveryTask {
            dispatcher: Dispatcher::new(store, alerting.sender.clone(), metrics),
            shared: self.shared.clone(),
            configured: Arc::clone(&alerting.configured),
            status: alerting.status.subscribe(),
        };
        tasks.spawn_within("outbox", stop_limit, delivery.run(token()));
        if let Some(url) = &self.config.alerts.heartbeat_url {
            let heartbeat = HeartbeatTask {
                url: url.clone(),
                interval: self.config.alerts.heartbeat_interval,
                sender: alerting.sender.clone(),
                status: alerting.status.subscribe(),
                evaluation_interval: self.config.alerts.evaluation_interval,
                reported: alerting.heartbeat.clone(),
                shared: self.shared.clone(),
            };
            tasks.spawn_within("heartbeat", stop_limit, heartbeat.run(token()));
        }
    }
}
