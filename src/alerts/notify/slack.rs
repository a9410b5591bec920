//! Slack's incoming webhooks: a text for notifications, and blocks for the details.
//!
//! All text is escaped, also of templates: Slack writes mentions and links as `<…>`, and a room may
//! be named `<!channel>`. Other markup (`*bold*`) works in templates.

use serde_json::{Value, json};

use super::message::{Item, Message};
use crate::model::{line, lines};

/// UTF-16 units of a section's escaped text, at most, as Slack counts.
const SECTION_UNITS: usize = 3000;

/// The same of a header.
const HEADER_UNITS: usize = 150;

/// Alerts with their own section, at most; Slack accepts 50 blocks.
const SECTIONS: usize = 20;

/// Characters of an alert in its section, at most.
const ALERT_CHARACTERS: usize = 600;

/// Escapes `text` for Slack, with at most `limit` units; never cuts an escape in two.
pub(super) fn escaped(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut units = 0;
    let mut buffer = [0; 4];
    for sign in text.chars() {
        let written: &str = match sign {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            sign => sign.encode_utf8(&mut buffer),
        };
        // Leaves room for the ellipsis.
        let length = written.encode_utf16().count();
        if units + length > limit.saturating_sub(1) {
            out.push('…');
            return out;
        }
        units += length;
        out.push_str(written);
    }
    out
}

/// The body that is posted.
pub fn payload(message: &Message<'_>) -> Value {
    let (title, text) = (message.title(), message.text());
    let mut blocks = vec![json!({
        "type": "header",
        "text": {"type": "plain_text", "text": escaped(&title, HEADER_UNITS), "emoji": false}
    })];
    if message.receiver.text.is_some() && !text.is_empty() {
        blocks.push(section(&escaped(&text, SECTION_UNITS)));
    } else {
        blocks.extend(message.items.iter().take(SECTIONS).map(|item| alert(message, item)));
        if let Some(more) = message.items.len().checked_sub(SECTIONS).filter(|more| *more > 0) {
            blocks.push(section(&format!("… and {more} more")));
        }
    }
    let both = if text.is_empty() { title } else { format!("{title}\n{text}") };
    json!({"text": escaped(&lines(&both, SECTION_UNITS), SECTION_UNITS), "blocks": blocks})
}

fn section(text: &str) -> Value {
    json!({"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": true}})
}

fn alert(message: &Message<'_>, item: &Item) -> Value {
    let links = [
        message.link(&item.alert).map(|url| ("Open", url)),
        item.alert.runbook_url.clone().map(|url| ("Runbook", url)),
    ];
    let links = links.into_iter().flatten().fold(String::new(), |links, (word, url)| {
        // A `|` would end the link's address.
        let url = escaped(&url, 1000).replace('|', "%7C");
        format!("{links} <{url}|{word}>")
    });
    let said = escaped(&line(&item.alert.message, ALERT_CHARACTERS), ALERT_CHARACTERS * 5);
    let head = escaped(&Message::head(item), 200);
    let severity = item.alert.severity.as_str();
    // 3,000 units may be too few for the heading, both links, and a text with many escapes.
    let room = SECTION_UNITS.saturating_sub(links.encode_utf16().count() + 300);
    let said = if said.encode_utf16().count() > room {
        escaped(&line(&item.alert.message, room / 5), room)
    } else {
        said
    };
    section(&format!("*{head}* ({severity})\n{said}{links}"))
}

/// Whether Slack's response says that the channel or the webhook no longer exists.
pub(super) fn is_gone(body: &str) -> bool {
    [
        "no_service",
        "no_active_hooks",
        "channel_is_archived",
        "channel_not_found",
        "invalid_token",
        "team_disabled",
        "action_prohibited",
        "user_not_found",
    ]
    .iter()
    .any(|word| body.contains(word))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{escaped, payload};
    use crate::alerts::notify::message::{Item, Message};
    use crate::alerts::notify::trial;
    use crate::model::{Millis, Notice, Receiver};

    fn posted(text: Option<&str>, count: usize, said: &str) -> Value {
        let receiver: Receiver = serde_json::from_value(json!({
            "name": "ops", "target": {"type": "slack", "url": "https://hooks.slack.com/x"},
            "text": text
        }))
        .expect("a receiver");
        let mut alert = trial::alert(Millis(0));
        alert.message = said.to_owned();
        alert.room = Some(said.to_owned());
        alert.deployment = Some(said.to_owned());
        alert.acknowledged_by = Some(said.to_owned());
        alert.runbook_url = Some(format!("https://x/{}", "|>&".repeat(600)));
        let items = vec![Item { notice: Notice::Acknowledged, alert }; count];
        payload(&Message {
            id: "m",
            receiver: &receiver,
            group_key: "k",
            items: &items,
            console_url: Some("https://console.example"),
            now: Millis(0),
        })
    }

    /// What Slack's documentation asks of a message.
    fn conforms(message: &Value) {
        let units = |text: &Value| text.as_str().expect("a text").encode_utf16().count();
        assert!(message.as_object().expect("an object").keys().eq(["blocks", "text"]));
        assert!((1..=40_000).contains(&units(&message["text"])));
        let blocks = message["blocks"].as_array().expect("a list");
        assert!((1..=50).contains(&blocks.len()));
        for block in blocks {
            let text = &block["text"];
            let (kind, limit) = match block["type"].as_str().expect("a type") {
                "header" => ("plain_text", 150),
                "section" => ("mrkdwn", 3000),
                other => panic!("{other}"),
            };
            assert_eq!(text["type"], kind);
            assert!((1..=limit).contains(&units(&text["text"])), "{text}");
        }
    }

    #[test]
    fn every_message_is_within_the_limits_and_mentions_nobody() {
        for said in [
            "plain",
            "<!channel> <@U123> <https://evil|click> &lt;!here&gt;",
            "line\nbreak\r\n",
            &"<".repeat(10_000),
            &"😀".repeat(10_000),
            &"&amp;".repeat(3000),
            "",
        ] {
            for text in [None, Some("{{ alerts[0].message }} <!here>")] {
                for count in [1, 60] {
                    let message = posted(text, count, said);
                    conforms(&message);
                    let written = message.to_string();
                    for mention in ["<!", "<@", "<#", "<https://evil"] {
                        assert!(!written.contains(mention), "{mention} in {written}");
                    }
                }
            }
        }
    }

    #[test]
    fn an_alert_is_shown_with_its_links() {
        let message = posted(None, 1, "Room `demo` is full");
        let text = message["blocks"][1]["text"]["text"].as_str().expect("a text");
        assert!(text.starts_with("*Acknowledged by Room"), "{text}");
        assert!(text.contains("<https://console.example/alerts/sample|Open>"), "{text}");
        let link = text.split(" <").nth(2).expect("a second link");
        assert_eq!(link.matches('|').count(), 1, "{link}");
    }

    #[test]
    fn an_escape_is_never_cut_in_two() {
        for limit in 0..12 {
            let text = escaped("a<b>&c", limit);
            assert!(text.encode_utf16().count() <= limit.max(1), "{text}");
            assert!(
                !text.contains('&') || text.rsplit('&').next().is_some_and(|t| t.contains(';'))
            );
        }
        assert_eq!(escaped("a<b", 10), "a&lt;b");
    }
}
