//! The only module that knows LiveKit's own formats: keys and tokens, webhook bodies, their
//! secrets, and their conversion to our records.

mod api_error;
mod client;
mod convert;
mod envelope;
mod grants;
mod keys;
mod listing;
mod participant_token;
mod redact;
mod sign;
mod twirp;

pub use api_error::{ApiError, Unexpected};
pub use client::Client;
pub use convert::{convert, read_webhook};
pub use envelope::{Envelope, EnvelopeError};
pub use grants::{Grants, RefusedToken, verify_grants};
pub use keys::{Keys, Refused, SharedKeys, Signed, TokenError};
pub use listing::{participant as listed_participant, room as listed_room};
pub use participant_token::{Holder, HolderError};
pub use redact::{masked, redact};
pub use sign::{sign_participant, sign_webhook};

pub use livekit_protocol as proto;
