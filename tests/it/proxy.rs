//! A TCP proxy before a real database, which can refuse, fall silent, or cut what is connected.

use std::net::SocketAddr;
use std::time::Duration;

use livekit_console::watched::{Watched as _, seen};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use url::Url;

use crate::load::background;

/// What becomes of connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// They go through.
    Open,
    /// Nothing listens, and whatever was connected is cut.
    Refuse,
    /// They are taken, and never answered.
    Hang,
}

/// A proxy before one server.
pub(crate) struct Proxy {
    url: Url,
    mode: watch::Sender<Mode>,
    /// Host and port to which new connections lead.
    target: watch::Sender<String>,
}

impl Proxy {
    /// A proxy before the database at `url`.
    pub(crate) async fn before(url: &str) -> Self {
        let mut url = Url::parse(url).expect("the URL is good");
        let (target, to) = watch::channel(host_and_port(&url));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        url.set_host(Some("127.0.0.1")).expect("it has a host");
        url.set_port(Some(address.port())).expect("it has a host");
        let (mode, seen) = watch::channel(Mode::Open);
        background(listen(listener, address, to, seen));
        Self { url, mode, target }
    }

    /// The database's URL by way of the proxy.
    pub(crate) fn url(&self) -> &str {
        self.url.as_str()
    }

    /// New connections lead to the server at `url`; those that are open are cut.
    pub(crate) async fn lead_to(&self, url: &str) {
        let url = Url::parse(url).expect("the URL is good");
        self.target.send_replace(host_and_port(&url));
        self.set(Mode::Refuse);
        // Whoever pumps sees the refusal before it ends.
        tokio::time::sleep(Duration::from_millis(50)).await;
        self.set(Mode::Open);
    }

    /// What becomes of connections from now on.
    pub(crate) fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

fn host_and_port(url: &Url) -> String {
    format!("{}:{}", url.host_str().expect("it has a host"), url.port().unwrap_or(5432))
}

async fn listen(
    listener: TcpListener,
    address: SocketAddr,
    target: watch::Receiver<String>,
    mut mode: watch::Receiver<Mode>,
) {
    let mut listener = Some(listener);
    loop {
        let now = seen(&mut mode);
        if now == Mode::Refuse {
            listener = None;
            if mode.changed().await.is_err() {
                return;
            }
            continue;
        }
        let Some(listening) = &listener else {
            match TcpListener::bind(address).await {
                Ok(again) => listener = Some(again),
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
            continue;
        };
        tokio::select! {
            changed = mode.changed() => if changed.is_err() { return },
            accepted = listening.accept() => {
                let Ok((client, _)) = accepted else { continue };
                background(connect(client, target.current(), mode.clone()));
            }
        }
    }
}

async fn connect(client: TcpStream, target: String, mut mode: watch::Receiver<Mode>) {
    if mode.wait_for(|mode| *mode != Mode::Hang).await.is_err() {
        return;
    }
    let Ok(server) = TcpStream::connect(target).await else { return };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    background(pump(from_client, to_server, mode.clone()));
    pump(from_server, to_client, mode).await;
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut mode: watch::Receiver<Mode>) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let now = seen(&mut mode);
        match now {
            Mode::Refuse => return,
            Mode::Hang => {
                if mode.changed().await.is_err() {
                    return;
                }
                continue;
            }
            Mode::Open => {}
        }
        tokio::select! {
            changed = mode.changed() => if changed.is_err() { return },
            read = from.read(&mut buffer) => {
                let length = read.unwrap_or(0);
                if length == 0 || to.write_all(&buffer[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}
