//! Frames of the live feed as no browser sends them: what they announce costs the console nothing.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::console::{Console, LIMIT, eventually};
use crate::process::Process;

/// Bytes that a client sends behind a head that announced more.
const SENT_BYTES: usize = 24 * 1024 * 1024;

/// A WebSocket that is open, at the level of bytes.
async fn open(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let request = "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n\
                   Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                   Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut response = Vec::new();
    while !response.ends_with(b"\r\n\r\n") {
        response.push(stream.read_u8().await.expect("an answer"));
    }
    assert!(response.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&response));
    stream
}

/// The head of a masked frame.
fn head(first: u8, announced: u64) -> Vec<u8> {
    let mut head = vec![first, 0xff];
    head.extend(announced.to_be_bytes());
    head.extend([0; 4]);
    head
}

/// The code with which it is closed.
async fn closed_with(stream: &mut TcpStream) -> Option<u16> {
    let reading = async {
        loop {
            let opcode = stream.read_u8().await.ok()? & 0x0f;
            let length = match stream.read_u8().await.ok()? {
                126 => usize::from(stream.read_u16().await.ok()?),
                127 => usize::try_from(stream.read_u64().await.ok()?).ok()?,
                short => usize::from(short),
            };
            let mut payload = vec![0; length];
            stream.read_exact(&mut payload).await.ok()?;
            if opcode == 8 {
                return Some(u16::from_be_bytes([*payload.first()?, *payload.get(1)?]));
            }
        }
    };
    tokio::time::timeout(LIMIT, reading).await.expect("it is closed in time")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_announces_too_much_is_refused_at_its_head() {
    let console = Console::spawn().await;
    let ping = [0x89, 0x80, 0, 0, 0, 0];
    for (why, bytes, code) in [
        ("a text of a TiB", head(0x81, 1 << 40), 1009),
        ("a binary one", head(0x82, 1 << 40), 1009),
        ("the first piece of a text", head(0x01, 1 << 40), 1009),
        ("another piece", [&[0x01, 0x81, 0, 0, 0, 0, b'{'], &*head(0x00, 1 << 40)].concat(), 1009),
        ("behind a good frame", [&ping[..], &head(0x81, u64::MAX)].concat(), 1009),
        ("a byte too many", head(0x81, 16 * 1024 + 1), 1009),
        ("a ping that is long", head(0x89, 1 << 20), 1002),
        ("one that says it is compressed", head(0xc1, 10), 1002),
        ("an opcode that is none", head(0x83, 10), 1002),
    ] {
        let mut stream = open(console.address()).await;
        stream.write_all(&bytes).await.expect("sent");
        assert_eq!(closed_with(&mut stream).await, Some(code), "{why}");
    }
    eventually("nobody is connected", async || clients(&console).await == 0).await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_a_head_that_is_refused_takes_no_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let process = Process::start(folder.path(), &[]).await;
    // What it takes for a conversation that goes well.
    let mut stream = open(process.address).await;
    stream.write_all(&[0x88, 0x80, 0, 0, 0, 0]).await.expect("sent");
    closed_with(&mut stream).await;
    let before = resident_bytes(process.id());
    let mut held = Vec::new();
    for _ in 0..4 {
        let mut stream = open(process.address).await;
        stream.write_all(&head(0x81, 1 << 40)).await.expect("sent");
        let chunk = vec![0; 64 * 1024];
        let mut sent = 0;
        while sent < SENT_BYTES
            && let Ok(written) = stream.write(&chunk).await
        {
            sent += written;
        }
        held.push(stream);
    }
    let grown = resident_bytes(process.id()).saturating_sub(before);
    assert!(grown < SENT_BYTES, "{grown} bytes more than before");
    process.stop().await;
}

/// Bytes of memory that a process holds.
fn resident_bytes(id: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    let kib: usize = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib * 1024
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_in_many_pieces_has_the_limit_of_one() {
    let console = Console::spawn().await;
    let mut stream = open(console.address()).await;
    let mut first = vec![0x01, 0xfe, 0x20, 0, 0, 0, 0, 0];
    first.extend(vec![b' '; 8192]);
    stream.write_all(&first).await.expect("sent");
    let mut other = first.clone();
    other[0] = 0x00;
    stream.write_all(&other).await.expect("sent");
    other.truncate(8 + 8192);
    stream.write_all(&other).await.expect("sent");
    assert_eq!(closed_with(&mut stream).await, Some(1009));
    console.stop().await;
}

async fn clients(console: &Console) -> i64 {
    let text = console.get("/metrics").await.text().await.expect("text");
    let name = "livekit_console_websocket_clients ";
    let line = text.lines().find_map(|line| line.strip_prefix(name)).expect("a series");
    line.parse().expect("a number")
}
