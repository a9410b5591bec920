//! Describes the API as an OpenAPI document, from the handlers and their types.

use utoipa::openapi::RefOr;
use utoipa::{IntoResponses, Modify, OpenApi};

use super::complete::complete;
use super::required::RequiredFields;
use crate::api::alerts::AlertStatusFilter;
use crate::api::error::Problem;
use crate::api::export::format::Format;
use crate::api::export::usage::UsageRows;
use crate::api::jobs::JobStatusFilter;
use crate::api::kind::KindFilter;
use crate::api::query::Moment;
use crate::api::refusals::{HostNotAllowed, NotJson};
use crate::api::room::Presence;
use crate::api::rooms::{On, RoomStatusFilter};
use crate::api::usage::GroupBy;
use crate::api::{
    alert_rules, alerting, alerts, audit, backtest, events, export, gaps, health, jobs, licenses,
    nodes, notifications, openapi, participants, prometheus, quality, receivers, room, rooms,
    settings, silences, sources, system_metrics, timeline, usage, webhook, ws,
};
use crate::history::usage::Calendar;
use crate::model::Alert;
use crate::state::frame::{Heartbeat, Misunderstanding, Resync, RoomUpdate, Snapshot};

/// Other paths of the same operations, each with the id of its own that an operation needs.
const ALIASES: [(&str, &str, &str); 2] = [
    ("/healthz", "/-/healthy", "check_liveness_alias"),
    ("/readyz", "/-/ready", "check_readiness_alias"),
];

/// Describes the aliases as what they stand for.
struct Aliases;

impl Modify for Aliases {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let paths = &mut document.paths.paths;
        for (path, alias, id) in ALIASES {
            let Some(mut item) = paths.get(path).cloned() else { continue };
            if let Some(operation) = &mut item.get {
                operation.operation_id = Some(id.to_owned());
                operation.summary = Some(format!("The same as `{path}`."));
            }
            paths.insert(alias.to_owned(), item);
        }
    }
}

/// Adds the refusals of every operation: an unknown host name and, where it takes JSON, another
/// content type.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let operations = document
            .paths
            .paths
            .values_mut()
            .flat_map(|item| [&mut item.get, &mut item.put, &mut item.post, &mut item.delete])
            .flatten();
        for operation in operations {
            let takes_json = match &operation.request_body {
                Some(RefOr::T(body)) => body.content.contains_key("application/json"),
                _ => false,
            };
            let responses = &mut operation.responses.responses;
            responses.extend(HostNotAllowed::responses());
            if takes_json {
                responses.extend(NotJson::responses());
            }
        }
    }
}

#[derive(OpenApi)]
#[openapi(
    modifiers(&RequiredFields, &Everywhere, &Aliases),
    info(
        title = "livekit-console",
        description = "LiveKit Operations & Monitoring Console. Times are RFC 3339 in UTC; a value that is not known is `null`, never `0`.",
    ),
    paths(
        health::show,
        health::live,
        health::ready,
        system_metrics::current,
        system_metrics::history,
        rooms::list,
        room::show,
        timeline::of_room,
        participants::list,
        participants::show,
        timeline::of_participant,
        jobs::list,
        nodes::list,
        nodes::history,
        events::list,
        export::rooms,
        export::participants,
        export::events,
        export::usage::usage,
        export::evidence::evidence,
        usage::show,
        settings::show,
        gaps::list,
        sources::list,
        sources::drift::history,
        alerts::list,
        alerts::show,
        alerts::actions::resolve,
        alerts::actions::acknowledge,
        alerts::actions::unacknowledge,
        alerts::actions::assign,
        alerts::actions::note,
        export::alerting::alerts,
        export::alerting::audit,
        alert_rules::list,
        alert_rules::write::create,
        alert_rules::preview::preview,
        alert_rules::preview::measures,
        backtest::run,
        alert_rules::show,
        alert_rules::write::change,
        alert_rules::write::delete,
        silences::list,
        silences::write::create,
        silences::show,
        silences::write::change,
        silences::write::end,
        receivers::list,
        receivers::write::create,
        receivers::test::unsaved,
        receivers::test::preview,
        receivers::show,
        receivers::write::change,
        receivers::write::delete,
        receivers::test::saved,
        notifications::list,
        notifications::retry,
        notifications::discard,
        audit::list,
        alerting::show,
        webhook::receive,
        webhook::receive_of,
        quality::receive,
        quality::receive_of,
        quality::show,
        ws::connect,
        openapi::docs::show,
        openapi::docs::errors,
        openapi::docs::style,
        prometheus::render,
        licenses::show,
        openapi::serve,
    ),
    components(schemas(
        Problem, Alert, RoomUpdate, Snapshot, Heartbeat, Resync, Misunderstanding, Moment, Format,
        RoomStatusFilter, Presence, KindFilter, JobStatusFilter, AlertStatusFilter, GroupBy, On,
        UsageRows, Calendar
    )),
    tags(
        (name = "reading", description = "Rooms, participants, events and metrics, now and over time"),
        (name = "alerts", description = "Alerts, rules, silences, receivers, notifications and the audit trail"),
        (name = "live", description = "The WebSocket with live updates"),
        (name = "receiving", description = "Webhooks of LiveKit and reports of its clients"),
        (name = "operation", description = "Health and metrics of the console itself"),
    ),
)]
struct Document;

/// The document as JSON, indented.
pub(super) fn document() -> String {
    let mut document = serde_json::to_value(Document::openapi()).expect("it is plain data");
    complete(&mut document);
    serde_json::to_string_pretty(&document).expect("it is plain data")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::document;

    fn parsed() -> Value {
        serde_json::from_str(&document()).expect("JSON")
    }

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let document = parsed();
        let mut names = std::collections::HashSet::new();
        for path in document["paths"].as_object().expect("paths").values() {
            for operation in path.as_object().expect("operations").values() {
                let name = operation["operationId"].as_str().expect("a name").to_owned();
                assert!(names.insert(name.clone()), "{name} is there twice");
            }
        }
    }

    #[test]
    fn a_field_that_may_be_null_is_required() {
        let room = &parsed()["components"]["schemas"]["Room"];
        let fields = room["properties"].as_object().expect("fields").len();
        assert_eq!(room["required"].as_array().expect("a list").len(), fields);
    }

    #[test]
    fn every_route_is_described_and_nothing_else() {
        let table = include_str!("../routes.rs");
        let mut routes: Vec<String> = table
            .lines()
            .filter_map(|line| line.trim().strip_prefix(".service(resource("))
            .map(|line| {
                let path = line.split([')', ',']).next().expect("a path").trim_matches('"');
                match path {
                    "webhook::PATH" => crate::api::webhook::PATH.to_owned(),
                    path => path.replace(":.*}", "}"),
                }
            })
            .collect();
        routes.sort();
        let document = parsed();
        let mut described: Vec<_> =
            document["paths"].as_object().expect("paths").keys().cloned().collect();
        described.sort();
        assert_eq!(described, routes);
    }

    #[test]
    fn every_reference_leads_somewhere_and_every_refusal_is_a_problem() {
        let document = parsed();
        let text = document.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().expect("a reference");
            assert!(document.pointer(pointer).is_some(), "{pointer} leads nowhere");
        }
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                for (status, response) in operation["responses"].as_object().expect("responses") {
                    let is_state =
                        ["/readyz", "/-/ready"].contains(&path.as_str()) && status == "503";
                    let refused = status.starts_with(['4', '5']) && !is_state;
                    let problem = response.pointer("/content/application~1problem+json").is_some();
                    assert_eq!(refused, problem, "{method} {path} {status}");
                }
            }
        }
    }
}
