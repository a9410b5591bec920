//! Reads a response of another host up to a limit, because that host is not trusted.

use std::error::Error;

use reqwest::Response;

/// Reads the first `limit` bytes of a body. If the body breaks off, returns what came before: the
/// beginning holds what callers look for.
pub async fn read_prefix(response: &mut Response, limit: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk[..chunk.len().min(limit - body.len())]);
        if body.len() == limit {
            break;
        }
    }
    body
}

/// Returns the innermost cause of a failed request: the outer causes repeat the URL, which may be
/// secret. `None` if the error has no cause.
pub fn innermost_cause(error: &reqwest::Error) -> Option<&(dyn Error + 'static)> {
    let mut cause = error.source()?;
    while let Some(next) = cause.source() {
        cause = next;
    }
    Some(cause)
}
