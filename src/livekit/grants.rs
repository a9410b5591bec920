//! The check of an API token as LiveKit makes it. The simulator and tests use it.

use livekit_api::access_token::{Claims, TokenVerifier};

/// The grants of a token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are LiveKit's")]
pub struct Grants {
    /// `ListRooms`.
    pub room_list: bool,
    /// Administration of `room`.
    pub room_admin: bool,
    /// The room of `room_admin`.
    pub room: String,
    /// Egresses.
    pub room_record: bool,
    /// Ingresses.
    pub ingress_admin: bool,
}

/// Why a token is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusedToken {
    /// It is not a token.
    Malformed,
    /// Its key is another.
    UnknownKey(String),
    /// Signature or times are wrong; the text of the error.
    Invalid(String),
}

/// The grants of `token`, if it is signed with this key and secret and valid by the system's clock.
pub fn verify_grants(token: &str, api_key: &str, api_secret: &str) -> Result<Grants, RefusedToken> {
    let Ok(unverified) = Claims::from_unverified(token) else {
        return Err(RefusedToken::Malformed);
    };
    if unverified.iss != api_key {
        return Err(RefusedToken::UnknownKey(unverified.iss));
    }
    let claims = TokenVerifier::with_api_key(api_key, api_secret)
        .verify(token)
        .map_err(|error| RefusedToken::Invalid(error.to_string()))?;
    let video = claims.video;
    Ok(Grants {
        room_list: video.room_list,
        room_admin: video.room_admin,
        room: video.room,
        room_record: video.room_record,
        ingress_admin: video.ingress_admin,
    })
}
