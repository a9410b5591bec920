//! What comes back from another host: read up to a limit, as nobody knows what answers.

use std::error::Error;

use reqwest::Response;

/// The first `limit` bytes of a body. One that breaks off is as good as a short one: what matters
/// is in its head.
pub async fn beginning(response: &mut Response, limit: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk[..chunk.len().min(limit - body.len())]);
        if body.len() == limit {
            break;
        }
    }
    body
}

/// The innermost cause of a failed request: the outer ones repeat the URL, which may be secret, and
/// say that something failed. `None` if the error has no cause.
pub fn innermost(error: &reqwest::Error) -> Option<&(dyn Error + 'static)> {
    let mut cause = error.source()?;
    while let Some(next) = cause.source() {
        cause = next;
    }
    Some(cause)
}
