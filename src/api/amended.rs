//! Turns the reasons why an alert, a rule, a receiver or a silence cannot be changed into refusals.

use super::error::Error;
use crate::alerts::amend;
use crate::alerts::amend::actions::ActionRefusal;
use crate::model::shortened;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    Alert,
    Rule,
    Receiver,
    Silence,
}

impl Noun {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::Rule => "rule",
            Self::Receiver => "receiver",
            Self::Silence => "silence",
        }
    }

    /// This noun's code out of those for a rule, a receiver and a silence.
    const fn code(self, [rule, receiver, silence]: [&'static str; 3]) -> &'static str {
        match self {
            Self::Alert | Self::Rule => rule,
            Self::Receiver => receiver,
            Self::Silence => silence,
        }
    }
}

/// The refusal to change the `noun` with this `name`.
pub(super) fn refused(noun: Noun, name: &str, error: amend::Error) -> Error {
    let (kind, short) = (noun.as_str(), shortened(name));
    match error {
        amend::Error::NotFound if noun == Noun::Alert => Error::no_alert(name),
        amend::Error::NotFound => Error::nothing_named(kind, name),
        amend::Error::Exists => {
            let code = noun.code(["rule_exists", "receiver_exists", "silence_exists"]);
            Error::conflict(code, format!("a {kind} `{short}` exists already"))
        }
        amend::Error::Faulty(fault) => {
            Error::faulty(noun.code(["invalid_rule", "invalid_receiver", "invalid_silence"]), fault)
        }
        amend::Error::TooMany(why) => Error::conflict(
            noun.code(["too_many_rules", "too_many_receivers", "too_many_silences"]),
            why,
        ),
        amend::Error::Changed(read) => Error::conflict(
            noun.code(["rule_changed", "receiver_changed", "silence_changed"]),
            format!("{kind} `{short}` no longer has version {read}: somebody changed it"),
        ),
        amend::Error::NotEditable(origin) => {
            let what = match noun {
                Noun::Rule => "replace or disable it; it cannot be deleted",
                _ => "change it in the configuration file",
            };
            Error::conflict(
                noun.code(["rule_not_editable", "receiver_not_editable", "silence_not_editable"]),
                format!("{kind} `{short}` has origin `{}`: {what}", origin.as_str()),
            )
        }
        amend::Error::Expired => {
            let detail = format!("silence `{short}` has expired: create a new one");
            Error::conflict("silence_expired", detail)
        }
        amend::Error::Refused(ActionRefusal::AlreadyResolved) => Error::alert_is_resolved(name),
        amend::Error::Refused(ActionRefusal::AlreadyAcknowledged) => {
            Error::alert_is_acknowledged(name)
        }
        amend::Error::Refused(ActionRefusal::NotAcknowledged) => {
            Error::alert_is_not_acknowledged(name)
        }
        amend::Error::AlwaysChanging => Error::always_changing(&format!("{kind} `{short}`")),
        amend::Error::Unavailable(error) => error.into(),
    }
}
