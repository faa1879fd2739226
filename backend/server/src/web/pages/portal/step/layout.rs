//! Where fields stand on their page: under which heading, folded away or not, and on which other
//! field they hang.

use oin_domain::draft::Step;

/// A heading of a step, with the fields under it by the beginnings of their shapes.
pub(super) struct Heading {
    /// What people read.
    pub title: &'static str,
    /// What the part is about, in a sentence.
    pub about: &'static str,
    /// Whether it is folded away while nothing in it is used.
    pub folded: bool,
    /// The beginnings of the shapes under it; below a connection without `connections.#.`.
    pub shapes: &'static [&'static str],
}

const fn heading(title: &'static str, about: &'static str, shapes: &'static [&'static str]) -> Heading {
    Heading {
        title,
        about,
        folded: false,
        shapes,
    }
}

const fn folded(title: &'static str, about: &'static str, shapes: &'static [&'static str]) -> Heading {
    Heading {
        title,
        about,
        folded: true,
        shapes,
    }
}

/// The headings of a step, in order. Every field of the step stands under one of them.
pub(super) fn headings(step: Step) -> &'static [Heading] {
    match step {
        Step::General => {
            const {
                &[
                    heading(
                        "What it is",
                        "",
                        &[
                            "name",
                            "vendor",
                            "summary",
                            "description",
                            "categories",
                            "website",
                        ],
                    ),
                    heading("Pictures", "", &["logo", "icon", "screenshots"]),
                    folded(
                        "How people find it",
                        "Optional.",
                        &["labels", "aliases", "documentation"],
                    ),
                    heading("Who and where", "", &["visibility", "deployment"]),
                ]
            }
        }
        Step::SignOn => &[],
        Step::Variables => {
            const {
                &[heading(
                    "What each customer fills in",
                    "Declare one for everything in your URLs that differs between customers, and write it there as ${name}. At most eight. Leave this empty when every customer has the same addresses.",
                    &["variables"],
                )]
            }
        }
        Step::Provisioning => {
            const {
                &[
                    heading(
                        "What your product can do",
                        "Optional. Tick only what works today.",
                        &["provisioning"],
                    ),
                    heading(
                        "SCIM interface",
                        "Only when your product has one. The conformance runs prove it.",
                        &["scim"],
                    ),
                ]
            }
        }
        Step::Sandbox => {
            const {
                &[
                    heading("Sandbox", "", &["testing.sandbox"]),
                    heading(
                        "What a test looks for",
                        "With both markers the sign-on tests run without a person.",
                        &["testing.signed_in", "testing.rejected"],
                    ),
                ]
            }
        }
        Step::People => {
            const {
                &[
                    heading(
                        "Test logins",
                        "One to be reviewed, two separate ones that do not expire for Verified, none for a bookmark.",
                        &["testing.logins", "testing.instructions"],
                    ),
                    heading(
                        "Contacts",
                        "Support, technical and business contact. They may be one person.",
                        &["contacts"],
                    ),
                    heading("Help for your customers", "", &["support"]),
                ]
            }
        }
        Step::Submit => const { &[heading("Attestations", "", &["attestation"])] },
    }
}

/// The headings within a connection.
pub(super) const CONNECTION: &[Heading] = &[
    heading(
        "",
        "",
        &[
            "acs",
            "audience",
            "name_id",
            "flows",
            "redirect_uris",
            "initiate_login_uri",
            "scopes",
            "client_auth",
            "jwks_uri",
            "login_url",
            "user_name",
            "password",
            "button",
            "credentials",
            "realm",
            "reply_url",
            "start_url",
            "url",
            "method",
            "description",
        ],
    ),
    heading(
        "Attributes and groups",
        "What the app learns about a person.",
        &["attributes", "groups"],
    ),
    folded(
        "Fields beside user name and password",
        "A company code, a PIN.",
        &["extra"],
    ),
    folded(
        "Signing and encryption",
        "",
        &[
            "signing",
            "encryption",
            "requests",
            "force_authn",
            "authn_context",
        ],
    ),
    folded("Logout", "", &["logout", "post_logout_uris"]),
    folded(
        "Behaviour",
        "",
        &[
            "relay_state",
            "recipient",
            "destination",
            "jit",
            "cut_over",
            "success_url",
        ],
    ),
    folded(
        "Steps in your console",
        "What a customer's admin does at your side. They become part of the guide.",
        &["steps"],
    ),
];

impl Heading {
    /// Whether a shape stands under it.
    pub(super) fn holds(&self, shape: &str) -> bool {
        self.shapes.iter().any(|start| {
            shape
                .strip_prefix(start)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }
}

/// Fields that only count when another one has a certain value: the end of their path, the other
/// field beside them, its values.
const WHEN: [(&str, &str, &str); 20] = [
    ("encryption.certificate", "kind", "aes_gcm"),
    ("requests.certificate", "kind", "signed"),
    ("logout.url", "kind", "saml"),
    ("logout.binding", "kind", "saml"),
    ("logout.issuer", "kind", "saml"),
    ("logout.certificate", "kind", "saml"),
    ("flows.start_url", "kind", "sp both"),
    ("flows.how_to", "kind", "sp both"),
    ("cut_over.back_door", "kind", "sso_only"),
    ("value.text", "kind", "fixed"),
    ("value.variable", "kind", "per_tenant"),
    ("value.secret", "kind", "per_tenant per_user"),
    ("auth.name", "kind", "header"),
    ("auth.authorize_url", "kind", "authorization_code"),
    ("auth.token_url", "kind", "client_credentials authorization_code"),
    ("auth.scope", "kind", "client_credentials authorization_code"),
    ("signed_in.value", "kind", "url selector"),
    ("rejected.value", "kind", "url selector"),
    ("jwks_uri", "client_auth", "private_key_jwt"),
    ("groups.value", "filter", "starts_with equals contains regex"),
];

/// On which other field the one at `path` hangs, and on which of its values: `path=value value`;
/// empty for most. Scripts hide what does not count; without scripts everything is there.
pub(super) fn when(path: &str) -> String {
    let found = WHEN
        .iter()
        .find(|(end, ..)| path.strip_suffix(end).is_some_and(|start| start.ends_with('.')));
    let Some((_, other, values)) = found else {
        return String::new();
    };
    let beside = path.rsplit_once('.').map_or("", |(above, _)| above);
    format!("{beside}.{other}={values}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use oin_domain::draft::{FIELDS, Step};

    #[test]
    fn every_field_stands_under_one_heading() {
        for field in FIELDS {
            let (headings, shape) = match field.shape.strip_prefix("connections.#.") {
                Some("type") => continue,
                Some(shape) => (CONNECTION, shape),
                None => (headings(field.step), field.shape),
            };
            let count = headings.iter().filter(|heading| heading.holds(shape)).count();
            assert_eq!(count, 1, "{}", field.shape);
        }
        assert!(headings(Step::SignOn).is_empty());
    }

    #[test]
    fn what_hangs_on_another_field_names_it() {
        assert_eq!(
            when("connections.2.flows.start_url"),
            "connections.2.flows.kind=sp both"
        );
        assert_eq!(
            when("connections.0.jwks_uri"),
            "connections.0.client_auth=private_key_jwt"
        );
        assert_eq!(when("connections.0.start_url"), "");
        for (end, other, _) in WHEN {
            let shape = FIELDS
                .iter()
                .find(|field| field.shape.ends_with(&format!(".{end}")));
            let above = shape.map(|field| field.shape.strip_suffix(end).unwrap().to_owned());
            let group = end
                .rsplit_once('.')
                .map_or(String::new(), |(group, _)| format!("{group}."));
            let wanted = above.map(|above| format!("{above}{group}{other}"));
            assert!(
                FIELDS.iter().any(|field| Some(field.shape.to_owned()) == wanted),
                "{end}"
            );
        }
    }
}
