//! The configuration: options, their sources, and their checks.
//!
//! Every option can be given as a flag, as an environment variable (`.env` is read) or in a TOML
//! file. A flag outranks the variable, the variable outranks the file. Invalid values are refused
//! at the start, with a sentence that names the option.

mod alerts;
mod cli;
mod database;
mod deployment;
mod dotenv;
mod hosts;
mod mock;
mod options;
mod origins;
mod print;
mod redact;
mod settings;
mod units;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

pub use alerts::AlertConfig;
pub use cli::{Cli, Command};
pub use deployment::{ApiKey, DeploymentConfig};
pub use dotenv::read_dotenv;
pub use hosts::AllowedHost;
pub use mock::{Mock, MockFaults};
pub use options::Options;
pub use settings::{Setting, SettingOrigin};

use crate::model::Deployment;

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A value cannot be used.
    #[error("{0}")]
    Invalid(String),
    /// A file cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that holds a secret cannot be read. Its name is not repeated: somebody may have
    /// written the secret itself there.
    #[error("cannot read the file that `{name}` names: {source}")]
    ReadSecret {
        /// Which option.
        name: String,
        /// Why.
        source: std::io::Error,
    },
    /// The configuration file is not understood.
    #[error("`{path}`, {position}: {why}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Which line and key.
        position: String,
        /// Why, without the value.
        why: String,
    },
}

/// The default filter: the console's own lines, and warnings of noisy libraries.
const LOG_FILTER: &str = "info,actix_server=warn,refinery_core=warn";

fn invalid(why: impl Into<String>) -> Error {
    Error::Invalid(why.into())
}

/// The checked configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// The watched deployments; never empty.
    pub deployments: Vec<DeploymentConfig>,
    /// The simulated LiveKit; `None` without one.
    pub mock: Option<Mock>,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Whether `AUTH=none` was given explicitly: required to listen beyond loopback.
    pub auth_said: bool,
    /// Accepted host names, in addition to loopback names and that of `CONSOLE_URL`.
    pub allowed_hosts: Vec<AllowedHost>,
    /// `sqlite:PATH` or `postgres://…`; may contain a password.
    pub database_url: SecretString,
    /// The same database without a pooler between, if `database_url` leads to one in transaction
    /// mode.
    pub database_direct_url: Option<SecretString>,
    /// For several instances; `None` for one. Not used by this version.
    pub redis_url: Option<SecretString>,
    /// The journal.
    pub journal: JournalConfig,
    /// How long to keep each kind of data.
    pub retention: crate::store::Retention,
    /// The size of the database in bytes above which its oldest days are deleted; `None` is no
    /// limit.
    pub retention_max_bytes: Option<u64>,
    /// Alert rules and receivers.
    pub alerts: AlertConfig,
    /// How often each deployment's room API is polled; `None` is never.
    pub poll_interval: Option<Duration>,
    /// The most requests a minute to each deployment's API.
    pub requests_per_minute: u32,
    /// How often node metrics are scraped; `None` is never.
    pub scrape_interval: Option<Duration>,
    /// Limits of clients' quality reports.
    pub quality: QualityConfig,
    /// Whether telephone numbers are masked in alerts, notifications, exports and timelines.
    pub mask_numbers: bool,
    /// The log on standard error.
    pub log: LogConfig,
    /// The grace period of a stop; after it the process ends in any case.
    pub shutdown_grace: Duration,
    /// How long a console that is to stop serves on before, and says that it is not ready.
    pub shutdown_delay: Duration,
    /// Where each option that is set comes from.
    origins: settings::Origins,
}

/// The configuration of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalConfig {
    /// Its folder.
    pub dir: PathBuf,
    /// The most bytes on disk.
    pub max_bytes: u64,
    /// How long an event may wait for the database.
    pub max_age: Duration,
}

/// Limits of clients' quality reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityConfig {
    /// Origins whose pages may send them, in addition to this console's; `*` for all.
    pub cors_origins: Vec<String>,
    /// The most requests a second from one address; bursts may be ten times as large.
    pub reports_per_second: NonZeroU32,
}

/// The configuration of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    /// JSON instead of human-readable lines.
    pub json: bool,
    /// What to log, in `tracing`'s filter syntax.
    pub filter: String,
}

impl Config {
    /// Checks `options` (flags and environment) together with the configuration file that they
    /// name.
    pub fn load(options: Options) -> Result<Self, Error> {
        let file = match &options.config_file {
            Some(path) => Options::read(path)?,
            None => Options::default(),
        };
        Self::check(options.or(file))
    }

    fn check(mut options: Options) -> Result<Self, Error> {
        let mut deployments = deployment::check_all(&mut options)?;
        let mock = Mock::check(&options, deployments.is_empty())?;
        if mock.is_some() {
            deployments.push(DeploymentConfig::simulated(&deployments)?);
        }
        if deployments.is_empty() {
            return Err(invalid(
                "there is nothing to watch: set `LIVEKIT_URL`, `LIVEKIT_API_KEY` and \
                 `LIVEKIT_API_SECRET`, or `MOCK_MODE=true`",
            ));
        }
        let auth_said = Self::check_auth(&options)?;
        let bind = options.bind.unwrap_or(IpAddr::from([127, 0, 0, 1]));
        if !bind.is_loopback() && !auth_said {
            return Err(invalid(format!(
                "`BIND` is `{bind}`, which others can reach, and there is no access control: bind \
                 to 127.0.0.1, or set `AUTH=none` to let everybody in"
            )));
        }
        let data_dir = options.data_dir.clone().unwrap_or_else(|| PathBuf::from("data"));
        let (database_url, database_direct_url) = database::check(&mut options, &data_dir)?;
        let redis_url = deployment::secret(
            "REDIS_URL",
            options.redis_url.take(),
            options.redis_url_file.as_deref(),
        )?;
        units::check_redis_url(redis_url.as_ref())?;
        let duration = |name: &str, given: Option<&String>, default: &str| {
            units::duration(name, given.map_or(default, String::as_str))
        };
        let days = |name: &str, given: Option<u32>, default: u32| match given.unwrap_or(default) {
            0 => Err(invalid(format!("`{name}` is 0 days: give at least 1"))),
            days => Ok(Some(days)),
        };
        let watched: Vec<_> =
            deployments.iter().map(|deployment| deployment.name.to_string()).collect();
        let alerts = alerts::check(&mut options, &watched)?;
        Ok(Self {
            deployments,
            mock,
            listen: SocketAddr::new(bind, options.port.unwrap_or(8000)),
            auth_said,
            allowed_hosts: hosts::check(options.allowed_hosts.take())?,
            database_url,
            database_direct_url,
            redis_url,
            journal: JournalConfig {
                dir: options.journal_dir.clone().unwrap_or_else(|| data_dir.join("journal")),
                max_bytes: units::journal_bytes(
                    "JOURNAL_MAX_BYTES",
                    options.journal_max_bytes.as_deref().unwrap_or("4GiB"),
                )?,
                max_age: duration("JOURNAL_MAX_AGE", options.journal_max_age.as_ref(), "7d")?,
            },
            retention: crate::store::Retention {
                events_days: days("RETENTION_EVENTS_DAYS", options.retention_events_days, 90)?,
                sessions_days: days(
                    "RETENTION_SESSIONS_DAYS",
                    options.retention_sessions_days,
                    400,
                )?,
                samples_days: days("RETENTION_SAMPLES_DAYS", options.retention_samples_days, 14)?,
                minutes_days: days("RETENTION_MINUTES_DAYS", options.retention_minutes_days, 90)?,
                hours_days: days("RETENTION_HOURS_DAYS", options.retention_hours_days, 1830)?,
                alerts_days: days("RETENTION_ALERTS_DAYS", options.retention_alerts_days, 400)?,
            },
            retention_max_bytes: units::database_bytes(
                "RETENTION_MAX_BYTES",
                options.retention_max_bytes.as_deref().unwrap_or("off"),
            )?,
            alerts,
            poll_interval: units::interval(
                "LIVEKIT_POLL_INTERVAL",
                options.livekit_poll_interval.as_deref().unwrap_or("5s"),
            )?,
            requests_per_minute: Self::check_requests(options.livekit_requests_per_minute)?,
            scrape_interval: units::interval(
                "LIVEKIT_SCRAPE_INTERVAL",
                options.livekit_scrape_interval.as_deref().unwrap_or("5s"),
            )?,
            quality: Self::check_quality(&options)?,
            mask_numbers: options.mask_numbers.unwrap_or(false),
            log: Self::check_log(&options)?,
            shutdown_grace: duration("SHUTDOWN_GRACE", options.shutdown_grace.as_ref(), "10s")?,
            shutdown_delay: units::delay("SHUTDOWN_DELAY", options.shutdown_delay.as_deref())?,
            origins: std::mem::take(&mut options.origins),
        })
    }

    fn check_requests(given: Option<u32>) -> Result<u32, Error> {
        let requests = given.unwrap_or(300);
        units::within("LIVEKIT_REQUESTS_PER_MINUTE", requests, 30, 60_000)?;
        Ok(requests)
    }

    fn check_quality(options: &Options) -> Result<QualityConfig, Error> {
        let given = options.quality_cors_origins.iter().flatten().filter(|text| !text.is_empty());
        let per_second = options.quality_reports_per_second.unwrap_or(200);
        units::within("QUALITY_REPORTS_PER_SECOND", per_second, 1, 100_000)?;
        Ok(QualityConfig {
            cors_origins: given
                .map(|origin| units::origin("QUALITY_CORS_ORIGINS", origin))
                .collect::<Result<_, _>>()?,
            reports_per_second: NonZeroU32::new(per_second).expect("it is at least 1"),
        })
    }

    fn check_auth(options: &Options) -> Result<bool, Error> {
        match options.auth.as_deref() {
            None => Ok(false),
            Some("none") => Ok(true),
            Some(known @ ("local" | "oidc" | "proxy")) => Err(invalid(format!(
                "`AUTH` is `{known}`, which this version does not support: give `none`"
            ))),
            Some(other) => {
                Err(invalid(format!("`AUTH` is `{other}`, which is not known: give `none`")))
            }
        }
    }

    fn check_log(options: &Options) -> Result<LogConfig, Error> {
        let filter = options.log_filter.clone().unwrap_or_else(|| LOG_FILTER.to_owned());
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&filter) {
            return Err(invalid(format!("`LOG_FILTER` is `{filter}`: {error}")));
        }
        let json = match options.log_format.as_deref() {
            None | Some("human") => false,
            Some("json") => true,
            Some(other) => {
                return Err(invalid(format!("`LOG_FORMAT` is `{other}`: give `human` or `json`")));
            }
        };
        Ok(LogConfig { json, filter })
    }

    /// The database's URL, without its password.
    pub fn database(&self) -> String {
        print::without_password(&self.database_url)
    }

    /// The watched deployments, as the model has them.
    pub fn watched(&self) -> Vec<Deployment> {
        self.deployments.iter().map(DeploymentConfig::watched).collect()
    }
}

#[cfg(test)]
mod tests;
