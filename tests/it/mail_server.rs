//! A mail server that cannot be trusted.

use livekit_console::alerts::notify::SendOutcome;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use crate::load::background;
use crate::notify::{send_notification, sender};

#[tokio::test]
async fn an_endless_response_of_a_mail_server_is_read_within_limits() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let (taken, received) = tokio::sync::oneshot::channel();
    background(async move {
        let Ok((mut stream, _)) = listener.accept().await else { return };
        let (line, mut sent) = (vec![b'2'; 64 * 1024], 0);
        // One line, until the other side has enough of it.
        while sent < 1 << 30
            && let Ok(written) = stream.write(&line).await
        {
            sent += written;
        }
        let _ = taken.send(sent);
    });
    let target = json!({"type": "email", "server": format!("smtp+plain://127.0.0.1:{port}"),
        "from": "console@example.com", "to": ["ops@example.com"]});
    let SendOutcome::Retry { error, .. } = send_notification(&sender(), &target).await else {
        panic!("it may do better the next time");
    };
    assert!(error.contains("more than 256 KiB"), "{error}");
    // What the kernel took of it before it knew is not read.
    let sent = received.await.expect("it was served");
    assert!(sent < 64 << 20, "{sent} bytes were taken");
}
