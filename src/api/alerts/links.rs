//! Links to pages of the web console that show the time at which an alert fired.

use chrono::SecondsFormat;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{Alert, Evidence, Millis};

/// Everything but the characters that have no meaning in a URL.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Time that the links show before an alert fired and after it ended, milliseconds: 15 minutes.
const AROUND_MS: i64 = 900_000;

/// A link to a page of the web console.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct Link {
    /// What the page shows.
    label: String,
    /// Path and query of the page.
    href: String,
}

/// The links, the most specific first.
pub(super) fn of(alert: &Alert, evidence: &Evidence, now: Millis) -> Vec<Link> {
    let fired_at = Millis::from_utc(alert.started_at);
    let at = ("at", Some(shown(fired_at)));
    let deployment = || ("deployment", alert.deployment.clone());
    let mut links = Vec::new();
    if let Some(name) = &alert.room {
        let fired_room = evidence.rooms.iter().find(|room| room.name == *name);
        let sid = alert.room_sid.clone().or_else(|| fired_room.map(|room| room.sid.clone()));
        let page = format!("/rooms/{}", escaped(name));
        links.push(link("The room when it fired", &page, &[("sid", sid), at.clone()]));
    }
    links.push(link("The rooms when it fired", "/rooms", &[at, deployment()]));
    let until = alert.resolved_at.map_or(now, Millis::from_utc);
    let range = || {
        [
            ("from", Some(shown(fired_at.plus(-AROUND_MS)))),
            ("to", Some(shown(until.plus(AROUND_MS).min(now).max(fired_at.plus(1000))))),
            deployment(),
        ]
    };
    let filters = [("room", alert.room.clone()), ("identity", alert.participant.clone())];
    let [from, to, deployment] = range();
    let history: Vec<_> = filters.into_iter().chain([from, to, deployment]).collect();
    links.push(link("Who was there around then", "/history", &history));
    links.push(link("The sources around then", "/sources", &range()));
    links
}

fn link(label: &str, path: &str, parameters: &[(&str, Option<String>)]) -> Link {
    let given = parameters.iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    let query: Vec<_> = given.map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    Link { label: label.to_owned(), href: format!("{path}?{}", query.join("&")) }
}

/// A time in whole seconds, as the pages expect it.
fn shown(at: Millis) -> String {
    at.clamped().to_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}
