//! What a certificate says, as far as `rustls` does not look at it.

use rustls::pki_types::CertificateDer;
use rustls::{CertificateError, Error};
use std::net::IpAddr;
use x509_cert::Certificate;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::oid::db::rfc4519::COMMON_NAME;
use x509_cert::der::oid::db::rfc5280::{
    ID_CE_BASIC_CONSTRAINTS, ID_CE_EXT_KEY_USAGE, ID_CE_KEY_USAGE, ID_CE_NAME_CONSTRAINTS,
    ID_CE_SUBJECT_ALT_NAME, ID_KP_SERVER_AUTH,
};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName};

/// The critical extensions that are understood here.
const UNDERSTOOD: &[ObjectIdentifier] =
    &[ID_CE_BASIC_CONSTRAINTS, ID_CE_KEY_USAGE, ID_CE_EXT_KEY_USAGE, ID_CE_SUBJECT_ALT_NAME];

/// A certificate, taken apart.
pub fn parsed(certificate: &CertificateDer<'_>) -> Result<Certificate, Error> {
    Certificate::from_der(certificate).map_err(|_| CertificateError::BadEncoding.into())
}

/// Whether a certificate says of itself that it may sign others.
pub fn is_authority(certificate: &Certificate) -> bool {
    let constraints = certificate.tbs_certificate.get::<BasicConstraints>().ok().flatten();
    constraints.is_some_and(|(_, constraints)| constraints.ca)
}

/// Whether a certificate may sign others: it says so, or is too old to say anything.
pub fn signs(certificate: &Certificate) -> bool {
    let usage = certificate.tbs_certificate.get::<KeyUsage>().ok().flatten();
    let is_old = certificate.tbs_certificate.extensions.is_none();
    (is_old || is_authority(certificate)) && usage.is_none_or(|(_, usage)| usage.key_cert_sign())
}

/// Whether every critical extension of a certificate is understood here.
pub fn understands(certificate: &Certificate) -> bool {
    let mut extensions = certificate.tbs_certificate.extensions.iter().flatten();
    extensions.all(|it| !it.critical || UNDERSTOOD.contains(&it.extn_id))
}

/// How many certificates that sign others may stand below one, where that is limited.
pub fn length_below(certificate: &Certificate) -> Option<u8> {
    let constraints = certificate.tbs_certificate.get::<BasicConstraints>().ok().flatten();
    constraints.and_then(|(_, constraints)| constraints.path_len_constraint)
}

/// Whether the key usages of a certificate let it be a server's, as OpenSSL decides it.
pub fn serves(certificate: &Certificate) -> bool {
    let tbs = &certificate.tbs_certificate;
    let fits =
        |usage: KeyUsage| usage.digital_signature() || usage.key_encipherment() || usage.key_agreement();
    let usage = tbs.get::<KeyUsage>().ok().flatten().is_none_or(|(_, usage)| fits(usage));
    let purposes = tbs.get::<ExtendedKeyUsage>().ok().flatten();
    understands(certificate)
        && usage
        && purposes.is_none_or(|(_, purposes)| purposes.0.contains(&ID_KP_SERVER_AUTH))
}

/// Whether the names for which a certificate may sign others are limited.
pub fn is_limited(certificate: &Certificate) -> bool {
    certificate.tbs_certificate.extensions.iter().flatten().any(|it| it.extn_id == ID_CE_NAME_CONSTRAINTS)
}

/// The bits of a certificate's public key, and the identifier of its algorithm in DER.
pub fn public_key(certificate: &Certificate) -> Option<(Vec<u8>, Vec<u8>)> {
    let info = &certificate.tbs_certificate.subject_public_key_info;
    Some((info.subject_public_key.raw_bytes().to_vec(), info.algorithm.to_der().ok()?))
}

/// The names and the addresses that a certificate lists.
pub fn listed(certificate: &Certificate) -> (Vec<String>, Vec<IpAddr>) {
    let (mut names, mut addresses) = (Vec::new(), Vec::new());
    let listed = certificate.tbs_certificate.get::<SubjectAltName>().ok().flatten();
    for name in listed.map(|(_, listed)| listed.0).unwrap_or_default() {
        match name {
            GeneralName::DnsName(name) => names.push(name.to_string()),
            GeneralName::IpAddress(bytes) => addresses.extend(address(bytes.as_bytes())),
            _ => {}
        }
    }
    (names, addresses)
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

/// The first common name of the subject.
pub fn common_name(certificate: &Certificate) -> Option<String> {
    let mut names = certificate.tbs_certificate.subject.0.iter().flat_map(|names| names.0.iter());
    let common = names.find(|name| name.oid == COMMON_NAME)?;
    std::str::from_utf8(common.value.value()).ok().map(str::to_owned)
}
