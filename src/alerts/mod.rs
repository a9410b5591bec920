//! Alerts: from observations to notifications.
//!
//! A *rule* is a condition; an *alert* is one occurrence of it; a *transition* is a step of its
//! life. [`evaluate`] is the pure step; [`engine`] holds the state of every rule and subject;
//! [`evaluator`] drives it by the clock, and writes the results in one transaction with the audit
//! and the outbox. Pure functions ([`notification_policy`], [`route`], [`silence`], [`template`])
//! decide what to send. [`outbox`] puts notifications into messages and hands them to [`notify`].

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
