//! HTTP and WebSocket: what leaves the console and, by webhook, what comes in.
//!
//! `docs/API.md` is the contract. A file's name is a segment of the path, a handler's name is the
//! verb. Every answer passes through [`answer`]; every refusal is an [`Error`]. This module and
//! `app` are the only ones that name `actix_web`.

mod alert_rules;
mod alerting;
mod alerts;
mod amended;
mod answer;
mod at;
mod audit;
mod backtest;
mod body;
mod connections;
mod context;
mod error;
mod events;
mod export;
mod gaps;
mod health;
mod history;
mod host_check;
mod hosts;
mod jobs;
mod json_body;
mod nodes;
mod notifications;
pub mod openapi;
mod origin;
mod participants;
mod prometheus;
mod quality;
mod query;
mod receivers;
mod refusals;
mod remark;
mod report_origins;
mod request_id;
mod required;
mod room;
mod rooms;
mod routes;
mod serve;
mod silences;
mod sources;
mod spa;
mod system_metrics;
mod timeline;
mod turns;
mod webhook;
mod ws;

pub use context::{About, Alerting};
pub use error::{Error, Problem};
pub use hosts::Hosts;
pub use serve::{Api, Server};
