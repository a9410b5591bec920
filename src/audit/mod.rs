//! Who changed what, when and why: the trail of audit lines, and versioned documents.
//!
//! Each line is chained by its hash to the line before it ([`verify`]). A document is something
//! that somebody wrote; each change of it is one new version and one audit line ([`documents`]).

pub mod documents;
pub mod verify;
