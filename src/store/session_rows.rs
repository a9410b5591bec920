//! Reads sessions from rows: the columns, and the replacement of an unreadable record.

use super::columns::{self, NameCache};
use super::row::Row;
use super::unreadable::Unreadable;
use super::{Error, versioned};
use crate::model::{
    Absence, End, Finish, Leave, Millis, ParticipantRecord, ParticipantSession, ParticipantState,
    Rank, RoomRecord, RoomSession, Stamp, Text,
};

/// The columns of a room session, without the number of its participants.
macro_rules! bare_room_columns {
    () => {
        "r.record, r.record_packed, r.record_version, r.deployment, r.sid, r.name, r.started_at,
            r.finished_at_earliest, r.finished_at, r.evidence, r.end_reason, r.region"
    };
}

/// The columns of a room session.
macro_rules! room_columns {
    () => {
        concat!($crate::store::session_rows::bare_room_columns!(), ", r.participants_total")
    };
}

/// The same, with the number of its participant sessions.
macro_rules! counted_room_columns {
    () => {
        concat!(
            $crate::store::session_rows::bare_room_columns!(),
            ", (SELECT CAST(count(*) AS integer) FROM participant_sessions p
                WHERE p.room_sid = r.sid AND p.deployment = r.deployment) AS participants_total"
        )
    };
}

/// The columns of a participant session.
macro_rules! participant_columns {
    () => {
        "p.record, p.record_packed, p.record_version, p.sid, p.room_sid, p.identity, p.joined_at,
            p.left_at_earliest, p.left_at, p.evidence, p.disconnect_reason, p.aborted, p.in_doubt,
            p.deployment, p.room_name"
    };
}

pub(super) use {bare_room_columns, counted_room_columns, participant_columns, room_columns};

/// A room session.
pub(super) fn room(row: &Row, unreadable: &Unreadable) -> Result<RoomSession, Error> {
    let (sid, name): (&str, &str) = (row.get("sid")?, row.get("name")?);
    let end = end(row, "finished_at_earliest", "finished_at")?;
    let read = versioned::read(row, &[sid, name]);
    let record = match unreadable.pass("room session", read, || sid.to_owned())? {
        Some(record) => record,
        None => room_record(row, end.as_ref())?,
    };
    Ok(RoomSession {
        record,
        end,
        region: row.get::<Option<&str>>("region")?.map(Text::from),
        participants_total: u32::try_from(row.get::<i32>("participants_total")?)
            .unwrap_or_default(),
    })
}

/// A participant session.
pub(super) fn participant(
    row: &Row,
    names: &mut NameCache,
    unreadable: &Unreadable,
) -> Result<ParticipantSession, Error> {
    let (sid, room_sid): (&str, &str) = (row.get("sid")?, row.get("room_sid")?);
    let identity: Option<&str> = row.get("identity")?;
    let end = end(row, "left_at_earliest", "left_at")?;
    let read = versioned::read(row, &[sid, room_sid, identity.unwrap_or_default()]);
    let record = match unreadable.pass("participant session", read, || sid.to_owned())? {
        Some(record) => record,
        None => participant_record(row, end.as_ref())?,
    };
    Ok(ParticipantSession {
        record,
        end,
        in_doubt: row.get("in_doubt")?,
        deployment: names.shared(row.get("deployment")?),
        room_name: row.text("room_name")?,
        quality: None,
        listed_at: None,
    })
}

fn end(row: &Row, earliest: &str, latest: &str) -> Result<Option<End>, Error> {
    Ok(columns::end(row.get(earliest)?, row.get(latest)?, row.get("evidence")?))
}

/// A room record made from the columns, because the stored record cannot be read.
fn room_record(row: &Row, end: Option<&End>) -> Result<RoomRecord, Error> {
    let began_at = row.get("started_at")?;
    let deployment = row.get::<&str>("deployment")?.into();
    let mut record = RoomRecord::seen(deployment, row.text("sid")?, row.text("name")?, began_at);
    record.created_at = Some(began_at);
    if let Some(end) = end {
        record.last_seen = end.earliest;
        record.gone = absence(end);
        if record.gone.is_none() {
            let stamp = stamp(end.earliest, Rank::ROOM_FINISHED);
            record.finished = Some(Finish { stamp, reason: row.text("end_reason")? });
        }
    }
    Ok(record)
}

/// The same of a participant session.
fn participant_record(row: &Row, end: Option<&End>) -> Result<ParticipantRecord, Error> {
    let (sid, room_sid, identity) =
        (row.text("sid")?, row.text("room_sid")?, row.text("identity")?);
    let began_at: Millis = row.get("joined_at")?;
    let mut record = ParticipantRecord::seen(sid, room_sid, identity, began_at);
    record.joined_at = Some(began_at);
    record.state = ParticipantState::Active;
    if let Some(end) = end {
        record.last_seen = end.earliest;
        record.gone = absence(end);
        if record.gone.is_none() {
            record.left = Some(Box::new(Leave {
                stamp: stamp(end.earliest, Rank::LEFT),
                reason: row.text("disconnect_reason")?,
                aborted: row.get("aborted")?,
            }));
        }
    }
    Ok(record)
}

/// The absence that an inferred end was concluded from.
fn absence(end: &End) -> Option<Box<Absence>> {
    Some(Box::new(Absence {
        at: end.latest,
        earliest: end.earliest,
        skew_ms: 0,
        is_ghost: false,
        is_cut_off: false,
        evidence: end.evidence.clone()?,
    }))
}

/// The stamp of a reported end.
const fn stamp(at: Millis, rank: Rank) -> Stamp {
    Stamp { at, rank, tie: 0 }
}

/// A room session as a list shows it.
pub(super) fn listed_room(row: &Row, unreadable: &Unreadable) -> Result<RoomSession, Error> {
    let mut session = room(row, unreadable)?;
    session.truncate_for_list();
    Ok(session)
}

/// A participant session as a list shows it.
pub(super) fn listed_participant(
    row: &Row,
    names: &mut NameCache,
    unreadable: &Unreadable,
) -> Result<ParticipantSession, Error> {
    let mut session = participant(row, names, unreadable)?;
    session.truncate_for_list();
    Ok(session)
}
