//! What polls might find in the small world of `folding.rs`, in which everything collides.

use livekit_console::livekit::{Envelope, convert};
use livekit_console::model::{
    Absence, Doubt, Drift, Event, Finding, Kind, ListedParticipant, ListedRoom, ListedTrack,
    Millis, ParticipantInfo, ParticipantState, Source, TrackInfo,
};
use proptest::prelude::*;

use crate::folding::{BASE, RECEIVED_AT};

/// What a poll found in the same small world.
pub(crate) fn any_finding() -> impl Strategy<Value = Event> {
    let drift = prop::sample::select(Drift::ALL.to_vec());
    (any::<u16>(), 0..20_i64, drift, 0..4_i64, 0..5_i64, any::<bool>(), 0..20_i64).prop_map(
        |(id, at, drift, room_number, sid, flag, earliest)| {
            let at = Millis((BASE + at) * 1000 + 250);
            let mut found = Finding::new(drift, &format!("{id}"), at);
            let sid = room_number * 10 + sid;
            let (sid, identity) = (format!("PA_{sid}"), format!("u{}", sid % 2));
            found.room = Some(ListedRoom {
                sid: format!("RM_{room_number}").into(),
                name: ["a", "a", "a", "b"][usize::try_from(room_number).expect("small")].into(),
                created_at: flag.then(|| Millis((BASE + room_number * 4) * 1000 + 5)),
                metadata: format!("m{}", at.0 % 3).into(),
                ..ListedRoom::default()
            });
            found.room_is_listed = flag;
            let earliest = Millis((BASE + earliest) * 1000).min(at);
            let absence = Absence {
                at,
                earliest,
                skew_ms: 0,
                is_ghost: flag,
                is_cut_off: false,
                evidence: "not listed".into(),
            };
            let doubt =
                Doubt { at, earliest, is_unlisted: flag, evidence: "others count it".into() };
            match drift {
                Drift::RoomGone => found.absence = Some(absence),
                Drift::ParticipantGone | Drift::ParticipantGhost => {
                    found.absence = Some(absence);
                    found.absent = Some((sid.into(), identity.into()));
                }
                Drift::JobGone => {
                    found.absence = Some(absence);
                    found.job.insert("job_kind".to_owned(), "egress".into());
                    found.job.insert("job_id".to_owned(), format!("EG_{room_number}").into());
                }
                Drift::RoomDoubted => found.doubt = Some(doubt),
                Drift::ParticipantDoubted => {
                    found.doubt = Some(doubt);
                    found.absent = Some((sid.into(), identity.into()));
                }
                Drift::RoomMissed
                | Drift::RoomConfirmed
                | Drift::RoomChanged
                | Drift::JobMissed => {}
                _ => found.participant = Some(listed(&sid, &identity, flag)),
            }
            if drift == Drift::TrackGone {
                found.tracks_gone.push(format!("TR_{id}").into());
            }
            let json = serde_json::to_string(&found).expect("it can be written");
            let envelope = Envelope { id: found.id, name: drift.as_str().into(), json };
            convert(envelope, &"default".into(), Source::Poll, RECEIVED_AT)
        },
    )
}

fn listed(sid: &str, identity: &str, muted: bool) -> ListedParticipant {
    let info = TrackInfo { kind: "AUDIO".into(), muted, ..TrackInfo::default() };
    ListedParticipant {
        sid: sid.into(),
        identity: identity.into(),
        state: ParticipantState::Active,
        info: ParticipantInfo {
            name: "n".into(),
            kind: Kind::Standard,
            metadata: "".into(),
            attributes: std::iter::empty().collect(),
            region: "".into(),
            hidden: false,
            kind_details: Box::default(),
        },
        version: u32::from(muted),
        joined_at: None,
        tracks: vec![ListedTrack { sid: format!("TR_{sid}0").into(), info }],
    }
}
