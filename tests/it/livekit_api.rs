//! LiveKit's API as it is asked: where, and what is made of answers that are none.

use livekit_console::livekit::{ApiError, Client, proto};
use livekit_console::net::tls::Trust;
use secrecy::SecretString;
use url::Url;

use crate::console::{NOW, SECRET};
use crate::livekit::{FakeLiveKit, Mood};

fn client(url: &str) -> Client {
    let url = Url::parse(url).expect("a URL");
    let trust = Trust::system();
    Client::new(&url, "APIasks", &SecretString::from(SECRET), &trust).expect("a client")
}

fn room(sid: &str) -> proto::Room {
    proto::Room { sid: sid.to_owned(), name: sid.to_owned(), ..proto::Room::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_livekit_behind_a_path_is_asked_below_it() {
    let livekit = FakeLiveKit::start();
    livekit.set(|script| script.rooms.push(room("RM_1")));
    for (below, asked) in [
        ("", ""),
        ("", "/"),
        ("/livekit/sfu", "/livekit/sfu"),
        ("/livekit/sfu", "/livekit/sfu/"),
        ("/a%20b", "/a b"),
    ] {
        livekit.set(|script| below.clone_into(&mut script.below));
        let rooms = client(&format!("{}{asked}", livekit.url())).rooms(NOW).await;
        assert_eq!(rooms.expect("its rooms").len(), 1, "{below} {asked}");
    }
    let elsewhere = client(&livekit.url()).rooms(NOW).await.expect_err("it is not there");
    assert_eq!(elsewhere.code(), "unexpected_answer", "{elsewhere}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_that_is_not_livekits_never_means_no_rooms() {
    let livekit = FakeLiveKit::start();
    let client = client(&livekit.url());
    for (mood, code, words) in [
        (Mood::Empty, "not_livekit", "without a content type"),
        (Mood::Page, "not_livekit", "`text/html`"),
        (Mood::Garbage, "not_livekit", "content type"),
        (Mood::Redirect, "redirected", "`https://login.example/start`"),
        (Mood::Endless, "too_large", "more than 32 MiB"),
        (Mood::Huge, "too_large", "more than 32 MiB"),
        (Mood::Proxy, "unexpected_answer", "HTTP status 502"),
        (Mood::Echo, "unexpected_answer", "`invalid_argument`: invalid token: Bearer ***"),
        (Mood::TooOften, "rate_limited", "limits the rate"),
    ] {
        livekit.set(|script| script.mood = mood);
        let error = client.rooms(NOW).await.expect_err("it is none");
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(words), "{error}");
        assert!(!error.to_string().contains("hush"), "{error}");
        assert_eq!(client.participants("a", NOW).await, Err(error));
    }
    livekit.set(|script| script.mood = Mood::Well);
    assert_eq!(client.rooms(NOW).await, Ok(Vec::new()), "none, by LiveKit's own word");
}

#[tokio::test(flavor = "multi_thread")]
async fn egresses_of_every_page_are_listed_and_each_page_is_a_request() {
    let livekit = FakeLiveKit::start();
    let egress = |number: u32| proto::EgressInfo {
        egress_id: format!("EG_{number}"),
        ..proto::EgressInfo::default()
    };
    livekit.set(|script| {
        script.egresses = Some((0..80).map(egress).collect());
        script.page = 30;
    });
    let client = client(&livekit.url());
    let mut requests = 0;
    let running = client.running_egresses(|| requests += 1).await.expect("all of them");
    assert_eq!((running.len(), requests), (80, 3));
    let ids: std::collections::HashSet<_> =
        running.iter().map(|body| body["egressInfo"]["egressId"].to_string()).collect();
    assert_eq!(ids.len(), 80);
    let missing = client.ingresses(|| ()).await.expect_err("it has no Redis");
    assert!(matches!(missing, ApiError::NotAvailable(..)), "{missing}");
}
