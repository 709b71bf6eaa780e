//! Checks a server's certificate as libpq does: against the roots only (`verify-ca`), or also against the host name
//! (`verify-full`).
//!
//! `rustls` rejects three types of certificates that libpq accepts: self-signed certificates, X.509 version 1
//! certificates, and certificates that may sign others. PostgreSQL's documentation shows how to create such
//! certificates, so they are checked here. A self-signed certificate must itself be in the file of roots. The other
//! certificates must have a chain to a certificate in this file.

use super::chain::{Candidates, Chain, is_sequence_of};
use super::trusted_roots::{Both, Roots, is_current};
use super::x509::{Allowed, allowed, common_name, listed, parsed, public_key};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature_with_raw_key,
};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use x509_cert::Certificate;
use x509_cert::certificate::Version;
use x509_cert::der::Encode;

/// What to check about a server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
    /// Check nothing. The connection is encrypted, but the server's identity is unknown.
    Nothing,
    /// Check that the certificate is valid now and has a chain to one of the roots.
    Authority,
    /// Also check that the certificate was issued for the host.
    Name,
}

/// The certificate check that `rustls` calls during the handshake.
#[derive(Debug)]
pub struct Verifier {
    provider: Arc<CryptoProvider>,
    checks: Checks,
    roots: Arc<Roots>,
    /// The host name or address, as the user wrote it.
    host: String,
    /// Set to true once the server has presented a certificate.
    shown: Arc<AtomicBool>,
}

impl Verifier {
    /// Creates the verifier for one connection to `host`.
    pub fn new(
        provider: Arc<CryptoProvider>,
        checks: Checks,
        roots: Arc<Roots>,
        host: &str,
        shown: Arc<AtomicBool>,
    ) -> Self {
        Self { provider, checks, roots, host: host.to_owned(), shown }
    }

    fn algorithms(&self) -> &WebPkiSupportedAlgorithms {
        &self.provider.signature_verification_algorithms
    }

    /// Checks that the certificate may be used by a server, is valid now, and has a chain to one of the roots.
    fn check_chain(
        &self,
        end_entity: &CertificateDer<'_>,
        sent: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        let certificate = Both::new(end_entity)?;
        let allowed = check_purpose(&certificate.parsed)?;
        // A certificate that cannot be parsed cannot be part of a chain, but the chain may do without it.
        let sent: Vec<Both> = sent.iter().filter_map(|der| Both::new(der).ok()).collect();
        let candidates = Candidates::new(&certificate.parsed, &sent, &self.roots)?;
        let is_given = self.is_given(&certificate, allowed);
        // These are the certificates that `rustls` would reject whatever their chains are.
        if is_given || allowed.is_authority || certificate.parsed.tbs_certificate.version == Version::V1 {
            return self.check_unusual(&certificate.parsed, is_given, candidates, now);
        }
        let Some(chains) = self.roots.verifier(self.provider.clone(), &candidates.anchors)? else {
            return Err(untrusted(&certificate.parsed));
        };
        let between: Vec<CertificateDer<'_>> =
            candidates.between.iter().map(|it| CertificateDer::from(it.der.as_ref())).collect();
        match chains.verify_server_cert(end_entity, &between, name, &[], now) {
            Err(Error::InvalidCertificate(why)) => chain_error(why, &certificate.parsed, now),
            result => result.map(drop),
        }
    }

    /// Whether the certificate is self-signed and the file of roots contains the same certificate.
    fn is_given(&self, certificate: &Both, allowed: Allowed) -> bool {
        let tbs = &certificate.parsed.tbs_certificate;
        let mut given = self.roots.anchors.iter().chain(&self.roots.others);
        // The very bytes: a certificate with only the same name could be anybody's.
        tbs.issuer == tbs.subject && !allowed.is_cross_signed && given.any(|it| it.der == certificate.der)
    }

    /// Checks a certificate of a type that `rustls` rejects.
    fn check_unusual(
        &self,
        certificate: &Certificate,
        is_given: bool,
        candidates: Candidates<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        // `rustls` checks revocation lists only for chains that it checks itself. To ignore a list would be unsafe.
        if self.roots.revokes() {
            let why = "revocation lists (`sslcrl`) are not supported for certificates that are self-signed, that may sign \
                       others or that have X.509 version 1";
            return Err(Reason::Other(why).into());
        }
        is_current(certificate, now)?;
        let chain = Chain::new(*self.algorithms(), candidates, now);
        if is_given || chain.leads(certificate) { Ok(()) } else { Err(untrusted(certificate)) }
    }

    /// Checks that the certificate was issued for the host. As in libpq, the common name counts only if no alternative
    /// name has the host's type. The two types are host names and IP addresses.
    fn check_name(&self, certificate: &Certificate, name: &ServerName<'_>) -> Result<(), Error> {
        let (names, addresses) = listed(certificate)?;
        // The host as the user gave it, because the name that the driver passes on may be its address.
        let address: Option<IpAddr> = self.host.parse().ok();
        let lists_type = if address.is_some() { !addresses.is_empty() } else { !names.is_empty() };
        let common = common_name(certificate).filter(|_| !lists_type);
        let covers = |name: &String| is_covered(&self.host, name);
        if names.iter().chain(&common).any(covers) || address.is_some_and(|it| addresses.contains(&it)) {
            return Ok(());
        }
        let addresses = addresses.iter().map(ToString::to_string);
        // All of them, so that the message can list what the certificate is for.
        let presented = names.into_iter().chain(addresses).chain(common).collect();
        Err(CertificateError::NotValidForNameContext { expected: name.to_owned(), presented }.into())
    }
}

/// Checks that a server may use the certificate, and returns what the certificate's extensions allow.
fn check_purpose(certificate: &Certificate) -> Result<Allowed, Error> {
    let allowed = allowed(certificate)?;
    if !allowed.is_understood {
        return Err(CertificateError::UnhandledCriticalExtension.into());
    }
    if allowed.may_serve { Ok(allowed) } else { Err(CertificateError::InvalidPurpose.into()) }
}

/// Translates the reason for which `rustls` rejected a chain into an error. Returns `Ok` if the reason is a host name
/// that does not match, because [`Verifier::check_name`] checks host names.
fn chain_error(why: CertificateError, certificate: &Certificate, now: UnixTime) -> Result<(), Error> {
    let is_current = is_current(certificate, now).is_ok();
    match why {
        // `rustls` checks the name last, so everything else is fine. `check_name` checks names by libpq's rules.
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Ok(()),
        CertificateError::UnknownIssuer => Err(untrusted(certificate)),
        // `rustls` does not say which certificate of the chain it means, and the message would blame the server's own.
        CertificateError::Expired | CertificateError::ExpiredContext { .. } if is_current => {
            Err(Reason::Other("an intermediate certificate has expired").into())
        }
        why => Err(why.into()),
    }
}

/// Why a certificate was rejected, if `rustls` has no error for this reason.
#[derive(Debug)]
pub enum Reason {
    /// The certificate has no chain to a root. Holds the name of the certificate's issuer.
    Untrusted(String),
    /// Any other reason, as a clause for a message.
    Other(&'static str),
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Untrusted(issuer) => write!(f, "signed by {issuer}"),
            Self::Other(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Reason {}

impl From<Reason> for Error {
    fn from(reason: Reason) -> Self {
        Self::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(reason))))
    }
}

fn untrusted(certificate: &Certificate) -> Error {
    Reason::Untrusted(certificate.tbs_certificate.issuer.to_string()).into()
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        // Before the checks: even a rejected certificate shows that the server speaks TLS.
        self.shown.store(true, Ordering::Relaxed);
        if self.checks != Checks::Nothing {
            self.check_chain(end_entity, intermediates, name, now)?;
        }
        if self.checks == Checks::Name {
            self.check_name(&parsed(end_entity)?, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let parsed = parsed(certificate)?;
        // `rustls` does not parse certificates of version 1, so their signatures are checked with the key directly.
        if parsed.tbs_certificate.version != Version::V1 {
            return verify_tls12_signature(message, certificate, signed, self.algorithms());
        }
        let (key, key_algorithm) = public_key(&parsed).ok_or(CertificateError::BadEncoding)?;
        let known = self.algorithms().mapping.iter().filter(|(scheme, _)| *scheme == signed.scheme);
        let mut known = known.flat_map(|(_, algorithms)| algorithms.iter());
        let is_valid = known.any(|it| {
            is_sequence_of(it.public_key_alg_id().as_ref(), &key_algorithm)
                && it.verify_signature(&key, message, signed.signature()).is_ok()
        });
        match is_valid {
            true => Ok(HandshakeSignatureValid::assertion()),
            false => Err(CertificateError::BadSignature.into()),
        }
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        // With the key only, because `rustls` would reject a whole certificate of version 1.
        let info = parsed(certificate)?.tbs_certificate.subject_public_key_info.to_der();
        let info = SubjectPublicKeyInfoDer::from(info.map_err(|_| CertificateError::BadEncoding)?);
        verify_tls13_signature_with_raw_key(message, &info, signed, self.algorithms())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms().supported_schemes()
    }
}

/// Whether the pattern, a name from a certificate, matches the host. A leading `*` matches exactly one label.
fn is_covered(host: &str, pattern: &str) -> bool {
    let rest = |text: &str| text.split_once('.').map(|(_, rest)| rest.to_ascii_lowercase());
    match pattern.strip_prefix("*.") {
        // The host needs something in place of the star.
        Some(_) => !host.starts_with('.') && rest(host).is_some() && rest(host) == rest(pattern),
        None => host.eq_ignore_ascii_case(pattern),
    }
}

#[cfg(test)]
mod tests {
    use super::is_covered;

    #[test]
    fn wildcard_covers_exactly_one_label() {
        assert!(is_covered("DB.example.com", "db.example.com"));
        assert!(is_covered("db.example.com", "*.example.com"));
        for (host, pattern) in [
            ("a.db.example.com", "*.example.com"),
            ("example.com", "*.example.com"),
            ("localhost", "*.localhost"),
            ("db", "*"),
        ] {
            assert!(!is_covered(host, pattern), "{host} {pattern}");
        }
    }
}
