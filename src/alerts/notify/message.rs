//! One message: its alerts, its title and its text, and what all formats have in common.

use std::collections::BTreeMap;

use minijinja::{Value, context};
use sha2::{Digest as _, Sha256};

use crate::alerts::route;
use crate::alerts::template::{fallen_back, plain, render};
use crate::alerts::wording::number;
use crate::model::{
    Alert, AlertStatus, MatcherName, Millis, Notice, Receiver, Severity, line, lines,
};

/// Characters of a title, at most.
pub const TITLE_CHARACTERS: usize = 500;

/// Characters of a text, at most.
pub const TEXT_CHARACTERS: usize = 4000;

/// Alerts that a text or a payload lists, at most; an Alertmanager gets all.
pub const LISTED_ALERTS: usize = 100;

/// Alerts that the default text lists, at most.
const IN_DEFAULT_TEXT: usize = 20;

/// Characters of one alert in a text, at most.
const ALERT_CHARACTERS: usize = 300;

/// An alert in a message, and why it is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What the receiver is notified of.
    pub notice: Notice,
    /// The alert at that time.
    pub alert: Alert,
}

/// A message to one receiver.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Its id, the same for every attempt.
    pub id: &'a str,
    /// The receiver, with its secrets.
    pub receiver: &'a Receiver,
    /// The group of its alerts.
    pub group_key: &'a str,
    /// Each alert once; at least one.
    pub items: &'a [Item],
    /// The web console's URL without a slash at the end; `None` omits links.
    pub console_url: Option<&'a str>,
    /// When it is sent.
    pub now: Millis,
}

impl Message<'_> {
    /// How many of its alerts are not resolved.
    pub fn firing(&self) -> usize {
        self.items.iter().filter(|item| item.alert.status != AlertStatus::Resolved).count()
    }

    /// `firing` if any alert fires, else `resolved`.
    pub fn status(&self) -> &'static str {
        if self.firing() > 0 { "firing" } else { "resolved" }
    }

    /// The highest severity of its alerts.
    pub fn severity(&self) -> Severity {
        self.items.iter().map(|item| item.alert.severity).max().unwrap_or(Severity::Info)
    }

    /// The URL of an alert's web page.
    pub fn link(&self, alert: &Alert) -> Option<String> {
        let id: String = url::form_urlencoded::byte_serialize(alert.id.as_bytes()).collect();
        self.console_url.map(|base| format!("{base}/alerts/{id}"))
    }

    /// The title, in one line.
    pub fn title(&self) -> String {
        let title = match &self.receiver.title {
            None => self.default_title(),
            Some(template) => render(template, self.context())
                .unwrap_or_else(|fault| fallen_back(&self.default_title(), &fault)),
        };
        line(title.trim(), TITLE_CHARACTERS)
    }

    /// The text.
    pub fn text(&self) -> String {
        let text = match &self.receiver.text {
            None => self.default_text(),
            Some(template) => render(template, self.context())
                .unwrap_or_else(|fault| fallen_back(&self.default_text(), &fault)),
        };
        lines(text.trim(), TEXT_CHARACTERS)
    }

    /// The heading of one alert.
    pub fn head(item: &Item) -> String {
        let alert = &item.alert;
        let who = |name: &Option<String>| {
            name.as_deref().map_or(String::new(), |name| format!(" by {}", line(name, 100)))
        };
        match item.notice {
            Notice::Fired => "Firing".to_owned(),
            Notice::Reminder => "Still firing".to_owned(),
            Notice::Acknowledged => format!("Acknowledged{}", who(&alert.acknowledged_by)),
            Notice::Resolved => format!("Resolved{}", who(&alert.resolved_by)),
        }
    }

    fn default_title(&self) -> String {
        let first = &self.items[0];
        if let [only] = self.items {
            let deployment = only.alert.deployment.as_deref();
            let deployment =
                deployment.map_or(String::new(), |name| format!(" on {}", line(name, 100)));
            let (head, rule) = (Self::head(only), &only.alert.rule);
            return format!("{head}: {rule}{deployment} ({})", only.alert.severity.as_str());
        }
        let (firing, all) = (self.firing(), self.items.len());
        let resolved = all - firing;
        let counts = match (firing, resolved) {
            (firing, 0) => format!("{firing} alerts firing"),
            (0, resolved) => format!("{resolved} alerts resolved"),
            _ => format!("{firing} firing, {resolved} resolved"),
        };
        let labels = route::group_labels(self.receiver, &first.alert);
        let what: Vec<String> =
            labels.values().filter(|label| !label.is_empty()).map(|l| line(l, 100)).collect();
        let what = if what.is_empty() { "alerts".to_owned() } else { what.join(", ") };
        format!("{counts}: {what} ({})", self.severity().as_str())
    }

    fn default_text(&self) -> String {
        let mut text: Vec<String> = self
            .items
            .iter()
            .take(IN_DEFAULT_TEXT)
            .map(|item| {
                let link = self.link(&item.alert).map_or(String::new(), |link| format!(" {link}"));
                let said = line(&item.alert.message, ALERT_CHARACTERS);
                format!("{}: {said}{link}", Self::head(item))
            })
            .collect();
        if let Some(more) = self.items.len().checked_sub(IN_DEFAULT_TEXT).filter(|more| *more > 0) {
            text.push(format!("… and {more} more"));
        }
        text.join("\n")
    }

    /// The values that a receiver's template sees.
    fn context(&self) -> Value {
        let first = &self.items[0].alert;
        context! {
            status => self.status(),
            receiver => &*self.receiver.name,
            severity => self.severity().as_str(),
            rule => &*first.rule,
            deployment => first.deployment.as_deref().unwrap_or_default(),
            default_title => self.default_title(),
            group => route::group_labels(self.receiver, first),
            firing => self.firing(),
            resolved => self.items.len() - self.firing(),
            alerts => self.items.iter().take(LISTED_ALERTS).map(|item| self.seen(item))
                .collect::<Vec<_>>(),
            console_url => self.console_url.unwrap_or_default(),
        }
    }

    /// An alert as a template sees it: all its fields, with an empty text for `null`, and `notice`,
    /// `url`, `value_text` and `threshold_text`.
    fn seen(&self, item: &Item) -> BTreeMap<String, Value> {
        let alert = &item.alert;
        let fields = serde_json::to_value(alert).unwrap_or_default();
        let mut seen: BTreeMap<String, Value> = match fields {
            serde_json::Value::Object(fields) => {
                fields.into_iter().map(|(name, value)| (name, plain_value(value))).collect()
            }
            _ => BTreeMap::new(),
        };
        let text = |value: Option<f64>| Value::from(value.map_or(String::new(), number));
        seen.insert("value_text".to_owned(), text(alert.value));
        seen.insert("threshold_text".to_owned(), text(alert.threshold));
        seen.insert("notice".to_owned(), Value::from(item.notice.as_str()));
        seen.insert("url".to_owned(), Value::from(self.link(alert).unwrap_or_default()));
        seen
    }
}

/// The template value of an alert's field: a text, a number or a Boolean.
fn plain_value(field: serde_json::Value) -> Value {
    match field {
        serde_json::Value::Bool(is) => Value::from(is),
        serde_json::Value::Number(number) => number.as_f64().map_or(Value::from(""), plain),
        serde_json::Value::String(text) => Value::from(text),
        _ => Value::from(""),
    }
}

/// The labels of an alert for an Alertmanager, without empty ones.
pub fn labels(alert: &Alert) -> BTreeMap<&'static str, String> {
    MatcherName::ALL
        .into_iter()
        .map(|name| (label(name), route::value(name, alert).to_owned()))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// The Alertmanager label of a matcher name.
pub const fn label(name: MatcherName) -> &'static str {
    match name {
        MatcherName::Rule => "alertname",
        _ => name.as_str(),
    }
}

/// The annotations of an alert for an Alertmanager.
pub fn annotations(alert: &Alert) -> BTreeMap<&'static str, String> {
    let mut description = vec![format!("{}: {}", alert.rule, line(&alert.message, 1000))];
    if let (Some(value), Some(threshold)) = (alert.value, alert.threshold) {
        let (value, threshold) = (number(value), number(threshold));
        description.push(format!("It fired at {value}, with a threshold of {threshold}."));
    }
    if let Some(name) = &alert.acknowledged_by {
        description.push(format!("Acknowledged by {}.", line(name, 200)));
    }
    let mut annotations = BTreeMap::from([
        ("summary", line(&alert.message, 1000)),
        ("description", description.join(" ")),
    ]);
    if let Some(url) = &alert.runbook_url {
        annotations.insert("runbook_url", url.clone());
    }
    annotations
}

/// The fingerprint of a set of labels: 16 hexadecimal digits.
pub fn fingerprint(labels: &BTreeMap<&'static str, String>) -> String {
    let mut digest = Sha256::new();
    for part in labels.iter().flat_map(|(name, value)| [*name, value.as_str()]) {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex::encode(&digest.finalize()[..8])
}

/// Checks a receiver's title or text by rendering it with a sample.
pub fn check(template: &str) -> Result<(), String> {
    super::trial::with_sample(|message| render(template, message.context()).map(|_| ()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Item, Message, annotations, check, fingerprint, labels};
    use crate::alerts::notify::trial;
    use crate::model::{Alert, AlertStatus, Millis, Notice, Receiver};

    fn receiver(title: Option<&str>, text: Option<&str>) -> Receiver {
        serde_json::from_value(serde_json::json!({
            "name": "ops", "target": {"type": "slack", "url": "https://x/"},
            "title": title, "text": text
        }))
        .expect("a receiver")
    }

    fn message<'a>(receiver: &'a Receiver, items: &'a [Item]) -> Message<'a> {
        let console_url = Some("https://console.example");
        Message { id: "m1", receiver, group_key: "k", items, console_url, now: Millis(0) }
    }

    fn item(notice: Notice, number: usize) -> Item {
        let mut alert = trial::alert(Millis(0));
        alert.id = format!("a{number}");
        if notice == Notice::Resolved {
            alert.status = AlertStatus::Resolved;
        }
        Item { notice, alert }
    }

    #[test]
    fn a_title_names_the_rule_the_deployment_and_the_severity() {
        let fired = |count: usize| (0..count).map(|n| item(Notice::Fired, n)).collect::<Vec<_>>();
        let mut both = fired(2);
        both.push(item(Notice::Resolved, 2));
        for (items, expected) in [
            (fired(1), "Firing: high_participant_count on default (warning)"),
            (fired(3), "3 alerts firing: default, high_participant_count (warning)"),
            (both, "2 firing, 1 resolved: default, high_participant_count (warning)"),
            (
                vec![item(Notice::Resolved, 0)],
                "Resolved: high_participant_count on default (warning)",
            ),
        ] {
            assert_eq!(message(&receiver(None, None), &items).title(), expected);
        }
    }

    #[test]
    fn a_text_lists_each_alert_up_to_a_limit() {
        let items: Vec<_> = (0..30).map(|number| item(Notice::Reminder, number)).collect();
        let text = message(&receiver(None, None), &items).text();
        assert!(text.starts_with("Still firing: Room `demo` has 112 participants"), "{text}");
        assert!(text.contains("https://console.example/alerts/a0"), "{text}");
        assert!(text.ends_with("… and 10 more"), "{text}");
    }

    #[test]
    fn a_receivers_template_sees_every_alert() {
        let own = "{{ status }} {{ firing }}/{{ resolved }} {{ group.rule }} \
                   {% for a in alerts %}{{ a.room }}{{ a.node }}{{ a.url }} {{ a.value }} \
                   {{ a.value_text }} {{ a.started_at }}{% endfor %}";
        check(own).expect("it can be rendered");
        let text = message(&receiver(None, Some(own)), &[item(Notice::Fired, 1)]).text();
        assert_eq!(
            text,
            "firing 1/0 high_participant_count demohttps://console.example/alerts/a1 112 112 \
             1970-01-01T00:00:00Z"
        );
        check("{{ alerts[0].nothing }}").expect_err("strict");
        let failing = receiver(Some("{{ nothing }}"), None);
        let title = message(&failing, &[item(Notice::Fired, 1)]).title();
        assert!(title.starts_with("Firing: high_participant_count"), "{title}");
        assert!(title.contains("template failed"), "{title}");
    }

    #[test]
    fn hostile_names_leave_a_title_in_one_short_line() {
        let mut hostile = item(Notice::Fired, 1);
        hostile.alert.deployment = Some("a\r\nBcc: x@y.z\u{202e}".repeat(1000));
        hostile.alert.message = "😀\n".repeat(10_000);
        let items = [hostile];
        for (title, text) in
            [(None, None), (Some("{{ deployment }}"), Some("{{ alerts[0].message }}"))]
        {
            let receiver = receiver(title, text);
            let title = message(&receiver, &items).title();
            assert!(!title.contains(['\r', '\n', '\u{202e}']), "{title}");
            assert!(title.chars().count() <= 500);
            assert!(message(&receiver, &items).text().chars().count() <= 4000);
        }
    }

    #[test]
    fn labels_omit_empty_values_and_give_a_stable_fingerprint() {
        let alert = trial::alert(Millis(0));
        let expected = BTreeMap::from([
            ("alertname", "high_participant_count".to_owned()),
            ("severity", "warning".to_owned()),
            ("deployment", "default".to_owned()),
            ("room", "demo".to_owned()),
        ]);
        assert_eq!(labels(&alert), expected);
        let print = fingerprint(&expected);
        assert!(print.len() == 16 && print.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let other = Alert { room: Some("other".into()), ..alert.clone() };
        assert_ne!(fingerprint(&labels(&other)), print);
        let taken = Alert { acknowledged_by: Some("ann".into()), ..alert };
        let annotations = annotations(&taken);
        assert!(annotations["summary"].starts_with("Room `demo`"));
        assert!(annotations["description"].contains("Acknowledged by ann."));
        assert_eq!(annotations["runbook_url"], "https://example.com/runbook");
    }
}
