//! Polling of egresses and ingresses.

use super::{LOCK, Poller, envelope};
use crate::livekit::{ApiError, convert};
use crate::model::{Finding, JobKind, Millis, Source, Text};
use crate::state::reconcile::ListedJob;

/// Egresses and ingresses are listed this often, milliseconds.
const JOBS_MS: i64 = 30_000;
/// Single egresses that are asked for in one turn, to learn how they ended.
const ENDED_JOBS: usize = 10;

impl Poller {
    pub(super) async fn list_jobs(&mut self) {
        let now = self.parts.clock.now();
        if self.jobs_at.is_some_and(|at| now.is_within(at, JOBS_MS - 1))
            || self.budget.available(now) == 0
        {
            return;
        }
        self.jobs_at = Some(now);
        let client = &self.parts.clients[self.current];
        let egresses = client.running_egresses(|| self.budget.spend(now)).await;
        self.heed(&egresses, now);
        self.status.send_modify(|status| {
            status.egress_available = availability(&egresses, status.egress_available);
        });
        if let Ok(egresses) = egresses {
            let mut listing = self.jobs_of(egresses, now);
            let ended = {
                let state = self.parts.state.read().expect(LOCK);
                self.reconciler.ended_egresses(&state, &listing, now)
            };
            let mut unknown = Vec::new();
            for id in ended.iter().take(ENDED_JOBS) {
                self.budget.spend(now);
                let egress = self.client().egress(id).await;
                self.heed(&egress, now);
                if let Ok(egress) = egress {
                    let told = self.jobs_of(egress, now);
                    if told.is_empty() {
                        unknown.push(id.clone());
                    }
                    listing.extend(told);
                }
            }
            self.reconcile_jobs(&listing, now).await;
            self.reconcile_unlisted(JobKind::Egress, (&ended, &unknown), now).await;
        }
        if self.budget.waits_until(self.parts.clock.now()).is_some() {
            return;
        }
        let client = &self.parts.clients[self.current];
        let ingresses = client.ingresses(|| self.budget.spend(now)).await;
        self.heed(&ingresses, now);
        self.status.send_modify(|status| {
            status.ingress_available = availability(&ingresses, status.ingress_available);
        });
        if let Ok(ingresses) = ingresses {
            let listing = self.jobs_of(ingresses, now);
            self.reconcile_jobs(&listing, now).await;
            let unlisted = {
                let state = self.parts.state.read().expect(LOCK);
                self.reconciler.unlisted_ingresses(&state, &listing)
            };
            self.reconcile_unlisted(JobKind::Ingress, (&unlisted, &unlisted), now).await;
        }
    }

    /// Leaves LiveKit alone if it says that it was asked too often.
    fn heed<T>(&mut self, answer: &Result<T, ApiError>, asked_at: Millis) {
        if matches!(answer, Err(ApiError::RateLimited(_))) {
            self.budget.refused(asked_at, self.parts.clock.now());
        }
    }

    async fn reconcile_jobs(&mut self, listing: &[ListedJob], at: Millis) {
        let findings = {
            let state = self.parts.state.read().expect(LOCK);
            self.reconciler.jobs(&state, listing, at)
        };
        self.keep(findings).await;
    }

    /// Of the jobs that are not listed, those of which LiveKit, asked for them, knows nothing.
    async fn reconcile_unlisted(
        &mut self,
        kind: JobKind,
        (unlisted, unknown): (&[Text], &[Text]),
        at: Millis,
    ) {
        let findings = {
            let state = self.parts.state.read().expect(LOCK);
            self.reconciler.unlisted_jobs(&state, kind, (unlisted, unknown), at)
        };
        self.keep(findings).await;
    }

    /// What each body would tell as an event.
    fn jobs_of(
        &self,
        bodies: Vec<serde_json::Map<String, serde_json::Value>>,
        at: Millis,
    ) -> Vec<ListedJob> {
        let told = |body: serde_json::Map<_, _>| {
            let finding = Finding::of_job(body.clone(), at);
            let envelope = envelope(&finding)?;
            let event = convert(envelope, &self.parts.deployment, Source::Poll, at);
            Some((event.observation.job?, body))
        };
        bodies.into_iter().filter_map(told).collect()
    }
}

/// Whether a list is to be had; what is known already, while that cannot be told.
fn availability<T>(answer: &Result<T, ApiError>, known: Option<bool>) -> Option<bool> {
    match answer {
        Ok(_) => Some(true),
        Err(ApiError::NotAvailable(..)) => Some(false),
        Err(_) => known,
    }
}
