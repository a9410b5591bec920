//! The API keys of all deployments, and the check of a webhook's token against them.
//!
//! LiveKit signs with HS256; the token names its key in `iss` and carries the SHA-256 of the body.
//! The hash is taken over the raw bytes: LiveKit's JSON differs in white space from build to build.

mod shared;

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::errors::ErrorKind;
use livekit_api::access_token::{AccessTokenError, Claims, TokenVerifier};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

pub use self::shared::SharedKeys;
use crate::clock::Clock;
use crate::model::{DeploymentName, Text};

/// The most characters of an API key's name that are shown: LiveKit's have 15.
const KEY_NAME_CHARS: usize = 64;

/// Why a token is refused. None of these can succeed later, so LiveKit rightly does not retry.
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
    /// It has expired, by more than the leeway of 60 s.
    #[error("the token has expired: compare the clocks of LiveKit and of the console")]
    Expired,
    /// It is not valid yet, by more than the leeway: 60 s, and ten minutes for a webhook.
    #[error("the token is not valid yet: compare the clocks of LiveKit and of the console")]
    Future,
    /// The body is not what was signed.
    #[error("the body is not the one that was signed: a proxy or relay in between rewrote it")]
    Body,
    /// Several deployments have its key and secret.
    #[error(
        "several deployments have the token's API key and secret: each must send to its own path, \
         `/api/livekit/webhook/NAME`"
    )]
    Ambiguous,
}

impl TokenError {
    /// All variants, for counters that start at 0.
    pub const ALL: [Self; 9] = [
        Self::Missing,
        Self::Malformed,
        Self::Algorithm,
        Self::UnknownKey,
        Self::Signature,
        Self::Expired,
        Self::Future,
        Self::Body,
        Self::Ambiguous,
    ];

    /// The stable code in the response and in the counter.
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
            Self::Ambiguous => "ambiguous_deployment",
        }
    }
}

/// A webhook's token may be this far in the future, milliseconds: ten minutes.
const AHEAD_MS: i64 = 600_000;

/// A refused token, and the deployment that it claims to be of, if that is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub error: TokenError,
    /// The deployment of the key that it names.
    pub deployment: Option<DeploymentName>,
    /// The name of its key, if that is not known here. It is not authenticated.
    pub unknown_key: Option<Text>,
    /// Its age by the console's clock, milliseconds; `None` if it is not signed with a known key.
    pub age_ms: Option<i64>,
}

/// A token that is signed with a known key, and valid now.
#[derive(Debug)]
pub struct Signed {
    /// Whose key it is.
    pub deployment: DeploymentName,
    /// Its age by the console's clock, milliseconds, exact to a second. `None` if the token does
    /// not say when it was made.
    pub age_ms: Option<i64>,
    digest: String,
}

impl Signed {
    /// Whether it signs `body`.
    pub fn covers(&self, body: &[u8]) -> bool {
        let digest = STANDARD.encode(Sha256::digest(body));
        bool::from(digest.as_bytes().ct_eq(self.digest.as_bytes()))
    }

    /// Whether it signs a body at all: a participant's token is signed with the same key, and does
    /// not.
    pub const fn is_of_a_webhook(&self) -> bool {
        !self.digest.is_empty()
    }

    /// The refusal of another body than the signed one.
    pub fn refuse_body(&self) -> Refused {
        Refused {
            error: TokenError::Body,
            deployment: Some(Arc::clone(&self.deployment)),
            unknown_key: None,
            age_ms: self.age_ms,
        }
    }
}

struct ApiKey {
    name: String,
    deployment: DeploymentName,
    verifier: TokenVerifier,
}

/// The API keys of all deployments. Each may have several, so that keys can be rotated. Several
/// deployments may have the same key, even with the same secret, if a configuration was copied.
pub struct Keys {
    by_name: HashMap<String, Vec<ApiKey>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.by_name.keys()).finish()
    }
}

impl Keys {
    /// Keys by deployment, name and secret. The configuration ensures that no deployment has two
    /// keys of the same name.
    pub fn new<'a>(
        keys: impl IntoIterator<Item = (&'a DeploymentName, &'a str, &'a SecretString)>,
    ) -> Self {
        let mut by_name: HashMap<String, Vec<ApiKey>> = HashMap::new();
        for (deployment, name, secret) in keys {
            let verifier = TokenVerifier::with_api_key(name, secret.expose_secret());
            let deployment = Arc::clone(deployment);
            let key = ApiKey { name: name.to_owned(), deployment, verifier };
            by_name.entry(name.to_owned()).or_default().push(key);
        }
        Self { by_name }
    }

    /// Checks that `authorization` signs `body` with a known key; returns the key's deployment.
    pub fn verify(
        &self,
        authorization: Option<&str>,
        body: &[u8],
    ) -> Result<DeploymentName, Refused> {
        let signed = self.check(authorization)?;
        if signed.covers(body) { Ok(signed.deployment) } else { Err(signed.refuse_body()) }
    }

    /// Checks that the token in `authorization` is signed with a known key and valid now.
    pub fn check(&self, authorization: Option<&str>) -> Result<Signed, Refused> {
        self.check_at(authorization, None)
    }

    /// The same for a request to the path of `path_deployment`. The path decides between
    /// deployments with the same key and secret; otherwise the signature decides, whatever the
    /// path.
    pub fn check_at(
        &self,
        authorization: Option<&str>,
        path_deployment: Option<&str>,
    ) -> Result<Signed, Refused> {
        let (deployment, claims) = self.claims(authorization, path_deployment)?;
        let deployment = Arc::clone(deployment);
        Ok(Signed { deployment, age_ms: age_ms(&claims), digest: claims.sha256 })
    }

    /// The claims of the token in `authorization`, and the deployment whose key signed it. A
    /// `Bearer` before the token is accepted: some proxies add it.
    pub(super) fn claims(
        &self,
        authorization: Option<&str>,
        path_deployment: Option<&str>,
    ) -> Result<(&DeploymentName, Claims), Refused> {
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
            return Err(Refused::of(TokenError::Missing));
        }
        let keys = self.keys_of(token).map_err(|error| Refused::of(error).naming(token))?;
        let is_of_path =
            |key: &ApiKey| path_deployment.is_some_and(|name| *key.deployment == *name);
        let (mut valid, mut refused) = (Vec::with_capacity(1), Vec::new());
        for key in keys {
            match key.verifier.verify(token) {
                Ok(claims) => valid.push((key, claims)),
                Err(error) => match reason(&error, token) {
                    TokenError::Future => match Self::ahead(key, token) {
                        Some(claims) => valid.push((key, claims)),
                        None => refused.push((key, TokenError::Future)),
                    },
                    error => refused.push((key, error)),
                },
            }
        }
        if valid.len() > 1 {
            valid.retain(|(key, _)| is_of_path(key));
            return match valid.pop() {
                Some((key, claims)) => Ok((&key.deployment, claims)),
                None => Err(Refused::of(TokenError::Ambiguous)),
            };
        }
        // A wrong secret may belong to another deployment; the key of the path is the likeliest.
        let likelihood = |(key, error): &(&ApiKey, TokenError)| {
            (*error != TokenError::Signature, is_of_path(key))
        };
        match (valid.pop(), refused.into_iter().max_by_key(likelihood)) {
            (Some((key, claims)), _) => Ok((&key.deployment, claims)),
            (None, Some((key, error))) => Err(Self::refused(key, error, token)),
            (None, None) => Err(Refused::of(TokenError::UnknownKey).naming(token)),
        }
    }

    /// The claims of a webhook's token from the near future: LiveKit's clock is ahead, and LiveKit
    /// does not retry a refused webhook. The signature was checked before the times.
    fn ahead(key: &ApiKey, token: &str) -> Option<Claims> {
        let claims = Claims::from_unverified(token).ok()?;
        let is_near = age_ms(&claims).is_some_and(|age_ms| age_ms >= -AHEAD_MS);
        let is_valid = is_near && claims.iss == key.name && !claims.sha256.is_empty();
        is_valid.then_some(claims)
    }

    /// Describes the refusal of a token that `key` does not verify.
    fn refused(key: &ApiKey, error: TokenError, token: &str) -> Refused {
        let claims = Claims::from_unverified(token).ok();
        let names_another = claims.as_ref().is_some_and(|claims| claims.iss != key.name);
        let deployment = Some(Arc::clone(&key.deployment));
        match error {
            // A secret is only wrong for the key that it belongs to.
            TokenError::Signature | TokenError::UnknownKey if names_another => {
                Refused { deployment, ..Refused::of(TokenError::UnknownKey).naming(token) }
            }
            // The signature was checked before the times.
            TokenError::Expired | TokenError::Future => {
                let age_ms = claims.as_ref().and_then(age_ms);
                Refused { deployment, age_ms, ..Refused::of(error) }
            }
            error => Refused { deployment, ..Refused::of(error) },
        }
    }

    /// The names of a deployment's keys, in order.
    pub fn names_of(&self, deployment: &str) -> Vec<String> {
        let keys = self.by_name.values().flatten().filter(|key| &*key.deployment == deployment);
        let mut names: Vec<_> = keys.map(|key| key.name.clone()).collect();
        names.sort();
        names
    }

    /// Other deployments with a key of the same name as one of this deployment's, in order.
    pub fn namesakes_of(&self, deployment: &str) -> Vec<DeploymentName> {
        let shared = self
            .by_name
            .values()
            .filter(|keys| keys.len() > 1 && keys.iter().any(|key| &*key.deployment == deployment));
        let mut others: Vec<_> = shared.flatten().map(|key| Arc::clone(&key.deployment)).collect();
        others.retain(|other| &**other != deployment);
        others.sort();
        others.dedup();
        others
    }

    fn keys_of(&self, token: &str) -> Result<&[ApiKey], TokenError> {
        let mut keys = self.by_name.values();
        if let (Some(only), None) = (keys.next(), keys.next()) {
            // The verifier compares `iss` itself; with a single name there is nothing to choose.
            return Ok(only);
        }
        let claims = Claims::from_unverified(token).map_err(|error| reason(&error, token))?;
        self.by_name.get(&claims.iss).map(Vec::as_slice).ok_or(TokenError::UnknownKey)
    }
}

impl Refused {
    const fn of(error: TokenError) -> Self {
        Self { error, deployment: None, unknown_key: None, age_ms: None }
    }

    /// Adds the name of the key that `token` names.
    fn naming(mut self, token: &str) -> Self {
        if self.error == TokenError::UnknownKey {
            self.unknown_key = Claims::from_unverified(token).ok().map(|claims| {
                let is_shown = |c: &char| c.is_ascii_graphic() && *c != '`';
                let mut shown: Text =
                    claims.iss.chars().filter(is_shown).take(KEY_NAME_CHARS).collect();
                if claims.iss.chars().filter(is_shown).nth(KEY_NAME_CHARS).is_some() {
                    shown.push('…');
                }
                shown
            });
        }
        self
    }
}

/// The age of a token by the console's clock, milliseconds.
fn age_ms(claims: &Claims) -> Option<i64> {
    let made = i64::try_from(claims.nbf).ok().filter(|made| *made > 0)?;
    Some(Clock::System.now().0.saturating_sub(made.saturating_mul(1000)))
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

#[cfg(test)]
mod tests;
