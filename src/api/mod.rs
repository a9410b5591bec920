//! HTTP and WebSocket: the REST API, the live feed, the web console, and the webhook receiver.
//!
//! `docs/API.md` is the contract. A file is named after a path segment, a handler after its verb.
//! Every response passes through [`response`]; every refusal is an [`Error`]. Only this module and
//! `app` name `actix_web`.

mod alert_rules;
mod alerting;
mod alerts;
mod amended;
mod answers;
mod at;
mod audit;
mod backtest;
mod body;
mod codes;
mod concurrency;
mod connections;
mod context;
mod document;
mod error;
mod events;
mod export;
mod gaps;
mod health;
mod history;
mod host_check;
mod hosts;
mod idempotency;
mod if_match;
mod jobs;
mod json_body;
mod kind;
mod licenses;
mod nodes;
mod notifications;
pub mod openapi;
mod origin;
mod participants;
mod prometheus;
mod quality;
mod query;
mod receivers;
mod red;
mod refusals;
mod remark;
mod report_origins;
mod request_id;
mod response;
mod room;
mod rooms;
mod routes;
mod serve;
mod settings;
mod silences;
mod sources;
mod spa;
mod system_metrics;
mod timeline;
mod usage;
mod webhook;
mod written;
mod ws;

pub use context::{About, Alerting, InForce};
pub use error::{Error, Problem};
pub use hosts::Hosts;
pub use serve::{Api, Server};
