//! Confirming an address.

use oin_domain::account::{LinkKind, SecurityKind};
use oin_domain::ids::OrgId;
use oin_domain::org::{OrgRole, TRIAL_LASTS};
use oin_domain::text::Line;
use oin_store::{Org, StoreError};
use uuid::Uuid;

use super::session::{self, Begun, Held};
use super::tries;
use crate::actions::{Code, Ctx, Failure, Visit};
use crate::vault::digest;

/// The address behind a link that still works, without using it: programs that look into mail
/// open links, and must confirm nothing.
///
/// # Errors
/// `not_found` for a link that is unknown, used or expired.
pub async fn look(ctx: &Ctx, link: &str) -> Result<String, Failure> {
    let (hash, now) = (digest(link), ctx.now());
    let found = ctx
        .store
        .read(async |read| read.link(LinkKind::ConfirmMail, &hash, now).await)
        .await
        .map_err(gone)?;
    Ok(found.mail.map(|mail| mail.to_string()).unwrap_or_default())
}

/// Makes the address the account's own and its org with a trial. In the browser that signed up a
/// session begins; elsewhere (`None`) the password is asked for, so that nobody gets into an
/// account that somebody else has made with their address.
///
/// # Errors
/// `not_found` for a link that no longer works; `stale` when the address belongs to another
/// account by now.
pub async fn confirm(
    ctx: &Ctx,
    link: &str,
    browser: Option<&str>,
    held: Held<'_>,
    visit: &Visit,
) -> Result<Option<Begun>, Failure> {
    let (hash, now) = (digest(link), ctx.now());
    let browser = browser.map(|cookie| tries::hex(&digest(cookie)));
    ctx.store
        .write(async |tx| {
            let link = tx
                .use_link(LinkKind::ConfirmMail, &hash, now)
                .await
                .map_err(gone)?;
            let id = link.user.ok_or(StoreError::Absent)?;
            tx.confirm_user(id, now).await.map_err(taken)?;
            let name = link.payload["org"].as_str().unwrap_or_default();
            let org = Org {
                id: OrgId(Uuid::now_v7()),
                name: Line::parse(name).map_err(StoreError::broken)?,
                created_at: now,
                trial_ends_at: Some(now + TRIAL_LASTS),
            };
            tx.add_org(&org).await?;
            tx.add_member(org.id, id, OrgRole::Owner, now).await?;
            tx.end_links(id, LinkKind::ConfirmMail).await?;
            tx.record(&visit.event(SecurityKind::MailConfirmed, Some(id)))
                .await?;
            let signed_up_here = link.payload["browser"].as_str();
            if browser.is_none() || browser.as_deref() != signed_up_here {
                return Ok(None);
            }
            let user = tx.user(id).await?;
            let begun = session::begin(tx, &user, held, visit, now).await?;
            Ok::<_, Failure>(Some(begun))
        })
        .await
}

fn gone(error: StoreError) -> Failure {
    match error {
        StoreError::Absent => Failure::NotFound("link; it was used, has expired or is not whole"),
        other => other.into(),
    }
}

fn taken(error: StoreError) -> Failure {
    match error {
        StoreError::Taken(_) => Failure::refused(
            Code::Stale,
            "The address belongs to another account by now. Sign in to that one, or choose a new password for it.",
        ),
        other => other.into(),
    }
}
