//! One letter of each kind and turn, for tests and for the page that shows them all.

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::ids::{ProvisioningRequestId, SubmissionId, WebhookId};
use oin_domain::review::Reason;

use super::about::Claimed;
use super::{About, Letter, Point, SecretLink};
use crate::actions::reasons::Words;

/// Every letter, with everything that may stand in it.
pub fn all() -> Vec<Letter> {
    let mut letters = accounts();
    letters.extend(orgs());
    letters.extend(submissions());
    letters.extend(review());
    letters.extend(verification());
    letters.extend(listings());
    letters
}

fn accounts() -> Vec<Letter> {
    let (at, until) = (day(0), day(1));
    vec![
        Letter::ConfirmAddress { link: link(), until },
        Letter::AlreadyHasAccount {},
        Letter::ResetPassword { link: link(), until },
        Letter::ChangeMail { link: link(), until },
        Letter::PasswordChanged { at },
        Letter::MailChanged {
            new_mail: "ada@new.example".to_owned(),
            at,
        },
        Letter::FactorChanged {
            factor: "a passkey".to_owned(),
            added: true,
            at,
        },
        Letter::FactorChanged {
            factor: "the authenticator app".to_owned(),
            added: false,
            at,
        },
        Letter::AccountChanged {
            what: "You have the role “Reviewer” among the network's staff.".to_owned(),
            next: "You were signed out everywhere. Sign in again to go on.".to_owned(),
            reason: None,
            at,
        },
        Letter::AccountChanged {
            what: "Your account was disabled by the network's staff.".to_owned(),
            next: "You are signed out everywhere and your API tokens have ended.".to_owned(),
            reason: Some("Three submissions of other people's products.".to_owned()),
            at,
        },
        Letter::SignInChanged {
            provider: "Acme ID".to_owned(),
            added: true,
            at,
        },
        Letter::SignInChanged {
            provider: "Acme ID".to_owned(),
            added: false,
            at,
        },
        Letter::NewDeviceSignIn {
            device: "Firefox on Linux".to_owned(),
            at,
        },
    ]
}

fn orgs() -> Vec<Letter> {
    let until = day(7);
    let org = || "Acme".to_owned();
    let (from_org, to_org) = (|| "Acme".to_owned(), || "Initech".to_owned());
    let ended = |accepted| Letter::TransferEnded {
        integration: "Roadrunner".to_owned(),
        from_org: from_org(),
        to_org: to_org(),
        accepted,
    };
    vec![
        Letter::Invitation {
            org: org(),
            inviter: "Ada Lovelace".to_owned(),
            role: "an editor".to_owned(),
            link: link(),
            until,
        },
        Letter::TransferOffered {
            integration: "Roadrunner".to_owned(),
            from_org: from_org(),
            link: link(),
            until,
        },
        ended(true),
        ended(false),
        Letter::ContactConfirm {
            org: org(),
            contact: "support and technical contact".to_owned(),
            link: link(),
            until: day(30),
        },
        Letter::TrialExtensionAsked {
            org: org(),
            asker: "Ada Lovelace".to_owned(),
            reason: Some("Our sandbox was late.".to_owned()),
            ends_at: until,
        },
        Letter::TrialDecided {
            org: org(),
            granted: true,
            ends_at: day(30),
            message: Some("Good luck with the sandbox.".to_owned()),
        },
        Letter::TrialDecided {
            org: org(),
            granted: false,
            ends_at: until,
            message: None,
        },
        Letter::SecretRevealed {
            about: about(),
            secret: "the password of test login 1".to_owned(),
            reviewer: "Rita Reviewer".to_owned(),
            reason: "Testing the SP-initiated flow.".to_owned(),
            at: day(0),
        },
        Letter::WebhookDisabled {
            webhook: WebhookId(uuid::Uuid::from_u128(0x0193_5e6c_0000_7000_8000_0000_0000_0009)),
            host: "hooks.acme.example".to_owned(),
            gone: true,
        },
        Letter::WebhookDisabled {
            webhook: WebhookId(uuid::Uuid::from_u128(0x0193_5e6c_0000_7000_8000_0000_0000_0009)),
            host: "hooks.acme.example".to_owned(),
            gone: false,
        },
    ]
}

fn submissions() -> Vec<Letter> {
    vec![
        Letter::SubmissionReceived {
            about: about(),
            by: "Ada Lovelace".to_owned(),
        },
        Letter::NeedsFixes {
            about: about(),
            points: points(),
            until: day(90),
        },
        Letter::Queued {
            about: about(),
            lane: "wizard lane".to_owned(),
            due: day(3),
        },
        Letter::SubmissionWithdrawn {
            about: about(),
            by: "Ada Lovelace".to_owned(),
        },
        Letter::ErroredStaff {
            about: about(),
            tries: 3,
            problem: "The database did not answer.".to_owned(),
        },
        Letter::Reminder {
            about: about(),
            waits_for: "Our reviewers wait for your answer.".to_owned(),
            then: "the submission is closed".to_owned(),
            until: day(16),
        },
        Letter::ClosedNoReply {
            about: about(),
            reopen_until: day(90),
        },
        Letter::Approved {
            about: about(),
            waits_for_release: true,
        },
        Letter::Approved {
            about: about(),
            waits_for_release: false,
        },
        Letter::Published {
            about: about(),
            slug: "roadrunner".to_owned(),
        },
    ]
}

fn review() -> Vec<Letter> {
    vec![
        Letter::MessageFromReviewer {
            about: about(),
            message: message(),
        },
        Letter::MessageFromIsv {
            about: about(),
            by: "Ada Lovelace, Acme".to_owned(),
            message: message(),
        },
        Letter::QuestionAsked {
            about: about(),
            points: points(),
            message: Some(message()),
            until: day(30),
        },
        Letter::DiscardAnnounced {
            about: about(),
            points: vec![Words::default().of(Reason::InternalUrl).into()],
            message: None,
            until: day(7),
        },
        Letter::Discarded {
            about: about(),
            points: vec![Words::default().of(Reason::InternalUrl).into()],
            appeal_until: day(180),
        },
        Letter::Rejected {
            about: about(),
            points: points(),
            message: Some(message()),
            appeal_until: day(180),
        },
        Letter::AppealDecided {
            about: about(),
            upheld: true,
            message: Some(message()),
        },
        Letter::AppealDecided {
            about: about(),
            upheld: false,
            message: None,
        },
    ]
}

fn verification() -> Vec<Letter> {
    let request = ProvisioningRequestId(uuid::Uuid::from_u128(7));
    vec![
        Letter::ProvisioningMoved {
            request,
            says: "Provisioning of Roadrunner is planned: second quarter of 2027.".to_owned(),
            next: "ours. We write when it is begun.".to_owned(),
            message: None,
        },
        Letter::ProvisioningMoved {
            request,
            says: "Provisioning of Roadrunner was declined.".to_owned(),
            next: "nobody's. It is looked at again by itself when votes grow by half, at least by five."
                .to_owned(),
            message: Some(message()),
        },
        Letter::VerificationMoved {
            integration: "Roadrunner".to_owned(),
            slug: "roadrunner".to_owned(),
            says: "Roadrunner is Okta Verified from now on".to_owned(),
            next: "nobody's. It stays so while its tests are green.".to_owned(),
            message: None,
        },
        Letter::VerificationMoved {
            integration: "Roadrunner".to_owned(),
            slug: "roadrunner".to_owned(),
            says: "The application of Roadrunner for Okta Verified was refused".to_owned(),
            next: "yours. Mend what is named, then apply again.".to_owned(),
            message: Some(message()),
        },
        Letter::VerificationAtRisk {
            integration: "Roadrunner".to_owned(),
            slug: "roadrunner".to_owned(),
            tier: "Okta Verified".to_owned(),
            risk: "Sign-on from the app (SP-initiated): the last two runs were red.".to_owned(),
            until: day(21),
        },
    ]
}

/// About listings, reports and claims.
fn listings() -> Vec<Letter> {
    let slug = || "roadrunner".to_owned();
    let name = || "Roadrunner".to_owned();
    let claimed = || Claimed {
        integration: name(),
        slug: slug(),
        org: "Acme".to_owned(),
    };
    vec![
        Letter::ListingChanged {
            integration: name(),
            slug: slug(),
            headline: "suspension announced".to_owned(),
            what: "The network will take its listing out of the catalog.".to_owned(),
            why: Some(message()),
            todo: "Mend the cause before that day.".to_owned(),
            until: Some(day(14)),
        },
        Letter::ListingChanged {
            integration: name(),
            slug: slug(),
            headline: "back in the catalog".to_owned(),
            what: "The suspension is lifted.".to_owned(),
            why: None,
            todo: String::new(),
            until: None,
        },
        Letter::ProblemReport {
            integration: name(),
            slug: slug(),
            text: message(),
            answer: None,
        },
        Letter::ProblemReport {
            integration: name(),
            slug: slug(),
            text: message(),
            answer: Some(message()),
        },
        Letter::ClaimMade {
            claimed: claimed(),
            domain: "acme.example".to_owned(),
            until: day(14),
        },
        Letter::ClaimEnded {
            claimed: claimed(),
            ours: true,
            granted: true,
            answer: None,
        },
        Letter::ClaimEnded {
            claimed: claimed(),
            ours: false,
            granted: false,
            answer: Some(message()),
        },
    ]
}

fn about() -> About {
    About {
        submission: SubmissionId(uuid::Uuid::from_u128(0x0193_5e6c_0000_7000_8000_0000_0000_0007)),
        integration: "Roadrunner".to_owned(),
    }
}

fn link() -> SecretLink {
    SecretLink::new("https://oin.test/links/a-secret".to_owned())
}

fn points() -> Vec<Point> {
    vec![
        Point {
            field: Some("ACS URL".to_owned()),
            ..Words::default().of(Reason::AcsMismatch).into()
        },
        Point {
            what: "The text <b>is</b> shown as it was typed & not otherwise.".to_owned(),
            fix: None,
            field: None,
        },
    ]
}

fn message() -> String {
    "The sign-in page says \"unknown user\".\nWhich tenant does the test login belong to?".to_owned()
}

/// So many days after 24 November 2026, 10:00 UTC.
fn day(number: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_514_400, 0).unwrap_or_default() + TimeDelta::days(number)
}
