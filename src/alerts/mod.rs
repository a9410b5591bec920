//! Alerts: from what is observed to who is told.
//!
//! A *rule* is a condition; an *alert* is one occurrence of it; a *transition* is each step of its
//! life. [`evaluate`] is the pure step; [`engine`] keeps where every rule stands with every subject;
//! [`evaluator`] drives it by the clock, and writes what happened in one transaction with the audit
//! and the outbox. What follows from it is decided by pure functions ([`due`], [`route`],
//! [`silence`], [`template`]); what is sent leaves through [`outbox`], which puts notifications into
//! messages and hands them to [`notify`].

pub mod amend;
pub mod backtest;
pub mod builtin;
pub mod catalog;
pub mod delivery;
pub mod engine;
pub mod evaluate;
pub mod evaluation;
pub mod evaluator;
pub mod glob;
pub mod heartbeat;
pub mod notification_policy;
pub mod notify;
pub mod outbox;
pub mod receivers;
pub mod route;
pub mod silence;
pub mod status;
pub mod template;
pub mod windows;
pub mod wording;

#[cfg(test)]
mod tests;
