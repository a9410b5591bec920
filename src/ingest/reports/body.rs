//! The body of a client report: every field with its type, unit and range. An invalid field is
//! refused by name; an unknown field is ignored, since a newer client may send more.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::{Map, Value};

use crate::livekit::masked;
use crate::model::{Band, ClientEvent, Millis, Picture, QualityReport, Text, TimedClientEvent};

/// The most events of one report.
const EVENTS_MAX: usize = 16;

/// The most characters of a name or a sid.
const NAME_CHARS: usize = 64;

/// The most characters of an event's detail.
const DETAIL_CHARS: usize = 200;

/// The most milliseconds of a round trip or a jitter: beyond a minute no client is connected.
const MILLISECONDS_MAX: f64 = 60_000.0;

/// The most bits a second: 100 Gbit/s.
const BITRATE_MAX: f64 = 1e11;

/// The most freezes in one report.
const FREEZES_MAX: f64 = 1e6;

/// The most frames a second.
const FRAME_RATE_MAX: f64 = 1000.0;

/// The most pixels of a picture's width or height.
const PIXELS_MAX: f64 = 65_535.0;

/// The most tags of one report.
const TAGS_MAX: usize = 8;

/// The most characters of a tag's name.
const TAG_CHARS: usize = 32;

/// The most seconds in one report: a day.
const SECONDS_MAX: f64 = 86_400.0;

/// A report as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ReportBody {
    /// The room session's sid; empty if not given.
    pub(super) room_sid: Text,
    /// The participant session's sid; empty if not given.
    pub(super) sid: Text,
    /// When it was sent, by the client's clock; the time of the measurement if not given.
    pub(super) sent_at: Millis,
    /// The report.
    pub(super) report: QualityReport,
}

impl ReportBody {
    /// Reads a body; an `Err` names what is wrong.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let body: Value = serde_json::from_slice(bytes)
            .map_err(|error| format!("the body is not JSON in UTF-8: {error}"))?;
        let Value::Object(body) = body else {
            return Err("the body is not a JSON object".to_owned());
        };
        let body = Fields { path: String::new(), fields: &body };
        let at = body
            .time("at")?
            .ok_or("`at` is missing: the time of the measurement, by the client's clock")?;
        Ok(Self {
            room_sid: body.text("room_sid", NAME_CHARS)?.unwrap_or_default(),
            sid: body.text("participant_sid", NAME_CHARS)?.unwrap_or_default(),
            sent_at: body.time("sent_at")?.unwrap_or(at),
            report: QualityReport {
                at,
                quality: body.choice("quality", &Band::ALL.map(|band| (band.as_str(), band)))?,
                rtt_ms: body.number("rtt_ms", MILLISECONDS_MAX)?,
                jitter_ms: body.number("jitter_ms", MILLISECONDS_MAX)?,
                loss_in_ratio: body.number("loss_in_ratio", 1.0)?,
                loss_out_ratio: body.number("loss_out_ratio", 1.0)?,
                bitrate_in_bps: body.number("bitrate_in_bps", BITRATE_MAX)?,
                bitrate_out_bps: body.number("bitrate_out_bps", BITRATE_MAX)?,
                freezes: body.count("freezes", FREEZES_MAX)?,
                freeze_seconds: body.number("freeze_seconds", SECONDS_MAX)?,
                concealed_ratio: body.number("concealed_ratio", 1.0)?,
                quality_limitation: body
                    .name("quality_limitation", &["none", "cpu", "bandwidth", "other"])?,
                candidate_type: body
                    .name("candidate_type", &["host", "srflx", "prflx", "relay"])?,
                protocol: body.name("protocol", &["udp", "tcp", "tls"])?,
                node_id: body.text("node_id", NAME_CHARS)?,
                server_region: body.text("server_region", NAME_CHARS)?,
                sdk: body.text("sdk", NAME_CHARS)?,
                browser: body.text("browser", NAME_CHARS)?,
                picture_in: body.picture("in")?,
                picture_out: body.picture("out")?,
                app_version: body.text("app_version", NAME_CHARS)?,
                tags: body.tags()?,
                events: body.events()?,
            },
        })
    }
}

/// Fields of an object; `null` counts as absent.
struct Fields<'a> {
    /// Prefix of a field's name in error messages.
    path: String,
    fields: &'a Map<String, Value>,
}

impl Fields<'_> {
    fn value(&self, name: &str) -> Option<&Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    fn wrong(&self, name: &str, must: &str) -> String {
        let value = self.value(name).map(Value::to_string).unwrap_or_default();
        let shown: String = value.chars().take(40).collect();
        let more = if shown.len() < value.len() { "…" } else { "" };
        format!("`{}{name}` is `{shown}{more}`, but must be {must}", self.path)
    }

    fn number(&self, name: &str, most: f64) -> Result<Option<f64>, String> {
        let Some(value) = self.value(name) else { return Ok(None) };
        match value.as_f64().filter(|number| (0.0..=most).contains(number)) {
            Some(number) => Ok(Some(number)),
            None => Err(self.wrong(name, &format!("a number from 0 to {most} or null"))),
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is checked")]
    fn count(&self, name: &str, most: f64) -> Result<Option<u32>, String> {
        match self.number(name, most)? {
            Some(number) if number.fract() != 0.0 => {
                Err(self.wrong(name, &format!("a whole number from 0 to {most} or null")))
            }
            number => Ok(number.map(|number| number as u32)),
        }
    }

    fn picture(&self, direction: &str) -> Result<Picture, String> {
        Ok(Picture {
            frames_per_second: self
                .number(&format!("frames_per_second_{direction}"), FRAME_RATE_MAX)?,
            width: self.count(&format!("frame_width_{direction}"), PIXELS_MAX)?,
            height: self.count(&format!("frame_height_{direction}"), PIXELS_MAX)?,
        })
    }

    fn tags(&self) -> Result<BTreeMap<Text, Text>, String> {
        let Some(value) = self.value("tags") else { return Ok(BTreeMap::new()) };
        let Some(tags) = value.as_object().filter(|tags| tags.len() <= TAGS_MAX) else {
            return Err(self.wrong("tags", &format!("an object of at most {TAGS_MAX} texts")));
        };
        let values = Fields { path: "tags.".to_owned(), fields: tags };
        let mut read = BTreeMap::new();
        for name in tags.keys() {
            if name.is_empty() || name.chars().count() > TAG_CHARS || name.contains('\0') {
                let must = format!("an object whose names have 1 to {TAG_CHARS} characters");
                return Err(self.wrong("tags", &must));
            }
            if let Some(value) = values.text(name, NAME_CHARS)? {
                read.insert(Text::from(name.as_str()), value);
            }
        }
        Ok(read)
    }

    fn text(&self, name: &str, chars: usize) -> Result<Option<Text>, String> {
        let Some(value) = self.value(name) else { return Ok(None) };
        match value.as_str().filter(|text| text.chars().count() <= chars && !text.contains('\0')) {
            Some(text) => Ok(Some(Text::from(text)).filter(|text| !text.is_empty())),
            None => Err(self.wrong(name, &format!("a text of at most {chars} characters or null"))),
        }
    }

    fn choice<T: Copy>(&self, name: &str, choices: &[(&str, T)]) -> Result<Option<T>, String> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let chosen = choices.iter().find(|(choice, _)| value.as_str() == Some(choice));
        chosen.map(|(_, choice)| Some(*choice)).ok_or_else(|| {
            let names: Vec<_> = choices.iter().map(|(choice, _)| format!("`{choice}`")).collect();
            self.wrong(name, &format!("one of {} or null", names.join(", ")))
        })
    }

    fn name(&self, name: &str, names: &[&'static str]) -> Result<Option<Text>, String> {
        let choices: Vec<_> = names.iter().map(|name| (*name, *name)).collect();
        Ok(self.choice(name, &choices)?.map(Text::from))
    }

    fn time(&self, name: &str) -> Result<Option<Millis>, String> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let at = match value {
            Value::Number(number) => number.as_i64().map(Millis),
            Value::String(text) => {
                DateTime::parse_from_rfc3339(text).ok().map(|at| Millis::from_utc(at.to_utc()))
            }
            _ => None,
        };
        match at.filter(|at| *at == at.clamped()) {
            Some(at) => Ok(Some(at)),
            None => Err(self.wrong(name, "RFC 3339 or Unix milliseconds, not before 1970")),
        }
    }

    fn events(&self) -> Result<Vec<TimedClientEvent>, String> {
        let Some(value) = self.value("events") else { return Ok(Vec::new()) };
        let Some(events) = value.as_array().filter(|events| events.len() <= EVENTS_MAX) else {
            return Err(self.wrong("events", &format!("a list of at most {EVENTS_MAX} events")));
        };
        events.iter().enumerate().map(|(index, event)| Self::event(index, event)).collect()
    }

    fn event(index: usize, event: &Value) -> Result<TimedClientEvent, String> {
        let Value::Object(fields) = event else {
            return Err(format!("`events[{index}]` is not a JSON object"));
        };
        let event = Fields { path: format!("events[{index}]."), fields };
        let missing = |name: &str| format!("`events[{index}].{name}` is missing");
        Ok(TimedClientEvent {
            r#type: event.choice("type", &ClientEvent::ALL)?.ok_or_else(|| missing("type"))?,
            at: event.time("at")?.ok_or_else(|| missing("at"))?,
            detail: masked(&event.text("detail", DETAIL_CHARS)?.unwrap_or_default()).into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::ReportBody;
    use crate::model::{Band, ClientEvent, Millis};

    fn read(body: &Value) -> Result<ReportBody, String> {
        ReportBody::read(body.to_string().as_bytes())
    }

    #[test]
    fn the_smallest_and_the_largest_report_are_understood() {
        let body = read(&json!({"at": 5})).expect("that is enough");
        assert_eq!(
            (body.report.at, body.sent_at, body.report.score()),
            (Millis(5), Millis(5), None)
        );
        let body = read(&json!({
            "at": "2026-11-22T20:00:00Z", "sent_at": "2026-11-22T20:00:01.5Z",
            "participant_sid": "PA_1", "room_sid": "RM_1", "quality": "good", "rtt_ms": 20,
            "jitter_ms": 1.5, "loss_in_ratio": 0, "loss_out_ratio": 1, "bitrate_in_bps": 1e6,
            "bitrate_out_bps": 0, "freezes": 2, "freeze_seconds": 0.5, "concealed_ratio": 0.01,
            "quality_limitation": "cpu", "candidate_type": "relay", "protocol": "tls",
            "node_id": "ND_1", "server_region": "eu", "sdk": "livekit-client 2.23.0",
            "browser": "Chromium 156", "a_member_of_a_newer_client": {},
            "frames_per_second_in": 29.97, "frame_width_out": 1280, "frame_height_out": 720,
            "app_version": "shop 1.2", "tags": {"plan": "pro", "cart": ""},
            "events": [{"type": "reconnecting", "at": 1, "detail": "why"},
                {"type": "reconnected", "at": 2}],
        }));
        let body = body.expect("all of it is known");
        assert_eq!(body.sent_at.since(body.report.at), 1500);
        assert_eq!(body.report.quality, Some(Band::Good));
        assert_eq!(body.report.loss_ratio(), Some(1.0));
        assert_eq!(body.report.picture_in.frames_per_second, Some(29.97));
        assert_eq!(body.report.picture_out.height, Some(720));
        assert_eq!(
            body.report.tags.into_iter().collect::<Vec<_>>(),
            [("plan".into(), "pro".into())]
        );
        assert_eq!(body.report.events[0].r#type, ClientEvent::Reconnecting);
        assert_eq!(&*body.report.events[1].detail, "");
        let body = read(&json!({"at": 5, "events": [{"type": "reconnecting", "at": 1,
            "detail": "no response of wss://a.example/rtc?access_token=EXAMPLE-SECRET"}]}));
        let detail = body.expect("a detail is text").report.events[0].detail.clone();
        assert_eq!(&*detail, "no response of wss://a.example/rtc?access_token={...}");
    }

    #[test]
    fn an_invalid_field_is_refused_by_name_with_what_it_must_be() {
        for (field, value, named) in [
            ("at", json!(null), "`at` is missing"),
            ("at", json!("yesterday"), "`at` is `\"yesterday\"`, but must be RFC 3339"),
            ("at", json!(-1), "`at` is `-1`"),
            ("at", json!(1.5), "`at` is `1.5`"),
            ("at", json!(9e18), "`at` is"),
            ("quality", json!("EXCELLENT"), "one of `excellent`, `good`, `poor`, `lost` or null"),
            ("quality", json!(2), "`quality` is `2`"),
            ("rtt_ms", json!("20"), "`rtt_ms` is `\"20\"`, but must be a number from 0 to 60000"),
            ("rtt_ms", json!(-0.1), "`rtt_ms` is `-0.1`"),
            ("jitter_ms", json!(60_001), "`jitter_ms`"),
            ("loss_in_ratio", json!(1.01), "a number from 0 to 1 or null"),
            ("loss_out_ratio", json!([]), "`loss_out_ratio` is `[]`"),
            ("bitrate_in_bps", json!(1e12), "`bitrate_in_bps`"),
            ("freezes", json!(1.5), "`freezes` is `1.5`, but must be a whole number"),
            ("freeze_seconds", json!(true), "`freeze_seconds` is `true`"),
            ("concealed_ratio", json!({}), "`concealed_ratio` is `{}`"),
            ("quality_limitation", json!("heat"), "`none`, `cpu`, `bandwidth`, `other`"),
            ("candidate_type", json!("carrier pigeon"), "`candidate_type`"),
            ("protocol", json!("UDP"), "`udp`, `tcp`, `tls`"),
            ("participant_sid", json!("x".repeat(65)), "at most 64 characters"),
            ("sdk", json!("a\u{0}b"), "`sdk`"),
            ("frames_per_second_in", json!(1001), "a number from 0 to 1000 or null"),
            ("frame_height_out", json!(0.5), "a whole number from 0 to 65535 or null"),
            ("app_version", json!(1), "`app_version` is `1`"),
            ("tags", json!(["pro"]), "an object of at most 8 texts"),
            ("tags", json!({"": "x"}), "names have 1 to 32 characters"),
            ("tags", json!({"plan": 7}), "`tags.plan` is `7`, but must be a text"),
            ("events", json!({}), "a list of at most 16 events"),
            ("events", json!(vec![json!({"type": "reconnecting", "at": 1}); 17]), "`events` is"),
            ("events", json!([7]), "`events[0]` is not a JSON object"),
            ("events", json!([{"type": "reconnecting"}]), "`events[0].at` is missing"),
            ("events", json!([{"at": 1}]), "`events[0].type` is missing"),
            (
                "events",
                json!([{"type": "exploded", "at": 1}]),
                "`events[0].type` is `\"exploded\"`",
            ),
            (
                "events",
                json!([{"type": "reconnected", "at": 1, "detail": "x".repeat(201)}]),
                "`events[0].detail`",
            ),
        ] {
            let mut body = json!({"at": 5});
            body[field] = value;
            let refused = read(&body).expect_err(field);
            assert!(refused.contains(named), "{field}: {refused}");
            assert!(refused.len() < 200, "{refused}");
        }
        for body in [&b""[..], b"{", b"[]", b"null", b"{\"at\":\"\xff\"}", b"{\"at\":NaN}"] {
            ReportBody::read(body).expect_err("no report");
        }
        let deep = [b"{\"x\":".to_vec(), vec![b'['; 10_000]].concat();
        ReportBody::read(&deep).expect_err("too deep");
    }
}
