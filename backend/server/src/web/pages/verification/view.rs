//! What the pages of both sides show of a verification.

use chrono::{DateTime, Utc};
use oin_domain::choice::Choice as _;
use oin_domain::verification::{Appeal, Facts, Outcome, Verification};
use serde::Serialize;

use crate::actions::verifications::{HistoryShown, RunShown, Shown};
use crate::web::pages::moment::Moment;
use crate::web::pages::review::runs::RunPicture;

/// Where it is, in words.
#[derive(Serialize)]
pub(super) struct StageView {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
    pub(super) says: String,
    pub(super) since: Moment,
    pub(super) until: Option<Moment>,
    pub(super) bad: bool,
    pub(super) good: bool,
}

impl StageView {
    pub(super) fn new(verification: &Verification, now: DateTime<Utc>) -> Self {
        let (says, until) = match &verification.facts {
            Facts::Community(facts) => match &facts.fallen {
                None => ("It has not applied.".to_owned(), None),
                Some(fallen) => {
                    let appeal = match fallen.appeal {
                        Appeal::None => "",
                        Appeal::Open { .. } => " An appeal waits to be heard.",
                        Appeal::Dismissed => " An appeal was heard and not followed.",
                    };
                    let at = fallen.at.format("%-d %B %Y");
                    let says = format!("{} on {at}: {}{appeal}", fallen.fall.label(), fallen.says);
                    (says, None)
                }
            },
            Facts::Candidate(facts) => match facts.proposal {
                None => ("Reviewers test it.".to_owned(), None),
                Some(_) => (
                    "A first reviewer has proposed it; a lead decides.".to_owned(),
                    None,
                ),
            },
            Facts::Verified(_) => ("It stays so while nothing is lost.".to_owned(), None),
            Facts::AtRisk(facts) => (
                format!("{} It lapses unless this is mended.", facts.risk.says),
                Some(Moment::new(facts.until, now)),
            ),
        };
        Self {
            value: verification.stage().as_str(),
            label: verification.stage().label(),
            says,
            since: Moment::new(verification.since, now),
            until,
            bad: matches!(verification.facts, Facts::AtRisk(_)),
            good: matches!(verification.facts, Facts::Verified(_)),
        }
    }
}

/// A requirement with what is there.
#[derive(Serialize)]
pub(super) struct RequirementView {
    value: &'static str,
    label: &'static str,
    met: bool,
    isv: bool,
    says: String,
}

/// How many are met of how many.
#[derive(Serialize)]
pub(super) struct Tally {
    met: usize,
    of: usize,
}

pub(super) fn requirements(shown: &Shown) -> (Tally, Vec<RequirementView>) {
    let views: Vec<RequirementView> = shown
        .requirements
        .iter()
        .map(|judged| RequirementView {
            value: judged.requirement.as_str(),
            label: judged.requirement.label(),
            met: judged.met,
            isv: judged.requirement.is_isvs(),
            says: judged.says.clone(),
        })
        .collect();
    let tally = Tally {
        met: views.iter().filter(|view| view.met).count(),
        of: views.len(),
    };
    (tally, views)
}

/// The record of a run.
#[derive(Serialize)]
pub(super) struct RunView {
    subject: &'static str,
    kind: &'static str,
    outcome: &'static str,
    green: bool,
    red: bool,
    note: String,
    by: String,
    at: Moment,
    until: String,
    picture: Option<RunPicture>,
}

impl RunView {
    pub(super) fn new(shown: &RunShown, now: DateTime<Utc>) -> Self {
        let run = &shown.run;
        Self {
            subject: run.subject.label(),
            kind: run.kind.label(),
            outcome: run.outcome.label(),
            green: run.outcome == Outcome::Green,
            red: run.outcome == Outcome::Red,
            note: run.note.as_ref().map(ToString::to_string).unwrap_or_default(),
            by: shown.by.clone(),
            picture: RunPicture::of(run.id, shown.picture),
            at: Moment::new(run.at, now),
            until: match run.outcome {
                Outcome::Green => shown.until.format("%-d %b %Y").to_string(),
                _ => String::new(),
            },
        }
    }
}

/// Something that happened.
#[derive(Serialize)]
pub(super) struct PastView {
    at: Moment,
    by: String,
    what: &'static str,
    /// Where it is since; empty when it stayed.
    to: &'static str,
    message: String,
}

impl PastView {
    pub(super) fn new(shown: &HistoryShown, now: DateTime<Utc>) -> Self {
        let past = &shown.past;
        Self {
            at: Moment::new(past.at, now),
            by: shown.by.clone(),
            what: past.action.label(),
            to: if past.from == past.to { "" } else { past.to.label() },
            message: past.message.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }
}
