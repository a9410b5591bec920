//! Log lines on standard error: for people, or as JSON.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// Starts logging; `filter` is in `tracing`'s syntax and has been checked.
pub fn start(json: bool, filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let colours = std::io::stderr().is_terminal();
    if json {
        builder.json().flatten_event(true).with_current_span(false).init();
    } else {
        builder.with_target(false).with_ansi(colours).init();
    }
}
