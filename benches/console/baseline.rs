//! The baselines: the least that the same work can cost on the same server.
//!
//! These run as processes of this same program, with the listener and the limits of the console's
//! own server and nothing around the handler.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use anyhow::{Context as _, bail};
use bytestring::ByteString;
use livekit_console::clock::Clock;
use livekit_console::ingest::Intake;
use livekit_console::ingest::journal::{Journal, Limits};
use livekit_console::livekit::{Keys, SharedKeys};
use livekit_console::metrics::Metrics;
use livekit_console::model::{DeploymentName, StoreHealth};
use parking_lot::Mutex;
use secrecy::SecretString;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::poll;
use crate::process::{API_KEY, API_SECRET};

/// The first argument of a process that serves.
pub(crate) const ROLE: &str = "serve";

/// Frames that may wait for a client, as in the console's feed.
const QUEUE_FRAMES: usize = 64;

/// Serves as `arguments` say: role, address, folder.
pub(crate) async fn serve(arguments: &[String]) -> anyhow::Result<()> {
    let [role, address, folder, rest @ ..] = arguments else { bail!("role, address, folder") };
    let address: SocketAddr = address.parse()?;
    match role.as_str() {
        "discard" => discard(address).await,
        "journal" => journal(address, Path::new(folder)).await,
        "fan" => fan(address).await,
        poll::ROLE => poll::serve(address, rest.first().context("how many rooms")?.parse()?).await,
        "proxy" => proxy(address, rest.first().context("where to")?).await,
        _ => bail!("no role `{role}`"),
    }
}

/// A socket set as the console's own.
fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_send_buffer_size(128 * 1024)?;
    socket.bind(&address.into())?;
    socket.listen(4096)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// Serves routes with the console's own settings of connections.
pub(crate) async fn run(
    address: SocketAddr,
    routes: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
) -> anyhow::Result<()> {
    let server = HttpServer::new(move || App::new().configure(routes.clone()))
        .keep_alive(Duration::from_secs(75))
        .client_request_timeout(Duration::from_secs(10))
        .tcp_nodelay(true)
        .listen(listen(address)?)?
        .run();
    Ok(server.await?)
}

fn keys() -> Keys {
    let (name, secret) = (DeploymentName::from("default"), SecretString::from(API_SECRET));
    Keys::new([(&name, API_KEY, &secret)])
}

fn token(request: &HttpRequest) -> Option<&str> {
    request.headers().get(header::AUTHORIZATION)?.to_str().ok()
}

/// Verifies webhooks as the console does, and discards them.
async fn discard(address: SocketAddr) -> anyhow::Result<()> {
    async fn receive(
        keys: web::Data<Keys>,
        request: HttpRequest,
        body: web::Bytes,
    ) -> HttpResponse {
        match keys.verify(token(&request), &body) {
            Ok(_) => HttpResponse::Ok().finish(),
            Err(_) => HttpResponse::Unauthorized().finish(),
        }
    }
    let keys = web::Data::new(keys());
    run(address, move |routes| {
        routes
            .app_data(keys.clone())
            .app_data(web::PayloadConfig::new(8 * 1024 * 1024))
            .route("/api/livekit/webhook", web::post().to(receive));
    })
    .await
}

/// The intake and the journal of the console, and nothing else.
async fn journal(address: SocketAddr, folder: &Path) -> anyhow::Result<()> {
    async fn receive(
        intake: web::Data<Intake>,
        request: HttpRequest,
        body: web::Bytes,
    ) -> HttpResponse {
        match intake.receive(token(&request), body).await {
            Ok(_) => HttpResponse::Ok().finish(),
            Err(_) => HttpResponse::ServiceUnavailable().finish(),
        }
    }
    let limits = Limits { max_bytes: 4 << 30, max_age_ms: i64::MAX };
    let journal = Journal::open(&folder.join("journal"), limits)?;
    let (metrics, store) = (Arc::new(Metrics::new()), watch::channel(StoreHealth::Unknown).1);
    let deployments = [DeploymentName::from("default")];
    let intake = web::Data::new(Intake::new(
        SharedKeys::new(keys()),
        deployments,
        journal,
        Clock::System,
        metrics,
        store,
    ));
    run(address, move |routes| {
        routes
            .app_data(intake.clone())
            .app_data(web::PayloadConfig::new(8 * 1024 * 1024))
            .route("/api/livekit/webhook", web::post().to(receive));
    })
    .await
}

/// A client's queue.
type Queues = Mutex<Vec<mpsc::Sender<ByteString>>>;

/// Sends each posted body to every WebSocket client.
async fn fan(address: SocketAddr) -> anyhow::Result<()> {
    async fn connect(
        queues: web::Data<Queues>,
        request: HttpRequest,
        payload: web::Payload,
    ) -> Result<HttpResponse, actix_web::Error> {
        let (response, mut session, mut stream) = actix_ws::handle(&request, payload)?;
        let (queue, mut frames) = mpsc::channel(QUEUE_FRAMES);
        queues.lock().push(queue);
        actix_web::rt::spawn(async move {
            loop {
                tokio::select! {
                    frame = frames.recv() => {
                        let Some(frame) = frame else { break };
                        if session.text(frame).await.is_err() {
                            break;
                        }
                    }
                    message = stream.recv() => {
                        if !matches!(message, Some(Ok(_))) {
                            break;
                        }
                    }
                }
            }
        });
        Ok(response)
    }
    async fn publish(queues: web::Data<Queues>, body: String) -> HttpResponse {
        let body = ByteString::from(body);
        let queues = queues.lock();
        for queue in queues.iter() {
            // A full queue shows as a missing frame.
            let _ = queue.try_send(body.clone());
        }
        HttpResponse::Ok().finish()
    }
    let queues: web::Data<Queues> = web::Data::default();
    run(address, move |routes| {
        routes
            .app_data(queues.clone())
            .route("/ws", web::get().to(connect))
            .route("/api/livekit/webhook", web::post().to(publish));
    })
    .await
}

/// Forwards every connection to `target`. Ending this process makes a database unreachable.
async fn proxy(address: SocketAddr, target: &str) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(address).await?;
    let mut connections = JoinSet::new();
    loop {
        let (mut near, _) = listener.accept().await?;
        near.set_nodelay(true)?;
        let target = target.to_owned();
        connections.spawn(async move {
            let mut far = TcpStream::connect(target).await?;
            far.set_nodelay(true)?;
            copy_bidirectional(&mut near, &mut far).await
        });
    }
}
