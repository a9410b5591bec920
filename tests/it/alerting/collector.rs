//! A receiver of notifications: an HTTP server on a free port that writes down what it is sent, and
//! answers as the test says.

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use livekit_console::clock::Clock;
use livekit_console::model::Millis;
use parking_lot::Mutex;
use serde_json::Value;

use crate::console::NOW;

/// A message as it came.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// Seconds after [`NOW`] by the console's clock.
    pub at: i64,
    /// `webhook-id`; empty without one.
    pub id: String,
    /// The path.
    pub path: String,
    /// The body.
    pub body: Value,
    /// With what it was answered.
    pub status: u16,
}

/// What the collector does with a message: the status that it answers.
type Answer = dyn Fn(&Message) -> u16 + Send + Sync;

struct Shared {
    clock: Clock,
    messages: Mutex<Vec<Message>>,
    response: Mutex<Arc<Answer>>,
}

/// The server.
pub(crate) struct Collector {
    shared: Arc<Shared>,
    pub(crate) address: SocketAddr,
    handle: ServerHandle,
}

async fn receive(shared: Data<Arc<Shared>>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let id = request.headers().get("webhook-id");
    let mut message = Message {
        at: shared.clock.now().since(NOW) / 1000,
        id: id.and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned(),
        path: request.path().to_owned(),
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        status: 0,
    };
    let response = Arc::clone(&shared.response.lock());
    message.status = response(&message);
    let status = StatusCode::from_u16(message.status).expect("a status");
    shared.messages.lock().push(message);
    HttpResponse::build(status).body("noted")
}

impl Collector {
    /// One that answers 200, and tells the time by `clock`.
    pub(crate) fn start(clock: Clock) -> Self {
        let response: Arc<Answer> = Arc::new(|_| 200);
        let shared =
            Arc::new(Shared { clock, messages: Mutex::default(), response: Mutex::new(response) });
        let data = Data::new(Arc::clone(&shared));
        let server = HttpServer::new(move || {
            App::new().app_data(data.clone()).default_service(web::to(receive))
        })
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .expect("a free port");
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        #[expect(clippy::disallowed_methods, reason = "the test ends it")]
        tokio::spawn(server);
        Self { shared, address, handle }
    }

    /// From now on it answers so.
    pub(crate) fn response(&self, response: impl Fn(&Message) -> u16 + Send + Sync + 'static) {
        *self.shared.response.lock() = Arc::new(response);
    }

    /// Everything that came.
    pub(crate) fn messages(&self) -> Vec<Message> {
        self.shared.messages.lock().clone()
    }

    /// The notifications of one rule by webhooks in Alertmanager's shape: when, and `firing` or
    /// `resolved`; refused messages left out.
    pub(crate) fn notified(&self, rule: &str) -> Vec<(i64, String)> {
        let accepted = self.messages().into_iter().filter(|message| message.status < 300);
        accepted
            .flat_map(|message| {
                let alerts = message.body["alerts"].as_array().cloned().unwrap_or_default();
                alerts.into_iter().map(move |alert| (message.at, alert))
            })
            .filter(|(_, alert)| alert["labels"]["alertname"] == rule)
            .map(|(at, alert)| (at, alert["status"].as_str().unwrap_or_default().to_owned()))
            .collect()
    }

    /// A receiver of the configuration that tells this collector, without waiting for a group.
    pub(crate) fn receiver(&self, name: &str) -> toml::Table {
        let text = format!(
            "name = \"{name}\"\ngroup_wait_seconds = 0\ngroup_interval_seconds = 0\n\
             repeat_interval_seconds = 0\ngroup_by = [\"rule\", \"deployment\", \"room\"]\n\
             [target]\ntype = \"webhook\"\nurl = \"http://{}/{name}\"\n",
            self.address
        );
        toml::from_str(&text).expect("a table")
    }

    /// Ends it: from now on nobody listens there.
    pub(crate) async fn stop(self) {
        self.handle.stop(false).await;
    }
}

/// Seconds after [`NOW`].
pub(crate) const fn after(seconds: i64) -> Millis {
    NOW.plus(seconds * 1000)
}
