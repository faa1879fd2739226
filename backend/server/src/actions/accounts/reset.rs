//! Choosing a new password after the old one was forgotten. The second factor stays: a mailbox
//! alone opens no account that has one.

use oin_domain::account::{Alone, Limit, LinkKind, PasswordText, SecurityKind};
use oin_domain::ids::LinkId;
use oin_store::{OneTimeLink, StoreError, Tx, User};
use serde_json::json;
use uuid::Uuid;

use super::{password, sign_up, tries};
use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Ctx, Failure, Visit};
use crate::vault::{Ticket, digest};

/// Sends a link to whoever has the address. The answer is the same for any address, and as late.
///
/// # Errors
/// `bad_value` at `mail`; `too_many_requests`.
pub async fn ask(ctx: &Ctx, address: &str, visit: &Visit) -> Result<(), Failure> {
    let mail = sign_up::mail("mail", address)?;
    tries::count(ctx, &[Limit::SIGN_UP_PEER.of(&visit.peer)], None, visit).await?;
    // As much work whether or not there is an account.
    if let Ok(nobody) = PasswordText::typed(address) {
        let _ = ctx.passwords.verify(nobody, None).await?;
    }
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            let user = match tx.user_by_mail(&mail).await {
                Ok(user) => Some(user).filter(|user| user.disabled_at.is_none()),
                Err(StoreError::Absent) => None,
                Err(error) => return Err(error.into()),
            };
            let id = user.as_ref().map(|user| user.id);
            tx.record(&visit.event(SecurityKind::PasswordResetAsked, id))
                .await?;
            let Some(user) = user else {
                return Ok(());
            };
            tx.end_links(user.id, LinkKind::ResetPassword).await?;
            let (ticket, link) = make_link(tx, &user, now).await?;
            let letter = Letter::ResetPassword {
                link: sign_up::link_to(ctx, "/reset-password", &ticket),
                until: link.expires_at,
            };
            letters::post(tx, &ctx.vault, &Recipient::from(&user), &letter, now).await?;
            Ok::<_, Failure>(())
        })
        .await
}

/// A link by which somebody chooses a password.
pub(super) async fn make_link(
    tx: &mut Tx,
    user: &User,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(Ticket, OneTimeLink), Failure> {
    let ticket = Ticket::draw("")?;
    let link = OneTimeLink {
        id: LinkId(Uuid::now_v7()),
        kind: LinkKind::ResetPassword,
        user: Some(user.id),
        org: None,
        about: None,
        mail: Some(user.mail.clone()),
        payload: json!({}),
        created_at: now,
        expires_at: now + LinkKind::ResetPassword.lasts(),
    };
    tx.add_link(&link, &ticket.hash).await?;
    Ok((ticket, link))
}

/// Whose password a link that still works would change.
///
/// # Errors
/// `not_found` for a link that is unknown, used or expired.
pub async fn look(ctx: &Ctx, link: &str) -> Result<User, Failure> {
    let (hash, now) = (digest(link), ctx.now());
    let user = ctx.store.read(async |read| {
        let link = read.link(LinkKind::ResetPassword, &hash, now).await?;
        read.user(link.user.ok_or(StoreError::Absent)?).await
    });
    user.await.map_err(gone)
}

/// Sets the new password, ends every session and tells the owner.
///
/// # Errors
/// `bad_value` at `password`; `not_found` for a link that no longer works.
pub async fn choose(ctx: &Ctx, link: &str, text: &str, visit: &Visit) -> Result<(), Failure> {
    let user = look(ctx, link).await?;
    let has_factor = ctx
        .store
        .read(async |read| read.has_second_factor(user.id).await)
        .await?;
    let alone = if has_factor { Alone::No } else { Alone::Yes };
    let names = password::names(user.name.as_str(), &user.mail);
    let chosen = password::chosen(ctx, "password", text, alone, &names)?;
    let hash = ctx.passwords.hash(chosen).await?;
    let (digest, now) = (digest(link), ctx.now());
    ctx.store
        .write(async |tx| {
            tx.use_link(LinkKind::ResetPassword, &digest, now)
                .await
                .map_err(gone)?;
            tx.set_password(user.id, &hash, now).await?;
            tx.end_sessions(user.id, None).await?;
            tx.end_links(user.id, LinkKind::ResetPassword).await?;
            tx.record(&visit.event(SecurityKind::PasswordChanged, Some(user.id)))
                .await?;
            let letter = Letter::PasswordChanged { at: now };
            letters::post(tx, &ctx.vault, &Recipient::from(&user), &letter, now).await?;
            Ok::<_, Failure>(())
        })
        .await
}

fn gone(error: StoreError) -> Failure {
    match error {
        StoreError::Absent => Failure::NotFound("link; it was used, has expired or is not whole"),
        other => other.into(),
    }
}
