//! Checks a server's certificate as libpq does: by the roots alone (`verify-ca`), or by the host's name too.
//!
//! `rustls` refuses certificates that PostgreSQL's documentation tells how to make, and that libpq takes: one that signed
//! itself and is its own root, one of X.509 version 1, one that may sign others. They are checked here: the first must be
//! the very certificate that the file of roots has, the others must be signed by one of those. A host's name may be the
//! common name of a certificate that lists no names.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature_with_raw_key,
};
use rustls::pki_types::{
    CertificateDer, CertificateRevocationListDer, ServerName, SubjectPublicKeyInfoDer, UnixTime,
};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use x509_cert::Certificate;
use x509_cert::certificate::Version;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::oid::db::rfc4519::COMMON_NAME;
use x509_cert::der::oid::db::rfc5280::{ID_CE_EXT_KEY_USAGE, ID_CE_NAME_CONSTRAINTS, ID_CE_SUBJECT_ALT_NAME};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::BasicConstraints;

/// What of a certificate is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
    /// Nothing: what is sent is encrypted, and to whom is not known.
    Nothing,
    /// That one of the roots signed it, and that it is valid now.
    Chain,
    /// That it is made out to the host, besides.
    Name,
}

/// Checks certificates.
#[derive(Debug)]
pub struct Verifier {
    algorithms: WebPkiSupportedAlgorithms,
    checks: Checks,
    chain: Option<Arc<WebPkiServerVerifier>>,
    roots: Vec<CertificateDer<'static>>,
    has_revoked: bool,
    /// Whether a server has shown a certificate.
    seen: Arc<AtomicBool>,
}

impl Verifier {
    pub fn new(
        provider: Arc<CryptoProvider>,
        checks: Checks,
        roots: &[CertificateDer<'static>],
        revoked: &[CertificateRevocationListDer<'static>],
        seen: Arc<AtomicBool>,
    ) -> Result<Self, Error> {
        let algorithms = provider.signature_verification_algorithms;
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(roots.iter().cloned());
        let chain = match checks != Checks::Nothing && !store.is_empty() {
            true => {
                let builder = WebPkiServerVerifier::builder_with_provider(store.into(), provider);
                let builder = builder.with_crls(revoked.to_vec());
                Some(builder.build().map_err(|error| Error::General(error.to_string()))?)
            }
            false => None,
        };
        Ok(Self { algorithms, checks, chain, roots: roots.to_vec(), has_revoked: !revoked.is_empty(), seen })
    }

    /// Holds that one of the roots signed it, and that it is valid now.
    fn chain(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        let certificate = parsed(end_entity)?;
        let is_root = self.roots.iter().any(|root| root == end_entity);
        if is_root && certificate.tbs_certificate.issuer == certificate.tbs_certificate.subject {
            return is_current(&certificate, now);
        }
        if !self.has_revoked && is_odd(&certificate) {
            self.is_signed(&certificate)?;
            return is_current(&certificate, now);
        }
        let chain = self.chain.as_ref().ok_or(CertificateError::UnknownIssuer)?;
        match chain.verify_server_cert(end_entity, intermediates, name, &[], now) {
            // It looks at the name last, and here that is looked at elsewhere.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(()),
            result => result.map(drop),
        }
    }

    /// Holds that one of the roots signed it itself.
    fn is_signed(&self, certificate: &Certificate) -> Result<(), Error> {
        let bytes = |value: Result<Vec<u8>, _>| {
            value.map_err(|_: x509_cert::der::Error| CertificateError::BadEncoding)
        };
        let message = bytes(certificate.tbs_certificate.to_der())?;
        let signature = certificate.signature.raw_bytes();
        let algorithm = bytes(certificate.signature_algorithm.to_der())?;
        let roots = self.roots.iter().filter_map(|root| parsed(root).ok());
        let issuers = roots.filter(|root| {
            root.tbs_certificate.subject == certificate.tbs_certificate.issuer
                && !has(root, ID_CE_NAME_CONSTRAINTS)
        });
        for issuer in issuers {
            let info = &issuer.tbs_certificate.subject_public_key_info;
            let (key, of) = (info.subject_public_key.raw_bytes(), bytes(info.algorithm.to_der())?);
            // What the algorithms know is what stands inside the sequence.
            let fits = |known: &[u8], whole: &[u8]| whole.ends_with(known) && whole.len() - known.len() <= 4;
            let mut known = self.algorithms.all.iter().filter(|it| {
                fits(it.signature_alg_id().as_ref(), &algorithm) && fits(it.public_key_alg_id().as_ref(), &of)
            });
            if known.any(|it| it.verify_signature(key, &message, signature).is_ok()) {
                return Ok(());
            }
        }
        Err(CertificateError::UnknownIssuer.into())
    }
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
        self.seen.store(true, Ordering::Relaxed);
        if self.checks != Checks::Nothing {
            self.chain(end_entity, intermediates, name, now)?;
        }
        if self.checks == Checks::Name {
            is_made_out_to(end_entity, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
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
        verify_tls13_signature_with_raw_key(message, &info, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

fn parsed(certificate: &CertificateDer<'_>) -> Result<Certificate, Error> {
    Certificate::from_der(certificate).map_err(|_| CertificateError::BadEncoding.into())
}

/// Whether it is of version 1, or may sign others, and is not made for one purpose alone.
fn is_odd(certificate: &Certificate) -> bool {
    let constraints = certificate.tbs_certificate.get::<BasicConstraints>().ok().flatten();
    let is_authority = constraints.is_some_and(|(_, constraints)| constraints.ca);
    (certificate.tbs_certificate.version == Version::V1 || is_authority)
        && !has(certificate, ID_CE_EXT_KEY_USAGE)
}

/// Whether a certificate has an extension.
fn has(certificate: &Certificate, id: ObjectIdentifier) -> bool {
    certificate.tbs_certificate.extensions.iter().flatten().any(|extension| extension.extn_id == id)
}

/// Holds that a certificate is valid now.
fn is_current(certificate: &Certificate, now: UnixTime) -> Result<(), Error> {
    let validity = &certificate.tbs_certificate.validity;
    let since = UnixTime::since_unix_epoch(validity.not_before.to_unix_duration());
    let until = UnixTime::since_unix_epoch(validity.not_after.to_unix_duration());
    if now < since {
        return Err(CertificateError::NotValidYetContext { time: now, not_before: since }.into());
    }
    match now > until {
        true => Err(CertificateError::ExpiredContext { time: now, not_after: until }.into()),
        false => Ok(()),
    }
}

/// Holds that a certificate is made out to a host: by the names that it lists, or else by its common name.
fn is_made_out_to(end_entity: &CertificateDer<'_>, name: &ServerName<'_>) -> Result<(), Error> {
    let certificate = parsed(end_entity)?;
    if has(&certificate, ID_CE_SUBJECT_ALT_NAME) {
        return rustls::client::verify_server_name(&ParsedCertificate::try_from(end_entity)?, name);
    }
    let common = common_name(&certificate);
    if common.as_deref().is_some_and(|common| is_covered(&name.to_str(), common)) {
        return Ok(());
    }
    let presented = common.into_iter().collect();
    Err(CertificateError::NotValidForNameContext { expected: name.to_owned(), presented }.into())
}

/// The last common name of the subject.
fn common_name(certificate: &Certificate) -> Option<String> {
    let names = certificate.tbs_certificate.subject.0.iter().flat_map(|names| names.0.iter());
    let common = names.rev().find(|name| name.oid == COMMON_NAME)?;
    std::str::from_utf8(common.value.value()).ok().map(str::to_owned)
}

/// Whether a name, or a pattern of which `*` stands for the first label, covers a host.
fn is_covered(host: &str, pattern: &str) -> bool {
    let rest = |text: &str| text.split_once('.').map(|(_, rest)| rest.to_ascii_lowercase());
    match pattern.strip_prefix("*.") {
        Some(_) => rest(host).is_some() && rest(host) == rest(pattern),
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
