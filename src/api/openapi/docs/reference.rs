//! The page of the operations and schemas.

use std::fmt::Write as _;

use serde_json::Value;

use super::html::{escaped, inline, page as whole_page, prose};
use super::schema::{kind, row, table};

/// The page of an OpenAPI document.
pub(super) fn page(document: &Value) -> String {
    let (mut contents, mut text) = (String::new(), String::new());
    text.push_str(&prose(document["info"]["description"].as_str().unwrap_or_default()));
    text.push_str(
        "<p>Errors are explained <a href=\"/docs/errors\">on their page</a>. No operation asks who \
         you are, but those that say so.</p>",
    );
    for tag in document["tags"].as_array().into_iter().flatten() {
        let name = tag["name"].as_str().unwrap_or_default();
        let description = inline(tag["description"].as_str().unwrap_or_default());
        let _ = write!(contents, "<h2>{0}</h2><ul>", escaped(name));
        let _ = write!(text, "<h2 id=\"{0}\">{0}</h2><p>{description}.</p>", escaped(name));
        for (path, method, operation) in operations(document, name) {
            let id = escaped(operation["operationId"].as_str().unwrap_or_default());
            let place = format!("<b>{}</b> {}", method.to_uppercase(), escaped(path));
            let _ = write!(contents, "<li><a href=\"#{id}\">{place}</a></li>");
            let _ = write!(text, "<section id=\"{id}\"><h3>{place}</h3>");
            text.push_str(&section(document, operation));
            text.push_str("</section>");
        }
        contents.push_str("</ul>");
    }
    text.push_str("<h2 id=\"schemas\">Schemas</h2>");
    contents.push_str("<h2><a href=\"#schemas\">Schemas</a></h2>");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let description = prose(schema["description"].as_str().unwrap_or_default());
        let _ = write!(text, "<section id=\"schema-{0}\"><h3>{0}</h3>{description}", escaped(name));
        text.push_str(&table(schema));
        text.push_str("</section>");
    }
    whole_page("API", &contents, &text)
}

/// The operations of a tag: path, method and description.
fn operations<'a>(
    document: &'a Value,
    tag: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> {
    let items = document["paths"].as_object().into_iter().flatten();
    let all = items.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    });
    all.filter(move |(_, _, operation)| operation["tags"][0] == tag)
}

fn section(document: &Value, operation: &Value) -> String {
    let mut text = prose(operation["summary"].as_str().unwrap_or_default());
    let description = operation["description"].as_str().unwrap_or_default();
    if operation["summary"] != description {
        text.push_str(&prose(description));
    }
    for requirement in operation["security"].as_array().into_iter().flatten() {
        for scheme in requirement.as_object().into_iter().flat_map(|schemes| schemes.keys()) {
            let known = &document["components"]["securitySchemes"][scheme];
            let why = inline(known["description"].as_str().unwrap_or_default());
            let _ = write!(text, "<p><strong>Needs a token.</strong> {why}</p>");
        }
    }
    let parameters: String = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| resolved(document, parameter))
        .map(|parameter| {
            let name = parameter["name"].as_str().unwrap_or_default();
            let place = parameter["in"].as_str().unwrap_or_default();
            let description = parameter["description"].as_str().unwrap_or_default();
            let meaning = format!("{description} ({place})");
            let is_required = parameter["required"] == true;
            row(name, is_required, &parameter["schema"], Some(&meaning), parameter)
        })
        .collect();
    if !parameters.is_empty() {
        let head = "<tr><th>Parameter<th>Type<th>Meaning</tr>";
        let _ = write!(text, "<table>{head}{parameters}</table>");
    }
    if let Some(body) = operation.get("requestBody") {
        let description = inline(body["description"].as_str().unwrap_or_default());
        let _ = write!(text, "<h4>Body</h4><p>{description}</p>{}", contents(body));
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let description = inline(response["description"].as_str().unwrap_or_default());
        let headers = response["headers"].as_object().into_iter().flat_map(|names| names.keys());
        let headers: Vec<_> =
            headers.map(|name| format!("<code>{}</code>", escaped(name))).collect();
        let with = if headers.is_empty() {
            String::new()
        } else {
            format!(", with {}", headers.join(", "))
        };
        let status = escaped(status);
        let summary = format!("<summary><b>{status}</b> {description}{with}</summary>");
        let _ = write!(text, "<details>{summary}{}</details>", contents(response));
    }
    text
}

/// A parameter, or the one that is referred to.
fn resolved<'a>(document: &'a Value, part: &'a Value) -> &'a Value {
    let pointer = part["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(part)
}

/// The kinds and examples of a body.
fn contents(body: &Value) -> String {
    let mut text = String::new();
    for (media_type, content) in body["content"].as_object().into_iter().flatten() {
        let kind = kind(&content["schema"]);
        let _ = write!(text, "<p><code>{}</code>: {kind}</p>", escaped(media_type));
        let example = match content.get("example") {
            None => continue,
            Some(Value::String(example)) => example.clone(),
            Some(example) => serde_json::to_string_pretty(example).unwrap_or_default(),
        };
        let _ = write!(text, "<pre tabindex=\"0\">{}</pre>", escaped(&example));
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::api::openapi::document;

    #[test]
    fn every_operation_and_schema_has_its_place_and_every_link_leads_somewhere() {
        let document: Value = serde_json::from_str(&document()).expect("JSON");
        let page = super::page(&document);
        for item in document["paths"].as_object().expect("paths").values() {
            for operation in item.as_object().expect("operations").values() {
                let id = operation["operationId"].as_str().expect("an id");
                assert!(page.contains(&format!("<section id=\"{id}\">")), "{id}");
            }
        }
        for link in page.split("href=\"#").skip(1) {
            let id = link.split('"').next().expect("an id");
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
        }
        assert!(!page.contains("<script") && !page.contains("style="), "the policy forbids it");
    }
}
