//! What clients report of their connections: written with the batch, read in steps.

use livekit_console::model::{
    Band, Event, Millis, Observation, Picture, QUALITY_REPORT, QualityReport, Reported, Reporter,
    Source,
};
use livekit_console::store::{
    Batch, EventFilter, IdentityPeriod, QualityFilter, Retention, SharedStore,
};

use super::make::{HOME, at, event};
use crate::console::shared;

/// A report of `identity` in room `room`, under the sid `sid`, which may be empty.
fn report(id: &str, (identity, sid): (&str, &str), at: Millis, report: QualityReport) -> Event {
    let participant = Reporter {
        room_name: "room".into(),
        room_sid: "RM_1".into(),
        identity: identity.into(),
        sid: sid.into(),
    };
    let reported =
        Reported { id: id.into(), participant, delay_ms: 0, skew_ms: -40, was: None, report };
    Event {
        source: Source::Client,
        name: QUALITY_REPORT.into(),
        participant_sid: sid.into(),
        identity: identity.into(),
        observation: Observation { report: Some(Box::new(reported)), ..Observation::default() },
        ..event(id, at)
    }
}

fn said(quality: Band) -> QualityReport {
    QualityReport { quality: Some(quality), ..QualityReport::default() }
}

fn of(identity: &str, sid: &str) -> QualityFilter {
    QualityFilter {
        deployment: HOME.to_owned(),
        participant_sid: sid.to_owned(),
        of: Some(IdentityPeriod {
            room_name: "room".to_owned(),
            identity: identity.to_owned(),
            from: at(0),
            to: at(1000),
        }),
        from: at(0),
        to: at(1000),
        step_ms: 10_000,
    }
}

fn picture(frames_per_second: f64, height: u32) -> Picture {
    Picture {
        frames_per_second: Some(frames_per_second),
        width: Some(height * 16 / 9),
        height: Some(height),
    }
}

pub(super) async fn reports_are_read_back_in_steps(store: SharedStore) {
    let full = QualityReport {
        rtt_ms: Some(20.0),
        jitter_ms: Some(1.5),
        loss_in_ratio: Some(0.25),
        loss_out_ratio: Some(0.5),
        bitrate_in_bps: Some(1e6),
        bitrate_out_bps: Some(2e6),
        freezes: Some(2),
        freeze_seconds: Some(0.5),
        concealed_ratio: Some(0.125),
        quality_limitation: Some("cpu".into()),
        candidate_type: Some("relay".into()),
        protocol: Some("tcp".into()),
        node_id: Some("ND_1".into()),
        server_region: Some("eu".into()),
        sdk: Some("livekit-client 2.23.0".into()),
        browser: Some("Chromium 156".into()),
        picture_in: picture(30.0, 720),
        picture_out: picture(15.0, 360),
        app_version: Some("shop 1.2".into()),
        tags: [("plan".into(), "pro".into())].into(),
        ..said(Band::Excellent)
    };
    let another = QualityReport {
        rtt_ms: Some(40.0),
        loss_out_ratio: Some(0.0),
        freezes: Some(1),
        candidate_type: Some("host".into()),
        picture_in: picture(10.0, 180),
        ..said(Band::Poor)
    };
    let ann = ("ann", "PA_1");
    let batch = Batch {
        events: shared([
            report("QR_1", ann, at(12), full.clone()),
            report("QR_2", ann, at(19), another),
            report("QR_3", ann, at(20), QualityReport::default()),
            report("QR_4", ("bob", "PA_2"), at(12), full),
        ]),
        ..Batch::default()
    };
    assert_eq!(store.write(&batch).await.expect("written"), 0, "they are no rows of the events");
    let all = EventFilter { limit: 9, ..EventFilter::default() };
    assert!(store.events(&all).await.expect("read").is_empty());
    let points = store.participant_quality(&of("ann", "PA_1")).await.expect("read");
    assert_eq!(points.len(), 2, "{points:?}");
    let [first, second] = &points[..] else { unreachable!("there are two") };
    assert_eq!((first.timestamp, first.reports), (at(10).to_utc(), 2));
    assert_eq!((first.quality, first.quality_min), (Some(65.0), Some(30.0)));
    assert_eq!((first.rtt_ms, first.jitter_ms), (Some(30.0), Some(1.5)));
    let losses = (first.loss_ratio, first.loss_in_ratio, first.loss_out_ratio);
    assert_eq!(losses, (Some(0.25), Some(0.25), Some(0.25)));
    assert_eq!((first.bitrate_in_bps, first.bitrate_out_bps), (Some(1e6), Some(2e6)));
    assert_eq!((first.freezes, first.freeze_seconds), (Some(3), Some(0.5)));
    assert_eq!(first.concealed_ratio, Some(0.125));
    assert_eq!(first.quality_limitation.as_deref(), Some("cpu"));
    assert_eq!(first.candidate_type.as_deref(), Some("host"), "the last that is known");
    assert_eq!(first.protocol.as_deref(), Some("tcp"));
    let rates = (first.frames_per_second_in, first.frames_per_second_out);
    assert_eq!(rates, (Some(20.0), Some(15.0)));
    assert_eq!((first.frame_height_in, first.frame_height_out), (Some(180), Some(360)));
    let unknown = livekit_console::model::QualityPoint {
        reports: 1,
        ..livekit_console::model::QualityPoint::unknown(at(20))
    };
    assert_eq!(*second, unknown);
}

pub(super) async fn a_report_written_twice_counts_once(store: SharedStore) {
    let events = vec![report("QR_1", ("ann", "PA_1"), at(5), said(Band::Good))];
    let batch = Batch { events: shared(events), ..Batch::default() };
    for _ in 0..2 {
        store.write(&batch).await.expect("written");
    }
    let points = store.participant_quality(&of("ann", "PA_1")).await.expect("read");
    assert_eq!(points.iter().map(|point| point.reports).collect::<Vec<_>>(), [1]);
    let recent = store.recent_reports(at(0), 9).await.expect("read");
    assert_eq!(recent, [(HOME.to_owned(), "QR_1".to_owned())]);
    assert!(store.recent_reports(at(6), 9).await.expect("read").is_empty());
}

pub(super) async fn a_report_belongs_to_the_session_whose_token_sent_it(store: SharedStore) {
    let good = || said(Band::Good);
    let events = vec![
        report("QR_1", ("ann", ""), at(100), good()),
        // Before and after that stay it was another one.
        report("QR_2", ("ann", ""), at(99), good()),
        report("QR_3", ("ann", ""), at(200), good()),
        report("QR_4", ("bob", ""), at(100), good()),
        // Somebody else's word under this sid, taken in when nobody knew whose it is.
        report("QR_5", ("eve", "PA_1"), at(100), good()),
        report("QR_6", ("ann", "PA_1"), at(110), good()),
    ];
    store.write(&Batch { events: shared(events), ..Batch::default() }).await.expect("written");
    let count = async |filter: &QualityFilter| {
        let points = store.participant_quality(filter).await.expect("read");
        points.iter().map(|point| point.reports).sum::<u32>()
    };
    let mut filter = of("ann", "PA_1");
    let holding = filter.of.as_mut().expect("it is given");
    (holding.from, holding.to) = (at(100), at(200));
    assert_eq!(count(&filter).await, 2);
    filter.to = at(110);
    assert_eq!(count(&filter).await, 1);
    let filter = QualityFilter { deployment: "other".to_owned(), ..filter };
    assert_eq!(count(&filter).await, 0);
    // Of an unknown participant session, the reports with its sid.
    let unknown = QualityFilter { of: None, ..of("ann", "PA_1") };
    assert_eq!(count(&unknown).await, 2);
}

pub(super) async fn reports_are_retained_as_long_as_samples(store: SharedStore) {
    const DAY: i64 = 86_400;
    let ann = ("ann", "PA_1");
    let events = vec![
        report("QR_1", ann, at(0), said(Band::Good)),
        report("QR_2", ann, at(10 * DAY), said(Band::Good)),
    ];
    store.write(&Batch { events: shared(events), ..Batch::default() }).await.expect("written");
    let for_ever = Retention {
        events_days: None,
        sessions_days: None,
        samples_days: None,
        minutes_days: None,
        hours_days: None,
        alerts_days: None,
    };
    let now = at(11 * DAY);
    assert_eq!(store.retain(for_ever, now).await.expect("kept"), 0);
    let days = Retention { samples_days: Some(5), ..for_ever };
    assert_eq!(store.retain(days, now).await.expect("deleted"), 1);
    let left = store.recent_reports(at(0), 9).await.expect("read");
    assert_eq!(left, [(HOME.to_owned(), "QR_2".to_owned())]);
}
