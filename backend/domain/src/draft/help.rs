//! One line of help for every field, and where its value is found.

use super::Field;

/// Help for a field: what it is for, and where people find its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Help {
    /// What it is for, in a sentence.
    pub text: &'static str,
    /// Where its value is found; empty when that needs no words.
    pub find: &'static str,
}

const fn help(text: &'static str) -> Help {
    Help { text, find: "" }
}

const fn found(text: &'static str, find: &'static str) -> Help {
    Help { text, find }
}

impl Field {
    /// What the field is for and where its value is found.
    pub fn help(&self) -> Help {
        general(self.shape)
            .or_else(|| saml(self.shape))
            .or_else(|| claims(self.shape))
            .or_else(|| other_kinds(self.shape))
            .or_else(|| variables(self.shape))
            .or_else(|| provisioning(self.shape))
            .or_else(|| testing(self.shape))
            .or_else(|| people(self.shape))
            .unwrap_or(help(""))
    }
}

fn general(shape: &str) -> Option<Help> {
    Some(match shape {
        "name" => help("The product's name as your customers know it, without words such as “SSO” or “app”."),
        "vendor" => help("The company that makes it. Your org's name when this is empty."),
        "summary" => help("One sentence for search results: what the product does."),
        "description" => {
            help("Plain text with line breaks. What it does, for whom, and what the integration adds.")
        }
        "categories.#" => help("One to three. People filter the catalog by them."),
        "labels.#" => help("Up to five short words that help people find it."),
        "aliases.#" => {
            help("Other names that people search for: a former name, an abbreviation. At most ten.")
        }
        "website" => help("The product's own page, https only."),
        "logo" => help("PNG, JPEG, WebP or SVG, at most 1 MB. We make the sizes we need."),
        "icon" => help("Kept from the published listing."),
        "screenshots.#.file" => {
            help("PNG, JPEG or WebP, at most 5 MB each, at most six. We make the sizes we need.")
        }
        "screenshots.#.caption" => help("What a person who cannot see the picture should know."),
        "visibility.kind" => help("A private integration is never shown in the catalog or the public API."),
        "visibility.orgs.#" => found(
            "The id of an org that may see it.",
            "Ask the customer's admin: it stands on their org page.",
        ),
        "deployment" => help("On-premises: the customer's own host becomes a tenant variable."),
        "documentation" => help("Your own set-up instructions, if there are any. The guide links to them."),
        _ => return None,
    })
}

fn saml(shape: &str) -> Option<Help> {
    let field = shape.strip_prefix("connections.#.")?;
    Some(match field {
        "type" => help("Which protocol the app speaks for this way of signing on."),
        "acs.#.index" => help("The index from your metadata, 0 to 65535. The first URL is the default."),
        "acs.#.url" => found(
            "Where we post the SAML response.",
            "In the app's metadata: AssertionConsumerService, Location. In its console it is often called ACS URL, reply URL or single sign-on URL.",
        ),
        "audience" => found(
            "The name by which the app knows itself. It must match to the letter.",
            "In the app's metadata: entityID. In its console it is often called SP entity ID or audience URI.",
        ),
        "recipient" => help("Only when it differs from the ACS URL."),
        "destination" => help("Only when it differs from the ACS URL."),
        "name_id.format" => found(
            "How the NameID says who signs in.",
            "In the app's metadata: NameIDFormat. Choose “unspecified” when the app does not care.",
        ),
        "name_id.source" => help("For example user.login or user.email: what your app matches accounts by."),
        "signing" => help("We sign with RSA-SHA256. Sign both unless your library refuses that."),
        "encryption.kind" => {
            help("TLS protects the message already; encrypt when a rule of yours asks for it.")
        }
        "encryption.certificate" => found(
            "PEM, or the base64 in it.",
            "In the app's metadata: KeyDescriptor with use “encryption”.",
        ),
        "relay_state" => help("Where people land after an IdP-initiated sign-on, as your app writes it."),
        "flows.kind" => {
            help("IdP-initiated: from the home with chiclets. SP-initiated: from the app's own page.")
        }
        "flows.start_url" => help("Needed when the app may start: the page where people begin."),
        "flows.how_to" => {
            help("What a person clicks and types there, step by step. It becomes part of the guide.")
        }
        "force_authn" => {
            help("The session at the identity provider does not count; people prove themselves again.")
        }
        "authn_context" => help(
            "Only when your app refuses others, for example urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport.",
        ),
        "requests.kind" => found(
            "Whether the app signs its AuthnRequests.",
            "In the app's metadata: AuthnRequestsSigned.",
        ),
        "requests.certificate" => found(
            "PEM, or the base64 in it.",
            "In the app's metadata: KeyDescriptor with use “signing”.",
        ),
        "logout.kind" => help("Whether signing out of the app ends the session at the identity provider."),
        "logout.url" => found(
            "Where we send logout messages.",
            "In the app's metadata: SingleLogoutService, Location.",
        ),
        "logout.binding" => help("How the message travels: in the address or in a form."),
        "logout.issuer" => help("Usually the entity ID."),
        "logout.certificate" => {
            help("Logout messages are always signed; this is the certificate that proves yours.")
        }
        "jit" => help("A person without an account gets one when they first sign on."),
        "cut_over.kind" => help("What happens to password sign-in once single sign-on is on."),
        "cut_over.back_door" => {
            help("Where an admin gets in when single sign-on fails. Needed when passwords stop working.")
        }
        _ => return None,
    })
}

fn claims(shape: &str) -> Option<Help> {
    let field = shape.strip_prefix("connections.#.")?;
    Some(match field {
        "attributes.#.name" => help("The name to the letter, as the app reads it."),
        "attributes.#.format" => help("Leave it as it is unless your app asks for a URI or basic name."),
        "attributes.#.source" => {
            help("user.firstName, user.lastName, user.email, user.login; others lead to the template lane.")
        }
        "attributes.#.required" => help("The guide warns admins whose people lack it."),
        "groups.name" => help("The attribute in which your app reads groups."),
        "groups.filter" => help("Which of a customer's groups are sent."),
        "groups.value" => help("The text that the filter compares with."),
        _ => return None,
    })
}

fn other_kinds(shape: &str) -> Option<Help> {
    let field = shape.strip_prefix("connections.#.")?;
    Some(match field {
        "redirect_uris.#" => found(
            "Compared to the letter, so write it as the app sends it.",
            "In the client metadata: redirect_uris.",
        ),
        "initiate_login_uri" => help("Where a click on the chiclet leads: the app then starts the sign-on."),
        "post_logout_uris.#" => help("Where people may be sent after signing out."),
        "scopes.#" => help("openid is always needed."),
        "client_auth" => {
            help("How the app proves itself at the token endpoint. PKCE with S256 is always on.")
        }
        "jwks_uri" => help("Needed for private_key_jwt: where your public keys are."),
        "login_url" => help("The page with the login form. We can analyse it and fill in the rest."),
        "user_name" => found(
            "A CSS selector, for example #email.",
            "Open the login page, right-click the field, Inspect; take its id or name.",
        ),
        "password" => help("A CSS selector, for example input[name=\"password\"]."),
        "button" => help("A CSS selector of the button that sends the form."),
        "credentials" => help("Each person, an admin for each person, or one shared account."),
        "extra.#.label" => help("What people read on the login page."),
        "extra.#.selector" => help("A CSS selector of the field."),
        "extra.#.value.kind" => help("The same for all, one a customer, or one a person."),
        "extra.#.value.text" => help("Only for a value that is the same for everybody."),
        "extra.#.value.variable" => help("The name of a tenant variable, declared in the next step."),
        "extra.#.value.secret" => help("It is then sealed like a password and never shown."),
        "success_url" => help("A part of the address that only signed-in people reach."),
        "realm" => found(
            "The app's own name in WS-Federation.",
            "In the app's federation metadata: entityID; in its console: realm or wtrealm.",
        ),
        "reply_url" => found(
            "Where we post the token.",
            "In the app's federation metadata: PassiveRequestorEndpoint.",
        ),
        "start_url" => help("The page of the app where people begin. Without one there is no chiclet."),
        "url" => help("Where the chiclet leads. Nothing is sent along."),
        "method" => help("For example “delegated authentication” or the name of your own protocol."),
        "description" => help("How it works and what a customer sets up. A reviewer reads this."),
        "steps.#.text" => help("What the customer's admin does in your console, one step."),
        "steps.#.place" => help("The path to the page: Settings > Security > Single sign-on."),
        "steps.#.screenshot" => help("A picture of that page: PNG, JPEG or WebP, at most 5 MB."),
        _ => return None,
    })
}

fn variables(shape: &str) -> Option<Help> {
    Some(match shape.strip_prefix("variables.#.")? {
        "name" => help("Small letters, digits and underscores: subdomain. Used as ${subdomain}."),
        "label" => help("What the customer's admin reads above the field."),
        "kind" => help("It decides what is accepted: a host, an https URL, one of a list."),
        "choices.#" => help("A value that may be chosen. Only for one of a list."),
        "help" => help("Where the customer's admin finds the value in your product."),
        "example" => help("Used for the preview of every URL."),
        "default" => help("Used when the customer leaves the field empty."),
        "pattern" => help("The whole value must match, for example [a-z0-9-]+."),
        _ => return None,
    })
}

fn provisioning(shape: &str) -> Option<Help> {
    Some(match shape {
        "provisioning.automated" => help("Accounts follow the customer's directory without anybody typing."),
        "provisioning.operations.#" => help("What your product's interface can do today."),
        "scim.base_url" => found(
            "The address before /Users.",
            "Your API's documentation; it often ends in /scim/v2.",
        ),
        "scim.auth.kind" => help("HTTP Basic is refused: it would put a password into every request."),
        "scim.auth.name" => help("Only for a token in a header of your own, for example X-Api-Key."),
        "scim.auth.authorize_url" => help("Only for the OAuth 2 authorization code grant."),
        "scim.auth.token_url" => help("Only for OAuth 2."),
        "scim.auth.scope" => help("Only for OAuth 2, when your server asks for one."),
        "scim.objects.#" => help("What lies behind the interface."),
        "scim.features.#" => help("What the interface supports beside the operations."),
        "scim.token" => {
            help("For the conformance runs against your sandbox. It is sealed and never shown again.")
        }
        _ => return None,
    })
}

fn testing(shape: &str) -> Option<Help> {
    Some(match shape.strip_prefix("testing.")? {
        "sandbox.trusts_test_idp" => help("The sandbox accepts what our test identity provider signs."),
        "sandbox.values.*" => help("What the sandbox has for this tenant variable."),
        "signed_in.kind" => help("By what a test knows that it is in."),
        "signed_in.value" => {
            help("A part of the address, or a CSS selector, that only a signed-in page has.")
        }
        "rejected.kind" => help("By what a test knows that it was refused."),
        "rejected.value" => help("A part of the address, or a CSS selector, that only a refusal has."),
        "logins.#.url" => help("The sandbox's own sign-in page."),
        "logins.#.user_name" => help("An account that reviewers and nightly tests may use."),
        "logins.#.password" => {
            help("Sealed at once; shown to nobody but the reviewer who tests, and that is logged.")
        }
        "logins.#.totp_seed" => help("Only when the account asks for codes of an authenticator app."),
        "logins.#.role" => help("What the account may do: member, administrator."),
        "logins.#.expires" => help("Empty when it does not expire, which Verified asks for."),
        "logins.#.subject" => help("By what the app knows the account when it signs on through us."),
        "instructions" => help("What a reviewer should do and see. Mention everything that is unusual."),
        _ => return None,
    })
}

fn people(shape: &str) -> Option<Help> {
    if let Some(rest) = shape.strip_prefix("contacts.") {
        return Some(match rest.split_once('.')?.1 {
            "name" => help("A person or a team. One person may be all three contacts."),
            "mail" => help("We mail a link there; opening it confirms the address."),
            "phone" => help("With the country's code."),
            "note" => help("For example: weekdays 9 to 17 UTC, urgent matters by phone."),
            _ => return None,
        });
    }
    Some(match shape {
        "support.url" => help("Where your customers get help. Shown in the catalog."),
        "attestation.authorised" => help("You act for the company that makes the product."),
        "attestation.accurate" => help("You tried the settings yourself."),
        "attestation.policy" => help("It is at /guide/reviewing."),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::draft::FIELDS;

    #[test]
    fn every_field_has_a_line_of_help() {
        for field in FIELDS {
            let help = field.help();
            let lines = [help.text, help.find];
            assert!(!help.text.is_empty(), "{} has no help", field.shape);
            assert!(
                lines.iter().all(|line| line.is_empty() || line.ends_with('.')),
                "{}",
                field.shape
            );
        }
    }
}
