//! Facts about this console.

use crate::api::About;
use crate::config::Config;
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
        settings: config.settings(),
    }
}
