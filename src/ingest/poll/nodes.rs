//! Asks the nodes of doubtful rooms whether they have them: a dead node does not respond, though
//! LiveKit still lists its rooms.

use std::time::Instant;

use futures_util::{StreamExt as _, stream};

use super::{AT_ONCE, Poller};

impl Poller {
    /// Asks for the rooms for which it is not known, within the budget.
    pub(super) async fn ask_nodes(&mut self) {
        let now = self.parts.clock.now();
        let affordable = usize::try_from(self.budget.available(now)).unwrap_or(usize::MAX);
        if self.cannot_ask_nodes || affordable == 0 {
            return;
        }
        let wanted = {
            let state = self.parts.state.read();
            self.reconciler.rooms_to_check(&state, affordable, now)
        };
        for _ in &wanted {
            self.budget.spend(now);
        }
        let client = self.client();
        let requests = wanted.into_iter().map(|(sid, name)| async move {
            let began = Instant::now();
            (sid, client.is_served(&name).await, began.elapsed())
        });
        // A request for a dead node takes three seconds.
        let responses: Vec<_> = stream::iter(requests).buffer_unordered(AT_ONCE).collect().await;
        for (sid, response, latency) in responses {
            self.observe("list_dispatch", latency, response.as_ref().err());
            match response {
                Ok(Some(is_served)) => self.reconciler.note_node_response(&sid, is_served, now),
                Ok(None) => self.cannot_ask_nodes = true,
                Err(_) => {}
            }
        }
    }
}
