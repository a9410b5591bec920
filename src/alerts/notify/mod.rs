//! Notifying receivers: the content of a message, its format for each kind of receiver, and sending
//! it over an untrusted network.

pub mod alertmanager;
pub mod client;
pub mod email;
mod masked;
pub mod message;
pub mod pagerduty;
pub mod slack;
mod smtp;
pub mod trial;
pub mod webhook;

pub use client::{SendOutcome, Sender};
pub use message::{Item, Message};
