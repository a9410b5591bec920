//! Alert rules: a condition, how long it must hold, and the text of the alert.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::string_enum::string_enum;
use super::{Measure, Severity, SubjectKind, TextKind};

/// The most characters that a text of a rule may have.
const TEXT_CHARACTERS: usize = 1000;

string_enum! {
    /// Origin of a rule; a later one replaces an earlier one of the same name.
    #[derive(PartialOrd, Ord)]
    pub enum Origin {
        /// Built into the console.
        Builtin = "builtin",
        /// Built into the console; a flag or an environment variable set its threshold.
        Environment = "environment",
        /// From the configuration file.
        File = "file",
        /// Created in the web console or by REST.
        Ui = "ui",
    }
}

string_enum! {
    /// How a value is compared with the threshold.
    pub enum Comparison {
        /// Greater.
        Above = "above",
        /// Greater or the same.
        AtLeast = "at_least",
        /// Less.
        Below = "below",
        /// Less or the same.
        AtMost = "at_most",
    }
}

impl Comparison {
    /// Whether the comparison of `value` with `threshold` holds.
    pub fn holds(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::Above => value > threshold,
            Self::AtLeast => value >= threshold,
            Self::Below => value < threshold,
            Self::AtMost => value <= threshold,
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::AtLeast => "at least",
            Self::Below => "below",
            Self::AtMost => "at most",
        }
    }
}

/// Limits of a rule; `null` does not limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Scope {
    /// Only this deployment.
    pub deployment: Option<String>,
    /// Only this region.
    pub region: Option<String>,
    /// Only rooms whose name matches; `*` stands for any characters, `?` for one. Only for measures
    /// of a room or of a participant.
    pub room: Option<String>,
}

/// The longest duration in a rule, seconds: a week.
pub(super) const LONGEST_SECONDS: u32 = 604_800;

/// The longest window, seconds: an hour.
pub(super) const LONGEST_WINDOW_SECONDS: u32 = 3600;

/// An alert rule, as it is configured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique name: a lower-case letter, then at most 63 lower-case letters, digits and `_`.
    pub name: String,
    /// Purpose of the rule, in words; at most 1,000 characters; `null` without one.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether it is evaluated; `true` if not given.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// The value that it evaluates.
    pub measure: Measure,
    /// How the value is compared with the threshold.
    pub comparison: Comparison,
    /// Threshold that the value is compared with, in the measure's unit.
    pub threshold: f64,
    /// Window over which the value is averaged, seconds, 0–3600; 0 (the default) uses the latest
    /// value. Only for sampled measures; whole minutes for rates that count events.
    #[serde(default)]
    pub window_seconds: u32,
    /// For ratios: how many events the window must contain for the condition to hold; 0 if not
    /// given.
    #[serde(default)]
    pub minimum_count: u32,
    /// How long the condition must hold before the rule fires, seconds, 0–604800; 0 if not given.
    #[serde(default)]
    pub for_seconds: u32,
    /// How long the condition must no longer hold before the alert is resolved, seconds, 0–604800;
    /// 0 if not given.
    #[serde(default)]
    pub keep_firing_for_seconds: u32,
    /// Severity of its alerts.
    pub severity: Severity,
    /// Limits of the rule; not limited if not given.
    #[serde(default)]
    pub scope: Scope,
    /// Template of the alert's text, at most 1,000 characters; `null` uses the measure's own text.
    #[serde(default)]
    pub message: Option<String>,
    /// Link to the instructions for its alerts: an http or https URL; `null` without one.
    #[serde(default)]
    pub runbook_url: Option<String>,
}

const fn yes() -> bool {
    true
}

/// A rule in force or replaced, with its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedRule {
    /// The rule.
    pub rule: Rule,
    /// Its origin.
    pub origin: Origin,
    /// The origin of the rule that it replaces; `None` if it replaces none.
    pub replaces: Option<Origin>,
    /// When it was last changed; `None` unless in the web console or by REST.
    pub updated_at: Option<DateTime<Utc>>,
    /// Who changed it.
    pub updated_by: Option<String>,
}

impl Rule {
    /// What is wrong with it, with the name of the field; `None` if nothing is.
    pub fn fault(&self) -> Option<String> {
        let Self { measure, threshold, .. } = self;
        let name = measure.as_str();
        let (least, greatest) = (measure.least_threshold(), measure.greatest());
        if !is_name(&self.name) {
            return Some(format!(
                "`name` is `{}`: a lower-case letter, then at most 63 lower-case letters, digits \
                 and `_`",
                self.name.chars().take(80).collect::<String>()
            ));
        }
        if !threshold.is_finite() || *threshold < least {
            return Some(format!(
                "`threshold` is {threshold}: the minimum for `{name}` is {least}"
            ));
        }
        if let Some(greatest) = greatest.filter(|greatest| threshold > greatest) {
            return Some(format!(
                "`threshold` is {threshold}: the maximum for `{name}` is {greatest}"
            ));
        }
        if self.window_seconds > LONGEST_WINDOW_SECONDS {
            return Some(format!("`window_seconds` is {}: at most 3600", self.window_seconds));
        }
        if self.window_seconds > 0 && !measure.has_window() {
            return Some(format!("`window_seconds`: `{name}` is not sampled; leave it at 0"));
        }
        if measure.counts_events() && !self.window_seconds.is_multiple_of(60) {
            return Some(format!(
                "`window_seconds` is {}: `{name}` is counted over whole minutes",
                self.window_seconds
            ));
        }
        if self.window_seconds == 0 && measure.is_ratio() {
            return Some(format!("`window_seconds` is 0: `{name}` is a ratio and needs a window"));
        }
        if self.minimum_count > 0 && !measure.is_ratio() {
            return Some(format!("`minimum_count`: `{name}` is not a ratio; leave it at 0"));
        }
        for (field, seconds) in [
            ("for_seconds", self.for_seconds),
            ("keep_firing_for_seconds", self.keep_firing_for_seconds),
        ] {
            if seconds > LONGEST_SECONDS {
                return Some(format!("`{field}` is {seconds}: at most {LONGEST_SECONDS}"));
            }
        }
        self.text_fault()
    }

    fn text_fault(&self) -> Option<String> {
        let has_rooms =
            matches!(self.measure.subject(), SubjectKind::Room | SubjectKind::Participant);
        if self.scope.room.is_some() && !has_rooms {
            return Some(format!("`scope.room`: `{}` is not about a room", self.measure.as_str()));
        }
        for (field, text) in [
            ("description", &self.description),
            ("message", &self.message),
            ("runbook_url", &self.runbook_url),
            ("scope.deployment", &self.scope.deployment),
            ("scope.region", &self.scope.region),
            ("scope.room", &self.scope.room),
        ] {
            let Some(text) = text else { continue };
            if text.is_empty() {
                return Some(format!("`{field}` is empty; leave it out"));
            }
            let is_pattern = field.starts_with("scope.");
            let writing = if is_pattern { TextKind::Pattern } else { TextKind::Words };
            if let Some(fault) = writing.fault(field, text, TEXT_CHARACTERS) {
                return Some(fault);
            }
        }
        let url = self.runbook_url.as_deref()?;
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        (!is_web || url.chars().any(char::is_whitespace))
            .then(|| format!("`runbook_url` is `{url}`: it must be an http or https URL"))
    }

    /// The rule as a plain sentence.
    pub fn sentence(&self) -> String {
        let unit = match self.measure.unit() {
            "" => String::new(),
            unit => format!(" {unit}"),
        };
        let mut parts = vec![format!(
            "Fires ({}) when {}{} is {} {}{unit}",
            self.severity.as_str(),
            self.measure.noun(),
            match self.window_seconds {
                0 => String::new(),
                _ if self.measure.is_ratio() =>
                    format!(" in the last {}", long(self.window_seconds)),
                seconds => format!(", averaged over {},", long(seconds)),
            },
            self.comparison.words(),
            self.threshold,
        )];
        if self.for_seconds > 0 {
            parts.push(format!(" for {}", long(self.for_seconds)));
        }
        if self.minimum_count > 0 {
            parts.push(format!(", if there were at least {}", self.minimum_count));
        }
        let Scope { deployment, region, room } = &self.scope;
        for (what, limit) in [("deployment", deployment), ("region", region), ("rooms like", room)]
        {
            parts.extend(limit.as_ref().map(|limit| format!("; only {what} `{limit}`")));
        }
        parts.push(format!("; one alert per {}", self.measure.subject().as_str()));
        if self.keep_firing_for_seconds > 0 {
            let quiet = long(self.keep_firing_for_seconds);
            parts.push(format!(". Resolves after {quiet} in which it no longer holds"));
        }
        parts.push(".".to_owned());
        parts.concat()
    }
}

/// Whether it is a valid name of a rule or of a receiver.
pub fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && name.len() <= 64
}

/// A duration in the largest unit that divides it.
fn long(seconds: u32) -> String {
    match seconds {
        s if s % 86_400 == 0 => format!("{} d", s / 86_400),
        s if s % 3600 == 0 => format!("{} h", s / 3600),
        s if s % 60 == 0 => format!("{} min", s / 60),
        s => format!("{s} s"),
    }
}
