//! A connection to a mail server that limits how much is read: the server is not trusted, and the
//! library reads lines of any length.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::extension::ClientId;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::net::tls::Trust;

/// Bytes that are read from one connection, at most, certificates included: a dozen responses have
/// some hundred bytes each, a certificate chain has some thousand.
pub(super) const RESPONSES_BYTES: usize = 256 * 1024;

/// How long a connection may take to open.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// Connects to `address` and reads the greeting. If `host` is given, the connection uses TLS from
/// the first byte, and the server must have a certificate of `host`.
pub(super) async fn connect(
    address: SocketAddr,
    host: Option<&str>,
    hello: &ClientId,
) -> Result<AsyncSmtpConnection, Failure> {
    let connecting = tokio::time::timeout(CONNECT_LIMIT, TcpStream::connect(address));
    let stream = match connecting.await {
        Ok(connected) => connected.map_err(|error| unreachable(&error))?,
        Err(_late) => {
            let seconds = CONNECT_LIMIT.as_secs();
            return Err(Failure::Unreachable(format!("no connection within {seconds} s")));
        }
    };
    let stream = Bounded { stream, left: RESPONSES_BYTES };
    let stream: Box<dyn AsyncTokioStream> = match host {
        Some(host) => {
            let stream = Trust::system().connect(host, stream).await;
            Box::new(Encrypted(stream.map_err(|error| unreachable(&error))?))
        }
        None => Box::new(stream),
    };
    Ok(AsyncSmtpConnection::connect_with_transport(stream, hello).await?)
}

/// Why an e-mail was not sent.
#[derive(Debug)]
pub(super) enum Failure {
    /// The connection failed.
    Unreachable(String),
    /// The SMTP session failed.
    Smtp(lettre::transport::smtp::Error),
}

impl From<lettre::transport::smtp::Error> for Failure {
    fn from(error: lettre::transport::smtp::Error) -> Self {
        Self::Smtp(error)
    }
}

fn unreachable(error: &dyn std::error::Error) -> Failure {
    Failure::Unreachable(format!("connection error: {error}"))
}

/// A stream that limits the bytes that are read.
#[derive(Debug)]
struct Bounded<S> {
    stream: S,
    left: usize,
}

impl<S: AsyncRead + Unpin> AsyncRead for Bounded<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.left == 0 {
            let why = format!("it responds with more than {} KiB", RESPONSES_BYTES / 1024);
            return Poll::Ready(Err(io::Error::other(why)));
        }
        let room = buffer.remaining().min(this.left);
        let mut part = ReadBuf::new(buffer.initialize_unfilled_to(room));
        ready!(Pin::new(&mut this.stream).poll_read(context, &mut part))?;
        let read = part.filled().len();
        buffer.advance(read);
        this.left -= read;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Bounded<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

impl AsyncTokioStream for Bounded<TcpStream> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}

/// The same over TLS.
#[derive(Debug)]
struct Encrypted(TlsStream<Bounded<TcpStream>>);

impl AsyncRead for Encrypted {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().0).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_shutdown(context)
    }
}

impl AsyncTokioStream for Encrypted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::Bounded;

    #[tokio::test]
    async fn no_more_is_read_than_the_limit() {
        let bytes = [7_u8; 100];
        let mut read = Vec::new();
        let mut short = Bounded { stream: &bytes[..10], left: 11 };
        assert_eq!(short.read_to_end(&mut read).await.expect("it ends before"), 10);
        read.clear();
        let mut long = Bounded { stream: &bytes[..], left: 11 };
        let error = long.read_to_end(&mut read).await.expect_err("it does not end");
        assert_eq!(read, [7; 11]);
        assert!(error.to_string().contains("more than 256 KiB"), "{error}");
    }
}
