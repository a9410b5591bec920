//! A participant's own token, with which it joined its room and with which its client reports.
//!
//! The application's backend signs it with a key of the deployment. Its `sub` and `video.room` bind
//! the reports to a participant; the token of a webhook or a server names neither.

use std::sync::Arc;

use super::convert::clean;
use super::keys::{Keys, TokenError};
use crate::model::{DeploymentName, Text};

/// The holder of a participant's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The deployment of its key.
    pub deployment: DeploymentName,
    /// The room that the token admits to.
    pub room_name: Text,
    /// The participant's identity.
    pub identity: Text,
}

/// Why a token is refused. None of these can succeed later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HolderError {
    /// It is not a valid token of a known key.
    #[error("{}", message(*.0))]
    Token(TokenError),
    /// It is valid, but does not admit a participant to a room.
    #[error(
        "the token does not admit a participant to a room: it needs `sub`, `video.room` and \
         `video.roomJoin`, like the token with which a participant joins"
    )]
    NoParticipant,
}

impl HolderError {
    /// The stable code in the response and in the counter.
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

/// The message of a token error for the application's developer, who may not run LiveKit.
fn message(error: TokenError) -> String {
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
    /// Checks that `authorization` is the token of a participant; returns its holder.
    /// `path_deployment` is the deployment that the request path names, if it names one. Times are
    /// checked with a leeway of 60 s.
    pub fn holder(
        &self,
        authorization: Option<&str>,
        path_deployment: Option<&str>,
    ) -> Result<Holder, HolderError> {
        let claims = self.claims(authorization, path_deployment);
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
            // In the same form as in webhooks.
            room_name: clean(&claims.video.room),
            identity: clean(&claims.sub),
        })
    }
}
