//! The org's mail domain, test logins, contacts, sandbox and attestations.

use chrono::{NaiveDate, TimeDelta};

use super::{Context, Draft, Finding, RuleId, signs_on};
use crate::check::is_free_mail;
use crate::choice::Choice;
use crate::connection::ConnectionType;
use crate::draft::ContactRole;

/// For how long a test login must still work.
const LEAST_LEFT: TimeDelta = TimeDelta::days(90);

pub(super) fn judge(draft: &Draft, context: &Context<'_>, findings: &mut Vec<Finding>) {
    if !context.mail_domains.iter().any(|domain| !is_free_mail(domain)) {
        let message = match context.mail_domains.first() {
            Some(domain) => {
                format!("Anybody can have an address at {domain}; drafts are fine, submissions are not.")
            }
            None => "No mail domain of the org is confirmed.".to_owned(),
        };
        findings.push(Finding::new(RuleId::PersonalMail, "", message));
    }
    if signs_on(draft) {
        logins(draft, context, findings);
    }
    contacts(draft, context, findings);
    if federates(draft) {
        sandbox(draft, findings);
    }
    for name in ["authorised", "accurate", "policy"] {
        let path = format!("attestation.{name}");
        if !draft.flag(&path) {
            let message = "This statement is not ticked.";
            findings.push(Finding::new(RuleId::NotAttested, path, message));
        }
    }
}

fn logins(draft: &Draft, context: &Context<'_>, findings: &mut Vec<Finding>) {
    let places = draft.places("testing.logins");
    if places.is_empty() {
        let message = "Reviewers cannot sign in.";
        findings.push(Finding::new(RuleId::NoTestLogin, "testing.logins", message));
    }
    for place in places {
        let at = format!("testing.logins.{place}");
        let password = format!("{at}.password");
        if !context.sealed.contains(&password) {
            let message = "The test login has no password.";
            findings.push(Finding::new(RuleId::NoTestLogin, password, message));
        }
        let expires = format!("{at}.expires");
        if let Some(day) = draft
            .text(&expires)
            .and_then(|text| text.parse::<NaiveDate>().ok())
        {
            let left = day - context.now.date_naive();
            if left < TimeDelta::zero() {
                let message = format!("The test login worked until {day} only.");
                findings.push(Finding::new(RuleId::NoTestLogin, expires, message));
            } else if left < LEAST_LEFT {
                let message = format!("It works until {day} only.");
                findings.push(Finding::new(RuleId::TestLoginExpires, expires, message));
            }
        }
    }
}

fn contacts(draft: &Draft, context: &Context<'_>, findings: &mut Vec<Finding>) {
    for role in ContactRole::ALL {
        let path = format!("contacts.{role}.mail");
        if let Some(mail) = draft.text(&path)
            && !context.confirmed.contains(&mail.to_lowercase())
        {
            let message = format!("{mail} has not opened the link in our mail yet.");
            findings.push(Finding::new(RuleId::ContactUnconfirmed, path, message));
        }
    }
}

fn federates(draft: &Draft) -> bool {
    draft.places("connections").into_iter().any(|place| {
        let kind = draft.text(&format!("connections.{place}.type"));
        matches!(
            kind.and_then(ConnectionType::parse),
            Some(ConnectionType::Saml | ConnectionType::Oidc | ConnectionType::WsFed)
        )
    })
}

fn sandbox(draft: &Draft, findings: &mut Vec<Finding>) {
    let trusts = "testing.sandbox.trusts_test_idp";
    if !draft.flag(trusts) {
        let message = "Flows cannot be tested before a sandbox trusts your test identity provider.";
        findings.push(Finding::new(RuleId::NoSandbox, trusts, message));
    }
    for marker in ["testing.signed_in.value", "testing.rejected.value"] {
        if draft.text(marker).is_none() {
            let message = "Without it, a test run cannot tell how a sign-on ended.";
            findings.push(Finding::new(RuleId::NoMarker, marker, message));
        }
    }
}
