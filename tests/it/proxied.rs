//! Messages where the only way out is a proxy.

use livekit_console::alerts::notify::{SendOutcome, Sender};
use livekit_console::net::client::Proxying;
use livekit_console::net::guard::Guard;
use livekit_console::net::tls;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::notify::{Answer, Fake, send_notification, sender};

fn through(sender: Sender, proxy: &str) -> Sender {
    sender.through(&Proxying::Through(SecretString::from(proxy))).expect("a proxy")
}

fn hook(url: &str) -> Value {
    json!({"type": "webhook", "url": url})
}

#[tokio::test]
async fn what_this_machine_cannot_reach_goes_through_the_proxy() {
    let proxy = Fake::spawn(Answer::of("200 OK", "taken")).await;
    let sender = through(sender(), &proxy.url(""));
    let outcome = send_notification(&sender, &hook("http://hooks.example.invalid/x")).await;
    assert_eq!(outcome, SendOutcome::Sent { response: "200 OK: taken".to_owned() });
    let (head, body) = proxy.seen().remove(0);
    assert!(head.starts_with("POST http://hooks.example.invalid/x HTTP/1.1"), "{head}");
    assert!(!body.is_empty());
    let now = livekit_console::model::Millis(0);
    let outcome = sender.ping("http://beat.example.invalid/y", now).await;
    assert_eq!(outcome, SendOutcome::Sent { response: "200 OK: taken".to_owned() });
    assert!(proxy.seen()[1].0.starts_with("GET http://beat.example.invalid/y HTTP/1.1"));
}

#[tokio::test]
async fn a_proxy_opens_nothing_that_is_inside_and_what_is_let_in_is_reached_straight() {
    tls::install();
    let proxy = Fake::spawn(Answer::of("200 OK", "by the proxy")).await;
    let inside = Fake::spawn(Answer::of("200 OK", "straight")).await;
    let closed = Sender::new(Guard::default(), None).expect("a client");
    let closed = through(closed, &proxy.url(""));
    for url in [inside.url("/x"), inside.url("/x").replace("127.0.0.1", "localhost")] {
        let SendOutcome::Refused { error } = send_notification(&closed, &hook(&url)).await else {
            panic!("{url} is inside");
        };
        assert!(error.contains("ALERT_ALLOWED_HOSTS"), "{error}");
    }
    let open = through(sender(), &proxy.url(""));
    let outcome = send_notification(&open, &hook(&inside.url("/x"))).await;
    assert_eq!(outcome, SendOutcome::Sent { response: "200 OK: straight".to_owned() });
    assert!(proxy.seen().is_empty());
}

#[tokio::test]
async fn an_unreachable_proxy_is_retried_and_its_password_never_shown() {
    let sender = through(sender(), "http://me:hunter22@127.0.0.1:1");
    let outcome = send_notification(&sender, &hook("http://hooks.example.invalid/x")).await;
    let SendOutcome::Retry { error, .. } = outcome else { panic!("it may come: {outcome:?}") };
    assert!(!error.contains("hunter22"), "{error}");
}
