//! Changes of silences. Nobody deletes one, so that it explains later why nobody was notified; old
//! expired silences remain in the audit only.

use std::sync::Arc;

use serde_json::Value;

use super::{ATTEMPTS, Amender, Error, check_version};
use crate::alerts::catalog::{Catalog, Versioned};
use crate::alerts::silence::{Compiled, fault, limit_fault, status};
use crate::audit::documents::{self, AuditedChange};
use crate::model::{Millis, Silence, SilenceSpec, SilenceStatus};
use crate::store::DocumentKind;

/// A stored silence, and when it was written.
pub type WrittenSilence = (Versioned<Arc<Compiled>>, Millis);

impl Amender {
    /// Creates a silence in the name of its author.
    pub async fn create_silence(
        &self,
        spec: SilenceSpec,
        by: &str,
    ) -> Result<WrittenSilence, Error> {
        check(&spec)?;
        let catalog = self.catalog().await?;
        let now = self.shared.now();
        check_limits(&catalog, None, &spec, now)?;
        let id = uuid::Uuid::now_v7().to_string();
        let silence = Silence { id, spec, created_at: now.to_utc(), ended_at: None };
        // The id is new, so there is no conflict.
        self.put_silence("created", None, silence, by, now).await?.ok_or(Error::AlwaysChanging)
    }

    /// Changes a silence that has not expired if its version is `read`; `None` skips the check.
    pub async fn change_silence(
        &self,
        id: &str,
        spec: &SilenceSpec,
        read: Option<i64>,
        by: &str,
    ) -> Result<WrittenSilence, Error> {
        check(spec)?;
        for _ in 0..ATTEMPTS {
            let now = self.shared.now();
            let (catalog, stored) = self.unexpired(id, now).await?;
            check_version(read, stored.version)?;
            check_limits(&catalog, Some(id), spec, now)?;
            let silence = Silence { spec: spec.clone(), ..stored.value.silence.clone() };
            let written = self.put_silence("changed", Some(&stored), silence, by, now).await?;
            if let Some(written) = written {
                return Ok(written);
            }
        }
        Err(Error::AlwaysChanging)
    }

    /// Ends a silence now; it remains stored.
    pub async fn end_silence(&self, id: &str, by: &str) -> Result<WrittenSilence, Error> {
        for _ in 0..ATTEMPTS {
            let now = self.shared.now();
            let (_, stored) = self.unexpired(id, now).await?;
            let silence = Silence { ended_at: Some(now.to_utc()), ..stored.value.silence.clone() };
            let written = self.put_silence("ended", Some(&stored), silence, by, now).await?;
            if let Some(written) = written {
                return Ok(written);
            }
        }
        Err(Error::AlwaysChanging)
    }

    /// The catalog and the silence; an error if it has expired, because expired silences never
    /// change.
    async fn unexpired(
        &self,
        id: &str,
        now: Millis,
    ) -> Result<(Catalog, Versioned<Arc<Compiled>>), Error> {
        let catalog = self.catalog().await?;
        let stored = catalog.silences.get(id).cloned().ok_or(Error::NotFound)?;
        match status(&stored.value.silence, now) {
            SilenceStatus::Expired => Err(Error::Expired),
            _ => Ok((catalog, stored)),
        }
    }

    /// Writes a silence in place of `before`; `None` if another person changed it meanwhile.
    async fn put_silence(
        &self,
        verb: &'static str,
        before: Option<&Versioned<Arc<Compiled>>>,
        silence: Silence,
        by: &str,
        now: Millis,
    ) -> Result<Option<WrittenSilence>, Error> {
        let expected = before.and_then(|stored| stored.version);
        let change = AuditedChange {
            kind: DocumentKind::Silence,
            name: &silence.id,
            verb,
            expected,
            body: Some(documents::text(&silence)),
            old: before.map_or(Value::Null, |stored| documents::value(&stored.value.silence)),
            new: documents::value(&silence),
            by,
            now,
        };
        if !self.record(change.batch()).await? {
            return Ok(None);
        }
        let value = Arc::new(Compiled::new(silence));
        Ok(Some((Versioned { value, version: Some(expected.unwrap_or(0) + 1) }, now)))
    }
}

fn check(spec: &SilenceSpec) -> Result<(), Error> {
    fault(spec).map_or(Ok(()), |fault| Err(Error::Faulty(fault)))
}

/// Checks the limits of silences; `id` is the silence that this one replaces.
fn check_limits(
    catalog: &Catalog,
    id: Option<&str>,
    spec: &SilenceSpec,
    now: Millis,
) -> Result<(), Error> {
    let others = catalog.silences.values().map(|stored| &stored.value.silence);
    let others = others.filter(|other| id.is_none_or(|id| other.id != id));
    match limit_fault(spec, others, now) {
        Some(why) => Err(Error::TooMany(why)),
        None => Ok(()),
    }
}
