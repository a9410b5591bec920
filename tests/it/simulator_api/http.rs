//! The API over HTTP, asked as a real one is.

use super::*;

/// A served API at this time, and what ends it.
fn serve(options: Options, at: Millis) -> (String, Clock, CancellationToken) {
    tls::install();
    let clock = Clock::manual(at);
    let secret = SecretString::from(SECRET);
    let server = Server::bind(options, clock.clone(), KEY, &secret, None).expect("a free port");
    let (url, token) = (format!("http://{}", server.address()), CancellationToken::new());
    let stop = token.clone();
    #[expect(clippy::disallowed_methods, reason = "the test ends it by the token")]
    tokio::spawn(server.run(stop));
    (url, clock, token)
}

fn token(key: &str, secret: &str, grants: VideoGrants) -> String {
    AccessToken::with_api_key(key, secret).with_grants(grants).to_jwt().expect("a token")
}

async fn post(url: &str, token: Option<&str>, form: &str, body: Vec<u8>) -> (u16, String, Vec<u8>) {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let mut request = client.post(url).header("Content-Type", form).body(body);
    if let Some(token) = token {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let form = response.headers()["content-type"].to_str().expect("text").to_owned();
    (status, form, response.bytes().await.expect("a body").to_vec())
}

#[actix_web::test]
async fn livekits_own_client_reads_its_responses() {
    let (url, _, stop) = serve(SMALL, NOON);
    let world = World::new(with(Faults::NONE));
    let client = RoomClient::with_api_key(&url, KEY, SECRET);
    let rooms = client.list_rooms(Vec::new()).await.expect("rooms");
    assert_eq!(rooms, world.list_rooms(&[], NOON).rooms);
    for room in &rooms {
        let listed = client.list_participants(&room.name).await.expect("participants");
        assert_eq!(listed, world.list_participants(&room.name, NOON).participants);
    }
    assert!(client.list_participants("gone").await.expect("an empty list").is_empty());
    let some = client.list_rooms(vec![rooms[0].name.clone(), "gone".to_owned()]).await;
    assert_eq!(some.expect("one room"), rooms[..1]);
    stop.cancel();
}

#[actix_web::test]
async fn json_has_every_field_of_a_real_response() {
    let (url, _, stop) = serve(Options { rooms: 24, participants: 150, ..SMALL }, NOON);
    let captured: Vec<Value> = include_str!("../../fixtures/captured-twirp.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let real = |call: &str| -> Value {
        let response =
            captured.iter().find(|response| response["call"] == call && response["tag"] == "");
        serde_json::from_str(response.expect("captured")["body"].as_str().expect("text"))
            .expect("JSON")
    };
    let grants = VideoGrants { room_list: true, ..VideoGrants::default() };
    let list = format!("{url}/twirp/livekit.RoomService/ListRooms");
    let (status, form, body) =
        post(&list, Some(&token(KEY, SECRET, grants)), "application/json", b"{}".to_vec()).await;
    assert_eq!((status, form.as_str()), (200, "application/json"));
    let rooms: Value = serde_json::from_slice(&body).expect("JSON");
    let keys = |value: &Value| {
        value.as_object().expect("an object").keys().cloned().collect::<BTreeSet<_>>()
    };
    for room in rooms["rooms"].as_array().expect("a list") {
        assert_eq!(keys(room), keys(&real("RoomService/ListRooms")["rooms"][0]));
        assert!(room["creation_time"].is_string() && room["num_participants"].is_u64());
    }
    let listed = &real("RoomService/ListParticipants")["participants"];
    let mut tracks = 0;
    for room in rooms["rooms"].as_array().expect("a list") {
        let name = room["name"].as_str().expect("a name");
        let grants =
            VideoGrants { room_admin: true, room: name.to_owned(), ..VideoGrants::default() };
        let ask = format!("{url}/twirp/livekit.RoomService/ListParticipants");
        let body = json!({"room": name}).to_string().into_bytes();
        let (_, _, body) =
            post(&ask, Some(&token(KEY, SECRET, grants)), "application/json", body).await;
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        for one in body["participants"].as_array().expect("a list") {
            assert_eq!(keys(one), keys(&listed[0]));
            assert!(one["attributes"].is_object() && one["joined_at_ms"].is_string());
            for track in one["tracks"].as_array().expect("a list") {
                tracks += 1;
                assert_eq!(keys(track), keys(&listed[0]["tracks"][0]));
                assert_eq!(keys(&track["codecs"][0]), keys(&listed[0]["tracks"][0]["codecs"][0]));
            }
        }
    }
    assert!(tracks > 50, "{tracks}");
    stop.cancel();
}

#[actix_web::test]
async fn what_is_refused_is_refused_in_livekits_words() {
    let (url, _, stop) = serve(SMALL, NOON);
    let list = format!("{url}/twirp/livekit.RoomService/ListRooms");
    let all = || VideoGrants { room_list: true, room_admin: true, ..VideoGrants::default() };
    let good = token(KEY, SECRET, all());
    let none = token(KEY, SECRET, VideoGrants::default());
    let wrong = token(KEY, "another-secret-of-thirty-two-chars", all());
    let denied = r#"{"code":"unauthenticated","msg":"permissions denied"}"#;
    let json = "application/json";
    for (path, token, form, body, status, text) in [
        ("RoomService/ListRooms", None, json, "{}", 401, denied),
        ("RoomService/ListRooms", Some(&none), json, "{}", 401, denied),
        ("RoomService/ListParticipants", Some(&good), json, r#"{"room":"x"}"#, 401, denied),
        ("Egress/ListEgress", Some(&good), json, "{}", 401, denied),
        ("Ingress/ListIngress", Some(&good), json, "{}", 401, denied),
        (
            "RoomService/ListRooms",
            Some(&"garbage".to_owned()),
            json,
            "{}",
            401,
            "invalid authorization token",
        ),
        (
            "RoomService/ListRooms",
            Some(&token("APIother", SECRET, all())),
            json,
            "{}",
            401,
            "invalid API key: APIother",
        ),
        (
            "RoomService/ListRooms",
            Some(&good),
            json,
            "{bad",
            400,
            "the json request could not be decoded",
        ),
        ("RoomService/ListRooms", Some(&good), "application/protobuf", "{bad", 400, "malformed"),
        (
            "RoomService/Nope",
            Some(&good),
            json,
            "{}",
            404,
            r#""msg":"no handler for path \"/twirp/livekit.RoomService/Nope\"""#,
        ),
        ("RoomService/ListRooms", Some(&good), "text/plain", "{}", 404, "unexpected Content-Type"),
    ] {
        let url = format!("{url}/twirp/livekit.{path}");
        let token = token.map(String::as_str);
        let (came, _, body) = post(&url, token, form, body.as_bytes().to_vec()).await;
        let body = String::from_utf8(body).expect("text");
        assert_eq!(came, status, "{path}: {body}");
        assert!(body.contains(text), "{path}: {body}");
    }
    let (status, form, body) = post(&list, Some(&wrong), json, b"{}".to_vec()).await;
    let body = String::from_utf8(body).expect("text");
    assert_eq!((status, form.as_str()), (401, "text/plain; charset=utf-8"));
    assert!(body.starts_with(&format!("invalid token: {wrong}, error: ")), "{body}");
    stop.cancel();
}

#[actix_web::test]
async fn egresses_and_ingresses_are_listed_from_request_to_end() {
    let options = Options { rooms: 24, participants: 150, ..SMALL };
    let (url, clock, stop) = serve(options, NOON);
    let grants = VideoGrants { room_record: true, ingress_admin: true, ..VideoGrants::default() };
    let token = token(KEY, SECRET, grants);
    let (mut egresses, mut ingresses) = (BTreeSet::new(), BTreeSet::new());
    for minute in 0..30 {
        clock.set(NOON.plus(minute * 60_000));
        let active =
            proto::ListEgressRequest { active: true, ..proto::ListEgressRequest::default() };
        let ask = format!("{url}/twirp/livekit.Egress/ListEgress");
        let (status, _, body) =
            post(&ask, Some(&token), "application/protobuf", active.encode_to_vec()).await;
        assert_eq!(status, 200);
        let listed = proto::ListEgressResponse::decode(&*body).expect("protobuf").items;
        assert!(listed.iter().all(|egress| egress.ended_at == 0));
        for egress in listed {
            let one = proto::ListEgressRequest {
                egress_id: egress.egress_id.clone(),
                ..proto::ListEgressRequest::default()
            };
            let (_, _, body) =
                post(&ask, Some(&token), "application/protobuf", one.encode_to_vec()).await;
            let one = proto::ListEgressResponse::decode(&*body).expect("protobuf").items;
            assert_eq!(one, std::slice::from_ref(&egress));
            egresses.insert(egress.egress_id);
        }
        let ask = format!("{url}/twirp/livekit.Ingress/ListIngress");
        let (status, _, body) = post(&ask, Some(&token), "application/json", b"{}".to_vec()).await;
        assert_eq!(status, 200);
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        for ingress in body["items"].as_array().expect("a list") {
            ingresses.insert(ingress["ingress_id"].as_str().expect("an id").to_owned());
        }
    }
    assert!(egresses.len() > 3 && ingresses.len() > 1, "{egresses:?}, {ingresses:?}");
    stop.cancel();
}

#[actix_web::test]
async fn while_the_node_is_down_no_request_succeeds_and_then_another_node_responds() {
    let faults = Faults { node_restarts: 10.0, ..Faults::NONE };
    let (url, clock, stop) = serve(Options { faults, ..SMALL }, NOON);
    let restarts = with(faults).restarts();
    let restart = restarts.between(NOON, NOON.plus(1_200_000)).next().expect("one in ten minutes");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let get = async |path: &str| {
        let response = client.get(format!("{url}{path}")).send().await.expect("an answer");
        (response.status().as_u16(), response.text().await.expect("text"))
    };
    clock.set(restart.at.plus(-1));
    assert_eq!(get("/").await, (200, "OK".to_owned()));
    let (status, before) = get("/metrics").await;
    assert_eq!(status, 200);
    clock.set(restart.at);
    assert_eq!(get("/").await.0, 406);
    assert_eq!(get("/metrics").await.0, 503);
    clock.set(restart.back);
    let (status, after) = get("/metrics").await;
    assert_eq!(status, 200);
    assert_ne!(parse(&before).1, parse(&after).1);
    stop.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn in_mock_mode_it_is_polled_like_a_real_one() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let settings =
        [("MOCK_MODE", "true"), ("MOCK_NODE_RESTARTS", "0"), ("LIVEKIT_POLL_INTERVAL", "1s")];
    let console = Process::start(dir.path(), &settings).await;
    let page = async || {
        let response = console.client.get(console.url("/metrics")).send().await.expect("an answer");
        response.text().await.expect("text")
    };
    for call in ["list_rooms", "list_participants"] {
        let series = format!(
            r#"livekit_console_poll_request_seconds_count{{call="{call}",deployment="mock"}} "#
        );
        eventually("the mock is polled", async || {
            let page = page().await;
            page.lines().any(|line| line.strip_prefix(&series).is_some_and(|count| count != "0"))
        })
        .await;
    }
    let page = page().await;
    let refused = r#"livekit_console_poll_errors_total{code="unauthenticated",deployment="mock"} "#;
    let refused = page.lines().find_map(|line| line.strip_prefix(refused));
    assert_eq!(refused, Some("0"));
    console.stop().await;
}
