//! Taking secrets out of a webhook's body before anything stores or logs it.
//!
//! A full room carries `turnPassword`, an ingress its `streamKey`. The value is emptied in the text
//! itself: everything else stays as it came, byte for byte.

use std::borrow::Cow;

use memchr::{memchr2, memmem};

/// Names whose string value is a secret, as JSON and as protobuf spell them.
const SECRETS: [&str; 4] = ["turnPassword", "streamKey", "turn_password", "stream_key"];

/// Objects and arrays within each other that are accepted: LiveKit's own go about ten deep, and
/// neither our reader nor the databases follow one without an end.
pub(super) const MAX_DEPTH: usize = 100;

/// `json` with every secret emptied; `None` if it is nested deeper than [`MAX_DEPTH`].
///
/// `json` must be valid JSON; of other text nothing is promised but that it is not changed outside
/// of what looks like a secret's value.
pub fn redact(json: &str) -> Option<Cow<'_, str>> {
    let bytes = json.as_bytes();
    let mut out: Option<String> = None;
    let (mut copied, mut at, mut depth) = (0, 0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = string_end(bytes, at);
                if is_secret(json.get(at + 1..end).unwrap_or_default())
                    && let Some((start, stop)) = string_value(bytes, end + 1)
                {
                    let out = out.get_or_insert_with(|| String::with_capacity(json.len()));
                    out.push_str(&json[copied..=start]);
                    copied = stop;
                    at = stop;
                } else {
                    at = end;
                }
            }
            b'{' | b'[' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return None;
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    Some(match out {
        None => Cow::Borrowed(json),
        Some(mut out) => {
            out.push_str(&json[copied..]);
            Cow::Owned(out)
        }
    })
}

/// The place of the quote that ends the string beginning at `quote`, or the end of the text.
fn string_end(bytes: &[u8], quote: usize) -> usize {
    let mut at = quote + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        if bytes[at + found] == b'"' {
            return at + found;
        }
        at += found + 2;
    }
    bytes.len()
}

/// The quotes of the string that follows a colon at `at`, if one does and it is not empty.
fn string_value(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let colon = at + bytes.get(at..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if bytes[colon] != b':' {
        return None;
    }
    let start =
        colon + 1 + bytes[colon + 1..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    let end = (bytes[start] == b'"').then(|| string_end(bytes, start))?;
    (end > start + 1 && end < bytes.len()).then_some((start, end))
}

/// Whether a key, still escaped, names a secret.
fn is_secret(key: &str) -> bool {
    if memmem::find(key.as_bytes(), b"\\").is_none() {
        return SECRETS.contains(&key);
    }
    serde_json::from_str::<String>(&format!("\"{key}\""))
        .is_ok_and(|key| SECRETS.contains(&key.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::{MAX_DEPTH, SECRETS, redact};

    #[test]
    fn secrets_are_emptied_and_nothing_else_is_touched() {
        for (json, expected) in [
            (
                r#"{"room":{"turnPassword":"s3cret","name":"a"}}"#,
                r#"{"room":{"turnPassword":"","name":"a"}}"#,
            ),
            (r#"{ "streamKey" : "a\"b\\" , "x":1}"#, r#"{ "streamKey" : "" , "x":1}"#),
            (r#"{"turn\u0050assword":"s"}"#, r#"{"turn\u0050assword":""}"#),
            (
                r#"{"turn_password":"s","stream_key":"t"}"#,
                r#"{"turn_password":"","stream_key":""}"#,
            ),
            (r#"{"name":"turnPassword","b":"kept"}"#, r#"{"name":"turnPassword","b":"kept"}"#),
            (r#"{"turnPassword":null}"#, r#"{"turnPassword":null}"#),
            (r#"["turnPassword","kept"]"#, r#"["turnPassword","kept"]"#),
            (
                r#"{"name":"a\",\"turnPassword\":\"kept"}"#,
                r#"{"name":"a\",\"turnPassword\":\"kept"}"#,
            ),
        ] {
            assert_eq!(redact(json).expect("shallow"), expected, "{json}");
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_told() {
        let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(redact(&deep(MAX_DEPTH)).is_some());
        assert!(redact(&deep(MAX_DEPTH + 1)).is_none());
        assert!(redact(&format!("\"{}\"", deep(1000))).is_some(), "brackets in a string");
    }

    fn empty_secrets(value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    if SECRETS.contains(&key.as_str()) && member.is_string() {
                        *member = Value::from("");
                    } else {
                        empty_secrets(member);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(empty_secrets),
            _ => {}
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let text = prop_oneof![
            Just("turnPassword".to_owned()),
            Just("streamKey".to_owned()),
            any::<String>(),
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            text.clone().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((text.clone(), inner), 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_does_what_walking_the_tree_does(mut value in any_json(), pretty: bool) {
            let json = if pretty {
                serde_json::to_string_pretty(&value)
            } else {
                serde_json::to_string(&value)
            }.expect("a value serialises");
            let redacted: Value = serde_json::from_str(&redact(&json).expect("shallow"))
                .expect("stays JSON");
            empty_secrets(&mut value);
            prop_assert_eq!(redacted, value);
        }

        #[test]
        fn any_text_is_survived(text: String) {
            let _ = redact(&text);
        }
    }
}
