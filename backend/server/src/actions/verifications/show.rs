//! One integration's verification, for its org and for staff.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use oin_domain::account::StaffRole;
use oin_domain::ids::UserId;
use oin_domain::org::Act;
use oin_domain::submission::{Actor, By};
use oin_domain::verification::{Action, Course, Evidence, Judged, Refusal, Subject, Verification};
use oin_store::{PastVerification, Read};

use super::loaded::{Loaded, live};
use crate::actions::{Ctx, Failure, Member, Reviewer};

/// How many runs are shown.
const SHOWN: usize = 100;

/// The record of a run, with who made it.
#[derive(Debug, Clone, PartialEq)]
pub struct RunShown {
    /// The record.
    pub run: Evidence,
    /// Who made it, as the reader may know them.
    pub by: String,
    /// Up to when it counts.
    pub until: DateTime<Utc>,
    /// Whether a picture of what was seen is kept, which this reader may see.
    pub picture: bool,
}

/// Something that happened, with who did it.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryShown {
    /// What.
    pub past: PastVerification,
    /// Who did it, as the reader may know them.
    pub by: String,
}

/// One integration's verification.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The integration's name.
    pub name: String,
    /// Its name in URLs.
    pub slug: String,
    /// The org that owns it.
    pub org: String,
    /// Its last submission at the portal.
    pub submission: Option<oin_domain::ids::SubmissionId>,
    /// Where it is.
    pub verification: Verification,
    /// What is there of each requirement.
    pub requirements: Vec<Judged>,
    /// What may be recorded for it.
    pub subjects: Vec<Subject>,
    /// What this person may do.
    pub actions: Vec<Action>,
    /// The runs, the newest first.
    pub runs: Vec<RunShown>,
    /// What happened, the newest first.
    pub history: Vec<HistoryShown>,
    /// The first reviewer's name, where one has proposed it.
    pub proposed_by: Option<String>,
}

/// For a member of the org that owns it.
///
/// # Errors
/// `not_found` for other orgs' and for what is not live.
pub async fn theirs(ctx: &Ctx, who: &Member, slug: &str) -> Result<Shown, Failure> {
    who.may(Act::Read)?;
    ctx.store
        .read(async |read| {
            let live = live(read, slug).await?;
            let loaded = Loaded::read(ctx, read, live).await?;
            if loaded.org != who.org {
                return Err(Failure::NotFound("integration"));
            }
            shown(ctx, read, loaded, &who.actor(), None).await
        })
        .await
}

/// For staff.
///
/// # Errors
/// `not_found` for all but staff and for what is not live; `own_org`.
pub async fn reviewed(ctx: &Ctx, who: &Reviewer, slug: &str) -> Result<Shown, Failure> {
    who.has_any(&[StaffRole::Reviewer, StaffRole::Lead, StaffRole::Admin])?;
    ctx.store
        .read(async |read| {
            let live = live(read, slug).await?;
            let loaded = Loaded::read(ctx, read, live).await?;
            if who.person.role_in(loaded.org).is_some() {
                return Err(Refusal::OwnOrg.into());
            }
            shown(ctx, read, loaded, &who.actor(), Some(())).await
        })
        .await
}

async fn shown(
    ctx: &Ctx,
    read: &mut Read,
    loaded: Loaded,
    actor: &Actor,
    staff: Option<()>,
) -> Result<Shown, Failure> {
    use oin_domain::verification::Facts;
    let history = read.verification_history(loaded.live.id).await?;
    let verification = loaded.stored.verification.clone();
    let proposed = match &verification.facts {
        Facts::Candidate(facts) => facts.proposal.as_ref().map(|proposal| proposal.by),
        Facts::Verified(facts) => Some(facts.proposed_by),
        Facts::AtRisk(facts) => Some(facts.verified.proposed_by),
        Facts::Community(_) => None,
    };
    let mut people: Vec<UserId> = history
        .iter()
        .filter_map(|past| match past.by {
            By::System => None,
            By::Person(user) => Some(user),
        })
        .chain(loaded.standing.evidence.iter().filter_map(|run| run.by))
        .chain(proposed)
        .collect();
    people.sort_unstable();
    people.dedup();
    let names = read.names_of(&people).await?;
    let members = read.members(loaded.org).await?;
    let network = ctx.brand().network.clone();
    // Reviewers are reviewers to the ISV.
    let name = |user: UserId| {
        let ours = members.iter().any(|member| member.user.id == user);
        match names.iter().find(|(id, _)| *id == user) {
            Some((_, name)) if ours || staff.is_some() => name.clone(),
            None if staff.is_some() => "Somebody who has left".to_owned(),
            _ => format!("A reviewer of {network}"),
        }
    };
    let ages = loaded.standing.ages;
    // Pictures are for staff alone.
    let pictured = match staff {
        Some(()) => {
            let runs = loaded.standing.evidence.iter().take(SHOWN).map(|run| run.id);
            read.pictured_runs(&runs.collect::<Vec<_>>()).await?
        }
        None => BTreeSet::new(),
    };
    let mut subjects = loaded.standing.declared.clone();
    subjects.extend([Subject::LoginOne, Subject::LoginTwo]);
    subjects.extend(loaded.standing.scim.then_some(Subject::Scim));
    subjects.push(Subject::Guide);
    Ok(Shown {
        name: loaded.name(),
        slug: loaded.live.slug.to_string(),
        org: loaded.org_name.clone(),
        submission: loaded.live.submission.as_ref().map(|(id, _)| *id),
        requirements: loaded.standing.judged(),
        actions: verification.actions_for(actor, ctx.now()),
        runs: loaded
            .standing
            .evidence
            .iter()
            .take(SHOWN)
            .map(|run| RunShown {
                by: run.by.map_or_else(|| network.clone(), name),
                until: ages.end_of(run),
                picture: pictured.contains(&run.id),
                run: run.clone(),
            })
            .collect(),
        history: history
            .into_iter()
            .map(|past| HistoryShown {
                by: match past.by {
                    By::System => network.clone(),
                    By::Person(user) => name(user),
                },
                past,
            })
            .collect(),
        proposed_by: proposed.map(name),
        subjects,
        verification,
    })
}

/// The newest run of each declared sign-on that was green.
pub(super) fn last_green(loaded: &oin_domain::verification::Standing) -> Option<DateTime<Utc>> {
    let greens = loaded.declared.iter().filter_map(|subject| {
        match Course::of(*subject, &loaded.evidence, loaded.ages, loaded.now) {
            Course::Green { at, .. } => Some(at),
            _ => None,
        }
    });
    greens.max()
}
