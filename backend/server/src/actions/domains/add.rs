//! "This domain is ours."

use oin_domain::org::Act;
use oin_store::OrgDomain;

use super::read;
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::{Code, Ctx, Failure, FieldError, Member};
use crate::vault::Ticket;

/// The most domains of an org.
const MOST: usize = 50;

/// Notes that the org says a domain is its own; what its proof must hold. Said again, the same.
///
/// # Errors
/// `forbidden` to all but owners; `bad_value` at `domain`; `idempotency_key_reused`.
pub async fn add(
    ctx: &Ctx,
    who: &Member,
    text: &str,
    again: Option<&Idempotency>,
) -> Result<OrgDomain, Failure> {
    who.may(Act::ManageOrg)?;
    let domain = read(text)?;
    let ticket = Ticket::draw("")?;
    let token = ticket.text.text().unwrap_or_default();
    let (org, now) = (who.org, ctx.now());
    once(ctx, again, async |tx| {
        let all = tx.org_domains(org).await?;
        if all.len() >= MOST && all.iter().all(|one| one.domain != domain) {
            let message = format!("The org has {MOST} domains, which is the most. Drop one first.");
            return Err(Failure::field(FieldError::new("domain", Code::BadValue, message)));
        }
        Ok(tx.claim_domain(org, &domain, token, now).await?)
    })
    .await
}
