//! The cryptography of every outgoing connection: one provider for the whole process.

/// Makes *ring* the process's provider; without one no HTTPS client can be built. Again is nothing.
pub fn install() {
    // An error tells that there is a provider already, as after an earlier call.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
