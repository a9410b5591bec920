//! The parts of one console, from its start to its end, each to be given its turn by hand.

use std::io::ErrorKind;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures::future::{BoxFuture, FutureExt as _};
use livekit_console::clock::Clock;
use livekit_console::ingest::journal::{Appender, Journal, Limits, Reader};
use livekit_console::ingest::{DeploymentNames, Follower, Intake, Receipt, Refusal, Reports};
use livekit_console::livekit::{Keys, SharedKeys, sign_webhook};
use livekit_console::metrics::Metrics;
use livekit_console::model::{Deployment, DeploymentName, StoreHealth};
use livekit_console::pipeline::Pipeline;
use livekit_console::pipeline::storage::{self, Progress, Storage};
use livekit_console::state::State;
use livekit_console::state::feed::Feed;
use livekit_console::store::{SharedStore, Stored, open};
use parking_lot::RwLock;
use secrecy::SecretString;
use tokio::sync::watch;

use crate::console::{KEY, SECRET, eventually, now};
use crate::load::Webhook;

/// Small, so that segments end and room runs out: 4 segments of 16 KiB.
const LIMITS: Limits = Limits { max_bytes: 64 * 1024, max_age_ms: 6 * 3_600_000 };

/// A webhook that was sent and is not answered.
struct InFlight {
    id: String,
    response: BoxFuture<'static, Result<Receipt, Refusal>>,
}

/// How a webhook was answered.
pub(super) struct Answer {
    pub(super) id: String,
    pub(super) outcome: Result<Receipt, Refusal>,
}

/// A console in parts.
pub(super) struct Console {
    pub(super) journal: Journal,
    pub(super) appender: Appender,
    pub(super) pipeline: Pipeline,
    pub(super) state: Arc<RwLock<State>>,
    /// Reads along, live, as a further follower of the journal would.
    pub(super) witness: Reader,
    store: SharedStore,
    storage: Storage,
    /// `None` until the database has answered once.
    progress: Option<Progress>,
    intake: Arc<Intake>,
    in_flight: Vec<InFlight>,
}

/// Opens the journal, which nothing refuses. A process that another test starts holds its lock, too,
/// for the moment until its program begins.
async fn open_journal(dir: &Path) -> (Journal, Appender) {
    let mut opened = None;
    eventually("nobody else has the journal", async || {
        opened = match Journal::by_hand(dir, LIMITS) {
            Ok(opened) => Some(opened),
            Err(error) if error.kind() == ErrorKind::AddrInUse => None,
            Err(error) => panic!("nothing refuses a start: {error:?}"),
        };
        opened.is_some()
    })
    .await;
    opened.expect("it was waited for")
}

impl Console {
    /// Starts one in `dir`, as `app` does: with or without its database.
    pub(super) async fn start(dir: &Path, url: &str, clock: &Clock) -> Self {
        let (journal, appender) = open_journal(&dir.join("journal")).await;
        let store = open::open(url).expect("the URL is good");
        let name: DeploymentName = "default".into();
        let secret = SecretString::from(SECRET);
        let keys = SharedKeys::new(Keys::new([(&name, KEY, &secret)]));
        let metrics = Arc::new(Metrics::new());
        let health = watch::Sender::new(StoreHealth::Unknown);
        let intake = Arc::new(Intake::new(
            keys.clone(),
            [Arc::clone(&name)],
            journal.clone(),
            clock.clone(),
            Arc::clone(&metrics),
            health.subscribe(),
        ));
        let deployment = Deployment { name: Arc::clone(&name), region: None, synthetic: false };
        let state = Arc::new(RwLock::new(State::new(vec![deployment], clock.now())));
        let reports = Arc::new(Reports::new(
            keys,
            (journal.clone(), LIMITS.max_bytes),
            clock.clone(),
            Arc::clone(&metrics),
            Arc::clone(&state),
            NonZeroU32::MIN,
        ));
        let memories = (&*intake, &*reports);
        let from = storage::prepare(&store, &state, &journal, memories, clock).await.unwrap_or(0);
        let names = DeploymentNames::new([name]);
        let applied = watch::Sender::new(from);
        let storage = Storage {
            journal: journal.clone(),
            names: names.clone(),
            state: Arc::clone(&state),
            store: Arc::clone(&store),
            applied: applied.subscribe(),
            stored: Stored::new(from),
            health,
            intake: Arc::clone(&intake),
            reports: Arc::clone(&reports),
            feed: Feed::new(),
            metrics: Arc::clone(&metrics),
            clock: clock.clone(),
            patience: std::time::Duration::ZERO,
        };
        let pipeline = Pipeline {
            follower: Follower::new(&journal, from, &names),
            state: Arc::clone(&state),
            feed: Feed::new(),
            metrics,
            clock: clock.clone(),
            applied,
            intake: Arc::clone(&intake),
            reports,
            started_at: clock.now(),
        };
        let witness = journal.reader(0);
        let (progress, in_flight) = (None, Vec::new());
        Self {
            journal,
            appender,
            pipeline,
            state,
            witness,
            store,
            storage,
            progress,
            intake,
            in_flight,
        }
    }

    /// Sends a webhook: it has reached the journal's queue, or was answered before, when this
    /// returns.
    pub(super) fn send(&mut self, webhook: &Webhook) -> Option<Answer> {
        let (intake, id) = (Arc::clone(&self.intake), webhook.id.clone());
        let token = sign_webhook(webhook.body.as_bytes(), KEY, SECRET, now());
        let body = Bytes::from(webhook.body.clone());
        let response = async move { intake.receive(Some(&token), body).await };
        self.in_flight.push(InFlight { id, response: response.boxed() });
        self.answers().pop()
    }

    /// What has been answered meanwhile.
    pub(super) fn answers(&mut self) -> Vec<Answer> {
        let mut answers = Vec::new();
        self.in_flight.retain_mut(|sent| match (&mut sent.response).now_or_never() {
            Some(outcome) => {
                answers.push(Answer { id: sent.id.clone(), outcome });
                false
            }
            None => true,
        });
        answers
    }

    /// Gives storage its turn; returns whether what it had to store is stored.
    pub(super) async fn store(&mut self) -> bool {
        let Some(progress) = &mut self.progress else {
            self.progress = self.storage.start().await.ok();
            return self.progress.is_some();
        };
        let is_stored = self.storage.store_next(progress).await.expect("the journal can be read");
        if !is_stored {
            self.storage.rewind(progress).await;
        }
        is_stored
    }

    /// What is over leaves the memory.
    pub(super) fn evict(&self, clock: &Clock) {
        self.state.write().evict(clock.now());
    }

    /// Ends at once: whoever was not answered never will be.
    pub(super) async fn kill(self) {
        let store = Arc::clone(&self.store);
        drop(self);
        // What is committed is committed; this only makes the file free for what comes next.
        store.close().await;
    }
}
