//! A schema in one line, and the table of its fields.

use serde_json::Value;

use super::html::{escaped, inline};

/// What a schema allows, in few words; names of schemas are links.
pub(super) fn kind(schema: &Value) -> String {
    if let Some(name) = named(schema) {
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    for (keyword, between) in [("allOf", " and "), ("oneOf", " or "), ("anyOf", " or ")] {
        if let Some(parts) = schema[keyword].as_array() {
            return parts.iter().map(kind).collect::<Vec<_>>().join(between);
        }
    }
    let types = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => vec!["any"],
    };
    let of = |name: &&str| match *name {
        "array" => format!("array of {}", kind(&schema["items"])),
        name => match schema["format"].as_str() {
            Some(format) if name != "null" => format!("{name} ({})", escaped(format)),
            _ => name.to_owned(),
        },
    };
    let mut text = types.iter().map(of).collect::<Vec<_>>().join(" or ");
    if let Some(words) = schema["enum"].as_array() {
        let words = words.iter().filter_map(Value::as_str);
        let words: Vec<_> = words.map(|word| format!("<code>{}</code>", escaped(word))).collect();
        text = format!("{text}: {}", words.join(", "));
    }
    match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        (Some(least), Some(most)) => format!("{text}, {least}–{most}"),
        (Some(least), None) => format!("{text}, at least {least}"),
        (None, Some(most)) => format!("{text}, at most {most}"),
        (None, None) => text,
    }
}

/// The name of the schema that is referred to.
fn named(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// The fields of a schema, or what it is if it has none.
pub(super) fn table(schema: &Value) -> String {
    let mut parts: Vec<&Value> = vec![schema];
    parts.extend(schema["allOf"].as_array().into_iter().flatten());
    let rows: String = parts.iter().flat_map(|part| fields(part)).collect();
    let bases: Vec<_> = parts.iter().filter_map(|part| named(part)).collect();
    let base = |name: &&str| format!("<p>All of <a href=\"#schema-{name}\">{name}</a>, and</p>");
    let bases = bases.iter().map(base).collect::<Vec<_>>().concat();
    if rows.is_empty() && bases.is_empty() {
        return format!("<p>{}</p>", kind(schema));
    }
    format!("{bases}<table><tr><th>Field<th>Type<th>Meaning</tr>{rows}</table>")
}

fn fields(schema: &Value) -> Vec<String> {
    let required: Vec<_> = schema["required"].as_array().into_iter().flatten().collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .map(|(name, field)| {
            let is_required = required.iter().any(|required| *required == name);
            row(name, is_required, field, field["description"].as_str(), field)
        })
        .collect()
}

/// A row of a table of fields or of parameters.
pub(super) fn row(
    name: &str,
    is_required: bool,
    schema: &Value,
    description: Option<&str>,
    of: &Value,
) -> String {
    let optional = if is_required { "" } else { " <small>optional</small>" };
    let old = if of["deprecated"] == true { " <small>deprecated</small>" } else { "" };
    let (name, kind) = (escaped(name), kind(schema));
    let meaning = inline(description.unwrap_or_default());
    format!("<tr><td><code>{name}</code>{optional}{old}<td>{kind}<td>{meaning}</tr>")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::kind;

    #[test]
    fn a_schema_is_said_in_few_words() {
        for (schema, words) in [
            (
                json!({ "type": ["string", "null"], "format": "date-time" }),
                "string (date-time) or null",
            ),
            (json!({ "type": "integer", "minimum": 1, "maximum": 1000 }), "integer, 1–1000"),
            (json!({ "type": "array", "items": { "type": "string" } }), "array of string"),
            (
                json!({ "type": "string", "enum": ["a", "b"] }),
                "string: <code>a</code>, <code>b</code>",
            ),
            (json!({ "$ref": "#/components/schemas/Room" }), "<a href=\"#schema-Room\">Room</a>"),
        ] {
            assert_eq!(kind(&schema), words);
        }
    }
}
