//! Changes of rules that people write. A rule replaces a built-in or configured rule of the same
//! name until it is deleted.

use serde_json::Value;

use super::{ATTEMPTS, Amender, Error, check_version};
use crate::alerts::catalog::{Catalog, Versioned};
use crate::alerts::template;
use crate::audit::documents::{self, AuditedChange};
use crate::model::{Origin, PlacedRule, Rule, shortened};
use crate::store::DocumentKind;

/// Rules in force, at most: each evaluation evaluates all of them.
const RULES: usize = 500;

/// Names that are segments of other API paths.
const RESERVED: [&str; 3] = ["preview", "measures", "backtest"];

impl Amender {
    /// What is wrong with a rule, naming the field; `None` if nothing is.
    pub fn rule_fault(&self, rule: &Rule) -> Option<String> {
        if let Some(fault) = rule.fault() {
            return Some(fault);
        }
        if RESERVED.contains(&rule.name.as_str()) {
            return Some(format!(
                "`name` is `{}`, which is reserved: an API path has this name",
                rule.name
            ));
        }
        if let Some(template) = &rule.message
            && let Err(fault) = template::check(template)
        {
            return Some(format!("`message`: {fault}"));
        }
        let deployment = rule.scope.deployment.as_deref()?;
        let known = &self.deployments;
        (!known.iter().any(|name| **name == *deployment)).then(|| {
            let deployment = shortened(deployment);
            let known = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            format!(
                "`scope.deployment` is `{deployment}`, which is not watched: use one of {known}"
            )
        })
    }

    fn check_rule(&self, rule: &Rule) -> Result<(), Error> {
        self.rule_fault(rule).map_or(Ok(()), |fault| Err(Error::Faulty(fault)))
    }

    /// Creates a rule.
    pub async fn create_rule(&self, rule: &Rule, by: &str) -> Result<Versioned<PlacedRule>, Error> {
        self.check_rule(rule)?;
        for _ in 0..ATTEMPTS {
            let catalog = self.catalog().await?;
            if catalog.rules.get(&rule.name).is_some_and(is_written) {
                return Err(Error::Exists);
            }
            if let Some(placed) = self.put_rule(&catalog, rule, by).await? {
                return Ok(placed);
            }
        }
        Err(Error::AlwaysChanging)
    }

    /// Changes a rule if its version is `read`; `None` skips the check. For a built-in or
    /// configured rule, creates a rule that replaces it.
    pub async fn change_rule(
        &self,
        rule: &Rule,
        read: Option<i64>,
        by: &str,
    ) -> Result<Versioned<PlacedRule>, Error> {
        self.check_rule(rule)?;
        for _ in 0..ATTEMPTS {
            let catalog = self.catalog().await?;
            let stored = catalog.rules.get(&rule.name).ok_or(Error::NotFound)?;
            check_version(read, stored.version)?;
            if let Some(placed) = self.put_rule(&catalog, rule, by).await? {
                return Ok(placed);
            }
        }
        Err(Error::AlwaysChanging)
    }

    /// Deletes a rule that a person wrote, if its version is `read`; `None` skips the check. The rule
    /// that it replaced is in force again.
    pub async fn delete_rule(&self, name: &str, read: Option<i64>, by: &str) -> Result<(), Error> {
        for _ in 0..ATTEMPTS {
            let catalog = self.catalog().await?;
            let stored = catalog.rules.get(name).ok_or(Error::NotFound)?;
            check_version(read, stored.version)?;
            if !is_written(stored) {
                return Err(Error::NotEditable(stored.value.origin));
            }
            let configured = self.configured.documents();
            let restored =
                configured.rules.iter().rev().map(|(_, rule)| rule).find(|rule| rule.name == name);
            let change = AuditedChange {
                kind: DocumentKind::Rule,
                name,
                verb: "deleted",
                expected: stored.version,
                body: None,
                old: documents::value(&stored.value.rule),
                new: restored.map_or(Value::Null, documents::value),
                by,
                now: self.shared.now(),
            };
            if self.record(change.batch()).await? {
                return Ok(());
            }
        }
        Err(Error::AlwaysChanging)
    }

    /// Writes a rule in place of that in the catalog; `None` if another person changed it
    /// meanwhile.
    async fn put_rule(
        &self,
        catalog: &Catalog,
        rule: &Rule,
        by: &str,
    ) -> Result<Option<Versioned<PlacedRule>>, Error> {
        let before = catalog.rules.get(&rule.name);
        if before.is_none() && catalog.rules.len() >= RULES {
            let why = format!("there are {RULES} rules already, which is the limit");
            return Err(Error::TooMany(why));
        }
        let written = before.filter(|stored| is_written(stored));
        let replaces = match written {
            Some(stored) => stored.value.replaces,
            None => before.map(|stored| stored.value.origin),
        };
        let (expected, now) = (written.and_then(|stored| stored.version), self.shared.now());
        let change = AuditedChange {
            kind: DocumentKind::Rule,
            name: &rule.name,
            verb: if written.is_some() { "changed" } else { "created" },
            expected,
            body: Some(documents::text(rule)),
            old: before.map_or(Value::Null, |stored| documents::value(&stored.value.rule)),
            new: documents::value(rule),
            by,
            now,
        };
        if !self.record(change.batch()).await? {
            return Ok(None);
        }
        let value = PlacedRule {
            rule: rule.clone(),
            origin: Origin::Ui,
            replaces,
            updated_at: Some(now.to_utc()),
            updated_by: Some(by.to_owned()),
        };
        Ok(Some(Versioned { value, version: Some(expected.unwrap_or(0) + 1) }))
    }
}

/// Whether a person wrote it in the web console or by the API.
fn is_written(stored: &Versioned<PlacedRule>) -> bool {
    stored.value.origin == Origin::Ui
}
