//! Which members of a schema are always there: every member of what is answered, if only as `null`,
//! but of what is asked only those that must be given.
//!
//! A type that goes both ways (a rule, a receiver) therefore has two schemas: its own name is what
//! is answered, `…Asked` what is asked. Which types these are follows from where they are named.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;
use utoipa::Modify;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems};
use utoipa::openapi::{OpenApi, RefOr, Schema};

/// Before the name of a schema in a reference.
const SCHEMAS: &str = "#/components/schemas/";

/// The schemas of a document, by name.
type Schemas = BTreeMap<String, RefOr<Schema>>;

/// Makes two schemas of what goes both ways.
pub(super) struct AlwaysThere;

impl Modify for AlwaysThere {
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
        let (mut asked, mut answered) = (BTreeSet::new(), BTreeSet::new());
        for operation in &operations {
            follow(&json(&operation.request_body), &schemas, &mut asked);
            follow(&json(&operation.responses), &schemas, &mut answered);
        }
        // What no path names is told by the live feed.
        for (name, schema) in schemas.iter().filter(|(name, _)| !asked.contains(*name)) {
            answered.insert(name.clone());
            follow(&json(schema), &schemas, &mut answered);
        }
        let mut schemas = schemas;
        open_parts(&mut schemas);
        let twofold = twofold(&schemas, &asked, &answered);
        for operation in &mut operations {
            rename_in_body(operation, &twofold);
        }
        for (name, schema) in schemas {
            if asked.contains(&name) {
                let mut partial = schema.clone();
                rename(&mut partial, &twofold);
                let name = twofold.get(&name).unwrap_or(&name);
                components.schemas.insert(name.clone(), partial);
            }
            if answered.contains(&name) {
                let mut whole = schema;
                require_all(&mut whole);
                components.schemas.insert(name, whole);
            }
        }
    }
}

/// The schemas that go both ways and differ, or name one that does; each with its second name.
fn twofold(
    schemas: &Schemas,
    asked: &BTreeSet<String>,
    answered: &BTreeSet<String>,
) -> BTreeMap<String, String> {
    let differs = |name: &String| {
        let mut whole = schemas[name].clone();
        require_all(&mut whole);
        whole != schemas[name]
    };
    let is_twofold = |name: &&String| {
        let mut named = BTreeSet::from([(*name).clone()]);
        follow(&json(&schemas[*name]), schemas, &mut named);
        named.iter().any(differs)
    };
    let both = asked.intersection(answered).filter(is_twofold);
    both.map(|name| (name.clone(), format!("{name}Asked"))).collect()
}

/// A schema that is a part of another one does not forbid what the other parts have.
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

/// Finds the schemas that a part names, and those that these name.
fn follow(part: &Value, schemas: &Schemas, found: &mut BTreeSet<String>) {
    match part {
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            if let Some(name) = reference.and_then(|text| text.strip_prefix(SCHEMAS))
                && let Some(schema) = schemas.get(name)
                && found.insert(name.to_owned())
            {
                follow(&json(schema), schemas, found);
            }
            members.values().for_each(|part| follow(part, schemas, found));
        }
        Value::Array(items) => items.iter().for_each(|part| follow(part, schemas, found)),
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

/// Names the second schema where a reference names the first.
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
            object.properties.values_mut().for_each(|member| rename(member, names));
            if let Some(others) = &mut object.additional_properties
                && let AdditionalProperties::RefOr(other) = &mut **others
            {
                rename(other, names);
            }
        }
        Schema::OneOf(one) => one.items.iter_mut().for_each(|item| rename(item, names)),
        Schema::AllOf(all) => all.items.iter_mut().for_each(|item| rename(item, names)),
        Schema::AnyOf(any) => any.items.iter_mut().for_each(|item| rename(item, names)),
        // The enum may grow: what it would name then, no type of ours has.
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

    use super::AlwaysThere;

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
    #[openapi(modifiers(&AlwaysThere), paths(change), components(schemas(Frame)))]
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
