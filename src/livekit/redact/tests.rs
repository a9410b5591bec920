//! Secrets are removed, and nothing else is changed.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::marks::tests::secrets;
use super::{MAX_DEPTH, redact};

fn redacted(value: &Value) -> Value {
    let text = value.to_string();
    serde_json::from_str(&redact(&text).expect("shallow")).expect("stays JSON")
}

#[test]
fn secrets_are_emptied_and_nothing_else_is_touched() {
    for (json, expected) in [
        (
            r#"{"room":{"turnPassword":"s3cret","name":"a"}}"#,
            r#"{"room":{"turnPassword":"","name":"a"}}"#,
        ),
        (r#"{ "streamKey" : "a\"b\\" , "x":1}"#, r#"{ "streamKey" : "" , "x":1}"#),
        (r#"{"turn\u0050assword":"s"}"#, r#"{"turn\u0050assword":""}"#),
        (r#"{"turn_password":"s","stream_key":"t"}"#, r#"{"turn_password":"","stream_key":""}"#),
        (r#"{"turnPassword":"a","turnPassword":"b"}"#, r#"{"turnPassword":"","turnPassword":""}"#),
        (r#"{"name":"turnPassword","b":"kept"}"#, r#"{"name":"turnPassword","b":"kept"}"#),
        (r#"{"turnPassword":null}"#, r#"{"turnPassword":null}"#),
        (r#"["turnPassword","kept"]"#, r#"["turnPassword","kept"]"#),
        (r#"{"name":"a\",\"turnPassword\":\"kept"}"#, r#"{"name":"a\",\"turnPassword\":\"kept"}"#),
        (r#"{"pin":1234,"token":true,"x":2}"#, r#"{"pin":null,"token":true,"x":2}"#),
        (r#"{"credentials":{"a":["}"]},"x":2}"#, r#"{"credentials":{},"x":2}"#),
        (r#"{"headers":[{"a":"b"}],"x":[]}"#, r#"{"headers":[],"x":[]}"#),
        (r#"{"\ud800":"kept"}"#, r#"{"\ud800":"kept"}"#),
    ] {
        assert_eq!(redact(json).expect("shallow"), expected, "{json}");
    }
}

/// `turn_password`, `turnPassword`, `TurnPassword`, `TURN_PASSWORD`, `turn-password`, and the first
/// escaped.
fn spellings(snake: &str) -> Vec<String> {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
    };
    let rest: String = words.map(capital).collect();
    let escaped: Vec<String> = snake.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    vec![
        snake.to_owned(),
        format!("{first}{rest}"),
        format!("{}{rest}", capital(&first)),
        snake.to_uppercase(),
        snake.replace('_', "-"),
        escaped.concat(),
    ]
}

#[test]
fn every_secret_is_emptied_in_any_position_spelling_and_type() {
    const SECRET: &str = "EXAMPLE-SECRET";
    let marks = include_str!("../../../tests/fixtures/livekit-secrets.txt");
    let marked = marks.lines().filter_map(|line| line.rsplit('.').next());
    let others = ["turn_password", "stream_key", "signing_key", "participant_token"];
    let names: Vec<&str> = marked.chain(others).chain(secrets()).collect();
    for name in names.iter().flat_map(|name| spellings(name)) {
        for value in [
            format!("\"{SECRET}\""),
            format!("{{\"type\":\"service_account\",\"private_key\":\"{SECRET}\"}}"),
            format!("[\"{SECRET}\",{{\"a\":\"{SECRET}\"}}]"),
        ] {
            let field = format!("\"{name}\" :\n {value}");
            for text in [
                format!("{{{field}}}"),
                format!("{{\"a\":1,{field},\"b\":[2]}}"),
                format!("{{{field},{field}}}"),
                format!("{{\"job\":{{\"room\":{{{field}}}}}}}"),
                format!("[[{{\"x\":[{{{field}}}]}}]]"),
                format!("{{\"egressInfo\":{{{field}}}}}"),
                format!("{{\"egress_info\":{{\"track\":{{\"file\":{{\"s3\":{{{field}}}}}}}}}}}"),
                format!("{{\"ingressInfo\":{{{field},\"url\":\"x\"}}}}"),
            ] {
                let redacted = redact(&text).expect("shallow");
                assert!(!redacted.contains(SECRET), "{text}");
                serde_json::from_str::<Value>(&redacted).expect("stays JSON");
            }
        }
    }
}

#[test]
fn only_harmless_fields_of_a_storage_are_kept() {
    let storages = json!({
        "s3": {"accessKey": "EXAMPLE-A", "secret": "EXAMPLE-B", "sessionToken": "EXAMPLE-C",
            "assumeRoleArn": "EXAMPLE-D", "assumeRoleExternalId": "EXAMPLE-E", "region": "eu",
            "endpoint": "https://u:EXAMPLE-F@s3.example", "bucket": "b", "forcePathStyle": true,
            "metadata": {"a": "EXAMPLE-G"}, "tagging": "EXAMPLE-H", "brandNew": "EXAMPLE-I",
            "proxy": {"url": "http://EXAMPLE-J", "password": "EXAMPLE-K"}, "x": ["EXAMPLE-L"]},
        "gcp": {"credentials": "{\"private_key\":\"EXAMPLE-M\"}", "bucket": "b"},
        "azure": {"accountName": "EXAMPLE-N", "accountKey": "EXAMPLE-O", "containerName": "c"},
        "aliOSS": {"accessKey": "EXAMPLE-P", "secret": "EXAMPLE-Q", "bucket": "b"},
        "brandNew": {"bucket": "EXAMPLE-R", "key": "EXAMPLE-S"}, "filepath": "out/x",
    });
    let snake = json!({"access_key": "EXAMPLE-T", "secret": "EXAMPLE-U", "container_name": "c"});
    for body in [
        json!({"egressInfo": {"track": {"file": storages, "trackId": "TR_1"}}}),
        json!({"egressInfo": {"roomComposite": {"fileOutputs": [storages, storages]}}}),
        json!({"egressInfo": {"egress": {"outputs": [{"storage": storages}], "storage": storages}}}),
        json!({"egress_info": {"web": {"segment_outputs": [{"azure": snake}], "url": "x"}}}),
        json!({"egressInfo": {"brandNewRequest": {"file": storages, "key": "EXAMPLE-V"}}}),
        json!({"room": {"egress": {"tracks": {"s3": storages["s3"], "azure": snake}}}}),
    ] {
        let redacted = redacted(&body);
        assert!(!redacted.to_string().contains("EXAMPLE"), "{redacted}");
        if let Some(storages) = redacted["egressInfo"]["track"]["file"].as_object() {
            assert_eq!(storages["filepath"], "out/x");
            assert_eq!(storages["s3"]["region"], "eu");
            assert_eq!(storages["s3"]["endpoint"], "https://{...}@s3.example");
            assert_eq!(storages["s3"]["forcePathStyle"], true);
            assert_eq!(storages["azure"]["containerName"], "c");
            assert_eq!(storages["brandNew"], json!({}));
        }
    }
}

#[test]
fn urls_of_an_egress_and_an_ingress_are_masked() {
    let key = "EXAMPLE-STREAM-KEY";
    let body = json!({
        "egressInfo": {
            "egressId": "EG_1", "status": "EGRESS_ACTIVE", "startedAt": "17",
            "error": format!("rtmp://a.example/live/{key}: refused"),
            "web": {"url": format!("https://a.example/?token={key}"),
                "streamOutputs": [{"urls": [format!("rtmps://a.example/live/{key}"), "b"]}],
                "webhooks": [{"url": format!("https://a.example/{key}"), "signingKey": key}]},
            "stream": {"info": [{"url": format!("rtmp://a.example/live/{key}"), "retries": 3}]},
            "streamResults": [{"url": format!("srt://a.example?streamid={key}"), "error": "no"}],
            "fileResults": [{"location": format!("https://a.example/f?X-Amz-Signature={key}"),
                "size": "9"}],
        },
        "name": "https://a.example/?kept=1",
    });
    let text = body.to_string();
    for text in [text.clone(), text.replace('/', "\\/"), text.replace('E', "\\u0045")] {
        let redacted: Value = serde_json::from_str(&redact(&text).expect("shallow")).expect("JSON");
        assert!(!redacted.to_string().contains(key), "{redacted}");
        assert_eq!(redacted["name"], "https://a.example/?kept=1");
        let egress = &redacted["egressInfo"];
        assert_eq!(egress["error"], "rtmp://a.example/live/{EXA...EY:} refused");
        assert_eq!(egress["web"]["streamOutputs"][0]["urls"][1], "b");
        assert_eq!(egress["stream"]["info"][0]["retries"], 3);
        assert_eq!(egress["streamResults"][0]["url"], "srt://a.example?streamid={...}");
        assert_eq!(egress["streamResults"][0]["error"], "no");
        assert_eq!(egress["fileResults"][0]["size"], "9");
    }
    let body = json!({"ingressInfo": {"url": "https://u:p@a.example/x.m3u8?sig=1", "name": "n"}});
    let redacted = redacted(&body);
    assert_eq!(redacted["ingressInfo"]["url"], "https://{...}@a.example/x.m3u8?sig={...}");
    // A string that cannot be parsed is emptied where a key may be.
    let text = r#"{"egressInfo":{"error":"rtmp:\/\/a\/b\/key\ud800"},"x":"\ud800"}"#;
    assert_eq!(redact(text).expect("shallow"), r#"{"egressInfo":{"error":""},"x":"\ud800"}"#);
}

#[test]
fn everything_but_secrets_stays_the_same_to_the_last_byte() {
    let captured = include_str!("../../../tests/fixtures/captured-webhooks.jsonl");
    let mut emptied_in_all = 0;
    for line in captured.lines() {
        let body: Value = serde_json::from_str(line).expect("a line is JSON");
        let body = body["body"].as_str().unwrap_or(line);
        let redacted = redact(body).expect("shallow");
        let emptied = redacted.matches("\"turnPassword\":\"\"").count();
        let secrets = body.matches("\"turnPassword\":\"TURN-SECRET").count();
        assert_eq!(emptied, secrets, "{body}");
        emptied_in_all += emptied;
        let same = body.split("\"turnPassword\":\"").map(|part| {
            part.split_once('"')
                .filter(|(secret, _)| secret.starts_with("TURN-SECRET"))
                .map_or(part, |(_, rest)| rest)
        });
        let redacted_same = redacted
            .split("\"turnPassword\":\"")
            .map(|part| part.strip_prefix('"').unwrap_or(part));
        assert!(same.eq(redacted_same), "{body}");
    }
    assert!(emptied_in_all > 20, "{emptied_in_all} secrets were emptied");
}

#[test]
fn what_is_nested_too_deeply_is_refused() {
    let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
    assert!(redact(&deep(MAX_DEPTH)).is_some());
    assert!(redact(&deep(MAX_DEPTH + 1)).is_none());
    assert!(redact(&format!("\"{}\"", deep(1000))).is_some(), "brackets in a string");
    let secret = |n: usize| format!("{{\"secret\":{}}}", deep(n));
    assert_eq!(redact(&secret(MAX_DEPTH - 1)).expect("not too deep"), "{\"secret\":[]}");
    assert!(redact(&secret(MAX_DEPTH)).is_none(), "also where it is emptied");
}

fn empty(value: &Value) -> Value {
    match value {
        Value::String(_) => json!(""),
        Value::Array(_) => json!([]),
        Value::Object(_) => json!({}),
        Value::Number(_) => Value::Null,
        other => other.clone(),
    }
}

fn is_secret(key: &str) -> bool {
    ["turnPassword", "streamKey", "session_token"].contains(&key)
}

fn empty_secrets(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                if is_secret(key) {
                    *value = empty(value);
                } else {
                    empty_secrets(value);
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
        Just("session_token".to_owned()),
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
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
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
    fn twice_is_once_and_stays_json(value in any_json(), of_egress: bool) {
        let name = if of_egress { "egressInfo" } else { "ingressInfo" };
        let json = json!({ name: value }).to_string();
        let once = redact(&json).expect("shallow");
        serde_json::from_str::<Value>(&once).expect("stays JSON");
        prop_assert_eq!(redact(&once).expect("shallow"), once.clone());
    }

    #[test]
    fn no_text_causes_a_panic(text: String) {
        let _ = redact(&text);
        let _ = redact(&format!("{{\"egressInfo\":{{\"secret\":{text}"));
    }
}
