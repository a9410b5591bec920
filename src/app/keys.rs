//! The API keys of every deployment.

use crate::config::Config;
use crate::livekit::Keys;

/// The API keys of every deployment.
pub(super) fn keys_of(config: &Config) -> Keys {
    let keys = Keys::new(config.deployments.iter().flat_map(|deployment| {
        let name = &deployment.name;
        deployment.keys.iter().map(move |key| (name, key.name.as_str(), &key.secret))
    }));
    for deployment in &config.deployments {
        let name = &deployment.name;
        if !keys.namesakes_of(name).is_empty() {
            tracing::info!(
                deployment = &**name,
                "other deployments have the same API key: let this deployment send its webhooks to \
                 /api/livekit/webhook/{name}"
            );
        }
    }
    keys
}
