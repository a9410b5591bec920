//! Verifies a server's certificate. This differs from rustls in two points: a certificate that is
//! itself trusted is accepted even if it is an authority's, as Go and curl do (`openssl req -x509`
//! makes such certificates); and errors are described in words.

use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

/// How many names of a certificate an error lists.
const NAMES: usize = 5;

/// Verifies against the system's certificates and some more.
#[derive(Debug)]
pub(super) struct CertificateVerifier {
    own: Vec<CertificateDer<'static>>,
    /// Read when the first certificate is verified: the system's are hundreds of files, and many
    /// a console has no connection with TLS.
    trusted: OnceLock<Trusted>,
    provider: Arc<CryptoProvider>,
}

/// The certificates that are trusted.
#[derive(Debug)]
struct Trusted {
    /// `None` if there is none.
    chains: Option<Arc<WebPkiServerVerifier>>,
    certificates: Vec<CertificateDer<'static>>,
}

impl Trusted {
    /// Reads the system's certificates and adds `own`.
    fn read(own: &[CertificateDer<'static>], provider: &Arc<CryptoProvider>) -> Self {
        let system = rustls_native_certs::load_native_certs();
        for error in &system.errors {
            tracing::warn!("some of the system's certificates cannot be read: {error}");
        }
        let certificates: Vec<_> = own.iter().cloned().chain(system.certs).collect();
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates.iter().cloned());
        let chains =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
        Self { chains: chains.build().ok(), certificates }
    }
}

impl CertificateVerifier {
    pub(super) fn new(own: &[CertificateDer<'static>], provider: &Arc<CryptoProvider>) -> Self {
        let provider = Arc::clone(provider);
        Self { own: own.to_vec(), trusted: OnceLock::new(), provider }
    }

    fn check(
        &self,
        own: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let trusted = self.trusted.get_or_init(|| Trusted::read(&self.own, &self.provider));
        let Some(chains) = &trusted.chains else {
            return Err(CertificateError::UnknownIssuer.into());
        };
        let fault = match chains.verify_server_cert(own, intermediates, name, ocsp, now) {
            Err(fault) if is_an_authority(&fault) && trusted.certificates.contains(own) => fault,
            result => return result,
        };
        tracing::debug!(%fault, "the certificate itself is trusted");
        // The library checked its validity period before its purpose, but not its name.
        verify_server_name(&ParsedCertificate::try_from(own)?, name)?;
        Ok(ServerCertVerified::assertion())
    }
}

/// Whether the only fault is that a server uses an authority's certificate.
fn is_an_authority(fault: &Error) -> bool {
    let Error::InvalidCertificate(CertificateError::Other(OtherError(other))) = fault else {
        return false;
    };
    matches!(other.downcast_ref::<webpki::Error>(), Some(webpki::Error::CaUsedAsEndEntity))
}

impl ServerCertVerifier for CertificateVerifier {
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

/// Why a certificate is not trusted, as a text.
#[derive(Debug)]
pub(super) struct Distrusted(String);

impl Distrusted {
    /// The reason in `error`, if it is of this type.
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
            format!("is not valid for `{name}`, but for {}", names.join(", "))
        }
        CertificateError::NotValidForName => format!("is not valid for `{name}`"),
        CertificateError::UnknownIssuer if is_self_signed(own) => SELF_SIGNED.to_owned(),
        CertificateError::UnknownIssuer => {
            "is signed by an authority that is not trusted here, or intermediate certificates are \
             missing"
                .to_owned()
        }
        _ if is_authority && is_self_signed(own) => SELF_SIGNED.to_owned(),
        _ if is_authority => {
            "is an authority's certificate, which is not trusted here for a server".to_owned()
        }
        fault => format!("is not valid: {fault}"),
    }
}

const SELF_SIGNED: &str = "is self-signed, and is not trusted here";

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
