//! A LiveKit that says what a test wants: its API over real HTTP, in protobuf, with its ways of
//! refusing.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use livekit_console::livekit::proto;
use parking_lot::Mutex;
use prost::Message as _;

use crate::console::eventually;
use crate::load::background;

/// What it answers to everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mood {
    /// What it is asked for.
    #[default]
    Well,
    /// 429, as LiveKit Cloud does.
    TooOften,
    /// 502 and HTML, as a proxy before it does.
    Proxy,
    /// An internal error in Twirp's form.
    Internal,
    /// 200 and what is no protobuf.
    Garbage,
    /// Nothing, for longer than anybody waits.
    Silent,
    /// 200 and nothing at all, as a proxy does that does not route Twirp.
    Empty,
    /// 200 and a page, as a proxy does that serves a web application for every path.
    Page,
    /// 302 to a page for a login, with something secret in it.
    Redirect,
    /// Bytes without an end.
    Endless,
    /// It announces more than anybody reads.
    Huge,
    /// A refusal that repeats the token that was sent.
    Echo,
}

/// What it knows and what it was asked.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// What `ListRooms` says.
    pub rooms: Vec<proto::Room>,
    /// What `ListParticipants` says, by room name.
    pub participants: HashMap<String, Vec<proto::ParticipantInfo>>,
    /// What `ListEgress` says; `None` without Redis.
    pub egresses: Option<Vec<proto::EgressInfo>>,
    /// The rooms that a node answers for, by name; `None` where that cannot be asked.
    pub served: Option<Vec<String>>,
    /// What its node's metrics say.
    pub metrics: Option<String>,
    /// How it feels.
    pub mood: Mood,
    /// The path that it is below; everywhere, if it is empty.
    pub below: String,
    /// Egresses on one page; all, if 0.
    pub page: usize,
    /// The key that it knows; any, if it is empty.
    pub key: String,
    /// How often each method was asked for.
    pub asked: BTreeMap<String, u64>,
    /// The rooms that `ListParticipants` was asked for.
    pub listed: Vec<String>,
}

/// It serves until the test's runtime ends.
#[derive(Debug, Clone)]
pub(crate) struct FakeLiveKit {
    pub script: Arc<Mutex<Script>>,
    pub address: SocketAddr,
}

impl FakeLiveKit {
    /// One without rooms.
    pub(crate) fn start() -> Self {
        let script = Arc::new(Mutex::new(Script::default()));
        let data = web::Data::from(Arc::clone(&script));
        let server = HttpServer::new(move || {
            App::new().app_data(data.clone()).default_service(web::to(reply))
        })
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .expect("a free port");
        let address = server.addrs()[0];
        let server = server.run();
        background(async {
            let _ = server.await;
        });
        Self { script, address }
    }

    pub(crate) fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.script.lock());
    }

    pub(crate) fn asked(&self, method: &str) -> u64 {
        self.script.lock().asked.get(method).copied().unwrap_or(0)
    }

    /// Waits until `method` was asked for more than `before` times.
    pub(crate) async fn wait_for(&self, method: &str, before: u64) {
        eventually(method, async || self.asked(method) > before).await;
    }
}

async fn reply(
    script: web::Data<Mutex<Script>>,
    request: HttpRequest,
    body: web::Bytes,
) -> HttpResponse {
    let method = request.path().rsplit('/').next().unwrap_or_default().to_owned();
    let (mood, key) = {
        let mut script = script.lock();
        *script.asked.entry(method.clone()).or_default() += 1;
        if let Some(metrics) = script.metrics.clone().filter(|_| request.path() == "/metrics") {
            return HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(metrics);
        }
        if !request.path().starts_with(&format!("{}/twirp/livekit.", script.below)) {
            return HttpResponse::NotFound().body("404 page not found");
        }
        (script.mood, script.key.clone())
    };
    let token = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let twirp = |status: u16, code: &str, msg: &str| {
        let status = actix_web::http::StatusCode::from_u16(status).expect("a status");
        HttpResponse::build(status).json(serde_json::json!({"code": code, "msg": msg}))
    };
    match mood {
        Mood::Well => {}
        Mood::TooOften => return twirp(429, "resource_exhausted", "rate limit exceeded"),
        Mood::Proxy => {
            return HttpResponse::BadGateway()
                .content_type("text/html")
                .body("<h1>Bad gateway</h1>");
        }
        Mood::Internal => return twirp(500, "internal", "something broke"),
        Mood::Garbage => return HttpResponse::Ok().body(vec![0xff; 64]),
        Mood::Silent => std::future::pending().await,
        Mood::Empty => return HttpResponse::Ok().finish(),
        Mood::Page => return HttpResponse::Ok().content_type("text/html").body("<h1>Hello</h1>"),
        Mood::Redirect => {
            let to = ("location", "https://me:hush@login.example/start?token=hush");
            return HttpResponse::Found().insert_header(to).finish();
        }
        Mood::Endless => {
            let some = || Ok::<_, actix_web::Error>(web::Bytes::from_static(&[0; 16_384]));
            let zeros = futures::stream::repeat_with(some);
            return HttpResponse::Ok().content_type("application/protobuf").streaming(zeros);
        }
        Mood::Huge => {
            let nothing = futures::stream::pending::<Result<web::Bytes, actix_web::Error>>();
            let nothing = actix_web::body::SizedStream::new(1 << 40, nothing);
            return HttpResponse::Ok().content_type("application/protobuf").body(nothing);
        }
        Mood::Echo => {
            let message = format!("invalid token: {}", token.unwrap_or_default());
            return twirp(400, "invalid_argument", &message);
        }
    }
    let issuer = token.and_then(issuer);
    if !key.is_empty() && issuer.as_deref() != Some(key.as_str()) {
        // As a real one says it: in plain text.
        let issuer = issuer.unwrap_or_default();
        return HttpResponse::Unauthorized().body(format!("invalid API key: {issuer}"));
    }
    let mut script = script.lock();
    let bytes = match method.as_str() {
        "ListRooms" => proto::ListRoomsResponse { rooms: script.rooms.clone() }.encode_to_vec(),
        "ListParticipants" => {
            let asked = proto::ListParticipantsRequest::decode(body).unwrap_or_default();
            script.listed.push(asked.room.clone());
            let participants = script.participants.get(&asked.room).cloned().unwrap_or_default();
            proto::ListParticipantsResponse { participants }.encode_to_vec()
        }
        "ListEgress" => match script.egresses.clone() {
            Some(items) => egresses(items, body, script.page).encode_to_vec(),
            None => return twirp(500, "internal", "egress not connected (redis required)"),
        },
        "ListDispatch" => {
            let asked = proto::ListAgentDispatchRequest::decode(body).unwrap_or_default();
            match &script.served {
                Some(rooms) if rooms.contains(&asked.room) => Vec::new(),
                Some(_) => {
                    let msg = "twirp error unknown: no response from servers";
                    return twirp(503, "unavailable", msg);
                }
                None => return twirp(404, "bad_route", "no handler for path"),
            }
        }
        "ListIngress" => {
            return twirp(500, "internal", "ingress not connected (redis required)");
        }
        _ => return twirp(404, "bad_route", "no handler for path"),
    };
    HttpResponse::Ok().content_type("application/protobuf").body(bytes)
}

/// The page of `items` that is asked for, of `page` at most; 0 for all at once.
fn egresses(
    items: Vec<proto::EgressInfo>,
    body: web::Bytes,
    page: usize,
) -> proto::ListEgressResponse {
    let asked = proto::ListEgressRequest::decode(body).unwrap_or_default();
    let items = items
        .into_iter()
        .filter(|it| !asked.active || it.ended_at == 0)
        .filter(|it| asked.egress_id.is_empty() || it.egress_id == asked.egress_id);
    let page = if page == 0 { usize::MAX } else { page };
    let token = asked.page_token.map_or(0, |it| it.token.parse().expect("ours"));
    let rest: Vec<_> = items.skip(token).collect();
    let next = (rest.len() > page).then(|| (token + page).to_string());
    let next_page_token = next.map(|token| proto::TokenPagination { token });
    let items = rest.into_iter().take(page).collect();
    proto::ListEgressResponse { items, next_page_token }
}

/// Who signed, without looking whether they did.
fn issuer(header: &str) -> Option<String> {
    use base64::Engine as _;
    let claims = header.split('.').nth(1)?;
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    Some(claims["iss"].as_str()?.to_owned())
}
