//! A response in the JSON of LiveKit's API: snake case, with zero values (the JSON of its webhooks
//! leaves them out).

use serde_json::{Map, Value};

/// Each message with all its fields at zero, as LiveKit writes them; a list shows what is in it.
const ZERO: &str = r#"{
  "rooms": [{"sid":"","name":"","empty_timeout":0,"departure_timeout":0,"max_participants":0,
    "creation_time":"0","creation_time_ms":"0","turn_password":"",
    "enabled_codecs":[{"mime":"","fmtp_line":""}],"metadata":"","num_participants":0,
    "num_publishers":0,"active_recording":false,"version":null}],
  "participants": [{"sid":"","identity":"","state":"JOINING","tracks":[{"sid":"","type":"AUDIO",
    "name":"","muted":false,"width":0,"height":0,"simulcast":false,"disable_dtx":false,
    "source":"UNKNOWN","layers":[{"quality":"LOW","width":0,"height":0,"bitrate":0,"ssrc":0,
    "spatial_layer":0,"rid":"","repair_ssrc":0}],"mime_type":"","mid":"","codecs":[{"mime_type":"",
    "mid":"","cid":"","layers":[],"video_layer_mode":"MODE_UNUSED","sdp_cid":""}],"stereo":false,
    "disable_red":false,"encryption":"NONE","stream":"","version":{"unix_micro":"0","ticks":0},
    "audio_features":[],"backup_codec_policy":"PREFER_REGRESSION","packet_trailer_features":[]}],
    "metadata":"","joined_at":"0","joined_at_ms":"0","name":"","version":0,"permission":{
    "can_subscribe":false,"can_publish":false,"can_publish_data":false,"can_publish_sources":[],
    "hidden":false,"recorder":false,"can_update_metadata":false,"agent":false,
    "can_subscribe_metrics":false,"can_manage_agent_session":false},"region":"",
    "is_publisher":false,"kind":"STANDARD","attributes":{},"disconnect_reason":"UNKNOWN_REASON",
    "kind_details":[],"data_tracks":[],"client_protocol":0,"capabilities":[]}],
  "items": [{"error":"","error_code":0,"details":"","started_at":"0","ended_at":"0",
    "updated_at":"0","file_results":[{"filename":"","started_at":"0","ended_at":"0","duration":"0",
    "size":"0","location":""}]}]
}"#;

/// `response` as JSON; `list` is the name of its list.
pub(in crate::simulator) fn twirp(response: &impl serde::Serialize, list: &str) -> String {
    let response = serde_json::to_value(response).expect("strings and numbers can be written");
    let zero: Value = serde_json::from_str(ZERO).expect("it is JSON");
    let mut whole = Map::from_iter([(list.to_owned(), Value::Array(Vec::new()))]);
    if list == "items" {
        whole.insert("next_page_token".to_owned(), Value::Null);
    }
    if let Value::Object(fields) = response {
        for (name, value) in fields {
            let zero = zero.get(&name).unwrap_or(&Value::Null);
            whole.insert(name, complete(value, zero));
        }
    }
    Value::Object(whole).to_string()
}

fn complete(value: Value, zero: &Value) -> Value {
    match (value, zero) {
        (Value::Array(items), Value::Array(zeros)) => {
            let zero = zeros.first().unwrap_or(&Value::Null);
            items.into_iter().map(|item| complete(item, zero)).collect()
        }
        // An empty object in the table is a map with arbitrary names.
        (value, Value::Object(zeros)) if zeros.is_empty() => value,
        (Value::Object(fields), zero) => {
            let mut whole = Map::new();
            if let Value::Object(zeros) = zero {
                let empty = |zero: &Value| match zero {
                    Value::Array(_) => Value::Array(Vec::new()),
                    zero => zero.clone(),
                };
                whole.extend(zeros.iter().map(|(name, zero)| (name.clone(), empty(zero))));
            }
            for (name, value) in fields {
                let name = snake(&name);
                let zero = zero.get(&name).unwrap_or(&Value::Null);
                let value = complete(value, zero);
                whole.insert(name, value);
            }
            Value::Object(whole)
        }
        (value, _) => value,
    }
}

fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for entry in name.chars() {
        if entry.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(entry.to_ascii_lowercase());
    }
    snake
}
