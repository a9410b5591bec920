//! A connection to a console, byte by byte: what no well-behaved client sends.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::console::{Console, LIMIT};

/// A connection.
pub(crate) async fn connect(console: &Console) -> TcpStream {
    TcpStream::connect(console.address()).await.expect("connected")
}

/// Everything that is answered to these bytes, until the connection is closed.
pub(crate) async fn ask(console: &Console, request: &[u8]) -> String {
    let mut stream = connect(console).await;
    stream.write_all(request).await.expect("sent");
    rest(&mut stream).await
}

/// What comes until the connection is closed.
pub(crate) async fn rest(stream: &mut TcpStream) -> String {
    let mut response = Vec::new();
    let reading = tokio::time::timeout(LIMIT, stream.read_to_end(&mut response)).await;
    // One that is cut is closed, too.
    let _ = reading.expect("it is closed in time");
    String::from_utf8_lossy(&response).into_owned()
}

/// The status of an answer.
pub(crate) fn status(response: &str) -> u16 {
    let status = response.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)?.parse().ok());
    status.unwrap_or_else(|| panic!("no answer: {response:?}"))
}
