//! The notifications that systemd receives, by a real socket.

use tokio::net::UnixDatagram;

use crate::console::LIMIT;
use crate::process::Process;

/// The next message to the service manager.
async fn notified(socket: &UnixDatagram) -> String {
    let mut message = [0; 256];
    let received = tokio::time::timeout(LIMIT, socket.recv(&mut message)).await;
    let length = received.expect("it comes in time").expect("it is a socket");
    String::from_utf8_lossy(&message[..length]).trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn systemd_is_notified_that_the_console_is_ready_alive_and_stopping() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket");
    let path = path.to_str().expect("UTF-8");
    let settings = [("NOTIFY_SOCKET", path), ("WATCHDOG_USEC", "400000")];
    let console = Process::start(folder.path(), &settings).await;
    assert_eq!(notified(&socket).await, "READY=1");
    assert_eq!(console.get_json("/readyz").await.0, 200);
    for _ in 0..3 {
        assert_eq!(notified(&socket).await, "WATCHDOG=1");
    }
    console.ask_to_stop();
    // It may be alive once more before the signal arrives.
    while notified(&socket).await != "STOPPING=1" {}
    let (status, log) = console.ended().await;
    assert!(status.success(), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_watchdog_systemd_is_notified_of_the_start_and_the_end_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket");
    let path = path.to_str().expect("UTF-8");
    let console = Process::start(folder.path(), &[("NOTIFY_SOCKET", path)]).await;
    assert_eq!(notified(&socket).await, "READY=1");
    console.stop().await;
    assert_eq!(notified(&socket).await, "STOPPING=1");
}
