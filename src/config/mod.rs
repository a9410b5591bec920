//! The configuration: what can be set, where it may come from, and what is refused.
//!
//! Every option can be given as a flag, as an environment variable (`.env` is read) or in a TOML
//! file; the flag outranks the variable, the variable the file. What cannot work is refused at the
//! start, in one sentence that names it.

mod alerts;
mod cli;
mod deployment;
mod dotenv;
mod hosts;
mod mock;
mod options;
mod print;
mod shown;
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
    /// A file that holds a secret cannot be read. What was given as its name is not repeated:
    /// somebody may have written the secret itself there.
    #[error("cannot read the file that `{name}` names: {source}")]
    ReadSecret {
        /// Which option.
        name: String,
        /// Why.
        source: std::io::Error,
    },
    /// The configuration file is not understood.
    #[error("`{path}`, {place}: {why}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Which line and key.
        place: String,
        /// Why, without what stands there.
        why: String,
    },
}

/// Our own lines, and of the libraries only what somebody must look at.
const LOG_FILTER: &str = "info,actix_server=warn,refinery_core=warn";

fn invalid(why: impl Into<String>) -> Error {
    Error::Invalid(why.into())
}

/// Everything that was decided, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// What is watched; never empty.
    pub deployments: Vec<DeploymentConfig>,
    /// The simulator; `None` when nothing is made up.
    pub mock: Option<Mock>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Whether `AUTH=none` was said in words: needed to listen beyond loopback.
    pub auth_said: bool,
    /// Names that requests may ask for, beside loopback names and that of `CONSOLE_URL`.
    pub allowed_hosts: Vec<AllowedHost>,
    /// `sqlite:PATH` or `postgres://…`; holds a password perhaps.
    pub database_url: SecretString,
    /// For several instances; `None` for one. Checked here, used by a later version.
    pub redis_url: Option<SecretString>,
    /// The intake queue.
    pub journal: JournalConfig,
    /// How long to keep what.
    pub retention: crate::store::Retention,
    /// Bytes that the database may hold before its oldest days are deleted; `None` is no limit.
    pub retention_max_bytes: Option<u64>,
    /// Alert rules and who is told.
    pub alerts: AlertConfig,
    /// How often the rooms of each deployment are listed; `None` never asks LiveKit's API.
    pub poll_interval: Option<Duration>,
    /// How many requests a minute each deployment's API is asked at most.
    pub requests_per_minute: u32,
    /// How often node metrics are scraped; `None` never does.
    pub scrape_interval: Option<Duration>,
    /// Where clients' quality reports may come from.
    pub quality: QualityConfig,
    /// Whether telephone numbers are masked in what is told of alerts, in exports and timelines.
    pub mask_numbers: bool,
    /// Lines on standard error.
    pub log: LogConfig,
    /// How long a stop may take before the process ends all the same.
    pub shutdown_grace: Duration,
}

/// The journal's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalConfig {
    /// Its folder.
    pub dir: PathBuf,
    /// Bytes it may hold.
    pub max_bytes: u64,
    /// How long an event may wait for the database.
    pub max_age: Duration,
}

/// Where clients' quality reports may come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityConfig {
    /// Origins whose pages may send them, beside our own; `*` for all.
    pub cors_origins: Vec<String>,
    /// Requests a second that are taken from one address, and ten times as many at once.
    pub reports_per_second: NonZeroU32,
}

/// How to log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    /// JSON lines instead of lines for people.
    pub json: bool,
    /// What to log, in `tracing`'s filter syntax.
    pub filter: String,
}

impl Config {
    /// Checks `options` (flags and environment) together with the file that they may name.
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
                 to 127.0.0.1, or say `AUTH=none` to let everybody in"
            )));
        }
        let data_dir = options.data_dir.clone().unwrap_or_else(|| PathBuf::from("data"));
        let database_url = deployment::secret(
            "DATABASE_URL",
            options.database_url.take(),
            options.database_url_file.as_deref(),
        )?
        .unwrap_or_else(|| {
            let path = data_dir.join("console.db");
            SecretString::from(format!("sqlite:{}", path.display()))
        });
        units::check_database_url(&database_url)?;
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
            0 => Err(invalid(format!("`{name}` is 0 days: nothing would be kept; at least 1"))),
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
                "`AUTH` is `{known}`, which this version does not have: only `none`"
            ))),
            Some(other) => {
                Err(invalid(format!("`AUTH` is `{other}`, which is not known: only `none`")))
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
                return Err(invalid(format!("`LOG_FORMAT` is `{other}`: `human` or `json`")));
            }
        };
        Ok(LogConfig { json, filter })
    }

    /// The database's URL, without its password.
    pub fn database(&self) -> String {
        print::without_password(&self.database_url)
    }

    /// What is watched, in the model's words.
    pub fn watched(&self) -> Vec<Deployment> {
        self.deployments.iter().map(DeploymentConfig::watched).collect()
    }
}

#[cfg(test)]
mod tests;
