//! Everything that can be tried in the world: the list behind its home page
//! and behind the tests that go and look.

use oin_domain::choices;

choices! {
    /// What a group of exhibits is about.
    Section as "section" {
        /// SAML metadata.
        Saml = "saml", "SAML metadata to import";
        /// OIDC client metadata.
        Oidc = "oidc", "OIDC client metadata to import";
        /// WS-Federation metadata.
        WsFed = "ws-fed", "WS-Federation metadata to import";
        /// Login pages.
        Login = "login", "Login pages to analyse";
        /// Websites, support pages, logos.
        Site = "site", "Websites and pictures";
        /// Addresses with a fault.
        Faults = "faults", "Addresses that go wrong";
    }
}

/// What an exhibit does when one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// It answers with this status.
    Status(u16),
    /// It takes the request and never answers.
    Nothing,
    /// Its certificate is wrong.
    WrongCertificate,
}

/// Something to try.
#[derive(Debug, Clone, Copy)]
pub struct Exhibit {
    /// The group it stands in.
    pub section: Section,
    /// Where it is.
    pub url: &'static str,
    /// What it is and what to use it for.
    pub what: &'static str,
    /// What it answers.
    pub shows: Shows,
}

const fn at(section: Section, url: &'static str, what: &'static str) -> Exhibit {
    Exhibit {
        section,
        url,
        what,
        shows: Shows::Status(200),
    }
}

const fn wrong(shows: Shows, url: &'static str, what: &'static str) -> Exhibit {
    Exhibit {
        section: Section::Faults,
        url,
        what,
        shows,
    }
}

/// All exhibits, in the order of the home page. Every vendor's host answers all of a vendor's
/// paths; here each stands once.
pub const EXHIBITS: &[Exhibit] = &[
    at(
        Section::Saml,
        "https://app.quillwharf.example/saml/metadata",
        "One service provider: one ACS URL, logout, four requested attributes, a good certificate.",
    ),
    at(
        Section::Saml,
        "https://app.tinderloom.example/saml/metadata/several-acs",
        "Three ACS URLs with index; the second is the default.",
    ),
    at(
        Section::Saml,
        "https://app.quillwharf.example/saml/metadata/several-entities",
        "An aggregate: three service providers and one identity provider, to choose from.",
    ),
    at(
        Section::Saml,
        "https://app.quillwharf.example/saml/metadata/signed",
        "Signed with ECDSA and SHA-256; the signature holds.",
    ),
    at(
        Section::Saml,
        "https://app.quillwharf.example/saml/metadata/tampered",
        "Signed, then one letter changed: must be refused.",
    ),
    at(
        Section::Saml,
        "https://app.fernhollow.example/saml/metadata/expired-certificate",
        "Its certificate ended yesterday.",
    ),
    at(
        Section::Saml,
        "https://app.fernhollow.example/saml/metadata/expiring-certificate",
        "Its certificate ends in 20 days.",
    ),
    at(
        Section::Saml,
        "https://app.fernhollow.example/saml/metadata/internal-acs",
        "Its ACS URL is inside a private network: blocks at submit (internal_url).",
    ),
    at(
        Section::Saml,
        "https://app.fernhollow.example/saml/metadata/http-acs",
        "Its ACS URL is not https: must be refused.",
    ),
    at(
        Section::Saml,
        "https://app.fernhollow.example/saml/metadata/out-of-date",
        "Its validUntil is past: must be refused.",
    ),
    at(
        Section::Saml,
        "https://app.fernhollow.example/saml/metadata/identity-provider",
        "The metadata of an identity provider, a usual mistake: must be refused.",
    ),
    at(
        Section::Saml,
        "https://app.fernhollow.example/saml/metadata/doctype",
        "A document with a DOCTYPE and an external entity: must be refused.",
    ),
    at(
        Section::Oidc,
        "https://app.quillhaven.example/oidc/client.json",
        "A confidential client: redirect URIs, initiate-login URI, post-logout URI, client_secret_basic.",
    ),
    at(
        Section::Oidc,
        "https://app.quillwharf.example/oidc/client-key.json",
        "A client that authenticates with its own key (private_key_jwt and jwks_uri).",
    ),
    at(
        Section::Oidc,
        "https://app.fernhollow.example/oidc/client-wildcard.json",
        "Redirect URIs over http and with a wildcard: must be refused.",
    ),
    at(
        Section::WsFed,
        "https://reports.thistlegate.example/FederationMetadata/2007-06/FederationMetadata.xml",
        "One app: realm, reply URL, two claims.",
    ),
    at(
        Section::Login,
        "https://login.fernhollow.example/login",
        "The usual form: user name and password.",
    ),
    at(
        Section::Login,
        "https://login.fernhollow.example/login/company",
        "A third field for the company, and one to choose from: template lane.",
    ),
    at(
        Section::Login,
        "https://login.fernhollow.example/login/two-step",
        "The user name first, the password on the next page.",
    ),
    at(
        Section::Login,
        "https://login.fernhollow.example/login/framed",
        "The form is in a frame.",
    ),
    at(
        Section::Login,
        "https://login.fernhollow.example/login/scripted",
        "A script makes the form.",
    ),
    at(
        Section::Login,
        "https://login.fernhollow.example/login/captcha",
        "A captcha before the button.",
    ),
    at(
        Section::Login,
        "https://login.fernhollow.example/login/elsewhere",
        "The form sends the password to another host.",
    ),
    Exhibit {
        section: Section::Login,
        url: "https://login.fernhollow.example/login/basic",
        what: "No form: the browser asks (HTTP Basic).",
        shows: Shows::Status(401),
    },
    at(
        Section::Site,
        "https://quillwharf.example/",
        "A vendor's website.",
    ),
    at(
        Section::Site,
        "https://quillwharf.example/support",
        "Its support page.",
    ),
    at(
        Section::Site,
        "https://quillwharf.example/docs/sso",
        "Its page on single sign-on.",
    ),
    at(
        Section::Site,
        "https://quillwharf.example/logo.png",
        "A logo, 256 by 256 pixels.",
    ),
    at(
        Section::Site,
        "https://quillwharf.example/logo.svg",
        "The same as SVG.",
    ),
    at(
        Section::Site,
        "https://fernhollow.example/logo-with-script.svg",
        "An SVG that holds a script and calls home: neither may survive the upload.",
    ),
    wrong(
        Shows::Status(404),
        "https://faults.world.example/404",
        "Nothing is there: a dead address.",
    ),
    wrong(
        Shows::Status(410),
        "https://faults.world.example/410",
        "Gone for good.",
    ),
    wrong(
        Shows::Status(500),
        "https://faults.world.example/500",
        "The server has a fault: warns, does not block.",
    ),
    wrong(
        Shows::Status(405),
        "https://faults.world.example/405",
        "Takes messages only, as an ACS URL may: no fault.",
    ),
    wrong(
        Shows::Nothing,
        "https://faults.world.example/silent",
        "Takes the request and never answers.",
    ),
    wrong(
        Shows::Status(302),
        "https://faults.world.example/to-loopback",
        "Leads to https://127.0.0.1/: must not be followed.",
    ),
    wrong(
        Shows::Status(302),
        "https://faults.world.example/to-metadata-service",
        "Leads to http://169.254.169.254/: must not be followed.",
    ),
    wrong(
        Shows::Status(302),
        "https://faults.world.example/to-itself",
        "Leads to itself for ever.",
    ),
    wrong(
        Shows::Status(302),
        "https://faults.world.example/hops/3",
        "Three redirects, then a page.",
    ),
    wrong(
        Shows::Status(302),
        "https://faults.world.example/hops/4",
        "Four redirects: one too many.",
    ),
    wrong(
        Shows::Status(200),
        "https://faults.world.example/large",
        "Three MB of text.",
    ),
    wrong(
        Shows::WrongCertificate,
        "https://expired.faults.world.example/",
        "Its certificate ended in 2021.",
    ),
    wrong(
        Shows::WrongCertificate,
        "https://wrong-name.faults.world.example/",
        "Its certificate is another host's.",
    ),
    wrong(
        Shows::WrongCertificate,
        "https://self-signed.faults.world.example/",
        "No authority made its certificate.",
    ),
];
