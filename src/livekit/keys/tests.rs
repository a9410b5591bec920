use std::sync::Arc;

use secrecy::SecretString;

use super::{Keys, TokenError};
use crate::clock::Clock;
use crate::livekit::sign_webhook;
use crate::model::DeploymentName;

#[test]
fn deployments_with_the_same_key_are_distinguished_by_secret_or_else_by_path() {
    let names: Vec<DeploymentName> = ["eu", "us", "own"].map(Into::into).to_vec();
    let (first, other) = ("first-secret-first-secret", "other-secret-other-secret");
    let secrets = [first, other].map(SecretString::from);
    let signed = |key: &str, secret: &str| sign_webhook(b"{}", key, secret, Clock::System.now());
    let of = |keys: &Keys, token: &str, path: Option<&str>| {
        let checked = keys.check_at(Some(token), path);
        checked.map(|signed| signed.deployment.to_string()).map_err(|refused| refused.error)
    };
    let keys = |second: usize| {
        let all = [(0, "APIsame", 0), (1, "APIsame", second), (2, "APIown", 0)];
        Keys::new(all.map(|(name, key, secret)| (&names[name], key, &secrets[secret])))
    };
    // Their secrets differ: the signature decides, whatever the path.
    let apart = keys(1);
    for (secret, path, expected) in
        [(first, None, "eu"), (other, None, "us"), (first, Some("us"), "eu")]
    {
        assert_eq!(of(&apart, &signed("APIsame", secret), path).as_deref(), Ok(expected));
    }
    let wrong = signed("APIsame", "wrong-secret-wrong-secret");
    assert_eq!(of(&apart, &wrong, None), Err(TokenError::Signature));
    let refused = apart.check_at(Some(&wrong), Some("us")).expect_err("a wrong secret");
    assert_eq!(refused.deployment.as_deref(), Some("us"), "that of the path");
    // Their secrets are the same: only the path decides.
    let same = keys(0);
    let token = signed("APIsame", first);
    assert_eq!(of(&same, &token, Some("us")).as_deref(), Ok("us"));
    assert_eq!(of(&same, &token, Some("eu")).as_deref(), Ok("eu"));
    for path in [None, Some("own"), Some("nowhere")] {
        assert_eq!(of(&same, &token, path), Err(TokenError::Ambiguous), "{path:?}");
    }
    // A key of a single deployment belongs to it, whatever the path.
    assert_eq!(of(&same, &signed("APIown", first), Some("eu")).as_deref(), Ok("own"));
    let old = sign_webhook(b"{}", "APIsame", other, Clock::System.now().plus(-3_600_000));
    assert_eq!(of(&apart, &old, None), Err(TokenError::Expired), "more than a wrong secret");
    assert_eq!(same.namesakes_of("eu"), [Arc::clone(&names[1])]);
    assert!(same.namesakes_of("own").is_empty());
}
