//! `POST /api/alert-rules/backtest`: what a rule would have done over stored history.
//!
//! Answered at the end, or with `Accept: application/x-ndjson` line by line: how far it is, and at
//! last the result or the problem. Should the client go away, the backtest ends.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::JoinHandle;
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::{Error, Problem};
use super::json_body::JsonBody;
use super::refusals::{BacktestUnavailable, CrossOrigin, NotBacktestable, PayloadTooLarge};
use super::{query, request_id};
use crate::alerts::backtest::{self, BacktestResult, Options};
use crate::alerts::silence::Compiled;
use crate::model::{Millis, Rule, shortened};
use crate::state::State;

/// Backtests under way at once: each keeps a core and a database connection busy.
pub(super) const AT_ONCE: usize = 2;

/// Seconds after which a backtest that found no turn may be tried again.
const RETRY_SECONDS: u32 = 5;

/// Words of progress that wait for a slow client; further ones are left out.
const WAITING: usize = 8;

/// The range if none is asked for.
const FROM: &str = "now-30d";

/// The content type of lines of JSON.
const NDJSON: &str = "application/x-ndjson";

/// Which rule to play over which time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Backtest {
    /// The rule; it need not be kept.
    rule: Rule,
    /// Beginning of the range: RFC 3339, or like `now-30d`, which it is if not given.
    #[serde(default)]
    from: Option<String>,
    /// End of the range; now if not given or in the future.
    #[serde(default)]
    to: Option<String>,
    /// Whether the silences count that are kept; `true` if not given.
    #[serde(default = "yes")]
    silences: bool,
}

const fn yes() -> bool {
    true
}

/// A line of the answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum BacktestLine {
    /// What share is done, 0–1.
    Progress(f64),
    /// It is done.
    Result(Box<BacktestResult>),
    /// It failed.
    Problem(Problem),
}

impl BacktestLine {
    fn bytes(&self) -> Bytes {
        let mut line = serde_json::to_vec(self).expect("a line is plain data");
        line.push(b'\n');
        Bytes::from(line)
    }
}

/// A backtest under way, which ends if nobody waits for it any more.
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
    fn begin(console: &Context, test: Test, turn: OwnedSemaphorePermit) -> Self {
        let (told, progress) = mpsc::channel(WAITING);
        let store = Arc::clone(&console.shared.store);
        let Test { rule, range, options } = test;
        let task = console.shared.runtime.spawn(async move {
            let _turn = turn;
            // Nobody listens, or not fast enough: then this share is not told.
            let tell = move |share| {
                let _ = told.try_send(share);
            };
            Ok(backtest::run(store, rule, range, options, tell).await?)
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

/// What is asked for.
struct Test {
    rule: Rule,
    range: (Millis, Millis),
    options: Options,
}

impl Test {
    async fn of(asked: Backtest, console: &Console) -> Result<Self, Error> {
        let now = console.now();
        let time = |member: &str, text: Option<&str>| {
            let Some(text) = text else { return Ok(now) };
            query::time(text, now).ok_or_else(|| {
                Error::invalid_body(format!(
                    "`{member}` is `{}`, but must be RFC 3339, Unix milliseconds, `now` or like \
                     `now-30d` (units s m h d w), not before 1970",
                    shortened(text)
                ))
            })
        };
        let from = time("from", asked.from.as_deref().or(Some(FROM)))?;
        let to = time("to", asked.to.as_deref())?.min(now);
        let options = Options {
            deployments: console.glance(State::deployments),
            interval: console.alerting.interval,
            silences: if asked.silences { silences(console).await? } else { Vec::new() },
        };
        backtest::check(&asked.rule, (from, to), &options)?;
        Ok(Self { rule: asked.rule, range: (from, to), options })
    }
}

/// The silences that are kept and understood, those that are over included.
async fn silences(console: &Console) -> Result<Vec<Arc<Compiled>>, Error> {
    Ok(console.catalog().await?.silences.into_values().map(|kept| kept.value).collect())
}

/// Plays a rule over stored history, with the code that evaluates live; nothing is kept.
#[utoipa::path(
    post, path = "/api/alert-rules/backtest", operation_id = "backtest_alert_rule", tag = "alerts",
    request_body(content = Backtest, description = "The rule and the range"),
    responses(
        (status = 200, description = "What it would have done; line by line if \
            `application/x-ndjson` is accepted", content(
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
    mut payload: web::Payload,
) -> Result<HttpResponse, Error> {
    let asked: Backtest = JsonBody::read(&request, &mut payload).await?.into()?;
    let test = Test::of(asked, &console).await?;
    let turn = console.backtests.take("backtests are under way", RETRY_SECONDS)?;
    let mut running = Running::begin(&console, test, turn);
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
        // Compressed, lines would wait for one another.
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
            backtest::Error::TooManyStays | backtest::Error::TooManyGaps(_) => {
                Self::faulty("range_too_large", error.to_string())
            }
            backtest::Error::Store(error) => Self::from(error),
            backtest::Error::Broken(error) => Self::internal(error),
        }
    }
}
