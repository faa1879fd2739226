//! What a message says.
//!
//! Only what everybody of the org may know, and what the catalog shows: no secrets, no private
//! notes, nobody's name. It is made in the transaction of the event and sent as it is.

use chrono::{DateTime, SecondsFormat, Utc};
use oin_domain::choice::Choice as _;
use oin_domain::ids::{IntegrationId, SubmissionId};
use oin_domain::listing::Stage as ListingStage;
use oin_domain::review::Reason;
use oin_domain::submission::Stage as SubmissionStage;
use oin_domain::verification::Stage as VerificationStage;
use oin_domain::webhook::EventKind;
use serde::Serialize;

use crate::actions::Failure;

/// The integration that a message is about.
pub(in crate::actions) struct About {
    pub(in crate::actions) id: IntegrationId,
    /// Its name in URLs; nothing before its first submission.
    pub(in crate::actions) slug: Option<String>,
    pub(in crate::actions) name: String,
    /// When something follows by itself.
    pub(in crate::actions) until: Option<DateTime<Utc>>,
}

/// What of it has changed, as it is now.
#[derive(Debug, Clone, Copy)]
pub(in crate::actions) enum Subject<'a> {
    /// A submission.
    Submission(SubmissionId, SubmissionStage, &'a [Reason]),
    /// The listing.
    Listing(ListingStage),
    /// The verification.
    Verification(VerificationStage),
}

#[derive(Serialize)]
struct Message<T> {
    r#type: &'static str,
    timestamp: String,
    data: T,
}

#[derive(Serialize)]
struct Data<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    submission: Option<SubmissionId>,
    integration: Integration<'a>,
    stage: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasons: Option<Vec<&'static str>>,
    until: Option<String>,
    url: String,
}

#[derive(Serialize)]
struct Integration<'a> {
    id: IntegrationId,
    slug: Option<&'a str>,
    name: &'a str,
}

#[derive(Serialize)]
struct Nothing {
    message: &'static str,
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A message as it is sent. `base` is the address of the installation.
pub(super) fn write(
    base: &str,
    kind: EventKind,
    about: &About,
    subject: Subject<'_>,
    at: DateTime<Utc>,
) -> Result<String, Failure> {
    let slug = about.slug.as_deref().unwrap_or_default();
    let (submission, stage, reasons, url) = match subject {
        Subject::Submission(id, stage, reasons) => (
            Some(id),
            stage.as_str(),
            Some(reasons.iter().map(|reason| reason.as_str()).collect()),
            format!("{base}/portal/submissions/{id}"),
        ),
        Subject::Listing(stage) => (None, stage.as_str(), None, format!("{base}/integrations/{slug}")),
        Subject::Verification(stage) => (
            None,
            stage.as_str(),
            None,
            format!("{base}/portal/verification/{slug}"),
        ),
    };
    let data = Data {
        submission,
        integration: Integration {
            id: about.id,
            slug: about.slug.as_deref(),
            name: &about.name,
        },
        stage,
        reasons,
        until: about.until.map(time),
        url,
    };
    json(kind, at, data)
}

/// The message of a test.
pub(super) fn write_test(at: DateTime<Utc>) -> Result<String, Failure> {
    let message = "This is a test. Nothing happened.";
    json(EventKind::Test, at, Nothing { message })
}

fn json(kind: EventKind, at: DateTime<Utc>, data: impl Serialize) -> Result<String, Failure> {
    let message = Message {
        r#type: kind.as_str(),
        timestamp: time(at),
        data,
    };
    serde_json::to_string(&message).map_err(|error| Failure::Broken(error.into()))
}
