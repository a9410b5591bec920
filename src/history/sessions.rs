//! Sessions that are looked for by their sid.

use crate::model::{DeploymentName, ParticipantSession, RoomSession};
use crate::shared::{Error, Shared};

/// A participant session and, if it is kept, its room session. `None` if there is none of that sid.
pub async fn participant(
    shared: &Shared,
    deployment: Option<String>,
    sid: &str,
) -> Result<Option<(ParticipantSession, Option<RoomSession>)>, Error> {
    // A NUL, which no database can hold, is looked for as what it is stored as.
    let asked = sid.replace('\0', "\u{fffd}");
    shared
        .ask(move |store| async move {
            let Some(session) = store.participant(deployment.as_deref(), &asked).await? else {
                return Ok(None);
            };
            let key = (DeploymentName::clone(&session.deployment), session.record.room_sid.clone());
            let room = store.rooms_by_sid(&[key]).await?.pop();
            Ok(Some((session, room)))
        })
        .await
}
