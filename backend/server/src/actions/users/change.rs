//! Changing somebody's account.

use oin_domain::account::{SecurityKind, StaffRole};
use oin_domain::choice::Choice as _;
use oin_domain::ids::UserId;
use oin_domain::text::Prose;
use oin_store::{Tx, User};
use serde_json::json;

use super::By;
use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Code, Ctx, Failure, FieldError};

/// What happens to a staff role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is given.
    Grant(StaffRole),
    /// It is taken.
    Revoke(StaffRole),
}

/// Gives or takes a staff role. The person's sessions end, so that the right is there, or gone, at
/// once; with a role go all tokens that they made as staff. They are told by letter.
///
/// # Errors
/// `not_found` for who is no administrator and for unknown accounts; `second_factor_required`,
/// `step_up_required`; `forbidden` for the own role and for taking the last administrator's.
pub async fn change_role(ctx: &Ctx, by: By<'_>, user: UserId, role: Role) -> Result<(), Failure> {
    by.may()?;
    if by.is(user) {
        return Err(refused(
            "Nobody changes their own role. Ask another administrator.",
        ));
    }
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            let admins = hold(tx, by).await?;
            let person = tx.user(user).await?;
            let had = tx.staff_roles(user).await?;
            let (kind, role, what) = match role {
                Role::Grant(role) if had.contains(&role) => return Ok(()),
                Role::Grant(role) => {
                    open(&person)?;
                    tx.grant_staff_role(user, role, by.user(), now).await?;
                    (SecurityKind::StaffRoleGranted, role, "You have the role")
                }
                Role::Revoke(role) if !had.contains(&role) => return Ok(()),
                Role::Revoke(role) => {
                    if role == StaffRole::Admin {
                        another(&admins, user)?;
                    }
                    tx.revoke_staff_role(user, role).await?;
                    tx.revoke_staff_tokens_of(user, now).await?;
                    (
                        SecurityKind::StaffRoleRevoked,
                        role,
                        "You no longer have the role",
                    )
                }
            };
            tx.end_sessions(user, None).await?;
            let detail = json!({ "role": role.as_str() });
            by.record(tx, by.event(kind, user, detail)).await?;
            let what = format!("{what} “{}” among the network's staff.", role.label());
            let next = "You were signed out everywhere. Sign in again to go on.";
            tell(tx, ctx, &person, &what, next, None).await
        })
        .await
}

/// Disables an account: it is signed out everywhere, its API tokens end, nobody signs in to it. The
/// person is told why.
///
/// # Errors
/// As [`change_role`]; at `reason`: `missing`, `bad_value`.
pub async fn disable(ctx: &Ctx, by: By<'_>, user: UserId, reason: &str) -> Result<(), Failure> {
    by.may()?;
    if by.is(user) {
        return Err(refused(
            "Nobody disables their own account here. Close it on your account's page.",
        ));
    }
    let reason = given(reason)?;
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            let admins = hold(tx, by).await?;
            let person = tx.user(user).await?;
            if person.disabled_at.is_some() {
                return Ok(());
            }
            if admins.contains(&user) {
                another(&admins, user)?;
            }
            tx.set_disabled(user, Some(now)).await?;
            tx.end_sessions(user, None).await?;
            for (org, _) in tx.orgs_of(user).await? {
                tx.revoke_api_tokens_of(org.id, user, now).await?;
            }
            tx.revoke_staff_tokens_of(user, now).await?;
            let detail = json!({ "reason": reason.as_str() });
            by.record(tx, by.event(SecurityKind::Disabled, user, detail)).await?;
            let what = "Your account was disabled by the network's staff.";
            let next = "You are signed out everywhere and your API tokens have ended. Answer through the contact page if you think that this is wrong.";
            tell(tx, ctx, &person, what, next, Some(reason.as_str())).await
        })
        .await
}

/// Opens a disabled account again. Sessions and tokens that ended stay ended.
///
/// # Errors
/// As [`change_role`].
pub async fn enable(ctx: &Ctx, by: By<'_>, user: UserId) -> Result<(), Failure> {
    by.may()?;
    ctx.store
        .write(async |tx| {
            hold(tx, by).await?;
            let person = tx.user(user).await?;
            if person.disabled_at.is_none() {
                return Ok(());
            }
            tx.set_disabled(user, None).await?;
            by.record(tx, by.event(SecurityKind::Enabled, user, json!({})))
                .await?;
            let what = "Your account is open again.";
            let next = "Sign in as before. API tokens that ended stay ended; make new ones in the portal.";
            tell(tx, ctx, &person, what, next, None).await
        })
        .await
}

/// Ends all sessions of somebody; says how many.
///
/// # Errors
/// As [`change_role`].
pub async fn end_sessions(ctx: &Ctx, by: By<'_>, user: UserId) -> Result<usize, Failure> {
    by.may()?;
    if by.is(user) {
        return Err(refused("End your own sessions on your account's page."));
    }
    ctx.store
        .write(async |tx| {
            tx.user(user).await?;
            let ended = tx.end_sessions(user, None).await?;
            let detail = json!({ "sessions": ended });
            by.record(tx, by.event(SecurityKind::SessionRevoked, user, detail))
                .await?;
            Ok(ended)
        })
        .await
}

/// Holds who the administrators are, and looks again whether the one who acts is still one: two who
/// take each other's role at the same moment do not both succeed.
async fn hold(tx: &mut Tx, by: By<'_>) -> Result<Vec<UserId>, Failure> {
    let admins = tx.hold_admins().await?;
    match by.user() {
        Some(user) if !admins.contains(&user) => Err(Failure::NotFound("page")),
        _ => Ok(admins),
    }
}

/// Somebody else must remain.
fn another(admins: &[UserId], user: UserId) -> Result<(), Failure> {
    if admins.iter().any(|admin| *admin != user) {
        return Ok(());
    }
    Err(refused(
        "This is the last administrator. Give somebody else the role first.",
    ))
}

fn open(person: &User) -> Result<(), Failure> {
    if person.disabled_at.is_some() || person.confirmed_at.is_none() {
        return Err(refused(
            "The account is disabled or its address is not confirmed. Open it first.",
        ));
    }
    Ok(())
}

fn given(reason: &str) -> Result<Prose, Failure> {
    let refuse = |code, message: &str| Failure::field(FieldError::new("reason", code, message));
    if reason.trim().is_empty() {
        return Err(refuse(
            Code::Missing,
            "The reason is missing. The person reads it in their letter, and auditors in the trail.",
        ));
    }
    if reason.chars().count() > 500 {
        return Err(refuse(
            Code::BadValue,
            "The reason is longer than 500 characters. Shorten it.",
        ));
    }
    Prose::parse(reason).map_err(|error| {
        refuse(
            Code::BadValue,
            &format!("The reason {error}. Type it as plain text."),
        )
    })
}

async fn tell(
    tx: &mut Tx,
    ctx: &Ctx,
    person: &User,
    what: &str,
    next: &str,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let letter = Letter::AccountChanged {
        what: what.to_owned(),
        next: next.to_owned(),
        reason: reason.map(str::to_owned),
        at: ctx.now(),
    };
    letters::post(tx, &ctx.vault, &Recipient::from(person), &letter, ctx.now()).await?;
    Ok(())
}

fn refused(sentence: &'static str) -> Failure {
    Failure::refused(Code::Forbidden, sentence)
}
