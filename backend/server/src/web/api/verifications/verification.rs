//! A verification as the API shows it.

use oin_domain::choice::Choice as _;
use oin_domain::verification::{Appeal, Facts, Judged, Outcome};
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::verifications::{HistoryShown, RunShown, Shown};
use crate::web::api::items::time;
use crate::web::api::reviews::runs;
use crate::web::api::submissions::submission::maybe;

/// The way of a listing to the second tier, and what it stands on there.
#[derive(Serialize, ToSchema)]
pub struct VerificationBody {
    /// The integration's name in URLs.
    #[schema(example = "quillwharf-shifts")]
    pub slug: String,
    /// What it is called.
    #[schema(example = "Quillwharf Shifts")]
    pub name: String,
    /// The org that owns it.
    pub org: String,
    /// `community`, `candidate`, `verified` or `at_risk`.
    #[schema(example = "candidate")]
    pub stage: &'static str,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: String,
    /// What you may do now.
    #[schema(example = json!(["propose", "refuse"]))]
    pub actions: Vec<&'static str>,
    /// What is there of each requirement.
    pub requirements: Vec<RequirementBody>,
    /// Who proposed it; null before.
    pub proposed_by: Option<String>,
    /// What is about to be lost; null unless it is at risk.
    pub risk: Option<VerificationRiskBody>,
    /// How it was lost or refused the last time; null when it never was.
    pub fallen: Option<FallenBody>,
    /// What a run may be recorded of.
    #[schema(example = json!(["flow_sp", "flow_idp", "login_1", "login_2", "guide"]))]
    pub subjects: Vec<&'static str>,
    /// The runs, the newest first, at most 100.
    pub runs: Vec<EvidenceBody>,
    /// What happened, the newest first.
    pub history: Vec<VerificationEventBody>,
}

/// What is there of a requirement.
#[derive(Serialize, ToSchema)]
pub struct RequirementBody {
    /// Which.
    #[schema(example = "two_logins")]
    pub requirement: &'static str,
    /// What it asks for.
    pub label: &'static str,
    /// Whether it is met.
    pub met: bool,
    /// Whether the ISV brings it; what is not theirs, reviewers test.
    pub is_isvs: bool,
    /// What is there, or what is missing.
    pub says: String,
}

/// What is about to be lost.
#[derive(Serialize, ToSchema)]
pub struct VerificationRiskBody {
    /// The requirement.
    #[schema(example = "flows")]
    pub requirement: &'static str,
    /// What happened.
    pub says: String,
    /// Until when it can be mended.
    #[schema(value_type = String, format = DateTime)]
    pub until: String,
}

/// How the second tier was lost or refused.
#[derive(Serialize, ToSchema)]
pub struct FallenBody {
    /// `refused`, `withdrawn`, `lapsed` or `policy`.
    #[schema(example = "lapsed")]
    pub how: &'static str,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// Why.
    pub says: String,
    /// Its appeal: `none`, `open` or `dismissed`.
    #[schema(example = "none")]
    pub appeal: &'static str,
}

/// The record of a run.
#[derive(Serialize, ToSchema)]
pub struct EvidenceBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What was tried.
    #[schema(example = "flow_sp")]
    pub subject: &'static str,
    /// `manual_run` or `live_run`.
    #[schema(example = "manual_run")]
    pub kind: &'static str,
    /// `green`, `red` or `inconclusive`.
    #[schema(example = "green")]
    pub outcome: &'static str,
    /// What was seen; null when nothing was said.
    pub note: Option<String>,
    /// Who made it.
    pub by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// Up to when it counts; null for one that was not green.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<String>,
    /// For staff: where the picture of what was seen is, `…/full` or `…/thumbnail`; null when there is
    /// none, and for orgs.
    pub picture: Option<String>,
}

/// Something that happened to a verification.
#[derive(Serialize, ToSchema)]
pub struct VerificationEventBody {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// Who did it. Reviewers have names for their colleagues alone.
    pub by: String,
    /// What.
    #[schema(example = "propose")]
    pub action: &'static str,
    /// From which stage.
    pub from: &'static str,
    /// To which stage.
    pub to: &'static str,
    /// What the ISV reads; null when nothing was said.
    pub message: Option<String>,
    /// When the new stage ends by itself; null when it does not.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<String>,
}

impl From<Shown> for VerificationBody {
    fn from(shown: Shown) -> Self {
        let verification = shown.verification;
        let (mut risk, mut fallen) = (None, None);
        match &verification.facts {
            Facts::AtRisk(facts) => {
                risk = Some(VerificationRiskBody {
                    requirement: facts.risk.requirement.as_str(),
                    says: facts.risk.says.clone(),
                    until: time(facts.until),
                });
            }
            Facts::Community(facts) => {
                fallen = facts.fallen.as_ref().map(|fallen| FallenBody {
                    how: fallen.fall.as_str(),
                    at: time(fallen.at),
                    says: fallen.says.clone(),
                    appeal: match fallen.appeal {
                        Appeal::None => "none",
                        Appeal::Open { .. } => "open",
                        Appeal::Dismissed => "dismissed",
                    },
                });
            }
            Facts::Candidate(_) | Facts::Verified(_) => {}
        }
        Self {
            slug: shown.slug,
            name: shown.name,
            org: shown.org,
            stage: verification.stage().as_str(),
            since: time(verification.since),
            actions: shown.actions.iter().map(|action| action.as_str()).collect(),
            requirements: shown
                .requirements
                .into_iter()
                .map(RequirementBody::from)
                .collect(),
            proposed_by: shown.proposed_by,
            risk,
            fallen,
            subjects: shown.subjects.iter().map(|subject| subject.as_str()).collect(),
            runs: shown.runs.into_iter().map(EvidenceBody::from).collect(),
            history: shown
                .history
                .into_iter()
                .map(VerificationEventBody::from)
                .collect(),
        }
    }
}

impl From<Judged> for RequirementBody {
    fn from(judged: Judged) -> Self {
        Self {
            requirement: judged.requirement.as_str(),
            label: judged.requirement.label(),
            met: judged.met,
            is_isvs: judged.requirement.is_isvs(),
            says: judged.says,
        }
    }
}

impl From<RunShown> for EvidenceBody {
    fn from(shown: RunShown) -> Self {
        let run = shown.run;
        Self {
            id: run.id.to_string(),
            subject: run.subject.as_str(),
            kind: run.kind.as_str(),
            outcome: run.outcome.as_str(),
            note: run.note.map(|note| note.to_string()),
            by: shown.by,
            at: time(run.at),
            picture: runs::url(run.id, shown.picture),
            until: (run.outcome == Outcome::Green).then(|| time(shown.until)),
        }
    }
}

impl From<HistoryShown> for VerificationEventBody {
    fn from(shown: HistoryShown) -> Self {
        let past = shown.past;
        Self {
            at: time(past.at),
            by: shown.by,
            action: past.action.as_str(),
            from: past.from.as_str(),
            to: past.to.as_str(),
            message: past.message.map(|message| message.to_string()),
            until: maybe(past.until),
        }
    }
}
