//! Outgoing connections: which addresses they may go to, which proxy they use, which certificates
//! they trust, and how much of a response is read.

pub mod client;
pub mod guard;
pub mod response;
pub mod tls;
