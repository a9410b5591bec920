//! Facts about this console.

use crate::api::About;
use crate::config::Config;
use crate::metrics::Metrics;
use crate::model::Millis;

/// Facts about this console.
pub(super) fn about(config: &Config, started_at: Millis) -> About {
    let urls = config.deployments.iter().map(|deployment| deployment.url.as_ref());
    About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        mode: if config.mock.is_some() { "mock" } else { "live" }.to_owned(),
        auth: "none".to_owned(),
        started_at,
        deployments: config
            .watched()
            .into_iter()
            .zip(urls.map(|url| url.map(url::Url::to_string)))
            .collect(),
        retention: config.retention,
    }
}

/// Sets the metrics that the configuration determines.
pub(super) fn describe(config: &Config, about: &About, database: &str, metrics: &Metrics) {
    let labels = [about.mode.as_str(), database, about.auth.as_str()];
    metrics.config_info.with_label_values(&labels).set(1);
    let limit = i64::try_from(config.journal.max_bytes).unwrap_or(i64::MAX);
    metrics.journal_limit_bytes.set(limit);
    for (deployment, _) in &about.deployments {
        metrics.touch(&deployment.name);
        let region = deployment.region.as_deref().unwrap_or_default();
        let synthetic = if deployment.synthetic { "true" } else { "false" };
        let labels = [&*deployment.name, region, synthetic];
        metrics.deployment_info.with_label_values(&labels).set(1);
    }
}
