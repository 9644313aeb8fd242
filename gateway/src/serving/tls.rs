//! TLS, if a certificate is configured.

use crate::config::{Tls, MIN_TLS};
use anyhow::{Context, Result};
use std::sync::Arc;
use tokio_rustls::{
    rustls::{
        crypto::ring::default_provider,
        pki_types::{pem::PemObject, CertificateDer, PrivateKeyDer},
        ServerConfig,
    },
    TlsAcceptor,
};

/// What answers TLS handshakes with the configured certificate.
///
/// # Errors
/// If a file cannot be read, or certificate and key do not fit each other. Nothing of the key is in the message.
pub fn acceptor(files: &Tls) -> Result<TlsAcceptor> {
    let name = files.certificate.display();
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(|found| found.collect::<Result<Vec<_>, _>>())
        .with_context(|| format!("tls_certificate_file: cannot read {name} as PEM"))?;
    anyhow::ensure!(!chain.is_empty(), "tls_certificate_file: {name} has no certificate");
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .with_context(|| format!("tls_key_file: cannot read {} as PEM", files.key.display()))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(MIN_TLS)
        .context("tls_key_file")?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("tls_key_file: the key is not the certificate's")?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
