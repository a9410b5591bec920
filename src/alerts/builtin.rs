//! The rules that come with the console.

use crate::model::{Comparison, Measure, Rule, Scope, Severity};

/// The thresholds that the configuration sets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Unexpected disconnects per minute.
    pub disconnect_rate: f64,
    /// Participants of one deployment.
    pub participants: u32,
    /// Minutes that a room may be open.
    pub room_minutes: u32,
}

/// A rule with a measure, a comparison and a threshold.
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

/// Rules about rooms and participants.
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
                "Participants lose their connections.",
            )
        },
        rule(
            "high_participant_count",
            Warning,
            (Measure::TotalParticipants, Above, f64::from(thresholds.participants)),
            "More participants are present than expected.",
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
                "The average connection quality is low.",
            )
        },
        rule(
            "long_running_room",
            Info,
            (Measure::RoomDuration, Above, f64::from(thresholds.room_minutes)),
            "A room has been open for a long time: perhaps nobody closed it.",
        ),
        Rule {
            window_seconds: 600,
            minimum_count: 20,
            keep_firing_for_seconds: 300,
            ..rule(
                "unexpected_departures",
                Warning,
                (Measure::UnexpectedDepartureRatio, Above, 0.2),
                "Many departures are unexpected.",
            )
        },
        Rule {
            window_seconds: 600,
            // With fewer attempts, two failures would be a large share.
            minimum_count: 50,
            keep_firing_for_seconds: 300,
            ..rule(
                "join_failures",
                Critical,
                (Measure::JoinFailureRatio, Above, 0.1),
                "Many attempts to join fail.",
            )
        },
    ]
}

/// Rules about LiveKit and about the sources that report on it.
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
                // Three within five minutes: anybody may send one webhook.
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
                // LiveKit retries a webhook for less than a minute.
                (Measure::WebhookLag, Above, 60.0),
                "Webhooks arrive late: the current state that the console shows is outdated.",
            )
        },
        rule(
            "room_api_silent",
            Critical,
            (Measure::ApiSilence, Above, 60.0),
            "LiveKit's room API does not answer: missing webhooks are not detected.",
        ),
        Rule {
            window_seconds: 300,
            keep_firing_for_seconds: 300,
            ..rule(
                "webhook_loss",
                Warning,
                (Measure::WebhooksLost, Above, 0.0),
                "LiveKit gave up on webhooks: their events are lost, or detected later.",
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
            "A node's metrics endpoint does not answer: the node may be down.",
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
            "A participant joins again and again: a bad network, or a client that joins in a loop.",
        ),
    ]
}
