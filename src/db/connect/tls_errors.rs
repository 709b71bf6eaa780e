//! What keeps two ends from agreeing on TLS, in words.

use super::certificate::Reason;
use super::endpoint::Endpoint;
use super::redaction::is_ordinary;
use super::tls_files::trusted;
use crate::diagnostic::{list, printable};
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error};
use std::time::Duration;
use x509_cert::der::DateTime;

/// What to do where the other end may be no server with TLS at all.
pub const LISTENS: &str =
    "check whether a PostgreSQL server with TLS listens there; the server's log may say more";

/// What is wrong where no algorithm is known to both ends.
const IN_COMMON: &str = "Wares and the server have no cipher or signature algorithm in common";

/// What is wrong, as a sentence about the server.
pub fn words(error: &Error, server: &Endpoint) -> String {
    match error {
        Error::InvalidCertificate(why) => certificate(why, server),
        Error::AlertReceived(alert) => alerted(*alert).to_owned(),
        Error::PeerIncompatible(_) => IN_COMMON.to_owned(),
        other => format!("the TLS handshake failed: {other}"),
    }
}

fn certificate(why: &CertificateError, server: &Endpoint) -> String {
    if let Some(issuer) = issuer(why) {
        let (issuer, roots) = (shortened(issuer), trusted(&server.parameters));
        return format!(
            "its certificate is signed by `{issuer}`, which does not lead to any authority in {roots}"
        );
    }
    match why {
        CertificateError::UnknownIssuer => {
            format!("its certificate is not signed by any authority in {}", trusted(&server.parameters))
        }
        CertificateError::BadSignature => "a signature does not match the key of its certificate".to_owned(),
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("its certificate expired on {}", day(*not_after))
        }
        CertificateError::Expired => "its certificate has expired".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("its certificate is not valid before {}", day(*not_before))
        }
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            "its certificate names no host".to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            let host =
                if is_ordinary(&server.host) { format!("`{}`", server.host) } else { "this host".to_owned() };
            format!("its certificate is for {}, not for {host}", names(presented))
        }
        CertificateError::Revoked => "its certificate has been revoked".to_owned(),
        CertificateError::ExpiredRevocationList | CertificateError::ExpiredRevocationListContext { .. } => {
            "the revocation list (`sslcrl`) has expired".to_owned()
        }
        CertificateError::UnknownRevocationStatus => {
            "the revocation list (`sslcrl`) is not of the authority that signed its certificate".to_owned()
        }
        CertificateError::BadEncoding => "its certificate cannot be read".to_owned(),
        CertificateError::UnhandledCriticalExtension => {
            "its certificate has a critical extension that is not supported".to_owned()
        }
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "its certificate is not for servers: its keyUsage or extendedKeyUsage does not allow that"
                .to_owned()
        }
        CertificateError::Other(other) => {
            format!("its certificate cannot be used: {}", shortened(&other.to_string()))
        }
        other => format!("its certificate cannot be used: {}", shortened(&other.to_string())),
    }
}

/// Who signed a certificate that leads to no root.
fn issuer(why: &CertificateError) -> Option<&str> {
    match why {
        CertificateError::Other(other) => match other.0.downcast_ref::<Reason>()? {
            Reason::Untrusted(issuer) => Some(issuer),
            Reason::Other(_) => None,
        },
        _ => None,
    }
}

/// The names of a certificate, as far as a person reads them.
fn names(presented: &[String]) -> String {
    let all: Vec<String> = presented.iter().take(5).map(|name| shortened(name)).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    list(&all, "and")
}

/// A text of others, no longer than a person reads.
fn shortened(text: &str) -> String {
    printable(&text.chars().take(200).collect::<String>())
}

fn day(time: UnixTime) -> String {
    let date = DateTime::from_unix_duration(Duration::from_secs(time.as_secs()));
    date.map(|date| format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())).unwrap_or_default()
}

/// What the server refuses, by the alert that it sends.
fn alerted(alert: AlertDescription) -> &'static str {
    match alert {
        AlertDescription::CertificateRequired | AlertDescription::NoCertificate => {
            "the server requires a client certificate, but none was sent"
        }
        AlertDescription::UnknownCA => {
            "the server does not trust the authority that signed the client certificate"
        }
        AlertDescription::CertificateExpired => "the client certificate has expired",
        AlertDescription::CertificateRevoked => "the client certificate has been revoked",
        alert if is_about_certificate(alert) => "the server rejected the client certificate",
        AlertDescription::HandshakeFailure => IN_COMMON,
        AlertDescription::ProtocolVersion => {
            "the server supports none of the TLS versions that are allowed here"
        }
        _ => "the server aborted the TLS handshake",
    }
}

/// Whether an alert is about the certificate that the server was shown, or missed.
fn is_about_certificate(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::CertificateRequired
            | AlertDescription::NoCertificate
            | AlertDescription::UnknownCA
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateRevoked
            | AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateUnknown
            | AlertDescription::AccessDenied
    )
}

/// What to do.
pub fn help(error: &Error, server: &Endpoint) -> &'static str {
    match error {
        Error::InvalidCertificate(why) => help_with(why),
        Error::AlertReceived(AlertDescription::ProtocolVersion) => {
            "TLS 1.2 and 1.3 are supported; check `ssl_min_protocol_version` and `ssl_max_protocol_version`, here and at the server"
        }
        Error::AlertReceived(AlertDescription::HandshakeFailure) | Error::PeerIncompatible(_) => {
            "the server's key may be of a sort that Wares does not support: use RSA with 2048 bits or more, ECDSA with P-256 or \
             P-384, or Ed25519, and allow a current cipher in `ssl_ciphers`"
        }
        Error::AlertReceived(alert) if is_about_certificate(*alert) => {
            match server.parameters.bytes("sslcert") {
                Some(_) => "name a certificate that the server trusts by `sslcert`, and its key by `sslkey`",
                None => "name a client certificate by `sslcert`, and its key by `sslkey`",
            }
        }
        _ => LISTENS,
    }
}

/// What to do about the server's certificate.
fn help_with(why: &CertificateError) -> &'static str {
    if issuer(why).is_some() {
        return "name the file with that authority by `sslrootcert` or PGSSLROOTCERT; where other certificates stand between, the \
                server has to send them (append them to its `ssl_cert_file`)";
    }
    match why {
        CertificateError::UnknownIssuer => {
            "name the file with the right authority by `sslrootcert` or PGSSLROOTCERT; if the authority is right, another \
             server answers there"
        }
        CertificateError::NotValidForNameContext { .. } | CertificateError::NotValidForName => {
            "connect by a name that the certificate has (set `hostaddr` to give the address separately), have it made for \
             this host, or use sslmode verify-ca, which does not check names"
        }
        CertificateError::ExpiredContext { .. } | CertificateError::Expired => {
            "renew the server's certificate; if it has been renewed, reload the server"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "check whether the clocks of both machines are right"
        }
        CertificateError::ExpiredRevocationList
        | CertificateError::ExpiredRevocationListContext { .. }
        | CertificateError::UnknownRevocationStatus => {
            "get the authority's current list, and name its file by `sslcrl` or PGSSLCRL"
        }
        _ => "have a new certificate made for the server",
    }
}
