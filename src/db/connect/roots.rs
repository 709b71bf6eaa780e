//! The certificates that are trusted, and what they have revoked.

use super::x509::{parsed, signs};
use rustls::client::WebPkiServerVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, UnixTime};
use rustls::{CertificateError, Error, RootCertStore};
use std::sync::Arc;
use x509_cert::Certificate;

/// The certificates of a file of roots.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    /// All of them: a server may show one of these itself.
    pub given: Vec<CertificateDer<'static>>,
    /// Those that may sign others and need nobody's signature: what is trusted ends in one of these.
    pub anchors: Vec<CertificateDer<'static>>,
    /// The revocation lists.
    revoked: Vec<CertificateRevocationListDer<'static>>,
}

impl Roots {
    /// Sorts the certificates of a file. As libpq has it, what is trusted ends in a certificate that signed itself and is
    /// valid; one that did not may only stand between.
    pub fn new(given: Vec<CertificateDer<'static>>) -> Self {
        let is_anchor = |root: &&CertificateDer<'static>| {
            let Ok(root) = parsed(root) else { return false };
            let tbs = &root.tbs_certificate;
            tbs.issuer == tbs.subject && signs(&root) && is_current(&root, UnixTime::now()).is_ok()
        };
        let anchors = given.iter().filter(is_anchor).cloned().collect();
        Self { given, anchors, revoked: Vec::new() }
    }

    /// Takes the system's roots, which are not looked through.
    pub fn of_system(given: Vec<CertificateDer<'static>>) -> Self {
        Self { anchors: given.clone(), given, revoked: Vec::new() }
    }

    /// Adds revocation lists.
    pub fn revoke(&mut self, revoked: Vec<CertificateRevocationListDer<'static>>) {
        self.revoked = revoked;
    }

    /// Whether there are revocation lists.
    pub fn revokes(&self) -> bool {
        !self.revoked.is_empty()
    }

    /// Whether every certificate has expired.
    pub fn have_expired(&self) -> bool {
        let is_expired = |root: &Certificate| is_current(root, UnixTime::now()).is_err();
        self.given.iter().all(|root| parsed(root).is_ok_and(|root| is_expired(&root)))
    }

    /// What checks chains of certificates; none where there is nothing that they could end in.
    pub fn verifier(
        &self,
        provider: Arc<CryptoProvider>,
    ) -> Result<Option<Arc<WebPkiServerVerifier>>, Error> {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(self.anchors.iter().cloned());
        if store.is_empty() {
            return Ok(None);
        }
        let builder = WebPkiServerVerifier::builder_with_provider(store.into(), provider);
        let builder = builder.with_crls(self.revoked.clone()).enforce_revocation_expiration();
        builder.build().map(Some).map_err(|error| Error::General(error.to_string()))
    }
}

/// Checks that a certificate is valid now.
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
