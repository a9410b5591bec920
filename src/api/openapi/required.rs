//! Marks the required fields of schemas: in responses every field is present, also as `null`; in
//! requests only some must be given.
//!
//! A type that is both sent and received (a rule, a receiver) therefore gets two schemas: its own
//! name for responses, `…Asked` for requests. The operations that name a type decide which it
//! needs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;
use utoipa::Modify;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems};
use utoipa::openapi::{OpenApi, RefOr, Schema};

/// The prefix of a schema's name in a reference.
const SCHEMAS: &str = "#/components/schemas/";

/// The schemas of a document, by name.
type Schemas = BTreeMap<String, RefOr<Schema>>;

/// Marks required fields, and splits schemas that are both sent and received.
pub(super) struct RequiredFields;

impl Modify for RequiredFields {
    fn modify(&self, document: &mut OpenApi) {
        let Some(components) = &mut document.components else { return };
        let schemas = std::mem::take(&mut components.schemas);
        let mut operations: Vec<_> = document
            .paths
            .paths
            .values_mut()
            .flat_map(|item| [&mut item.get, &mut item.put, &mut item.post, &mut item.delete])
            .flatten()
            .collect();
        let (mut requested, mut returned) = (BTreeSet::new(), BTreeSet::new());
        for operation in &operations {
            follow(&json(&operation.request_body), &schemas, &mut requested);
            follow(&json(&operation.responses), &schemas, &mut returned);
        }
        // Schemas that no path names belong to the live feed.
        for (name, schema) in schemas.iter().filter(|(name, _)| !requested.contains(*name)) {
            returned.insert(name.clone());
            follow(&json(schema), &schemas, &mut returned);
        }
        let mut schemas = schemas;
        open_parts(&mut schemas);
        let two_way = two_way(&schemas, &requested, &returned);
        for operation in &mut operations {
            rename_in_body(operation, &two_way);
        }
        for (name, schema) in schemas {
            if requested.contains(&name) {
                let mut partial = schema.clone();
                rename(&mut partial, &two_way);
                let name = two_way.get(&name).unwrap_or(&name);
                components.schemas.insert(name.clone(), partial);
            }
            if returned.contains(&name) {
                let mut complete = schema;
                require_all(&mut complete);
                components.schemas.insert(name, complete);
            }
        }
    }
}

/// The schemas that are both sent and received and differ, or refer to one that does; each with its
/// second name.
fn two_way(
    schemas: &Schemas,
    requested: &BTreeSet<String>,
    returned: &BTreeSet<String>,
) -> BTreeMap<String, String> {
    let differs = |name: &String| {
        let mut complete = schemas[name].clone();
        require_all(&mut complete);
        complete != schemas[name]
    };
    let is_two_way = |name: &&String| {
        let mut named = BTreeSet::from([(*name).clone()]);
        follow(&json(&schemas[*name]), schemas, &mut named);
        named.iter().any(differs)
    };
    let both = requested.intersection(returned).filter(is_two_way);
    both.map(|name| (name.clone(), format!("{name}Asked"))).collect()
}

/// Lets schemas that are parts of others (`allOf`) accept the fields of the other parts.
fn open_parts(schemas: &mut Schemas) {
    let mut parts = BTreeSet::new();
    for schema in schemas.values() {
        let RefOr::T(Schema::AllOf(all)) = schema else { continue };
        parts.extend(
            all.items
                .iter()
                .filter_map(|item| match item {
                    RefOr::Ref(reference) => reference.ref_location.strip_prefix(SCHEMAS),
                    RefOr::T(_) => None,
                })
                .map(str::to_owned),
        );
    }
    for (_, schema) in schemas.iter_mut().filter(|(name, _)| parts.contains(*name)) {
        if let RefOr::T(Schema::Object(object)) = schema {
            object.additional_properties = None;
        }
    }
}

fn json<T: Serialize>(part: &T) -> Value {
    serde_json::to_value(part).expect("the document is plain data")
}

/// Finds the schemas that a part refers to, directly or through other schemas.
fn follow(part: &Value, schemas: &Schemas, names_found: &mut BTreeSet<String>) {
    match part {
        Value::Object(fields) => {
            let reference = fields.get("$ref").and_then(Value::as_str);
            if let Some(name) = reference.and_then(|text| text.strip_prefix(SCHEMAS))
                && let Some(schema) = schemas.get(name)
                && names_found.insert(name.to_owned())
            {
                follow(&json(schema), schemas, names_found);
            }
            fields.values().for_each(|part| follow(part, schemas, names_found));
        }
        Value::Array(items) => items.iter().for_each(|part| follow(part, schemas, names_found)),
        _ => {}
    }
}

fn rename_in_body(operation: &mut Operation, names: &BTreeMap<String, String>) {
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    for content in body.content.values_mut() {
        if let RefOr::T(content) = content
            && let Some(schema) = &mut content.schema
        {
            rename(schema, names);
        }
    }
}

/// Replaces references by those to the second names.
fn rename(schema: &mut RefOr<Schema>, names: &BTreeMap<String, String>) {
    let schema = match schema {
        RefOr::Ref(reference) => {
            let name = reference.ref_location.strip_prefix(SCHEMAS);
            if let Some(name) = name.and_then(|name| names.get(name)) {
                reference.ref_location = format!("{SCHEMAS}{name}");
            }
            return;
        }
        RefOr::T(schema) => schema,
    };
    match schema {
        Schema::Array(list) => {
            if let ArrayItems::RefOrSchema(item) = &mut list.items {
                rename(item, names);
            }
        }
        Schema::Object(object) => {
            object.properties.values_mut().for_each(|field| rename(field, names));
            if let Some(others) = &mut object.additional_properties
                && let AdditionalProperties::RefOr(other) = &mut **others
            {
                rename(other, names);
            }
        }
        Schema::OneOf(one) => one.items.iter_mut().for_each(|item| rename(item, names)),
        Schema::AllOf(all) => all.items.iter_mut().for_each(|item| rename(item, names)),
        Schema::AnyOf(any) => any.items.iter_mut().for_each(|item| rename(item, names)),
        // The enum is non-exhaustive; no type of ours has another variant.
        _ => {}
    }
}

fn require_all(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => object.required = object.properties.keys().cloned().collect(),
        Schema::AllOf(all) => all.items.iter_mut().for_each(require_all),
        Schema::OneOf(one) => one.items.iter_mut().for_each(require_all),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use utoipa::{OpenApi, ToSchema};

    use super::RequiredFields;

    #[derive(serde::Serialize, ToSchema)]
    struct Change {
        #[serde(flatten)]
        thing: Thing,
        by: Option<String>,
    }

    #[derive(serde::Serialize, ToSchema)]
    struct Row {
        #[serde(flatten)]
        thing: Thing,
        version: Option<u32>,
    }

    #[derive(serde::Serialize, serde::Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        name: String,
        parts: Vec<Part>,
        word: Word,
    }

    #[derive(serde::Serialize, serde::Deserialize, ToSchema)]
    struct Part {
        note: Option<String>,
    }

    #[derive(serde::Serialize, serde::Deserialize, ToSchema)]
    enum Word {
        Yes,
    }

    #[derive(serde::Serialize, ToSchema)]
    struct Frame {
        note: Option<String>,
    }

    #[utoipa::path(post, path = "/x", request_body = Change, responses((status = 200, body = Row)))]
    #[expect(dead_code, reason = "it is only described")]
    fn change() {}

    #[derive(OpenApi)]
    #[openapi(modifiers(&RequiredFields), paths(change), components(schemas(Frame)))]
    struct Document;

    #[test]
    fn what_goes_both_ways_has_two_schemas_and_what_is_asked_may_be_left_out() {
        let document: Value = serde_json::to_value(Document::openapi()).expect("JSON");
        let schemas = &document["components"]["schemas"];
        let names: Vec<_> = schemas.as_object().expect("schemas").keys().cloned().collect();
        assert_eq!(
            names,
            ["Change", "Frame", "Part", "PartAsked", "Row", "Thing", "ThingAsked", "Word"]
        );
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        assert_eq!(schemas["Change"]["allOf"][0], reference("ThingAsked"));
        assert_eq!(schemas["Change"]["allOf"][1].get("required"), None);
        assert_eq!(schemas["ThingAsked"]["properties"]["parts"]["items"], reference("PartAsked"));
        assert_eq!(schemas["ThingAsked"]["properties"]["word"], reference("Word"));
        assert_eq!(schemas["PartAsked"].get("required"), None);
        assert_eq!(schemas["Row"]["allOf"][0], reference("Thing"));
        assert_eq!(schemas["Row"]["allOf"][1]["required"], json!(["version"]));
        assert_eq!(schemas["Thing"].get("additionalProperties"), None, "`by` may be beside it");
        assert_eq!(schemas["Part"]["required"], json!(["note"]));
        assert_eq!(schemas["Frame"]["required"], json!(["note"]));
    }
}
