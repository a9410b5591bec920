//! A request whose head does not come: its connection is closed, and nothing is answered. A 408,
//! which nobody here decided and nobody counts, would be final for LiveKit.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::console::{Console, LIMIT};

#[tokio::test(flavor = "multi_thread")]
async fn an_incomplete_request_head_gets_no_response() {
    let console = Console::spawn().await;
    let began = [&b""[..], b"POST /api/livekit/webhook HTTP/1.1\r\nHost: x\r\n"];
    let mut connections = Vec::new();
    for begin in began {
        let mut connection = TcpStream::connect(console.address()).await.expect("it listens");
        connection.write_all(begin).await.expect("it is open");
        connections.push(connection);
    }
    for mut connection in connections {
        let mut response = Vec::new();
        let closed = tokio::time::timeout(LIMIT * 2, connection.read_to_end(&mut response)).await;
        closed.expect("it is closed in time").expect("in order");
        assert_eq!(String::from_utf8_lossy(&response), "");
    }
    console.stop().await;
}
