//! The options as given, with the same names as flags, as environment variables and in the file.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{ArgAction, Args};
use serde::Deserialize;

use super::deployment::DeploymentOptions;
use super::settings::Origins;
use crate::model::{Origin, Rule};

/// All options. An absent one has the default that its help text names.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// A TOML file with options and deployments.
    #[arg(long, env = "CONFIG_FILE", global = true)]
    #[serde(skip)]
    pub config_file: Option<PathBuf>,
    /// URL of the LiveKit server or Cloud project of deployment `default`: ws, wss, http or https.
    #[arg(long, env = "LIVEKIT_URL", global = true)]
    pub livekit_url: Option<String>,
    /// Its API key.
    #[arg(long, env = "LIVEKIT_API_KEY", global = true)]
    pub livekit_api_key: Option<String>,
    /// Its API secret.
    #[arg(long, env = "LIVEKIT_API_SECRET", hide_env_values = true, global = true)]
    pub livekit_api_secret: Option<String>,
    /// A file that holds the API secret.
    #[arg(long, env = "LIVEKIT_API_SECRET_FILE", global = true)]
    pub livekit_api_secret_file: Option<PathBuf>,
    /// A PEM file of certificates to trust for its API and nodes, beside those of the system.
    #[arg(long, env = "LIVEKIT_CA_FILE", global = true)]
    pub livekit_ca_file: Option<PathBuf>,
    /// Node metrics endpoints of deployment `default`, separated by commas.
    #[arg(long, env = "LIVEKIT_METRICS_URLS", value_delimiter = ',', global = true)]
    pub livekit_metrics_urls: Option<Vec<String>>,
    /// How often the room API is polled [default: 5s].
    #[arg(long, env = "LIVEKIT_POLL_INTERVAL", global = true)]
    pub livekit_poll_interval: Option<String>,
    /// The most requests a minute to each deployment's API [default: 300].
    #[arg(long, env = "LIVEKIT_REQUESTS_PER_MINUTE", global = true)]
    pub livekit_requests_per_minute: Option<u32>,
    /// How often node metrics are scraped [default: 5s].
    #[arg(long, env = "LIVEKIT_SCRAPE_INTERVAL", global = true)]
    pub livekit_scrape_interval: Option<String>,
    /// Origins whose pages may send quality reports, separated by commas; `*` is all [default: none].
    #[arg(long, env = "QUALITY_CORS_ORIGINS", value_delimiter = ',', global = true)]
    pub quality_cors_origins: Option<Vec<String>>,
    /// The most quality reports a second from one address [default: 200].
    #[arg(long, env = "QUALITY_REPORTS_PER_SECOND", global = true)]
    pub quality_reports_per_second: Option<u32>,
    /// Simulate a LiveKit [default: true if no LiveKit is configured].
    #[arg(long, env = "MOCK_MODE", global = true, action = ArgAction::Set,
          num_args = 0..=1, default_missing_value = "true", value_parser = clap::builder::BoolishValueParser::new())]
    pub mock_mode: Option<bool>,
    /// Seed of the simulation: the same seed gives the same simulation [default: 1].
    #[arg(long, env = "MOCK_SEED", global = true)]
    pub mock_seed: Option<u64>,
    /// Average number of open rooms during office hours, 1–10000 [default: 24].
    #[arg(long, env = "MOCK_ROOMS", global = true)]
    pub mock_rooms: Option<u32>,
    /// Average number of participants during office hours, 1–100000 [default: 150].
    #[arg(long, env = "MOCK_PARTICIPANTS", global = true)]
    pub mock_participants: Option<u32>,
    /// Length of the past that an empty database begins with, 1h–30d, or `off` [default: 14d].
    #[arg(long, env = "MOCK_PAST", global = true)]
    pub mock_past: Option<String>,
    /// Ratio of webhooks that are lost, 0–1 [default: 0.01].
    #[arg(long, env = "MOCK_LOST", global = true)]
    pub mock_lost: Option<f64>,
    /// Ratio of webhooks that arrive late, 0–1 [default: 0].
    #[arg(long, env = "MOCK_LATE", global = true)]
    pub mock_late: Option<f64>,
    /// Ratio of webhooks that arrive twice, 0–1 [default: 0].
    #[arg(long, env = "MOCK_DUPLICATED", global = true)]
    pub mock_duplicated: Option<f64>,
    /// Ratio of webhooks that arrive after the next one, 0–1 [default: 0].
    #[arg(long, env = "MOCK_REORDERED", global = true)]
    pub mock_reordered: Option<f64>,
    /// Ratio of API responses that are some seconds old, 0–1 [default: 0.02].
    #[arg(long, env = "MOCK_STALE", global = true)]
    pub mock_stale: Option<f64>,
    /// Ratio of people's sessions that the API still lists after their end, 0–1 [default: 0.002].
    #[arg(long, env = "MOCK_GHOSTS", global = true)]
    pub mock_ghosts: Option<f64>,
    /// Mean time between crashes of the node, minutes, 2–10080; 0 is never [default: 30].
    #[arg(long, env = "MOCK_NODE_RESTARTS", global = true)]
    pub mock_node_restarts: Option<f64>,
    /// Ratio of scrapes with negative gauges, 0–1 [default: 0.002].
    #[arg(long, env = "MOCK_NEGATIVE_GAUGES", global = true)]
    pub mock_negative_gauges: Option<f64>,
    /// `sqlite:PATH` or `postgres://…` [default: sqlite:data/console.db].
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
    /// A file that holds the database URL.
    #[arg(long, env = "DATABASE_URL_FILE", global = true)]
    pub database_url_file: Option<PathBuf>,
    /// The same database without a pooler between: give it if `DATABASE_URL` leads to a pooler in
    /// transaction mode (pgbouncer).
    #[arg(long, env = "DATABASE_DIRECT_URL", hide_env_values = true, global = true)]
    pub database_direct_url: Option<String>,
    /// A file that holds the direct URL.
    #[arg(long, env = "DATABASE_DIRECT_URL_FILE", global = true)]
    pub database_direct_url_file: Option<PathBuf>,
    /// Redis for several instances; checked, but not used by this version.
    #[arg(long, env = "REDIS_URL", hide_env_values = true, global = true)]
    pub redis_url: Option<String>,
    /// A file that holds the Redis URL.
    #[arg(long, env = "REDIS_URL_FILE", global = true)]
    pub redis_url_file: Option<PathBuf>,
    /// Port to listen on; 0 takes a free one [default: 8000].
    #[arg(long, env = "PORT", global = true)]
    pub port: Option<u16>,
    /// Address to listen on; beyond loopback only with `AUTH=none` [default: 127.0.0.1].
    #[arg(long, env = "BIND", global = true)]
    pub bind: Option<IpAddr>,
    /// Access control: `none`.
    #[arg(long, env = "AUTH", global = true)]
    pub auth: Option<String>,
    /// Host names of the console in addition to loopback names and that of `CONSOLE_URL`, separated
    /// by commas, such as `console,console.internal:8443` [default: none].
    #[arg(long, env = "ALLOWED_HOSTS", value_delimiter = ',', global = true)]
    pub allowed_hosts: Option<Vec<String>>,
    /// Folder of the embedded database and the journal [default: data].
    #[arg(long, env = "DATA_DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// Folder of the journal [default: journal in the data folder].
    #[arg(long, env = "JOURNAL_DIR", global = true)]
    pub journal_dir: Option<PathBuf>,
    /// Maximum size of the journal, at least 1MiB; units KiB, MiB, GiB [default: 4GiB].
    #[arg(long, env = "JOURNAL_MAX_BYTES", global = true)]
    pub journal_max_bytes: Option<String>,
    /// How long an event may wait for the database [default: 7d].
    #[arg(long, env = "JOURNAL_MAX_AGE", global = true)]
    pub journal_max_age: Option<String>,
    /// Days to keep events [default: 90].
    #[arg(long, env = "RETENTION_EVENTS_DAYS", global = true)]
    pub retention_events_days: Option<u32>,
    /// Days to keep ended sessions and jobs [default: 400].
    #[arg(long, env = "RETENTION_SESSIONS_DAYS", global = true)]
    pub retention_sessions_days: Option<u32>,
    /// Days to keep samples of every ten seconds [default: 14].
    #[arg(long, env = "RETENTION_SAMPLES_DAYS", global = true)]
    pub retention_samples_days: Option<u32>,
    /// Days to keep rollups of one minute [default: 90].
    #[arg(long, env = "RETENTION_MINUTES_DAYS", global = true)]
    pub retention_minutes_days: Option<u32>,
    /// Days to keep rollups of one hour [default: 1830].
    #[arg(long, env = "RETENTION_HOURS_DAYS", global = true)]
    pub retention_hours_days: Option<u32>,
    /// Days to keep resolved alerts and the audit trail [default: 400].
    #[arg(long, env = "RETENTION_ALERTS_DAYS", global = true)]
    pub retention_alerts_days: Option<u32>,
    /// Size of the database above which its oldest days are deleted, at least 64MiB, or `off`;
    /// units KiB, MiB, GiB [default: off].
    #[arg(long, env = "RETENTION_MAX_BYTES", global = true)]
    pub retention_max_bytes: Option<String>,
    /// Unexpected disconnects a minute above which an alert fires [default: 0.1].
    #[arg(long, env = "ALERT_DISCONNECT_RATE_THRESHOLD", global = true)]
    pub alert_disconnect_rate_threshold: Option<f64>,
    /// Participants of one deployment, in all its rooms, above which an alert fires [default: 100].
    #[arg(long, env = "ALERT_HIGH_PARTICIPANT_THRESHOLD", global = true)]
    pub alert_high_participant_threshold: Option<u32>,
    /// Minutes after which an alert fires for an open room [default: 120].
    #[arg(long, env = "ALERT_ROOM_DURATION_WARNING_MINUTES", global = true)]
    pub alert_room_duration_warning_minutes: Option<u32>,
    /// How often alert rules are evaluated [default: 10s].
    #[arg(long, env = "ALERT_EVALUATION_INTERVAL", global = true)]
    pub alert_evaluation_interval: Option<String>,
    /// Networks and hosts that alerts may be sent to in addition to public ones, separated by
    /// commas, such as `10.0.0.0/8` or `hooks.internal` [default: none].
    #[arg(long, env = "ALERT_ALLOWED_HOSTS", value_delimiter = ',', global = true)]
    pub alert_allowed_hosts: Option<Vec<String>>,
    /// The proxy for notifications by HTTP: `environment` (`HTTP_PROXY`, `HTTPS_PROXY`,
    /// `NO_PROXY`), `off` or a URL [default: environment].
    #[arg(long, env = "ALERT_PROXY", hide_env_values = true, global = true)]
    pub alert_proxy: Option<String>,
    /// A file that holds the proxy's URL.
    #[arg(long, env = "ALERT_PROXY_FILE", global = true)]
    pub alert_proxy_file: Option<PathBuf>,
    /// URL of a dead man's switch, which receives a heartbeat while rules are evaluated.
    #[arg(long, env = "ALERT_HEARTBEAT_URL", hide_env_values = true, global = true)]
    pub alert_heartbeat_url: Option<String>,
    /// A file that holds the heartbeat URL.
    #[arg(long, env = "ALERT_HEARTBEAT_URL_FILE", global = true)]
    pub alert_heartbeat_url_file: Option<PathBuf>,
    /// How often the heartbeat is sent [default: 1m].
    #[arg(long, env = "ALERT_HEARTBEAT_INTERVAL", global = true)]
    pub alert_heartbeat_interval: Option<String>,
    /// URL at which people reach this console: requests for its host are accepted, and links in
    /// notifications lead there [default: the address it listens on].
    #[arg(long, env = "CONSOLE_URL", global = true)]
    pub console_url: Option<String>,
    /// Mask telephone numbers in alerts, notifications, exports and timelines [default: false].
    #[arg(long, env = "MASK_NUMBERS", global = true, action = ArgAction::Set,
          num_args = 0..=1, default_missing_value = "true", value_parser = clap::builder::BoolishValueParser::new())]
    pub mask_numbers: Option<bool>,
    /// Log lines: `human` or `json` [default: human].
    #[arg(long, env = "LOG_FORMAT", global = true)]
    pub log_format: Option<String>,
    /// What to log, such as `debug` or `warn,livekit_console=info` [default: info].
    #[arg(long, env = "LOG_FILTER", global = true)]
    pub log_filter: Option<String>,
    /// Grace period of a stop [default: 10s].
    #[arg(long, env = "SHUTDOWN_GRACE", global = true)]
    pub shutdown_grace: Option<String>,
    /// How long a console that is to stop serves on while `/readyz` answers 503, so that a load
    /// balancer sends new requests elsewhere [default: off].
    #[arg(long, env = "SHUTDOWN_DELAY", global = true)]
    pub shutdown_delay: Option<String>,
    /// The origin of each alert threshold, after two sources were merged.
    #[arg(skip)]
    #[serde(skip)]
    pub(super) threshold_origins: [Option<Origin>; 3],
    /// Where each option that is set comes from.
    #[arg(skip)]
    #[serde(skip)]
    pub(super) origins: Origins,
    /// Alert rules; only in the file.
    #[arg(skip)]
    #[serde(rename = "alert_rule")]
    pub alert_rules: Vec<Rule>,
    /// Receivers of alerts; only in the file.
    #[arg(skip)]
    #[serde(rename = "receiver")]
    pub receivers: Vec<toml::Table>,
    /// Deployments; only in the file.
    #[arg(skip)]
    #[serde(rename = "deployment")]
    pub deployments: Vec<DeploymentOptions>,
}

macro_rules! either {
    ($first:ident, $second:ident, $($field:ident),* $(,)?) => {
        Options { $($field: given($first.$field).or($second.$field),)*
            threshold_origins: [None; 3],
            origins: Origins::new(),
            alert_rules: if $first.alert_rules.is_empty() { $second.alert_rules } else { $first.alert_rules },
            receivers: if $first.receivers.is_empty() { $second.receivers } else { $first.receivers },
            deployments: if $first.deployments.is_empty() { $second.deployments } else { $first.deployments } }
    };
}

/// A value of an option that may be empty.
trait Given: Sized {
    /// Whether it is empty, as an environment variable that is set to nothing.
    fn is_empty_value(&self) -> bool {
        false
    }
}

impl Given for String {
    fn is_empty_value(&self) -> bool {
        self.is_empty()
    }
}

impl Given for PathBuf {
    fn is_empty_value(&self) -> bool {
        self.as_os_str().is_empty()
    }
}

impl Given for Vec<String> {
    fn is_empty_value(&self) -> bool {
        self.iter().all(String::is_empty)
    }
}

impl Given for IpAddr {}
impl Given for bool {}
impl Given for f64 {}
impl Given for u16 {}
impl Given for u32 {}
impl Given for u64 {}

fn given<T: Given>(option: Option<T>) -> Option<T> {
    option.filter(|value| !value.is_empty_value())
}

impl Options {
    /// Each option of `self`, or of `other` where it is not set. An empty secret remains, so that
    /// it is refused by name.
    pub(super) fn or(mut self, other: Self) -> Self {
        let first_secret = self.livekit_api_secret.take().or(other.livekit_api_secret.clone());
        let threshold_origins = super::alerts::threshold_origins(&self, &other);
        let mut origins = other.origins.clone();
        origins.extend(std::mem::take(&mut self.origins));
        let (first, second) = (self, other);
        let mut both = either!(
            first,
            second,
            config_file,
            livekit_url,
            livekit_api_key,
            livekit_api_secret,
            livekit_api_secret_file,
            livekit_ca_file,
            livekit_metrics_urls,
            livekit_poll_interval,
            livekit_requests_per_minute,
            livekit_scrape_interval,
            quality_cors_origins,
            quality_reports_per_second,
            mock_mode,
            mock_seed,
            mock_rooms,
            mock_participants,
            mock_past,
            mock_lost,
            mock_late,
            mock_duplicated,
            mock_reordered,
            mock_stale,
            mock_ghosts,
            mock_node_restarts,
            mock_negative_gauges,
            database_url,
            database_url_file,
            database_direct_url,
            database_direct_url_file,
            redis_url,
            redis_url_file,
            port,
            bind,
            auth,
            allowed_hosts,
            data_dir,
            journal_dir,
            journal_max_bytes,
            journal_max_age,
            retention_events_days,
            retention_sessions_days,
            retention_samples_days,
            retention_minutes_days,
            retention_hours_days,
            retention_alerts_days,
            retention_max_bytes,
            alert_disconnect_rate_threshold,
            alert_high_participant_threshold,
            alert_room_duration_warning_minutes,
            alert_evaluation_interval,
            alert_allowed_hosts,
            alert_proxy,
            alert_proxy_file,
            alert_heartbeat_url,
            alert_heartbeat_url_file,
            alert_heartbeat_interval,
            console_url,
            mask_numbers,
            log_format,
            log_filter,
            shutdown_grace,
            shutdown_delay,
        );
        both.livekit_api_secret = first_secret;
        both.threshold_origins = threshold_origins;
        both.origins = origins;
        both
    }
}
