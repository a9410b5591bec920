//! The port of the simulated LiveKit: its API as Twirp (protobuf and JSON) and the metrics of its
//! node. Its error messages are those of LiveKit.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use parking_lot::Mutex;
use prost::Message;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::livekit::{Grants, RefusedToken, proto, verify_grants};
use crate::model::Millis;
use crate::watched::Watched as _;

use super::node::Node;
use super::options::Options;
use super::responses::twirp;
use super::schedule::Schedule;
use super::world::World;

/// How long a shutdown waits for running requests, seconds. None takes long.
const STOP_SECONDS: u64 = 1;

/// How long an idle connection stays open. Like LiveKit's, it is longer than any poll interval, so
/// that no connection closes just when it is used again.
const KEEP_ALIVE: Duration = Duration::from_mins(10);

/// Bytes of a request, at most. LiveKit accepts 10 MiB, but these requests are small.
const MOST_BYTES: usize = 64 * 1024;

/// How long a request waits until the first webhooks are sent: less than the client's timeout.
const PATIENCE: Duration = Duration::from_secs(8);

const JSON: &str = "application/json";
const PROTOBUF: &str = "application/protobuf";

/// The API of a simulated LiveKit, bound but not serving yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    site: Arc<Site>,
}

/// What the handlers need.
struct Site {
    world: World,
    node: Mutex<Node>,
    clock: Clock,
    api_key: String,
    api_secret: SecretString,
    /// Until when webhooks are sent. It serves no request before the first ones are sent.
    sent_until: Option<watch::Receiver<Option<Millis>>>,
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site").field("api_key", &self.api_key).finish_non_exhaustive()
    }
}

impl Server {
    /// Binds a free loopback port. It accepts tokens of this key and secret.
    pub fn bind(
        options: Options,
        clock: Clock,
        api_key: &str,
        api_secret: &SecretString,
        sent_until: Option<watch::Receiver<Option<Millis>>>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let schedule = Schedule::new(options);
        let site = Arc::new(Site {
            node: Mutex::new(Node::new(&schedule, clock.now())),
            world: World::new(schedule),
            clock,
            api_key: api_key.to_owned(),
            api_secret: api_secret.clone(),
            sent_until,
        });
        Ok(Self { listener, address, site })
    }

    /// Goes on with a node that has counted before.
    #[must_use]
    pub fn with(self, node: Node) -> Self {
        *self.site.node.lock() = node;
        self
    }

    /// Its address: `http://<address>` is the API, `http://<address>/metrics` the metrics of its
    /// node.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `token` is cancelled.
    pub async fn run(self, token: CancellationToken) -> anyhow::Result<()> {
        let site = web::Data::from(self.site);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(site.clone())
                .app_data(web::PayloadConfig::new(MOST_BYTES))
                .route("/", web::get().to(health))
                .route("/metrics", web::get().to(metrics))
                .default_service(web::to(call))
        })
        .workers(1)
        .keep_alive(KEEP_ALIVE)
        .disable_signals()
        .shutdown_timeout(STOP_SECONDS)
        .listen(self.listener)?
        .run();
        let handle = server.handle();
        tokio::select! {
            ended = server => ended?,
            () = token.cancelled() => handle.stop(true).await,
        }
        Ok(())
    }
}

impl Site {
    /// Waits until the first webhooks are sent, at most for the limit.
    async fn ready(&self) {
        if let Some(mut sent_until) = self.sent_until.clone() {
            let ready = sent_until.wait_for(Option::is_some);
            let _ = tokio::time::timeout(PATIENCE, ready).await;
        }
    }

    /// The time; `None` while it is not ready or down.
    fn now(&self) -> Option<Millis> {
        let is_ready =
            self.sent_until.as_ref().is_none_or(|sent_until| sent_until.current().is_some());
        self.up().filter(|_| is_ready)
    }

    /// The time; `None` while the node is down.
    fn up(&self) -> Option<Millis> {
        let now = self.clock.now();
        self.world.schedule().restarts().down(now).is_none().then_some(now)
    }

    /// What the request's token allows, or why it is refused.
    fn grants(&self, request: &HttpRequest) -> Result<Grants, String> {
        let header = request.headers().get("Authorization").and_then(|value| value.to_str().ok());
        let token = match header {
            Some(header) => match header.strip_prefix("Bearer ") {
                Some(token) => token.to_owned(),
                None => {
                    return Err("invalid authorization header. Must start with Bearer ".to_owned());
                }
            },
            None => query(request, "access_token").unwrap_or_default(),
        };
        if token.is_empty() {
            return Ok(Grants::default());
        }
        verify_grants(&token, &self.api_key, self.api_secret.expose_secret()).map_err(|refused| {
            match refused {
                RefusedToken::Malformed => "invalid authorization token".to_owned(),
                RefusedToken::UnknownKey(key) => format!("invalid API key: {key}"),
                // LiveKit repeats the token, too.
                RefusedToken::Invalid(error) => format!("invalid token: {token}, error: {error}"),
            }
        })
    }

    /// The response to a call of `method` with `body`.
    fn respond(
        &self,
        method: &str,
        grants: &Grants,
        body: &TwirpRequest,
        now: Millis,
    ) -> HttpResponse {
        let seen_at = |about: &str| self.world.seen_at(now, &format!("{method} {about}"));
        match method {
            "RoomService/ListRooms" => body.respond("rooms", grants.room_list, |request| {
                let proto::ListRoomsRequest { names } = request;
                self.world.list_rooms(&names, seen_at(""))
            }),
            "RoomService/ListParticipants" => {
                let Some(request) = body.read::<proto::ListParticipantsRequest>() else {
                    return body.malformed();
                };
                let may = grants.room_admin && grants.room == request.room;
                body.respond("participants", may, |request: proto::ListParticipantsRequest| {
                    self.world.list_participants(&request.room, seen_at(&request.room))
                })
            }
            "Egress/ListEgress" => body.respond("items", grants.room_record, |request| {
                self.world.list_egress(&request, seen_at(""))
            }),
            "Ingress/ListIngress" => {
                body.respond("items", grants.ingress_admin, |_: proto::ListIngressRequest| {
                    self.world.list_ingress(seen_at(""))
                })
            }
            _ => bad_route(&body.path, "no handler for path", "POST"),
        }
    }
}

/// The body of a request, and its encoding.
struct TwirpRequest {
    path: String,
    bytes: web::Bytes,
    is_json: bool,
}

impl TwirpRequest {
    fn read<T: Message + Default + DeserializeOwned>(&self) -> Option<T> {
        if self.is_json {
            let bytes = if self.bytes.is_empty() { b"{}".as_slice() } else { &self.bytes };
            serde_json::from_slice(bytes).ok()
        } else {
            T::decode(&*self.bytes).ok()
        }
    }

    fn malformed(&self) -> HttpResponse {
        let form = if self.is_json { "json" } else { "protobuf" };
        let message = format!("the {form} request could not be decoded");
        error(StatusCode::BAD_REQUEST, "malformed", &message)
    }

    /// The result of `work`, if the token `may` ask for it; `list` is the name of the listed field.
    fn respond<T, A>(&self, list: &str, may: bool, work: impl FnOnce(T) -> A) -> HttpResponse
    where
        T: Message + Default + DeserializeOwned,
        A: Message + Serialize,
    {
        let Some(request) = self.read::<T>() else { return self.malformed() };
        if !may {
            return error(StatusCode::UNAUTHORIZED, "unauthenticated", "permissions denied");
        }
        let response = work(request);
        if self.is_json {
            HttpResponse::Ok().content_type(JSON).body(twirp(&response, list))
        } else {
            HttpResponse::Ok().content_type(PROTOBUF).body(response.encode_to_vec())
        }
    }
}

fn query(request: &HttpRequest, name: &str) -> Option<String> {
    url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn error(status: StatusCode, code: &str, message: &str) -> HttpResponse {
    let body = serde_json::json!({"code": code, "msg": message});
    HttpResponse::build(status).content_type(JSON).body(body.to_string())
}

fn bad_route(path: &str, what: &str, method: &str) -> HttpResponse {
    let body = serde_json::json!({
        "code": "bad_route",
        "msg": format!("{what} {path:?}"),
        "meta": {"twirp_invalid_route": format!("{method} {path}")},
    });
    HttpResponse::NotFound().content_type(JSON).body(body.to_string())
}

fn not_ready() -> HttpResponse {
    HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body("Not Ready")
}

async fn health(site: web::Data<Site>) -> HttpResponse {
    match site.now() {
        Some(_) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("OK"),
        None => HttpResponse::NotAcceptable().body("Not Ready"),
    }
}

async fn metrics(site: web::Data<Site>) -> HttpResponse {
    // The node counts from the start, whether or not webhooks are sent yet.
    let Some(now) = site.up() else { return not_ready() };
    let text = site.node.lock().exposition(&site.world, now);
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8; escaping=underscores")
        .body(text)
}

async fn call(site: web::Data<Site>, request: HttpRequest, bytes: web::Bytes) -> HttpResponse {
    site.ready().await;
    let Some(now) = site.now() else { return not_ready() };
    let path = request.path().to_owned();
    let Some(method) = path.strip_prefix("/twirp/livekit.").map(str::to_owned) else {
        return HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("404 page not found\n");
    };
    let grants = match site.grants(&request) {
        Ok(grants) => grants,
        Err(why) => {
            return HttpResponse::Unauthorized()
                .content_type("text/plain; charset=utf-8")
                .body(why);
        }
    };
    if request.method() != "POST" {
        let what = format!("unsupported method {:?} (only POST is allowed)", request.method());
        return bad_route(&path, &what, request.method().as_str());
    }
    let form = request.headers().get("Content-Type").and_then(|value| value.to_str().ok());
    let form = form.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if form != JSON && form != PROTOBUF {
        return bad_route(&path, &format!("unexpected Content-Type: {form:?}"), "POST");
    }
    let body = TwirpRequest { path, bytes, is_json: form == JSON };
    site.respond(&method, &grants, &body, now)
}
