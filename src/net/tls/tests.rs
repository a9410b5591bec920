use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::{Authorities, Trust, certificate_fault};
use crate::net::client;

fn pem(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls");
    std::fs::read(folder.join(name)).expect("the fixture is there")
}

/// Starts an HTTPS server with this certificate for one connection.
async fn serve(name: &str) -> SocketAddr {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&pem(&format!("{name}.pem")))
        .collect::<Result<_, _>>()
        .expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(&pem(&format!("{name}.key"))).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("they belong together");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    #[expect(clippy::disallowed_methods, reason = "it ends with the test")]
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.expect("a connection");
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let Ok(mut socket) = acceptor.accept(socket).await else { return };
        let _ = socket.read(&mut [0; 4096]).await;
        let _ = socket.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await;
        let _ = socket.shutdown().await;
    });
    address
}

/// The fault that a client finds that trusts `trusted`; `None` if there is none.
async fn fault(server: &str, trusted: &[&str]) -> Option<String> {
    let all: Vec<u8> = trusted.iter().flat_map(|name| pem(&format!("{name}.pem"))).collect();
    let own = if all.is_empty() { Authorities::default() } else { read(&all) };
    let client = client::builder(&Trust::with(&own)).no_proxy();
    let port = serve(server).await.port();
    let url = format!("https://localhost:{port}/");
    match client.build().expect("a client").get(url).send().await {
        Ok(response) => {
            assert_eq!(response.status(), 204);
            None
        }
        Err(error) => Some(certificate_fault(&error).expect("it is the certificate's fault")),
    }
}

fn read(pem: &[u8]) -> Authorities {
    Authorities::read(pem).expect("certificates")
}

#[tokio::test]
async fn private_authorities_and_self_signed_certificates_are_accepted_if_they_are_trusted() {
    assert_eq!(fault("server", &["authority"]).await, None);
    assert_eq!(fault("self-signed", &["self-signed"]).await, None);
    assert_eq!(fault("self-signed", &["authority", "self-signed"]).await, None);
}

#[tokio::test]
async fn a_fault_of_a_certificate_is_described_in_words() {
    for (server, trusted, words) in [
        ("self-signed", &[][..], "is self-signed, and is not trusted here"),
        ("self-signed", &["authority"][..], "is self-signed"),
        ("server", &[][..], "is signed by an authority that is not trusted here"),
        ("expired", &["authority"][..], "has expired at 2020-01-02T00:00:00Z"),
        ("elsewhere", &["authority"][..], "is not valid for `localhost`, but for"),
    ] {
        let message = fault(server, trusted).await.unwrap_or_default();
        assert!(message.starts_with(words), "{server} {trusted:?}: {message}");
    }
}

#[test]
fn a_file_without_certificates_is_refused() {
    for (text, words) in [
        (&b""[..], "no certificate"),
        (&b"hello"[..], "no certificate"),
        (&pem("server.key")[..], "no certificate"),
        (&b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"[..], "it is not PEM"),
        (&b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"[..], "certificate 1"),
    ] {
        let message = Authorities::read(text).expect_err("it is refused");
        assert!(message.contains(words), "{message}");
    }
}
