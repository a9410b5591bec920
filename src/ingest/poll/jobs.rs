//! Polling of egresses and ingresses.

use super::{Poller, envelope};
use crate::livekit::{ApiError, convert};
use crate::model::{Finding, JobKind, Millis, Source, Text};
use crate::state::reconcile::ListedJob;

/// Egresses and ingresses are listed this often, milliseconds.
const JOBS_MS: i64 = 30_000;
/// The most ended egresses that are requested one by one in a poll, to learn how they ended.
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
        let client = &self.clients[self.current];
        let egresses = client.running_egresses(|| self.budget.spend(now)).await;
        self.note_rate_limit(&egresses, now);
        self.status.send_modify(|status| {
            status.egress_available = availability(&egresses, status.egress_available);
        });
        if let Ok(egresses) = egresses {
            let mut listing = self.jobs_of(egresses, now);
            let ended = {
                let state = self.parts.state.read();
                self.reconciler.ended_egresses(&state, &listing, now)
            };
            let mut unknown = Vec::new();
            for id in ended.iter().take(ENDED_JOBS) {
                self.budget.spend(now);
                let egress = self.client().egress(id).await;
                self.note_rate_limit(&egress, now);
                if let Ok(egress) = egress {
                    let jobs = self.jobs_of(egress, now);
                    if jobs.is_empty() {
                        unknown.push(id.clone());
                    }
                    listing.extend(jobs);
                }
            }
            self.reconcile_jobs(&listing, now).await;
            self.reconcile_unlisted(JobKind::Egress, (&ended, &unknown), now).await;
        }
        if self.budget.waits_until(self.parts.clock.now()).is_some() {
            return;
        }
        let client = &self.clients[self.current];
        let ingresses = client.ingresses(|| self.budget.spend(now)).await;
        self.note_rate_limit(&ingresses, now);
        self.status.send_modify(|status| {
            status.ingress_available = availability(&ingresses, status.ingress_available);
        });
        if let Ok(ingresses) = ingresses {
            let listing = self.jobs_of(ingresses, now);
            self.reconcile_jobs(&listing, now).await;
            let unlisted = {
                let state = self.parts.state.read();
                self.reconciler.unlisted_ingresses(&state, &listing)
            };
            self.reconcile_unlisted(JobKind::Ingress, (&unlisted, &unlisted), now).await;
        }
    }

    /// Starts a wait if LiveKit rate limited the request.
    fn note_rate_limit<T>(&mut self, response: &Result<T, ApiError>, asked_at: Millis) {
        if matches!(response, Err(ApiError::RateLimited(_))) {
            self.budget.refused(asked_at, self.parts.clock.now());
        }
    }

    async fn reconcile_jobs(&mut self, listing: &[ListedJob], at: Millis) {
        let findings = {
            let state = self.parts.state.read();
            self.reconciler.jobs(&state, listing, at)
        };
        self.append_findings(findings).await;
    }

    /// Reconciles the jobs that are not listed, given those that LiveKit does not know when asked.
    async fn reconcile_unlisted(
        &mut self,
        kind: JobKind,
        (unlisted, unknown): (&[Text], &[Text]),
        at: Millis,
    ) {
        let findings = {
            let state = self.parts.state.read();
            self.reconciler.unlisted_jobs(&state, kind, (unlisted, unknown), at)
        };
        self.append_findings(findings).await;
    }

    /// Reads each body as a listed job.
    fn jobs_of(
        &self,
        bodies: Vec<serde_json::Map<String, serde_json::Value>>,
        at: Millis,
    ) -> Vec<ListedJob> {
        let job = |body: serde_json::Map<_, _>| {
            let finding = Finding::of_job(body.clone(), at);
            let envelope = envelope(&finding)?;
            let event = convert(envelope, &self.parts.deployment, Source::Poll, at);
            Some((event.observation.job?, body))
        };
        bodies.into_iter().filter_map(job).collect()
    }
}

/// Whether LiveKit offers a list; `known` as long as the response does not show it.
fn availability<T>(response: &Result<T, ApiError>, known: Option<bool>) -> Option<bool> {
    match response {
        Ok(_) => Some(true),
        Err(ApiError::NotAvailable(..)) => Some(false),
        Err(_) => known,
    }
}
