//! The release switch on a submission's page: when it becomes public, and what customers are told.

use oin_domain::integration::Class;
use oin_domain::submission::{Action, Stage, WaitsFor};
use serde::Serialize;

use crate::actions::submissions::{ReleaseShown, Shown, TypedPlan};

/// The switch and what it does.
#[derive(Serialize)]
pub(super) struct ReleaseView {
    /// What happens next, in a sentence or two.
    says: &'static str,
    /// Whether customers must do something.
    breaking: bool,
    held: bool,
    notice: String,
    grace: String,
    /// Whether this person may say how it is released.
    may_plan: bool,
    /// Whether this person may publish it now.
    may_publish: bool,
}

impl ReleaseView {
    /// As it is kept, or as it was typed when that was refused.
    pub(super) fn new(shown: &Shown, release: &ReleaseShown, typed: Option<&TypedPlan>) -> Self {
        let approved = shown.stage == Stage::Approved;
        let says = match (release.waits_for, approved) {
            (None, true) => "It is approved and becomes public in a moment.",
            (None, false) => "It becomes public by itself as soon as it is approved.",
            (Some(WaitsFor::Switch), true) => {
                "It is approved and waits for you. Publish it when you are ready."
            }
            (Some(WaitsFor::Switch), false) => "After the approval it waits until you publish it.",
            (Some(WaitsFor::Notice(_)), true) => {
                "It is approved. Before it can be published, tell your customers what they must do, and up to when the old settings work."
            }
            (Some(WaitsFor::Notice(_)), false) => {
                "It changes what customers have installed. After the approval it waits until there is a notice for them, with a grace date."
            }
        };
        let kept = release.plan.notice.as_ref();
        Self {
            says,
            breaking: release.class == Some(Class::Breaking),
            held: typed.map_or(release.plan.held, |typed| typed.held),
            notice: typed.map_or_else(
                || kept.map(|(text, _)| text.to_string()).unwrap_or_default(),
                |typed| typed.notice.clone(),
            ),
            grace: typed.map_or_else(
                || kept.map(|(_, day)| day.to_string()).unwrap_or_default(),
                |typed| typed.grace.clone(),
            ),
            may_plan: shown.actions.contains(&Action::Withdraw),
            may_publish: shown.actions.contains(&Action::Publish),
        }
    }
}
