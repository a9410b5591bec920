//! `GET /api/events`: events as they were received.

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::query::{Limit, Query, one_of, parsed};
use super::refusals::{InvalidQuery, StoreUnavailable};
use crate::model::{Event, Millis};
use crate::store::{EventCursor, EventFilter, PAGE_BYTES};

/// How deep JSON may be nested, so that every reader can parse it: serde's own limit is 128.
const NESTED_MAX: usize = 127;

/// A page of events.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct EventPage {
    /// The events, latest received first.
    events: Vec<ReceivedEvent>,
    /// The value of `cursor` for the next page; `null` on the last page.
    next_cursor: Option<String>,
    /// The same, for `before`.
    next_before: Option<String>,
}

/// A received event.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct ReceivedEvent {
    /// LiveKit's event id `EV_…`, or a hash of the body if LiveKit sent none.
    pub(super) id: String,
    /// The deployment.
    pub(super) deployment: String,
    /// `webhook`, `poll`, `scrape`, `client` or `operator`.
    pub(super) source: String,
    /// LiveKit's name of the event; empty if it sent none.
    pub(super) event: String,
    /// When it happened, as the sender reports.
    pub(super) at: DateTime<Utc>,
    /// When the console received it.
    pub(super) received_at: DateTime<Utc>,
    /// The room's name; `null` if the event is about no room.
    pub(super) room_name: Option<String>,
    /// The room session; `null` if the event is about none.
    pub(super) room_sid: Option<String>,
    /// The participant session; `null` if the event is about none.
    pub(super) participant_sid: Option<String>,
    /// The participant's identity; `null` if the event is about no participant.
    pub(super) identity: Option<String>,
    /// The body as received, without secrets.
    #[schema(value_type = Object)]
    pub(super) raw: Box<RawValue>,
}

/// The filter that the list and the export share.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct EventFilterQuery {
    /// Only of rooms of this name
    room: Option<String>,
    /// Only of this room session
    sid: Option<String>,
    /// Only of this participant, by sid or identity
    participant: Option<String>,
    /// Only events of this name
    event: Option<String>,
    /// Only this deployment
    deployment: Option<String>,
}

impl EventFilterQuery {
    pub(super) fn filter(self) -> EventFilter {
        EventFilter {
            deployment: self.deployment,
            room_name: self.room,
            room_sid: self.sid,
            participant: self.participant,
            name: self.event,
            ..EventFilter::default()
        }
    }
}

/// The page that a query asks for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct EventPageQuery {
    /// At most so many, 100 if not given
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `next_cursor` of the previous page; the first page if not given
    #[serde(default, deserialize_with = "cursor")]
    #[param(value_type = Option<String>)]
    cursor: Option<EventCursor>,
    /// `next_before` of the previous page. Use `cursor`
    #[serde(default, deserialize_with = "cursor")]
    #[param(value_type = Option<String>)]
    before: Option<EventCursor>,
}

fn cursor<'de, D: Deserializer<'de>>(from: D) -> Result<Option<EventCursor>, D::Error> {
    parsed(from, "the `next_cursor` of a page", parse_cursor).map(Some)
}

/// Lists received events, latest first.
#[utoipa::path(
    get, path = "/api/events", operation_id = "list_events", tag = "reading",
    params(EventPageQuery, EventFilterQuery),
    responses(
        (status = 200, description = "A page of events", body = EventPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    Query((page, filter)): Query<(EventPageQuery, EventFilterQuery)>,
) -> Result<web::Json<EventPage>, Error> {
    let limit = page.limit.get();
    let filter = EventFilter {
        before: one_of("before", page.before, page.cursor)?,
        limit: limit + 1,
        ..filter.filter()
    };
    let mut events = console.ask(move |store| async move { store.events(&filter).await }).await?;
    let bytes: usize = events.iter().map(|event| event.raw.len()).sum();
    let more = events.len() > limit as usize || bytes >= PAGE_BYTES;
    events.truncate(limit as usize);
    let next_before = events.last().filter(|_| more).map(cursor_text);
    Ok(web::Json(EventPage {
        events: events.into_iter().map(ReceivedEvent::from).collect(),
        next_cursor: next_before.clone(),
        next_before,
    }))
}

fn cursor_text(event: &Event) -> String {
    format!("{}-{}", event.received_at.0, event.id)
}

fn parse_cursor(text: &str) -> Option<EventCursor> {
    let (at, id) = text.split_once('-')?;
    let received_at = Millis(at.parse().ok().filter(|at| *at >= 0)?);
    (!id.is_empty() && received_at == received_at.clamped())
        .then(|| EventCursor { received_at, id: id.to_owned() })
}

impl From<Event> for ReceivedEvent {
    fn from(event: Event) -> Self {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            id: event.id.to_string(),
            deployment: event.deployment.to_string(),
            source: event.source.as_str().to_owned(),
            event: event.name.to_string(),
            at: event.at.to_utc(),
            received_at: event.received_at.to_utc(),
            room_name: text(&event.room_name),
            room_sid: text(&event.room_sid),
            participant_sid: text(&event.participant_sid),
            identity: text(&event.identity),
            raw: shown(&event.raw),
        }
    }
}

/// The body of an event. Secrets are removed here, too, for events that were stored before a field
/// was known to be secret. Otherwise it is shown unchanged: parsing would cost many times its size.
/// What some readers cannot parse as JSON (nested too deeply, half of a surrogate pair, a number
/// out of range) is shown as a string.
fn shown(raw: &str) -> Box<RawValue> {
    let Some(raw) = crate::livekit::redact(raw) else { return RawValue::NULL.to_owned() };
    if depth(&raw) <= NESTED_MAX
        && serde_json::from_str::<Readable>(&raw).is_ok()
        && let Ok(json) = serde_json::from_str::<&RawValue>(&raw)
    {
        return json.to_owned();
    }
    serde_json::value::to_raw_value(&raw).expect("a text can be written")
}

/// JSON whose strings and numbers are all valid; parsed without keeping them.
struct Readable;

impl<'de> Deserialize<'de> for Readable {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ReadableVisitor)
    }
}

struct ReadableVisitor;

impl<'de> Visitor<'de> for ReadableVisitor {
    type Value = Readable;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Readable, E> {
        Ok(Readable)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Readable, E> {
        Ok(Readable)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Readable, E> {
        Ok(Readable)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Readable, E> {
        Ok(Readable)
    }

    fn visit_str<E>(self, _: &str) -> Result<Readable, E> {
        Ok(Readable)
    }

    fn visit_unit<E>(self) -> Result<Readable, E> {
        Ok(Readable)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Readable, A::Error> {
        while items.next_element::<Readable>()?.is_some() {}
        Ok(Readable)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Readable, A::Error> {
        while fields.next_entry::<Readable, Readable>()?.is_some() {}
        Ok(Readable)
    }
}

/// How deep objects and lists are nested.
fn depth(json: &str) -> usize {
    let (mut deepest, mut depth, mut is_text, mut is_escaped) = (0_usize, 0_usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::{parse_cursor, shown};
    use crate::model::Millis;

    #[test]
    fn a_body_is_shown_unchanged_or_as_a_string() {
        let same = r#"{"b": 1, "a" : "[[[\"{{"}"#;
        assert_eq!(shown(same).get(), same);
        let deep = |n: usize| format!("{{\"x\":{}{}}}", "[".repeat(n), "]".repeat(n));
        assert_eq!(shown(&deep(90)).get(), deep(90));
        let long = shown(&deep(128));
        assert!(!long.get().starts_with('{'), "{}", long.get());
    }

    #[test]
    fn a_cursor_is_what_a_response_gave_and_nothing_else() {
        let cursor = parse_cursor("1700000000000-EV_a-b").expect("a cursor");
        assert_eq!((cursor.received_at, cursor.id.as_str()), (Millis(1_700_000_000_000), "EV_a-b"));
        for bad in ["", "1", "-EV", "x-EV", "1-", "99999999999999999999-EV", "253402300800000-EV"] {
            assert!(parse_cursor(bad).is_none(), "{bad}");
        }
    }
}
