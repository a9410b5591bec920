//! Asking the nodes of rooms in question whether they have them: a node that died is not there to
//! answer, though LiveKit lists its rooms.

use std::time::Instant;

use futures_util::{StreamExt as _, stream};

use super::{AT_ONCE, LOCK, Poller};

impl Poller {
    /// Asks for those rooms of which it is not known, as far as the budget goes.
    pub(super) async fn ask_nodes(&mut self) {
        let now = self.parts.clock.now();
        let affordable = usize::try_from(self.budget.available(now)).unwrap_or(usize::MAX);
        if self.nodes_are_silent || affordable == 0 {
            return;
        }
        let wanted = {
            let state = self.parts.state.read().expect(LOCK);
            self.reconciler.to_ask(&state, affordable, now)
        };
        for _ in &wanted {
            self.budget.spend(now);
        }
        let client = self.client();
        let requests = wanted.into_iter().map(|(sid, name)| async move {
            let began = Instant::now();
            (sid, client.is_served(&name).await, began.elapsed())
        });
        // A node that is not there takes three seconds not to answer.
        let answers: Vec<_> = stream::iter(requests).buffer_unordered(AT_ONCE).collect().await;
        for (sid, answer, latency) in answers {
            self.observe("list_dispatch", latency, answer.as_ref().err());
            match answer {
                Ok(Some(is_served)) => self.reconciler.answered_for(&sid, is_served, now),
                Ok(None) => self.nodes_are_silent = true,
                Err(_) => {}
            }
        }
    }
}
