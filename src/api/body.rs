//! Reading a request's body whole, within a limit of bytes and of time.

use std::time::Duration;

use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt;

use super::error::Error;

/// How long a body may take to arrive.
const BODY_LIMIT: Duration = Duration::from_secs(30);

/// Bytes beyond the limit that are read and thrown away: a sender that is refused in the middle of
/// its body sees a broken connection and not the reason.
const SPILL_BYTES: usize = 16 * 1024 * 1024;

/// The body, if it has at most `limit` bytes.
pub(super) async fn read(payload: &mut Payload, limit: usize) -> Result<Bytes, Error> {
    let reading = async {
        let mut body = BytesMut::new();
        let mut length: usize = 0;
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|error| Error::bad_request(format!("the body: {error}")))?;
            length += chunk.len();
            if length <= limit {
                body.extend_from_slice(&chunk);
            } else {
                body = BytesMut::new();
            }
            if length > limit.saturating_add(SPILL_BYTES) {
                break;
            }
        }
        if length > limit { Err(Error::body_is_over(limit)) } else { Ok(body.freeze()) }
    };
    match tokio::time::timeout(BODY_LIMIT, reading).await {
        Ok(body) => body,
        Err(_late) => Err(Error::body_took_too_long()),
    }
}
