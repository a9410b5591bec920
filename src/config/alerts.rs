//! The configuration of alerting: thresholds of built-in rules, rules and receivers of the file,
//! and where alerts may be sent to.

use std::collections::HashSet;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use toml::{Table, Value};
use url::Url;

use super::redact::redacted_fault;
use super::{Error, Options, deployment, invalid, units};
use crate::alerts::builtin::{self, Thresholds};
use crate::alerts::{receivers, template};
use crate::model::{Origin, Receiver, Rule};
use crate::net::client::Proxying;
use crate::net::guard::Guard;

/// The configuration of alerting.
#[derive(Debug, Clone)]
pub struct AlertConfig {
    /// Thresholds of built-in rules.
    pub thresholds: Thresholds,
    /// How often rules are evaluated.
    pub evaluation_interval: Duration,
    /// Built-in rules and rules of the file, each with its origin.
    pub rules: Vec<(Origin, Rule)>,
    /// Receivers of the file.
    pub receivers: Vec<Receiver>,
    /// Networks and hosts that alerts may be sent to in addition to public ones, as given.
    pub allowed_hosts: Vec<String>,
    /// The same, parsed.
    pub guard: Guard,
    /// Whether notifications go through a proxy.
    pub proxying: Proxying,
    /// The URL of a dead man's switch; `None` without one. A secret: somebody who knows it could
    /// send heartbeats while the console is down.
    pub heartbeat_url: Option<SecretString>,
    /// How often it receives a heartbeat.
    pub heartbeat_interval: Duration,
    /// The URL at which people reach this console; `None` for the address it listens on.
    pub console_url: Option<Url>,
}

/// The rules of the thresholds, in the order of [`Options::threshold_origins`].
const THRESHOLD_RULES: [&str; 3] =
    ["high_disconnect_rate", "high_participant_count", "long_running_room"];

/// Names that paths of the API have in place of a rule's name.
const RESERVED_RULES: [&str; 3] = ["preview", "measures", "backtest"];

/// Names that paths of the API have in place of a receiver's name.
const RESERVED_RECEIVERS: [&str; 2] = ["test", "preview"];

/// Where each threshold comes from, when `first` outranks `second`.
pub(super) fn threshold_origins(first: &Options, second: &Options) -> [Option<Origin>; 3] {
    let given = |options: &Options| {
        [
            options.alert_disconnect_rate_threshold.is_some(),
            options.alert_high_participant_threshold.is_some(),
            options.alert_room_duration_warning_minutes.is_some(),
        ]
    };
    let (first, second) = (given(first), given(second));
    [0, 1, 2].map(|index| match (first[index], second[index]) {
        (true, _) => Some(Origin::Environment),
        (false, true) => Some(Origin::File),
        (false, false) => None,
    })
}

pub(super) fn check(options: &mut Options, watched: &[String]) -> Result<AlertConfig, Error> {
    let thresholds = Thresholds {
        disconnect_rate: units::at_least_zero(
            "ALERT_DISCONNECT_RATE_THRESHOLD",
            options.alert_disconnect_rate_threshold.unwrap_or(0.1),
        )?,
        participants: options.alert_high_participant_threshold.unwrap_or(100),
        room_minutes: options.alert_room_duration_warning_minutes.unwrap_or(120),
    };
    let origins = threshold_origins(options, &Options::default());
    let mut rules: Vec<_> = builtin::rules(&thresholds)
        .into_iter()
        .map(|rule| {
            let index = THRESHOLD_RULES.iter().position(|name| *name == rule.name);
            let origin =
                index.and_then(|index| options.threshold_origins[index].or(origins[index]));
            (origin.unwrap_or(Origin::Builtin), rule)
        })
        .collect();
    let mut names = HashSet::new();
    for rule in std::mem::take(&mut options.alert_rules) {
        let name = &rule.name;
        if let Some(fault) = rule.fault().or_else(|| template_fault(&rule)) {
            return Err(invalid(format!("alert_rule `{name}`: {fault}")));
        }
        if let Some(only) = &rule.scope.deployment
            && !watched.contains(only)
        {
            return Err(invalid(format!(
                "alert_rule `{name}`: `scope.deployment` is `{only}`, which is not watched"
            )));
        }
        if RESERVED_RULES.contains(&name.as_str()) {
            return Err(invalid(format!(
                "no alert_rule may be called `{name}`: the name is reserved"
            )));
        }
        if !names.insert(name.clone()) {
            return Err(invalid(format!("two alert_rules are called `{name}`")));
        }
        rules.push((Origin::File, rule));
    }
    let allowed_hosts: Vec<_> = options
        .alert_allowed_hosts
        .take()
        .into_iter()
        .flatten()
        .filter(|h| !h.is_empty())
        .collect();
    let receivers = receivers_of(std::mem::take(&mut options.receivers))?;
    let (heartbeat_url, proxying) = (heartbeat_url(options)?, proxying(options)?);
    let interval = options.alert_evaluation_interval.as_deref().unwrap_or("10s");
    let heartbeat = options.alert_heartbeat_interval.as_deref().unwrap_or("1m");
    if allowed_hosts.iter().any(|host| host.contains(['@', '?']) || host.contains("://")) {
        return Err(invalid("`ALERT_ALLOWED_HOSTS` has a URL: give networks and host names only"));
    }
    let guard = Guard::parse(&allowed_hosts.join(","))
        .map_err(|fault| invalid(format!("`ALERT_ALLOWED_HOSTS` has {fault}")))?;
    Ok(AlertConfig {
        thresholds,
        evaluation_interval: units::interval("ALERT_EVALUATION_INTERVAL", interval)?
            .ok_or_else(|| invalid("`ALERT_EVALUATION_INTERVAL` is `off`: at least 1s"))?,
        rules,
        receivers,
        allowed_hosts,
        guard,
        proxying,
        heartbeat_url,
        heartbeat_interval: units::duration("ALERT_HEARTBEAT_INTERVAL", heartbeat)?,
        console_url: options.console_url.as_deref().map(console_url).transpose()?,
    })
}

/// The console's URL. It needs a host of its own, because its pages use absolute paths.
fn console_url(given: &str) -> Result<Url, Error> {
    let url = units::url("CONSOLE_URL", given, &["http", "https"])?;
    if url.path() != "/" {
        return Err(invalid(
            "`CONSOLE_URL` has a path, but the console works only at the root of a host: give it a \
             host (or a port) of its own, see \"Behind a proxy\" in docs/OPERATIONS.md",
        ));
    }
    if url.as_str() != format!("{}/", url.origin().ascii_serialization()) {
        return Err(invalid("`CONSOLE_URL`: give scheme, host and port only"));
    }
    Ok(url)
}

fn template_fault(rule: &Rule) -> Option<String> {
    let message = rule.message.as_deref()?;
    template::check(message).err().map(|fault| format!("`message`: {fault}"))
}

fn proxying(options: &mut Options) -> Result<Proxying, Error> {
    let name = "ALERT_PROXY";
    let file = options.alert_proxy_file.as_deref();
    let Some(given) = deployment::secret(name, options.alert_proxy.take(), file)? else {
        return Ok(Proxying::Environment);
    };
    match given.expose_secret() {
        "environment" => Ok(Proxying::Environment),
        "off" => Ok(Proxying::Off),
        url => {
            units::url(name, url, &["http", "https"]).map_err(|error| {
                invalid(format!("{error}; give `environment`, `off`, or the URL of a proxy"))
            })?;
            Ok(Proxying::Through(given))
        }
    }
}

fn heartbeat_url(options: &mut Options) -> Result<Option<SecretString>, Error> {
    let url = deployment::secret(
        "ALERT_HEARTBEAT_URL",
        options.alert_heartbeat_url.take(),
        options.alert_heartbeat_url_file.as_deref(),
    )?;
    if let Some(url) = &url {
        units::url("ALERT_HEARTBEAT_URL", url.expose_secret(), &["http", "https"])?;
    }
    Ok(url)
}

/// The receivers of the file; a field `x_file` of a target names a file that holds `x`.
fn receivers_of(given: Vec<Table>) -> Result<Vec<Receiver>, Error> {
    let mut names = HashSet::new();
    given
        .into_iter()
        .map(|mut table| {
            let name = table.get("name").and_then(Value::as_str).unwrap_or("without a name");
            let called = format!("receiver `{name}`");
            if let Some(Value::Table(target)) = table.get_mut("target") {
                read_files(&called, target)?;
            }
            let receiver: Receiver = table.try_into().map_err(|error: toml::de::Error| {
                invalid(format!("{called}: {}", redacted_fault(error.message())))
            })?;
            if let Some(fault) = receivers::fault(&receiver) {
                return Err(invalid(format!("{called}: {fault}")));
            }
            if RESERVED_RECEIVERS.contains(&receiver.name.as_str()) {
                return Err(invalid(format!("{called}: the name is reserved")));
            }
            if !names.insert(receiver.name.clone()) {
                return Err(invalid(format!("two receivers are called `{}`", receiver.name)));
            }
            Ok(receiver)
        })
        .collect()
}

/// Replaces each `x_file` by `x`, read from that file.
fn read_files(called: &str, target: &mut Table) -> Result<(), Error> {
    let files: Vec<_> = target
        .iter()
        .filter_map(|(key, value)| {
            let field = key.strip_suffix("_file")?;
            Some((key.clone(), field.to_owned(), value.as_str()?.to_owned()))
        })
        .collect();
    for (key, field, path) in files {
        if target.contains_key(&field) {
            return Err(invalid(format!("{called}: `{field}` and `{key}`: give only one")));
        }
        // The value is not repeated: somebody may have written the secret itself there.
        let text = std::fs::read_to_string(&path).map_err(|error| {
            invalid(format!("{called}: `{key}`: cannot read that file: {error}"))
        })?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        // A list, such as the secrets of a webhook, has one value a line.
        let value = if field.ends_with('s') {
            Value::Array(lines.map(|line| Value::String(line.to_owned())).collect())
        } else {
            Value::String(text.trim().to_owned())
        };
        target.remove(&key);
        target.insert(field, value);
    }
    Ok(())
}
