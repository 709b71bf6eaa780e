//! The certificates that are trusted, and the revocation lists.

use super::x509::{is_root, parsed};
use rustls::client::WebPkiServerVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, UnixTime};
use rustls::{CertificateError, Error, RootCertStore};
use std::sync::Arc;
use x509_cert::Certificate;

/// A certificate in two forms: encoded as DER, and parsed.
#[derive(Clone, Debug)]
pub struct Both {
    pub der: CertificateDer<'static>,
    pub parsed: Certificate,
}

/// The certificates from a file of roots or from the operating system, and the revocation lists.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    /// The root certificates that are valid now. Every trusted chain ends in one of them.
    pub anchors: Vec<Both>,
    /// All other certificates, such as intermediate certificates and the certificates of servers.
    pub others: Vec<Both>,
    /// The revocation lists; empty if revocation is not checked.
    revoked: Vec<CertificateRevocationListDer<'static>>,
}

impl Both {
    /// Parses a certificate.
    pub fn new(der: &CertificateDer<'_>) -> Result<Self, Error> {
        Ok(Self { parsed: parsed(der)?, der: der.clone().into_owned() })
    }
}

impl Roots {
    /// Sorts certificates into anchors and others, and leaves out those that cannot be parsed.
    ///
    /// As in libpq, only a self-signed certificate that is valid now can end a chain. The other certificates can only
    /// be in the middle of a chain.
    pub fn new(given: &[CertificateDer<'static>]) -> Self {
        // The system's authorities may include certificates that this parser does not accept.
        let all = given.iter().filter_map(|der| Both::new(der).ok());
        let is_anchor =
            |root: &Both| is_root(&root.parsed) && is_current(&root.parsed, UnixTime::now()).is_ok();
        let (anchors, others) = all.partition(is_anchor);
        Self { anchors, others, revoked: Vec::new() }
    }

    /// Sets the revocation lists. If several are from one authority, the first one counts.
    pub fn revoke(&mut self, revoked: Vec<CertificateRevocationListDer<'static>>) {
        self.revoked = revoked;
    }

    /// Whether there are any revocation lists.
    pub fn revokes(&self) -> bool {
        !self.revoked.is_empty()
    }

    /// Whether there are certificates, and all of them have expired.
    pub fn have_expired(&self) -> bool {
        let now = UnixTime::now();
        let is_expired = |root: &Both| {
            matches!(
                is_current(&root.parsed, now),
                Err(Error::InvalidCertificate(CertificateError::ExpiredContext { .. }))
            )
        };
        // With an anchor at least one certificate is valid, and an empty file has an error of its own.
        self.anchors.is_empty() && !self.others.is_empty() && self.others.iter().all(is_expired)
    }

    /// Returns a verifier for chains that end in one of `anchors`; `None` if `rustls` accepts none of them.
    pub fn verifier(
        &self,
        provider: Arc<CryptoProvider>,
        anchors: &[&Both],
    ) -> Result<Option<Arc<WebPkiServerVerifier>>, Error> {
        let mut store = RootCertStore::empty();
        // A root that `rustls` does not accept is left out. The others may still be enough.
        store.add_parsable_certificates(anchors.iter().map(|anchor| anchor.der.clone()));
        if store.is_empty() {
            return Ok(None);
        }
        let builder = WebPkiServerVerifier::builder_with_provider(store.into(), provider);
        // An expired list could hide a certificate that was revoked since, and libpq rejects it as well.
        let builder = builder.with_crls(self.revoked.clone()).enforce_revocation_expiration();
        builder.build().map(Some).map_err(|error| Error::General(error.to_string()))
    }
}

/// Checks that a certificate is valid at `now`.
pub fn is_current(certificate: &Certificate, now: UnixTime) -> Result<(), Error> {
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
