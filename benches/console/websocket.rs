//! A cheap WebSocket client: it only unpacks frames.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A pong without payload, masked with zeros.
const PONG: [u8; 6] = [0x8A, 0x80, 0, 0, 0, 0];

/// Bytes read at once: several frames.
const READ_BYTES: usize = 16 * 1024;

/// An open socket.
pub(crate) struct Client {
    stream: TcpStream,
    /// Bytes of an incomplete frame.
    rest: Vec<u8>,
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        stream
            .write_all(
                b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\
                Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            )
            .await?;
        let mut rest = Vec::new();
        loop {
            ensure!(stream.read_buf(&mut rest).await? > 0, "the server refused a WebSocket");
            if let Some(head) = memchr::memmem::find(&rest, b"\r\n\r\n") {
                ensure!(rest.starts_with(b"HTTP/1.1 101"), "the server refused a WebSocket");
                rest.drain(..head + 4);
                return Ok(Self { stream, rest });
            }
        }
    }

    /// Sends a text of less than 64 KiB.
    pub(crate) async fn send(&mut self, text: &str) -> anyhow::Result<()> {
        let length = u16::try_from(text.len()).context("a short text")?.to_be_bytes();
        // A mask of zeros changes nothing.
        let mut frame = vec![0x81, 0xFE, length[0], length[1], 0, 0, 0, 0];
        frame.extend_from_slice(text.as_bytes());
        Ok(self.stream.write_all(&frame).await?)
    }

    /// Waits for bytes and passes every complete text to `each`; `false` when the server has
    /// closed.
    pub(crate) async fn read(&mut self, each: impl FnMut(&[u8])) -> anyhow::Result<bool> {
        let mut frames = Frames { each, pings: 0 };
        let open = self.take(&mut frames).await?;
        for _ in 0..frames.pings {
            self.stream.write_all(&PONG).await?;
        }
        Ok(open)
    }

    async fn take(&mut self, frames: &mut Frames<impl FnMut(&[u8])>) -> anyhow::Result<bool> {
        if self.rest.is_empty() {
            // Thousands of clients share one buffer while no frame is cut in two.
            self.stream.readable().await?;
            let mut buffer = [0_u8; READ_BYTES];
            match self.stream.try_read(&mut buffer) {
                Ok(0) => return Ok(false),
                Ok(length) => {
                    let used = frames.unpack(&buffer[..length]);
                    self.rest.extend_from_slice(&buffer[used..length]);
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
            return Ok(true);
        }
        if self.stream.read_buf(&mut self.rest).await? == 0 {
            return Ok(false);
        }
        let used = frames.unpack(&self.rest);
        self.rest.drain(..used);
        if self.rest.is_empty() {
            self.rest = Vec::new();
        }
        Ok(true)
    }
}

/// The handling of frames.
struct Frames<F> {
    each: F,
    /// How many pings wait for a pong.
    pings: u32,
}

impl<F: FnMut(&[u8])> Frames<F> {
    /// Handles each complete frame; returns how many bytes they had.
    fn unpack(&mut self, bytes: &[u8]) -> usize {
        let mut used = 0;
        loop {
            let rest = &bytes[used..];
            let Some((payload_at, length)) = head(rest) else { return used };
            let Some(payload) = rest.get(payload_at..payload_at + length) else { return used };
            match rest[0] & 0x0F {
                0x1 => (self.each)(payload),
                0x9 => self.pings += 1,
                _ => {}
            }
            used += payload_at + length;
        }
    }
}

/// Where the payload of the first frame begins, and its length; a server does not mask.
fn head(bytes: &[u8]) -> Option<(usize, usize)> {
    match *bytes.get(1)? & 0x7F {
        126 => {
            let length = bytes.get(2..4)?.try_into().ok()?;
            Some((4, usize::from(u16::from_be_bytes(length))))
        }
        127 => {
            let length = bytes.get(2..10)?.try_into().ok()?;
            Some((10, usize::try_from(u64::from_be_bytes(length)).ok()?))
        }
        short => Some((2, usize::from(short))),
    }
}
