//! TLS of outgoing connections: one cryptography provider for the process, the trusted
//! certificates, and a description of what is wrong with a certificate.

mod verify;

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::{Arc, LazyLock};

use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use verify::{CertificateVerifier, Distrusted};

/// Makes *ring* the process's provider: no HTTPS client can be built without one. A second call
/// does nothing.
pub fn install() {
    // An error means that a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Certificates that are trusted in addition to the system's: of authorities, or of servers.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Authorities(Vec<CertificateDer<'static>>);

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authorities({})", self.0.len())
    }
}

impl Authorities {
    /// Reads the certificates in `pem`; an error says why they cannot be used.
    pub fn read(pem: &[u8]) -> Result<Self, String> {
        let mut certificates = Vec::new();
        let mut roots = rustls::RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| format!("it is not PEM: {error}"))?;
            roots.add(certificate.clone()).map_err(|error| {
                format!("certificate {} in it: {error}", certificates.len() + 1)
            })?;
            certificates.push(certificate);
        }
        if certificates.is_empty() {
            return Err("it holds no certificate (`-----BEGIN CERTIFICATE-----`)".to_owned());
        }
        Ok(Self(certificates))
    }
}

/// The certificates that outgoing connections trust: the system's authorities (`SSL_CERT_FILE` and
/// `SSL_CERT_DIR` replace them), and additional ones. They are read for the first connection that
/// needs them. Clones share them.
#[derive(Debug, Clone)]
pub struct Trust(ClientConfig);

/// The system's authorities: one copy for the process.
static SYSTEM: LazyLock<Trust> = LazyLock::new(|| Trust::with(&Authorities::default()));

impl Trust {
    /// The system's authorities.
    pub fn system() -> Self {
        SYSTEM.clone()
    }

    /// The system's authorities and `own`.
    pub fn with(own: &Authorities) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = Arc::new(CertificateVerifier::new(&own.0, &provider));
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.2 and 1.3")
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Self(config)
    }

    /// Encrypts `stream` if the other side has a trusted certificate of `host`.
    pub async fn connect<S>(&self, host: &str, stream: S) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        TlsConnector::from(Arc::new(self.0.clone())).connect(name, stream).await
    }

    /// Makes `builder` trust these certificates.
    pub(super) fn apply(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        builder.tls_backend_preconfigured(self.0.clone())
    }
}

/// Describes what is wrong with the other side's certificate if that caused `error`; the text
/// completes the sentence "its certificate …".
pub fn certificate_fault(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            // `source()` of an I/O error skips the error that it wraps, so look at that one.
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
