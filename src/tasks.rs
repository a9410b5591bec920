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
