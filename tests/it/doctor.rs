//! The webhook doctor names the cause of what goes wrong, over real HTTP, and nothing else.

use livekit_console::livekit::sign_webhook;
use livekit_console::model::Millis;
use reqwest::Method;
use serde_json::{Value, json};

use crate::console::{Console, KEY, NOW, SECRET, eventually, now};
use crate::webhook_bodies;

const PATH: &str = "/api/livekit/webhook";
const BODY: &str = r#"{"event":"room_started","id":"EV_doctor"}"#;

fn sign(body: &str, key: &str, secret: &str, at: Millis) -> String {
    sign_webhook(body.as_bytes(), key, secret, at)
}

/// The sources of the only deployment.
async fn sources(console: &Console) -> Value {
    let mut response = console.read("/api/sources").await;
    response["deployments"][0].take()
}

/// The codes of what is diagnosed.
fn codes(sources: &Value) -> Vec<&str> {
    let diagnoses = sources["diagnoses"].as_array().expect("a list");
    diagnoses.iter().map(|diagnosis| diagnosis["code"].as_str().expect("a code")).collect()
}

/// Asserts that this alone is diagnosed, that it names `words`, and gives it back.
async fn assert_diagnosed(console: &Console, code: &str, words: &[&str]) -> Value {
    let sources = sources(console).await;
    assert_eq!(codes(&sources), [code], "{sources:#}");
    let diagnosis = sources["diagnoses"][0].clone();
    let said = diagnosis.to_string();
    for word in words {
        assert!(said.contains(word), "{code} lacks {word}: {said}");
    }
    assert!(!said.contains(SECRET), "no secret is shown");
    for member in ["severity", "title", "detail", "remedy"] {
        assert!(diagnosis[member].as_str().is_some_and(|text| !text.is_empty()), "{said}");
    }
    assert!(diagnosis["evidence"].as_array().is_some_and(|all| !all.is_empty()), "{said}");
    diagnosis
}

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_deployment_has_no_diagnosis() {
    let console = Console::spawn().await;
    assert_eq!(codes(&sources(&console).await), [""; 0], "nothing is known, nothing is wrong");
    let mut events = Vec::new();
    for n in 0..6 {
        let (room, name, who) = (format!("RM_{n}"), format!("room {n}"), format!("PA_{n}"));
        events.push(webhook_bodies::room_started(&room, &name, 50));
        events.push(webhook_bodies::joined(&room, &name, &who, "ann", "STANDARD", 40));
        events.push(webhook_bodies::left(&room, &name, &who, "ann", "CLIENT_INITIATED", (40, 5)));
        events.push(webhook_bodies::room_finished(&room, &name, 1));
    }
    console.receive_webhooks(&events).await;
    assert_eq!(console.send(&events[0]).await, 200, "once more");
    let sources = sources(&console).await;
    assert_eq!(codes(&sources), [""; 0], "{sources:#}");
    let webhooks = &sources["webhooks"];
    assert_eq!((&webhooks["status"], &webhooks["received_total"]), (&json!("ok"), &json!(24)));
    assert_eq!(webhooks["rate_per_minute"], 24.0);
    assert_eq!(webhooks["duplicates_total"], 1);
    assert_eq!(webhooks["events"]["participant_joined"], 6);
    assert_eq!(webhooks["lag_seconds"], 40.0, "half of the events are older than that");
    let skew = webhooks["clock_skew_seconds"].as_f64().expect("the tokens tell");
    assert!((0.0..10.0).contains(&skew), "{skew}");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_is_named_beside_the_one_that_is_known() {
    let console = Console::spawn().await;
    let other = "another-secret-of-thirty-two-chars";
    for (key, secret) in [("APItheirs", SECRET), ("APItheirs", other)] {
        let token = sign(BODY, key, secret, now());
        assert_eq!(console.post(Some(&token), BODY.into()).await.1["code"], "unknown_api_key");
    }
    let words = ["`APItheirs`", KEY, "2 times"];
    let diagnosis = assert_diagnosed(&console, "unknown_api_key", &words).await;
    assert_eq!(diagnosis["severity"], "critical");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_a_key_cannot_break_a_sentence() {
    let console = Console::spawn().await;
    let nasty = "API`<script>\n\u{1b}[31m\u{202e}".repeat(100);
    let token = sign(BODY, &nasty, SECRET, now());
    assert_eq!(console.post(Some(&token), BODY.into()).await.0, 401);
    let diagnosis = assert_diagnosed(&console, "unknown_api_key", &["`API<script>"]).await;
    let text = diagnosis["detail"].as_str().expect("a text");
    let is_plain = |c: char| " …".contains(c) || c.is_ascii_graphic();
    assert!(text.len() < 400 && text.chars().all(is_plain), "{text}");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_differs_from_a_wrong_key_and_clears_once_fixed() {
    let console = Console::spawn().await;
    let token = sign(BODY, KEY, "another-secret-of-thirty-two-chars", now());
    assert_eq!(console.post(Some(&token), BODY.into()).await.1["code"], "invalid_signature");
    assert_diagnosed(&console, "wrong_secret", &[KEY]).await;
    let webhooks = sources(&console).await["webhooks"].clone();
    assert_eq!((&webhooks["status"], &webhooks["refused_total"]), (&json!("refusing"), &json!(1)));
    assert_eq!(webhooks["refusals"][0]["code"], "invalid_signature");

    console.clock.set(NOW.plus(10_000));
    assert_eq!(console.send_raw(BODY).await, 200);
    let diagnosis = assert_diagnosed(&console, "wrong_secret", &[]).await;
    assert_eq!(diagnosis["severity"], "warning", "others come");
    console.clock.set(NOW.plus(6 * 60_000));
    assert_eq!(codes(&sources(&console).await), [""; 0]);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_that_differ_are_measured_refused_or_not() {
    for (seconds, code) in [(-7200, "token_expired"), (7200, "token_not_yet_valid")] {
        let console = Console::spawn().await;
        let token = sign(BODY, KEY, SECRET, now().plus(seconds * 1000));
        assert_eq!(console.post(Some(&token), BODY.into()).await.1["code"], code);
        assert_diagnosed(&console, "clock_skew", &[" h ", "NTP"]).await;
        console.stop().await;
    }
    for (seconds, word) in [(-45, "ahead of"), (45, "behind")] {
        let console = Console::spawn().await;
        for n in 0..3 {
            let body = json!({"event": "room_started", "id": format!("EV_{n}")}).to_string();
            let token = sign(&body, KEY, SECRET, now().plus(seconds * 1000));
            assert_eq!(console.post(Some(&token), body.into()).await.0, 200, "it is borne");
        }
        let diagnosis = assert_diagnosed(&console, "clock_skew", &[word]).await;
        assert_eq!(diagnosis["severity"], "warning");
        console.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_known_by_its_token_and_named_by_its_referer() {
    let console = Console::spawn().await;
    let get = async |token: Option<&str>, referer: &str| {
        let mut request = console.request(Method::GET, PATH).header("referer", referer);
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        assert_eq!(request.send().await.expect("an answer").status(), 405);
    };
    get(None, "http://scanner/").await;
    get(Some("garbage"), "http://scanner/").await;
    // A participant's token is signed with the same key, and signs no body.
    let participant = livekit_console_token(json!({"sub": "ann", "video": {"room": "one"}}));
    get(Some(&participant), "http://scanner/").await;
    let response = sources(&console).await;
    assert_eq!(codes(&response), [""; 0], "anybody may send a GET: {response:#}");
    let report = console.read("/api/sources").await;
    assert_eq!(report["unattributed"]["refused_total"], 3);

    let token = sign(BODY, KEY, SECRET, now());
    let url = "http://console.example.com/api/livekit/webhook";
    get(Some(&token), url).await;
    get(Some(&token), url).await;
    assert_diagnosed(&console, "redirect", &[url, "GET", "2 times"]).await;
    console.stop().await;
}

/// A token of the console's key with other claims than a webhook's.
fn livekit_console_token(mut claims: Value) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use hmac::{Hmac, Mac as _};
    let seconds = now().0 / 1000;
    claims["iss"] = json!(KEY);
    claims["nbf"] = json!(seconds);
    claims["exp"] = json!(seconds + 60);
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length");
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rewritten_body_is_diagnosed() {
    let console = Console::spawn().await;
    let token = sign(BODY, KEY, SECRET, now());
    let rewritten = BODY.replace(':', ": ");
    assert_eq!(console.post(Some(&token), rewritten.into()).await.1["code"], "body_mismatch");
    assert_diagnosed(&console, "body_rewritten", &["proxy"]).await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_never_come_though_they_must_have_happened_are_filtered_out() {
    let console = Console::spawn().await;
    // The first webhook is there before anything else happens.
    console.receive_webhooks(&[webhook_bodies::room_started("RM_0", "zero", 0)]).await;
    console.clock.set(NOW.plus(120_000));
    let mut events = Vec::new();
    for n in 1..=4 {
        let who = format!("PA_{n}");
        // They joined after that, and no webhook reported it.
        events.push(webhook_bodies::left(
            "RM_0",
            "zero",
            &who,
            &who,
            "CLIENT_INITIATED",
            (-10, -60),
        ));
    }
    console.receive_webhooks(&events).await;
    let words = ["`participant_joined`", "filter_params", "`participant_left`"];
    eventually("it is proved", async || !codes(&sources(&console).await).is_empty()).await;
    assert_diagnosed(&console, "filtered_events", &words).await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_key_is_blamed_only_on_deployments_without_webhooks() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("two.toml");
    let deployment = |name: &str, key: &str| {
        format!(
            "[[deployment]]\nname = \"{name}\"\nurl = \"ws://127.0.0.1:7880\"\n\
             [[deployment.key]]\napi_key = \"{key}\"\napi_secret = \"{SECRET}\"\n"
        )
    };
    let text = format!(
        "port = 0\ndata_dir = \"{}\"\nlivekit_poll_interval = \"off\"\n{}{}",
        folder.path().join("data").display(),
        deployment("eu", KEY),
        deployment("us", "APIus")
    );
    std::fs::write(&file, text).expect("the folder can be written");
    let database = format!("sqlite:{}", folder.path().join("data/console.db").display());
    let console = Console::spawn_with(|options| {
        options.config_file = Some(file.clone());
        options.database_url = Some(database);
    })
    .await;
    assert_eq!(console.send_raw(BODY).await, 200);
    let token = sign(BODY, "APItheirs", SECRET, now());
    assert_eq!(console.post(Some(&token), BODY.into()).await.0, 401);
    let report = console.read("/api/sources").await;
    let of = |name: &str| {
        let all = report["deployments"].as_array().expect("a list");
        all.iter().find(|known| known["deployment"] == name).expect("it is there").clone()
    };
    assert_eq!(codes(&of("eu")), [""; 0], "{report:#}");
    assert_eq!(codes(&of("us")), ["unknown_api_key"], "{report:#}");
    assert_eq!(report["unattributed"]["api_keys"], json!(["APItheirs"]));
    let one = console.read("/api/sources?deployment=eu").await;
    assert_eq!(one["deployments"].as_array().map(Vec::len), Some(1));
    console.stop().await;
}
