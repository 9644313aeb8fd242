//! Whether what goes to and fro can be read on the way.

use super::ConfigError;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};
use tokio_rustls::rustls::{version, SupportedProtocolVersion};
use url::{Host, Url};

/// The versions of TLS that are spoken.
pub const MIN_TLS: &[&SupportedProtocolVersion] = &[&version::TLS13, &version::TLS12];

/// What a gateway answers TLS with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// The certificate and the chain of its issuers, in PEM.
    pub certificate: PathBuf,
    /// Its key, in PEM.
    pub key: PathBuf,
}

/// The configured certificate and key.
///
/// # Errors
/// [`ConfigError::Missing`] if one is there without the other.
pub(super) fn tls(
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    base: &Path,
) -> Result<Option<Tls>, ConfigError> {
    match (certificate, key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => {
            Ok(Some(Tls { certificate: base.join(certificate), key: base.join(key) }))
        }
        (Some(_), None) => Err(ConfigError::Missing {
            field: "tls_key_file",
            help: "name the PEM file with the certificate's key",
        }),
        (None, Some(_)) => Err(ConfigError::Missing {
            field: "tls_certificate_file",
            help: "name the PEM file with the certificate of the key",
        }),
    }
}

/// Refuses what could be read on the way, or warns if that is wanted.
///
/// # Errors
/// [`ConfigError::Invalid`].
pub(super) fn cleartext(
    listen: &SocketAddr,
    public_url: &str,
    tls: bool,
    allowed: bool,
) -> Result<Vec<String>, ConfigError> {
    let exposed = [
        (
            "listen",
            !tls && !listen.ip().to_canonical().is_loopback(),
            "records and tokens would cross the network in cleartext: set `tls_certificate_file` and `tls_key_file`, \
             or listen on 127.0.0.1 behind a TLS terminator",
        ),
        (
            "public_url",
            !is_private(public_url),
            "other gateways would send their tokens in cleartext: it must begin with https://",
        ),
    ];
    let mut warnings = Vec::new();
    for (field, _, why) in exposed.into_iter().filter(|(_, exposed, _)| *exposed) {
        if !allowed {
            return Err(ConfigError::Invalid {
                field,
                reason: format!("{why}; `allow_cleartext = true` permits it all the same"),
            });
        }
        warnings.push(format!("`{field}`: {why}"));
    }
    Ok(warnings)
}

/// True if nobody can read what goes to `url`: it is encrypted, or stays on this machine.
fn is_private(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.scheme() == "https" || is_loopback(&url))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Where peers may be.
///
/// An organisation chooses the URL that the chain has of its gateway. It must not make another one's gateway speak to
/// what is only reachable from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerUrls {
    /// Anywhere, encrypted.
    Encrypted,
    /// The same, and on this machine: all gateways of a development network are.
    Loopback,
    /// Anywhere, in cleartext too.
    Any,
}

impl PeerUrls {
    /// What the configuration says.
    pub fn of(public_url: &str, allow_cleartext: bool) -> Self {
        match (allow_cleartext, Url::parse(public_url)) {
            (true, _) => Self::Any,
            (false, Ok(url)) if is_loopback(&url) => Self::Loopback,
            _ => Self::Encrypted,
        }
    }

    /// True if a peer may be at `url`.
    pub fn admit(self, url: &str) -> bool {
        let Ok(url) = Url::parse(url) else { return false };
        match (self, url.scheme()) {
            (Self::Any, "http" | "https") => true,
            (Self::Loopback, "http" | "https") if is_loopback(&url) => true,
            (Self::Loopback | Self::Encrypted, "https") => !is_loopback(&url) && !names_own_network(&url),
            _ => false,
        }
    }
}

/// True if the host is an address that means something else on every network.
fn names_own_network(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => {
            address.is_private()
                || address.is_link_local()
                || address.is_unspecified()
                || address.is_broadcast()
        }
        Some(Host::Ipv6(address)) => {
            address.is_unique_local() || address.is_unicast_link_local() || address.is_unspecified()
        }
        Some(Host::Domain(_)) => false,
        None => true,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn check(listen: &str, public_url: &str, tls: bool, allowed: bool) -> Result<usize, ConfigError> {
        cleartext(&listen.parse().unwrap(), public_url, tls, allowed).map(|warnings| warnings.len())
    }

    #[test]
    fn cleartext_should_be_refused_when_it_leaves_the_machine() {
        let refused = |listen, url, tls| check(listen, url, tls, false).unwrap_err().to_string();
        assert!(refused("0.0.0.0:80", "https://a.example", false).contains("`listen`"));
        assert!(refused("[::]:80", "https://a.example", false).contains("`listen`"));
        assert!(refused("10.0.0.1:80", "https://a.example", false).contains("allow_cleartext"));
        assert!(refused("127.0.0.1:80", "http://a.example", false).contains("`public_url`"));
        assert!(refused("0.0.0.0:443", "http://10.0.0.1", true).contains("`public_url`"));
    }

    #[test]
    fn cleartext_should_be_warned_of_when_it_is_allowed() {
        assert_eq!(check("0.0.0.0:80", "http://a.example", false, true).unwrap(), 2);
        assert_eq!(check("0.0.0.0:443", "https://a.example", true, true).unwrap(), 0);
    }

    #[test]
    fn connections_should_be_taken_when_nobody_can_read_them() {
        for (listen, url, tls) in [
            ("127.0.0.1:80", "http://127.0.0.1:80", false),
            ("[::1]:80", "http://localhost", false),
            ("127.0.0.1:80", "https://a.example", false),
            ("0.0.0.0:443", "https://a.example", true),
        ] {
            assert_eq!(check(listen, url, tls, false).unwrap(), 0, "{listen} {url}");
        }
    }

    #[test]
    fn peer_should_be_spoken_to_only_where_nothing_else_can_be_reached_by_it() {
        let production = PeerUrls::of("https://a.example", false);
        for url in [
            "http://b.example",
            "http://127.0.0.1:9944",
            "https://127.0.0.1",
            "https://10.0.0.5",
            "https://169.254.169.254",
            "https://[fe80::1]",
            "https://[::1]",
            "https://0.0.0.0",
            "https://localhost",
            "ftp://b.example",
            "b.example",
        ] {
            assert!(!production.admit(url), "{url}");
        }
        assert!(production.admit("https://b.example:8443"));
        let development = PeerUrls::of("http://127.0.0.1:8081", false);
        assert!(development.admit("http://127.0.0.1:8082") && !development.admit("http://b.example"));
        assert!(PeerUrls::of("https://a.example", true).admit("http://10.0.0.5"));
    }

    #[test]
    fn certificate_should_be_asked_for_when_only_the_key_is_named() {
        let base = Path::new("/etc/salus");
        let file = || Some(PathBuf::from("a.pem"));
        assert!(tls(None, file(), base).unwrap_err().to_string().contains("tls_certificate_file"));
        assert!(tls(file(), None, base).unwrap_err().to_string().contains("tls_key_file"));
        assert_eq!(tls(file(), file(), base).unwrap().unwrap().key, Path::new("/etc/salus/a.pem"));
        assert_eq!(tls(None, None, base).unwrap(), None);
    }
}
