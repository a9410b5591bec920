//! A real console for a test: the whole app on a free port, with a store and a journal in a folder
//! of its own, and a clock that stands until the test sets it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use livekit_console::app::App;
use livekit_console::clock::Clock;
use livekit_console::config::{Cli, Config, Options};
use livekit_console::ingest::journal::Journal;
use livekit_console::livekit::sign_webhook;
use livekit_console::model::{Event, Millis};
use livekit_console::state::State;
use livekit_console::store::{SharedStore, open};
use parking_lot::RwLock;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// When a console's clock stands at first: 2026-11-22T20:00:00Z.
pub(crate) const NOW: Millis = Millis(1_795_377_600_000);
/// The API key of the deployment `default`.
pub(crate) const KEY: &str = "APIconsoletest";
/// Its secret.
pub(crate) const SECRET: &str = "consolesecretconsolesecretconsole32";
/// How long anything may take that is waited for: a loaded machine is slow.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// A WebSocket to a console.
pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A running console.
pub(crate) struct Console {
    /// Its time, to be set.
    pub clock: Clock,
    /// What is true now.
    pub state: Arc<RwLock<State>>,
    /// Where its events are made durable.
    pub journal: Journal,
    /// A second hold on its database.
    pub store: SharedStore,
    /// Asks it, without following redirects.
    pub client: reqwest::Client,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<anyhow::Result<()>>,
    folder: TempDir,
}

impl Console {
    /// A console without history that watches the deployment `default` in the region `eu`.
    pub(crate) async fn spawn() -> Self {
        Self::spawn_with(|_| ()).await
    }

    /// The same, after `adjust` has changed its options.
    pub(crate) async fn spawn_with(adjust: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        Self::spawn_in(folder, adjust).await
    }

    /// The same, in a folder that an earlier console may have left.
    pub(crate) async fn spawn_in(folder: TempDir, adjust: impl FnOnce(&mut Options)) -> Self {
        Self::spawn_on(folder, Clock::manual(NOW), adjust).await
    }

    /// The same, with a clock that somebody else follows, too.
    pub(crate) async fn spawn_on(
        folder: TempDir,
        clock: Clock,
        adjust: impl FnOnce(&mut Options),
    ) -> Self {
        let file = folder.path().join("console.toml");
        let text = format!(
            "port = 0\ndata_dir = \"{}\"\nshutdown_grace = \"15s\"\nlivekit_poll_interval = \"off\"\n[[deployment]]\nname = \"default\"\n\
             region = \"eu\"\nurl = \"ws://127.0.0.1:7880\"\n[[deployment.key]]\n\
             api_key = \"{KEY}\"\napi_secret = \"{SECRET}\"\n",
            folder.path().join("data").display(),
        );
        std::fs::write(&file, text).expect("the folder can be written");
        let file = file.to_str().expect("a path in UTF-8");
        let mut options = Cli::parse_from(["livekit-console", "--config-file", file]).options;
        adjust(&mut options);
        let url = options.database_url.clone().unwrap_or_else(|| {
            format!("sqlite:{}", folder.path().join("data/console.db").display())
        });
        let config = Config::load(options).expect("a good configuration");
        let app = App::build(config, clock.clone()).await.expect("it can be built");
        let (address, state, journal) = (app.address(), app.state(), app.journal());
        let (stop, stopped) = oneshot::channel::<()>();
        #[expect(clippy::disallowed_methods, reason = "the test is what waits for it")]
        let running = tokio::spawn(app.run(async {
            let _ = stopped.await;
        }));
        let store = open::open(&url).expect("the same database");
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(LIMIT)
            .build()
            .expect("a client");
        let stop = Some(stop);
        Self { clock, state, journal, store, client, address, stop, running, folder }
    }

    /// Where a path is.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The URL of its database, if that is a file of its own.
    pub(crate) fn store_file(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("data/console.db").display())
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A request to be completed.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// What a GET answers.
    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    /// Status and JSON of what a GET answers.
    pub(crate) async fn get_json(&self, path: &str) -> (u16, Value) {
        let response = self.get(path).await;
        (response.status().as_u16(), response.json().await.expect("JSON"))
    }

    /// The JSON of what a GET answers with 200.
    pub(crate) async fn read(&self, path: &str) -> Value {
        let (status, json) = self.get_json(path).await;
        assert_eq!(status, 200, "{path}: {json}");
        json
    }

    /// Status and JSON of what a request with a JSON body answers; `null` if it answers nothing.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let response = self.request(method, path).json(body).send().await.expect("an answer");
        (response.status().as_u16(), response.json().await.unwrap_or(Value::Null))
    }

    /// Signs a webhook and posts it; tells the status of the answer.
    pub(crate) async fn send(&self, event: &Value) -> u16 {
        self.send_raw(&event.to_string()).await
    }

    /// Signs these very bytes and posts them; tells the status of the answer.
    pub(crate) async fn send_raw(&self, body: &str) -> u16 {
        // Tokens are checked against the system's time.
        let token = sign_webhook(body.as_bytes(), KEY, SECRET, now());
        self.post_webhook(&token, body.to_owned()).await.status().as_u16()
    }

    /// Posts a webhook with this token.
    pub(crate) async fn post_webhook(
        &self,
        token: &str,
        body: impl Into<reqwest::Body>,
    ) -> Response {
        self.request(Method::POST, "/api/livekit/webhook")
            .header("authorization", token)
            .header("content-type", "application/webhook+json")
            .body(body)
            .send()
            .await
            .expect("an answer")
    }

    /// Posts a body under a token, if any; tells status, JSON and `Retry-After` of the answer.
    pub(crate) async fn post(
        &self,
        token: Option<&str>,
        body: Vec<u8>,
    ) -> (u16, Value, Option<String>) {
        let mut request = self.request(Method::POST, "/api/livekit/webhook").body(body);
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        let reply = request.send().await.expect("an answer");
        let header = reply.headers().get("retry-after");
        let retry_after = header.and_then(|value| value.to_str().ok()).map(str::to_owned);
        (reply.status().as_u16(), reply.json().await.unwrap_or(Value::Null), retry_after)
    }

    /// Sends events, each of which must be accepted, and waits until they are stored.
    pub(crate) async fn receive_webhooks(&self, events: &[Value]) {
        for event in events {
            assert_eq!(self.send(event).await, 200, "{event}");
        }
        self.until_stored().await;
    }

    /// Waits until everything that was accepted is applied and stored.
    pub(crate) async fn until_stored(&self) {
        eventually("everything is stored", async || {
            // A reader of history does not wait for a batch to become full.
            let _ = self.get("/api/events?limit=1").await;
            let health = self.read("/api/health").await;
            health["journal"]["pending_events"] == 0 && health["store"]["status"] == "ok"
        })
        .await;
    }

    /// A WebSocket to the live feed.
    pub(crate) async fn websocket(&self) -> Socket {
        let url = format!("ws://{}/ws", self.address);
        in_time(tokio_tungstenite::connect_async(url)).await.expect("a socket").0
    }

    /// Asks it to stop as a signal would, and does not wait.
    pub(crate) fn ask_to_stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).expect("it still runs");
        }
    }

    /// Stops it as a signal would; fails if that does not go well. Gives its folder back.
    pub(crate) async fn stop(mut self) -> TempDir {
        self.ask_to_stop();
        let ended = in_time(self.running).await;
        ended.expect("it does not panic").expect("it stops in order");
        in_time(self.store.close()).await;
        self.folder
    }
}

/// What `work` results in; fails if it takes longer than [`LIMIT`].
pub(crate) async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, work).await.expect("it ends in time")
}

/// Waits until `holds`.
pub(crate) async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(LIMIT, waiting).await.is_ok(), "not in time: {what}");
}

/// Events as a batch takes them.
pub(crate) fn shared(events: impl IntoIterator<Item = Event>) -> Vec<Arc<Event>> {
    events.into_iter().map(Arc::new).collect()
}

/// Whether `holds` within a moment: what is looked for again and again needs no patience.
pub(crate) async fn soon(mut holds: impl AsyncFnMut() -> bool) -> bool {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_millis(100), waiting).await.is_ok()
}

/// The time that it really is: tokens are checked against it.
pub(crate) fn now() -> Millis {
    Clock::System.now()
}
