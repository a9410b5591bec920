//! The rules that come with the console.

use crate::model::{Comparison, Measure, Rule, Scope, Severity};

/// What the configuration sets of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Unexpected disconnects a minute.
    pub disconnect_rate: f64,
    /// Participants of one deployment.
    pub participants: u32,
    /// Minutes that a room may be open.
    pub room_minutes: u32,
}

/// A rule of a measure, a comparison and a threshold.
fn rule(
    name: &str,
    severity: Severity,
    (measure, comparison, threshold): (Measure, Comparison, f64),
    description: &str,
) -> Rule {
    Rule {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        enabled: true,
        measure,
        comparison,
        threshold,
        window_seconds: 0,
        minimum_count: 0,
        for_seconds: 0,
        keep_firing_for_seconds: 0,
        severity,
        scope: Scope::default(),
        message: None,
        runbook_url: None,
    }
}

/// Every rule that comes with the console.
pub fn rules(thresholds: &Thresholds) -> Vec<Rule> {
    let mut rules = about_people(thresholds);
    rules.extend(about_sources());
    rules
}

/// Rules about rooms and the people in them.
fn about_people(thresholds: &Thresholds) -> Vec<Rule> {
    use Comparison::{Above, Below};
    use Severity::{Critical, Info, Warning};
    vec![
        Rule {
            window_seconds: 600,
            keep_firing_for_seconds: 300,
            ..rule(
                "high_disconnect_rate",
                Critical,
                (Measure::DisconnectRate, Above, thresholds.disconnect_rate),
                "People lose their connections.",
            )
        },
        rule(
            "high_participant_count",
            Warning,
            (Measure::TotalParticipants, Above, f64::from(thresholds.participants)),
            "More participants are there than expected.",
        ),
        rule(
            "large_room",
            Warning,
            (Measure::RoomParticipants, Above, 100.0),
            "A room is larger than expected.",
        ),
        Rule {
            window_seconds: 60,
            for_seconds: 60,
            keep_firing_for_seconds: 120,
            ..rule(
                "low_connection_quality",
                Warning,
                (Measure::AvgConnectionQuality, Below, 50.0),
                "Connections are bad on average.",
            )
        },
        rule(
            "long_running_room",
            Info,
            (Measure::RoomDuration, Above, f64::from(thresholds.room_minutes)),
            "A room has been open for long: perhaps it was forgotten.",
        ),
        Rule {
            window_seconds: 600,
            minimum_count: 20,
            keep_firing_for_seconds: 300,
            ..rule(
                "unexpected_departures",
                Warning,
                (Measure::UnexpectedDepartureRatio, Above, 0.2),
                "Of those who leave, many do not want to.",
            )
        },
        Rule {
            window_seconds: 600,
            // Of fewer, two people in a hurry would be a share.
            minimum_count: 50,
            keep_firing_for_seconds: 300,
            ..rule(
                "join_failures",
                Critical,
                (Measure::JoinFailureRatio, Above, 0.1),
                "People cannot join.",
            )
        },
    ]
}

/// Rules about LiveKit itself, and about what tells of it.
fn about_sources() -> Vec<Rule> {
    use Comparison::{Above, AtLeast};
    use Severity::{Critical, Info, Warning};
    vec![
        rule(
            "webhook_silence",
            Critical,
            (Measure::WebhookSilence, Above, 60.0),
            "LiveKit's webhooks do not arrive: see the sources for the likely cause.",
        ),
        Rule {
            window_seconds: 300,
            keep_firing_for_seconds: 300,
            ..rule(
                "webhooks_refused",
                Critical,
                // Three within five minutes: anybody may send one.
                (Measure::WebhooksRefused, Above, 0.5),
                "Webhooks are refused, and LiveKit does not send them again: see the sources for \
                 the likely cause.",
            )
        },
        Rule {
            keep_firing_for_seconds: 300,
            ..rule(
                "webhooks_late",
                Warning,
                // LiveKit tries a webhook again for less than a minute.
                (Measure::WebhookLag, Above, 60.0),
                "Webhooks arrive long after what they tell of: what is shown as now is past.",
            )
        },
        rule(
            "room_api_silent",
            Critical,
            (Measure::ApiSilence, Above, 60.0),
            "LiveKit's room API does not answer: what webhooks miss is not found out.",
        ),
        Rule {
            window_seconds: 300,
            keep_firing_for_seconds: 300,
            ..rule(
                "webhook_loss",
                Warning,
                (Measure::WebhooksLost, Above, 0.0),
                "LiveKit gave webhooks up: what they told is lost or found later.",
            )
        },
        Rule {
            window_seconds: 600,
            keep_firing_for_seconds: 300,
            ..rule(
                "source_drift",
                Warning,
                (Measure::DriftRate, Above, 6.0),
                "Webhooks and the room API disagree often.",
            )
        },
        rule(
            "node_down",
            Critical,
            (Measure::NodeDown, Above, 60.0),
            "A node's metrics do not answer: the node may be gone.",
        ),
        rule(
            "egress_failed",
            Warning,
            (Measure::EgressFailures, Above, 0.0),
            "A recording or a stream failed.",
        ),
        rule(
            "participant_flapping",
            Info,
            (Measure::ParticipantJoins, AtLeast, 5.0),
            "Somebody comes and goes: a bad network, or a client that joins in a loop.",
        ),
    ]
}
