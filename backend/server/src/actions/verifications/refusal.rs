//! What the domain refuses, as failures with codes.

use oin_domain::choice::Choice as _;
use oin_domain::verification::{Judged, Refusal};

use crate::actions::{Code, Failure, FieldError};

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let day = |at: &chrono::DateTime<chrono::Utc>| at.format("%-d %B %Y, %H:%M UTC").to_string();
        let instead = |actions: &[oin_domain::verification::Action]| {
            let names: Vec<&str> = actions.iter().map(|action| action.label()).collect();
            if names.is_empty() {
                " There is nothing for you to do with it now.".to_owned()
            } else {
                format!(" What you can do now: {}.", names.join(", "))
            }
        };
        match &refusal {
            Refusal::Stage(stage, others) => Self::refused(
                Code::WrongStage,
                format!(
                    "The verification is at “{}”, where this is not possible.{}",
                    stage.label(),
                    instead(others)
                ),
            ),
            Refusal::NotAllowed(others) => Self::refused(
                Code::Forbidden,
                format!("Somebody else does this.{}", instead(others)),
            ),
            Refusal::OwnOrg => Self::refused(
                Code::OwnOrg,
                "It belongs to an org of yours, so a colleague must decide.",
            ),
            Refusal::SameReviewer => Self::refused(
                Code::Forbidden,
                "Two people decide: you were the first, so a lead other than you must.",
            ),
            Refusal::NoProposal => Self::refused(
                Code::WrongStage,
                "A first reviewer proposes it before a lead approves it.",
            ),
            Refusal::TooEarly(at) => {
                Self::refused(Code::TooEarly, format!("This is possible from {} on.", day(at)))
            }
            Refusal::TooLate(at) => Self::refused(
                Code::TooLate,
                format!("The time for this ended on {}. Apply anew instead.", day(at)),
            ),
            Refusal::Appeal => Self::refused(
                Code::AppealState,
                "An appeal is made once, against a lapse or a decision, and heard before anything else.",
            ),
        }
    }
}

/// Requirements that are not met, each as a field of its own.
pub(super) fn missing(missing: Vec<Judged>) -> Failure {
    let errors = missing.into_iter().map(|judged| {
        FieldError::new(
            format!("requirement-{}", judged.requirement),
            Code::RequirementMissing,
            format!("{}: {}", judged.requirement.label(), judged.says),
        )
    });
    Failure::Invalid(errors.collect())
}
