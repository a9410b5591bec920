//! Sessions by their sid.

use crate::model::{DeploymentName, ParticipantSession, RoomSession};
use crate::shared::{Error, Shared};

/// A participant session and, if stored, its room session. `None` if no session has that sid.
pub async fn participant(
    shared: &Shared,
    deployment: Option<String>,
    sid: &str,
) -> Result<Option<(ParticipantSession, Option<RoomSession>)>, Error> {
    // No database stores a NUL: it is stored as U+FFFD, and searched as such.
    let wanted = sid.replace('\0', "\u{fffd}");
    shared
        .ask(move |store| async move {
            let Some(session) = store.participant(deployment.as_deref(), &wanted).await? else {
                return Ok(None);
            };
            let key = (DeploymentName::clone(&session.deployment), session.record.room_sid.clone());
            let room = store.rooms_by_sid(&[key]).await?.pop();
            Ok(Some((session, room)))
        })
        .await
}
