//! Who signs in, and what the provider does wrong.

use oin_domain::choices;

/// Somebody who has an account at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their lasting name at the provider.
    pub subject: String,
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub mail: String,
    /// Whether the provider says that the address is theirs.
    pub verified: bool,
}

/// Subject, name and address of the people who are on the form.
pub const PEOPLE: &[(&str, &str, &str)] = &[
    ("w-1001", "Ada Quill", "ada@quillwharf.example"),
    ("w-1002", "Bram Fern", "bram@fernhollow.example"),
    ("w-1003", "Chidi Zebra", "chidi@zebrafern.example"),
    ("w-1004", "Dora Thistle", "dora@thistlegate.example"),
];

impl Person {
    /// One of those who are on the form.
    pub(super) fn known(subject: &str) -> Option<Self> {
        let found = PEOPLE.iter().find(|(known, _, _)| *known == subject);
        found.map(|(subject, name, mail)| Self {
            subject: (*subject).to_owned(),
            name: (*name).to_owned(),
            mail: (*mail).to_owned(),
            verified: true,
        })
    }

    /// Somebody else. The same address is the same person every time.
    pub(super) fn other(name: &str, mail: &str, verified: bool) -> Option<Self> {
        let mail = mail.trim();
        let (local, domain) = mail.rsplit_once('@')?;
        if local.is_empty() || domain.is_empty() || mail.len() > 254 {
            return None;
        }
        let name = name.trim();
        Some(Self {
            subject: format!("w-{}", mail.to_ascii_lowercase()),
            name: if name.is_empty() { local } else { name }.to_owned(),
            mail: mail.to_owned(),
            verified,
        })
    }
}

choices! {
    /// A rule that the provider breaks on demand. Whoever signs people in must notice each.
    Fault as "fault" {
        /// None.
        None = "none", "Nothing: it keeps all rules";
        /// `email_verified` is false.
        Unverified = "unverified", "says that the address is not verified";
        /// The address is left out.
        NoMail = "no_mail", "leaves the address out";
        /// The callback carries another state.
        WrongState = "wrong_state", "sends another state back";
        /// The callback names another issuer (RFC 9207).
        OtherProvider = "other_provider", "names another issuer in the callback";
        /// The code was redeemed before.
        UsedCode = "used_code", "hands out a code that was used before";
        /// The token endpoint is out of order.
        Down = "down", "answers 503 to the code";
        /// The ID token carries another nonce.
        WrongNonce = "wrong_nonce", "puts another nonce into the token";
        /// The ID token is another issuer's.
        WrongIssuer = "wrong_issuer", "puts another issuer into the token";
        /// The ID token is for another client.
        WrongAudience = "wrong_audience", "makes the token for another client";
        /// The ID token has expired.
        Expired = "expired", "hands out a token that has expired";
        /// The ID token is signed by a key that is not published.
        WrongKey = "wrong_key", "signs with a key that is not published";
        /// The ID token is not signed (`alg` none).
        Unsigned = "unsigned", "does not sign the token";
        /// Userinfo is about another subject.
        OtherPerson = "other_person", "tells of another person at userinfo";
    }
}
