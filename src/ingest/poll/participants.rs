//! Polling of who is in rooms, one request a room, where that tells something new.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};

use super::{AT_ONCE, LOCK, Poller};
use crate::livekit::ApiError;
use crate::model::{Failure, ListedParticipant};
use crate::state::RoomKey;
use crate::state::reconcile::{Asked, Reason, Wanted};
use crate::tasks;

/// What became of the listings of participants of one turn.
#[derive(Debug, Default)]
struct Outcomes {
    answered: bool,
    failure: Option<Failure>,
}

impl Poller {
    pub(super) async fn list_participants(&mut self) {
        let now = self.parts.clock.now();
        let views = self.parts.views.of(&self.parts.deployment, now);
        let wanted = {
            let state = self.parts.state.read().expect(LOCK);
            if !state.is_loaded() {
                return;
            }
            self.reconciler.wanted(&state, &views, now)
        };
        let affordable = usize::try_from(self.budget.available(now)).unwrap_or(usize::MAX);
        // What is listed only because it may have changed leaves something for what is urgent.
        let spare = affordable.saturating_sub(self.budget.reserve());
        let may_be_asked =
            |(place, room): &(usize, Wanted)| room.reason != Reason::People || *place < spare;
        let wanted = wanted.into_iter().take(affordable).enumerate().filter(may_be_asked);
        let mut wanted = wanted.map(|(_, room)| room);
        let mut outcomes = Outcomes::default();
        loop {
            tasks::working(self.parts.interval + tasks::STALLED);
            let some: Vec<_> = wanted.by_ref().take(AT_ONCE * 4).collect();
            if some.is_empty() || self.budget.waits_until(self.parts.clock.now()).is_some() {
                return self.listed_participants(outcomes);
            }
            for (room, asked, answer, latency) in self.ask_for_participants(some).await {
                self.observe("list_participants", latency, answer.as_ref().err());
                match answer {
                    Ok(listing) => {
                        outcomes.answered = true;
                        let findings = {
                            let state = self.parts.state.read().expect(LOCK);
                            self.reconciler.participants(&state, &room.sid, &listing, asked)
                        };
                        self.keep(findings).await;
                        let deployment = Arc::clone(&self.parts.deployment);
                        let key = RoomKey { deployment, sid: room.sid };
                        self.parts.state.write().expect(LOCK).listed(&key, asked.at);
                    }
                    Err(ApiError::RateLimited(_)) => {
                        self.budget.refused(asked.at, self.parts.clock.now());
                    }
                    Err(error) => {
                        let message = format!("participants are not listed: {error}");
                        let failure = Failure { at: asked.at, code: error.code(), message };
                        outcomes.failure = Some(failure);
                    }
                }
            }
        }
    }

    /// Notes whether participants can be listed: the list of rooms tells whether the API is there, and
    /// not whether it says who is in them. Of some that failed among others nothing is made.
    fn listed_participants(&self, outcomes: Outcomes) {
        let Outcomes { answered, failure } = outcomes;
        if !answered && failure.is_none() {
            return;
        }
        let failure = failure.filter(|_| !answered);
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
        rooms: Vec<Wanted>,
    ) -> Vec<(Wanted, Asked, Result<Vec<ListedParticipant>, ApiError>, Duration)> {
        let now = self.parts.clock.now();
        for _ in &rooms {
            self.budget.spend(now);
        }
        let (client, clock) = (self.client(), &self.parts.clock);
        // Once one is refused as too often, those that were not sent yet are not.
        let is_refused = AtomicBool::new(false);
        let mut requests = Vec::with_capacity(rooms.len());
        for room in rooms {
            let is_refused = &is_refused;
            let request = async move {
                if is_refused.load(Ordering::Relaxed) {
                    return None;
                }
                let (at, began) = (clock.now(), Instant::now());
                let answer = client.participants(&room.name, at).await;
                if matches!(answer, Err(ApiError::RateLimited(_))) {
                    is_refused.store(true, Ordering::Relaxed);
                }
                Some((room, Asked { at, answered_at: clock.now() }, answer, began.elapsed()))
            };
            requests.push(request);
        }
        let answers = stream::iter(requests).buffer_unordered(AT_ONCE);
        answers.filter_map(std::future::ready).collect().await
    }
}
