//! The book: the rules, silences and receivers in force, from the configuration and from the store.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::model::{Origin, PlacedReceiver, PlacedRule, Receiver, Rule, Silence};
use crate::store::{self, AlertStore, Document, DocumentKind};

/// What the configuration says.
#[derive(Debug, Clone, Default)]
pub struct Configured {
    /// Rules, by origin; a later one replaces an earlier one of the same name.
    pub rules: Vec<(Origin, Rule)>,
    /// Receivers.
    pub receivers: Vec<Receiver>,
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
pub struct Book {
    /// Rules by name.
    pub rules: BTreeMap<String, Versioned<PlacedRule>>,
    /// Silences by id, those that are over, too.
    pub silences: BTreeMap<String, Versioned<Silence>>,
    /// Receivers by name; one of the configuration hides one of the store.
    pub receivers: BTreeMap<String, Versioned<PlacedReceiver>>,
}

impl Book {
    /// Reads what is kept and joins it with what is configured.
    pub async fn read<S>(store: &S, configured: &Configured) -> Result<Self, store::Error>
    where
        S: AlertStore + ?Sized,
    {
        let mut book = Self::default();
        for (origin, rule) in &configured.rules {
            book.place(PlacedRule {
                rule: rule.clone(),
                origin: *origin,
                replaces: None,
                updated_at: None,
                updated_by: None,
            });
        }
        for document in store.documents(DocumentKind::Rule).await? {
            let Some(rule) = parsed::<Rule>(&document) else { continue };
            book.place(PlacedRule {
                rule,
                origin: Origin::Ui,
                replaces: None,
                updated_at: Some(document.updated_at),
                updated_by: Some(document.updated_by.clone()),
            })
            .version = Some(document.version);
        }
        for document in store.documents(DocumentKind::Silence).await? {
            let Some(value) = parsed::<Silence>(&document) else { continue };
            let version = Some(document.version);
            book.silences.insert(document.name, Versioned { value, version });
        }
        for document in store.documents(DocumentKind::Receiver).await? {
            let Some(receiver) = parsed::<Receiver>(&document) else { continue };
            let value = PlacedReceiver { receiver, origin: Origin::Ui };
            let version = Some(document.version);
            book.receivers.insert(document.name, Versioned { value, version });
        }
        for receiver in &configured.receivers {
            let value = PlacedReceiver { receiver: receiver.clone(), origin: Origin::File };
            book.receivers.insert(receiver.name.clone(), Versioned { value, version: None });
        }
        Ok(book)
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

    /// The silences.
    pub fn silences(&self) -> impl Iterator<Item = &Silence> + Clone {
        self.silences.values().map(|it| &it.value)
    }

    /// The receivers.
    pub fn receivers(&self) -> Vec<PlacedReceiver> {
        self.receivers.values().map(|it| it.value.clone()).collect()
    }
}

/// A document that an earlier or a later version wrote may not be understood: it is left out, and
/// the log tells.
fn parsed<T: DeserializeOwned>(document: &Document) -> Option<T> {
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
