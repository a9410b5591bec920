//! The catalog: the rules, silences and receivers in force, from the configuration and from the store.
//!
//! It is read at each evaluation, each second by the outbox and by many requests. Only names and
//! versions are read each time; a document is read and parsed when its version is another.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;

use super::silence::{Compiled, status};
use crate::model::{Millis, Origin, PlacedReceiver, PlacedRule, Receiver, Rule, SilenceStatus};
use crate::store::{self, Document, DocumentKind, DocumentVersion, Store};

const LOCK: &str = "no holder of this lock panics";

/// What the configuration says, with what was read of the store.
#[derive(Debug, Default)]
pub struct Configured {
    /// Rules, by origin; a later one replaces an earlier one of the same name.
    pub rules: Vec<(Origin, Rule)>,
    /// Receivers.
    pub receivers: Vec<Receiver>,
    /// Whether telephone numbers are masked in messages of alerts, and in what leaves.
    pub masks_numbers: bool,
    /// What was parsed of the store.
    pub parsed: Parsed,
}

/// Documents of the store, parsed: whoever reads them next reads only what has changed.
#[derive(Debug, Default)]
pub struct Parsed {
    rules: Shelf<(Rule, DateTime<Utc>, String)>,
    silences: Shelf<Compiled>,
    receivers: Shelf<Receiver>,
}

/// Documents of one kind by name, as they were read last; `None` of one that is not understood.
#[derive(Debug)]
struct Shelf<T>(Mutex<HashMap<String, Read<T>>>);

/// A document as it was read.
type Read<T> = (DocumentVersion, Option<Arc<T>>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Shelf<T> {
    /// Every document of a kind that is understood, with its version, in order of names.
    async fn read(
        &self,
        store: &Store,
        kind: DocumentKind,
        parse: impl Fn(&Document) -> Option<T>,
    ) -> Result<Vec<(String, i64, Arc<T>)>, store::Error> {
        let versions = store.document_versions(kind).await?;
        let changed: Vec<String> = {
            let known = self.0.lock().expect(LOCK);
            let is_known =
                |it: &DocumentVersion| known.get(&it.name).is_some_and(|(known, _)| known == it);
            let changed = versions.iter().filter(|it| !is_known(it));
            changed.map(|it| it.name.clone()).collect()
        };
        let read = match changed.as_slice() {
            [] => Vec::new(),
            names => store.documents_named(kind, names).await?,
        };
        let mut known = self.0.lock().expect(LOCK);
        for document in read {
            let value = parse(&document).map(Arc::new);
            let Document { name, version, updated_at, .. } = document;
            known.insert(name.clone(), (DocumentVersion { name, version, updated_at }, value));
        }
        if known.len() > versions.len() {
            let names: HashSet<_> = versions.iter().map(|it| &it.name).collect();
            known.retain(|name, _| names.contains(name));
        }
        let found = versions.into_iter().filter_map(|it| {
            let (read, value) = known.get(&it.name)?;
            Some((it.name, read.version, Arc::clone(value.as_ref()?)))
        });
        Ok(found.collect())
    }
}

/// Something that is kept in the store, with the version that was read; `None` if the
/// configuration has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    /// The thing.
    pub value: T,
    /// Its version.
    pub version: Option<i64>,
}

/// Everything in force.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// Rules by name.
    pub rules: BTreeMap<String, Versioned<PlacedRule>>,
    /// Silences by id, those that are over, too.
    pub silences: BTreeMap<String, Versioned<Arc<Compiled>>>,
    /// Receivers by name; one of the configuration hides one of the store.
    pub receivers: BTreeMap<String, Versioned<PlacedReceiver>>,
    /// Whether telephone numbers are masked in messages of alerts.
    pub masks_numbers: bool,
}

impl Catalog {
    /// Reads what is kept and joins it with what is configured.
    pub async fn read(store: &Store, configured: &Configured) -> Result<Self, store::Error> {
        let masks_numbers = configured.masks_numbers;
        let mut catalog = Self { masks_numbers, ..Self::default() };
        for (origin, rule) in &configured.rules {
            catalog.place(PlacedRule {
                rule: rule.clone(),
                origin: *origin,
                replaces: None,
                updated_at: None,
                updated_by: None,
            });
        }
        let parsed = &configured.parsed;
        let rule = |document: &Document| {
            let by = document.updated_by.clone();
            understood::<Rule>(document).map(|rule| (rule, document.updated_at, by))
        };
        for (_, version, kept) in parsed.rules.read(store, DocumentKind::Rule, rule).await? {
            let (rule, updated_at, updated_by) = &*kept;
            catalog
                .place(PlacedRule {
                    rule: rule.clone(),
                    origin: Origin::Ui,
                    replaces: None,
                    updated_at: Some(*updated_at),
                    updated_by: Some(updated_by.clone()),
                })
                .version = Some(version);
        }
        let silence = |document: &Document| understood(document).map(Compiled::new);
        let silences = parsed.silences.read(store, DocumentKind::Silence, silence).await?;
        catalog.silences = silences
            .into_iter()
            .map(|(name, version, value)| (name, Versioned { value, version: Some(version) }))
            .collect();
        let receivers = parsed.receivers.read(store, DocumentKind::Receiver, understood).await?;
        for (name, version, receiver) in receivers {
            let value = PlacedReceiver { receiver: Receiver::clone(&receiver), origin: Origin::Ui };
            catalog.receivers.insert(name, Versioned { value, version: Some(version) });
        }
        for receiver in &configured.receivers {
            let value = PlacedReceiver { receiver: receiver.clone(), origin: Origin::File };
            catalog.receivers.insert(receiver.name.clone(), Versioned { value, version: None });
        }
        Ok(catalog)
    }

    /// Puts a rule in the place of one of the same name.
    fn place(&mut self, mut placed: PlacedRule) -> &mut Versioned<PlacedRule> {
        let name = placed.rule.name.clone();
        placed.replaces = self.rules.get(&name).map(|before| before.value.origin);
        self.rules.insert(name.clone(), Versioned { value: placed, version: None });
        self.rules.get_mut(&name).expect("it was just put there")
    }

    /// The rules that are evaluated.
    pub fn enabled(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values().map(|it| &it.value.rule).filter(|rule| rule.enabled)
    }

    /// The silences that are not over.
    pub fn silences(&self, now: Millis) -> Vec<Arc<Compiled>> {
        let all = self.silences.values().map(|it| &it.value);
        let open = all.filter(|it| status(&it.silence, now) != SilenceStatus::Expired);
        open.map(Arc::clone).collect()
    }

    /// The receivers.
    pub fn receivers(&self) -> Vec<PlacedReceiver> {
        self.receivers.values().map(|it| it.value.clone()).collect()
    }
}

/// A document that an earlier or a later version wrote may not be understood: it is left out, and
/// the log tells.
fn understood<T: DeserializeOwned>(document: &Document) -> Option<T> {
    match serde_json::from_str(&document.body) {
        Ok(value) => Some(value),
        Err(error) => {
            let (kind, name) = (document.kind.as_str(), &document.name);
            tracing::error!(%error, "the {kind} `{name}` in the store is not understood");
            None
        }
    }
}

/// What the configuration says, shared.
pub type SharedConfigured = Arc<Configured>;
