//! Who changed what, when and why: the trail of audit lines, and versioned documents.
//!
//! The hash of each line covers the hash of the line before it ([`verify`]). A document is a rule,
//! a silence or a receiver that a person wrote; each change makes a new version and an audit line
//! ([`documents`]).

pub mod documents;
pub mod verify;
