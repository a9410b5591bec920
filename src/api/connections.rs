//! Connections that have asked for nothing yet: one that sends no whole head of a request in time is
//! closed.
//!
//! actix has such a limit, too, and it is off: it answers 408, which is final for LiveKit, nobody
//! counts it, and it takes time in which this process stood still (a stopped machine, a debugger) for
//! the client's slowness. Here only time counts in which the process ran, and what is closed without
//! an answer is sent again.

use std::any::Any;
use std::net::Shutdown;
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use socket2::SockRef;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often is looked who has not asked yet.
const LOOK: Duration = Duration::from_secs(1);

/// After how many looks a connection is closed that has not asked: ten seconds in which the process
/// ran.
const MOST_LOOKS: u32 = 10;

const LOCK: &str = "no holder of this lock panics";

/// A connection until its first request; held by the connection, and gone with it.
#[derive(Debug)]
pub(super) struct Opening(Mutex<Option<OwnedFd>>);

impl Opening {
    /// It has asked: it is an ordinary connection from now on.
    pub(super) fn asked(&self) {
        drop(self.0.lock().expect(LOCK).take());
    }
}

/// All connections that have not asked yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Openings(Arc<Mutex<Vec<Waiting>>>);

/// A connection, and how often it was looked at.
type Waiting = (Weak<Opening>, u32);

impl Openings {
    /// A connection was accepted; `extensions` are what its requests see of it.
    pub(super) fn accepted(&self, connection: &dyn Any, extensions: &mut Extensions) {
        let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
        // With no descriptor left there is none for anybody who connects, either.
        let Ok(socket) = stream.as_fd().try_clone_to_owned() else { return };
        let opening = Arc::new(Opening(Mutex::new(Some(socket))));
        self.0.lock().expect(LOCK).push((Arc::downgrade(&opening), 0));
        extensions.insert(opening);
    }

    /// Closes those that do not ask in time, until `token` is cancelled.
    pub(super) async fn run(self, token: CancellationToken) -> anyhow::Result<()> {
        let mut looks = interval(LOOK);
        // However long the process stood still, it is one look.
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = looks.tick() => self.look(),
                () = token.cancelled() => return Ok(()),
            }
        }
    }

    /// Looks once more.
    fn look(&self) {
        self.0.lock().expect(LOCK).retain_mut(|(opening, looks)| {
            let Some(opening) = opening.upgrade() else { return false };
            let mut socket = opening.0.lock().expect(LOCK);
            *looks += 1;
            if *looks > MOST_LOOKS
                && let Some(socket) = socket.take()
            {
                // Whatever else holds the connection finds that it is over.
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

    use super::{Arc, MOST_LOOKS, Opening, Openings};

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
    async fn who_does_not_ask_in_time_is_cut_off_and_who_asked_is_left_alone() {
        let openings = Openings::default();
        let (_silent, _kept, mut client) = connection(&openings);
        let (_asking, extensions, mut other) = connection(&openings);
        let (gone, no_extensions, _third) = connection(&openings);
        drop((gone, no_extensions));
        extensions.get::<Arc<Opening>>().expect("it is there").asked();
        for _ in 0..MOST_LOOKS {
            openings.look();
        }
        client.set_nonblocking(true).expect("it is open");
        let waits = client.read(&mut [0]).expect_err("it is still open");
        assert_eq!(waits.kind(), std::io::ErrorKind::WouldBlock);
        openings.look();
        client.set_nonblocking(false).expect("it is open");
        assert_eq!(client.read(&mut [0]).expect("it ends in order"), 0);
        other.set_nonblocking(true).expect("it is open");
        let waits = other.read(&mut [0]).expect_err("it is still open");
        assert_eq!(waits.kind(), std::io::ErrorKind::WouldBlock);
        assert!(openings.0.lock().expect("nobody panics").is_empty(), "nobody is waited for");
    }
}
