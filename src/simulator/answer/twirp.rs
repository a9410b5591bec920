//! An answer in the JSON of LiveKit's API: snake case, and everything that is zero (unlike the
//! JSON of its webhooks, where it is left out).

use serde_json::{Map, Value};

/// Each message with all its members at zero, as LiveKit writes them; a list shows what is in it.
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

/// `answer`, which lists what is under `list`, as the body of an answer in JSON.
pub(in crate::simulator) fn twirp(answer: &impl serde::Serialize, list: &str) -> String {
    let answer = serde_json::to_value(answer).expect("strings and numbers can be written");
    let zero: Value = serde_json::from_str(ZERO).expect("it is JSON");
    let mut whole = Map::from_iter([(list.to_owned(), Value::Array(Vec::new()))]);
    if list == "items" {
        whole.insert("next_page_token".to_owned(), Value::Null);
    }
    if let Value::Object(members) = answer {
        for (name, value) in members {
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
        // What is empty in the table is a map with names of its own.
        (value, Value::Object(zeros)) if zeros.is_empty() => value,
        (Value::Object(members), zero) => {
            let mut whole = Map::new();
            if let Value::Object(zeros) = zero {
                let empty = |zero: &Value| match zero {
                    Value::Array(_) => Value::Array(Vec::new()),
                    zero => zero.clone(),
                };
                whole.extend(zeros.iter().map(|(name, zero)| (name.clone(), empty(zero))));
            }
            for (name, value) in members {
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
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
