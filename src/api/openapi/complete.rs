//! Completes the document with what is the same for many operations: the server, who must prove
//! what, the headers of writes and of responses, examples, fixed sets of words, and what is
//! deprecated. It works on JSON, in which every part is found in the same way.

use serde_json::{Map, Value, json};

use super::closed::CLOSED;
use crate::api::codes;

/// Examples of request bodies and of successful responses, by operation id: what a console with
/// synthetic data answers, shortened.
const EXAMPLES: &str = include_str!("examples.json");

/// Parameters and fields of earlier versions, which go on working.
const DEPRECATED: [&str; 5] = ["offset", "before", "after", "next_before", "next_after"];

/// The schemas of documents with versions, which come with an `ETag`.
const DOCUMENTS: [&str; 3] = ["RuleRow", "ReceiverRow", "SilenceRow"];

/// The operations with a body or effect that take `If-Match`.
const CONDITIONAL: [&str; 5] = [
    "change_alert_rule",
    "delete_alert_rule",
    "change_receiver",
    "delete_receiver",
    "change_silence",
];

/// Completes the document.
pub(super) fn complete(document: &mut Value) {
    document["servers"] = json!([{ "url": "/", "description": "This console" }]);
    document["info"]["contact"] =
        json!({ "name": "livekit-console", "url": env!("CARGO_PKG_REPOSITORY") });
    // No operation needs a proof of who asks, but those that say so.
    document["security"] = json!([]);
    let components = &mut document["components"];
    components["securitySchemes"] = security_schemes();
    components["headers"] = headers();
    components["parameters"] = parameters();
    for (schema, field, words) in CLOSED {
        close(&mut components["schemas"][schema], field, words);
    }
    deprecate_fields(&mut components["schemas"]);
    name_variants(&mut components["schemas"]);
    document["paths"]["/ws"]["get"]["responses"]["101"]["content"]["application/json"]["schema"] =
        frame();
    let examples: Value = serde_json::from_str(EXAMPLES).expect("the examples are JSON");
    for (path, item) in objects(document.get_mut("paths")) {
        for (method, operation) in objects(Some(item)) {
            complete_operation(path, method, operation, &examples);
        }
    }
}

fn complete_operation(path: &str, method: &str, operation: &mut Value, examples: &Value) {
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    if operation.get("description").is_none() {
        operation["description"] = operation["summary"].clone();
    }
    let mut parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    for parameter in &mut parameters {
        if parameter["name"].as_str().is_some_and(|name| DEPRECATED.contains(&name)) {
            parameter["deprecated"] = true.into();
        }
    }
    let is_received = path.starts_with("/api/livekit/");
    if is_received {
        let scheme = if path.contains("webhook") { "livekitWebhook" } else { "participantToken" };
        let mut requirement = Map::new();
        requirement.insert(scheme.to_owned(), json!([]));
        operation["security"] = json!([requirement]);
    } else if method != "get" {
        parameters.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
        operation["responses"]["422"] =
            refusal("`idempotency_key_reused`: the key is that of another request");
        add_code(&mut operation["responses"]["400"], "invalid_header");
    }
    if CONDITIONAL.contains(&&*id) {
        parameters.push(json!({ "$ref": "#/components/parameters/IfMatch" }));
        operation["responses"]["412"] =
            refusal("`precondition_failed`: the document no longer has the version of `If-Match`");
    }
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    let content = operation.pointer_mut("/responses/200/content");
    let exported = content
        .filter(|content| path.starts_with("/api/export/") && content.get("text/csv").is_some());
    if let Some(content) = exported {
        // `format` chooses one.
        content["application/json"] = json!({ "schema": {} });
        content["application/x-ndjson"] = json!({ "schema": { "type": "string" } });
    }
    let known = &examples[&id];
    if let Some(example) = known.get("request") {
        for (_, content) in objects(operation.pointer_mut("/requestBody/content")) {
            content["example"] = example.clone();
        }
    }
    for (status, response) in objects(operation.get_mut("responses")) {
        complete_response(status, response, known, is_received);
    }
}

fn complete_response(status: &str, response: &mut Value, known: &Value, is_received: bool) {
    let schema = response.pointer("/content/application~1json/schema/$ref");
    let schema = schema.and_then(Value::as_str).and_then(|name| name.rsplit('/').next());
    let mut names = Vec::new();
    if schema.is_some_and(|name| DOCUMENTS.contains(&name)) {
        names.push("ETag");
    }
    match status {
        "201" => names.push("Location"),
        "202" if is_received => names.extend(["RateLimit-Policy", "RateLimit"]),
        "429" | "503" => names.push("Retry-After"),
        _ => {}
    }
    for name in names {
        response["headers"][name] = json!({ "$ref": format!("#/components/headers/{name}") });
    }
    let text = response["description"].as_str().unwrap_or_default().to_owned();
    for (media_type, content) in objects(response.get_mut("content")) {
        let example = match media_type {
            "application/problem+json" => Some(problem(status, &text)),
            media_type => known.get(media_type).cloned(),
        };
        if let Some(mut example) = example {
            // The body of `/readyz` is the same when it is not ready.
            if status == "503" && media_type == "application/json" {
                example["status"] = "unavailable".into();
            }
            content["example"] = example;
        }
    }
}

/// A refusal in the form of those that handlers list.
fn refusal(description: &str) -> Value {
    let schema = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
    json!({ "description": description, "content": { "application/problem+json": schema } })
}

/// Adds a code to a refusal that may be there already.
fn add_code(response: &mut Value, code: &str) {
    match response["description"].as_str() {
        Some(text) => response["description"] = format!("`{code}`, {text}").into(),
        None => *response = refusal(&format!("`{code}`")),
    }
}

/// The problem of the first code that a description names.
fn problem(status: &str, description: &str) -> Value {
    let name = description.split('`').nth(1).unwrap_or_default();
    let meaning = codes::find(name).map_or("", |code| code.meaning);
    json!({
        "type": format!("/docs/errors#{name}"), "title": codes::title(name),
        "status": status.parse::<u16>().unwrap_or_default(), "detail": meaning, "code": name,
        "request_id": "01939f4e-6f1c-7a5e-9d5b-0a4f6c1d2e3f",
    })
}

/// A frame of the WebSocket that a 101 opens.
fn frame() -> Value {
    let data = ["Snapshot", "SystemMetrics", "RoomUpdate", "Alert", "Heartbeat", "Resync"];
    let data = data.into_iter().chain(["Misunderstanding"]);
    let data: Vec<_> =
        data.map(|name| json!({ "$ref": format!("#/components/schemas/{name}") })).collect();
    let types = ["snapshot", "metrics_update", "room_update", "alert", "heartbeat", "resync"];
    let types: Vec<_> = types.into_iter().chain(["error"]).collect();
    json!({
        "type": "object", "title": "Frame", "required": ["type", "seq", "data"],
        "description": "Each text frame that follows.",
        "properties": {
            "type": { "type": "string", "enum": types, "description": "Kind of frame." },
            "seq": { "type": "integer", "minimum": 0, "description": "Revision of the state." },
            "data": { "anyOf": data, "description": "What is sent, by the kind of frame." },
        },
    })
}

fn security_schemes() -> Value {
    json!({
        "livekitWebhook": {
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": "LiveKit's token, signed (HS256) with an API key of the deployment; its \
                            claim `sha256` is that of the body. There is no `Bearer` before it.",
        },
        "participantToken": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "The access token with which the participant joined.",
        },
    })
}

fn headers() -> Value {
    json!({
        "ETag": { "description": "The version of the document, for `If-Match`; not there for one \
                                  that cannot be changed in place.",
                  "schema": { "type": "string" }, "example": "\"3\"" },
        "Location": { "description": "Where the new document is.", "required": true,
                      "schema": { "type": "string" }, "example": "/api/alert-rules/many_rooms" },
        "Retry-After": { "description": "Seconds after which to try again.", "required": true,
                         "schema": { "type": "integer" }, "example": 5 },
        "RateLimit-Policy": { "description": "How many reports (`q`) a participant may send at \
                                              once after a pause of `w` seconds.", "required": true,
                              "schema": { "type": "string" },
                              "example": "\"participant\";q=30;w=90" },
        "RateLimit": { "description": "How many are left (`r`), and the seconds until all are \
                                       (`t`).",
                       "required": true, "schema": { "type": "string" },
                       "example": "\"participant\";r=29;t=3" },
    })
}

fn parameters() -> Value {
    json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header",
            "description": "Chosen by the client, new for each request. Sent again with the same \
                            request within a day, the request is not done again: the stored \
                            response is sent, with `Idempotent-Replayed: true`.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255,
                        "pattern": "^[!-~]+$" },
        },
        "IfMatch": {
            "name": "If-Match", "in": "header",
            "description": "The `ETag` that was read. The change is refused if the document has \
                            another version; not checked if not given.",
            "schema": { "type": "string", "pattern": "^(\\*|(W/)?\"[0-9]{1,18}\")$" },
        },
    })
}

/// Lists the words of a field, of the schema itself or of a part of it.
fn close(schema: &mut Value, field: &str, words: &[&str]) {
    let field = if schema["allOf"].is_array() {
        let mut parts = schema["allOf"].as_array_mut().into_iter().flatten();
        parts.find_map(|part| part.get_mut("properties")?.get_mut(field))
    } else {
        schema["properties"].get_mut(field)
    };
    let field = field.expect("a field of the list is there");
    let mut words: Vec<Value> = words.iter().map(|word| (*word).into()).collect();
    if field["type"].is_array() {
        words.push(Value::Null);
    }
    field["enum"] = words.into();
}

/// Gives each variant that a `type` distinguishes a schema of its own, after which generated
/// clients can name it.
fn name_variants(schemas: &mut Value) {
    let mut named = Map::new();
    for (schema, of) in objects(Some(schemas)) {
        let variants = of.get_mut("oneOf").and_then(Value::as_array_mut);
        for variant in variants.into_iter().flatten() {
            let Some(kind) = variant.pointer("/properties/type/enum/0").and_then(Value::as_str)
            else {
                continue;
            };
            let name = format!("{schema}{}", codes::title(kind));
            let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
            named.insert(name, std::mem::replace(variant, reference));
        }
    }
    if let Some(schemas) = schemas.as_object_mut() {
        schemas.extend(named);
    }
}

fn deprecate_fields(schemas: &mut Value) {
    for (_, schema) in objects(Some(schemas)) {
        for (name, field) in objects(schema.get_mut("properties")) {
            if DEPRECATED.contains(&name) {
                field["deprecated"] = true.into();
            }
        }
    }
}

/// The members of an object; none of anything else.
fn objects(value: Option<&mut Value>) -> impl Iterator<Item = (&str, &mut Value)> {
    let members = value.and_then(Value::as_object_mut).into_iter();
    members.flat_map(|members| members.iter_mut().map(|(name, value)| (name.as_str(), value)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::super::describe::document;
    use super::{CLOSED, EXAMPLES};

    fn parsed() -> Value {
        serde_json::from_str(&document()).expect("JSON")
    }

    #[test]
    fn every_body_has_an_example_and_every_example_a_place() {
        let document = parsed();
        let mut places = BTreeSet::new();
        for item in document["paths"].as_object().expect("paths").values() {
            for operation in item.as_object().expect("operations").values() {
                let id = operation["operationId"].as_str().expect("an id");
                let responses = operation["responses"].as_object().expect("responses").values();
                let bodies = responses.map(|response| ("response", response));
                let request = operation.get("requestBody").map(|request| ("request", request));
                for (side, body) in bodies.chain(request) {
                    for (media_type, content) in body["content"].as_object().into_iter().flatten() {
                        // No text shows an archive.
                        if media_type == "application/zip" {
                            continue;
                        }
                        let example = content.get("example");
                        assert!(example.is_some(), "{id} has no example of {media_type}");
                        places.insert(match (side, media_type.as_str()) {
                            (_, "application/problem+json") => continue,
                            ("request", _) => (id.to_owned(), "request".to_owned()),
                            (_, media_type) => (id.to_owned(), media_type.to_owned()),
                        });
                    }
                }
            }
        }
        let examples: Value = serde_json::from_str(EXAMPLES).expect("JSON");
        for (id, bodies) in examples.as_object().expect("operations") {
            for name in bodies.as_object().expect("bodies").keys() {
                assert!(places.remove(&(id.clone(), name.clone())), "{id} has no {name}");
            }
        }
        assert!(places.is_empty(), "{places:?}");
    }

    #[test]
    fn every_problem_names_a_code_of_the_list() {
        let text = document();
        assert!(!text.contains("/docs/errors#\""), "a refusal names no code");
        for part in text.split("/docs/errors#").skip(1) {
            let code = part.split('"').next().expect("a code");
            assert!(crate::api::codes::find(code).is_some(), "{code}");
        }
    }

    #[test]
    fn a_fixed_set_of_words_is_the_one_that_is_described() {
        let document = parsed();
        for (schema, field, words) in CLOSED {
            let schema = &document["components"]["schemas"][schema];
            let mut parts = schema["allOf"].as_array().into_iter().flatten().chain([schema]);
            let field = parts.find_map(|part| part["properties"].get(field));
            let described = field.expect("a field")["description"].as_str().expect("a description");
            for word in words.iter().filter(|_| described.contains('`')) {
                let is_named = described.contains(&format!("`{word}`")) || described.contains('…');
                assert!(is_named, "{described}: {word}");
            }
        }
    }
}
