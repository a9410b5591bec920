//! The cryptography of outgoing connections: one provider for the whole process, whom they trust,
//! and what is wrong with a certificate, in words.

mod verify;

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use verify::{Distrusted, Verifier};

/// Makes *ring* the process's provider; without one no HTTPS client can be built. Again is nothing.
pub fn install() {
    // An error tells that there is a provider already, as after an earlier call.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Certificates that are trusted beside the system's: authorities, or servers' own.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Authorities(Vec<CertificateDer<'static>>);

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authorities({})", self.0.len())
    }
}

impl Authorities {
    /// The certificates in `pem`, or why there is none that could be used.
    pub fn read(pem: &[u8]) -> Result<Self, String> {
        let mut found = Vec::new();
        let mut roots = rustls::RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| format!("it is no PEM: {error}"))?;
            roots
                .add(certificate.clone())
                .map_err(|error| format!("certificate {} of it: {error}", found.len() + 1))?;
            found.push(certificate);
        }
        if found.is_empty() {
            return Err("it holds no certificate (`-----BEGIN CERTIFICATE-----`)".to_owned());
        }
        Ok(Self(found))
    }
}

/// Whom outgoing connections trust: the system's authorities (`SSL_CERT_FILE` and `SSL_CERT_DIR`
/// name others), and some beside them. Clones share what was read.
#[derive(Debug, Clone)]
pub struct Trust(ClientConfig);

impl Trust {
    /// The system's authorities and `own`.
    pub fn new(own: &Authorities) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = Arc::new(Verifier::new(&own.0, &provider));
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.2 and 1.3")
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Self(config)
    }

    /// `stream`, encrypted, if `host` is whose certificate the other side shows.
    pub async fn connect<S>(&self, host: &str, stream: S) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        TlsConnector::from(Arc::new(self.0.clone())).connect(name, stream).await
    }

    /// `builder`, trusting these.
    pub fn apply(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        builder.tls_backend_preconfigured(self.0.clone())
    }
}

/// What is wrong with the other side's certificate, if that is why `error` happened; it completes
/// the sentence "its certificate …".
pub fn certificate_fault(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            // An I/O error does not tell what it holds as its source, but that one's source.
            let inner: &(dyn StdError + 'static) = inner;
            return certificate_fault(inner);
        }
        if let Some(distrusted) = error.downcast_ref::<rustls::Error>().and_then(Distrusted::of) {
            return Some(distrusted.to_string());
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests;
