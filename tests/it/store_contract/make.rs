//! Things to store.

use livekit_console::model::{
    Alert, AlertStatus, DataStatus, End, Event, Evidence, JobKind, JobRecord, JobStatus, Kind,
    Latest, Leave, Millis, NewAuditLine, Notice, Notification, NotificationStatus, Observation,
    ParticipantInfo, ParticipantRecord, ParticipantSession, ParticipantState, Rank, RoomRecord,
    RoomSession, Severity, Source, Stamp, StepKind, SystemSample, Text, TrackInfo, TrackRecord,
    Transition,
};
use livekit_console::store::{AlertBatch, NewAlert, StoredAlert};

/// When the tests play: 2023-11-14T22:00:00Z, a whole hour.
pub(crate) const START: Millis = Millis(1_699_999_200_000);

/// The only deployment of most tests.
pub(crate) const HOME: &str = "default";

/// `START` and so many seconds.
pub(crate) fn at(seconds: i64) -> Millis {
    START.plus(seconds * 1000)
}

/// An event that was received a tenth of a second after it happened.
pub(crate) fn event(id: &str, at: Millis) -> Event {
    Event {
        id: id.into(),
        deployment: HOME.into(),
        source: Source::Webhook,
        name: "participant_joined".into(),
        at,
        received_at: at.plus(100),
        room_name: "room".into(),
        room_sid: "RM_1".into(),
        participant_sid: "PA_1".into(),
        identity: "ann".into(),
        raw: r#"{"event": "participant_joined"}"#.into(),
        observation: Observation::default(),
    }
}

/// An open room session.
pub(crate) fn room(sid: &str, name: &str, started_at: Millis) -> RoomSession {
    let mut record = RoomRecord::seen(HOME.into(), sid.into(), name.into(), started_at);
    record.created_at = Some(started_at);
    record.metadata = Some(Latest {
        stamp: Stamp::new(started_at, Rank::ROOM_STARTED, 0, "EV_1"),
        value: r#"{"a":"b"}"#.into(),
    });
    RoomSession { record, end: None, region: Some("eu".into()), participants_total: 2 }
}

/// A room session that ended.
pub(crate) fn ended_room(sid: &str, name: &str, from: Millis, to: Millis) -> RoomSession {
    RoomSession { end: Some(End::observed(to)), ..room(sid, name, from) }
}

/// A participant session that goes on, with a live track.
pub(crate) fn participant(sid: &str, room_sid: &str, joined_at: Millis) -> ParticipantSession {
    let stamp = Stamp::new(joined_at, Rank::JOINED, 1, "EV_1");
    let identity = Text::from(format!("of {sid}"));
    let mut record = ParticipantRecord::seen(sid.into(), room_sid.into(), identity, joined_at);
    record.joined_at = Some(joined_at);
    record.state = ParticipantState::Active;
    record.info = Some(Latest {
        stamp,
        value: ParticipantInfo {
            name: "Ann".into(),
            kind: Kind::Standard,
            metadata: "".into(),
            attributes: [("k".into(), "v".into())].into_iter().collect(),
            region: "eu".into(),
            hidden: false,
            kind_details: Box::default(),
        },
    });
    record.tracks.push(TrackRecord {
        sid: format!("TR_{sid}").into(),
        info: Latest { stamp, value: TrackInfo { kind: "AUDIO".into(), ..TrackInfo::default() } },
        published_at: Some(joined_at),
        unpublished_at: None,
        first_seen: None,
        bounds: None,
        seen_by: livekit_console::model::SeenBy::NOBODY,
    });
    ParticipantSession {
        record,
        end: None,
        in_doubt: false,
        deployment: HOME.into(),
        room_name: "room".into(),
        quality: None,
        listed_at: None,
    }
}

/// A participant session that LiveKit ended.
pub(crate) fn ended_participant(
    sid: &str,
    room_sid: &str,
    from: Millis,
    to: Millis,
) -> ParticipantSession {
    let mut session = participant(sid, room_sid, from);
    session.end = Some(End::observed(to));
    session.record.left = Some(Box::new(Leave {
        stamp: Stamp::new(to, Rank::LEFT, 2, "EV_2"),
        reason: "CLIENT_INITIATED".into(),
        aborted: false,
    }));
    session
}

/// A running job.
pub(crate) fn job(id: &str, kind: JobKind, started_at: Millis) -> JobRecord {
    JobRecord {
        room_sid: "RM_1".into(),
        room_name: "room".into(),
        name: "recorder".into(),
        started_at: Some(started_at),
        running: Some(Latest {
            stamp: Stamp::new(started_at, Rank::STARTED, 0, "EV_1"),
            value: JobStatus {
                name: "EGRESS_ACTIVE".into(),
                error: "".into(),
                participant_identity: Text::default(),
            },
        }),
        ..JobRecord::seen(kind, id.into(), HOME.into(), started_at)
    }
}

/// A job that ended without saying when.
pub(crate) fn ended_job(id: &str, kind: JobKind, from: Millis, to: Millis) -> JobRecord {
    let mut job = job(id, kind, from);
    job.ended = Some(Latest {
        stamp: Stamp::new(to, Rank::ENDED, 0, "EV_2"),
        value: JobStatus {
            name: "EGRESS_FAILED".into(),
            error: "disk full".into(),
            participant_identity: Text::default(),
        },
    });
    job
}

/// A sample of which every figure follows from `value`.
pub(crate) fn sample(
    at: Millis,
    deployment: &str,
    value: f64,
    quality: Option<f64>,
) -> SystemSample {
    SystemSample {
        active_rooms: value,
        participants: value * 2.0,
        people: value * 3.0,
        machines: value + 1.0,
        in_doubt: value + 2.0,
        publishers: value + 3.0,
        tracks: value + 4.0,
        join_rate: value / 7.0,
        leave_rate: value / 11.0,
        disconnect_rate: value / 13.0,
        room_seconds: value * 1000.0,
        connection_quality: quality,
        ..SystemSample::empty(at, deployment.into(), Some("eu".into()))
    }
}

/// A firing alert.
pub(crate) fn alert(id: &str, started_at: Millis) -> Alert {
    Alert {
        id: id.to_owned(),
        rule: "high_disconnect_rate".to_owned(),
        severity: Severity::Warning,
        status: AlertStatus::Firing,
        message: "it's \"bad\" 💥".to_owned(),
        value: Some(0.25),
        threshold: Some(0.1),
        deployment: Some(HOME.to_owned()),
        region: None,
        room: None,
        room_sid: None,
        participant: None,
        node: None,
        started_at: started_at.to_utc(),
        acknowledged_at: None,
        acknowledged_by: None,
        assignee: None,
        resolved_at: None,
        resolved_by: None,
        data: DataStatus::Ok,
        flapping: false,
        runbook_url: None,
    }
}

/// Its first step.
pub(crate) fn fired(alert: &Alert) -> Transition {
    Transition {
        kind: StepKind::Fired,
        at: alert.started_at,
        from: None,
        to: AlertStatus::Firing,
        by: "console".to_owned(),
        note: None,
        value: alert.value,
    }
}

/// What is written when alerts fire.
pub(crate) fn opening(alerts: &[Alert]) -> AlertBatch {
    let new = |alert: &Alert| NewAlert {
        alert: alert.clone(),
        evidence: Evidence::default(),
        notified: "{}".to_owned(),
    };
    AlertBatch {
        opened: alerts.iter().map(new).collect(),
        steps: alerts.iter().map(|alert| (alert.id.clone(), fired(alert))).collect(),
        ..AlertBatch::default()
    }
}

/// What is written when somebody resolves an alert that was read.
pub(crate) fn resolving(stored: &StoredAlert, at: Millis, by: &str) -> AlertBatch {
    let mut resolved = stored.clone();
    resolved.alert.status = AlertStatus::Resolved;
    resolved.alert.resolved_at = Some(at.to_utc());
    resolved.alert.resolved_by = Some(by.to_owned());
    let step = Transition {
        kind: StepKind::Resolved,
        at: at.to_utc(),
        from: Some(stored.alert.status),
        to: AlertStatus::Resolved,
        by: by.to_owned(),
        note: Some("it was the 'other' one 🙈".to_owned()),
        value: None,
    };
    AlertBatch {
        steps: vec![(resolved.alert.id.clone(), step)],
        changed: vec![resolved],
        ..AlertBatch::default()
    }
}

/// A line of the audit.
pub(crate) fn line(kind: &str, actor: &str, subject: &str, at: Millis) -> NewAuditLine {
    NewAuditLine {
        at: at.to_utc(),
        kind: kind.to_owned(),
        actor: actor.to_owned(),
        subject: subject.to_owned(),
        body: r#"{"reason":"50% \"off\""}"#.to_owned(),
    }
}

/// A notification that waits, due ten seconds after it came.
pub(crate) fn notification(id: &str, alert: &Alert, created_at: Millis) -> Notification {
    Notification {
        id: id.to_owned(),
        receiver: "ops".to_owned(),
        notice: Notice::Fired,
        group_key: "rule".to_owned(),
        alert: alert.clone(),
        created_at: created_at.to_utc(),
        due_at: created_at.plus(10_000).to_utc(),
        status: NotificationStatus::Waiting,
        message_id: None,
        attempts: 0,
        error: None,
        sent_at: None,
    }
}
