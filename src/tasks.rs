//! The long-running tasks of the process: started, watched and ended in one place.
//!
//! The token stops the edges; everything downstream ends because what it reads from ends. A task
//! that panics or fails stops the whole process: half a console would show half a truth. One that
//! only stands still is told of by [`Tasks::stalled`]: a loop says [`turns`] each time it comes round.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

tokio::task_local! {
    /// The pulse of the task that runs.
    static PULSE: Pulse;
}

/// By when a task must have turned again; `None` while it waits for something that may never come.
#[derive(Debug, Clone, Default)]
struct Pulse(Arc<Mutex<Option<Instant>>>);

impl Pulse {
    fn set(&self, within: Option<Duration>) {
        let next = within.and_then(|within| Instant::now().checked_add(within));
        *self.0.lock().expect(LOCK) = next;
    }

    fn is_overdue(&self, now: Instant) -> bool {
        self.0.lock().expect(LOCK).is_some_and(|next| next < now)
    }
}

const LOCK: &str = "no holder of this lock panics";

/// A loop that has not come round for so long, though it had something to do, is stalled: longer than
/// any database or peer that does not answer is waited for.
pub const STALLED: Duration = Duration::from_mins(3);

/// The task that runs has come round once more, and will again within this time, or it is stalled.
pub fn working(within: Duration) {
    // Who is no task, as in a test, has no pulse.
    let _ = PULSE.try_with(|pulse| pulse.set(Some(within)));
}

/// The task that runs waits for something that may never come.
pub fn idle() {
    let _ = PULSE.try_with(|pulse| pulse.set(None));
}

/// Starts tasks and ends them together. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    token: CancellationToken,
    tracker: TaskTracker,
    crash: Arc<Mutex<Option<String>>>,
    pulses: Arc<Mutex<Vec<(&'static str, Pulse)>>>,
}

impl Tasks {
    /// No task yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Cancelled when the process is to stop.
    pub const fn token(&self) -> &CancellationToken {
        &self.token
    }

    /// Runs `task` in the background. If it fails or panics, everything stops and
    /// [`Tasks::crash`] tells why.
    pub fn spawn<F>(&self, name: &'static str, task: F)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let (tasks, pulse) = (self.clone(), Pulse::default());
        self.pulses.lock().expect(LOCK).push((name, pulse.clone()));
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
            tasks.crash.lock().expect(LOCK).get_or_insert(why);
            tasks.token.cancel();
        });
    }

    /// Runs `task` like [`Tasks::spawn`], but once the process is to stop it has only `patience` to
    /// end: then it is left where it waits, for a database or a peer that does not answer. For
    /// tasks whose unfinished work is undone or done again by the next start; of samples, those that
    /// still wait are lost.
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
        self.crash.lock().expect(LOCK).clone()
    }

    /// The tasks that have not turned again by when they were to, each once.
    pub fn stalled(&self) -> BTreeSet<&'static str> {
        let now = Instant::now();
        let pulses = self.pulses.lock().expect(LOCK);
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
    async fn who_waits_for_what_never_comes_keeps_nobody_from_stopping() {
        let tasks = Tasks::new();
        tasks.spawn_within("waits", Duration::from_millis(1), std::future::pending());
        assert!(tasks.stop(GRACE).await);
        assert_eq!(tasks.crash(), None, "that is in order");
    }

    #[tokio::test]
    async fn who_does_not_come_round_in_time_is_told_until_it_does() {
        let tasks = Tasks::new();
        let (go, mut gone) = tokio::sync::mpsc::channel::<Duration>(1);
        let (at, mut there) = tokio::sync::mpsc::channel(1);
        tasks.spawn("waits", async move {
            while let Some(within) = gone.recv().await {
                working(within);
                at.send(()).await?;
            }
            idle();
            at.send(()).await?;
            std::future::pending().await
        });
        assert!(tasks.stalled().is_empty(), "it has promised nothing yet");
        for (within, stalled) in [(GRACE, 0), (Duration::ZERO, 1), (GRACE, 0), (Duration::ZERO, 1)]
        {
            go.send(within).await.expect("it listens");
            there.recv().await.expect("it came round");
            assert_eq!(tasks.stalled().len(), stalled, "{within:?}");
        }
        drop(go);
        there.recv().await.expect("it rests");
        assert!(tasks.stalled().is_empty(), "it waits for nothing that must come");
        working(Duration::ZERO);
    }

    #[tokio::test]
    async fn who_fails_while_its_patience_lasts_is_told() {
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
