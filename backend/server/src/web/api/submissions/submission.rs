//! A submission as the API shows it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use oin_domain::choice::Choice as _;
use oin_domain::review::Ask;
use oin_domain::submission::{Action, Turn, WaitsFor};
use serde::Serialize;
use utoipa::ToSchema;

use super::judged::{FindingBody, JudgedBody};
use crate::actions::submissions::{CheckShown, ContactShown, PlaceShown, ReleaseShown, SecretKept, Shown};
use crate::web::api::items::time;

/// A submission: where it is, what was typed, and what the rules say of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// The id of its integration.
    #[schema(format = "uuid")]
    pub integration: String,
    /// The integration's name in URLs; null until it was first submitted.
    pub slug: Option<String>,
    /// What it is called.
    pub name: String,
    /// Where it is: `draft`, `checking`, `needs_fixes`, `queued`, …
    #[schema(example = "draft")]
    pub stage: &'static str,
    /// Whose turn it is.
    pub turn: TurnBody,
    /// What may be done now, by the token's owner.
    #[schema(example = json!(["edit", "submit", "withdraw"]))]
    pub actions: Vec<&'static str>,
    /// Whether it changes what is live already.
    pub is_update: bool,
    /// Whether a customer proposed it, without the vendor.
    pub vendor_unconfirmed: bool,
    /// The draft's revision: the number in the ETag.
    #[schema(example = 12)]
    pub revision: i32,
    /// When the draft was last saved.
    #[schema(value_type = String, format = DateTime)]
    pub saved_at: String,
    /// By whom.
    pub saved_by: String,
    /// What was typed, by path. `GET /api/v1/submissions/fields` lists all paths.
    #[schema(example = json!({"name": "Acme Shifts", "connections.0.type": "saml"}))]
    pub fields: BTreeMap<String, String>,
    /// The secrets that are stored; what they are is never told.
    pub secrets: Vec<SecretBody>,
    /// Where values came from that were imported and not changed since.
    pub imported: Vec<ImportedBody>,
    /// What the rules say, and the last look at the network.
    pub judged: JudgedBody,
    /// The contacts whose address is filled in.
    pub contacts: Vec<ContactBody>,
    /// The last look at the network; null before the first.
    pub check: Option<CheckBody>,
    /// Whether a look at the network waits or runs.
    pub check_waits: bool,
    /// What must be mended, as it was found when it was submitted.
    pub to_fix: Vec<FindingBody>,
    /// What a reviewer asked.
    pub asked: Vec<AskBody>,
    /// Its place in the queue; null while it has none.
    pub place: Option<PlaceBody>,
    /// When it was last submitted; null before the first time.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub submitted_at: Option<String>,
    /// How it will be released; null before it was submitted and once it is published or over.
    pub release: Option<ReleasePlanBody>,
    /// Its page at the portal.
    pub page: String,
}

/// How a submission will be released; `plan_release` and `publish` say so.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleasePlanBody {
    /// Whether you publish it by yourself, once it is approved.
    pub held: bool,
    /// What customers are told of a breaking change; null when nothing is said.
    pub notice: Option<String>,
    /// Up to which day the old settings work; null without a notice.
    #[schema(value_type = Option<String>, format = Date)]
    pub grace: Option<String>,
    /// What it does to customers who have installed what is live: `text`, `safe` or `breaking`;
    /// null when nothing is live.
    pub class: Option<&'static str>,
    /// For what it will wait: `switch` (for you to publish it) or `notice` (for a notice and a
    /// grace date); null when it is published by itself.
    pub waits_for: Option<&'static str>,
}

impl From<ReleaseShown> for ReleasePlanBody {
    fn from(release: ReleaseShown) -> Self {
        let (notice, grace) = release.plan.notice.unzip();
        Self {
            held: release.plan.held,
            notice: notice.map(|notice| notice.to_string()),
            grace: grace.map(|day| day.to_string()),
            class: release.class.map(|class| class.as_str()),
            waits_for: release.waits_for.map(|waits| match waits {
                WaitsFor::Switch => "switch",
                WaitsFor::Notice(_) => "notice",
            }),
        }
    }
}

/// Whose turn it is, since when, until when, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct TurnBody {
    /// `isv` (you), `staff`, `system` or `nobody`.
    #[schema(example = "isv")]
    pub who: &'static str,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: String,
    /// Until when; null when there is no date.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<String>,
    /// Why.
    pub why: &'static str,
}

/// That a secret is stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecretBody {
    /// The path of its field.
    #[schema(example = "testing.logins.0.password")]
    pub field: String,
    /// The origin that it is bound to: when the draft's address leads elsewhere, the secret goes.
    #[schema(example = "https://login.acme.example")]
    pub target: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: String,
}

/// Where an imported value came from.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedBody {
    /// The path of the field.
    pub field: String,
    /// The kind of document.
    pub source: String,
    /// Its address; null when it was sent.
    pub url: Option<String>,
    /// The line; null when it has none.
    pub line: Option<u32>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
}

/// A contact of a draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactBody {
    /// `support`, `technical` or `business`.
    #[schema(example = "support")]
    pub role: &'static str,
    /// The mail address.
    pub mail: String,
    /// Whether it has confirmed; members of the org have.
    pub confirmed: bool,
    /// When it was last asked; null when never.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub asked_at: Option<String>,
    /// Whether letters to it come back.
    pub bounces: bool,
}

/// A look at the network.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckBody {
    /// When it ended.
    #[schema(value_type = String, format = DateTime)]
    pub finished_at: String,
    /// Whether the draft is still the one that was looked at.
    pub is_current: bool,
    /// How many addresses were looked at.
    pub addresses: usize,
    /// What was found at fields that were not changed since.
    pub findings: Vec<FindingBody>,
}

/// What a reviewer asked.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskBody {
    /// The path of the field; empty for the whole.
    pub field: String,
    /// The reason's code; null for a plain question.
    pub reason: Option<&'static str>,
    /// What was asked.
    pub message: String,
}

/// A place in the queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceBody {
    /// `wizard`, `template`, `text` or `provisioning`.
    #[schema(example = "wizard")]
    pub lane: &'static str,
    /// Since when it waits.
    #[schema(value_type = String, format = DateTime)]
    pub queued_at: String,
    /// When a reviewer will have looked.
    #[schema(value_type = String, format = DateTime)]
    pub due: String,
    /// How many others of the queue are due on an earlier day; null while it is not in the queue.
    pub ahead: Option<i64>,
}

impl SubmissionBody {
    /// Shows a submission with its release; `base_url` is the installation's.
    pub fn new(shown: Shown, release: Option<ReleaseShown>, base_url: &str) -> Self {
        let fields = shown.draft.iter();
        Self {
            release: release.map(ReleasePlanBody::from),
            page: format!("{base_url}{}", crate::web::urls::submission(shown.id)),
            id: shown.id.to_string(),
            integration: shown.integration.to_string(),
            slug: shown.slug.map(|slug| slug.to_string()),
            name: shown.name,
            stage: shown.stage.as_str(),
            turn: (&shown.turn).into(),
            actions: actions(&shown.actions),
            is_update: shown.is_update,
            vendor_unconfirmed: shown.vendor_unconfirmed,
            revision: shown.revision,
            saved_at: time(shown.saved_at),
            saved_by: shown.saved_by,
            fields: fields
                .map(|(path, text)| (path.to_owned(), text.to_owned()))
                .collect(),
            secrets: shown.secrets.into_iter().map(SecretBody::from).collect(),
            imported: shown
                .origins
                .into_iter()
                .map(|(field, origin)| ImportedBody {
                    field,
                    source: origin.source,
                    url: origin.url,
                    line: origin.line,
                    at: time(origin.at),
                })
                .collect(),
            judged: shown.judged.into(),
            contacts: shown.contacts.into_iter().map(ContactBody::from).collect(),
            check: shown.check.map(CheckBody::from),
            check_waits: shown.check_waits,
            to_fix: shown.to_fix.into_iter().map(FindingBody::from).collect(),
            asked: shown.asked.into_iter().map(AskBody::from).collect(),
            place: shown.place.map(PlaceBody::from),
            submitted_at: maybe(shown.submitted_at),
        }
    }
}

/// What may be done, by the names that calls have.
pub(in crate::web::api) fn actions(actions: &[Action]) -> Vec<&'static str> {
    actions.iter().map(|action| action.as_str()).collect()
}

/// A time that may be missing.
pub(in crate::web::api) fn maybe(at: Option<DateTime<Utc>>) -> Option<String> {
    at.map(time)
}

impl From<&Turn> for TurnBody {
    fn from(turn: &Turn) -> Self {
        Self {
            who: turn.who.as_str(),
            since: time(turn.since),
            until: maybe(turn.until),
            why: turn.why,
        }
    }
}

impl From<Ask> for AskBody {
    fn from(ask: Ask) -> Self {
        Self {
            field: ask.field,
            reason: ask.reason.map(|reason| reason.as_str()),
            message: ask.message.to_string(),
        }
    }
}

impl From<SecretKept> for SecretBody {
    fn from(secret: SecretKept) -> Self {
        Self {
            field: secret.path,
            target: secret.target,
            since: time(secret.since),
        }
    }
}

impl From<ContactShown> for ContactBody {
    fn from(contact: ContactShown) -> Self {
        Self {
            role: contact.role.as_str(),
            mail: contact.mail,
            confirmed: contact.confirmed,
            asked_at: maybe(contact.asked_at),
            bounces: contact.bounces,
        }
    }
}

impl From<CheckShown> for CheckBody {
    fn from(check: CheckShown) -> Self {
        Self {
            finished_at: time(check.finished_at),
            is_current: check.is_current,
            addresses: check.addresses,
            findings: check.findings.into_iter().map(FindingBody::from).collect(),
        }
    }
}

impl From<PlaceShown> for PlaceBody {
    fn from(place: PlaceShown) -> Self {
        Self {
            lane: place.lane.as_str(),
            queued_at: time(place.queued_at),
            due: time(place.due),
            ahead: place.ahead,
        }
    }
}
