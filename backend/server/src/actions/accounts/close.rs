//! Closing an account: it is disabled, at once and everywhere.

use oin_domain::account::{MailAddress, SecurityKind};
use oin_domain::ids::UserId;
use oin_domain::org::OrgRole;
use oin_store::{Tx, User};
use serde_json::json;

use super::own;
use crate::actions::{Asker, Code, Ctx, Failure, Visit};

/// Closes somebody's own account.
///
/// # Errors
/// `bad_value` at `password`; `forbidden` for the last owner of an org that has other members.
pub async fn own_account(ctx: &Ctx, asker: &Asker, typed: &str, visit: &Visit) -> Result<(), Failure> {
    own::know_password(ctx, asker, "password", typed, visit).await?;
    let user = asker.user();
    ctx.store
        .write(async |tx| {
            for (org, name, role) in asker.orgs() {
                if role != OrgRole::Owner {
                    continue;
                }
                let members = tx.members(org).await?;
                let owners = members.iter().filter(|member| member.role == OrgRole::Owner);
                if owners.count() == 1 && members.len() > 1 {
                    let sentence = format!(
                        "You are the last owner of {name}, which has other members. Make one of them an owner first."
                    );
                    return Err(Failure::refused(Code::Forbidden, sentence));
                }
            }
            disable(tx, user, ctx.now(), visit, "own wish").await
        })
        .await
}

/// Closes the account of an address, for whoever runs oin; whose it was.
///
/// # Errors
/// `not_found` when nobody has the address.
pub async fn at_command_line(ctx: &Ctx, mail: &str) -> Result<User, Failure> {
    let mail = MailAddress::parse(mail).map_err(|_| Failure::NotFound("account"))?;
    ctx.store
        .write(async |tx| {
            let user = tx.user_by_mail(&mail).await?;
            disable(tx, user.id, ctx.now(), &Visit::default(), "command line").await?;
            Ok::<_, Failure>(user)
        })
        .await
}

async fn disable(
    tx: &mut Tx,
    user: UserId,
    now: chrono::DateTime<chrono::Utc>,
    visit: &Visit,
    by: &str,
) -> Result<(), Failure> {
    tx.set_disabled(user, Some(now)).await?;
    tx.end_sessions(user, None).await?;
    for (org, _) in tx.orgs_of(user).await? {
        tx.revoke_api_tokens_of(org.id, user, now).await?;
    }
    tx.revoke_staff_tokens_of(user, now).await?;
    let detail = json!({ "by": by });
    tx.record(&visit.event_with(SecurityKind::Disabled, Some(user), detail))
        .await?;
    Ok(())
}
