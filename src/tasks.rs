//! The long-running tasks of the process: started, watched and ended in one place.
//!
//! The token stops the edges; everything downstream ends because what it reads from ends. A task
//! that panics or fails stops the whole process: half a console would show half a truth.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Starts tasks and ends them together. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    token: CancellationToken,
    tracker: TaskTracker,
    crash: Arc<Mutex<Option<String>>>,
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
        let tasks = self.clone();
        #[expect(clippy::disallowed_methods, reason = "this is the one place that spawns")]
        let handle = tokio::spawn(task);
        self.tracker.spawn(async move {
            let why = match handle.await {
                Ok(Ok(())) => return,
                Ok(Err(error)) => format!("task `{name}` failed: {error:#}"),
                Err(error) => format!("task `{name}` crashed: {error}"),
            };
            tracing::error!(task.name = name, "{why}; stopping");
            tasks.crash.lock().expect("no holder of this lock panics").get_or_insert(why);
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
        self.crash.lock().expect("no holder of this lock panics").clone()
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
