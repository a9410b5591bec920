//! Outgoing connections: which addresses they may go to, through which proxy, whom they trust, and
//! how much of an answer is read.

pub mod answer;
pub mod client;
pub mod guard;
pub mod tls;
