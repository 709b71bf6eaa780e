//! What keeps two ends from agreeing on TLS, in words.

use super::server::Server;
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error};
use std::time::Duration;
use x509_cert::der::DateTime;

/// What is wrong, as a sentence about the server.
pub fn words(error: &Error, server: &Server) -> String {
    match error {
        Error::InvalidCertificate(why) => certificate(why, server),
        Error::AlertReceived(alert) => alerted(*alert).to_owned(),
        Error::InconsistentKeys(_) => "the private key does not belong to the client certificate".to_owned(),
        other => format!("the TLS handshake failed: {other}"),
    }
}

fn certificate(why: &CertificateError, server: &Server) -> String {
    let trusted = &server.tls.trusted;
    match why {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            format!("none of the authorities in {trusted} signed its certificate")
        }
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("its certificate expired on {}", day(*not_after))
        }
        CertificateError::Expired => "its certificate has expired".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("its certificate is not valid before {}", day(*not_before))
        }
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            "its certificate is made out to no host".to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            format!("its certificate is made out to {}, and not to this host", names(presented))
        }
        CertificateError::Revoked => "its certificate has been revoked".to_owned(),
        CertificateError::UnknownRevocationStatus => {
            "the revocation list says nothing of the authority that signed its certificate".to_owned()
        }
        other => format!("its certificate cannot be used: {other}"),
    }
}

/// The names of a certificate, as `rustls` lists them.
fn names(presented: &[String]) -> String {
    let plain = |name: &String| {
        let inner = name.strip_prefix("DnsName(\"").or_else(|| name.strip_prefix("IpAddress("));
        let inner = inner.unwrap_or(name).trim_end_matches(')').trim_end_matches('"');
        crate::diagnostic::printable(inner)
    };
    let all: Vec<String> = presented.iter().take(5).map(plain).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    crate::diagnostic::list(&all, "and")
}

fn day(time: UnixTime) -> String {
    let date = DateTime::from_unix_duration(Duration::from_secs(time.as_secs()));
    date.map(|date| format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())).unwrap_or_default()
}

/// What the server refuses, by the alert that it sends.
fn alerted(alert: AlertDescription) -> &'static str {
    match alert {
        AlertDescription::CertificateRequired | AlertDescription::NoCertificate => {
            "the server asks for a client certificate, and none was sent"
        }
        AlertDescription::UnknownCA => {
            "the server does not trust the authority that signed the client certificate"
        }
        AlertDescription::CertificateExpired => "the client certificate has expired",
        AlertDescription::CertificateRevoked => "the client certificate has been revoked",
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::AccessDenied => "the server does not take the client certificate",
        AlertDescription::ProtocolVersion => "the server speaks no version of TLS that is allowed here",
        _ => "the server broke the TLS handshake off",
    }
}

/// What to do.
pub fn help(error: &Error, server: &Server) -> &'static str {
    match error {
        Error::InvalidCertificate(why) => match why {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                "name the file with the right authority by `sslrootcert` or PGSSLROOTCERT; if the authority is right, another \
                 server answers there"
            }
            CertificateError::NotValidForNameContext { .. } | CertificateError::NotValidForName => {
                "connect by a name that the certificate has (with `hostaddr` the address can be said besides), have it made out \
                 to this host, or use sslmode verify-ca, which does not look at names"
            }
            CertificateError::ExpiredContext { .. } | CertificateError::Expired => {
                "renew the server's certificate; if it has been renewed, reload the server"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "see whether the clocks of both machines are right"
            }
            _ => "have a new certificate made for the server",
        },
        Error::InconsistentKeys(_) => "name the certificate by `sslcert`, and its own key by `sslkey`",
        Error::AlertReceived(AlertDescription::ProtocolVersion) => {
            "TLS 1.2 and 1.3 are supported; see `ssl_min_protocol_version` and `ssl_max_protocol_version`, here and at the server"
        }
        Error::AlertReceived(_) if server.tls.has_identity() => {
            "name a certificate that the server trusts by `sslcert`, and its key by `sslkey`"
        }
        Error::AlertReceived(_) => "name a client certificate by `sslcert`, and its key by `sslkey`",
        _ => "see whether a PostgreSQL server with TLS listens there; the server's log may say more",
    }
}
