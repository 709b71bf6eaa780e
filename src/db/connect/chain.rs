//! The path from a certificate that `rustls` does not look at to a root.

use super::roots::{Roots, is_current};
use super::x509::{is_limited, length_below, parsed, public_key, signs, understands};
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{CertificateDer, UnixTime};
use x509_cert::Certificate;
use x509_cert::der::Encode;

/// How many certificates may stand between.
const MOST: u8 = 6;

/// Where a path may lead through, and to what.
pub struct Path<'a> {
    pub algorithms: WebPkiSupportedAlgorithms,
    pub roots: &'a Roots,
    pub between: &'a [CertificateDer<'a>],
    pub now: UnixTime,
}

impl Path<'_> {
    /// Whether a certificate is signed by a root, or by one that is signed by a root, and so on. Certificates that limit
    /// the names below them are left out.
    pub fn leads(&self, certificate: &Certificate) -> bool {
        self.leads_on(certificate, 0)
    }

    fn leads_on(&self, certificate: &Certificate, above: u8) -> bool {
        let usable = |issuer: &Certificate| {
            let is_its_issuer = issuer.tbs_certificate.subject == certificate.tbs_certificate.issuer;
            let is_long_enough = length_below(issuer).is_none_or(|most| above <= most);
            is_its_issuer && is_long_enough && signs(issuer) && understands(issuer) && !is_limited(issuer)
        };
        let signed = |issuer: &Certificate| is_signed(certificate, issuer, &self.algorithms).unwrap_or(false);
        let mut roots = self.roots.anchors.iter().filter_map(|it| parsed(it).ok());
        if roots.any(|root| usable(&root) && signed(&root)) {
            return true;
        }
        let between = self.between.iter().filter_map(|it| parsed(it).ok());
        let mut between = between.filter(|it| usable(it) && is_current(it, self.now).is_ok() && signed(it));
        above < MOST && between.any(|issuer| self.leads_on(&issuer, above + 1))
    }
}

/// Whether a certificate bears the signature of another.
fn is_signed(
    certificate: &Certificate,
    issuer: &Certificate,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Option<bool> {
    if certificate.tbs_certificate.signature != certificate.signature_algorithm {
        return Some(false);
    }
    let signed = certificate.tbs_certificate.to_der().ok()?;
    let algorithm = certificate.signature_algorithm.to_der().ok()?;
    let (key, of) = public_key(issuer)?;
    let mut known = algorithms.all.iter().filter(|it| {
        is_sequence_of(it.signature_alg_id().as_ref(), &algorithm)
            && is_sequence_of(it.public_key_alg_id().as_ref(), &of)
    });
    Some(known.any(|it| it.verify_signature(&key, &signed, certificate.signature.raw_bytes()).is_ok()))
}

/// Whether a DER sequence has this content.
pub fn is_sequence_of(content: &[u8], sequence: &[u8]) -> bool {
    match sequence {
        // Algorithms have short names: one byte says how long what follows is.
        [0x30, length @ 0..=0x7f, rest @ ..] => usize::from(*length) == rest.len() && rest == content,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_sequence_of;

    #[test]
    fn a_sequence_has_just_its_content() {
        assert!(is_sequence_of(&[6, 1, 2], &[0x30, 3, 6, 1, 2]));
        assert!(!is_sequence_of(&[6, 1, 2], &[0x30, 5, 5, 0, 6, 1, 2]));
        assert!(!is_sequence_of(&[6, 1], &[0x30, 3, 6, 1]));
    }
}
