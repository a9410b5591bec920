//! The only module that speaks LiveKit's own formats: keys and tokens, webhook bodies, their
//! secrets, and their meaning in our words.

mod convert;
mod envelope;
mod keys;
mod redact;
mod sign;

pub use convert::convert;
pub use envelope::{Envelope, EnvelopeError};
pub use keys::{Keys, Refused, TokenError};
pub use redact::redact;
pub use sign::sign_webhook;
