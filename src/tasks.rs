//! The long-running tasks of the process: started, watched and ended in one place.
//!
//! The token stops the edges; everything downstream ends because its input ends. A task that panics
//! or fails stops the whole process: half a console would show wrong data. [`Tasks::stalled`]
//! reports a task that hangs: each loop calls [`working`] in every iteration.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

tokio::task_local! {
    /// The pulse of the current task.
    static PULSE: Pulse;
}

/// The deadline of a task's next iteration; `None` while it waits for something that may never
/// come.
#[derive(Debug, Clone, Default)]
struct Pulse(Arc<Mutex<Option<Instant>>>);

impl Pulse {
    fn set(&self, within: Option<Duration>) {
        let next = within.and_then(|within| Instant::now().checked_add(within));
        *self.0.lock() = next;
    }

    fn is_overdue(&self, now: Instant) -> bool {
        self.0.lock().is_some_and(|next| next < now)
    }
}

/// A loop whose iteration takes longer than this is stalled: it is longer than the timeouts of
/// databases and peers.
pub const STALLED: Duration = Duration::from_mins(3);

/// The current task begins an iteration; it is stalled if the next one does not begin within this
/// time.
pub fn working(within: Duration) {
    // Code outside of a task, such as a test, has no pulse.
    let _ = PULSE.try_with(|pulse| pulse.set(Some(within)));
}

/// The current task waits for something that may never come.
pub fn idle() {
    let _ = PULSE.try_with(|pulse| pulse.set(None));
}

/// Starts tasks and ends them together. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    token: CancellationToken,
    leaving: CancellationToken,
    tracker: TaskTracker,
    crash: Arc<Mutex<Option<String>>>,
    pulses: Arc<Mutex<Vec<(&'static str, Pulse)>>>,
}

impl Tasks {
    /// No task yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The token that is cancelled when the process is to stop.
    pub const fn token(&self) -> &CancellationToken {
        &self.token
    }

    /// The process is to stop soon: it serves on, and says that it is not ready.
    pub fn leave(&self) {
        self.leaving.cancel();
    }

    /// Whether the process is to stop, now or soon.
    pub fn is_leaving(&self) -> bool {
        self.leaving.is_cancelled() || self.token.is_cancelled()
    }

    /// Runs `task` in the background. If it fails or panics, everything stops and
    /// [`Tasks::crash`] returns why.
    pub fn spawn<F>(&self, name: &'static str, task: F)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let (tasks, pulse) = (self.clone(), Pulse::default());
        self.pulses.lock().push((name, pulse.clone()));
        #[expect(clippy::disallowed_methods, reason = "this is the one place that spawns")]
        let handle = tokio::spawn(PULSE.scope(pulse.clone(), task));
        self.tracker.spawn(async move {
            let outcome = handle.await;
            pulse.set(None);
            let why = match outcome {
                Ok(Ok(())) => return,
                Ok(Err(error)) => format!("task `{name}` failed: {error:#}"),
                Err(error) => format!("task `{name}` crashed: {error}"),
            };
            tracing::error!(task.name = name, "{why}; stopping");
            tasks.crash.lock().get_or_insert(why);
            tasks.token.cancel();
        });
    }

    /// Runs `task` like [`Tasks::spawn`], but once the process is to stop it has only `patience` to
    /// end: then it is dropped, even while it waits for a database or a peer. For tasks whose
    /// unfinished work is rolled back, or done again by the next start; waiting samples are lost.
    pub fn spawn_within<F>(&self, name: &'static str, patience: Duration, task: F)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let token = self.token.clone();
        let out_of_patience = async move {
            token.cancelled().await;
            tokio::time::sleep(patience).await;
        };
        self.spawn(name, async move {
            tokio::select! {
                ended = task => ended,
                () = out_of_patience => {
                    tracing::warn!(task.name = name, "stopping before task `{name}` has ended");
                    Ok(())
                }
            }
        });
    }

    /// Why everything had to stop, if a task failed.
    pub fn crash(&self) -> Option<String> {
        self.crash.lock().clone()
    }

    /// The tasks that have missed the deadline of their iteration, each once.
    pub fn stalled(&self) -> BTreeSet<&'static str> {
        let now = Instant::now();
        let pulses = self.pulses.lock();
        pulses.iter().filter(|(_, pulse)| pulse.is_overdue(now)).map(|(name, _)| *name).collect()
    }

    /// Stops the edges and waits for every task, at most for `grace`; returns whether all ended.
    pub async fn stop(&self, grace: Duration) -> bool {
        self.token.cancel();
        self.tracker.close();
        tokio::time::timeout(grace, self.tracker.wait()).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Longer than anything here takes.
    const GRACE: Duration = Duration::from_mins(1);

    #[tokio::test]
    async fn a_task_that_waits_for_ever_does_not_prevent_stopping() {
        let tasks = Tasks::new();
        tasks.spawn_within("waits", Duration::from_millis(1), std::future::pending());
        assert!(tasks.stop(GRACE).await);
        assert_eq!(tasks.crash(), None, "that is no failure");
    }

    #[tokio::test]
    async fn a_task_is_stalled_until_its_next_iteration() {
        let tasks = Tasks::new();
        let (go, mut requests) = tokio::sync::mpsc::channel::<Duration>(1);
        let (done, mut iterations) = tokio::sync::mpsc::channel(1);
        tasks.spawn("waits", async move {
            while let Some(within) = requests.recv().await {
                working(within);
                done.send(()).await?;
            }
            idle();
            done.send(()).await?;
            std::future::pending().await
        });
        assert!(tasks.stalled().is_empty(), "it has set no deadline yet");
        for (within, stalled) in [(GRACE, 0), (Duration::ZERO, 1), (GRACE, 0), (Duration::ZERO, 1)]
        {
            go.send(within).await.expect("it listens");
            iterations.recv().await.expect("it iterated");
            assert_eq!(tasks.stalled().len(), stalled, "{within:?}");
        }
        drop(go);
        iterations.recv().await.expect("it is idle");
        assert!(tasks.stalled().is_empty(), "it waits for nothing that must come");
        working(Duration::ZERO);
    }

    #[tokio::test]
    async fn a_failure_within_the_patience_is_reported() {
        let tasks = Tasks::new();
        let token = tasks.token().clone();
        tasks.spawn_within("fails", GRACE, async move {
            token.cancelled().await;
            anyhow::bail!("in the last second")
        });
        assert!(tasks.stop(GRACE).await);
        assert_eq!(tasks.crash().as_deref(), Some("task `fails` failed: in the last second"));
    }
}
