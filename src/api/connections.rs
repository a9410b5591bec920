//! Closes connections that do not send a complete request head in time.
//!
//! The limit of actix is off: it responds with 408, after which LiveKit never retries; it cannot
//! be counted; and it includes time in which this process stood still (a suspended machine, a
//! debugger). Here only time counts in which the process ran, and LiveKit retries after a
//! connection was closed without a response.

use std::any::Any;
use std::net::Shutdown;
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::{Arc, Weak};
use std::time::Duration;

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use parking_lot::Mutex;
use socket2::SockRef;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often the connections are checked.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// A connection without a request is closed after so many checks: ten seconds in which the process
/// ran.
const MAX_CHECKS: u32 = 10;

/// A connection until its first request; the connection owns it.
#[derive(Debug)]
pub(super) struct Opening(Mutex<Option<OwnedFd>>);

impl Opening {
    /// The first request came: the connection is no longer checked.
    pub(super) fn request_received(&self) {
        drop(self.0.lock().take());
    }
}

/// All connections without a request so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Openings(Arc<Mutex<Vec<Waiting>>>);

/// A connection, and how often it was checked.
type Waiting = (Weak<Opening>, u32);

impl Openings {
    /// Adds an accepted connection; requests see its `extensions`.
    pub(super) fn accepted(&self, connection: &dyn Any, extensions: &mut Extensions) {
        let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
        // Without a free descriptor no further connection can be accepted, either.
        let Ok(socket) = stream.as_fd().try_clone_to_owned() else { return };
        let opening = Arc::new(Opening(Mutex::new(Some(socket))));
        self.0.lock().push((Arc::downgrade(&opening), 0));
        extensions.insert(opening);
    }

    /// Closes connections without a request in time, until `token` is cancelled.
    pub(super) async fn run(self, token: CancellationToken) -> anyhow::Result<()> {
        let mut checks = interval(CHECK_INTERVAL);
        // A pause of the process counts as one check, however long it was.
        checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = checks.tick() => self.check(),
                () = token.cancelled() => return Ok(()),
            }
        }
    }

    /// Checks all connections once.
    fn check(&self) {
        self.0.lock().retain_mut(|(opening, checks)| {
            let Some(opening) = opening.upgrade() else { return false };
            let mut socket = opening.0.lock();
            *checks += 1;
            if *checks > MAX_CHECKS
                && let Some(socket) = socket.take()
            {
                // The worker that serves the connection sees it closed.
                let _ = SockRef::from(&socket).shutdown(Shutdown::Both);
            }
            socket.is_some()
        });
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpListener;

    use actix_web::dev::Extensions;
    use actix_web::rt::net::TcpStream;

    use super::{Arc, MAX_CHECKS, Opening, Openings};

    /// A connection as it is accepted, and its other side.
    fn connection(openings: &Openings) -> (TcpStream, Extensions, std::net::TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let client =
            std::net::TcpStream::connect(listener.local_addr().expect("an address")).expect("open");
        let (accepted, _) = listener.accept().expect("it waits");
        accepted.set_nonblocking(true).expect("it is open");
        let stream = TcpStream::from_std(accepted).expect("a runtime");
        let mut extensions = Extensions::new();
        openings.accepted(&stream, &mut extensions);
        (stream, extensions, client)
    }

    #[tokio::test]
    async fn a_connection_without_a_request_is_closed_and_one_with_a_request_is_not() {
        let openings = Openings::default();
        let (_silent, _kept, mut client) = connection(&openings);
        let (_asking, extensions, mut other) = connection(&openings);
        let (gone, no_extensions, _third) = connection(&openings);
        drop((gone, no_extensions));
        extensions.get::<Arc<Opening>>().expect("it is there").request_received();
        for _ in 0..MAX_CHECKS {
            openings.check();
        }
        client.set_nonblocking(true).expect("it is open");
        let waits = client.read(&mut [0]).expect_err("it is still open");
        assert_eq!(waits.kind(), std::io::ErrorKind::WouldBlock);
        openings.check();
        client.set_nonblocking(false).expect("it is open");
        assert_eq!(client.read(&mut [0]).expect("it ends in order"), 0);
        other.set_nonblocking(true).expect("it is open");
        let waits = other.read(&mut [0]).expect_err("it is still open");
        assert_eq!(waits.kind(), std::io::ErrorKind::WouldBlock);
        assert!(openings.0.lock().is_empty(), "nobody is waited for");
    }
}
