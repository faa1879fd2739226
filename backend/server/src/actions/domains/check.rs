//! Looking for the proof of a domain.

use oin_domain::account::{Limit, SecurityKind};
use oin_domain::org::{Act, ProofMethod};
use serde_json::json;

use super::read;
use crate::actions::accounts::tries;
use crate::actions::{Ctx, Failure, Member, Visit};
use crate::outbound::proof::{self, ProofError};

/// What a look for the proof found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// The proof, there.
    Proven(ProofMethod),
    /// Something else in both places.
    NotYet(ProofError),
}

/// Looks for the proof of one of the org's domains now: the TXT record first, then the file. A
/// domain that was proven stays so when the proof is gone later.
///
/// # Errors
/// `forbidden` to all but owners; `not_found` when the org does not have the domain;
/// `too_many_requests`.
pub async fn check(ctx: &Ctx, who: &Member, text: &str, visit: &Visit) -> Result<Checked, Failure> {
    who.may(Act::ManageOrg)?;
    let domain = read(text).map_err(|_| Failure::NotFound("domain"))?;
    let org = who.org;
    let all = ctx.store.read(async |read| read.org_domains(org).await).await?;
    let claim = all.into_iter().find(|one| one.domain == domain);
    let claim = claim.ok_or(Failure::NotFound("domain"))?;
    tries::count(ctx, &[Limit::DOMAIN_CHECKS.of(org)], Some(who.user()), visit).await?;
    let method = match proof::prove(ctx.outbound(), &domain, &claim.token).await {
        Ok(method) => method,
        Err(error) => return Ok(Checked::NotYet(error)),
    };
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            tx.prove_domain(org, &domain, method, now).await?;
            if claim.proven.is_none() {
                let detail = json!({ "domain": domain, "method": method });
                tx.record(&visit.event_of(who, SecurityKind::DomainProven, None, detail))
                    .await?;
            }
            Ok::<_, Failure>(Checked::Proven(method))
        })
        .await
}
