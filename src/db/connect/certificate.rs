//! Checks a server's certificate as libpq does: by the roots alone (`verify-ca`), or by the host's name too.
//!
//! `rustls` refuses some certificates that libpq accepts and that PostgreSQL's documentation tells how to make: one that
//! signed itself and is its own root, one of X.509 version 1, and one that may sign others. These are checked here: the
//! first must be a certificate of the file of roots, the others must lead to one of those.

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

/// What of a certificate is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
    /// Nothing: what is sent is encrypted, and to whom is not known.
    Nothing,
    /// That one of the roots signed it, and that it is valid now.
    Authority,
    /// That it is made out to the host, besides.
    Name,
}

/// Checks certificates.
#[derive(Debug)]
pub struct Verifier {
    provider: Arc<CryptoProvider>,
    checks: Checks,
    roots: Arc<Roots>,
    /// The host's name or address, as it was given.
    host: String,
    /// Becomes true when the server has shown a certificate.
    shown: Arc<AtomicBool>,
}

impl Verifier {
    /// A verifier for one connection to a host.
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

    /// Checks that it may be a server's, is valid now, and leads to one of the roots.
    fn check_chain(
        &self,
        end_entity: &CertificateDer<'_>,
        sent: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        let certificate = Both::new(end_entity)?;
        let own = check_purpose(&certificate.parsed)?;
        let sent: Vec<Both> = sent.iter().filter_map(|der| Both::new(der).ok()).collect();
        let candidates = Candidates::new(&certificate.parsed, &sent, &self.roots)?;
        let is_given = self.is_given(&certificate, own);
        if is_given || own.is_authority || certificate.parsed.tbs_certificate.version == Version::V1 {
            return self.check_unusual(&certificate.parsed, is_given, candidates, now);
        }
        let Some(chains) = self.roots.verifier(self.provider.clone(), &candidates.anchors)? else {
            return Err(untrusted(&certificate.parsed));
        };
        let between: Vec<CertificateDer<'_>> =
            candidates.between.iter().map(|it| CertificateDer::from(it.der.as_ref())).collect();
        match chains.verify_server_cert(end_entity, &between, name, &[], now) {
            Err(Error::InvalidCertificate(why)) => judged(why, &certificate.parsed, now),
            result => result.map(drop),
        }
    }

    /// Whether the file of roots has this very certificate, which signed itself.
    fn is_given(&self, certificate: &Both, own: Allowed) -> bool {
        let tbs = &certificate.parsed.tbs_certificate;
        let mut given = self.roots.anchors.iter().chain(&self.roots.others);
        tbs.issuer == tbs.subject && !own.is_cross_signed && given.any(|it| it.der == certificate.der)
    }

    /// Checks a certificate that `rustls` refuses.
    fn check_unusual(
        &self,
        certificate: &Certificate,
        is_given: bool,
        candidates: Candidates<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        if self.roots.revokes() {
            let why = "revocation lists (`sslcrl`) are not supported for certificates of version 1, and for those that may \
                       sign others or signed themselves";
            return Err(Reason::Other(why).into());
        }
        is_current(certificate, now)?;
        let chain = Chain::new(*self.algorithms(), candidates, now);
        if is_given || chain.leads(certificate) { Ok(()) } else { Err(untrusted(certificate)) }
    }

    /// Checks that it is made out to the host: as libpq has it, by the names that it lists, or by its common name where
    /// it lists none of the host's sort.
    fn check_name(&self, certificate: &Certificate, name: &ServerName<'_>) -> Result<(), Error> {
        let (names, addresses) = listed(certificate)?;
        let address: Option<IpAddr> = self.host.parse().ok();
        let has_its_sort = if address.is_some() { !addresses.is_empty() } else { !names.is_empty() };
        let common = common_name(certificate).filter(|_| !has_its_sort);
        let covers = |name: &String| is_covered(&self.host, name);
        if names.iter().chain(&common).any(covers) || address.is_some_and(|it| addresses.contains(&it)) {
            return Ok(());
        }
        let addresses = addresses.iter().map(ToString::to_string);
        let presented = names.into_iter().chain(addresses).chain(common).collect();
        Err(CertificateError::NotValidForNameContext { expected: name.to_owned(), presented }.into())
    }
}

/// Checks that a certificate may be a server's.
fn check_purpose(certificate: &Certificate) -> Result<Allowed, Error> {
    let allowed = allowed(certificate)?;
    if !allowed.is_understood {
        return Err(CertificateError::UnhandledCriticalExtension.into());
    }
    if allowed.may_serve { Ok(allowed) } else { Err(CertificateError::InvalidPurpose.into()) }
}

/// What comes of the library's verdict on a chain.
fn judged(why: CertificateError, certificate: &Certificate, now: UnixTime) -> Result<(), Error> {
    let is_current = is_current(certificate, now).is_ok();
    match why {
        // It looks at the name last, and here that is looked at elsewhere.
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Ok(()),
        CertificateError::UnknownIssuer => Err(untrusted(certificate)),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } if is_current => {
            Err(Reason::Other("a certificate between the server's and the root has expired").into())
        }
        why => Err(why.into()),
    }
}

/// A reason to refuse a certificate that `rustls` has no name for.
#[derive(Debug)]
pub enum Reason {
    /// It leads to no root; who signed it.
    Untrusted(String),
    /// Anything else, as a sentence.
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
        let whole = parsed(certificate)?;
        if whole.tbs_certificate.version != Version::V1 {
            return verify_tls12_signature(message, certificate, signed, self.algorithms());
        }
        let (key, of) = public_key(&whole).ok_or(CertificateError::BadEncoding)?;
        let known = self.algorithms().mapping.iter().filter(|(scheme, _)| *scheme == signed.scheme);
        let mut known = known.flat_map(|(_, algorithms)| algorithms.iter());
        let fits = known.any(|it| {
            is_sequence_of(it.public_key_alg_id().as_ref(), &of)
                && it.verify_signature(&key, message, signed.signature()).is_ok()
        });
        match fits {
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
        // By the key alone, since a whole certificate of version 1 would be refused.
        let info = parsed(certificate)?.tbs_certificate.subject_public_key_info.to_der();
        let info = SubjectPublicKeyInfoDer::from(info.map_err(|_| CertificateError::BadEncoding)?);
        verify_tls13_signature_with_raw_key(message, &info, signed, self.algorithms())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms().supported_schemes()
    }
}

/// Whether a name, or a pattern of which `*` stands for the first label, covers a host.
fn is_covered(host: &str, pattern: &str) -> bool {
    let rest = |text: &str| text.split_once('.').map(|(_, rest)| rest.to_ascii_lowercase());
    match pattern.strip_prefix("*.") {
        Some(_) => !host.starts_with('.') && rest(host).is_some() && rest(host) == rest(pattern),
        None => host.eq_ignore_ascii_case(pattern),
    }
}

#[cfg(test)]
mod tests {
    use super::is_covered;

    #[test]
    fn a_star_stands_for_one_label() {
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
