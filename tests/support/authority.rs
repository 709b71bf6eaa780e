//! A certificate authority that signs certificates for tests of TLS.

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer,
    KeyIdMethod, KeyPair, RevokedCertParams, SerialNumber, date_time_ymd,
};

/// A certificate authority and its own certificate.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: Certificate,
}

/// The fields of a certificate.
#[derive(Clone, Default)]
pub struct Says<'a> {
    /// The common name.
    pub name: &'a str,
    /// The subject alternative names.
    pub hosts: &'a [&'a str],
    /// The years in which the certificate becomes valid and expires.
    pub years: Option<(i32, i32)>,
    /// The serial number. If it is zero, `rcgen` chooses one.
    pub serial: u64,
}

/// A certificate and its key, in PEM format.
pub struct Signed {
    pub certificate: String,
    pub key: String,
}

impl Authority {
    /// A root authority, whose certificate is self-signed.
    pub fn new(name: &str) -> Self {
        let (params, key) = (authority(name), KeyPair::generate().expect("a key"));
        let certificate = params.self_signed(&key).expect("a certificate");
        Self { issuer: Issuer::new(params, key), certificate }
    }

    /// An intermediate authority, whose certificate this one signs.
    pub fn below(&self, name: &str) -> Self {
        let (params, key) = (authority(name), KeyPair::generate().expect("a key"));
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        Self { issuer: Issuer::new(params, key), certificate }
    }

    /// A root authority whose own certificate expires at the beginning of a year.
    pub fn until(name: &str, year: i32) -> Self {
        let (mut params, key) = (authority(name), KeyPair::generate().expect("a key"));
        params.not_after = date_time_ymd(year, 1, 1);
        let certificate = params.self_signed(&key).expect("a certificate");
        Self { issuer: Issuer::new(params, key), certificate }
    }

    /// The authority's own certificate, in PEM format.
    pub fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// Signs a certificate for a server or a client.
    pub fn sign(&self, says: &Says<'_>) -> Signed {
        let key = KeyPair::generate().expect("a key");
        let certificate = params(says).signed_by(&key, &self.issuer).expect("a certificate");
        Signed { certificate: certificate.pem(), key: key.serialize_pem() }
    }

    /// A revocation list with the certificate that has this serial number.
    pub fn revokes(&self, serial: u64) -> String {
        self.list(serial, (2020, 4000))
    }

    /// The same list, which expires at the beginning of a year.
    pub fn revoked_until(&self, serial: u64, year: i32) -> String {
        self.list(serial, (2020, year))
    }

    /// The same list, which is valid from one year to another.
    pub fn list(&self, serial: u64, (from, to): (i32, i32)) -> String {
        let revoked = RevokedCertParams {
            serial_number: SerialNumber::from(serial),
            revocation_time: date_time_ymd(2020, 1, 1),
            reason_code: None,
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(from, 1, 1),
            next_update: date_time_ymd(to, 1, 1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.issuer).expect("a list").pem().expect("PEM")
    }
}

/// A self-signed certificate that may sign others, as `openssl req -x509` makes it.
pub fn self_signed(says: &Says<'_>) -> Signed {
    let mut params = params(says);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    Signed { certificate: params.self_signed(&key).expect("a certificate").pem(), key: key.serialize_pem() }
}

fn authority(name: &str) -> CertificateParams {
    let mut params = params(&Says { name, ..Says::default() });
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

fn params(says: &Says<'_>) -> CertificateParams {
    let hosts: Vec<String> = says.hosts.iter().map(|&host| host.to_owned()).collect();
    let mut params = CertificateParams::new(hosts).expect("names");
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, says.name);
    let (from, to) = says.years.unwrap_or((2020, 4000));
    (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(to, 1, 1));
    params.serial_number = (says.serial > 0).then(|| SerialNumber::from(says.serial));
    params.use_authority_key_identifier_extension = true;
    params
}
