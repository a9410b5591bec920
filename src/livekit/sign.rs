//! Signs webhooks as LiveKit does.
//!
//! It does not use `livekit_api`, whose tokens always take their times from the system's clock. The
//! test checks the result with `livekit_api`'s own verification.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::model::Millis;

/// The lifetime of a token, seconds (the same as LiveKit's).
const LIFETIME: i64 = 300;

#[derive(Serialize)]
struct ParticipantClaims<'a> {
    exp: i64,
    iss: &'a str,
    nbf: i64,
    sub: &'a str,
    video: Video<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Video<'a> {
    room: &'a str,
    room_join: bool,
}

#[derive(Serialize)]
struct Claims<'a> {
    exp: i64,
    iat: i64,
    iss: &'a str,
    nbf: i64,
    sha256: String,
}

/// The `Authorization` header of a webhook with this `body`, sent at `now`.
pub fn sign_webhook(body: &[u8], api_key: &str, api_secret: &str, now: Millis) -> String {
    let now = now.0.div_euclid(1000);
    let claims = Claims {
        exp: now + LIFETIME,
        iat: now,
        iss: api_key,
        nbf: now,
        sha256: STANDARD.encode(Sha256::digest(body)),
    };
    sign(&claims, api_secret)
}

/// The token with which a participant joins `room` as `identity`, signed at `now`.
pub fn sign_participant(
    identity: &str,
    room: &str,
    api_key: &str,
    api_secret: &str,
    now: Millis,
) -> String {
    let now = now.0.div_euclid(1000);
    let video = Video { room, room_join: true };
    let claims =
        ParticipantClaims { exp: now + LIFETIME, iss: api_key, nbf: now, sub: identity, video };
    sign(&claims, api_secret)
}

fn sign(claims: &impl Serialize, api_secret: &str) -> String {
    let claims = serde_json::to_vec(claims).expect("strings and numbers can be written");
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims));
    let signature = hmac_sha256(api_secret.as_bytes(), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use livekit_api::access_token::TokenVerifier;
    use livekit_api::webhooks::WebhookReceiver;

    use super::{hmac_sha256, sign_participant, sign_webhook};
    use crate::clock::Clock;

    const SECRET: &str = "a-secret-of-thirty-two-characters";

    fn receiver(api_key: &str, secret: &str) -> WebhookReceiver {
        WebhookReceiver::new(TokenVerifier::with_api_key(api_key, secret))
    }

    #[test]
    fn livekit_accepts_the_signature() {
        let body = r#"{"event":"room_started","id":"EV_1","createdAt":"1795377000"}"#;
        for secret in [SECRET, &SECRET.repeat(3)] {
            let token = sign_webhook(body.as_bytes(), "APIkey", secret, Clock::System.now());
            let event = receiver("APIkey", secret).receive(body, &token).expect("a good token");
            assert_eq!(event.id, "EV_1");
        }
    }

    #[test]
    fn a_participants_token_admits_it_to_its_room() {
        let token = sign_participant("ada", "alpha", "APIkey", SECRET, Clock::System.now());
        let claims = TokenVerifier::with_api_key("APIkey", SECRET).verify(&token).expect("good");
        let video = (claims.video.room.as_str(), claims.video.room_join);
        assert_eq!((claims.sub.as_str(), video), ("ada", ("alpha", true)));
    }

    #[test]
    fn livekit_refuses_another_key_secret_body_or_time() {
        let now = Clock::System.now();
        let body = r#"{"event":"room_started"}"#;
        for (why, api_key, secret, signed, at) in [
            ("key", "other", SECRET, body, now),
            ("secret", "APIkey", "another-secret-of-some-length-too", body, now),
            ("body", "APIkey", SECRET, "{}", now),
            ("expired", "APIkey", SECRET, body, now.plus(-3_600_000)),
            ("future", "APIkey", SECRET, body, now.plus(3_600_000)),
        ] {
            let token = sign_webhook(signed.as_bytes(), api_key, secret, at);
            assert!(receiver("APIkey", SECRET).receive(body, &token).is_err(), "{why}");
        }
    }

    #[test]
    fn the_hmac_is_that_of_the_standard() {
        // RFC 4231, test cases 2 and 6.
        for (key, message, code) in [
            (
                b"Jefe".to_vec(),
                "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                vec![0xAA; 131],
                "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ] {
            assert_eq!(hex::encode(hmac_sha256(&key, message.as_bytes())), code);
        }
    }
}
