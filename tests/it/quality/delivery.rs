//! Reports that are late, too many, from elsewhere, or met by a crash.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_late_comes_twice_or_is_ahead_of_the_webhook_is_counted_once_where_it_belongs()
 {
    let console = Console::spawn().await;
    let (ann, mut body) = (token("a", "ann"), json!({"at": NOW.0 - 30_000, "quality": "good"}));
    // The participant is unknown: the report is stored under the identity, or under the sid in it.
    let response = console.reported(&ann, &body).await;
    assert_eq!(response, json!({"status": "accepted", "participant_sid": null, "matched": false}));
    let again = console.reported(&ann, &body).await;
    assert_eq!(again["status"], "duplicate");
    // Sent anew later it is the same report, whenever it was sent.
    body["sent_at"] = json!(NOW.0);
    assert_eq!(console.reported(&ann, &body).await["status"], "duplicate");
    body["participant_sid"] = json!("PA_ann");
    body["at"] = json!(NOW.0 - 20_000);
    body["events"] = json!([{"type": "reconnecting", "at": NOW.0 - 25_000, "detail": "wifi"}]);
    let response = console.reported(&ann, &body).await;
    assert_eq!(
        (&response["participant_sid"], &response["matched"]),
        (&json!("PA_ann"), &json!(false))
    );
    console.until_stored().await;
    let unknown = console.read("/api/participants/PA_ann/quality").await;
    assert_eq!((&unknown["identity"], &unknown["room_name"]), (&Value::Null, &Value::Null));
    assert_eq!(reports(&unknown), 1);
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_a", "a", 60),
            webhook_bodies::joined("RM_a", "a", "PA_ann", "ann", "STANDARD", 50),
        ])
        .await;
    console.clock.set(NOW.plus(1000));
    let known = console.read("/api/participants/PA_ann/quality").await;
    assert_eq!(known["identity"], "ann");
    assert_eq!(reports(&known), 2);
    // It is when it was so, by our clock, less the time that it waited.
    let reconnecting = console.events_named("reconnecting").await;
    assert_eq!(reconnecting.len(), 1);
    assert_eq!(reconnecting[0]["at"], "2026-11-22T19:59:35Z");
    assert_eq!(reconnecting[0]["raw"]["detail"], "wifi");
    // After leaving: kept with the stay, and shown of nobody.
    let left = webhook_bodies::left("RM_a", "a", "PA_ann", "ann", "CLIENT_INITIATED", (50, 1));
    console.receive_webhooks(&[left]).await;
    let last = json!({"at": NOW.0, "participant_sid": "PA_ann", "quality": "lost"});
    assert_eq!(console.reported(&ann, &last).await["matched"], true);
    console.until_stored().await;
    let room = console.read("/api/rooms/a?participants=all").await;
    assert_eq!(room["participants"][0]["connection_quality"], Value::Null);
    assert_eq!(room["connection_quality"], Value::Null);
    console.clock.set(NOW.plus(2000));
    assert_eq!(reports(&console.read("/api/participants/PA_ann/quality").await), 3);
    let (status, problem) = console.get_json("/api/participants/PA_nobody/quality").await;
    assert_eq!((status, &problem["code"]), (404, &json!("participant_not_found")));
    // Over a restart a repetition is still one.
    let folder = console.stop().await;
    let console = Console::spawn_in(folder, |_| ()).await;
    assert_eq!(console.reported(&ann, &last).await["status"], "duplicate");
    console.stop().await;
}

/// How many reports there are in all.
pub(super) fn reports(history: &Value) -> u64 {
    let points = history["points"].as_array().expect("a list");
    points.iter().map(|point| point["reports"].as_u64().expect("a count")).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_reports_too_often_gets_a_retry_time() {
    let console = with_ann(|_| ()).await;
    let ann = token("a", "ann");
    let body = |n: i64| json!({"at": NOW.0 + n, "quality": "good"});
    for n in 0..30 {
        console.reported(&ann, &body(n)).await;
    }
    let response = console.report(&ann, &body(30)).await;
    let wait = response.headers()["retry-after"].to_str().expect("text").parse::<u32>();
    assert!((1..=4).contains(&wait.expect("seconds")));
    refused(response, 429, "rate_limited", "one too many").await;
    let accepted = console.report(&token("a", "bob"), &body(0)).await;
    assert_eq!(accepted.status(), 202);
    assert_eq!(accepted.headers()["ratelimit-policy"], "\"participant\";q=30;w=90");
    let left = accepted.headers()["ratelimit"].to_str().expect("text");
    assert!(left.starts_with("\"participant\";r=29;t="), "{left}");
    let limited = with_ann(|options| options.quality_reports_per_second = Some(1)).await;
    for _ in 0..10 {
        assert_eq!(limited.report("garbage", &body(0)).await.status(), 401);
    }
    let response = limited.report(&ann, &body(0)).await;
    refused(response, 429, "rate_limited", "one too many from this address").await;
    let metrics = limited.get("/metrics").await.text().await.expect("text");
    let line = "livekit_console_quality_reports_refused_total{code=\"rate_limited\"} 1";
    assert!(metrics.contains(line), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_half_of_the_journal_is_reserved_for_webhooks() {
    let console = Console::spawn_with(|options| {
        options.database_url = Some("postgres://nobody@127.0.0.1:1/none".to_owned());
        options.journal_max_bytes = Some("1MiB".to_owned());
    })
    .await;
    let (ann, body) = (token("a", "ann"), json!({"at": NOW.0, "quality": "good"}));
    assert_eq!(console.reported(&ann, &body).await["status"], "accepted");
    let mut event = webhook_bodies::room_started("RM_a", "a", 60);
    event["room"]["metadata"] = json!("x".repeat(600 * 1024));
    assert_eq!(console.send(&event).await, 200);
    let response = console.report(&ann, &json!({"at": NOW.0 + 1, "quality": "good"})).await;
    assert!(response.headers().contains_key("retry-after"));
    refused(response, 503, "journal_full", "the journal is more than half full").await;
    assert_eq!(console.send(&webhook_bodies::room_started("RM_b", "b", 60)).await, 200);
    // What was acknowledged before is recognised all the same.
    assert_eq!(console.reported(&ann, &body).await["status"], "duplicate");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_named_origins_and_no_others_may_report() {
    const APP: &str = "https://app.example.com";
    let console =
        with_ann(|options| options.quality_cors_origins = Some(vec![APP.to_owned()])).await;
    let preflight = async |console: &Console, path: &str, origin: &str| {
        let request = console.request(Method::OPTIONS, path).header("origin", origin);
        let request = request.header("access-control-request-method", "POST");
        let headers = "authorization,content-type";
        let request = request.header("access-control-request-headers", headers);
        request.send().await.expect("an answer")
    };
    let response = preflight(&console, PATH, APP).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["access-control-allow-origin"], APP);
    assert!(!response.headers().contains_key("access-control-allow-credentials"));
    assert_eq!(preflight(&console, PATH, "https://evil.example.com").await.status(), 400);
    let elsewhere = preflight(&console, "/api/alerts/a/resolve", APP).await;
    assert!(!elsewhere.headers().contains_key("access-control-allow-origin"));
    let post = async |console: &Console, origin: &str, token: &str| {
        let request = console.request(Method::POST, PATH).bearer_auth(token);
        let request = request.header("origin", origin).header("sec-fetch-site", "cross-site");
        request.json(&json!({"at": NOW.0})).send().await.expect("an answer")
    };
    let ann = token("a", "ann");
    let response = post(&console, APP, &ann).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["access-control-allow-origin"]),
        (202, &APP.parse().expect("a header"))
    );
    // Its page can read why it is refused, and when to come again.
    let response = post(&console, APP, "garbage").await;
    assert_eq!(response.headers()["access-control-allow-origin"], APP);
    let exposed = response.headers()["access-control-expose-headers"].to_str().expect("text");
    assert!(exposed.to_lowercase().contains("retry-after"), "{exposed}");
    refused(response, 401, "malformed_token", "garbage").await;
    let response = post(&console, "https://evil.example.com", &ann).await;
    refused(response, 403, "cross_origin", "another origin").await;
    let everybody =
        with_ann(|options| options.quality_cors_origins = Some(vec!["*".to_owned()])).await;
    assert_eq!(post(&everybody, "https://evil.example.com", &ann).await.status(), 202);
    let nobody = with_ann(|_| ()).await;
    assert_eq!(preflight(&nobody, PATH, APP).await.status(), 400);
    refused(post(&nobody, APP, &ann).await, 403, "cross_origin", "none by default").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_report_survives_kill_9_while_the_database_is_away() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let away = [("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")];
    let mut console = Process::start(dir.path(), &away).await;
    let began = now();
    for n in 0..20 {
        let (who, at) = (format!("p{}", n % 4), began.plus(n - 5000));
        let body = json!({"at": at.0, "sent_at": began.0, "participant_sid": format!("PA_{who}"),
            "quality": "good", "events": [{"type": "reconnected", "at": at.0}]});
        let response = console.client.post(console.url(PATH)).bearer_auth(token("a", &who));
        assert_eq!(response.json(&body).send().await.expect("an answer").status(), 202);
    }
    console.kill();
    let url = format!("sqlite:{}", dir.path().join("console.db").display());
    for _ in 0..2 {
        let console = Process::start(dir.path(), &[("DATABASE_URL", &url)]).await;
        console.until_stored().await;
        for who in 0..4 {
            let path = format!("/api/participants/PA_p{who}/quality");
            let (status, history) = console.get_json(&path).await;
            assert_eq!((status, reports(&history)), (200, 5), "{history}");
        }
        let (_, events) = console.get_json("/api/events?event=reconnected").await;
        assert_eq!(events["events"].as_array().expect("a list").len(), 20);
        console.stop().await;
    }
}
