//! The configuration in force, as TOML without secrets.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use toml::{Table, Value};

use super::redact::{HIDDEN, redacted_url};
use super::units::shown_bytes;
use super::{AlertConfig, Config, DeploymentConfig};
use crate::alerts::{builtin, receivers};
use crate::net::client::Proxying;

impl Config {
    /// The output of `print-config`: in the form of the file, each secret as `***`.
    pub fn redacted(&self) -> String {
        self.redacted_table().to_string()
    }

    /// The same as a table.
    pub(super) fn redacted_table(&self) -> Table {
        let mut table = Table::new();
        let mut put = |name: &str, value: Value| table.insert(name.to_owned(), value);
        put("bind", text(self.listen.ip()));
        put("port", Value::from(i64::from(self.listen.port())));
        put("auth", text(if self.auth_said { "none" } else { "none (loopback only)" }));
        put("allowed_hosts", Value::Array(self.allowed_hosts.iter().map(text).collect()));
        put("database_url", text(without_password(&self.database_url)));
        if let Some(url) = &self.database_direct_url {
            put("database_direct_url", text(without_password(url)));
        }
        if let Some(url) = &self.redis_url {
            put("redis_url", text(without_password(url)));
        }
        put("mock_mode", Value::from(self.mock.is_some()));
        if let Some(mock) = &self.mock {
            put("mock_seed", text(mock.seed));
            put("mock_rooms", Value::from(i64::from(mock.rooms)));
            put("mock_participants", Value::from(i64::from(mock.participants)));
            put("mock_past", mock.past.map_or_else(|| text("off"), duration));
            put("mock_lost", Value::from(mock.faults.lost));
            put("mock_late", Value::from(mock.faults.late));
            put("mock_duplicated", Value::from(mock.faults.duplicated));
            put("mock_reordered", Value::from(mock.faults.reordered));
            put("mock_stale", Value::from(mock.faults.stale));
            put("mock_ghosts", Value::from(mock.faults.ghosts));
            put("mock_node_restarts", Value::from(mock.faults.node_restarts));
            put("mock_negative_gauges", Value::from(mock.faults.negative_gauges));
        }
        put("journal_dir", text(self.journal.dir.display()));
        put("journal_max_bytes", text(shown_bytes(self.journal.max_bytes)));
        put("journal_max_age", duration(self.journal.max_age));
        let retention = self.retention;
        for (name, days) in [
            ("retention_events_days", retention.events_days),
            ("retention_sessions_days", retention.sessions_days),
            ("retention_samples_days", retention.samples_days),
            ("retention_minutes_days", retention.minutes_days),
            ("retention_hours_days", retention.hours_days),
            ("retention_alerts_days", retention.alerts_days),
        ] {
            if let Some(days) = days {
                put(name, Value::from(i64::from(days)));
            }
        }
        let max_bytes = self.retention_max_bytes;
        put(
            "retention_max_bytes",
            max_bytes.map_or_else(|| text("off"), |bytes| text(shown_bytes(bytes))),
        );
        for (name, value) in alerts(&self.alerts) {
            put(name, value);
        }
        let or_off = |interval: Option<Duration>| interval.map_or_else(|| text("off"), duration);
        put("livekit_poll_interval", or_off(self.poll_interval));
        put("livekit_requests_per_minute", Value::from(i64::from(self.requests_per_minute)));
        put("livekit_scrape_interval", or_off(self.scrape_interval));
        let origins = self.quality.cors_origins.iter().map(text).collect();
        put("quality_cors_origins", Value::Array(origins));
        let per_second = self.quality.reports_per_second.get();
        put("quality_reports_per_second", Value::from(i64::from(per_second)));
        put("mask_numbers", Value::from(self.mask_numbers));
        put("log_format", text(if self.log.json { "json" } else { "human" }));
        put("log_filter", text(&self.log.filter));
        put("shutdown_grace", duration(self.shutdown_grace));
        let delay = Some(self.shutdown_delay).filter(|delay| !delay.is_zero());
        put("shutdown_delay", delay.map_or_else(|| text("off"), duration));
        let deployments: Vec<_> = self.deployments.iter().map(deployment).collect();
        put("deployment", Value::Array(deployments));
        table
    }
}

/// The configuration of alerting; rules and receivers come last, as tables.
fn alerts(alerts: &AlertConfig) -> Vec<(&'static str, Value)> {
    let thresholds = alerts.thresholds;
    let mut settings = vec![
        ("alert_disconnect_rate_threshold", Value::from(thresholds.disconnect_rate)),
        ("alert_high_participant_threshold", Value::from(i64::from(thresholds.participants))),
        ("alert_room_duration_warning_minutes", Value::from(i64::from(thresholds.room_minutes))),
        ("alert_evaluation_interval", duration(alerts.evaluation_interval)),
        ("alert_allowed_hosts", Value::Array(alerts.allowed_hosts.iter().map(text).collect())),
        ("alert_heartbeat_interval", duration(alerts.heartbeat_interval)),
    ];
    settings.push((
        "alert_proxy",
        match &alerts.proxying {
            Proxying::Environment => text("environment"),
            Proxying::Off => text("off"),
            Proxying::Through(url) => text(without_password(url)),
        },
    ));
    if alerts.heartbeat_url.is_some() {
        settings.push(("alert_heartbeat_url", text(HIDDEN)));
    }
    if let Some(url) = &alerts.console_url {
        settings.push(("console_url", text(url)));
    }
    let tables = |name, values: Vec<Value>| (!values.is_empty()).then(|| (name, values.into()));
    // The rules of the file come after the built-in ones.
    let of_file = alerts.rules.iter().skip(builtin::rules(&thresholds).len());
    let rules = of_file.filter_map(|(_, rule)| Value::try_from(rule).ok()).collect();
    settings.extend(tables("alert_rule", rules));
    let masked = alerts.receivers.iter().map(receivers::masked);
    let receivers = masked.filter_map(|receiver| Value::try_from(receiver).ok()).collect();
    settings.extend(tables("receiver", receivers));
    settings
}

fn deployment(given: &DeploymentConfig) -> Value {
    let mut table = Table::new();
    table.insert("name".to_owned(), text(&given.name));
    if let Some(region) = &given.region {
        table.insert("region".to_owned(), text(region));
    }
    if let Some(url) = &given.url {
        table.insert("url".to_owned(), text(url));
    }
    if let Some((file, _)) = &given.authorities {
        table.insert("ca_file".to_owned(), text(file.display()));
    }
    let urls = given.metrics_urls.iter().map(|url| text(redacted_url(url.as_str()))).collect();
    table.insert("metrics_urls".to_owned(), Value::Array(urls));
    let keys = given.keys.iter().map(|key| {
        let mut table = Table::new();
        table.insert("api_key".to_owned(), text(&key.name));
        table.insert("api_secret".to_owned(), text(HIDDEN));
        Value::Table(table)
    });
    table.insert("key".to_owned(), Value::Array(keys.collect()));
    Value::Table(table)
}

#[expect(clippy::needless_pass_by_value, reason = "callers have values and references")]
fn text(value: impl ToString) -> Value {
    Value::String(value.to_string())
}

fn duration(value: Duration) -> Value {
    text(humantime::format_duration(value))
}

pub(super) fn without_password(url: &SecretString) -> String {
    redacted_url(url.expose_secret())
}
