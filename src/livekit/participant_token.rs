//! Who reports: a participant's own token, with which it joined its room.
//!
//! It is signed by the application's backend with a key of the deployment. Its `sub` and
//! `video.room` bind what may be told with it; a webhook's or a server's token names neither.

use std::sync::Arc;

use super::convert::clean;
use super::keys::{Keys, TokenError};
use crate::model::{DeploymentName, Text};

/// Whose token it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The deployment of its key.
    pub deployment: DeploymentName,
    /// The room that it lets into.
    pub room_name: Text,
    /// Who it says the holder is.
    pub identity: Text,
}

/// Why a token is refused. None of them can succeed later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HolderError {
    /// It is no good token of a known key.
    #[error("{}", told(*.0))]
    Token(TokenError),
    /// It is good, but lets nobody into a room.
    #[error(
        "the token lets nobody into a room: it needs `sub`, `video.room` and `video.roomJoin`, as \
         the token has with which a participant joined"
    )]
    NoParticipant,
}

impl HolderError {
    /// The stable code of the answer and of the counter.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Token(error) => error.code(),
            Self::NoParticipant => "not_a_participant_token",
        }
    }

    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::Token(_) => 401,
            Self::NoParticipant => 403,
        }
    }
}

/// The same for whoever writes the application, and not for whoever runs LiveKit.
fn told(error: TokenError) -> String {
    let text = match error {
        TokenError::Missing => {
            "the request has no `Authorization: Bearer` header with the participant's token"
        }
        TokenError::Expired => {
            "the token has expired: give the reporter the token that LiveKit has refreshed, or a \
             new one"
        }
        TokenError::Future => {
            "the token is not valid yet: compare the clocks of its signer and of the console"
        }
        error => return error.to_string(),
    };
    text.to_owned()
}

impl Keys {
    /// Checks that `authorization` is the token of a participant, sent to the path of the deployment
    /// `place` if it was to one; tells whose. Times are checked with a leeway of 60 s.
    pub fn holder(
        &self,
        authorization: Option<&str>,
        place: Option<&str>,
    ) -> Result<Holder, HolderError> {
        let claims = self.claims(authorization, place);
        let (deployment, claims) = claims.map_err(|refused| HolderError::Token(refused.error))?;
        let may_join = claims.video.room_join
            && claims.sha256.is_empty()
            && !claims.sub.is_empty()
            && !claims.video.room.is_empty();
        if !may_join {
            return Err(HolderError::NoParticipant);
        }
        Ok(Holder {
            deployment: Arc::clone(deployment),
            // As webhooks tell them.
            room_name: clean(&claims.video.room),
            identity: clean(&claims.sub),
        })
    }
}
