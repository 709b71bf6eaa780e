//! Builds the messages and help texts for failed TLS handshakes.

use super::certificate::Reason;
use super::endpoint::Endpoint;
use super::redaction::is_ordinary;
use super::tls_files::trusted;
use crate::diagnostic::{list, printable};
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error};
use std::time::Duration;
use x509_cert::der::DateTime;

/// The help for a failure that may mean that no PostgreSQL server with TLS is listening.
pub const LISTENS: &str =
    "check that a PostgreSQL server with TLS listens there; the server's log may say more";

/// The explanation for a handshake in which Wares and the server have no algorithm in common.
const IN_COMMON: &str = "Wares and the server have no cipher or signature algorithm in common";

/// Explains a TLS error, as a clause for a message.
pub fn words(error: &Error, server: &Endpoint) -> String {
    match error {
        Error::InvalidCertificate(why) => certificate(why, server),
        Error::AlertReceived(alert) => alerted(*alert).to_owned(),
        Error::PeerIncompatible(_) => IN_COMMON.to_owned(),
        other => format!("the TLS handshake failed: {other}"),
    }
}

/// Explains why the server's certificate was rejected, as a clause for a message.
#[expect(clippy::too_many_lines, reason = "one arm for each error")]
fn certificate(why: &CertificateError, server: &Endpoint) -> String {
    if let Some(issuer) = issuer(why) {
        let (issuer, roots) = (shortened(issuer), trusted(&server.parameters));
        return format!(
            "the server's certificate is signed by `{issuer}`, which does not chain to any authority in {roots}"
        );
    }
    match why {
        CertificateError::UnknownIssuer => {
            format!(
                "the server's certificate is not signed by any authority in {}",
                trusted(&server.parameters)
            )
        }
        CertificateError::BadSignature => "a signature does not match the key of its certificate".to_owned(),
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("the server's certificate expired on {}", day(*not_after))
        }
        CertificateError::Expired => "the server's certificate has expired".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("the server's certificate is not valid before {}", day(*not_before))
        }
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            "the server's certificate names no host".to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            // A host with unusual characters may be a misplaced part of the password.
            let host =
                if is_ordinary(&server.host) { format!("`{}`", server.host) } else { "this host".to_owned() };
            format!("the server's certificate is for {}, not for {host}", names(presented))
        }
        CertificateError::Revoked => "the server's certificate has been revoked".to_owned(),
        CertificateError::ExpiredRevocationList | CertificateError::ExpiredRevocationListContext { .. } => {
            "the revocation list (`sslcrl`) has expired".to_owned()
        }
        CertificateError::UnknownRevocationStatus => {
            "the revocation list (`sslcrl`) is not from the authority that signed the server's certificate"
                .to_owned()
        }
        CertificateError::BadEncoding => "the server's certificate cannot be read".to_owned(),
        CertificateError::UnhandledCriticalExtension => {
            "the server's certificate has a critical extension that is not supported".to_owned()
        }
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "the server's certificate is not for servers: its keyUsage or extendedKeyUsage does not allow it"
                .to_owned()
        }
        CertificateError::Other(other) => {
            format!("the server's certificate cannot be used: {}", shortened(&other.to_string()))
        }
        other => format!("the server's certificate cannot be used: {}", shortened(&other.to_string())),
    }
}

/// Returns the issuer of a certificate that was rejected because it has no chain to a root. `None` for any other
/// reason.
fn issuer(why: &CertificateError) -> Option<&str> {
    match why {
        CertificateError::Other(other) => match other.0.downcast_ref::<Reason>()? {
            Reason::Untrusted(issuer) => Some(issuer),
            Reason::Other(_) => None,
        },
        _ => None,
    }
}

/// Lists the first five names in a certificate, for a message.
fn names(presented: &[String]) -> String {
    // A certificate may list hundreds of names.
    let all: Vec<String> = presented.iter().take(5).map(|name| shortened(name)).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    list(&all, "and")
}

/// Makes a string from a certificate safe to print: shortens it, and replaces control characters.
fn shortened(text: &str) -> String {
    // A hostile server chooses these names, and could use them to write to the terminal.
    printable(&text.chars().take(200).collect::<String>())
}

fn day(time: UnixTime) -> String {
    // Only the day, so that no time zone has to be named.
    let date = DateTime::from_unix_duration(Duration::from_secs(time.as_secs()));
    date.map(|date| format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())).unwrap_or_default()
}

/// Explains the alert with which the server ended the handshake, as a clause for a message.
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
        // A server sends this alert if it finds no parameters that both sides accept (RFC 8446).
        AlertDescription::HandshakeFailure => IN_COMMON,
        AlertDescription::ProtocolVersion => {
            "the server supports none of the TLS versions that are allowed here"
        }
        _ => "the server aborted the TLS handshake",
    }
}

/// Whether an alert means that the server rejected the client certificate or did not receive one.
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

/// Says what to do about a TLS error.
pub fn help(error: &Error, server: &Endpoint) -> &'static str {
    match error {
        Error::InvalidCertificate(why) => help_with(why),
        Error::AlertReceived(AlertDescription::ProtocolVersion) => {
            "allow TLS 1.2 or 1.3 in `ssl_min_protocol_version` and `ssl_max_protocol_version`, here and on the server"
        }
        Error::AlertReceived(AlertDescription::HandshakeFailure) | Error::PeerIncompatible(_) => {
            "use a server key that Wares supports (RSA with 2048 bits or more, ECDSA with P-256 or P-384, or Ed25519), and allow \
             a current cipher in `ssl_ciphers`"
        }
        Error::AlertReceived(alert) if is_about_certificate(*alert) => {
            // Whether a certificate was sent decides what there is to correct.
            match server.parameters.bytes("sslcert") {
                Some(_) => "set `sslcert` to a certificate that the server trusts, and `sslkey` to its key",
                None => "set `sslcert` to a client certificate, and `sslkey` to its key",
            }
        }
        _ => LISTENS,
    }
}

/// Says what to do about a server certificate that was rejected.
fn help_with(why: &CertificateError) -> &'static str {
    if issuer(why).is_some() {
        return "set `sslrootcert` or `PGSSLROOTCERT` to the file with that authority's certificate; the server must \
                send any intermediate certificates (append them to its `ssl_cert_file`)";
    }
    match why {
        CertificateError::UnknownIssuer => {
            "set `sslrootcert` or `PGSSLROOTCERT` to the file with the right authority's certificate; if it is set to \
             that file already, a different server is answering at this address"
        }
        CertificateError::NotValidForNameContext { .. } | CertificateError::NotValidForName => {
            "connect using a name that the certificate has (set `hostaddr` to give the address separately), get a \
             certificate for this host, or use `sslmode=verify-ca`, which does not check names"
        }
        CertificateError::ExpiredContext { .. } | CertificateError::Expired => {
            "renew the server's certificate; if it has been renewed, reload the server"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "check that the clocks of both machines are right"
        }
        CertificateError::ExpiredRevocationList
        | CertificateError::ExpiredRevocationListContext { .. }
        | CertificateError::UnknownRevocationStatus => {
            "get the authority's current list, and set `sslcrl` or `PGSSLCRL` to its file"
        }
        _ => "get a new certificate for the server",
    }
}
