//! `POST /api/alert-rules/backtest`: what a rule would have done over stored history.
//!
//! The response comes at the end, or with `Accept: application/x-ndjson` line by line: progress,
//! then the result or the problem. The backtest is cancelled when the client disconnects.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::JoinHandle;
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::{Error, Problem};
use super::json_body::Body;
use super::refusals::{BacktestUnavailable, CrossOrigin, NotBacktestable, PayloadTooLarge};
use super::{query, request_id};
use crate::alerts::backtest::{self, BacktestResult, Options};
use crate::alerts::silence::Compiled;
use crate::model::{Millis, Rule, shortened};
use crate::state::State;

/// Backtests that run at once: each keeps a core and a database connection busy.
pub(super) const MAX_CONCURRENT: usize = 2;

/// Seconds after which a client that was refused for the limit may try again.
const RETRY_SECONDS: u32 = 5;

/// Progress messages that wait for a slow client; further ones are dropped.
const WAITING: usize = 8;

/// The default of `from`.
const FROM: &str = "now-30d";

/// The content type of lines of JSON.
const NDJSON: &str = "application/x-ndjson";

/// A rule and the range to evaluate it over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Backtest {
    /// The rule; it does not have to be saved.
    rule: Rule,
    /// Start of the range: RFC 3339, Unix milliseconds, or relative like `now-6h`; `now-30d` if not
    /// given.
    #[serde(default)]
    from: Option<String>,
    /// End of the range, in the same forms; now if not given or in the future.
    #[serde(default)]
    to: Option<String>,
    /// Whether the stored silences apply; `true` if not given.
    #[serde(default = "yes")]
    silences: bool,
}

const fn yes() -> bool {
    true
}

/// A line of the response.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum BacktestLine {
    /// The part that is done, 0–1.
    Progress(f64),
    /// The backtest is complete.
    Result(Box<BacktestResult>),
    /// The backtest failed.
    Problem(Problem),
}

impl BacktestLine {
    fn bytes(&self) -> Bytes {
        let mut line = serde_json::to_vec(self).expect("a line is plain data");
        line.push(b'\n');
        Bytes::from(line)
    }
}

/// A running backtest; it is cancelled when this is dropped.
struct Running {
    task: JoinHandle<Result<BacktestResult, Error>>,
    progress: Receiver<f64>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Running {
    fn begin(console: &Context, job: BacktestJob, permit: OwnedSemaphorePermit) -> Self {
        let (progress_sender, progress) = mpsc::channel(WAITING);
        let store = Arc::clone(&console.shared.store);
        let BacktestJob { rule, range, options } = job;
        let task = console.shared.runtime.spawn(async move {
            let _permit = permit;
            // The message is dropped if the client reads too slowly or is gone.
            let report = move |share| {
                let _ = progress_sender.try_send(share);
            };
            Ok(backtest::run(store, rule, range, options, report).await?)
        });
        Self { task, progress }
    }

    async fn outcome(&mut self) -> Result<BacktestResult, Error> {
        (&mut self.task).await.map_err(Error::internal)?
    }

    /// The next line; the last one is the outcome.
    async fn line(&mut self, request_id: &str) -> (BacktestLine, bool) {
        if let Some(share) = self.progress.recv().await {
            return (BacktestLine::Progress(share), false);
        }
        let line = match self.outcome().await {
            Ok(result) => BacktestLine::Result(Box::new(result)),
            Err(error) => {
                if error.has_cause() {
                    let chain = error.chain();
                    tracing::warn!(request.id = request_id, error = ?chain, "a backtest failed");
                }
                BacktestLine::Problem(error.problem(request_id))
            }
        };
        (line, true)
    }
}

/// A checked request.
struct BacktestJob {
    rule: Rule,
    range: (Millis, Millis),
    options: Options,
}

impl BacktestJob {
    async fn of(wanted: Backtest, console: &Console) -> Result<Self, Error> {
        let now = console.now();
        let time = |field: &str, text: Option<&str>| {
            let Some(text) = text else { return Ok(now) };
            query::time(text, now).ok_or_else(|| {
                Error::invalid_body(format!(
                    "`{field}` is `{}`, but must be RFC 3339, Unix milliseconds, `now` or like \
                     `now-30d` (units s m h d w), not before 1970",
                    shortened(text)
                ))
            })
        };
        let from = time("from", wanted.from.as_deref().or(Some(FROM)))?;
        let to = time("to", wanted.to.as_deref())?.min(now);
        let options = Options {
            deployments: console.glance(State::deployments),
            interval: console.alerting.interval,
            silences: if wanted.silences { silences(console).await? } else { Vec::new() },
        };
        backtest::check(&wanted.rule, (from, to), &options)?;
        Ok(Self { rule: wanted.rule, range: (from, to), options })
    }
}

/// The stored silences that can be read, expired ones included.
async fn silences(console: &Console) -> Result<Vec<Arc<Compiled>>, Error> {
    Ok(console.catalog().await?.silences.into_values().map(|versioned| versioned.value).collect())
}

/// Evaluates a rule over stored history with the code that evaluates live. Nothing is saved.
#[utoipa::path(
    post, path = "/api/alert-rules/backtest", operation_id = "backtest_alert_rule", tag = "alerts",
    request_body(content = Backtest, description = "The rule and the range"),
    responses(
        (status = 200, description = "What the rule would have done; line by line if the request \
            accepts `application/x-ndjson`", content(
            (BacktestResult = "application/json"),
            (BacktestLine = "application/x-ndjson"),
        )),
        NotBacktestable,
        CrossOrigin,
        PayloadTooLarge,
        BacktestUnavailable,
    ),
)]
pub(super) async fn run(
    console: Console,
    request: HttpRequest,
    Body(wanted): Body<Backtest>,
) -> Result<HttpResponse, Error> {
    let job = BacktestJob::of(wanted, &console).await?;
    let permit = console.backtests.acquire("backtests are running", RETRY_SECONDS)?;
    let mut running = Running::begin(&console, job, permit);
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if !accepted.is_some_and(|accepted| accepted.contains(NDJSON)) {
        return Ok(HttpResponse::Ok().json(running.outcome().await?));
    }
    let lines = stream::unfold(Some((running, request_id::id_of(&request))), |running| async {
        let (mut running, id) = running?;
        let (line, is_last) = running.line(&id).await;
        Some((Ok::<_, Error>(line.bytes()), (!is_last).then_some((running, id))))
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, NDJSON))
        // Compression would hold lines back.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .streaming(lines))
}

impl From<backtest::Error> for Error {
    fn from(error: backtest::Error) -> Self {
        match error {
            backtest::Error::InvalidRule(fault) => Self::faulty("invalid_rule", fault),
            backtest::Error::InvalidRange(fault) => Self::invalid_body(fault),
            backtest::Error::NotBacktestable(_) => {
                Self::faulty("not_backtestable", error.to_string())
            }
            backtest::Error::TooManySessions | backtest::Error::TooManyGaps(_) => {
                Self::faulty("range_too_large", error.to_string())
            }
            backtest::Error::Store(error) => Self::from(error),
            backtest::Error::Broken(error) => Self::internal(error),
        }
    }
}
