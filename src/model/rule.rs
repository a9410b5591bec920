//! Alert rules: a condition, for how long it must hold, and what is said then.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::words;
use super::{Measure, Severity, SubjectKind, Writing};

/// Characters of a text of a rule.
const TEXT_CHARACTERS: usize = 1000;

words! {
    /// Where a rule comes from; a later one replaces an earlier one of the same name.
    #[derive(PartialOrd, Ord)]
    pub enum Origin {
        /// It comes with the console.
        Builtin = "builtin",
        /// It comes with the console, and a flag or an environment variable set its threshold.
        Environment = "environment",
        /// The configuration file has it.
        File = "file",
        /// Somebody made it by the web console or by REST.
        Ui = "ui",
    }
}

words! {
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
    /// Whether `value` compares so with `threshold`.
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

/// To what a rule is limited; `null` is not limited.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Scope {
    /// Only this deployment.
    pub deployment: Option<String>,
    /// Only this region.
    pub region: Option<String>,
    /// Only rooms whose name matches; `*` stands for any characters, `?` for one. Only for
    /// measures of a room or of a participant.
    pub room: Option<String>,
}

/// The greatest time of a rule, seconds: a week.
pub(super) const LONGEST_SECONDS: u32 = 604_800;

/// The greatest window, seconds: an hour.
pub(super) const LONGEST_WINDOW_SECONDS: u32 = 3600;

/// A rule, as it is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique: a lower-case letter, then at most 63 lower-case letters, digits and `_`.
    pub name: String,
    /// What it is for, in words; at most 1,000 characters.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether it is evaluated; `true` if not given.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// What it looks at.
    pub measure: Measure,
    /// How the value is compared with the threshold.
    pub comparison: Comparison,
    /// With what the value is compared, in the measure's unit.
    pub threshold: f64,
    /// Over how many seconds the value is averaged, 0–3600; 0 takes the latest. Only for sampled
    /// measures; of rates that are counted whole minutes.
    #[serde(default)]
    pub window_seconds: u32,
    /// Of a ratio: how many events the window must hold, else the condition does not hold.
    #[serde(default)]
    pub minimum_count: u32,
    /// For how many seconds the condition must hold before it fires, 0–604800.
    #[serde(default)]
    pub for_seconds: u32,
    /// For how many seconds the condition must no longer hold before it resolves, 0–604800.
    #[serde(default)]
    pub keep_firing_for_seconds: u32,
    /// How much it matters.
    pub severity: Severity,
    /// To what it is limited.
    #[serde(default)]
    pub scope: Scope,
    /// What is said, a template; `null` takes the measure's own words. At most 1,000 characters.
    #[serde(default)]
    pub message: Option<String>,
    /// What to do about it: an http or https URL.
    #[serde(default)]
    pub runbook_url: Option<String>,
}

const fn yes() -> bool {
    true
}

/// A rule in force or replaced, with where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedRule {
    /// The rule.
    pub rule: Rule,
    /// Where it comes from.
    pub origin: Origin,
    /// Where the one comes from that it replaces; `None` if it replaces none.
    pub replaces: Option<Origin>,
    /// When it was last changed; `None` unless by the web console or by REST.
    pub updated_at: Option<DateTime<Utc>>,
    /// By whom.
    pub updated_by: Option<String>,
}

impl Rule {
    /// What is wrong with it, naming the member; `None` if nothing is.
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
            return Some(format!("`threshold` is {threshold}: of `{name}` at least {least}"));
        }
        if let Some(greatest) = greatest.filter(|greatest| threshold > greatest) {
            return Some(format!("`threshold` is {threshold}: of `{name}` at most {greatest}"));
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
            return Some(format!(
                "`window_seconds` is 0: `{name}` is a share of what happened in it"
            ));
        }
        if self.minimum_count > 0 && !measure.is_ratio() {
            return Some(format!("`minimum_count`: `{name}` is no ratio; leave it at 0"));
        }
        for (member, seconds) in [
            ("for_seconds", self.for_seconds),
            ("keep_firing_for_seconds", self.keep_firing_for_seconds),
        ] {
            if seconds > LONGEST_SECONDS {
                return Some(format!("`{member}` is {seconds}: at most {LONGEST_SECONDS}"));
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
        for (member, text) in [
            ("description", &self.description),
            ("message", &self.message),
            ("runbook_url", &self.runbook_url),
            ("scope.deployment", &self.scope.deployment),
            ("scope.region", &self.scope.region),
            ("scope.room", &self.scope.room),
        ] {
            let Some(text) = text else { continue };
            if text.is_empty() {
                return Some(format!("`{member}` is empty; leave it out"));
            }
            let is_pattern = member.starts_with("scope.");
            let writing = if is_pattern { Writing::Pattern } else { Writing::Words };
            if let Some(fault) = writing.fault(member, text, TEXT_CHARACTERS) {
                return Some(fault);
            }
        }
        let url = self.runbook_url.as_deref()?;
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        (!is_web || url.chars().any(char::is_whitespace))
            .then(|| format!("`runbook_url` is `{url}`: an http or https URL"))
    }

    /// What it means, in plain words.
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
        parts.push(format!("; one alert a {}", self.measure.subject().as_str()));
        if self.keep_firing_for_seconds > 0 {
            let quiet = long(self.keep_firing_for_seconds);
            parts.push(format!(". Resolves after {quiet} in which it no longer holds"));
        }
        parts.push(".".to_owned());
        parts.concat()
    }
}

/// Whether it is a name of a rule or of a receiver.
pub fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && name.len() <= 64
}

/// A time in the largest unit that tells it whole.
fn long(seconds: u32) -> String {
    match seconds {
        s if s % 86_400 == 0 => format!("{} d", s / 86_400),
        s if s % 3600 == 0 => format!("{} h", s / 3600),
        s if s % 60 == 0 => format!("{} min", s / 60),
        s => format!("{s} s"),
    }
}
