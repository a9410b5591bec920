//! Protobuf's own spelling of names, as a relay writes it that reads a webhook and signs it anew: read
//! as the same in JSON's.

use std::borrow::Cow;

use serde_json::Value;

/// Members whose names are somebody's own, not LiveKit's.
const OWN: [&str; 1] = ["attributes"];

/// Spells every member in `lowerCamelCase`; where both spellings are there, JSON's counts.
pub(super) fn respell(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.keys().any(|name| name.contains('_')) {
                for (name, member) in std::mem::take(members) {
                    match camel_case(&name) {
                        Cow::Borrowed(_) => drop(members.insert(name, member)),
                        Cow::Owned(spelled) => drop(members.entry(spelled).or_insert(member)),
                    }
                }
            }
            for (_, member) in members.iter_mut().filter(|(name, _)| !OWN.contains(&name.as_str()))
            {
                respell(member);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(respell),
        _ => {}
    }
}

fn camel_case(name: &str) -> Cow<'_, str> {
    if !name.contains('_') {
        return Cow::Borrowed(name);
    }
    let mut words = name.split('_');
    let mut spelled = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        spelled.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        spelled.push_str(letters.as_str());
    }
    Cow::Owned(spelled)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::respell;

    #[test]
    fn protobufs_spelling_is_read_as_jsons_and_nobodys_own_names_are_touched() {
        let mut body = json!({
            "created_at": "1", "createdAt": "2", "egress_info": {"stream_results": [{"last_retry_at": 3}]},
            "participant": {"disconnect_reason": "A", "attributes": {"my_own": "x", "myOwn": "y"}},
        });
        respell(&mut body);
        let wanted = json!({
            "createdAt": "2", "egressInfo": {"streamResults": [{"lastRetryAt": 3}]},
            "participant": {"disconnectReason": "A", "attributes": {"my_own": "x", "myOwn": "y"}},
        });
        assert_eq!(body, wanted);
    }
}
