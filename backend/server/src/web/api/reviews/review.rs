//! A submission at the desk, as the API shows it.

use std::collections::BTreeMap;

use oin_domain::choice::Choice as _;
use oin_domain::integration::{Class, Difference};
use oin_domain::submission::Place;
use serde::Serialize;
use utoipa::ToSchema;

use super::checklist::{ManualRunBody, MissingBody, TickBody};
use super::queue::ReviewerBody;
use crate::actions::Reviewer;
use crate::actions::reviews::{NoteShown, RevealShown, ReviewShown};
use crate::web::api::items::time;
use crate::web::api::submissions::history::{DifferenceBody, SubmissionEvent, ThreadMessage};
use crate::web::api::submissions::judged::FindingBody;
use crate::web::api::submissions::submission::{AskBody, TurnBody, actions, maybe};

/// A submission at the desk.
#[derive(Serialize, ToSchema)]
pub struct ReviewBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// Counts the moves: the number in the ETag.
    #[schema(example = 4)]
    pub revision: i32,
    /// The integration's name in URLs; null until it was first submitted.
    pub slug: Option<String>,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub org: String,
    /// Where it is.
    #[schema(example = "in_review")]
    pub stage: &'static str,
    /// Whose turn it is.
    pub turn: TurnBody,
    /// What you may do now.
    #[schema(example = json!(["release", "ask", "start_testing", "reject"]))]
    pub actions: Vec<&'static str>,
    /// Who has it; null for nobody.
    pub holder: Option<HolderBody>,
    /// Its place in the queue; null while it has none.
    pub place: Option<ReviewPlaceBody>,
    /// When it was last submitted.
    #[schema(value_type = String, format = DateTime)]
    pub submitted_at: String,
    /// What was submitted, by path; nothing that was typed later.
    #[schema(example = json!({"name": "Acme Shifts", "connections.0.type": "saml"}))]
    pub fields: BTreeMap<String, String>,
    /// The paths of the secrets that are stored; what they are is told on the desk's page alone.
    #[schema(example = json!(["testing.logins.0.password"]))]
    pub secrets: Vec<String>,
    /// What may go wrong, and why it stands where it does.
    pub risk: RiskBody,
    /// A discard that the network proposes; null when it does not.
    pub proposal: Option<ProposalBody>,
    /// What the rules and the last look at the network found.
    pub findings: Vec<FindingBody>,
    /// When the network was last looked at; null before the first time.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked_at: Option<String>,
    /// What it changes of what is live; null when nothing is.
    pub change: Option<ReviewChangeBody>,
    /// What to look at before a decision in favour.
    pub checklist: Vec<TickBody>,
    /// What is missing before it may be approved; empty when nothing is.
    pub missing: Vec<MissingBody>,
    /// The runs that were done by hand.
    pub runs: Vec<ManualRunBody>,
    /// What was asked, while the ISV has it.
    pub asked: Vec<AskBody>,
    /// What happened, the first thing first, with the names of colleagues.
    pub events: Vec<SubmissionEvent>,
    /// The thread with the ISV.
    pub messages: Vec<ThreadMessage>,
    /// Notes that only colleagues read.
    pub notes: Vec<PrivateNoteBody>,
    /// Looks at secrets.
    pub reveals: Vec<RevealBody>,
    /// Colleagues who have it open.
    pub others: Vec<PresentBody>,
    /// Its page at the desk.
    pub page: String,
}

/// Who has a submission.
#[derive(Serialize, ToSchema)]
pub struct HolderBody {
    /// Who.
    pub reviewer: ReviewerBody,
    /// Until when, unless they stay.
    #[schema(value_type = String, format = DateTime)]
    pub until: String,
}

/// A place in the queue, as staff see it.
#[derive(Serialize, ToSchema)]
pub struct ReviewPlaceBody {
    /// `wizard`, `template`, `text` or `provisioning`.
    #[schema(example = "wizard")]
    pub lane: &'static str,
    /// Since when it waits.
    #[schema(value_type = String, format = DateTime)]
    pub queued_at: String,
    /// When a reviewer should have looked.
    #[schema(value_type = String, format = DateTime)]
    pub due: String,
    /// Findings that the ISV contests.
    pub contested: Vec<FindingBody>,
    /// What the last reviewer left for the next; null when nothing.
    pub hand_over: Option<String>,
}

/// What may go wrong with a submission.
#[derive(Serialize, ToSchema)]
pub struct RiskBody {
    /// The sum of the items; the queue is ordered by it within a day.
    #[schema(example = 25)]
    pub score: i32,
    /// The version of the rules by which it was assessed.
    #[schema(example = 1)]
    pub version: i32,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub assessed_at: String,
    /// What it is made of.
    pub items: Vec<RiskItemBody>,
}

/// One item of a risk.
#[derive(Serialize, ToSchema)]
pub struct RiskItemBody {
    /// What for.
    #[schema(example = "outside_domain")]
    pub kind: &'static str,
    /// How much; below zero for what speaks in favour.
    #[schema(example = 15)]
    pub points: i32,
    /// The path of the field; empty for the whole.
    pub field: String,
    /// Why.
    pub why: String,
}

/// A discard that the network proposes.
#[derive(Serialize, ToSchema)]
pub struct ProposalBody {
    /// `internal_url` or `no_test_login`.
    #[schema(example = "no_test_login")]
    pub cause: &'static str,
    /// What was seen.
    pub why: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
}

/// What a submission changes of what is live.
#[derive(Serialize, ToSchema)]
pub struct ReviewChangeBody {
    /// `text`, `safe` or `breaking`; null when nothing differs.
    #[schema(example = "safe")]
    pub class: Option<&'static str>,
    /// Field by field.
    pub differences: Vec<DifferenceBody>,
}

/// A note for colleagues.
#[derive(Serialize, ToSchema)]
pub struct PrivateNoteBody {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// Who wrote it.
    pub by: String,
    /// What it says.
    pub text: String,
}

/// A look at a secret.
#[derive(Serialize, ToSchema)]
pub struct RevealBody {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// Who looked.
    pub by: String,
    /// The path of the secret's field.
    #[schema(example = "testing.logins.0.password")]
    pub field: String,
    /// Why.
    pub reason: String,
}

/// A colleague who has it open.
#[derive(Serialize, ToSchema)]
pub struct PresentBody {
    /// What they are called.
    pub name: String,
    /// When they were last seen.
    #[schema(value_type = String, format = DateTime)]
    pub seen_at: String,
}

impl ReviewBody {
    /// Shows a submission to `who`; `base_url` is the installation's.
    pub fn new(shown: ReviewShown, who: &Reviewer, base_url: &str) -> Self {
        let review = shown.review;
        let fields = shown.declared.iter();
        Self {
            page: format!("{base_url}{}", crate::web::urls::review(shown.id)),
            id: shown.id.to_string(),
            revision: shown.revision,
            slug: shown.slug.map(|slug| slug.to_string()),
            name: shown.name,
            org: shown.org,
            stage: shown.stage.as_str(),
            turn: (&shown.turn).into(),
            actions: actions(&shown.actions),
            holder: shown.holder.map(|(user, name, until)| HolderBody {
                reviewer: ReviewerBody {
                    name,
                    is_you: user == who.user(),
                },
                until: time(until),
            }),
            place: shown.place.map(ReviewPlaceBody::from),
            submitted_at: time(shown.submitted.at),
            fields: fields
                .map(|(path, text)| (path.to_owned(), text.to_owned()))
                .collect(),
            secrets: shown.secrets,
            proposal: review.proposal.map(|proposed| ProposalBody {
                cause: proposed.cause.as_str(),
                why: proposed.why,
                at: time(proposed.at),
            }),
            risk: RiskBody {
                score: review.risk.score(),
                version: review.risk.version,
                assessed_at: time(review.assessed_at),
                items: review
                    .risk
                    .items
                    .into_iter()
                    .map(|item| RiskItemBody {
                        kind: item.kind.as_str(),
                        points: item.points,
                        field: item.field,
                        why: item.why,
                    })
                    .collect(),
            },
            findings: shown.findings.into_iter().map(FindingBody::from).collect(),
            checked_at: maybe(shown.checked_at),
            change: shown.change.map(ReviewChangeBody::from),
            checklist: shown.ticks.into_iter().map(TickBody::from).collect(),
            missing: shown.missing.iter().map(MissingBody::from).collect(),
            runs: shown.runs.into_iter().map(ManualRunBody::from).collect(),
            asked: shown.asked.into_iter().map(AskBody::from).collect(),
            events: shown.events.into_iter().map(SubmissionEvent::from).collect(),
            messages: shown.thread.into_iter().map(ThreadMessage::from).collect(),
            notes: shown.notes.into_iter().map(PrivateNoteBody::from).collect(),
            reveals: shown.reveals.into_iter().map(RevealBody::from).collect(),
            others: shown
                .others
                .into_iter()
                .map(|present| PresentBody {
                    name: present.name,
                    seen_at: time(present.seen_at),
                })
                .collect(),
        }
    }
}

impl From<Place> for ReviewPlaceBody {
    fn from(place: Place) -> Self {
        Self {
            lane: place.lane.as_str(),
            queued_at: time(place.queued_at),
            due: time(place.due),
            contested: place.contested.into_iter().map(FindingBody::from).collect(),
            hand_over: place.hand_over.map(|note| note.0.to_string()),
        }
    }
}

impl From<(Option<Class>, Vec<Difference>)> for ReviewChangeBody {
    fn from((class, differences): (Option<Class>, Vec<Difference>)) -> Self {
        Self {
            class: class.map(|class| class.as_str()),
            differences: differences.into_iter().map(DifferenceBody::from).collect(),
        }
    }
}

impl From<NoteShown> for PrivateNoteBody {
    fn from(shown: NoteShown) -> Self {
        Self {
            at: time(shown.at),
            by: shown.by,
            text: shown.note.0.to_string(),
        }
    }
}

impl From<RevealShown> for RevealBody {
    fn from(shown: RevealShown) -> Self {
        Self {
            at: time(shown.reveal.at),
            by: shown.by,
            field: shown.reveal.path,
            reason: shown.reveal.reason.to_string(),
        }
    }
}
