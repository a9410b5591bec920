//! The keys that are in force now: a reload of the configuration replaces them.

use std::sync::Arc;

use parking_lot::RwLock;

use super::Keys;

/// The keys in force. Clones share them.
#[derive(Debug, Clone)]
pub struct SharedKeys(Arc<RwLock<Arc<Keys>>>);

impl SharedKeys {
    /// These keys, until they are replaced.
    pub fn new(keys: Keys) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(keys))))
    }

    /// The keys in force. A request is checked against one set of keys as a whole.
    pub fn current(&self) -> Arc<Keys> {
        Arc::clone(&self.0.read())
    }

    /// Puts other keys in force.
    pub fn replace(&self, keys: Keys) {
        *self.0.write() = Arc::new(keys);
    }
}
