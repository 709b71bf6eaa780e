//! TLS: how it is asked for, and the configuration that comes of that.

use super::certificate::Verifier;
use super::parameters::Parameters;
use super::tls_files::{Trust, identity};
use super::validation::{MODES, VERSIONS};
use crate::db::error::Error;
use rustls::{ClientConfig, SupportedProtocolVersion, version};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// How a connection is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Without TLS.
    Plain,
    /// With TLS, where the server offers it.
    Offered,
    /// With TLS, or not at all.
    Encrypted,
}

/// How TLS is asked for.
#[derive(Clone, Debug)]
pub struct Tls {
    mode: &'static str,
    versions: Vec<&'static SupportedProtocolVersion>,
    has_sni: bool,
}

impl Tls {
    /// Reads how it is asked for.
    ///
    /// # Errors
    /// What is asked for does not fit together.
    pub fn new(parameters: &Parameters) -> Result<Self, Error> {
        let has_sni = parameters.number("sslsni") != Some(0);
        Ok(Self { mode: mode(parameters)?, versions: versions(parameters)?, has_sni })
    }

    /// The value of `sslmode`.
    pub fn mode(&self) -> &'static str {
        self.mode
    }

    /// The ways to connect, in their order.
    pub fn attempts(&self, is_local: bool, is_bound: bool) -> &'static [Attempt] {
        match self.mode {
            // No server offers TLS on a socket.
            _ if is_local => &[Attempt::Plain],
            // A password cannot be bound to a channel that is not encrypted.
            "allow" | "prefer" if is_bound => &[Attempt::Encrypted],
            "disable" => &[Attempt::Plain],
            "allow" => &[Attempt::Plain, Attempt::Encrypted],
            "prefer" => &[Attempt::Offered, Attempt::Plain],
            _ => &[Attempt::Encrypted],
        }
    }

    /// What `rustls` needs to connect to a host; `shown` becomes true when that has shown its certificate.
    ///
    /// # Errors
    /// A file that is named, or that is in its usual place, cannot be used.
    pub fn config(
        &self,
        parameters: &Parameters,
        host: &str,
        shown: Arc<AtomicBool>,
    ) -> Result<ClientConfig, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let trust = Trust::read(parameters, self.mode)?;
        let unusable = |error: rustls::Error| Error::new(format!("TLS cannot be used: {error}"), HELP);
        let verifier = Verifier::new(provider.clone(), trust.checks, trust.roots, host, shown);
        let identity = identity(parameters, &provider)?;
        let builder = ClientConfig::builder_with_provider(provider);
        let builder = builder.with_protocol_versions(&self.versions).map_err(unusable)?;
        let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match identity {
            Some(identity) => builder.with_client_cert_resolver(Arc::new(identity)),
            None => builder.with_no_client_auth(),
        };
        config.enable_sni = self.has_sni;
        Ok(config)
    }
}

/// What to look at where the library refuses its configuration.
const HELP: &str = "check the files that `sslrootcert`, `sslcrl`, `sslcert` and `sslkey` name";

/// The mode that is asked for. The system's authorities sign for everybody, so that without the name they prove nothing.
fn mode(parameters: &Parameters) -> Result<&'static str, Error> {
    let is_system = parameters.bytes("sslrootcert") == Some(b"system");
    let default = if is_system { "verify-full" } else { "prefer" };
    let asked = parameters.text("sslmode");
    let mode = MODES.iter().find(|mode| Some(**mode) == asked.as_deref()).copied();
    match mode.unwrap_or(default) {
        "verify-full" => Ok("verify-full"),
        weak if is_system => Err(Error::new(
            format!(
                "sslmode {weak} is too weak for `sslrootcert=system`: anybody can have a certificate of these authorities"
            ),
            "use sslmode verify-full, which checks the host's name too, or name a file of your own authority by `sslrootcert`",
        )),
        mode => Ok(mode),
    }
}

/// The versions of TLS that may be spoken.
fn versions(parameters: &Parameters) -> Result<Vec<&'static SupportedProtocolVersion>, Error> {
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
            "allow one of these two; older versions are not safe, and are not supported",
        )),
    }
}
