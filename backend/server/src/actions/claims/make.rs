//! Making a claim.

use oin_domain::ids::ClaimId;
use oin_domain::integration::Slug;
use oin_domain::listing::{ClaimError, ClaimState, Claimable, OBJECTION};
use oin_store::{Claim, NamedClaim, StoreError};
use uuid::Uuid;

use super::{due, grant, speaks};
use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Code, Ctx, Failure, FieldError, Member};

/// Claims the listing of a slug, or of the address of its page. Without a present owner it is
/// granted at once.
///
/// # Errors
/// `forbidden`, `second_factor_required`, `step_up_required`; `missing` and `bad_value` at
/// `listing`; `not_claimable`, `domain_not_proven`; `open_claim` while another one waits.
pub async fn make(ctx: &Ctx, who: &Member, listing: &str) -> Result<ClaimState, Failure> {
    speaks(who)?;
    let slug = slug_of(listing)?;
    ctx.store
        .write(async |tx| {
            let now = ctx.now();
            let entry = match tx.entry(&slug).await {
                Err(StoreError::Absent) => return Err(no_listing()),
                entry => entry?,
            };
            let domains = tx.org_domains(who.org).await?;
            let proven: Vec<_> = domains
                .into_iter()
                .filter(|domain| domain.proven.is_some())
                .map(|domain| domain.domain)
                .collect();
            let mail = tx.user(who.user()).await?.mail;
            let held = tx.hold_course(entry.id).await?;
            let claimable = Claimable {
                owner: held.course.owner,
                flags: &held.flags,
                site: entry.website.as_ref().map(|site| site.host()),
            };
            let mailbox = mail.folded().rsplit('@').next().unwrap_or_default().to_owned();
            let basis = claimable.basis(who.org, &proven, &mailbox).map_err(refused)?;
            let named = NamedClaim {
                claim: Claim {
                    id: ClaimId(Uuid::now_v7()),
                    integration: entry.id,
                    org: who.org,
                    by: who.user(),
                    domain: basis.as_str().to_owned(),
                    at: now,
                    state: ClaimState::Open,
                    owner: held.course.owner,
                    until: held.course.owner.map_or(now, |_| now + OBJECTION),
                    objection: None,
                    answer: None,
                },
                slug: slug.clone(),
                name: entry.name.to_string(),
                org_name: who.org_name.clone(),
            };
            match tx.add_claim(&named.claim).await {
                Err(StoreError::Taken("claims_open_key")) => {
                    return Err(Failure::refused(
                        Code::OpenClaim,
                        "Somebody claims this listing already. Wait until that is decided, then look at it again.",
                    ));
                }
                done => done?,
            }
            let Some(owner) = named.claim.owner else {
                if grant(tx, ctx, &named, None).await? {
                    return Ok(ClaimState::Granted);
                }
                tx.promise(&due::job(named.claim.id, due::again(now), now)?).await?;
                return Ok(ClaimState::Open);
            };
            tx.promise(&due::job(named.claim.id, named.claim.until, now)?)
                .await?;
            let members = tx.members(owner).await?;
            for member in members
                .iter()
                .filter(|member| member.role.may(oin_domain::org::Act::Transfer))
            {
                let letter = Letter::ClaimMade {
                    claimed: (&named).into(),
                    domain: named.claim.domain.clone(),
                    until: named.claim.until,
                };
                letters::post(tx, &ctx.vault, &Recipient::from(&member.user), &letter, now).await?;
            }
            Ok(ClaimState::Open)
        })
        .await
}

fn slug_of(listing: &str) -> Result<Slug, Failure> {
    let text = listing.trim().trim_end_matches('/');
    if text.is_empty() {
        let message = "Give the address of the listing, as its page has it.";
        return Err(Failure::field(FieldError::new("listing", Code::Missing, message)));
    }
    let slug = text.rsplit('/').next().unwrap_or_default();
    Slug::parse(slug).map_err(|_| no_listing())
}

fn no_listing() -> Failure {
    let message = "The catalog shows no such listing. Copy the address of its page.";
    Failure::field(FieldError::new("listing", Code::BadValue, message))
}

fn refused(error: ClaimError) -> Failure {
    let (code, sentence) = match &error {
        ClaimError::Own => (Code::NotClaimable, "It is yours already: begin an update in the portal.".to_owned()),
        ClaimError::Confirmed => (
            Code::NotClaimable,
            "Its vendor has confirmed it. If it should change hands, its owner can transfer it.".to_owned(),
        ),
        ClaimError::NoSite => (
            Code::NotClaimable,
            "It names no site of its vendor, so a domain proves nothing. Report a problem on its page, and our staff help.".to_owned(),
        ),
        ClaimError::Domain(site) => (
            Code::DomainNotProven,
            format!("Your org has not proven a domain that covers {site}. Prove it on the page of your org, then claim again."),
        ),
        ClaimError::Mailbox(domain) => (
            Code::DomainNotProven,
            format!("Your mail address is not at {domain}. Somebody with an address there must claim it."),
        ),
    };
    Failure::refused(code, sentence)
}
