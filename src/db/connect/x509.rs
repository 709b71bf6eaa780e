//! Reads the fields of a certificate, because `rustls` does not expose them.

use rustls::pki_types::CertificateDer;
use rustls::{CertificateError, Error};
use std::net::IpAddr;
use x509_cert::Certificate;
use x509_cert::certificate::Version;
use x509_cert::der::oid::db::rfc4519::COMMON_NAME;
use x509_cert::der::oid::db::rfc5280::{
    ID_CE_BASIC_CONSTRAINTS, ID_CE_EXT_KEY_USAGE, ID_CE_KEY_USAGE, ID_CE_NAME_CONSTRAINTS,
    ID_CE_SUBJECT_ALT_NAME, ID_KP_SERVER_AUTH,
};
use x509_cert::der::oid::{AssociatedOid, ObjectIdentifier};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName,
    SubjectKeyIdentifier,
};

/// The critical extensions that Wares understands.
const UNDERSTOOD: &[ObjectIdentifier] = &[
    ID_CE_BASIC_CONSTRAINTS,
    ID_CE_KEY_USAGE,
    ID_CE_EXT_KEY_USAGE,
    ID_CE_SUBJECT_ALT_NAME,
    ID_CE_NAME_CONSTRAINTS,
];

/// What the extensions of a certificate allow.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    /// Whether the basic constraints mark the certificate as an authority.
    pub is_authority: bool,
    /// Whether the key usages allow the certificate to sign other certificates.
    pub may_sign: bool,
    /// Whether the key usages allow a server to use the certificate.
    pub may_serve: bool,
    /// Whether Wares understands all critical extensions of the certificate.
    pub is_understood: bool,
    /// Whether name constraints limit the names in the certificates that this one may sign.
    pub is_limited: bool,
    /// The maximum number of other authorities below this certificate in a chain; `None` if there is no maximum.
    pub most_below: Option<u8>,
    /// Whether the issuer has a different key. The certificate is then not self-signed, even if issuer and subject have
    /// the same name.
    pub is_cross_signed: bool,
}

/// Parses a certificate.
pub fn parsed(certificate: &CertificateDer<'_>) -> Result<Certificate, Error> {
    Certificate::from_der(certificate).map_err(|_| CertificateError::BadEncoding.into())
}

/// Reads what the extensions of a certificate allow. Missing usage extensions allow every use. Without basic
/// constraints, the certificate is not an authority.
///
/// # Errors
/// An extension is malformed or appears twice.
pub fn allowed(certificate: &Certificate) -> Result<Allowed, Error> {
    let tbs = &certificate.tbs_certificate;
    let constraints = extension::<BasicConstraints>(certificate)?;
    let usage = extension::<KeyUsage>(certificate)?;
    let purposes = extension::<ExtendedKeyUsage>(certificate)?;
    let serves =
        |usage: KeyUsage| usage.digital_signature() || usage.key_encipherment() || usage.key_agreement();
    // A certificate without this extension is for any purpose (RFC 5280).
    let is_for_servers = purposes.is_none_or(|purposes| purposes.0.contains(&ID_KP_SERVER_AUTH));
    let own_key = extension::<SubjectKeyIdentifier>(certificate)?.map(|it| it.0);
    // The names alone can be equal although the keys differ, for example after an authority has renewed its key.
    let issuers = extension::<AuthorityKeyIdentifier>(certificate)?.and_then(|it| it.key_identifier);
    let mut extensions = tbs.extensions.iter().flatten();
    Ok(Allowed {
        is_authority: constraints.as_ref().is_some_and(|it| it.ca),
        may_sign: usage.is_none_or(|usage| usage.key_cert_sign()) && is_for_servers,
        may_serve: usage.is_none_or(serves) && is_for_servers,
        // A certificate with an unknown critical extension must be rejected (RFC 5280).
        is_understood: extensions.clone().all(|it| !it.critical || UNDERSTOOD.contains(&it.extn_id)),
        is_limited: extensions.any(|it| it.extn_id == ID_CE_NAME_CONSTRAINTS),
        most_below: constraints.and_then(|it| it.path_len_constraint),
        // Without both identifiers there is no sign that the keys differ.
        is_cross_signed: own_key.zip(issuers).is_some_and(|(own_key, issuers)| own_key != issuers),
    })
}

/// Reads the extension of type `T`; `None` if the certificate does not have it.
fn extension<T: for<'a> Decode<'a> + AssociatedOid>(certificate: &Certificate) -> Result<Option<T>, Error> {
    let extension = certificate.tbs_certificate.get::<T>().map_err(|_| CertificateError::BadEncoding)?;
    Ok(extension.map(|(_is_critical, extension)| extension))
}

/// Whether a certificate may be an intermediate certificate in a chain.
pub fn is_intermediate(certificate: &Certificate) -> bool {
    allowed(certificate).is_ok_and(|it| it.is_authority && it.may_sign && it.is_understood)
}

/// Whether a certificate may be a root by OpenSSL's rules: it is self-signed, and may sign others. A certificate of
/// version 1 has no field for this, and may always sign others.
pub fn is_root(certificate: &Certificate) -> bool {
    let tbs = &certificate.tbs_certificate;
    let is_old = tbs.version == Version::V1;
    tbs.issuer == tbs.subject
        && allowed(certificate).is_ok_and(|it| {
            (it.is_authority || is_old) && it.may_sign && it.is_understood && !it.is_cross_signed
        })
}

/// Returns the bits of a certificate's public key, and the DER identifier of the key's algorithm. `None` if the
/// identifier cannot be encoded.
pub fn public_key(certificate: &Certificate) -> Option<(Vec<u8>, Vec<u8>)> {
    let info = &certificate.tbs_certificate.subject_public_key_info;
    Some((info.subject_public_key.raw_bytes().to_vec(), info.algorithm.to_der().ok()?))
}

/// Returns the alternative names of a certificate: its host names and its IP addresses.
pub fn listed(certificate: &Certificate) -> Result<(Vec<String>, Vec<IpAddr>), Error> {
    let (mut names, mut addresses) = (Vec::new(), Vec::new());
    for name in extension::<SubjectAltName>(certificate)?.map(|listed| listed.0).unwrap_or_default() {
        match name {
            GeneralName::DnsName(name) => names.push(name.to_string()),
            GeneralName::IpAddress(bytes) => addresses.push(address(bytes.as_bytes())?),
            // Other types of names, such as email addresses, cannot be those of a server.
            _ => {}
        }
    }
    Ok((names, addresses))
}

fn address(bytes: &[u8]) -> Result<IpAddr, Error> {
    // 4 bytes are an IPv4 address, 16 an IPv6 address (RFC 5280).
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    let address = four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from));
    address.map_err(|_| CertificateError::BadEncoding.into())
}

/// Returns the first common name of the certificate's subject; `None` if there is none or it is not UTF-8.
pub fn common_name(certificate: &Certificate) -> Option<String> {
    let mut names = certificate.tbs_certificate.subject.0.iter().flat_map(|names| names.0.iter());
    let common = names.find(|name| name.oid == COMMON_NAME)?;
    // Other encodings of a common name cannot be compared with a host, so such a name covers none.
    std::str::from_utf8(common.value.value()).ok().map(str::to_owned)
}
