//! Measures: the values that an alert rule can evaluate. A closed list, each with its subject and
//! unit.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::string_enum::string_enum;

string_enum! {
    /// Subject of a measure: a rule has one state and at most one open alert for each.
    pub enum SubjectKind {
        /// A deployment.
        Deployment = "deployment",
        /// An open room.
        Room = "room",
        /// A participant in a room, by identity.
        Participant = "participant",
        /// A node, by its metrics URL.
        Node = "node",
    }
}

string_enum! {
    /// The value that a rule evaluates.
    #[derive(PartialOrd, Ord)]
    pub enum Measure {
        /// Open rooms.
        ActiveRooms = "active_rooms",
        /// Participants present, people and machines.
        TotalParticipants = "total_participants",
        /// People present.
        People = "people",
        /// Machines present.
        Machines = "machines",
        /// Participants in doubt: listed as present, but perhaps gone.
        ParticipantsInDoubt = "participants_in_doubt",
        /// Participants with at least one live track.
        Publishers = "publishers",
        /// Live tracks.
        Tracks = "tracks",
        /// People who joined, per minute.
        JoinRate = "join_rate",
        /// People who left, per minute.
        LeaveRate = "leave_rate",
        /// People whose departure was unexpected, per minute.
        DisconnectRate = "disconnect_rate",
        /// Mean age of the open rooms, seconds.
        AvgRoomDuration = "avg_room_duration",
        /// Mean connection quality, 0–100.
        AvgConnectionQuality = "avg_connection_quality",
        /// Share of people's departures that were unexpected, 0–1.
        UnexpectedDepartureRatio = "unexpected_departure_ratio",
        /// Share of joins that failed, as the nodes count them, 0–1.
        JoinFailureRatio = "join_failure_ratio",
        /// How long webhooks have been missing though people joined and left, seconds.
        WebhookSilence = "webhook_silence_seconds",
        /// Webhooks that nodes gave up or dropped, per minute.
        WebhooksLost = "webhooks_lost_per_minute",
        /// Corrections by listings of what no webhook reported, per minute.
        DriftRate = "drift_per_minute",
        /// Webhooks that the console refused, per minute.
        WebhooksRefused = "webhooks_refused_per_minute",
        /// How long webhooks arrive after what they report, seconds.
        WebhookLag = "webhook_lag_seconds",
        /// How long the room API has not answered, seconds.
        ApiSilence = "api_silence_seconds",
        /// Machines whose departure was unexpected, per minute.
        MachineDisconnectRate = "machine_disconnect_rate",
        /// Egresses that failed in the trailing ten minutes.
        EgressFailures = "egress_failures",
        /// Participants present in a room.
        RoomParticipants = "room_participants",
        /// People present in a room, including telephone callers; not those forwarded into it.
        RoomPeople = "room_people",
        /// Agents present in a room.
        RoomAgents = "room_agents",
        /// Participants of a room with at least one live track.
        RoomPublishers = "room_publishers",
        /// How long a room has been open, minutes.
        RoomDuration = "room_duration_minutes",
        /// Connection quality in a room by its clients' reports, 0–100.
        RoomConnectionQuality = "room_connection_quality",
        /// How often one identity joined one room in the trailing ten minutes.
        ParticipantJoins = "participant_joins",
        /// How long a node's metrics endpoint has not answered, seconds.
        NodeDown = "node_down_seconds",
    }
}

impl Measure {
    /// The subject of the measure.
    pub const fn subject(self) -> SubjectKind {
        match self {
            Self::RoomParticipants
            | Self::RoomPeople
            | Self::RoomAgents
            | Self::RoomPublishers
            | Self::RoomDuration
            | Self::RoomConnectionQuality => SubjectKind::Room,
            Self::ParticipantJoins => SubjectKind::Participant,
            Self::NodeDown => SubjectKind::Node,
            _ => SubjectKind::Deployment,
        }
    }

    /// The unit of its values, as written after a number; empty for a plain count.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::JoinRate
            | Self::LeaveRate
            | Self::DisconnectRate
            | Self::WebhooksLost
            | Self::WebhooksRefused
            | Self::MachineDisconnectRate
            | Self::DriftRate => "per minute",
            Self::AvgRoomDuration
            | Self::WebhookSilence
            | Self::WebhookLag
            | Self::ApiSilence
            | Self::NodeDown => "s",
            Self::RoomDuration => "min",
            Self::AvgConnectionQuality | Self::RoomConnectionQuality => "of 100",
            _ => "",
        }
    }

    /// Whether it is a ratio, which needs a minimum number of events to be meaningful.
    pub const fn is_ratio(self) -> bool {
        matches!(self, Self::UnexpectedDepartureRatio | Self::JoinFailureRatio)
    }

    /// Whether it is sampled every ten seconds, so that it can be averaged over a window.
    pub const fn has_window(self) -> bool {
        matches!(self.subject(), SubjectKind::Deployment)
            && !matches!(
                self,
                Self::WebhookSilence | Self::WebhookLag | Self::ApiSilence | Self::EgressFailures
            )
    }

    /// Whether each sample counts the events of the minute before it, so that they can be counted
    /// over a window of whole minutes.
    pub const fn counts_events(self) -> bool {
        matches!(
            self,
            Self::JoinRate
                | Self::LeaveRate
                | Self::DisconnectRate
                | Self::MachineDisconnectRate
                | Self::WebhooksRefused
                | Self::DriftRate
        )
    }

    /// Whether it is in the samples of sources, and not in those of the system.
    pub const fn is_of_sources(self) -> bool {
        matches!(
            self,
            Self::WebhookSilence
                | Self::WebhooksLost
                | Self::WebhooksRefused
                | Self::WebhookLag
                | Self::ApiSilence
                | Self::MachineDisconnectRate
                | Self::DriftRate
                | Self::EgressFailures
                | Self::JoinFailureRatio
        )
    }

    /// The least meaningful threshold: a source counts as missing only after half a minute.
    pub const fn least_threshold(self) -> f64 {
        if matches!(self, Self::NodeDown) { 30.0 } else { 0.0 }
    }

    /// The greatest possible value; `None` without a limit.
    pub const fn greatest(self) -> Option<f64> {
        match self {
            Self::UnexpectedDepartureRatio | Self::JoinFailureRatio => Some(1.0),
            Self::AvgConnectionQuality | Self::RoomConnectionQuality => Some(100.0),
            _ => None,
        }
    }

    /// Whether history is stored for it, so that a rule about it can be backtested.
    pub const fn is_stored(self) -> bool {
        !matches!(
            self,
            Self::RoomPeople
                | Self::RoomAgents
                | Self::RoomPublishers
                | Self::RoomConnectionQuality
        )
    }

    /// A noun for it, as used in a sentence.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::ActiveRooms => "the number of open rooms",
            Self::TotalParticipants => "the number of participants",
            Self::People => "the number of people",
            Self::Machines => "the number of machines",
            Self::ParticipantsInDoubt => "the number of participants in doubt",
            Self::Publishers => "the number of publishers",
            Self::Tracks => "the number of live tracks",
            Self::JoinRate => "the join rate",
            Self::LeaveRate => "the leave rate",
            Self::DisconnectRate => "the rate of unexpected disconnects",
            Self::AvgRoomDuration => "the mean age of the open rooms",
            Self::AvgConnectionQuality => "the mean connection quality",
            Self::UnexpectedDepartureRatio => "the share of departures that were unexpected",
            Self::JoinFailureRatio => "the share of joins that failed",
            Self::WebhookSilence => "the time without webhooks though people joined and left",
            Self::WebhooksLost => "the rate of webhooks that LiveKit gave up",
            Self::DriftRate => "the rate of corrections by the room API",
            Self::WebhooksRefused => "the rate of webhooks that the console refused",
            Self::WebhookLag => "the time by which webhooks arrive late",
            Self::ApiSilence => "the time that the room API has not answered",
            Self::MachineDisconnectRate => "the rate of machines that were lost unexpectedly",
            Self::EgressFailures => "the number of egresses that failed in the last 10 minutes",
            Self::RoomParticipants => "the number of participants in a room",
            Self::RoomPeople => "the number of people in a room",
            Self::RoomAgents => "the number of agents in a room",
            Self::RoomPublishers => "the number of publishers in a room",
            Self::RoomDuration => "the time that a room has been open",
            Self::RoomConnectionQuality => "the connection quality in a room",
            Self::ParticipantJoins => {
                "the number of times somebody joined the same room in the last 10 minutes"
            }
            Self::NodeDown => "the time that a node's metrics have not answered",
        }
    }
}
