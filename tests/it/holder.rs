//! Tokens of participants, as an application's backend signs them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::console::{KEY, SECRET, now};

/// A token with these claims, signed with `secret`.
pub(crate) fn token_of(claims: &Value, secret: &str) -> String {
    let part = |json: &str| URL_SAFE_NO_PAD.encode(json);
    let signed =
        format!("{}.{}", part(r#"{"alg":"HS256","typ":"JWT"}"#), part(&claims.to_string()));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// What a participant's token claims.
pub(crate) fn claims(room: &str, identity: &str) -> Value {
    let now = now().0 / 1000;
    json!({"iss": KEY, "sub": identity, "nbf": now - 10, "exp": now + 3600,
        "video": {"room": room, "roomJoin": true}})
}

/// A participant's token.
pub(crate) fn token(room: &str, identity: &str) -> String {
    token_of(&claims(room, identity), SECRET)
}
