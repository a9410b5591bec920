//! Conversion of webhooks, including bodies that no LiveKit sends.

use super::value::MAX_CHARACTERS;
use super::*;

fn event(json: &str) -> Event {
    let envelope = Envelope::read(json.as_bytes()).expect("an object");
    convert(envelope, &"default".into(), Source::Webhook, Millis(1_795_400_000_000))
}

#[test]
fn an_invalid_time_becomes_the_time_received() {
    for created_at in ["null", "\"-5\"", "\"\"", "\"99999999999999\"", "1e300", "{}", "\"1\""] {
        let event = event(&format!(r#"{{"id":"EV_1","createdAt":{created_at}}}"#));
        assert_eq!(event.at, Millis(1_795_400_000_000), "{created_at}");
    }
    assert_eq!(event(r#"{"createdAt":"1795377000"}"#).at, Millis(1_795_377_000_000));
    assert_eq!(event(r#"{"createdAt":1795377000}"#).at, Millis(1_795_377_000_000));
}

#[test]
fn unknown_enum_names_and_numbers_are_stored() {
    let left = |reason: &str| {
        let event = event(&format!(
            r#"{{"event":"participant_left","room":{{"sid":"RM_1","name":"a"}},
            "participant":{{"sid":"PA_1","identity":"x","kind":77,"disconnectReason":{reason}}}}}"#
        ));
        let participant = event.observation.participant.expect("it names a participant");
        assert_eq!(participant.kind(), Some(&Kind::from(Text::from("77"))));
        participant.left.expect("it left").reason
    };
    assert_eq!(left("14"), "CONNECTION_TIMEOUT");
    assert_eq!(left("99"), "99");
    assert_eq!(left("\"BRAND_NEW\""), "BRAND_NEW");
    assert_eq!(left("null"), "UNKNOWN_REASON");
}

#[test]
fn what_a_participant_is_for_is_read_from_its_kind_or_else_its_permissions() {
    let info = |json: &str| {
        let event = event(&format!(
            r#"{{"event":"participant_joined","room":{{"sid":"RM_1","name":"a"}},
            "participant":{{"sid":"PA_1","identity":"x",{json}}}}}"#
        ));
        let participant = event.observation.participant.expect("it names a participant");
        participant.info.expect("it is whole").value
    };
    let kind = |json: &str| info(json).kind;
    assert_eq!(kind(r#""permission":{"recorder":true,"hidden":true}"#), Kind::Egress);
    assert_eq!(kind(r#""permission":{"agent":true}"#), Kind::Agent);
    assert_eq!(kind(r#""kind":"SIP","permission":{"agent":true}"#), Kind::Sip);
    assert_eq!(kind(r#""permission":{"recorder":"true"}"#), Kind::Standard);
    let details = |json: &str| info(json).kind_details;
    assert_eq!(*details(r#""kindDetails":["FORWARDED"]"#), ["FORWARDED"]);
    assert_eq!(*details(r#""kindDetails":[1,"BRAND_NEW",77]"#), ["FORWARDED", "BRAND_NEW", "77"]);
    assert_eq!(details(r#""kindDetails":"FORWARDED""#).len(), 0);
    assert_eq!(details(&format!(r#""kindDetails":[1{}]"#, ",1".repeat(999))).len(), MAX_DETAILS);
}

#[test]
fn text_is_stored_except_what_no_database_can_hold() {
    let long = "é".repeat(300);
    let json = serde_json::json!({
        "event": "room_started",
        "room": { "sid": "RM_1", "name": format!("a\0\"b/\u{202e}🎉{long}"), "creationTime": "1795377000" },
    });
    let room = event(&json.to_string()).observation.room.expect("it names a room");
    assert!(room.name.starts_with("a\u{fffd}\"b/\u{202e}🎉é") && room.name.contains('…'));
    assert_eq!(room.name.chars().count(), MAX_CHARACTERS);
}

#[test]
fn an_attribute_is_stored_whole_and_long_identities_stay_distinct() {
    let joined = |identity: &str| {
        let json = serde_json::json!({
            "event": "participant_joined", "room": { "sid": "RM_1", "name": "a" },
            "participant": { "sid": "PA_1", "identity": identity, "attributes": { "plan": "x".repeat(60_000) } },
        });
        event(&json.to_string()).observation.participant.expect("it names a participant")
    };
    let one = joined(&"i".repeat(300));
    assert_ne!(one.identity, joined(&"i".repeat(301)).identity);
    let info = one.info.expect("it is present").value;
    let plan = info.attributes.iter().next().expect("an attribute").1;
    assert_eq!(plan.len(), 60_000);
}

#[test]
fn a_body_of_the_wrong_shape_is_an_event_without_an_observation() {
    for body in [
        "{}",
        r#"{"room":"text","participant":[],"track":7}"#,
        r#"{"event":"room_started","room":{"name":"no sid"}}"#,
        r#"{"event":"participant_joined","participant":{"sid":"PA_1"}}"#,
        r#"{"egressInfo":[],"job":"x","ingressInfo":{}}"#,
    ] {
        assert_eq!(event(body).observation, Observation::default(), "{body}");
    }
}
