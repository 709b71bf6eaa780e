//! Turns the TLS parameters of a connection into a list of attempts to connect, and into a configuration for `rustls`.

use super::certificate::Verifier;
use super::parameters::Parameters;
use super::tls_files::{TrustedRoots, identity};
use super::validation::{MODES, VERSIONS};
use crate::db::error::Error;
use rustls::{ClientConfig, SupportedProtocolVersion, version};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Whether an attempt to connect uses TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Connect without TLS.
    Plain,
    /// Connect with TLS if the server offers it, otherwise without.
    Offered,
    /// Connect with TLS. The attempt fails if the server does not offer it.
    Encrypted,
}

/// The TLS settings of a connection.
#[derive(Clone, Debug)]
pub struct Tls {
    /// The effective `sslmode`.
    mode: &'static str,
    versions: Vec<&'static SupportedProtocolVersion>,
    /// Whether the host name is sent to the server during the handshake (`sslsni`).
    has_sni: bool,
}

impl Tls {
    /// Reads the TLS settings from the parameters.
    ///
    /// # Errors
    /// The settings contradict one another, or allow no supported version of TLS.
    pub fn new(parameters: &Parameters) -> Result<Self, Error> {
        let has_sni = parameters.number("sslsni") != Some(0);
        Ok(Self { mode: mode(parameters)?, versions: versions(parameters)?, has_sni })
    }

    /// Returns the effective `sslmode`.
    pub fn mode(&self) -> &'static str {
        self.mode
    }

    /// Returns the attempts to make, in order. `is_local` says whether the server is reached through a socket, and
    /// `is_bound` whether `channel_binding=require` is set.
    pub fn attempts(&self, is_local: bool, is_bound: bool) -> &'static [Attempt] {
        match self.mode {
            // PostgreSQL does not offer TLS on Unix sockets.
            _ if is_local => &[Attempt::Plain],
            // Channel binding works only over TLS.
            "allow" | "prefer" if is_bound => &[Attempt::Encrypted],
            "disable" => &[Attempt::Plain],
            "allow" => &[Attempt::Plain, Attempt::Encrypted],
            // The second attempt is for servers that offer TLS and then fail at it.
            "prefer" => &[Attempt::Offered, Attempt::Plain],
            _ => &[Attempt::Encrypted],
        }
    }

    /// Returns the `rustls` configuration for a connection to `host`. `shown` becomes true once the server has
    /// presented a certificate.
    ///
    /// # Errors
    /// A certificate, key or revocation list cannot be used. The file may be named by a parameter or be at its default
    /// path.
    pub fn config(
        &self,
        parameters: &Parameters,
        host: &str,
        shown: Arc<AtomicBool>,
    ) -> Result<ClientConfig, Error> {
        // Passed explicitly, so that nothing depends on a provider that is installed for the whole process.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let trust = TrustedRoots::read(parameters, self.mode)?;
        let unusable = |error: rustls::Error| Error::new(format!("TLS cannot be used: {error}"), HELP);
        let verifier = Verifier::new(provider.clone(), trust.checks, trust.roots, host, shown);
        let identity = identity(parameters, &provider)?;
        let builder = ClientConfig::builder_with_provider(provider);
        let builder = builder.with_protocol_versions(&self.versions).map_err(unusable)?;
        // `rustls` calls every verifier but its own dangerous.
        let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match identity {
            Some(identity) => builder.with_client_cert_resolver(Arc::new(identity)),
            None => builder.with_no_client_auth(),
        };
        config.enable_sni = self.has_sni;
        Ok(config)
    }
}

/// The help for a configuration that `rustls` rejects.
const HELP: &str = "check the files that `sslrootcert`, `sslcrl`, `sslcert` and `sslkey` name";

/// Returns the effective `sslmode`.
///
/// As in libpq, `sslrootcert=system` requires `verify-full`. Public authorities sign certificates for anyone, so such a
/// certificate proves nothing unless the host name is checked.
fn mode(parameters: &Parameters) -> Result<&'static str, Error> {
    let is_system = parameters.bytes("sslrootcert") == Some(b"system");
    // As in libpq, the system's authorities raise the default, so that a shorter URL is not less safe.
    let default = if is_system { "verify-full" } else { "prefer" };
    let asked = parameters.text("sslmode");
    let mode = MODES.iter().find(|mode| Some(**mode) == asked.as_deref()).copied();
    match mode.unwrap_or(default) {
        "verify-full" => Ok("verify-full"),
        weak if is_system => Err(Error::new(
            format!(
                "`sslmode={weak}` is too weak for `sslrootcert=system`: \
                 anyone can get a certificate from a public authority"
            ),
            "use `sslmode=verify-full`, which also checks the host name, or set `sslrootcert` to a file with your own \
             authority's certificate",
        )),
        mode => Ok(mode),
    }
}

/// Returns the TLS versions that the parameters allow.
fn versions(parameters: &Parameters) -> Result<Vec<&'static SupportedProtocolVersion>, Error> {
    // A version's rank is its index in `VERSIONS`, in which 2 and 3 are TLS 1.2 and 1.3.
    let rank = |name: &str| {
        let text = parameters.text(name)?;
        VERSIONS.iter().position(|version| version.eq_ignore_ascii_case(&text))
    };
    let least = rank("ssl_min_protocol_version").unwrap_or(2);
    let most = rank("ssl_max_protocol_version").unwrap_or(3);
    let all = [(2, &version::TLS12), (3, &version::TLS13)];
    let is_allowed = |(rank, _): &&(usize, _)| (least..=most).contains(rank);
    let versions: Vec<_> = all.iter().filter(is_allowed).map(|(_, version)| *version).collect();
    match versions.is_empty() {
        false => Ok(versions),
        true => Err(Error::new(
            "`ssl_min_protocol_version` and `ssl_max_protocol_version` allow neither TLSv1.2 nor TLSv1.3",
            "allow at least one of the two; older versions are insecure and not supported",
        )),
    }
}
