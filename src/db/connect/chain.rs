//! Finds a chain of signatures to a trusted root, for certificates that `rustls` does not check.

use super::trusted_roots::{Both, Roots, is_current};
use super::x509::{allowed, is_intermediate, is_root, listed, public_key};
use rustls::Error;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::UnixTime;
use std::cell::Cell;
use x509_cert::Certificate;
use x509_cert::der::Encode;

/// The maximum number of signatures to check. A hostile server could send many certificates with the same name.
const MAX_SIGNATURES: u32 = 100;

/// The certificates of which a chain may consist: roots and intermediate certificates. All of them may sign others.
pub struct Candidates<'a> {
    pub anchors: Vec<&'a Both>,
    pub between: Vec<&'a Both>,
}

impl<'a> Candidates<'a> {
    /// Selects the certificates from `sent` and `roots` that may be in a chain for `certificate`. The server sent the
    /// certificates in `sent`.
    pub fn new(certificate: &Certificate, sent: &'a [Both], roots: &'a Roots) -> Result<Self, Error> {
        // Name constraints do not apply to common names. A certificate that has only a common name would evade them, so
        // authorities with such constraints are left out for it.
        let has_names = !listed(certificate)?.0.is_empty();
        let may_sign = |it: &&Both| has_names || allowed(&it.parsed).is_ok_and(|it| !it.is_limited);
        let between =
            sent.iter().chain(&roots.others).filter(|it| is_intermediate(&it.parsed) && may_sign(it));
        let between: Vec<&Both> = between.collect();
        // `rustls` does not check this limit for roots, which it knows only by name and key.
        let authorities = between.iter().filter(|it| !is_root(&it.parsed)).count();
        let allows_length = |it: &&Both| {
            let most = allowed(&it.parsed).map(|it| it.most_below);
            most.is_ok_and(|most| most.is_none_or(|most| authorities <= usize::from(most)))
        };
        let anchors = roots.anchors.iter().filter(|it| may_sign(it) && allows_length(it)).collect();
        Ok(Self { anchors, between })
    }
}

/// The search for a chain from a certificate to a root.
pub struct Chain<'a> {
    algorithms: WebPkiSupportedAlgorithms,
    candidates: Candidates<'a>,
    now: UnixTime,
    checked: Cell<u32>,
}

impl<'a> Chain<'a> {
    /// Prepares a search among the given candidates. Certificates in the chain must be valid at `now`.
    pub fn new(algorithms: WebPkiSupportedAlgorithms, candidates: Candidates<'a>, now: UnixTime) -> Self {
        Self { algorithms, candidates, now, checked: Cell::new(0) }
    }

    /// Whether a chain of signatures connects `certificate` to a root. All certificates between them must be
    /// candidates.
    pub fn leads(&self, certificate: &Certificate) -> bool {
        self.leads_through(certificate, &mut Vec::new())
    }

    /// Whether `certificate` has a chain to a root through candidates that are not in `above`. `above` is the chain
    /// that has been found so far.
    fn leads_through(&self, certificate: &Certificate, above: &mut Vec<&'a Both>) -> bool {
        // The limit on the number of authorities below a certificate is a byte.
        let below = u8::try_from(above.len()).unwrap_or(u8::MAX);
        let signed = |issuer: &Both| {
            issuer.parsed.tbs_certificate.subject == certificate.tbs_certificate.issuer
                && allowed(&issuer.parsed)
                    .is_ok_and(|it| !it.is_limited && it.most_below.is_none_or(|most| below <= most))
                && self.is_signed(certificate, &issuer.parsed).unwrap_or(false)
        };
        // Roots first, because the shortest chain needs the fewest signatures.
        if self.candidates.anchors.iter().any(|root| signed(root)) {
            return true;
        }
        for issuer in &self.candidates.between {
            // Authorities can sign one another in a cycle.
            let is_new = above.iter().all(|other| other.parsed != issuer.parsed);
            if is_new && is_current(&issuer.parsed, self.now).is_ok() && signed(issuer) {
                above.push(issuer);
                if self.leads_through(&issuer.parsed, above) {
                    return true;
                }
                above.pop();
            }
        }
        false
    }

    /// Whether `issuer` signed `certificate`; `None` if either cannot be encoded. Returns `false` once
    /// [`MAX_SIGNATURES`] have been checked.
    fn is_signed(&self, certificate: &Certificate, issuer: &Certificate) -> Option<bool> {
        // Counted over the whole search, since many branches may be tried.
        self.checked.set(self.checked.get() + 1);
        if self.checked.get() > MAX_SIGNATURES
            // Both fields name the algorithm, but only the inner one is signed, so they must agree (RFC 5280).
            || certificate.tbs_certificate.signature != certificate.signature_algorithm
        {
            return Some(false);
        }
        let signed = certificate.tbs_certificate.to_der().ok()?;
        let algorithm = certificate.signature_algorithm.to_der().ok()?;
        // Each verifier is for one type of key and one type of signature, so both identifiers are compared.
        let (key, key_algorithm) = public_key(issuer)?;
        let mut known = self.algorithms.all.iter().filter(|it| {
            is_sequence_of(it.signature_alg_id().as_ref(), &algorithm)
                && is_sequence_of(it.public_key_alg_id().as_ref(), &key_algorithm)
        });
        Some(known.any(|it| it.verify_signature(&key, &signed, certificate.signature.raw_bytes()).is_ok()))
    }
}

/// Whether `sequence` is a short DER sequence with exactly the given content.
pub fn is_sequence_of(content: &[u8], sequence: &[u8]) -> bool {
    match sequence {
        // Algorithm identifiers are shorter than 128 bytes, so one byte holds the length.
        [0x30, length @ 0..=0x7f, rest @ ..] => usize::from(*length) == rest.len() && rest == content,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_sequence_of;

    #[test]
    fn sequence_must_have_exactly_the_given_content() {
        assert!(is_sequence_of(&[6, 1, 2], &[0x30, 3, 6, 1, 2]));
        assert!(!is_sequence_of(&[6, 1, 2], &[0x30, 5, 5, 0, 6, 1, 2]));
        assert!(!is_sequence_of(&[6, 1], &[0x30, 3, 6, 1]));
    }
}
