//! `GET /ws`: the live feed.
//!
//! `heads` refuses frames that announce too many bytes; `client` interprets a client's frames and
//! knows nothing of sockets or clocks; `session` is the loop between the feed, the client and
//! timers.

mod client;
mod heads;
mod session;

use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, web};

use super::context::Console;
use super::error::Error;
use super::origin;
use super::query::Query;
use super::refusals::{CrossOrigin, InvalidQuery, TooManyClients};
use crate::state::feed::Hub;
use heads::{CheckedStream, Heads};
use session::Session;

/// The most clients of one instance: each takes a file descriptor; below the usual limit of a
/// process.
const CLIENTS_MAX: i64 = 15_000;

/// Seconds after which a client that was refused for the limit may retry.
const RETRY_SECONDS: u32 = 5;

/// Opens the live feed: text frames `{ "type", "seq", "data" }`.
///
/// The server sends `snapshot`, `metrics_update`, `room_update`, `alert`, `heartbeat`, `resync` and
/// `error`; the client may send `subscribe` and `ping`. `docs/API.md` describes the protocol.
#[utoipa::path(
    get, path = "/ws", operation_id = "open_websocket", tag = "live",
    responses(
        (status = 101, description = "The WebSocket is open"),
        InvalidQuery,
        CrossOrigin,
        TooManyClients,
    ),
)]
pub(super) async fn connect(
    console: Console,
    request: HttpRequest,
    _: Query<()>,
    payload: web::Payload,
) -> Result<HttpResponse, Error> {
    origin::check(&request)?;
    if console.shared.metrics.websocket_clients.get() >= CLIENTS_MAX
        || console.tasks.token().is_cancelled()
    {
        return Err(Error::overloaded("too many clients are connected", RETRY_SECONDS));
    }
    let bytes = CheckedStream { bytes: payload, heads: Heads::new(client::MESSAGE_BYTES as u64) };
    let mut checked: Payload = Payload::Stream { payload: Box::pin(bytes) };
    let checked = web::Payload::from_request(&request, &mut checked).await;
    let checked = checked.map_err(|error| Error::bad_request(error.to_string()))?;
    let (response, socket, frames) = actix_ws::handle(&request, checked)
        .map_err(|error| Error::bad_request(format!("`/ws` needs a WebSocket: {error}")))?;
    // On the connection's own thread: socket and frames are not `Send`.
    let hub = request.app_data::<Rc<Hub>>().expect("each thread of the server has one");
    actix_web::rt::spawn(Session::new(console, socket, hub.subscribe()).run(frames));
    Ok(response)
}
