//! Changes of receivers that people write. A secret that is written back masked keeps its value.

use serde_json::Value;

use super::{ATTEMPTS, Amender, Error, check_version};
use crate::alerts::catalog::{Catalog, Versioned};
use crate::alerts::receivers::{fault, masked, unmasked};
use crate::audit::documents::{self, AuditedChange};
use crate::model::{Origin, PlacedReceiver, Receiver};
use crate::store::DocumentKind;

/// Receivers, at most: each alert is matched against all of them.
const RECEIVERS: usize = 100;

/// Names that are segments of other API paths.
const RESERVED: [&str; 2] = ["test", "preview"];

/// Restores the secrets of a receiver and validates it; an error says what is wrong.
pub fn complete(written: &Receiver, before: Option<&Receiver>) -> Result<Receiver, String> {
    let receiver = unmasked(written.clone(), before)?;
    if RESERVED.contains(&receiver.name.as_str()) {
        return Err(format!(
            "`name` is `{}`, which is reserved: an API path has this name",
            receiver.name
        ));
    }
    match fault(&receiver) {
        Some(fault) => Err(fault),
        None => Ok(receiver),
    }
}

impl Amender {
    /// Creates a receiver.
    pub async fn create_receiver(
        &self,
        written: &Receiver,
        by: &str,
    ) -> Result<Versioned<PlacedReceiver>, Error> {
        let receiver = complete(written, None).map_err(Error::Faulty)?;
        for _ in 0..ATTEMPTS {
            let catalog = self.catalog().await?;
            if catalog.receivers.contains_key(&receiver.name) {
                return Err(Error::Exists);
            }
            if catalog.receivers.len() >= RECEIVERS {
                let why = format!("there are {RECEIVERS} receivers already, which is the limit");
                return Err(Error::TooMany(why));
            }
            if let Some(placed) = self.put_receiver(None, &receiver, by).await? {
                return Ok(placed);
            }
        }
        Err(Error::AlwaysChanging)
    }

    /// Changes a receiver if its version is `read`; `None` skips the check.
    pub async fn change_receiver(
        &self,
        written: &Receiver,
        read: Option<i64>,
        by: &str,
    ) -> Result<Versioned<PlacedReceiver>, Error> {
        for _ in 0..ATTEMPTS {
            let catalog = self.catalog().await?;
            let stored = editable(&catalog, &written.name)?;
            check_version(read, stored.version)?;
            let receiver =
                complete(written, Some(&stored.value.receiver)).map_err(Error::Faulty)?;
            if let Some(placed) = self.put_receiver(Some(stored), &receiver, by).await? {
                return Ok(placed);
            }
        }
        Err(Error::AlwaysChanging)
    }

    /// Deletes a receiver if its version is `read`; `None` skips the check.
    pub async fn delete_receiver(
        &self,
        name: &str,
        read: Option<i64>,
        by: &str,
    ) -> Result<(), Error> {
        for _ in 0..ATTEMPTS {
            let catalog = self.catalog().await?;
            let stored = editable(&catalog, name)?;
            check_version(read, stored.version)?;
            let change = AuditedChange {
                kind: DocumentKind::Receiver,
                name,
                verb: "deleted",
                expected: stored.version,
                body: None,
                old: documents::value(&masked(&stored.value.receiver)),
                new: Value::Null,
                by,
                now: self.shared.now(),
            };
            if self.record(change.batch()).await? {
                return Ok(());
            }
        }
        Err(Error::AlwaysChanging)
    }

    /// Writes a receiver in place of `before`; `None` if another person changed it meanwhile.
    async fn put_receiver(
        &self,
        before: Option<&Versioned<PlacedReceiver>>,
        receiver: &Receiver,
        by: &str,
    ) -> Result<Option<Versioned<PlacedReceiver>>, Error> {
        let expected = before.and_then(|stored| stored.version);
        let shown = |receiver: &Receiver| documents::value(&masked(receiver));
        let change = AuditedChange {
            kind: DocumentKind::Receiver,
            name: &receiver.name,
            verb: if before.is_some() { "changed" } else { "created" },
            expected,
            body: Some(documents::text(receiver)),
            old: before.map_or(Value::Null, |stored| shown(&stored.value.receiver)),
            new: shown(receiver),
            by,
            now: self.shared.now(),
        };
        if !self.record(change.batch()).await? {
            return Ok(None);
        }
        let value = PlacedReceiver { receiver: receiver.clone(), origin: Origin::Ui };
        Ok(Some(Versioned { value, version: Some(expected.unwrap_or(0) + 1) }))
    }
}

/// The receiver of that name, if people may change it here.
fn editable<'a>(catalog: &'a Catalog, name: &str) -> Result<&'a Versioned<PlacedReceiver>, Error> {
    let stored = catalog.receivers.get(name).ok_or(Error::NotFound)?;
    match stored.value.origin {
        Origin::Ui => Ok(stored),
        origin => Err(Error::NotEditable(origin)),
    }
}
