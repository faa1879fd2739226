//! Moving an account to another address.

use oin_domain::account::{Limit, LinkKind, SecurityKind};
use oin_domain::ids::LinkId;
use oin_store::{OneTimeLink, StoreError};
use serde_json::json;
use uuid::Uuid;

use super::sign_up::{link_to, mail};
use super::{own, tries};
use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Asker, Code, Ctx, Failure, Visit};
use crate::vault::{Ticket, digest};

/// Sends a link to the new address; the account moves when it is followed. An address that belongs
/// to somebody is answered alike, and its owner is told.
///
/// # Errors
/// `bad_value` at `mail` or `mail_password`; `too_many_requests`.
pub async fn ask(ctx: &Ctx, asker: &Asker, new: &str, password: &str, visit: &Visit) -> Result<(), Failure> {
    let new = mail("mail", new)?;
    own::know_password(ctx, asker, "mail_password", password, visit).await?;
    tries::count(
        ctx,
        &[Limit::SIGN_UP_PEER.of(&visit.peer)],
        Some(asker.user()),
        visit,
    )
    .await?;
    let (user, now, kind) = (asker.user(), ctx.now(), LinkKind::ChangeMail);
    ctx.store
        .write(async |tx| {
            match tx.user_by_mail(&new).await {
                Ok(owner) => {
                    let letter = Letter::AlreadyHasAccount {};
                    letters::post(tx, &ctx.vault, &Recipient::from(&owner), &letter, now).await?;
                    return Ok(());
                }
                Err(StoreError::Absent) => {}
                Err(error) => return Err(error.into()),
            }
            tx.end_links(user, kind).await?;
            let ticket = Ticket::draw("")?;
            let link = OneTimeLink {
                id: LinkId(Uuid::now_v7()),
                kind,
                user: Some(user),
                org: None,
                about: None,
                mail: Some(new.clone()),
                payload: json!({}),
                created_at: now,
                expires_at: now + kind.lasts(),
            };
            tx.add_link(&link, &ticket.hash).await?;
            let letter = Letter::ChangeMail {
                link: link_to(ctx, "/account/mail", &ticket),
                until: link.expires_at,
            };
            let to = Recipient::named(new.clone(), asker.name.to_string());
            letters::post(tx, &ctx.vault, &to, &letter, now).await?;
            Ok::<_, Failure>(())
        })
        .await
}

/// The new address behind a link that still works, without using it.
///
/// # Errors
/// `not_found` for a link that is unknown, used or expired.
pub async fn look(ctx: &Ctx, link: &str) -> Result<String, Failure> {
    let (hash, now) = (digest(link), ctx.now());
    let found = ctx
        .store
        .read(async |read| read.link(LinkKind::ChangeMail, &hash, now).await)
        .await
        .map_err(gone)?;
    Ok(found.mail.map(|mail| mail.to_string()).unwrap_or_default())
}

/// Moves the account, and tells the old address.
///
/// # Errors
/// `not_found` for a link that no longer works; `stale` when the address belongs to somebody by now.
pub async fn change(ctx: &Ctx, link: &str, visit: &Visit) -> Result<(), Failure> {
    let (hash, now) = (digest(link), ctx.now());
    ctx.store
        .write(async |tx| {
            let link = tx
                .use_link(LinkKind::ChangeMail, &hash, now)
                .await
                .map_err(gone)?;
            let (Some(id), Some(new)) = (link.user, link.mail) else {
                return Err(Failure::NotFound("link"));
            };
            let before = tx.user(id).await?;
            tx.change_mail(id, &new).await.map_err(|error| match error {
                StoreError::Taken(_) => {
                    Failure::refused(Code::Stale, "This address belongs to another account by now.")
                }
                other => other.into(),
            })?;
            // A link that was mailed to the old address opens nothing any more.
            tx.end_links(id, LinkKind::ResetPassword).await?;
            tx.record(&visit.event(SecurityKind::MailChanged, Some(id)))
                .await?;
            let letter = Letter::MailChanged {
                new_mail: new.to_string(),
                at: now,
            };
            letters::post(tx, &ctx.vault, &Recipient::from(&before), &letter, now).await?;
            Ok(())
        })
        .await
}

fn gone(error: StoreError) -> Failure {
    match error {
        StoreError::Absent => Failure::NotFound("link; it was used, has expired or is not whole"),
        other => other.into(),
    }
}
