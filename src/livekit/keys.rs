//! Who signed a webhook: API keys of every deployment, and the check of a token against them.
//!
//! LiveKit signs with HS256; the token names its key in `iss` and carries the SHA-256 of the body.
//! The hash is taken over the raw bytes: LiveKit's JSON differs in white space from build to build.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::errors::ErrorKind;
use livekit_api::access_token::{AccessTokenError, Claims, TokenVerifier};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::model::DeploymentName;

/// Why a token is refused. None of them can succeed later, so LiveKit rightly does not try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// There is no `Authorization` header.
    #[error("the request has no `Authorization` header; LiveKit signs every webhook")]
    Missing,
    /// It is not a token at all.
    #[error("the `Authorization` header holds no well-formed token")]
    Malformed,
    /// It is signed by a method other than HS256, or not at all.
    #[error("the token is not signed with HS256")]
    Algorithm,
    /// Its key is not configured here.
    #[error("the token's API key is not one of this console's deployments")]
    UnknownKey,
    /// The secret differs.
    #[error("the token's signature does not match the secret of its API key")]
    Signature,
    /// It is over, by more than the leeway of 60 s.
    #[error("the token has expired: compare the clocks of LiveKit and of the console")]
    Expired,
    /// It is not valid yet, by more than the leeway of 60 s.
    #[error("the token is not valid yet: compare the clocks of LiveKit and of the console")]
    Future,
    /// The body is not what was signed.
    #[error("the body is not the one that was signed: something between rewrote it")]
    Body,
}

impl TokenError {
    /// Every one, for counters that start at 0.
    pub const ALL: [Self; 8] = [
        Self::Missing,
        Self::Malformed,
        Self::Algorithm,
        Self::UnknownKey,
        Self::Signature,
        Self::Expired,
        Self::Future,
        Self::Body,
    ];

    /// The stable code of the answer and of the counter.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing_token",
            Self::Malformed => "malformed_token",
            Self::Algorithm => "unsupported_algorithm",
            Self::UnknownKey => "unknown_api_key",
            Self::Signature => "invalid_signature",
            Self::Expired => "token_expired",
            Self::Future => "token_not_yet_valid",
            Self::Body => "body_mismatch",
        }
    }
}

/// A refused token, and whose it claims to be, if that is a deployment known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub error: TokenError,
    /// The deployment of the key that it names.
    pub deployment: Option<DeploymentName>,
}

struct Key {
    deployment: DeploymentName,
    verifier: TokenVerifier,
}

/// The API keys of every deployment; several each, so that keys can be rotated.
pub struct Keys {
    by_name: HashMap<String, Key>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.by_name.keys()).finish()
    }
}

impl Keys {
    /// Keys by deployment, name and secret. Names are unique: the configuration has seen to it.
    pub fn new<'a>(
        keys: impl IntoIterator<Item = (&'a DeploymentName, &'a str, &'a SecretString)>,
    ) -> Self {
        let by_name = keys
            .into_iter()
            .map(|(deployment, name, secret)| {
                let verifier = TokenVerifier::with_api_key(name, secret.expose_secret());
                (name.to_owned(), Key { deployment: Arc::clone(deployment), verifier })
            })
            .collect();
        Self { by_name }
    }

    /// Checks that `authorization` signs `body` with a known key; tells whose it is. A `Bearer`
    /// before the token is accepted: some proxies add it.
    pub fn verify(
        &self,
        authorization: Option<&str>,
        body: &[u8],
    ) -> Result<&DeploymentName, Refused> {
        let refused = |error, deployment| Refused { error, deployment };
        let token = authorization.map(str::trim).unwrap_or_default();
        let token = match token.split_at_checked("Bearer".len()) {
            Some((scheme, rest))
                if scheme.eq_ignore_ascii_case("Bearer") && !rest.starts_with(is_of_token) =>
            {
                rest.trim()
            }
            _ => token,
        };
        if token.is_empty() {
            return Err(refused(TokenError::Missing, None));
        }
        let key = self.key_of(token).map_err(|error| refused(error, None))?;
        let for_key = |error| refused(error, Some(Arc::clone(&key.deployment)));
        let claims = key.verifier.verify(token).map_err(|error| for_key(reason(&error, token)))?;
        let digest = STANDARD.encode(Sha256::digest(body));
        if bool::from(digest.as_bytes().ct_eq(claims.sha256.as_bytes())) {
            Ok(&key.deployment)
        } else {
            Err(for_key(TokenError::Body))
        }
    }

    fn key_of(&self, token: &str) -> Result<&Key, TokenError> {
        let mut keys = self.by_name.values();
        if let (Some(only), None) = (keys.next(), keys.next()) {
            // The verifier compares `iss` itself; with one key there is nothing to choose.
            return Ok(only);
        }
        let claims = Claims::from_unverified(token).map_err(|error| reason(&error, token))?;
        self.by_name.get(&claims.iss).ok_or(TokenError::UnknownKey)
    }
}

/// Whether a character can be part of a token.
const fn is_of_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}

fn reason(error: &AccessTokenError, token: &str) -> TokenError {
    let AccessTokenError::Encoding(error) = error else { return TokenError::Malformed };
    match error.kind() {
        ErrorKind::InvalidSignature => TokenError::Signature,
        ErrorKind::ExpiredSignature => TokenError::Expired,
        ErrorKind::ImmatureSignature => TokenError::Future,
        ErrorKind::InvalidIssuer => TokenError::UnknownKey,
        ErrorKind::InvalidAlgorithm => TokenError::Algorithm,
        // An algorithm that the library has no name for (`none`) fails as bad JSON.
        _ if names_other_algorithm(token) => TokenError::Algorithm,
        _ => TokenError::Malformed,
    }
}

fn names_other_algorithm(token: &str) -> bool {
    let header = token.split('.').next().unwrap_or_default();
    URL_SAFE_NO_PAD
        .decode(header)
        .ok()
        .and_then(|json| serde_json::from_slice::<serde_json::Value>(&json).ok())
        .and_then(|header| Some(header.get("alg")?.as_str()? != "HS256"))
        .unwrap_or(false)
}
