//! Polls the participants of rooms, one request per room, where that may show something new.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};

use super::{AT_ONCE, Poller};
use crate::livekit::ApiError;
use crate::model::{Failure, ListedParticipant};
use crate::state::RoomKey;
use crate::state::reconcile::{ListingReason, ListingRequest, RoomToList};
use crate::tasks;

/// The results of the listings of participants in one poll.
#[derive(Debug, Default)]
struct ListingResults {
    succeeded: bool,
    failure: Option<Failure>,
}

impl Poller {
    pub(super) async fn list_participants(&mut self) {
        let now = self.parts.clock.now();
        let views = self.parts.views.of(&self.parts.deployment, now);
        let wanted = {
            let state = self.parts.state.read();
            if !state.is_loaded() {
                return;
            }
            self.reconciler.rooms_to_list(&state, &views, now)
        };
        let affordable = usize::try_from(self.budget.available(now)).unwrap_or(usize::MAX);
        // Rooms that are listed only because they may have changed leave the reserve to urgent
        // ones.
        let spare = affordable.saturating_sub(self.budget.reserve());
        let may_be_asked = |(index, room): &(usize, RoomToList)| {
            room.reason != ListingReason::People || *index < spare
        };
        let wanted = wanted.into_iter().take(affordable).enumerate().filter(may_be_asked);
        let mut wanted = wanted.map(|(_, room)| room);
        let mut results = ListingResults::default();
        loop {
            tasks::working(self.parts.interval + tasks::STALLED);
            let some: Vec<_> = wanted.by_ref().take(AT_ONCE * 4).collect();
            if some.is_empty() || self.budget.waits_until(self.parts.clock.now()).is_some() {
                return self.listed_participants(results);
            }
            for (room, asked, response, latency) in self.ask_for_participants(some).await {
                self.observe("list_participants", latency, response.as_ref().err());
                match response {
                    Ok(listing) => {
                        results.succeeded = true;
                        let findings = {
                            let state = self.parts.state.read();
                            self.reconciler.participants(&state, &room.sid, &listing, asked)
                        };
                        self.append_findings(findings).await;
                        let deployment = Arc::clone(&self.parts.deployment);
                        let key = RoomKey { deployment, sid: room.sid };
                        self.parts.state.write().listed(&key, asked.at);
                    }
                    Err(ApiError::RateLimited(_)) => {
                        self.budget.refused(asked.at, self.parts.clock.now());
                    }
                    Err(error) => {
                        let message = format!("participants cannot be listed: {error}");
                        let failure = Failure { at: asked.at, code: error.code(), message };
                        results.failure = Some(failure);
                    }
                }
            }
        }
    }

    /// Records whether participants can be listed: a working list of rooms does not imply it.
    /// Single failures among successes are ignored.
    fn listed_participants(&self, results: ListingResults) {
        let ListingResults { succeeded, failure } = results;
        if !succeeded && failure.is_none() {
            return;
        }
        let failure = failure.filter(|_| !succeeded);
        self.status.send_if_modified(|status| {
            if let Some(failure) =
                failure.as_ref().filter(|_| status.participants_failure.is_none())
            {
                tracing::warn!(deployment = &*status.deployment, "{}", failure.message);
            }
            let is_other = status.participants_failure != failure;
            status.participants_failure = failure;
            is_other
        });
    }

    async fn ask_for_participants(
        &mut self,
        rooms: Vec<RoomToList>,
    ) -> Vec<(RoomToList, ListingRequest, Result<Vec<ListedParticipant>, ApiError>, Duration)> {
        let now = self.parts.clock.now();
        for _ in &rooms {
            self.budget.spend(now);
        }
        let (client, clock) = (self.client(), &self.parts.clock);
        // Once LiveKit rate limits a request, the remaining ones are not sent.
        let is_refused = AtomicBool::new(false);
        let mut requests = Vec::with_capacity(rooms.len());
        for room in rooms {
            let is_refused = &is_refused;
            let request = async move {
                if is_refused.load(Ordering::Relaxed) {
                    return None;
                }
                let (at, began) = (clock.now(), Instant::now());
                let response = client.participants(&room.name, at).await;
                if matches!(response, Err(ApiError::RateLimited(_))) {
                    is_refused.store(true, Ordering::Relaxed);
                }
                Some((
                    room,
                    ListingRequest { at, answered_at: clock.now() },
                    response,
                    began.elapsed(),
                ))
            };
            requests.push(request);
        }
        let responses = stream::iter(requests).buffer_unordered(AT_ONCE);
        responses.filter_map(std::future::ready).collect().await
    }
}
