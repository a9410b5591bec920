//! The route table: paths, methods and handlers.

use actix_web::web::{ServiceConfig, delete, get, head, post, put, resource, route, to};

use super::report_origins::Origins;
use super::{
    alert_rules, alerting, alerts, audit, backtest, events, export, gaps, health, jobs, licenses,
    nodes, notifications, openapi, participants, prometheus, quality, receivers, room, rooms,
    settings, silences, sources, spa, system_metrics, timeline, usage, webhook, ws,
};

/// The paths that LiveKit and its clients send to: matched first, and without compression, which
/// would make their short responses longer.
#[rustfmt::skip]
pub(super) fn intake(config: &mut ServiceConfig, origins: &Origins) {
    config
        .service(resource(webhook::PATH).route(post().to(webhook::receive)).route(route().to(webhook::refuse)))
        .service(resource("/api/livekit/webhook/{deployment:.*}").route(post().to(webhook::receive_of)).route(route().to(webhook::refuse)))
        .service(resource("/api/livekit/quality").wrap(origins.cors()).route(post().to(quality::receive)))
        .service(resource("/api/livekit/quality/{deployment}").wrap(origins.cors()).route(post().to(quality::receive_of)))
        .route("/api/livekit/{path:.*}", route().to(webhook::elsewhere));
}

/// All other paths. `HEAD` works wherever `GET` does, but for `/ws`.
#[rustfmt::skip]
pub(super) fn others(config: &mut ServiceConfig) {
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
        .service(resource("/api/export/alerts").route(get().to(export::alerting::alerts)).route(head().to(export::alerting::alerts)))
        .service(resource("/api/export/audit").route(get().to(export::alerting::audit)).route(head().to(export::alerting::audit)))
        .service(resource("/api/export/usage").route(get().to(export::usage::usage)).route(head().to(export::usage::usage)))
        .service(resource("/api/export/evidence").route(get().to(export::evidence::evidence)).route(head().to(export::evidence::evidence)))
        .service(resource("/api/usage").route(get().to(usage::show)).route(head().to(usage::show)))
        .service(resource("/api/settings").route(get().to(settings::show)).route(head().to(settings::show)))
        .service(resource("/api/gaps").route(get().to(gaps::list)).route(head().to(gaps::list)))
        .service(resource("/api/sources").route(get().to(sources::list)).route(head().to(sources::list)))
        .service(resource("/api/sources/drift").route(get().to(sources::drift::history)).route(head().to(sources::drift::history)))
        .service(resource("/api/alerts").route(get().to(alerts::list)).route(head().to(alerts::list)))
        .service(resource("/api/alerts/{alert_id}").route(get().to(alerts::show)).route(head().to(alerts::show)))
        .service(resource("/api/alerts/{alert_id}/resolve").route(post().to(alerts::actions::resolve)))
        .service(resource("/api/alerts/{alert_id}/acknowledge").route(post().to(alerts::actions::acknowledge)))
        .service(resource("/api/alerts/{alert_id}/unacknowledge").route(post().to(alerts::actions::unacknowledge)))
        .service(resource("/api/alerts/{alert_id}/assign").route(post().to(alerts::actions::assign)))
        .service(resource("/api/alerts/{alert_id}/notes").route(post().to(alerts::actions::note)))
        .service(resource("/api/alert-rules").route(get().to(alert_rules::list)).route(head().to(alert_rules::list)).route(post().to(alert_rules::write::create)))
        .service(resource("/api/alert-rules/preview").route(post().to(alert_rules::preview::preview)))
        .service(resource("/api/alert-rules/backtest").route(post().to(backtest::run)))
        .service(resource("/api/alert-rules/measures").route(get().to(alert_rules::preview::measures)).route(head().to(alert_rules::preview::measures)))
        .service(resource("/api/alert-rules/{name}").route(get().to(alert_rules::show)).route(head().to(alert_rules::show)).route(put().to(alert_rules::write::change)).route(delete().to(alert_rules::write::delete)))
        .service(resource("/api/silences").route(get().to(silences::list)).route(head().to(silences::list)).route(post().to(silences::write::create)))
        .service(resource("/api/silences/{id}").route(get().to(silences::show)).route(head().to(silences::show)).route(put().to(silences::write::change)))
        .service(resource("/api/silences/{id}/end").route(post().to(silences::write::end)))
        .service(resource("/api/receivers").route(get().to(receivers::list)).route(head().to(receivers::list)).route(post().to(receivers::write::create)))
        .service(resource("/api/receivers/test").route(post().to(receivers::test::unsaved)))
        .service(resource("/api/receivers/preview").route(post().to(receivers::test::preview)))
        .service(resource("/api/receivers/{name}").route(get().to(receivers::show)).route(head().to(receivers::show)).route(put().to(receivers::write::change)).route(delete().to(receivers::write::delete)))
        .service(resource("/api/receivers/{name}/test").route(post().to(receivers::test::saved)))
        .service(resource("/api/notifications").route(get().to(notifications::list)).route(head().to(notifications::list)))
        .service(resource("/api/notifications/{id}/retry").route(post().to(notifications::retry)))
        .service(resource("/api/notifications/{id}/discard").route(post().to(notifications::discard)))
        .service(resource("/api/audit").route(get().to(audit::list)).route(head().to(audit::list)))
        .service(resource("/api/alerting").route(get().to(alerting::show)).route(head().to(alerting::show)))
        .service(resource("/api/participants/{sid}/quality").route(get().to(quality::show)).route(head().to(quality::show)))
        .service(resource("/ws").route(get().to(ws::connect)))
        .service(resource("/metrics").route(get().to(prometheus::render)).route(head().to(prometheus::render)))
        .service(resource("/healthz").route(get().to(health::live)).route(head().to(health::live)))
        .service(resource("/readyz").route(get().to(health::ready)).route(head().to(health::ready)))
        .service(resource("/licenses").route(get().to(licenses::show)).route(head().to(licenses::show)))
        // The names that Prometheus and its family use.
        .service(resource("/-/healthy").route(get().to(health::live)).route(head().to(health::live)))
        .service(resource("/-/ready").route(get().to(health::ready)).route(head().to(health::ready)))
        .service(resource("/docs").route(get().to(openapi::docs::show)).route(head().to(openapi::docs::show)))
        .service(resource("/docs/errors").route(get().to(openapi::docs::errors)).route(head().to(openapi::docs::errors)))
        .service(resource("/docs/style.css").route(get().to(openapi::docs::style)).route(head().to(openapi::docs::style)))
        .service(resource("/openapi.json").route(get().to(openapi::serve)).route(head().to(openapi::serve)))
        .default_service(to(spa::serve));
}
