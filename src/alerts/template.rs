//! Templates: custom texts of rules and receivers.
//!
//! An operator writes a template; untrusted values such as room names and identities fill it. It
//! sees only texts and numbers, its steps and output bytes are limited, and the result is
//! truncated.

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use super::wording::{amount, number, sentence};
use crate::model::{Comparison, Measure, Rule, Subject, SubjectKind, line, lines};

/// Characters of an alert's message, at most.
pub const MESSAGE_CHARACTERS: usize = 1000;

/// The fuel of a template: one unit is one step or 64 output bytes. A text about 100 alerts takes a
/// tenth.
const FUEL: u64 = 20_000;

/// Characters of a template's error, at most.
const FAULT_CHARACTERS: usize = 200;

/// Renders a template; an unknown name is an error, not an empty text.
pub(super) fn render(template: &str, context: Value) -> Result<String, String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.add_filter("number", |value: f64| number(value));
    environment
        .template_from_str(template)
        .and_then(|template| template.render(context))
        .map_err(|error| line(&error.to_string(), FAULT_CHARACTERS))
}

/// The text if a template fails: the default text and the error.
pub(super) fn fallen_back(words: &str, fault: &str) -> String {
    format!("{words} (its template failed: {fault})")
}

/// Checks a rule's message by rendering it with sample values.
pub fn check(template: &str) -> Result<(), String> {
    for measure in [Measure::RoomParticipants, Measure::NodeDown] {
        let (rule, subject) = sample(measure);
        render(template, message_context(&rule, &subject, Some("eu-west"), 112.0))?;
    }
    Ok(())
}

/// The message of the alert that the rule fires for this subject. If the template fails, the
/// message is the default text with the error.
pub fn message(rule: &Rule, subject: &Subject, region: Option<&str>, value: f64) -> String {
    let text = match &rule.message {
        None => sentence(rule, subject, value),
        Some(template) => render(template, message_context(rule, subject, region, value))
            .unwrap_or_else(|fault| fallen_back(&sentence(rule, subject, value), &fault)),
    };
    lines(text.trim(), MESSAGE_CHARACTERS)
}

/// A number rounded to four decimals; an integer if it is whole.
pub(super) fn plain(value: f64) -> Value {
    let rounded = (value * 10_000.0).round() / 10_000.0;
    if rounded.fract() == 0.0 && rounded.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53, as checked")]
        return Value::from(rounded as i64);
    }
    Value::from(rounded)
}

fn message_context(rule: &Rule, subject: &Subject, region: Option<&str>, value: f64) -> Value {
    context! {
        rule => &*rule.name,
        severity => rule.severity.as_str(),
        value => plain(value),
        value_text => amount(rule.measure, value),
        threshold => plain(rule.threshold),
        threshold_text => amount(rule.measure, rule.threshold),
        unit => rule.measure.unit(),
        comparison => rule.comparison.words(),
        deployment => &*subject.deployment,
        region => region.unwrap_or_default(),
        room => subject.room.as_deref().unwrap_or_default(),
        participant => subject.participant.as_deref().unwrap_or_default(),
        node => subject.node.as_deref().unwrap_or_default(),
    }
}

/// A sample rule of this measure, and a sample subject.
fn sample(measure: Measure) -> (Rule, Subject) {
    let rule = Rule {
        name: "sample_rule".to_owned(),
        description: None,
        enabled: true,
        measure,
        comparison: Comparison::Above,
        threshold: 100.0,
        window_seconds: 0,
        minimum_count: 0,
        for_seconds: 0,
        keep_firing_for_seconds: 0,
        severity: crate::model::Severity::Warning,
        scope: crate::model::Scope::default(),
        message: None,
        runbook_url: None,
    };
    (rule, sample_subject(measure))
}

/// A value at which the rule would fire: 20 % beyond its threshold, at least 1, or 0.05 for ratios.
pub fn sample_value(rule: &Rule) -> f64 {
    let (threshold, greatest) = (rule.threshold, rule.measure.greatest());
    let is_share = rule.measure.is_ratio();
    let beyond = if is_share { 0.05 } else { (threshold.abs() * 0.2).ceil().max(1.0) };
    match rule.comparison {
        Comparison::AtLeast | Comparison::AtMost => threshold,
        Comparison::Above => (threshold + beyond).min(greatest.unwrap_or(f64::INFINITY)),
        Comparison::Below => (threshold - beyond).max(0.0),
    }
}

/// A sample subject of a rule with this measure.
pub fn sample_subject(measure: Measure) -> Subject {
    let deployment = || crate::model::DeploymentName::from("default");
    match measure.subject() {
        SubjectKind::Deployment => Subject::deployment(deployment()),
        SubjectKind::Room => Subject::room(deployment(), "RM_sample".into(), "demo".into()),
        SubjectKind::Participant => Subject::participant(deployment(), "demo".into(), "ann".into()),
        SubjectKind::Node => Subject::node(deployment(), "http://10.0.0.5:6789/metrics".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{MESSAGE_CHARACTERS, check, message, sample};
    use crate::model::{Measure, Subject};

    fn rendered(template: &str, room: &str) -> String {
        let (mut rule, _) = sample(Measure::RoomParticipants);
        rule.message = Some(template.to_owned());
        let subject = Subject::room("eu".into(), "RM_1".into(), room.into());
        message(&rule, &subject, None, 112.0)
    }

    #[test]
    fn a_template_sees_the_rule_and_the_subject() {
        for (template, expected) in [
            ("{{ room }}: {{ value }} > {{ threshold }}", "demo: 112 > 100"),
            ("{{ rule }}/{{ severity }}/{{ deployment }}", "sample_rule/warning/eu"),
            ("{{ value_text }} is {{ comparison }} {{ threshold_text }}", "112 is above 100"),
            ("[{{ region }}{{ participant }}{{ node }}{{ unit }}]", "[]"),
            ("{% if region %}{{ region }}{% else %}nowhere{% endif %}", "nowhere"),
            ("{{ room | upper }} {{ (value / 3) | number }}", "DEMO 37.3"),
        ] {
            assert_eq!(rendered(template, "demo"), expected, "{template}");
            check(template).expect("it can be rendered");
        }
    }

    #[test]
    fn a_template_that_fails_says_so_beside_the_default_words() {
        for template in [
            "{{ nothing }}",
            "{{ room.nothing.deeper }}",
            "{{ room",
            "{% for x in range(100000) %}{% for y in range(1000) %}a{% endfor %}{% endfor %}",
            "{{ 'a' * 100000000 }}",
            "{{ value / 0 }}",
            "{% include 'x' %}",
            "{{ room | nothing }}",
        ] {
            let fault = check(template).expect_err(template);
            assert!(!fault.is_empty() && fault.chars().count() <= 200, "{fault}");
            let text = rendered(template, "demo");
            assert!(text.starts_with("Room `demo` has 112 participants"), "{text}");
            assert!(text.contains("template failed"), "{text}");
        }
        // Doubling thirty times would fill the memory.
        let doubling = "{% set a = 'aaaaaaaa' %}".to_owned() + &"{%set a=a~a%}".repeat(30);
        check(&doubling).expect_err("its output is too large");
    }

    #[test]
    fn a_message_is_harmless_and_short_whatever_the_names_are() {
        for (room, expected) in [
            ("{{ nothing }}{% raw %}", "{{ nothing }}{% raw %}"),
            ("<b>&\"'", "<b>&\"'"),
            ("a\u{0}b\u{202e}c", "a bc"),
            ("😀", "😀"),
        ] {
            assert_eq!(rendered("{{ room }}", room), expected);
        }
        for template in ["{{ room }}", "x{{ room }}{{ room }}"] {
            let text = rendered(template, &"ö".repeat(10_000));
            assert_eq!(text.chars().count(), MESSAGE_CHARACTERS);
            assert!(text.ends_with('…'));
        }
    }
}
