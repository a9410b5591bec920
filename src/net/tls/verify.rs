//! Whether a server's certificate is trusted. As rustls has it, with two differences: a certificate
//! that is itself among those that are trusted is taken though it is an authority's, as Go and curl
//! do (`openssl req -x509` makes such); and what is wrong is said in words.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

/// Names of a certificate that are repeated.
const NAMES: usize = 5;

/// Verifies against the system's certificates and some more.
#[derive(Debug)]
pub(super) struct Verifier {
    /// `None` where not one certificate is trusted.
    chains: Option<Arc<WebPkiServerVerifier>>,
    trusted: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    pub(super) fn new(own: &[CertificateDer<'static>], provider: &Arc<CryptoProvider>) -> Self {
        let system = rustls_native_certs::load_native_certs();
        for error in &system.errors {
            tracing::warn!("the system's certificates cannot all be read: {error}");
        }
        let trusted: Vec<_> = own.iter().cloned().chain(system.certs).collect();
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(trusted.iter().cloned());
        let chains =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
        Self { chains: chains.build().ok(), trusted, provider: Arc::clone(provider) }
    }

    fn check(
        &self,
        own: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chains) = &self.chains else {
            return Err(CertificateError::UnknownIssuer.into());
        };
        let fault = match chains.verify_server_cert(own, intermediates, name, ocsp, now) {
            Err(fault) if is_an_authority(&fault) && self.trusted.contains(own) => fault,
            answer => return answer,
        };
        tracing::debug!(%fault, "the certificate is itself one that is trusted");
        // Its time was looked at before what it is for; its name was not.
        verify_server_name(&ParsedCertificate::try_from(own)?, name)?;
        Ok(ServerCertVerified::assertion())
    }
}

/// Whether the only fault is that an authority's own certificate is a server's.
fn is_an_authority(fault: &Error) -> bool {
    let Error::InvalidCertificate(CertificateError::Other(OtherError(other))) = fault else {
        return false;
    };
    matches!(other.downcast_ref::<webpki::Error>(), Some(webpki::Error::CaUsedAsEndEntity))
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.check(own, intermediates, name, ocsp, now).map_err(|error| match &error {
            Error::InvalidCertificate(fault) => {
                let words = words(fault, is_an_authority(&error), own, name);
                let distrusted = OtherError(Arc::new(Distrusted(words)));
                Error::InvalidCertificate(CertificateError::Other(distrusted))
            }
            _ => error,
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Why a certificate is not trusted, in words.
#[derive(Debug)]
pub(super) struct Distrusted(String);

impl Distrusted {
    /// The reason in `error`, if it is that.
    pub(super) fn of(error: &Error) -> Option<&Self> {
        let Error::InvalidCertificate(CertificateError::Other(OtherError(other))) = error else {
            return None;
        };
        other.downcast_ref()
    }
}

impl fmt::Display for Distrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Distrusted {}

fn words(
    fault: &CertificateError,
    is_authority: bool,
    own: &CertificateDer<'_>,
    name: &ServerName<'_>,
) -> String {
    let name = name.to_str();
    match fault {
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("has expired at {}", shown(*not_after))
        }
        CertificateError::Expired => "has expired".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("is not valid before {}: compare the clocks", shown(*not_before))
        }
        CertificateError::NotValidYet => "is not valid yet: compare the clocks".to_owned(),
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            format!("names no host: it has no subject alternative name for `{name}`")
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            let names: Vec<_> = presented.iter().take(NAMES).map(String::as_str).collect();
            format!("is not one of `{name}`, but of {}", names.join(", "))
        }
        CertificateError::NotValidForName => format!("is not one of `{name}`"),
        CertificateError::UnknownIssuer if is_self_signed(own) => SELF_SIGNED.to_owned(),
        CertificateError::UnknownIssuer => {
            "is signed by an authority that is not trusted here, or comes without the certificates \
             between"
                .to_owned()
        }
        _ if is_authority && is_self_signed(own) => SELF_SIGNED.to_owned(),
        _ if is_authority => {
            "is that of an authority, which is not trusted here as a server's".to_owned()
        }
        fault => format!("is not good: {fault}"),
    }
}

const SELF_SIGNED: &str = "is self-signed, and not among those that are trusted here";

fn is_self_signed(own: &CertificateDer<'_>) -> bool {
    webpki::EndEntityCert::try_from(own).is_ok_and(|own| own.issuer() == own.subject())
}

fn shown(at: UnixTime) -> String {
    let at =
        i64::try_from(at.as_secs()).ok().and_then(|at| chrono::DateTime::from_timestamp(at, 0));
    at.map_or_else(
        || "an unknown time".to_owned(),
        |at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
    )
}
