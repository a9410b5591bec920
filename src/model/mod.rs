//! The vocabulary: plain data that every other module uses, without I/O and without a clock.
//!
//! An observed [`Event`] is turned into an [`Observation`]: small *records*, each with what one
//! event says about one thing. Records of one thing are joined by `merge`, which is commutative,
//! associative and idempotent, so that duplicates and reordering cannot matter. A *session* is a
//! record with what is inferred from it and its neighbours (its end, its certainty). `Room`,
//! `Participant`, `Track` and `Job` are the shapes that REST and WebSocket show.

mod absence;
mod alert;
mod as_of;
mod attributes;
mod audit;
mod coverage;
mod delivery;
mod departure;
mod doubt;
mod drift;
mod end;
mod event;
mod excerpt;
mod gap;
mod health;
mod job;
mod job_output;
mod kind;
mod latest;
mod listing;
mod mask;
mod measure;
mod node;
mod notification;
mod participant;
mod participant_state;
mod proof;
mod quality;
mod receiver;
mod report;
mod room;
mod rule;
mod sample;
mod seen_by;
mod silence;
mod sort;
mod source_sample;
mod status;
mod string_enum;
mod subject;
mod text;
mod time;
mod track;

pub use absence::Absence;
pub use alert::{
    Alert, AlertDetail, AlertStatus, DataStatus, Evidence, EvidenceParticipant, EvidenceRoom,
    Severity, StepKind, Transition,
};
pub use as_of::{LaterValues, NextValue};
pub use attributes::Attributes;
pub use audit::{AuditHead, AuditLine, GENESIS, NewAuditLine};
pub use coverage::{Coverage, STEP_MS};
pub use delivery::{DeliveryReport, KeySeen, MissingWebhooks, Redirect, RefusalCount, skew_ms};
pub use departure::{Departure, classify};
pub use doubt::Doubt;
pub use drift::{Drift, Finding};
pub use end::{Certainty, End, TimeRange};
pub use event::{EVENT_NAMES, Event, Observation, Source, bounded_event_name};
pub use excerpt::{LISTED_BYTES, excerpt};
pub use gap::{DriftBucket, Gap, GapSource};
pub use health::StoreHealth;
pub use job::{Job, JobKind, JobOutcome, JobRecord, JobStatus};
pub use job_output::{JobOutput, OutputFate, OutputKind, OutputRecord};
pub use kind::{FORWARDED, Kind};
pub use latest::{Latest, Rank, Stamp};
pub use listing::{ListedParticipant, ListedRoom, ListedTrack};
pub use mask::{mask_cell, mask_numbers, mask_value};
pub use measure::{Measure, SubjectKind};
pub use node::{
    Averaging, FIGURES, Figure, NodeFigures, NodeQuality, NodeSample, NodeStep, Spread,
};
pub use notification::{Notice, Notification, NotificationStatus, OutboxStatus};
pub use participant::{Leave, Participant, ParticipantInfo, ParticipantRecord, ParticipantSession};
pub use participant_state::ParticipantState;
pub use proof::{LATE_MS, Proof};
pub use quality::{Band, ClientQuality, FRESH_MS, Figures, QualityPoint};
pub use receiver::{MASK, PlacedReceiver, Receiver, Route, Target};
pub use report::{
    ClientEvent, Picture, QUALITY_REPORT, QualityReport, Reported, Reporter, TimedClientEvent,
};
pub use room::{Finish, Room, RoomRecord, RoomSession};
pub use rule::{Comparison, Origin, PlacedRule, Rule, Scope, is_name};
pub use sample::{QualitySource, SystemMetrics, SystemSample};
pub use seen_by::SeenBy;
pub use silence::{Matcher, MatcherName, Recurrence, Silence, SilenceSpec, SilenceStatus, Weekday};
pub use sort::{ParticipantSort, RoomSort, SortField};
pub use source_sample::{Sampled, SourceSample};
pub use status::{ApiStatus, CountMismatch, DriftCount, Failure, NodeStatus, Phantom};
pub use subject::Subject;
pub use text::{CONSOLE, TextKind, is_invisible, line, lines, shortened};
pub use time::Millis;
pub use track::{Bounds, Track, TrackInfo, TrackRecord};

use std::sync::Arc;

/// A short text that is stored without an allocation up to 24 bytes: sids, identities, names.
pub type Text = compact_str::CompactString;

/// The name of a deployment, shared by everything that belongs to it.
pub type DeploymentName = Arc<str>;

/// A LiveKit cluster or Cloud project that the console monitors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// Unique among the configured ones; `default` for the one described by environment variables.
    pub name: DeploymentName,
    /// The region it runs in, as the operator names it; `None` if not configured.
    pub region: Option<Text>,
    /// Whether the simulator makes its events.
    pub synthetic: bool,
}
