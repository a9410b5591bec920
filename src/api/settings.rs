//! `GET /api/settings`: the configuration in force, and how much disk the console uses.

use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::query::Query;
use crate::config::Setting;
use crate::watched::Watched as _;

/// The configuration in force, and the use of the disk.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct SettingsReport {
    /// The settings, each with its origin; secrets are `***`.
    settings: Vec<Setting>,
    /// Size of the database, bytes; `null` while it does not answer.
    database_bytes: Option<u64>,
    /// Size of the journal, bytes.
    journal_bytes: u64,
    /// The program's licence.
    license: String,
}

/// Returns the configuration in force and the use of the disk.
#[utoipa::path(
    get, path = "/api/settings", operation_id = "show_settings", tag = "operation",
    responses((status = 200, description = "The settings", body = SettingsReport)),
)]
pub(super) async fn show(
    console: Console,
    Query(()): Query<()>,
) -> Result<web::Json<SettingsReport>, Error> {
    // No estimate of freed space: it takes a moment, and this is read often.
    let asked = console.ask(|store| async move { store.bytes(u64::MAX).await }).await;
    Ok(web::Json(SettingsReport {
        settings: console.in_force.current().settings,
        database_bytes: asked.ok(),
        journal_bytes: console.intake.status().journal.bytes,
        license: env!("CARGO_PKG_LICENSE").to_owned(),
    }))
}
