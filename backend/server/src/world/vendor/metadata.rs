//! SAML metadata of vendors: good, odd and wrong.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use super::super::certificates::for_metadata;
use super::super::signer::Signer;
use super::signed::enveloped;

const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const NAMESPACE: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
const ID: &str = "_metadata";

/// The key and the certificates of all vendors' apps.
pub(in super::super) struct Documents {
    signer: Signer,
    certificate: String,
    expired: String,
    expiring: String,
}

/// How one service provider differs from the next.
struct Sp<'a> {
    entity_id: String,
    acs: Vec<(u16, String)>,
    default: u16,
    certificate: &'a str,
    valid_until: Option<DateTime<Utc>>,
}

impl Documents {
    pub(in super::super) fn new(now: DateTime<Utc>) -> anyhow::Result<Self> {
        let signer = Signer::new()?;
        let certificate = |name: &str, from: i64, to: i64| {
            let (from, to) = (TimeDelta::days(from), TimeDelta::days(to));
            for_metadata(name, signer.key_pair(), now + from, now + to)
        };
        Ok(Self {
            certificate: certificate("service provider", -30, 3 * 365)?,
            expired: certificate("service provider of last year", -400, -1)?,
            expiring: certificate("service provider of this year", -345, 20)?,
            signer,
        })
    }

    /// The good certificate, in base64.
    pub(super) fn certificate(&self) -> &str {
        &self.certificate
    }

    /// The public key as a JSON Web Key Set.
    pub(super) fn key_set(&self) -> Value {
        let (x, y) = self.signer.coordinates();
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "app", "x": x, "y": y }] })
    }

    /// The document at `/saml/metadata<variant>` of a host; `None` when there is none.
    pub(super) fn saml(
        &self,
        host: &str,
        variant: &str,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Option<String>> {
        let usual = || Sp {
            entity_id: format!("https://{host}/saml/metadata"),
            acs: vec![(0, format!("https://{host}/saml/acs"))],
            default: 0,
            certificate: &self.certificate,
            valid_until: None,
        };
        Ok(Some(match variant {
            "" => entity(host, &usual()),
            "/several-acs" => {
                let acs = |name: &str| format!("https://{host}/saml/{name}/acs");
                let acs = vec![(0, acs("eu")), (1, acs("us")), (7, acs("sandbox"))];
                let sp = Sp {
                    acs,
                    default: 1,
                    ..usual()
                };
                entity(host, &sp)
            }
            "/several-entities" => self.aggregate(host),
            "/signed" => self.signed(host, &usual())?,
            "/tampered" => self.signed(host, &usual())?.replace("/saml/acs", "/saml/acz"),
            "/expired-certificate" => {
                let sp = Sp {
                    certificate: &self.expired,
                    ..usual()
                };
                entity(host, &sp)
            }
            "/expiring-certificate" => {
                let sp = Sp {
                    certificate: &self.expiring,
                    ..usual()
                };
                entity(host, &sp)
            }
            "/internal-acs" => {
                let acs = vec![(0, "https://10.20.30.40/saml/acs".to_owned())];
                entity(host, &Sp { acs, ..usual() })
            }
            "/http-acs" => {
                let acs = vec![(0, format!("http://{host}/saml/acs"))];
                entity(host, &Sp { acs, ..usual() })
            }
            "/out-of-date" => {
                let valid_until = Some(now - TimeDelta::days(1));
                let sp = Sp {
                    valid_until,
                    ..usual()
                };
                entity(host, &sp)
            }
            "/identity-provider" => self.identity_provider(host),
            "/doctype" => format!(
                "<!DOCTYPE EntityDescriptor [<!ENTITY file SYSTEM \"file:///etc/hostname\">]>{}",
                entity(host, &usual()).replace("Identity team", "&file;")
            ),
            _ => return Ok(None),
        }))
    }

    fn signed(&self, host: &str, sp: &Sp<'_>) -> anyhow::Result<String> {
        let document = entity(host, sp);
        let after = document.find('>').map_or(0, |at| at + 1);
        enveloped(&document, after, ID, &self.signer, &self.certificate)
    }

    fn aggregate(&self, host: &str) -> String {
        let entities: String = ["europe", "america", "sandbox"]
            .iter()
            .map(|name| {
                let sp = Sp {
                    entity_id: format!("https://{host}/{name}"),
                    acs: vec![(0, format!("https://{host}/{name}/saml/acs"))],
                    default: 0,
                    certificate: &self.certificate,
                    valid_until: None,
                };
                // Each entity's ID must be its own in one document.
                entity(host, &sp).replace(ID, &format!("_{name}")) + "\n"
            })
            .collect();
        format!(
            "<EntitiesDescriptor xmlns=\"{NAMESPACE}\" Name=\"https://{host}/\">\n{entities}{}\n</EntitiesDescriptor>\n",
            self.identity_provider(host)
        )
    }

    fn identity_provider(&self, host: &str) -> String {
        let key = key_descriptor(&self.certificate);
        format!(
            "<EntityDescriptor xmlns=\"{NAMESPACE}\" entityID=\"https://{host}/idp\">\
             <IDPSSODescriptor protocolSupportEnumeration=\"{PROTOCOL}\">{key}\
             <SingleSignOnService Binding=\"{REDIRECT}\" Location=\"https://{host}/idp/sso\"/>\
             </IDPSSODescriptor></EntityDescriptor>"
        )
    }
}

fn key_descriptor(certificate: &str) -> String {
    format!(
        "<KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"{DS}\"><ds:X509Data>\
         <ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>"
    )
}

/// One service provider, written canonically so that it can be signed as it is.
fn entity(host: &str, sp: &Sp<'_>) -> String {
    let until = sp.valid_until.map_or(String::new(), |time| {
        format!(
            " validUntil=\"{}\"",
            time.to_rfc3339_opts(SecondsFormat::Secs, true)
        )
    });
    let acs: String = sp
        .acs
        .iter()
        .map(|(index, location)| {
            let default = if *index == sp.default && sp.acs.len() > 1 {
                " isDefault=\"true\""
            } else {
                ""
            };
            format!(
                "  <AssertionConsumerService Binding=\"{POST}\" Location=\"{location}\" index=\"{index}\"{default}>\
                 </AssertionConsumerService>\n"
            )
        })
        .collect();
    let requested: String = [
        ("User_FirstName", true),
        ("User_LastName", true),
        ("User_Email", true),
        ("User_Login", false),
    ]
    .iter()
    .map(|(name, required)| {
        format!(
            "   <RequestedAttribute Name=\"{name}\" \
             NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:basic\" isRequired=\"{required}\">\
             </RequestedAttribute>\n"
        )
    })
    .collect();
    let vendor = super::super::hosts::vendor_of(host).map_or("", |vendor| vendor.name);
    let domain = super::super::hosts::vendor_of(host).map_or(host, |vendor| vendor.domain);
    let key = key_descriptor(sp.certificate);
    let entity_id = &sp.entity_id;
    format!(
        "<EntityDescriptor xmlns=\"{NAMESPACE}\" ID=\"{ID}\" entityID=\"{entity_id}\"{until}>\n \
         <SPSSODescriptor AuthnRequestsSigned=\"false\" WantAssertionsSigned=\"true\" protocolSupportEnumeration=\"{PROTOCOL}\">\n  \
         {key}\n  \
         <SingleLogoutService Binding=\"{REDIRECT}\" Location=\"https://{host}/saml/slo\"></SingleLogoutService>\n  \
         <NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>\n\
         {acs}  <AttributeConsumingService index=\"0\">\n   <ServiceName xml:lang=\"en\">{vendor}</ServiceName>\n{requested}  \
         </AttributeConsumingService>\n </SPSSODescriptor>\n <Organization>\n  \
         <OrganizationName xml:lang=\"en\">{vendor}</OrganizationName>\n  \
         <OrganizationDisplayName xml:lang=\"en\">{vendor}</OrganizationDisplayName>\n  \
         <OrganizationURL xml:lang=\"en\">https://{domain}/</OrganizationURL>\n </Organization>\n \
         <ContactPerson contactType=\"technical\">\n  <GivenName>Identity team</GivenName>\n  \
         <EmailAddress>mailto:identity@{domain}</EmailAddress>\n </ContactPerson>\n</EntityDescriptor>"
    )
}
