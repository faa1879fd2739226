//! The verification desk: candidates, what is at risk, open appeals, what is verified.

use oin_domain::account::StaffRole;
use oin_domain::verification::{Appeal, Facts, Stage};
use oin_store::ListedVerification;

use crate::actions::{Ctx, Failure, Reviewer};

/// One integration at the desk.
#[derive(Debug, Clone, PartialEq)]
pub struct DeskRow {
    /// Where it is.
    pub listed: ListedVerification,
    /// Whether it belongs to an org of the reader's.
    pub own: bool,
}

/// What is at the desk.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Desk {
    /// Those that applied.
    pub candidates: Vec<DeskRow>,
    /// Those about to be lost, the first to end at the front.
    pub at_risk: Vec<DeskRow>,
    /// Those that appeal.
    pub appeals: Vec<DeskRow>,
    /// Those that stand.
    pub verified: Vec<DeskRow>,
}

/// What is at the desk.
///
/// # Errors
/// `not_found` for all but staff, `second_factor_required`.
pub async fn desk(ctx: &Ctx, who: &Reviewer) -> Result<Desk, Failure> {
    who.has_any(&[StaffRole::Reviewer, StaffRole::Lead, StaffRole::Admin])?;
    let (open, fallen) = ctx
        .store
        .read(async |read| {
            let open = read
                .verifications_at(&[Stage::Candidate, Stage::Verified, Stage::AtRisk])
                .await?;
            let fallen = read.verifications_at(&[Stage::Community]).await?;
            Ok::<_, Failure>((open, fallen))
        })
        .await?;
    let mut desk = Desk::default();
    for listed in open.into_iter().chain(fallen) {
        let own = who.person.role_in(listed.stored.verification.org).is_some();
        let list = match &listed.stored.verification.facts {
            Facts::Candidate(_) => &mut desk.candidates,
            Facts::AtRisk(_) => &mut desk.at_risk,
            Facts::Verified(_) => &mut desk.verified,
            Facts::Community(facts) => {
                let appeal = facts.fallen.as_ref().map(|fallen| &fallen.appeal);
                match appeal {
                    Some(Appeal::Open { .. }) => &mut desk.appeals,
                    _ => continue,
                }
            }
        };
        list.push(DeskRow { listed, own });
    }
    // All of them have the same time to mend: the longest at risk ends first.
    desk.at_risk
        .sort_by_key(|row| row.listed.stored.verification.since);
    Ok(desk)
}
