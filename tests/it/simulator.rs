//! The simulated LiveKit: its webhooks are such as LiveKit's own types read, and reach a server in
//! order, once, whatever it answers.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use livekit_api::access_token::TokenVerifier;
use livekit_api::webhooks::WebhookReceiver;
use livekit_console::clock::Clock;
use livekit_console::livekit::sign_webhook;
use livekit_console::model::{EVENT_NAMES, Millis};
use livekit_console::net::tls;
use livekit_console::simulator::{
    Fate, Faults, Options, PostOutcome, RoomPlan, Schedule, Simulator, Target, WebhookDelivery,
    body, deliveries, timeline,
};
use parking_lot::Mutex;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

const KEY: &str = "APIsimulator";
const SECRET: &str = "a-secret-of-thirty-two-characters";

/// A small world, so that a test is quick.
const SMALL: Options =
    Options { seed: 7, rooms: 4, participants: 16, history_ms: 3_600_000, faults: Faults::NONE };

/// How long a test waits for what must come, at most.
const PATIENCE: Duration = Duration::from_secs(30);

fn receiver() -> WebhookReceiver {
    WebhookReceiver::new(TokenVerifier::with_api_key(KEY, SECRET))
}

#[test]
fn livekits_own_types_read_every_body_and_write_the_same() {
    let noon = Millis(1_795_435_200_000);
    let receiver = receiver();
    let schedule = Schedule::new(Options::default());
    let mut kinds = HashSet::new();
    for room in schedule.rooms(noon, noon.plus(3_600_000)) {
        for item in timeline(&room) {
            let body = body(&room, &item);
            let token = sign_webhook(body.as_bytes(), KEY, SECRET, Clock::System.now());
            let event = receiver.receive(&body, &token).expect(&body);
            let ours: Value = serde_json::from_str(&body).expect("it is JSON");
            let theirs = serde_json::to_value(&event).expect("it can be written");
            assert_eq!(ours, theirs);
            kinds.insert(event.event);
        }
    }
    assert_eq!(kinds.len(), EVENT_NAMES.len(), "{kinds:?}");
}

/// What the server was sent, and how it answers.
#[derive(Default)]
struct Intake {
    bodies: Mutex<Vec<String>>,
    /// Answers to give, the first one first; 200 when there are none left.
    answers: Mutex<Vec<u16>>,
    /// Answered when there are none left.
    always: Option<u16>,
}

async fn take(intake: web::Data<Intake>, request: HttpRequest, body: String) -> HttpResponse {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let token = header("authorization").expect("a token");
    assert_eq!(header("content-type"), Some("application/webhook+json"));
    receiver().receive(&body, token).expect("a webhook that is signed well");
    intake.bodies.lock().push(body);
    let mut answers = intake.answers.lock();
    let status = if answers.is_empty() { intake.always } else { Some(answers.remove(0)) };
    let status = StatusCode::from_u16(status.unwrap_or(200)).expect("a status");
    HttpResponse::build(status).insert_header(("Retry-After", "0")).finish()
}

/// Runs the simulator until `done`, and returns what came, with the outcomes.
async fn play(
    options: Options,
    clock: Clock,
    intake: Intake,
    open_rooms: Vec<(String, String)>,
    done: impl Fn(&[PostOutcome]) -> bool + Send,
) -> (Vec<String>, Vec<PostOutcome>) {
    tls::install();
    let intake = web::Data::new(intake);
    let data = intake.clone();
    let app = move || App::new().app_data(data.clone()).default_service(web::to(take));
    let server = HttpServer::new(app).workers(1).disable_signals();
    let server = server.bind(("127.0.0.1", 0)).expect("a free port");
    let url = format!("http://{}/api/livekit/webhook", server.addrs()[0]);
    let target = Target { url, api_key: KEY.to_owned(), api_secret: SECRET.to_owned() };
    let outcomes = Arc::new(Mutex::new(Vec::new()));
    let token = CancellationToken::new();
    let on_outcome = {
        let (outcomes, token) = (Arc::clone(&outcomes), token.clone());
        move |outcome| {
            let mut outcomes = outcomes.lock();
            outcomes.push(outcome);
            if done(&outcomes) {
                token.cancel();
            }
        }
    };
    let run = Simulator::new(options, clock, target).run(token, open_rooms, on_outcome);
    tokio::select! {
        _ = server.run() => panic!("the server stopped"),
        run = tokio::time::timeout(PATIENCE, run) => {
            run.expect("it must be done by then").expect("the simulator does not fail");
        }
    }
    let bodies = intake.bodies.lock().clone();
    let outcomes = outcomes.lock().clone();
    (bodies, outcomes)
}

/// What is to be sent until `now`, room by room in order.
fn expected(options: Options, now: Millis) -> Vec<(RoomPlan, Vec<WebhookDelivery>)> {
    let schedule = Schedule::new(options);
    let since = now.plus(-options.history_ms);
    schedule
        .rooms(since, now.plus(1))
        .filter(|room| room.closed > since)
        .map(|room| {
            let mut all = deliveries(&options.faults, &room, &timeline(&room));
            all.retain(|delivery| delivery.send_at <= now);
            (room, all)
        })
        .collect()
}

fn id(body: &str) -> String {
    let body: Value = serde_json::from_str(body).expect("it is JSON");
    body["id"].as_str().expect("an id").to_owned()
}

#[actix_web::test]
async fn the_present_world_arrives_once_and_each_room_in_order() {
    let now = Clock::System.now();
    let expected = expected(SMALL, now);
    let count: usize = expected.iter().map(|(_, deliveries)| deliveries.len()).sum();
    let clock = Clock::manual(now);
    let done = move |outcomes: &[PostOutcome]| outcomes.len() == count;
    let (bodies, outcomes) = play(SMALL, clock, Intake::default(), Vec::new(), done).await;
    assert!(outcomes.iter().all(|outcome| *outcome == PostOutcome::Accepted));
    let position: HashMap<String, usize> =
        bodies.iter().enumerate().map(|(index, body)| (id(body), index)).collect();
    assert_eq!(position.len(), count);
    for (room, deliveries) in expected {
        let came: Vec<usize> =
            deliveries.iter().map(|delivery| position[&delivery.item.event_id(&room)]).collect();
        assert!(came.is_sorted(), "`{}` came out of order", room.name());
    }
}

#[actix_web::test]
async fn faults_hit_what_they_are_to_hit() {
    let now = Clock::System.now();
    let faults = Faults { lost: 0.2, late: 0.1, duplicated: 0.2, reordered: 0.1, ..Faults::NONE };
    let options = Options { faults, ..SMALL };
    let expected = expected(options, now);
    let count = |fate: Fate| {
        expected.iter().flat_map(|(_, all)| all).filter(|one| one.fate == fate).count()
    };
    let (lost, again) = (count(Fate::Lost), count(Fate::Duplicate));
    assert!(lost > 5 && again > 5, "{lost} are lost and {again} come twice");
    let all: usize = expected.iter().map(|(_, all)| all.len()).sum();
    let done = move |outcomes: &[PostOutcome]| outcomes.len() == all;
    let (bodies, outcomes) =
        play(options, Clock::manual(now), Intake::default(), Vec::new(), done).await;
    let counted = |outcome: PostOutcome| outcomes.iter().filter(|one| **one == outcome).count();
    assert_eq!(counted(PostOutcome::Lost), lost);
    assert_eq!(counted(PostOutcome::Duplicate), again);
    assert_eq!(bodies.len(), all - lost);
    // A copy may come before the first of it, which may not have come yet.
    let sent = expected.iter().flat_map(|(room, all)| all.iter().map(move |one| (room, one)));
    let ids = sent
        .filter(|(_, one)| one.fate != Fate::Lost)
        .map(|(room, one)| one.item.event_id(room))
        .collect::<HashSet<_>>();
    assert_eq!(bodies.iter().map(|body| id(body)).collect::<HashSet<_>>(), ids);
}

#[actix_web::test]
async fn what_is_refused_for_now_is_sent_again_and_what_is_refused_for_good_is_not() {
    let now = Clock::System.now();
    let intake = Intake { answers: Mutex::new(vec![503, 503, 429, 401, 413]), ..Intake::default() };
    let done = |outcomes: &[PostOutcome]| {
        outcomes.iter().filter(|outcome| **outcome == PostOutcome::Accepted).count() > 20
    };
    let (bodies, outcomes) = play(SMALL, Clock::manual(now), intake, Vec::new(), done).await;
    let counted = |outcome: PostOutcome| outcomes.iter().filter(|one| **one == outcome).count();
    assert_eq!(counted(PostOutcome::Retried), 3);
    assert_eq!(counted(PostOutcome::Refused(401)), 1);
    assert_eq!(counted(PostOutcome::Refused(413)), 1);
    let ids: HashSet<_> = bodies.iter().map(|body| id(body)).collect();
    assert_eq!(bodies.len() - ids.len(), 3);
}

#[actix_web::test]
async fn what_is_refused_five_times_is_lost() {
    let now = Clock::System.now();
    let intake = Intake { always: Some(503), ..Intake::default() };
    let done = |outcomes: &[PostOutcome]| outcomes.contains(&PostOutcome::Lost);
    let (bodies, outcomes) = play(SMALL, Clock::manual(now), intake, Vec::new(), done).await;
    assert!(outcomes.iter().filter(|outcome| **outcome == PostOutcome::Retried).count() >= 4);
    let mut times: HashMap<String, usize> = HashMap::new();
    for body in &bodies {
        *times.entry(id(body)).or_default() += 1;
    }
    assert_eq!(times.values().max(), Some(&5), "{times:?}");
}

#[actix_web::test]
async fn what_the_console_still_shows_of_another_world_is_ended_first() {
    let now = Clock::System.now();
    let open_rooms = vec![("old \"room\"".to_owned(), "RM_old".to_owned())];
    let done = |outcomes: &[PostOutcome]| outcomes.len() == 50;
    let (bodies, _) = play(SMALL, Clock::manual(now), Intake::default(), open_rooms, done).await;
    let of_old: Vec<&String> = bodies.iter().filter(|body| body.contains("RM_old")).collect();
    assert_eq!(of_old.len(), 1);
    assert!(of_old[0].contains("room_finished"), "{}", of_old[0]);
}

#[actix_web::test]
async fn it_follows_the_clock() {
    // So busy that something happens within two minutes, at night too.
    let options = Options { rooms: 24, participants: 150, history_ms: 60_000, ..SMALL };
    // So long ago that a signature of two minutes later is not one of the future.
    let now = Clock::System.now().plus(-150_000);
    let later = now.plus(120_000);
    let count = |history_ms, until| {
        let all = expected(Options { history_ms, ..options }, until);
        all.iter().map(|(_, deliveries)| deliveries.len()).sum::<usize>()
    };
    let (at_first, in_all) = (count(60_000, now), count(180_000, later));
    let clock = Clock::manual(now);
    let hand = clock.clone();
    let done = move |outcomes: &[PostOutcome]| {
        if outcomes.len() == at_first {
            hand.set(later);
        }
        outcomes.len() == in_all
    };
    let (bodies, _) = play(options, clock, Intake::default(), Vec::new(), done).await;
    assert!(in_all > at_first);
    assert_eq!(bodies.iter().map(|body| id(body)).collect::<HashSet<_>>().len(), in_all);
}

#[actix_web::test]
async fn each_step_of_the_clock_is_sent_in_full_before_the_next() {
    tls::install();
    let options = Options { rooms: 24, participants: 150, history_ms: 60_000, ..SMALL };
    let options = Options { faults: Faults { lost: 0.1, late: 0.1, ..Faults::NONE }, ..options };
    // A Monday's noon: any time will do.
    let begin = Millis(1_795_435_200_000);
    let intake = web::Data::new(Intake::default());
    let data = intake.clone();
    let app = move || App::new().app_data(data.clone()).default_service(web::to(take));
    let server = HttpServer::new(app).workers(1).disable_signals();
    let server = server.bind(("127.0.0.1", 0)).expect("a free port");
    let url = format!("http://{}/api/livekit/webhook", server.addrs()[0]);
    let target = Target { url, api_key: KEY.to_owned(), api_secret: SECRET.to_owned() };
    let clock = Clock::manual(begin);
    let simulator = Simulator::new(options, clock.clone(), target);
    let mut sent_until = simulator.sent_until();
    let token = CancellationToken::new();
    let run = simulator.run(token.clone(), Vec::new(), |_| {});
    let steps = async {
        let mut at_first = None;
        for step in 0..=60 {
            let now = begin.plus(step * 1000);
            clock.set(now);
            sent_until.wait_for(|sent_until| *sent_until >= Some(now)).await.expect("it runs");
            let since = begin.plus(-options.history_ms);
            let schedule = Schedule::new(options);
            let due = schedule
                .rooms(since, now.plus(1))
                .filter(|room| room.closed > since)
                .flat_map(|room| deliveries(&options.faults, &room, &timeline(&room)))
                .filter(|delivery| delivery.send_at <= now && delivery.fate != Fate::Lost);
            let came = intake.bodies.lock().len();
            assert_eq!(came, due.count(), "after {step} s");
            at_first.get_or_insert(came);
        }
        let came = intake.bodies.lock().len();
        assert!(at_first.is_some_and(|at_first| at_first < came), "{at_first:?}, then {came}");
        token.cancel();
    };
    tokio::select! {
        _ = server.run() => panic!("the server stopped"),
        done = tokio::time::timeout(PATIENCE, async { tokio::join!(run, steps) }) => {
            done.expect("it must be done by then").0.expect("the simulator does not fail");
        }
    }
}

#[actix_web::test]
async fn it_stops_at_once_without_any_response() {
    tls::install();
    // Nobody listens there: each attempt fails and waits for the next.
    let target = Target {
        url: "http://127.0.0.1:9/api/livekit/webhook".to_owned(),
        api_key: KEY.to_owned(),
        api_secret: SECRET.to_owned(),
    };
    let token = CancellationToken::new();
    let stop = token.clone();
    let on_outcome = move |outcome| {
        assert_eq!(outcome, PostOutcome::Retried);
        stop.cancel();
    };
    let run = Simulator::new(SMALL, Clock::System, target).run(token, Vec::new(), on_outcome);
    tokio::time::timeout(Duration::from_secs(5), run)
        .await
        .expect("it stops at once")
        .expect("the simulator does not fail");
}
