//! Every address that is written anywhere. Slugs need no escaping: their type
//! allows letters, digits and hyphens only.

use oin_domain::ids::WebhookId;

/// The page of an integration.
pub fn listing(slug: &str) -> String {
    format!("/integrations/{slug}")
}

/// The setup guide of an integration.
pub fn guide(slug: &str) -> String {
    format!("/integrations/{slug}/guide")
}

/// An integration's logo.
pub fn logo(slug: &str) -> String {
    format!("/logos/{slug}.svg")
}

/// An integration's badge.
pub fn badge(slug: &str) -> String {
    format!("/badge/{slug}.svg")
}

/// The page of a collection.
pub fn collection(slug: &str) -> String {
    format!("/collections/{slug}")
}

/// An explaining page.
pub fn explaining(slug: &str) -> String {
    format!("/guide/{slug}")
}

/// An integration in the API.
pub fn api_listing(slug: &str) -> String {
    format!("/api/v1/integrations/{slug}")
}

/// An integration's guide in the API.
pub fn api_guide(slug: &str) -> String {
    format!("/api/v1/integrations/{slug}/guide")
}

/// An integration's settings schema in the API.
pub fn api_schema(slug: &str) -> String {
    format!("/api/v1/integrations/{slug}/settings-schema")
}

/// A submission at the portal.
pub fn submission(id: oin_domain::ids::SubmissionId) -> String {
    format!("/portal/submissions/{id}")
}

/// The way to a provider to sign in at; its id needs no escaping.
pub fn sign_in_with(provider: &str) -> String {
    format!("/sign-in/with/{provider}")
}

/// The way to a provider to link an account there.
pub fn link_with(provider: &str) -> String {
    format!("/account/identities/with/{provider}")
}

/// A submission at the reviewers' desk.
pub fn review(id: oin_domain::ids::SubmissionId) -> String {
    format!("/review/submissions/{id}")
}

/// The picture of a reviewer's run in one size.
pub fn run_picture(id: oin_domain::ids::EvidenceId, form: oin_domain::integration::PictureForm) -> String {
    format!("{REVIEW}/runs/{id}/{form}")
}

/// The reviewers' queue.
pub const REVIEW: &str = "/review";

/// Where a view of the queue is removed.
pub fn remove_view(id: uuid::Uuid) -> String {
    format!("/review/views/{id}/remove")
}
/// The appeals that wait to be heard.
pub const APPEALS: &str = "/review/appeals";
/// What an integration still needs for the second tier, for its org.
pub fn portal_verification(slug: &str) -> String {
    format!("/portal/verification/{slug}")
}

/// A wish for automated provisioning.
pub fn wish(id: oin_domain::ids::ProvisioningRequestId) -> String {
    format!("/request/{id}")
}

/// An integration at the verification desk.
pub fn review_verification(slug: &str) -> String {
    format!("/review/verification/{slug}")
}

/// Where people report a problem with an integration.
pub fn report(slug: &str) -> String {
    format!("/integrations/{slug}/report")
}

/// A listing for the orgs that may see it.
pub fn private_listing(slug: &str) -> String {
    format!("/portal/listings/{slug}")
}

/// An integration's life, for staff.
pub fn admin_listing(slug: &str) -> String {
    format!("/admin/listings/{slug}")
}

/// Reported problems, for staff.
pub const REPORTS: &str = "/review/reports";
/// An org's claims.
pub const CLAIMS: &str = "/portal/claims";
/// Claims that staff decide on.
pub const ADMIN_CLAIMS: &str = "/admin/claims";
/// How long reviews take.
pub const REVIEW_TIMES: &str = "/review-times";
/// The search page.
pub const INTEGRATIONS: &str = "/integrations";
/// The search call.
pub const API_INTEGRATIONS: &str = "/api/v1/integrations";
/// Signing in.
pub const SIGN_IN: &str = "/sign-in";
/// Signing up.
pub const SIGN_UP: &str = "/sign-up";
/// Proving the second factor again.
pub const STEP_UP: &str = "/account/prove";
/// Finishing a sign-in with the second factor.
pub const FINISH_SIGN_IN: &str = "/sign-in/second-factor";
/// A person's own account.
pub const ACCOUNT: &str = "/account";
/// Adding a second factor.
pub const SECOND_FACTOR: &str = "/account/second-factor";
/// The tokens that staff made for themselves.
pub const STAFF_TOKENS: &str = "/account/tokens";
/// The accounts at providers that a person signs in with.
pub const IDENTITIES: &str = "/account/identities";
/// Asks for the company of somebody whom a provider vouches for.
pub const SIGN_UP_COMPANY: &str = "/sign-up/company";
/// What needs an ISV's attention.
pub const PORTAL: &str = "/portal";
/// An org: its name, its members.
pub const ORG: &str = "/portal/org";
/// Making a further org.
pub const NEW_ORG: &str = "/portal/org/new";
/// The same for whoever was led there, as the portal needs an org.
pub const FIRST_ORG: &str = "/portal/org/new?first=true";
/// API tokens.
pub const TOKENS: &str = "/portal/tokens";

/// The org's webhooks.
pub const WEBHOOKS: &str = "/portal/webhooks";

/// A webhook of the org's.
pub fn webhook(id: WebhookId) -> String {
    format!("{WEBHOOKS}/{id}")
}
/// The org's domains.
pub const DOMAINS: &str = "/portal/org/domains";
/// Integrations that the org gives away.
pub const TRANSFERS: &str = "/portal/org/transfers";
/// Taking an integration over.
pub const TRANSFER: &str = "/transfer";
/// Orgs that ask for a longer trial.
pub const TRIALS: &str = "/admin/trials";
/// An invitation's page.
pub const INVITATION: &str = "/invitation";

/// `place`, which leads on to `next` afterwards.
pub fn with_next(place: &str, next: &str) -> String {
    let next = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
    format!("{place}?next={next}")
}

/// Where to go on after signing in: an own path, whatever was asked for (SECURITY row 59).
pub fn safe_next(asked: Option<&str>) -> &str {
    let asked = asked.unwrap_or_default();
    let plain = asked.len() <= 2_000 && !asked.contains(|c: char| c == '\\' || c.is_control());
    let own = asked.starts_with('/') && !asked.starts_with("//");
    if own && plain { asked } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_site() {
        assert_eq!(safe_next(Some("/portal?x=1#y")), "/portal?x=1#y");
        for evil in [
            "//evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "https:evil.test",
            "https://evil.test/",
            "\t//evil.test",
            "/\t/evil.test",
            "javascript:alert(1)",
            "",
            "evil",
            " /portal",
        ] {
            assert_eq!(safe_next(Some(evil)), "/", "{evil:?}");
        }
        assert_eq!(safe_next(None), "/");
    }
}
