//! The catalog: the rules, silences and receivers in force, from the configuration and from the
//! store.
//!
//! Each evaluation, the outbox every second, and many requests read it. They read only names and
//! versions each time; a document is read and parsed again when its version changes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use parking_lot::{Mutex, RwLock};
use serde::de::DeserializeOwned;

use super::silence::{Compiled, status};
use crate::model::{Millis, Origin, PlacedReceiver, PlacedRule, Receiver, Rule, SilenceStatus};
use crate::store::{self, Document, DocumentKind, DocumentVersion, Store};

/// The rules and receivers of the configuration, and a cache of the store's documents.
#[derive(Debug, Default)]
pub struct Configured {
    /// Those of the configuration; a reload replaces them.
    documents: RwLock<Arc<ConfiguredDocuments>>,
    /// Whether telephone numbers are masked in alert messages and in notifications.
    pub masks_numbers: bool,
    /// The cache of parsed documents of the store.
    parsed: Parsed,
}

/// The rules and receivers of the configuration.
#[derive(Debug, Default)]
pub struct ConfiguredDocuments {
    /// Rules, by origin; a later one replaces an earlier one of the same name.
    pub rules: Vec<(Origin, Rule)>,
    /// Receivers.
    pub receivers: Vec<Receiver>,
}

impl Configured {
    /// The configuration, and an empty cache.
    pub fn new(documents: ConfiguredDocuments, masks_numbers: bool) -> Self {
        let documents = RwLock::new(Arc::new(documents));
        Self { documents, masks_numbers, ..Self::default() }
    }

    /// The rules and receivers of the configuration.
    pub fn documents(&self) -> Arc<ConfiguredDocuments> {
        Arc::clone(&self.documents.read())
    }

    /// Puts other rules and receivers in force.
    pub fn replace(&self, documents: ConfiguredDocuments) {
        *self.documents.write() = Arc::new(documents);
    }
}

/// A cache of parsed documents: the next read loads only changed documents.
#[derive(Debug, Default)]
pub struct Parsed {
    rules: DocumentCache<(Rule, DateTime<Utc>, String)>,
    silences: DocumentCache<Compiled>,
    receivers: DocumentCache<Receiver>,
}

/// Documents of one kind by name, as they were last read.
#[derive(Debug)]
struct DocumentCache<T>(Mutex<HashMap<String, CachedDocument<T>>>);

/// A document's version and its parsed value; `None` if it cannot be parsed.
type CachedDocument<T> = (DocumentVersion, Option<Arc<T>>);

impl<T> Default for DocumentCache<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> DocumentCache<T> {
    /// Returns every document of a kind that can be parsed, with its version, sorted by name.
    async fn read(
        &self,
        store: &Store,
        kind: DocumentKind,
        parse: impl Fn(&Document) -> Option<T>,
    ) -> Result<Vec<(String, i64, Arc<T>)>, store::Error> {
        let versions = store.document_versions(kind).await?;
        let changed: Vec<String> = {
            let known = self.0.lock();
            let is_known =
                |it: &DocumentVersion| known.get(&it.name).is_some_and(|(known, _)| known == it);
            let changed = versions.iter().filter(|it| !is_known(it));
            changed.map(|it| it.name.clone()).collect()
        };
        let read = match changed.as_slice() {
            [] => Vec::new(),
            names => store.documents_named(kind, names).await?,
        };
        let mut known = self.0.lock();
        for document in read {
            let value = parse(&document).map(Arc::new);
            let Document { name, version, updated_at, .. } = document;
            known.insert(name.clone(), (DocumentVersion { name, version, updated_at }, value));
        }
        if known.len() > versions.len() {
            let names: HashSet<_> = versions.iter().map(|it| &it.name).collect();
            known.retain(|name, _| names.contains(name));
        }
        let documents = versions.into_iter().filter_map(|it| {
            let (read, value) = known.get(&it.name)?;
            Some((it.name, read.version, Arc::clone(value.as_ref()?)))
        });
        Ok(documents.collect())
    }
}

/// A value of the store with its version, or of the configuration without one.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    /// The value.
    pub value: T,
    /// The version that was read; `None` if the configuration holds the value.
    pub version: Option<i64>,
}

/// Everything in force.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// Rules by name.
    pub rules: BTreeMap<String, Versioned<PlacedRule>>,
    /// Silences by id, including expired ones.
    pub silences: BTreeMap<String, Versioned<Arc<Compiled>>>,
    /// Receivers by name; a receiver of the configuration hides one of the store.
    pub receivers: BTreeMap<String, Versioned<PlacedReceiver>>,
    /// Whether telephone numbers are masked in alert messages.
    pub masks_numbers: bool,
}

impl Catalog {
    /// Reads the store's documents and merges them with the configuration.
    pub async fn read(store: &Store, configured: &Configured) -> Result<Self, store::Error> {
        let masks_numbers = configured.masks_numbers;
        let mut catalog = Self { masks_numbers, ..Self::default() };
        let documents = configured.documents();
        for (origin, rule) in &documents.rules {
            catalog.insert_rule(PlacedRule {
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
            parse_document::<Rule>(document).map(|rule| (rule, document.updated_at, by))
        };
        for (_, version, stored) in parsed.rules.read(store, DocumentKind::Rule, rule).await? {
            let (rule, updated_at, updated_by) = &*stored;
            catalog
                .insert_rule(PlacedRule {
                    rule: rule.clone(),
                    origin: Origin::Ui,
                    replaces: None,
                    updated_at: Some(*updated_at),
                    updated_by: Some(updated_by.clone()),
                })
                .version = Some(version);
        }
        let silence = |document: &Document| parse_document(document).map(Compiled::new);
        let silences = parsed.silences.read(store, DocumentKind::Silence, silence).await?;
        catalog.silences = silences
            .into_iter()
            .map(|(name, version, value)| (name, Versioned { value, version: Some(version) }))
            .collect();
        let receivers =
            parsed.receivers.read(store, DocumentKind::Receiver, parse_document).await?;
        for (name, version, receiver) in receivers {
            let value = PlacedReceiver { receiver: Receiver::clone(&receiver), origin: Origin::Ui };
            catalog.receivers.insert(name, Versioned { value, version: Some(version) });
        }
        for receiver in &documents.receivers {
            let value = PlacedReceiver { receiver: receiver.clone(), origin: Origin::File };
            catalog.receivers.insert(receiver.name.clone(), Versioned { value, version: None });
        }
        Ok(catalog)
    }

    /// Adds a rule, which replaces one of the same name.
    fn insert_rule(&mut self, mut placed: PlacedRule) -> &mut Versioned<PlacedRule> {
        let name = placed.rule.name.clone();
        placed.replaces = self.rules.get(&name).map(|before| before.value.origin);
        self.rules.insert(name.clone(), Versioned { value: placed, version: None });
        self.rules.get_mut(&name).expect("it was just inserted")
    }

    /// The rules that are evaluated.
    pub fn enabled(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values().map(|it| &it.value.rule).filter(|rule| rule.enabled)
    }

    /// The silences that have not expired.
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

/// Parses a document. If another version of the console wrote it and it cannot be parsed, logs an
/// error and returns `None`.
fn parse_document<T: DeserializeOwned>(document: &Document) -> Option<T> {
    match serde_json::from_str(&document.body) {
        Ok(value) => Some(value),
        Err(error) => {
            let (kind, name) = (document.kind.as_str(), &document.name);
            tracing::error!(%error, "the {kind} `{name}` in the store cannot be parsed");
            None
        }
    }
}

/// The configuration of alerting, shared.
pub type SharedConfigured = Arc<Configured>;
