//! `POST /api/receivers/{name}/test`, `POST /api/receivers/test`, `POST /api/receivers/preview`:
//! whether somebody would be reached, and with which words.

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::alerts::amend::whole;
use crate::alerts::notify::trial::{self, TestAnswer};
use crate::alerts::receivers::masked;
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::json_body::JsonBody;
use crate::api::refusals::{
    CrossOrigin, InvalidBody, InvalidQuery, InvalidReceiver, PayloadTooLarge, ReceiverNotFound,
    StoreUnavailable, Untried,
};
use crate::api::remark::Signature;
use crate::model::{NewAuditLine, Receiver};
use crate::store::AlertBatch;

/// Receivers that are tried at once: who tries many at once means no good.
pub(in crate::api) const AT_ONCE: usize = 4;

/// Seconds after which a receiver that found no turn may be tried again.
const RETRY_SECONDS: u32 = 5;

/// Whom to try.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct PreviewAsked {
    /// The receiver.
    receiver: Receiver,
}

/// What somebody would be sent.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct ReceiverPreview {
    /// The title; empty if there is an error.
    title: String,
    /// The text; empty if there is an error.
    text: String,
    /// What would be sent, JSON or a letter, to the letter but for the secrets; empty if there is an
    /// error.
    payload: String,
    /// Why nothing could be sent; `null` if it could.
    error: Option<String>,
}

/// Sends a made-up alert to a receiver, and tells what was answered.
#[utoipa::path(
    post, path = "/api/receivers/{name}/test", operation_id = "test_receiver", tag = "alerts",
    params(("name" = String, Path, description = "The receiver's name")),
    request_body(content = Option<Signature>, description = "By whom; may be left out"),
    responses(
        (status = 200, description = "What was answered", body = TestAnswer),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        ReceiverNotFound,
        PayloadTooLarge,
        Untried,
    ),
)]
pub(in crate::api) async fn saved(
    console: Console,
    request: HttpRequest,
    name: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<TestAnswer>, Error> {
    let by = Signature::of(JsonBody::read(&request, &mut payload).await?)?;
    let mut catalog = console.catalog().await?;
    let kept =
        catalog.receivers.remove(&*name).ok_or_else(|| Error::nothing_named("receiver", &name))?;
    attempt(&console, kept.value.receiver, by).await
}

/// Sends a made-up alert to a receiver that is not saved (yet), and tells what was answered. A secret
/// that is masked is the one of the saved receiver of that name.
#[utoipa::path(
    post, path = "/api/receivers/test", operation_id = "test_unsaved_receiver", tag = "alerts",
    request_body(content = super::write::WrittenReceiver, description = "The receiver"),
    responses(
        (status = 200, description = "What was answered", body = TestAnswer),
        InvalidQuery,
        InvalidReceiver,
        CrossOrigin,
        PayloadTooLarge,
        Untried,
    ),
)]
pub(in crate::api) async fn unsaved(
    console: Console,
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<web::Json<TestAnswer>, Error> {
    let mut members = JsonBody::read(&request, &mut payload).await?;
    let by = members.by()?;
    let written: Receiver = members.into_secret()?;
    let catalog = console.catalog().await?;
    let before = catalog.receivers.get(&written.name).map(|kept| &kept.value.receiver);
    let whole = whole(&written, before);
    let receiver = whole.map_err(|fault| Error::faulty("invalid_receiver", fault))?;
    attempt(&console, receiver, by).await
}

/// What a receiver would be sent about a made-up alert; nothing is sent or kept.
#[utoipa::path(
    post, path = "/api/receivers/preview", operation_id = "preview_receiver", tag = "alerts",
    request_body(content = PreviewAsked, description = "The receiver"),
    responses(
        (status = 200, description = "What it would be sent", body = ReceiverPreview),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        PayloadTooLarge,
        StoreUnavailable,
    ),
)]
pub(in crate::api) async fn preview(
    console: Console,
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<web::Json<ReceiverPreview>, Error> {
    let members = JsonBody::read(&request, &mut payload).await?;
    let PreviewAsked { receiver: written } = members.into_secret()?;
    let catalog = console.catalog().await?;
    let before = catalog.receivers.get(&written.name).map(|kept| &kept.value.receiver);
    let shown = whole(&written, before).and_then(|receiver| {
        let console_url = Some(console.alerting.console_url.as_str()).filter(|url| !url.is_empty());
        trial::preview(&receiver, console_url, console.now())
    });
    Ok(web::Json(match shown {
        Ok(trial::Preview { title, text, payload }) => {
            ReceiverPreview { title, text, payload, error: None }
        }
        Err(error) => ReceiverPreview {
            title: String::new(),
            text: String::new(),
            payload: String::new(),
            error: Some(error),
        },
    }))
}

/// Tries a receiver, and writes down that somebody did.
async fn attempt(
    console: &Console,
    receiver: Receiver,
    by: String,
) -> Result<web::Json<TestAnswer>, Error> {
    let turn = console.tests.take("receivers are being tried", RETRY_SECONDS)?;
    let (sender, now) = (console.alerting.sender.clone(), console.now());
    let (name, shown) = (receiver.name.clone(), masked(&receiver));
    // On the process's own runtime: a client's connections would end with those of a worker.
    let trying = console.shared.runtime.spawn(async move {
        let answer = trial::send(&sender, &receiver, now).await;
        drop(turn);
        answer
    });
    let answer = trying.await.map_err(Error::internal)?;
    let body = json!({ "receiver": shown, "sent": answer.sent, "answer": answer.answer });
    let line = NewAuditLine {
        at: console.now().to_utc(),
        kind: "receiver.tested".to_owned(),
        actor: by,
        subject: name,
        body: body.to_string(),
    };
    console.amender.record(AlertBatch { lines: vec![line], ..AlertBatch::default() }).await?;
    Ok(web::Json(answer))
}
