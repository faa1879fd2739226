//! Joining an org with a new account.

use oin_domain::account::{Alone, LinkKind, SecurityKind};
use oin_domain::ids::{OrgId, UserId};
use oin_store::{StoreError, User};
use serde_json::json;
use uuid::Uuid;

use super::{Invitation, gone, look};
use crate::actions::accounts::sign_up::line;
use crate::actions::accounts::{Begun, Held, password, session};
use crate::actions::{Code, Ctx, Failure, Visit};
use crate::vault::digest;

/// What somebody typed behind the link.
pub struct NewPerson<'a> {
    /// The ticket of the link.
    pub link: &'a str,
    /// What they are called.
    pub name: &'a str,
    /// The password they chose.
    pub password: &'a str,
    /// What their browser holds from before.
    pub held: Held<'a>,
}

/// Makes an account for the address that was invited, which its link proves, and joins the org;
/// the session that begins.
///
/// # Errors
/// `bad_value` at `name` or `password`; `not_found` for a link that works no more; `stale` when the
/// address has an account by now.
pub async fn sign_up(ctx: &Ctx, new: &NewPerson<'_>, visit: &Visit) -> Result<(OrgId, Begun), Failure> {
    let invited = look(ctx, new.link).await?;
    let mail = invited.invitation.mail;
    let mut names = password::names(new.name, &mail);
    names.extend(invited.org_name.split_whitespace());
    let chosen = password::chosen(ctx, "password", new.password, Alone::Yes, &names);
    let (name, chosen) = both(line("name", "Your name", new.name), chosen)?;
    let hash = ctx.passwords.hash(chosen).await?;
    let (ticket, now) = (digest(new.link), ctx.now());
    let user = User {
        id: UserId(Uuid::now_v7()),
        mail,
        name,
        created_at: now,
        confirmed_at: Some(now),
        disabled_at: None,
    };
    ctx.store
        .write(async |tx| {
            let link = tx
                .use_link(LinkKind::Invitation, &ticket, now)
                .await
                .map_err(gone)?;
            let invitation = Invitation::try_from(link)?;
            tx.add_user(&user).await.map_err(taken)?;
            // Sign-ups with this address that nobody has confirmed are over.
            tx.confirm_user(user.id, now).await.map_err(taken)?;
            tx.set_password(user.id, &hash, now).await?;
            let org = invitation.org;
            tx.add_member(org, user.id, invitation.role, now).await?;
            tx.record(&visit.event(SecurityKind::SignedUp, Some(user.id)))
                .await?;
            let detail = json!({ "role": invitation.role, "invitation": invitation.id });
            let mut event = visit.event_with(SecurityKind::MemberJoined, Some(user.id), detail);
            event.org = Some(org);
            tx.record(&event).await?;
            let begun = session::begin(tx, &user, new.held, visit, now).await?;
            Ok::<_, Failure>((org, begun))
        })
        .await
}

fn both<A, B>(a: Result<A, Failure>, b: Result<B, Failure>) -> Result<(A, B), Failure> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(Failure::Invalid(mut errors)), Err(Failure::Invalid(more))) => {
            errors.extend(more);
            Err(Failure::Invalid(errors))
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}

fn taken(error: StoreError) -> Failure {
    match error {
        StoreError::Taken(_) => Failure::refused(
            Code::Stale,
            "This address has an account by now. Sign in, then open the link of the invitation again.",
        ),
        other => other.into(),
    }
}
