//! Notifies systemd, or another service manager that sets `NOTIFY_SOCKET`, that the console is
//! ready, alive and stopping.
//!
//! Ready is what `/readyz` says. Alive means that work goes on: the runtime runs this task, the
//! server's threads answer `/healthz`, and no loop has missed its deadline. A database, a journal
//! or a LiveKit that is away makes the console neither: a restart would not help.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::{Client, StatusCode};
use sd_notify::NotifyState;

use super::readiness::{ask, local_client};
use super::{App, reachable};
use crate::tasks::Tasks;

/// How often the console is asked whether it is ready, until it is.
const READY_PAUSE: Duration = Duration::from_millis(50);

/// Of a watchdog's time the part after which a console that did not seem alive is asked again.
const RETRY: u32 = 20;

/// Notifies the service manager.
struct Notifier {
    address: SocketAddr,
    client: Client,
    tasks: Tasks,
}

impl App {
    /// Spawns the task that notifies the service manager, if there is one.
    pub(super) fn spawn_systemd(&self) -> anyhow::Result<()> {
        if std::env::var_os("NOTIFY_SOCKET").is_none() {
            return Ok(());
        }
        let notifier = Notifier {
            address: reachable(self.address()),
            client: local_client()?,
            tasks: self.tasks.clone(),
        };
        self.tasks.spawn("service manager", notifier.run(sd_notify::watchdog_enabled()));
        Ok(())
    }
}

impl Notifier {
    /// Runs until the process is to stop.
    async fn run(self, watchdog: Option<Duration>) -> anyhow::Result<()> {
        let (token, mut is_ready) = (self.tasks.token().clone(), false);
        while !token.is_cancelled() {
            let turn = async {
                let pause = self.notify_now(&mut is_ready, watchdog).await;
                tokio::time::sleep(pause).await;
            };
            tokio::select! {
                () = token.cancelled() => {}
                () = turn => {}
            }
        }
        notify(NotifyState::Stopping);
        Ok(())
    }

    /// Sends what is true now; returns how long that is enough.
    async fn notify_now(&self, is_ready: &mut bool, watchdog: Option<Duration>) -> Duration {
        if !*is_ready {
            if !self.answers("/readyz").await {
                return READY_PAUSE;
            }
            notify(NotifyState::Ready);
            *is_ready = true;
        }
        match watchdog {
            None => Duration::MAX,
            Some(limit) if self.is_alive().await => {
                notify(NotifyState::Watchdog);
                limit / 2
            }
            Some(limit) => limit / RETRY,
        }
    }

    async fn is_alive(&self) -> bool {
        let stalled = self.tasks.stalled();
        if !stalled.is_empty() {
            tracing::warn!(?stalled, "tasks hang: the watchdog is not notified");
        }
        stalled.is_empty() && self.answers("/healthz").await
    }

    async fn answers(&self, path: &str) -> bool {
        let response = ask(&self.client, self.address, path).await;
        response.is_ok_and(|(status, _)| status == StatusCode::OK)
    }
}

fn notify(state: NotifyState<'_>) {
    let text = state.to_string();
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, state = text, "the service manager cannot be notified");
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;
    use crate::net::tls;
    use crate::tasks;

    #[tokio::test]
    async fn a_console_is_alive_while_it_answers_and_no_task_hangs() {
        tls::install();
        let server = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = server.local_addr().expect("an address");
        let tasks = Tasks::new();
        let notifier = Notifier { address, client: local_client().expect("a client"), tasks };
        notifier.tasks.spawn("server", async move {
            for _ in 0..2 {
                let (mut connection, _) = server.accept().await?;
                // The head of a request is short enough to come at once.
                let _ = connection.read(&mut [0; 1024]).await?;
                connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await?;
            }
            Ok(())
        });
        assert!(notifier.is_alive().await);
        notifier.tasks.spawn("hangs", async {
            tasks::working(Duration::ZERO);
            std::future::pending().await
        });
        while notifier.tasks.stalled().is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(notifier.answers("/healthz").await, "the server goes on");
        assert!(!notifier.is_alive().await, "a task hangs");
        assert!(!notifier.answers("/healthz").await, "nobody listens any more");
    }
}
