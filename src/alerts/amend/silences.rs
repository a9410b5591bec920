//! Silences that people make. Nobody deletes one: who asks later why nobody was notified finds it,
//! or in the audit when it is kept no longer.

use std::sync::Arc;

use serde_json::Value;

use super::{ATTEMPTS, Amender, Error, check_version};
use crate::alerts::catalog::{Catalog, Versioned};
use crate::alerts::silence::{Compiled, fault, no_room, status};
use crate::audit::documents::{self, Change};
use crate::model::{Millis, Silence, SilenceSpec, SilenceStatus};
use crate::store::DocumentKind;

/// A silence as it is kept, and when it was written.
pub type Written = (Versioned<Arc<Compiled>>, Millis);

impl Amender {
    /// Makes a silence, in the name of its author.
    pub async fn create_silence(&self, spec: SilenceSpec, by: &str) -> Result<Written, Error> {
        check(&spec)?;
        let catalog = self.catalog().await?;
        let now = self.shared.now();
        has_room(&catalog, None, &spec, now)?;
        let id = uuid::Uuid::now_v7().to_string();
        let silence = Silence { id, spec, created_at: now.to_utc(), ended_at: None };
        // No other has that id.
        self.put_silence("created", None, silence, by, now).await?.ok_or(Error::AlwaysChanging)
    }

    /// Changes a silence that is not over, if it is of version `read`.
    pub async fn change_silence(
        &self,
        id: &str,
        spec: &SilenceSpec,
        read: Option<i64>,
        by: &str,
    ) -> Result<Written, Error> {
        check(spec)?;
        for _ in 0..ATTEMPTS {
            let now = self.shared.now();
            let (catalog, kept) = self.unexpired(id, now).await?;
            check_version(read, kept.version)?;
            has_room(&catalog, Some(id), spec, now)?;
            let silence = Silence { spec: spec.clone(), ..kept.value.silence.clone() };
            let written = self.put_silence("changed", Some(&kept), silence, by, now).await?;
            if let Some(written) = written {
                return Ok(written);
            }
        }
        Err(Error::AlwaysChanging)
    }

    /// Ends a silence now; it is kept.
    pub async fn end_silence(&self, id: &str, by: &str) -> Result<Written, Error> {
        for _ in 0..ATTEMPTS {
            let now = self.shared.now();
            let (_, kept) = self.unexpired(id, now).await?;
            let silence = Silence { ended_at: Some(now.to_utc()), ..kept.value.silence.clone() };
            let written = self.put_silence("ended", Some(&kept), silence, by, now).await?;
            if let Some(written) = written {
                return Ok(written);
            }
        }
        Err(Error::AlwaysChanging)
    }

    /// What there is, and the silence, if it is not over: what is over stays as it was.
    async fn unexpired(
        &self,
        id: &str,
        now: Millis,
    ) -> Result<(Catalog, Versioned<Arc<Compiled>>), Error> {
        let catalog = self.catalog().await?;
        let kept = catalog.silences.get(id).cloned().ok_or(Error::NotFound)?;
        match status(&kept.value.silence, now) {
            SilenceStatus::Expired => Err(Error::Expired),
            _ => Ok((catalog, kept)),
        }
    }

    /// Puts a silence in the place of the one before; `None` if that is no longer what it was.
    async fn put_silence(
        &self,
        verb: &'static str,
        before: Option<&Versioned<Arc<Compiled>>>,
        silence: Silence,
        by: &str,
        now: Millis,
    ) -> Result<Option<Written>, Error> {
        let expected = before.and_then(|kept| kept.version);
        let change = Change {
            kind: DocumentKind::Silence,
            name: &silence.id,
            verb,
            expected,
            body: Some(documents::text(&silence)),
            old: before.map_or(Value::Null, |kept| documents::value(&kept.value.silence)),
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

/// Refuses what is more than alerts can be held against; `id` is whose place it takes.
fn has_room(
    catalog: &Catalog,
    id: Option<&str>,
    spec: &SilenceSpec,
    now: Millis,
) -> Result<(), Error> {
    let others = catalog.silences.values().map(|kept| &kept.value.silence);
    let others = others.filter(|other| id.is_none_or(|id| other.id != id));
    match no_room(spec, others, now) {
        Some(why) => Err(Error::TooMany(why)),
        None => Ok(()),
    }
}
