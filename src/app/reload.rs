//! Reads the configuration again while the console runs: API keys, certificates of LiveKit, rules
//! and receivers. A configuration that is refused changes nothing; the last good one stays in force.
//!
//! Flags and the environment are those of the start: what changes is the configuration file and the
//! files that hold secrets and certificates.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::watch;
use url::Url;

use super::App;
use super::alerting::documents_of;
use super::keys::keys_of;
use super::polling;
use crate::alerts::catalog::SharedConfigured;
use crate::api::InForce;
use crate::clock::Clock;
use crate::config::{Config, DeploymentConfig, Options, Setting};
use crate::ingest::scrape::Trusts;
use crate::livekit::{Client, SharedKeys};
use crate::model::DeploymentName;

/// What replaces the clients of each deployment's API.
pub(super) type ClientSenders = HashMap<DeploymentName, watch::Sender<Arc<[Client]>>>;

/// The beginnings of the names of settings that a reload puts in force.
const RELOADED: [&str; 5] = [
    "alert_rule.",
    "receiver.",
    "alert_disconnect_rate_threshold",
    "alert_high_participant_threshold",
    "alert_room_duration_warning_minutes",
];

/// Reads the configuration again.
pub struct Reloader {
    options: Options,
    /// The configuration of the start.
    started: Config,
    keys: SharedKeys,
    configured: SharedConfigured,
    clients: ClientSenders,
    trusts: watch::Sender<Trusts>,
    in_force: watch::Sender<InForce>,
    clock: Clock,
}

impl App {
    /// What reads the configuration again; `options` are those of the start.
    pub fn reloader(&self, options: Options) -> Reloader {
        Reloader {
            options,
            started: self.config.clone(),
            keys: self.keys.clone(),
            configured: Arc::clone(&self.alerting.configured),
            clients: self.clients.clone(),
            trusts: self.trusts.clone(),
            in_force: self.in_force.clone(),
            clock: self.shared.clock.clone(),
        }
    }
}

impl Reloader {
    /// Reads the configuration, and puts it in force as a whole or not at all.
    pub fn reload(&self) {
        let now = self.clock.now();
        let config = match self.try_reload() {
            Ok(config) => config,
            Err(error) => {
                let error = format!("{error:#}");
                tracing::error!(%error, "the configuration is refused; the last good one stays");
                return self.in_force.send_modify(|in_force| in_force.refused = Some(error));
            }
        };
        let (started, read) = (self.started.settings(), config.settings());
        let waiting = waiting(&started, &read);
        if waiting.is_empty() {
            tracing::info!("the configuration was reloaded");
        } else {
            let settings = waiting.join(", ");
            tracing::warn!(
                settings,
                "the configuration was reloaded, but for these settings, which need a new start"
            );
        }
        let settings = merged(started, read);
        self.in_force.send_replace(InForce { read_at: now, refused: None, settings });
    }

    /// Reloads; returns the configuration that was read.
    fn try_reload(&self) -> anyhow::Result<Config> {
        let mut config = Config::load(self.options.clone())?;
        self.keep_simulated(&mut config);
        let names = |config: &Config| {
            let deployments = config.deployments.iter();
            deployments.map(|deployment| Arc::clone(&deployment.name)).collect::<Vec<_>>()
        };
        anyhow::ensure!(
            names(&config) == names(&self.started),
            "deployments were added, removed or renamed, which needs a new start"
        );
        let clients = self.clients(&config)?;
        // From here on nothing can fail.
        self.keys.replace(keys_of(&config));
        self.configured.replace(documents_of(&config));
        self.trusts.send_replace(App::trusts(&config));
        for (name, clients) in clients {
            self.clients[&name].send_replace(clients);
        }
        Ok(config)
    }

    /// The simulated deployment has a new secret whenever a configuration is read; the simulator
    /// keeps the first.
    fn keep_simulated(&self, config: &mut Config) {
        let started = self.started.deployments.iter().find(|deployment| is_simulated(deployment));
        let read = config.deployments.iter_mut().find(|deployment| is_simulated(deployment));
        if let (Some(started), Some(read)) = (started, read) {
            *read = started.clone();
        }
    }

    /// The new clients of each API, at the URL of the start.
    fn clients(&self, config: &Config) -> anyhow::Result<Vec<(DeploymentName, Arc<[Client]>)>> {
        let urls: HashMap<_, &Url> = self
            .started
            .deployments
            .iter()
            .filter_map(|deployment| Some((&deployment.name, deployment.url.as_ref()?)))
            .collect();
        let mut clients = Vec::new();
        for deployment in &config.deployments {
            let Some(url) = urls.get(&deployment.name) else { continue };
            if self.clients.contains_key(&deployment.name) {
                let of = polling::clients(deployment, url)
                    .with_context(|| format!("deployment `{}`", deployment.name))?;
                clients.push((Arc::clone(&deployment.name), of));
            }
        }
        Ok(clients)
    }
}

fn is_simulated(deployment: &DeploymentConfig) -> bool {
    deployment.url.is_none()
}

fn is_reloaded(name: &str) -> bool {
    let is_key = name.starts_with("deployment.") && name.contains(".key.");
    is_key || RELOADED.iter().any(|begins| name.starts_with(begins))
}

/// The settings in force after a reload.
fn merged(started: Vec<Setting>, read: Vec<Setting>) -> Vec<Setting> {
    let started = started.into_iter().filter(|setting| !is_reloaded(&setting.name));
    started.chain(read.into_iter().filter(|setting| is_reloaded(&setting.name))).collect()
}

/// The settings that differ and that a reload does not put in force.
fn waiting(started: &[Setting], read: &[Setting]) -> Vec<String> {
    let value = |settings: &[Setting], name: &str| {
        settings.iter().find(|setting| setting.name == name).map(|setting| setting.value.clone())
    };
    let mut names: Vec<_> =
        started.iter().chain(read).map(|setting| setting.name.clone()).collect();
    names.sort();
    names.dedup();
    names.retain(|name| !is_reloaded(name) && value(started, name) != value(read, name));
    names
}

#[cfg(test)]
mod tests {
    use super::waiting;
    use crate::config::{Setting, SettingOrigin};

    fn setting(name: &str, value: &str) -> Setting {
        Setting { name: name.to_owned(), value: value.to_owned(), origin: SettingOrigin::File }
    }

    #[test]
    fn what_needs_a_new_start_is_named() {
        let started = [
            setting("port", "8000"),
            setting("mask_numbers", "false"),
            setting("deployment.eu.url", "wss://a"),
            setting("deployment.eu.key.1.api_key", "a"),
            setting("receiver.chat.enabled", "true"),
        ];
        let read = [
            setting("port", "8000"),
            setting("mask_numbers", "true"),
            setting("deployment.eu.url", "wss://b"),
            setting("deployment.eu.key.1.api_key", "b"),
            setting("alert_rule.many.threshold", "3"),
            setting("console_url", "https://x"),
        ];
        assert_eq!(waiting(&started, &read), ["console_url", "deployment.eu.url", "mask_numbers"]);
    }
}
