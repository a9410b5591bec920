//! `POST /api/receivers/{name}/test`, `POST /api/receivers/test`, `POST /api/receivers/preview`:
//! test notifications and previews.

use actix_web::web;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::write::WrittenReceiver;
use crate::alerts::amend::complete;
use crate::alerts::notify::trial::{self, TestAnswer};
use crate::alerts::receivers::masked;
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::json_body::{Body, SecretBody};
use crate::api::refusals::{
    CrossOrigin, InvalidBody, InvalidQuery, InvalidReceiver, PayloadTooLarge, ReceiverNotFound,
    StoreUnavailable, Untried,
};
use crate::api::remark::Signature;
use crate::api::written::With;
use crate::model::{NewAuditLine, Receiver};
use crate::store::AlertBatch;

/// Test notifications that are sent at once: more would be abuse.
pub(in crate::api) const MAX_CONCURRENT: usize = 4;

/// Seconds after which a client that was refused for the limit may try again.
const RETRY_SECONDS: u32 = 5;

/// A receiver to preview.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PreviewRequest {
    /// The receiver.
    receiver: Receiver,
}

/// What a receiver would be sent.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct ReceiverPreview {
    /// The title; empty if there is an error.
    title: String,
    /// The text; empty if there is an error.
    text: String,
    /// The exact payload, JSON or an e-mail, with masked secrets; empty if there is an error.
    payload: String,
    /// Why nothing can be sent; `null` if there is no error.
    error: Option<String>,
}

/// Sends a test notification to a receiver, and returns the receiver's response.
#[utoipa::path(
    post, path = "/api/receivers/{name}/test", operation_id = "test_receiver", tag = "alerts",
    params(("name" = String, Path, description = "The receiver's name")),
    request_body(content = Option<Signature>, description = "The author; optional"),
    responses(
        (status = 200, description = "The receiver's response", body = TestAnswer),
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
    name: web::Path<String>,
    Body(Signature { by }): Body<Signature>,
) -> Result<web::Json<TestAnswer>, Error> {
    let mut catalog = console.catalog().await?;
    let versioned =
        catalog.receivers.remove(&*name).ok_or_else(|| Error::nothing_named("receiver", &name))?;
    attempt(&console, versioned.value.receiver, by).await
}

/// Sends a test notification to a receiver that is not saved, and returns the receiver's response.
///
/// A masked secret is taken from the saved receiver of that name.
#[utoipa::path(
    post, path = "/api/receivers/test", operation_id = "test_unsaved_receiver", tag = "alerts",
    request_body(content = WrittenReceiver, description = "The receiver"),
    responses(
        (status = 200, description = "The receiver's response", body = TestAnswer),
        InvalidQuery,
        InvalidReceiver,
        CrossOrigin,
        PayloadTooLarge,
        Untried,
    ),
)]
pub(in crate::api) async fn unsaved(
    console: Console,
    Body(With { extra, document: written }): SecretBody<WrittenReceiver>,
) -> Result<web::Json<TestAnswer>, Error> {
    let catalog = console.catalog().await?;
    let before = catalog.receivers.get(&written.name).map(|versioned| &versioned.value.receiver);
    let complete = complete(&written, before);
    let receiver = complete.map_err(|fault| Error::faulty("invalid_receiver", fault))?;
    attempt(&console, receiver, extra.by).await
}

/// Shows what a receiver would be sent for a sample alert. Nothing is sent or saved.
#[utoipa::path(
    post, path = "/api/receivers/preview", operation_id = "preview_receiver", tag = "alerts",
    request_body(content = PreviewRequest, description = "The receiver"),
    responses(
        (status = 200, description = "The preview", body = ReceiverPreview),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        PayloadTooLarge,
        StoreUnavailable,
    ),
)]
pub(in crate::api) async fn preview(
    console: Console,
    Body(PreviewRequest { receiver: written }): SecretBody<PreviewRequest>,
) -> Result<web::Json<ReceiverPreview>, Error> {
    let catalog = console.catalog().await?;
    let before = catalog.receivers.get(&written.name).map(|versioned| &versioned.value.receiver);
    let shown = complete(&written, before).and_then(|receiver| {
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

/// Sends a test notification, and records it in the audit trail.
async fn attempt(
    console: &Console,
    receiver: Receiver,
    by: String,
) -> Result<web::Json<TestAnswer>, Error> {
    let permit = console.tests.acquire("receivers are being tested", RETRY_SECONDS)?;
    let (sender, now) = (console.alerting.sender.clone(), console.now());
    let (name, shown) = (receiver.name.clone(), masked(&receiver));
    // On the process's own runtime: a worker's runtime would close the connections when it ends.
    let trying = console.shared.runtime.spawn(async move {
        let response = trial::send(&sender, &receiver, now).await;
        drop(permit);
        response
    });
    let response = trying.await.map_err(Error::internal)?;
    let body = json!({ "receiver": shown, "sent": response.sent, "answer": response.answer });
    let line = NewAuditLine {
        at: console.now().to_utc(),
        kind: "receiver.tested".to_owned(),
        actor: by,
        subject: name,
        body: body.to_string(),
    };
    console.amender.record(AlertBatch { lines: vec![line], ..AlertBatch::default() }).await?;
    Ok(web::Json(response))
}
