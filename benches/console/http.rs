//! A cheap load generator: raw HTTP/1.1 over persistent connections, with prepared requests.

use std::cell::Cell;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use futures::future::try_join_all;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// Connections of a load: enough that a server which responds to many requests at once, after one
/// sync of the disk, does not wait for the load.
pub(crate) const CONNECTIONS: usize = 256;

/// How long one response may take.
const LIMIT: Duration = Duration::from_secs(30);

/// How often a condition is checked. Each check costs the server, too.
const POLL: Duration = Duration::from_millis(4);

/// A response.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn json(&self) -> anyhow::Result<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }
}

/// A persistent connection.
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

    /// Sends a whole request and reads the whole response.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<Response> {
        timeout(LIMIT, async {
            self.stream.write_all(request).await?;
            self.read_response().await
        })
        .await
        .context("waiting for a response")?
    }

    async fn read_response(&mut self) -> anyhow::Result<Response> {
        self.buffer.clear();
        loop {
            ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the connection ended");
            let Some(head) = memchr::memmem::find(&self.buffer, b"\r\n\r\n") else { continue };
            let text = std::str::from_utf8(&self.buffer[..head])?;
            let status = text.get(9..12).context("a status")?.parse()?;
            let mut headers = text.lines().filter_map(|line| line.split_once(": "));
            let length = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
            let Some((_, length)) = length else {
                // In chunks; no further request is sent before the last chunk.
                while !self.buffer.ends_with(b"0\r\n\r\n") {
                    let read = self.stream.read_buf(&mut self.buffer).await?;
                    ensure!(read > 0, "the connection ended");
                }
                return Ok(Response { status, body: self.buffer[head + 4..].to_vec() });
            };
            let length = length.parse::<usize>()?;
            let end = head + 4 + length;
            while self.buffer.len() < end {
                ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the connection ended");
            }
            return Ok(Response { status, body: self.buffer[head + 4..end].to_vec() });
        }
    }
}

/// The bytes of a GET.
pub(crate) fn get_request(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes()
}

/// One GET over a connection of its own.
pub(crate) async fn get(address: SocketAddr, path: &str) -> anyhow::Result<Response> {
    Connection::open(address).await?.exchange(&get_request(path)).await
}

/// The result of a load.
pub(crate) struct Load {
    /// From the first request to the last response.
    pub(crate) took: Duration,
    /// Time to each response. At a fixed rate it counts from when the request was due, so that a
    /// stalled server is charged for the requests that it delayed.
    pub(crate) waits: Vec<Duration>,
}

/// Sends all `requests` over [`CONNECTIONS`], each after the previous response; or, at
/// `per_second`, each when it is due.
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
                        // The lateness of the timer is not charged to the server.
                        sent = Instant::now();
                    } else {
                        sent = due;
                    }
                }
                let response = connection.exchange(request).await?;
                if response.status != 200 {
                    bail!("{}: {}", response.status, String::from_utf8_lossy(&response.body));
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
        ensure!(Instant::now() < deadline, "timed out waiting until {what}");
        sleep(POLL).await;
    }
    Ok(())
}
