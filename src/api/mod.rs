//! HTTP and WebSocket: what leaves the console and, by webhook, what comes in.
//!
//! `docs/API.md` is the contract. A file's name is a segment of the path, a handler's name is the
//! verb. Every answer passes through [`answer`]; every refusal is an [`Error`]. This module and
//! `app` are the only ones that name `actix_web`.

mod alerts;
mod answer;
mod at;
mod body;
mod context;
mod error;
mod events;
mod export;
mod gaps;
mod health;
mod history;
mod jobs;
mod nodes;
pub mod openapi;
mod origin;
mod participants;
mod prometheus;
mod quality;
mod query;
mod room;
mod rooms;
mod serve;
mod sources;
mod spa;
mod system_metrics;
mod timeline;
mod webhook;
mod ws;

pub use error::{Error, Problem};
pub use serve::{About, Api, Server};

use actix_web::web::{ServiceConfig, get, head, post, resource, route, to};

/// Every path that is served. `HEAD` is served wherever `GET` is, but on `/ws`.
#[rustfmt::skip]
pub(crate) fn routes(config: &mut ServiceConfig, origins: &quality::Origins) {
    config
        .service(resource("/api/health").route(get().to(health::show)).route(head().to(health::show)))
        .service(resource("/api/metrics/current").route(get().to(system_metrics::current)).route(head().to(system_metrics::current)))
        .service(resource("/api/metrics/history").route(get().to(system_metrics::history)).route(head().to(system_metrics::history)))
        .service(resource("/api/rooms").route(get().to(rooms::list)).route(head().to(rooms::list)))
        .service(resource("/api/rooms/{room_name:.*}/timeline").route(get().to(timeline::of_room)).route(head().to(timeline::of_room)))
        .service(resource("/api/rooms/{room_name:.*}").route(get().to(room::show)).route(head().to(room::show)))
        .service(resource("/api/participants").route(get().to(participants::list)).route(head().to(participants::list)))
        .service(resource("/api/participants/{sid}").route(get().to(participants::show)).route(head().to(participants::show)))
        .service(resource("/api/participants/{sid}/timeline").route(get().to(timeline::of_participant)).route(head().to(timeline::of_participant)))
        .service(resource("/api/jobs").route(get().to(jobs::list)).route(head().to(jobs::list)))
        .service(resource("/api/nodes").route(get().to(nodes::list)).route(head().to(nodes::list)))
        .service(resource("/api/nodes/history").route(get().to(nodes::history)).route(head().to(nodes::history)))
        .service(resource("/api/events").route(get().to(events::list)).route(head().to(events::list)))
        .service(resource("/api/export/rooms").route(get().to(export::rooms)).route(head().to(export::rooms)))
        .service(resource("/api/export/participants").route(get().to(export::participants)).route(head().to(export::participants)))
        .service(resource("/api/export/events").route(get().to(export::events)).route(head().to(export::events)))
        .service(resource("/api/gaps").route(get().to(gaps::list)).route(head().to(gaps::list)))
        .service(resource("/api/sources").route(get().to(sources::list)).route(head().to(sources::list)))
        .service(resource("/api/sources/drift").route(get().to(sources::drift::history)).route(head().to(sources::drift::history)))
        .service(resource("/api/alerts").route(get().to(alerts::list)).route(head().to(alerts::list)))
        .service(resource("/api/alerts/{alert_id}").route(get().to(alerts::show)).route(head().to(alerts::show)))
        .service(resource("/api/alerts/{alert_id}/resolve").route(post().to(alerts::resolve)))
        .service(resource(webhook::PATH).route(post().to(webhook::receive)).route(route().to(webhook::refuse)))
        .service(resource("/api/livekit/quality").wrap(origins.cors()).route(post().to(quality::receive)))
        .service(resource("/api/participants/{sid}/quality").route(get().to(quality::show)).route(head().to(quality::show)))
        .service(resource("/ws").route(get().to(ws::connect)))
        .service(resource("/metrics").route(get().to(prometheus::render)).route(head().to(prometheus::render)))
        .service(resource("/healthz").route(get().to(health::live)).route(head().to(health::live)))
        .service(resource("/readyz").route(get().to(health::ready)).route(head().to(health::ready)))
        .service(resource("/openapi.json").route(get().to(openapi::serve)).route(head().to(openapi::serve)))
        .default_service(to(spa::serve));
}
