//! A load generator that costs little: raw HTTP/1.1 over kept connections, with requests that were
//! made before.

use std::cell::Cell;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use futures::future::try_join_all;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// Connections that a load is sent over: enough that a server which answers many at once, after one
/// sync of the disk, does not wait for the load.
pub(crate) const CONNECTIONS: usize = 256;

/// How long one answer may take.
const LIMIT: Duration = Duration::from_secs(30);

/// How often a condition is looked at: asking costs the server, too.
const POLL: Duration = Duration::from_millis(4);

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> anyhow::Result<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }
}

/// A connection that is kept.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a whole request and reads the whole answer.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        timeout(LIMIT, async {
            self.stream.write_all(request).await?;
            self.answer().await
        })
        .await
        .context("waiting for an answer")?
    }

    async fn answer(&mut self) -> anyhow::Result<Answer> {
        self.buffer.clear();
        loop {
            ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the connection ended");
            let Some(head) = memchr::memmem::find(&self.buffer, b"\r\n\r\n") else { continue };
            let text = std::str::from_utf8(&self.buffer[..head])?;
            let status = text.get(9..12).context("a status")?.parse()?;
            let mut headers = text.lines().filter_map(|line| line.split_once(": "));
            let length = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
            let Some((_, length)) = length else {
                // In chunks; nothing is asked for before the last of them is there.
                while !self.buffer.ends_with(b"0\r\n\r\n") {
                    let read = self.stream.read_buf(&mut self.buffer).await?;
                    ensure!(read > 0, "the connection ended");
                }
                return Ok(Answer { status, body: self.buffer[head + 4..].to_vec() });
            };
            let length = length.parse::<usize>()?;
            let end = head + 4 + length;
            while self.buffer.len() < end {
                ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the connection ended");
            }
            return Ok(Answer { status, body: self.buffer[head + 4..end].to_vec() });
        }
    }
}

/// The bytes of a GET.
pub(crate) fn get_request(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes()
}

/// One GET over a connection of its own.
pub(crate) async fn get(address: SocketAddr, path: &str) -> anyhow::Result<Answer> {
    Connection::open(address).await?.exchange(&get_request(path)).await
}

/// What a load showed.
pub(crate) struct Load {
    /// From the first request to the last answer.
    pub(crate) took: Duration,
    /// Time to each answer; under a fixed rate from when the request was due, so that a server that
    /// stalls is not spared what it kept from being sent.
    pub(crate) waits: Vec<Duration>,
}

/// Sends all `requests` over [`CONNECTIONS`], each as soon as the one before it is answered; or, at
/// so many a second, each when it is due.
pub(crate) async fn send(
    address: SocketAddr,
    requests: &[Vec<u8>],
    per_second: Option<f64>,
) -> anyhow::Result<Load> {
    let next = Cell::new(0_usize);
    let connections = try_join_all((0..CONNECTIONS).map(|_| Connection::open(address))).await?;
    let began = Instant::now();
    let workers = connections.into_iter().map(|mut connection| {
        let next = &next;
        async move {
            let mut waits = Vec::with_capacity(requests.len() / CONNECTIONS + 1);
            loop {
                let this = next.replace(next.get() + 1);
                let Some(request) = requests.get(this) else { return Ok(waits) };
                let mut sent = Instant::now();
                if let Some(per_second) = per_second {
                    let due = began
                        + Duration::from_secs_f64(crate::statistics::number(this) / per_second);
                    if due > sent {
                        sleep_until(due).await;
                        // The timer's own lateness is not the server's.
                        sent = Instant::now();
                    } else {
                        sent = due;
                    }
                }
                let answer = connection.exchange(request).await?;
                if answer.status != 200 {
                    bail!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
                }
                waits.push(sent.elapsed());
            }
        }
    });
    let waits = try_join_all(workers).await?.concat();
    Ok(Load { took: began.elapsed(), waits })
}

/// Waits until `condition` holds.
pub(crate) async fn until(
    what: &str,
    limit: Duration,
    condition: impl AsyncFn() -> bool,
) -> anyhow::Result<()> {
    let deadline = Instant::now() + limit;
    while !condition().await {
        ensure!(Instant::now() < deadline, "waited in vain: {what}");
        sleep(POLL).await;
    }
    Ok(())
}
