//! TLS: what is said of it, the files that it names, and the configuration that comes of these.

use super::certificate::{Checks, Verifier};
use super::files::{Named, open_to_others};
use super::parameters::Parameters;
use crate::db::error::Error;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
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

/// What is said of TLS, with the files read.
#[derive(Clone)]
pub struct Tls {
    mode: &'static str,
    versions: Vec<&'static SupportedProtocolVersion>,
    has_sni: bool,
    checks: Checks,
    roots: Vec<CertificateDer<'static>>,
    /// Where the roots came from, in words.
    pub(super) trusted: String,
    revoked: Vec<CertificateRevocationListDer<'static>>,
    identity: Option<Arc<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>>,
}

impl Tls {
    /// Reads what is said, and the files that it names, if they are needed.
    pub fn read(said: &Parameters, is_needed: bool) -> Result<Self, Error> {
        let is_system = said.bytes("sslrootcert") == Some(b"system");
        let mode = mode(said, is_system)?;
        let mut tls = Self {
            mode,
            versions: versions(said)?,
            has_sni: said.number("sslsni") != Some(0),
            checks: Checks::Nothing,
            roots: Vec::new(),
            trusted: String::new(),
            revoked: Vec::new(),
            identity: None,
        };
        if mode == "disable" || !is_needed {
            return Ok(tls);
        }
        tls.trust(said, is_system)?;
        tls.identity = identity(said)?.map(Arc::new);
        Ok(tls)
    }

    /// Reads the roots, and what they revoked. As libpq has it, a file of roots is reason enough to check by it.
    fn trust(&mut self, said: &Parameters, is_system: bool) -> Result<(), Error> {
        let file = Named::of(said, "sslrootcert", ".postgresql/root.crt").filter(|_| !is_system);
        match &file {
            _ if is_system => {
                self.roots = rustls_native_certs::load_native_certs().certs;
                "the system's trusted authorities".clone_into(&mut self.trusted);
                if self.roots.is_empty() {
                    let help = "install them (on Debian the package `ca-certificates`), or name a file by `sslrootcert`";
                    return Err(Error::new("the system has no trusted authorities", help));
                }
            }
            Some(file) => {
                self.roots = certificates(file, "root certificates")?;
                self.trusted = file.words();
            }
            None if self.mode.starts_with("verify") => return Err(self.rootless()),
            None => return Ok(()),
        }
        self.checks = if self.mode == "verify-full" { Checks::Name } else { Checks::Chain };
        if let Some(file) = Named::of(said, "sslcrl", ".postgresql/root.crl") {
            let read = CertificateRevocationListDer::pem_file_iter(&file.path);
            let all = read.and_then(Iterator::collect::<Result<Vec<_>, _>>);
            self.revoked = all.map_err(|error| unreadable(&file, "revocation list", &error))?;
        }
        Ok(())
    }

    fn rootless(&self) -> Error {
        Error::new(
            format!(
                "sslmode {} needs root certificates to check the server's by, and there are none",
                self.mode
            ),
            "put them into `~/.postgresql/root.crt`, name a file by `sslrootcert`, or use the system's: `sslrootcert=system`",
        )
    }

    /// The mode that is asked for.
    pub fn mode(&self) -> &'static str {
        self.mode
    }

    /// Whether there is a certificate that says who the user is.
    pub fn has_identity(&self) -> bool {
        self.identity.is_some()
    }

    /// The ways to connect, in their order.
    pub fn attempts(&self, is_local: bool) -> &'static [Attempt] {
        match self.mode {
            // No server offers TLS on a socket.
            _ if is_local => &[Attempt::Plain],
            "disable" => &[Attempt::Plain],
            "allow" => &[Attempt::Plain, Attempt::Encrypted],
            "prefer" => &[Attempt::Offered, Attempt::Plain],
            _ => &[Attempt::Encrypted],
        }
    }

    /// What the driver needs; `seen` becomes true when a server has shown its certificate.
    pub fn config(&self, seen: Arc<AtomicBool>) -> Result<ClientConfig, rustls::Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = Verifier::new(provider.clone(), self.checks, &self.roots, &self.revoked, seen)?;
        let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(&self.versions)?;
        let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match self.identity.as_deref() {
            Some((chain, key)) => builder.with_client_auth_cert(chain.clone(), key.clone_key())?,
            None => builder.with_no_client_auth(),
        };
        config.enable_sni = self.has_sni;
        Ok(config)
    }
}

/// The mode that is asked for. The system's roots sign for everybody, so that without the name they prove nothing.
fn mode(said: &Parameters, is_system: bool) -> Result<&'static str, Error> {
    let default = if is_system { "verify-full" } else { "prefer" };
    let asked = said.text("sslmode");
    let mode = super::validation::MODES.iter().find(|mode| Some(**mode) == asked.as_deref()).copied();
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
fn versions(said: &Parameters) -> Result<Vec<&'static SupportedProtocolVersion>, Error> {
    let rank = |name: &str| {
        let text = said.text(name)?;
        super::validation::VERSIONS.iter().position(|version| version.eq_ignore_ascii_case(&text))
    };
    let least = rank("ssl_min_protocol_version").unwrap_or(2);
    let most = rank("ssl_max_protocol_version").unwrap_or(3);
    let all = [(2, &version::TLS12), (3, &version::TLS13)];
    let versions: Vec<_> =
        all.iter().filter(|(rank, _)| (least..=most).contains(rank)).map(|(_, it)| *it).collect();
    match versions.is_empty() {
        false => Ok(versions),
        true => Err(Error::new(
            "no version of TLS is left: `ssl_min_protocol_version` and `ssl_max_protocol_version` leave out TLSv1.2 and TLSv1.3",
            "allow one of these two; older ones are not safe and not supported",
        )),
    }
}

/// The certificates of a file.
fn certificates(file: &Named, what: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let read = CertificateDer::pem_file_iter(&file.path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let all = read.map_err(|error| unreadable(file, what, &error))?;
    match all.is_empty() {
        false => Ok(all),
        true => Err(Error::new(
            format!("the file with the {what}, {}, has no certificate", file.words()),
            "it must have certificates in PEM format, which begin with `-----BEGIN CERTIFICATE-----`",
        )),
    }
}

fn unreadable(file: &Named, what: &str, error: &rustls::pki_types::pem::Error) -> Error {
    let reason = match error {
        rustls::pki_types::pem::Error::Io(error) => error.to_string(),
        rustls::pki_types::pem::Error::NoItemsFound => "it has none in PEM format".to_owned(),
        _ => "it is not in PEM format".to_owned(),
    };
    Error::new(
        format!("the file with the {what}, {}, cannot be read: {reason}", file.words()),
        "correct the file, or the parameter or the variable that names it",
    )
}

/// The certificate that says who the user is, and its key.
fn identity(
    said: &Parameters,
) -> Result<Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>, Error> {
    let Some(file) = Named::of(said, "sslcert", ".postgresql/postgresql.crt") else { return Ok(None) };
    let chain = certificates(&file, "client certificate")?;
    let Some(key) = Named::of(said, "sslkey", ".postgresql/postgresql.key") else {
        return Err(Error::new(
            format!("the client certificate, {}, has no private key", file.words()),
            "put it into `~/.postgresql/postgresql.key`, or name its file by `sslkey`",
        ));
    };
    if let Some(mode) = open_to_others(&key.path, true) {
        return Err(Error::new(
            format!("the private key, {}, can be read by others: its permissions are {mode}", key.words()),
            format!("nothing was read from it; `chmod 600 {}`", key.path.display()),
        ));
    }
    if std::fs::read(&key.path).is_ok_and(|text| text.windows(9).any(|word| word == b"ENCRYPTED")) {
        return Err(Error::new(
            format!("the private key, {}, is protected by a passphrase, which is not supported", key.words()),
            "write it without one (`openssl pkey -in KEY -out NEW`), to a file that only its owner can read",
        ));
    }
    let key =
        PrivateKeyDer::from_pem_file(&key.path).map_err(|error| unreadable(&key, "private key", &error))?;
    Ok(Some((chain, key)))
}
