//! Fields of responses that hold one of a fixed set of words. The types hold texts, because the words
//! come from other modules and from the database.

/// Name of the schema, name of the field, its words; a field that may be `null` stays so.
#[rustfmt::skip]
pub(super) const CLOSED: &[(&str, &str, &[&str])] = &[
    ("AlertingHealth", "status", &["ok", "late", "failing", "standby", "unknown"]),
    ("ApiSource", "status", &["ok", "down", "rate_limited", "off", "unknown"]),
    ("ClientSource", "status", &["ok", "silent", "unknown"]),
    ("EvaluatorState", "status", &["ok", "late", "failing", "standby", "unknown"]),
    ("Health", "mode", &["mock", "live"]),
    ("Health", "status", &["ok", "degraded", "unknown"]),
    ("JournalHealth", "status", &["ok", "full", "unavailable"]),
    ("KindFigures", "kind", &["standard", "sip", "agent", "egress", "ingress", "connector", "bridge", "other"]),
    ("Liveness", "status", &["ok"]),
    ("MeasureRow", "subject", &["deployment", "room", "participant", "node"]),
    ("Node", "status", &["ok", "down", "unknown"]),
    ("NodeSource", "status", &["ok", "down", "unknown"]),
    ("Participant", "quality_source", &["client"]),
    ("QualityPoint", "candidate_type", &["host", "srflx", "prflx", "relay"]),
    ("QualityPoint", "protocol", &["udp", "tcp", "tls"]),
    ("QualityPoint", "quality_limitation", &["none", "cpu", "bandwidth", "other"]),
    ("Readiness", "status", &["ok", "degraded", "unavailable"]),
    ("ReceivedEvent", "source", &["webhook", "poll", "scrape", "client", "operator"]),
    ("ReportReceipt", "status", &["accepted", "duplicate"]),
    ("Resync", "reason", &["slow_client"]),
    ("Room", "quality_source", &["client"]),
    ("Room", "status", &["active", "finished"]),
    ("RoomUpdate", "type", &["room_started", "room_updated", "room_finished", "participant_joined", "participant_left", "participant_updated", "track_published", "track_unpublished", "job_updated"]),
    ("RuleState", "status", &["ok", "pending", "firing", "no_data", "error", "disabled", "unknown"]),
    ("SourceHealth", "source", &["webhook", "poll", "scrape"]),
    ("SourceHealth", "status", &["ok", "refusing", "down", "rate_limited", "unknown"]),
    ("StoreHealth", "edition", &["sqlite", "timescale", "apache", "plain"]),
    ("StoreHealth", "kind", &["sqlite", "postgres"]),
    ("StoreHealth", "status", &["ok", "down", "unknown"]),
    ("TimelineEntry", "source", &["webhook", "poll", "client", "operator", "console"]),
    ("WebhookReceipt", "status", &["accepted", "duplicate"]),
    ("WebhookSource", "status", &["ok", "silent", "refusing", "unknown"]),
];
