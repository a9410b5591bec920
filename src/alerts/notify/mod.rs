//! Telling somebody: what a message says, the shape that each kind of receiver takes, and sending
//! it over a network that is not trusted.

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

pub use client::{Outcome, Sender};
pub use message::{Item, Message};
