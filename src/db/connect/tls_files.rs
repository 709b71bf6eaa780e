//! Reads the files for TLS: root certificates, revocation lists, the client certificate, and its private key.

use super::certificate::Checks;
use super::default_files::{Named, open_to_others, quoted, read};
use super::parameters::Parameters;
use super::trusted_roots::Roots;
use super::x509::parsed;
use crate::db::error::Error;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer, UnixTime};
use rustls::sign::{CertifiedKey, SigningKey, SingleCertAndKey};
use std::sync::Arc;
use x509_cert::crl::CertificateList;
use x509_cert::der::{Decode, Encode};

/// The trusted roots, and the checks to make on a server's certificate.
pub struct TrustedRoots {
    pub checks: Checks,
    pub roots: Arc<Roots>,
}

impl TrustedRoots {
    /// Reads the root certificates and the revocation lists.
    ///
    /// As in libpq, a file of roots is used in every `sslmode` that uses TLS, even in `prefer` and `require`. Without a
    /// file of roots, these modes check nothing.
    pub fn read(parameters: &Parameters, mode: &str) -> Result<Self, Error> {
        let is_system = parameters.bytes("sslrootcert") == Some(b"system");
        let file = Named::of(parameters, "sslrootcert", ".postgresql/root.crt").filter(|_| !is_system);
        let mut roots = match &file {
            _ if is_system => of_system()?,
            Some(file) => of_file(file)?,
            // To go on without a check would be less than the user asked for.
            None if mode.starts_with("verify") => return Err(without_roots(mode)),
            // As in libpq, `prefer` and `require` only encrypt if there are no roots.
            None => return Ok(Self { checks: Checks::Nothing, roots: Arc::default() }),
        };
        if let Some(file) = Named::of(parameters, "sslcrl", ".postgresql/root.crl") {
            roots.revoke(revocation_lists(&file, &roots)?);
        }
        // With roots, `require` checks as much as `verify-ca`, as in libpq.
        let checks = if mode == "verify-full" { Checks::Name } else { Checks::Authority };
        Ok(Self { checks, roots: Arc::new(roots) })
    }
}

/// Describes the source of the trusted roots for messages.
pub fn trusted(parameters: &Parameters) -> String {
    match parameters.bytes("sslrootcert") {
        Some(b"system") => "the authorities that the system trusts".to_owned(),
        _ => Named::of(parameters, "sslrootcert", ".postgresql/root.crt")
            .map(|file| file.words())
            .unwrap_or_default(),
    }
}

/// Reads the roots that the operating system trusts.
fn of_system() -> Result<Roots, Error> {
    // Its errors about single files are ignored, because the other authorities may be enough.
    let roots = rustls_native_certs::load_native_certs().certs;
    match roots.is_empty() {
        false => Ok(Roots::new(&roots)),
        true => Err(Error::new(
            "the system has no trusted authorities",
            "install them (on Debian, the package `ca-certificates`), or set `sslrootcert` to a file",
        )),
    }
}

/// Reads the roots in a PEM file.
///
/// # Errors
/// The file cannot be read, or all of its certificates have expired.
fn of_file(file: &Named) -> Result<Roots, Error> {
    let roots = Roots::new(&certificates(file, "root certificates")?);
    match roots.have_expired() {
        false => Ok(roots),
        true => Err(Error::new(
            format!("the root certificates in {} have expired", file.words()),
            "get the authority's new certificate, and set `sslrootcert` to its file",
        )),
    }
}

fn without_roots(mode: &str) -> Error {
    Error::new(
        format!(
            "`sslmode={mode}` needs root certificates to check the server's certificate, but there are none"
        ),
        "put them in `~/.postgresql/root.crt`, set `sslrootcert` to a file, or use the system's: `sslrootcert=system`",
    )
}

/// Reads the revocation lists in a PEM file, and sorts them from newest to oldest. Checks that `rustls` accepts them
/// together with the roots.
fn revocation_lists(
    file: &Named,
    roots: &Roots,
) -> Result<Vec<CertificateRevocationListDer<'static>>, Error> {
    let lists: Vec<CertificateRevocationListDer<'static>> = items(file, "revocation list")?;
    let unusable = |why: &str| {
        let message = format!("a revocation list in {} cannot be used: {why}", file.words());
        Error::new(message, "get the authority's current list, and set `sslcrl` to its file")
    };
    let lists = newest_first(lists).map_err(unusable)?;
    // `rustls` parses the lists only when it builds a verifier, so one is built here to get an error about the file.
    let mut with_lists = roots.clone();
    with_lists.revoke(lists.clone());
    let anchors: Vec<_> = roots.anchors.iter().collect();
    match with_lists.verifier(Arc::new(rustls::crypto::ring::default_provider()), &anchors) {
        Ok(_) => Ok(lists),
        Err(error) => Err(Error::new(
            format!("the revocation list in {} cannot be used: {error}", file.words()),
            "use a version 2 list (for `openssl ca -gencrl`, set `crl_extensions`)",
        )),
    }
}

/// Sorts revocation lists from newest to oldest. If an authority has several lists, the newest counts, and `rustls`
/// uses the first.
///
/// # Errors
/// Returns the reason why a list cannot be used.
fn newest_first(
    lists: Vec<CertificateRevocationListDer<'static>>,
) -> Result<Vec<CertificateRevocationListDer<'static>>, &'static str> {
    let mut dated = Vec::new();
    for list in lists {
        let parsed = CertificateList::from_der(&list).map_err(|_| "it is damaged")?;
        dated.push((parsed.tbs_cert_list.this_update.to_unix_duration(), list));
    }
    dated.sort_by_key(|(since, _)| std::cmp::Reverse(*since));
    match dated.first().is_some_and(|(since, _)| since.as_secs() > UnixTime::now().as_secs()) {
        true => Err("it is not valid yet"),
        false => Ok(dated.into_iter().map(|(_, list)| list).collect()),
    }
}

/// Reads the certificates in a PEM file. `what` describes them in messages.
fn certificates(file: &Named, what: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let all: Vec<CertificateDer<'static>> = items(file, what)?;
    match all.iter().position(|certificate| parsed(certificate).is_err()) {
        None => Ok(all),
        Some(index) => Err(Error::new(
            format!("cannot read the {what} from {}: certificate {} is damaged", file.words(), index + 1),
            "replace it in the file, or remove it",
        )),
    }
}

/// Reads all items of one type in a PEM file. `what` describes them in messages.
///
/// # Errors
/// The file cannot be read, or contains no such item.
fn items<T: PemObject>(file: &Named, what: &str) -> Result<Vec<T>, Error> {
    let bytes = file.read().map_err(|error| unreadable(file, what, &pem::Error::Io(error)))?;
    let all = T::pem_slice_iter(&bytes).collect::<Result<Vec<T>, _>>();
    let all = all.map_err(|error| unreadable(file, what, &error))?;
    if all.is_empty() { Err(unreadable(file, what, &pem::Error::NoItemsFound)) } else { Ok(all) }
}

fn unreadable(file: &Named, what: &str, error: &pem::Error) -> Error {
    let reason = match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => format!("it has no {what} in PEM format"),
        _ => "it is not in PEM format".to_owned(),
    };
    Error::new(
        format!("cannot read the {what} from {}: {reason}", file.words()),
        // A shell expands `~` only at the beginning of a word, so it often reaches the program unexpanded.
        match file.path.starts_with("~") {
            true => "write the full path: `~` is not expanded",
            false => "correct the file, or the parameter or variable that names it",
        },
    )
}

/// Reads the client certificate and its private key. Returns `None` if there is no certificate.
///
/// # Errors
/// A file cannot be read or used. Or the key is missing, accessible to other users, encrypted, or does not match the
/// certificate.
pub fn identity(
    parameters: &Parameters,
    provider: &CryptoProvider,
) -> Result<Option<SingleCertAndKey>, Error> {
    let Some(file) = Named::of(parameters, "sslcert", ".postgresql/postgresql.crt") else { return Ok(None) };
    let chain = certificates(&file, "client certificate")?;
    let Some(key_file) = Named::of(parameters, "sslkey", ".postgresql/postgresql.key") else {
        return Err(Error::new(
            format!("the client certificate in {} has no private key", file.words()),
            "put the key in `~/.postgresql/postgresql.key`, or set `sslkey` to its file",
        ));
    };
    let key = provider.key_provider.load_private_key(private_key(&key_file)?).map_err(|error| {
        Error::new(
            format!("the private key in {} cannot be used: {error}", key_file.words()),
            "use an RSA key of 2048 bits or more, an ECDSA key of P-256 or P-384, or an Ed25519 key",
        )
    })?;
    // The server would only say that the handshake failed, so the mistake is found here.
    if !is_pair(&chain[0], key.as_ref()) {
        return Err(Error::new(
            format!(
                "the private key in {} does not match the client certificate in {}",
                key_file.words(),
                file.words()
            ),
            "set `sslcert` to the certificate, and `sslkey` to the key that belongs to it",
        ));
    }
    Ok(Some(CertifiedKey::new(chain, key).into()))
}

/// Whether a certificate and a key belong together. Also true if either public key cannot be read; the server then
/// decides.
fn is_pair(certificate: &CertificateDer<'_>, key: &dyn SigningKey) -> bool {
    let certified =
        parsed(certificate).ok().and_then(|it| it.tbs_certificate.subject_public_key_info.to_der().ok());
    key.public_key().zip(certified).is_none_or(|(own, certified)| own.as_ref() == certified.as_slice())
}

/// Reads the private key in a PEM file.
///
/// # Errors
/// The file cannot be read, is accessible to users other than its owner, or has a passphrase.
fn private_key(file: &Named) -> Result<PrivateKeyDer<'static>, Error> {
    let io = |error| unreadable(file, "private key", &pem::Error::Io(error));
    // Opened once: the permissions that are checked are those of the file that is read.
    let opened = file.open().map_err(io)?;
    if let Some(mode) = open_to_others(&opened, true) {
        return Err(Error::new(
            format!(
                "the private key in {} can be read by other users: its permissions are {mode}",
                file.words()
            ),
            format!("run `chmod 600 {}`", quoted(&file.path)),
        ));
    }
    let bytes = read(opened).map_err(io)?;
    // The headers of both formats contain the word: `BEGIN ENCRYPTED PRIVATE KEY` and `Proc-Type: 4,ENCRYPTED`.
    if bytes.windows(9).any(|word| word == b"ENCRYPTED") {
        return Err(Error::new(
            format!("the private key in {} has a passphrase, which is not supported", file.words()),
            "write the key without one (`openssl pkey -in KEY -out NEW`), to a file that only its owner can read",
        ));
    }
    PrivateKeyDer::from_pem_slice(&bytes).map_err(|error| unreadable(file, "private key", &error))
}
