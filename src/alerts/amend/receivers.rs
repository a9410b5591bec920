//! Receivers that people write. A secret that is written back as it was shown, masked, stays what it
//! was.

use serde_json::Value;

use super::{ATTEMPTS, Amender, Error, check_version};
use crate::alerts::catalog::{Catalog, Versioned};
use crate::alerts::receivers::{fault, masked, unmasked};
use crate::audit::documents::{self, Change};
use crate::model::{Origin, PlacedReceiver, Receiver};
use crate::store::DocumentKind;

/// Receivers, at most: each alert is held against all of them.
const RECEIVERS: usize = 100;

/// Names that are segments of the path of something else.
const RESERVED: [&str; 2] = ["test", "preview"];

/// The receiver with its secrets, or what is wrong with it.
pub fn whole(written: &Receiver, before: Option<&Receiver>) -> Result<Receiver, String> {
    let receiver = unmasked(written.clone(), before)?;
    if RESERVED.contains(&receiver.name.as_str()) {
        return Err(format!("`name` is `{}`: a path of the API is called so", receiver.name));
    }
    match fault(&receiver) {
        Some(fault) => Err(fault),
        None => Ok(receiver),
    }
}

impl Amender {
    /// Makes a receiver.
    pub async fn create_receiver(
        &self,
        written: &Receiver,
        by: &str,
    ) -> Result<Versioned<PlacedReceiver>, Error> {
        let receiver = whole(written, None).map_err(Error::Faulty)?;
        for _ in 0..ATTEMPTS {
            let catalog = self.catalog().await?;
            if catalog.receivers.contains_key(&receiver.name) {
                return Err(Error::Exists);
            }
            if catalog.receivers.len() >= RECEIVERS {
                let why = format!("there are {RECEIVERS} receivers already, and no more are told");
                return Err(Error::TooMany(why));
            }
            if let Some(placed) = self.put_receiver(None, &receiver, by).await? {
                return Ok(placed);
            }
        }
        Err(Error::AlwaysChanging)
    }

    /// Changes a receiver, if it is of version `read`.
    pub async fn change_receiver(
        &self,
        written: &Receiver,
        read: Option<i64>,
        by: &str,
    ) -> Result<Versioned<PlacedReceiver>, Error> {
        for _ in 0..ATTEMPTS {
            let catalog = self.catalog().await?;
            let kept = editable(&catalog, &written.name)?;
            check_version(read, kept.version)?;
            let receiver = whole(written, Some(&kept.value.receiver)).map_err(Error::Faulty)?;
            if let Some(placed) = self.put_receiver(Some(kept), &receiver, by).await? {
                return Ok(placed);
            }
        }
        Err(Error::AlwaysChanging)
    }

    /// Deletes a receiver.
    pub async fn delete_receiver(&self, name: &str, by: &str) -> Result<(), Error> {
        for _ in 0..ATTEMPTS {
            let catalog = self.catalog().await?;
            let kept = editable(&catalog, name)?;
            let change = Change {
                kind: DocumentKind::Receiver,
                name,
                verb: "deleted",
                expected: kept.version,
                body: None,
                old: documents::value(&masked(&kept.value.receiver)),
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

    /// Puts a receiver in the place of the one before; `None` if that is no longer what it was.
    async fn put_receiver(
        &self,
        before: Option<&Versioned<PlacedReceiver>>,
        receiver: &Receiver,
        by: &str,
    ) -> Result<Option<Versioned<PlacedReceiver>>, Error> {
        let expected = before.and_then(|kept| kept.version);
        let shown = |receiver: &Receiver| documents::value(&masked(receiver));
        let change = Change {
            kind: DocumentKind::Receiver,
            name: &receiver.name,
            verb: if before.is_some() { "changed" } else { "created" },
            expected,
            body: Some(documents::text(receiver)),
            old: before.map_or(Value::Null, |kept| shown(&kept.value.receiver)),
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

/// The receiver of that name, if it is one that people write here.
fn editable<'a>(catalog: &'a Catalog, name: &str) -> Result<&'a Versioned<PlacedReceiver>, Error> {
    let kept = catalog.receivers.get(name).ok_or(Error::NotFound)?;
    match kept.value.origin {
        Origin::Ui => Ok(kept),
        origin => Err(Error::NotEditable(origin)),
    }
}
