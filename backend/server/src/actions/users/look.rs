//! Finding accounts and looking at one.

use oin_domain::account::{MailAddress, StaffRole};
use oin_domain::ids::UserId;
use oin_domain::org::OrgRole;
use oin_store::{Org, RecordedEvent, User};

use crate::actions::{Ctx, Failure, Reviewer};

/// Which accounts are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UsersAsked {
    /// Part of a name or address; empty: any.
    pub text: String,
    /// Only those with a staff role.
    pub staff: bool,
    /// Those whose address, folded, comes after this one.
    pub after: String,
    /// How many on a page.
    pub limit: usize,
}

/// An account in the list.
pub struct Listed {
    /// Who.
    pub user: User,
    /// Their staff roles.
    pub roles: Vec<StaffRole>,
}

/// An account as an administrator looks at it.
pub struct Looked {
    /// Who.
    pub user: User,
    /// Their staff roles.
    pub roles: Vec<StaffRole>,
    /// Their orgs.
    pub orgs: Vec<(Org, OrgRole)>,
    /// How many sessions they have.
    pub sessions: usize,
    /// What happened to the account lately, the newest first.
    pub events: Vec<RecordedEvent>,
}

/// The accounts that are looked for, by address, with what the next page begins.
///
/// # Errors
/// `not_found` at a browser, and `forbidden` for a program, of who is no administrator.
pub async fn list(
    ctx: &Ctx,
    who: &Reviewer,
    asked: &UsersAsked,
) -> Result<(Vec<Listed>, Option<String>), Failure> {
    who.has_any(&[StaffRole::Admin])?;
    let limit = u32::try_from(asked.limit).unwrap_or(u32::MAX).saturating_add(1);
    let (mut users, with_roles) = ctx
        .store
        .read(async |read| {
            let users = read
                .users_like(&asked.text, asked.staff, &asked.after, limit)
                .await?;
            Ok::<_, Failure>((users, read.staff().await?))
        })
        .await?;
    let more = users.len() > asked.limit;
    users.truncate(asked.limit);
    let next = users.last().filter(|_| more).map(|user| user.mail.folded());
    let listed = users.into_iter().map(|user| Listed {
        roles: with_roles
            .iter()
            .filter(|(one, _)| one.id == user.id)
            .map(|(_, role)| *role)
            .collect(),
        user,
    });
    Ok((listed.collect(), next))
}

/// One account.
///
/// # Errors
/// `not_found` at a browser, and `forbidden` for a program, of who is no administrator; `not_found`
/// for an unknown account.
pub async fn look(ctx: &Ctx, who: &Reviewer, id: UserId) -> Result<Looked, Failure> {
    who.has_any(&[StaffRole::Admin])?;
    let now = ctx.now();
    ctx.store
        .read(async |read| {
            Ok(Looked {
                user: read.user(id).await?,
                roles: read.staff_roles(id).await?,
                orgs: read.orgs_of(id).await?,
                sessions: read.sessions(id, now).await?.len(),
                events: read.events_of_user(id, 30).await?,
            })
        })
        .await
}

/// The account of an address, for whoever runs oin.
///
/// # Errors
/// `not_found` when nobody has it.
pub async fn by_mail(ctx: &Ctx, mail: &str) -> Result<User, Failure> {
    let mail = MailAddress::parse(mail).map_err(|_| Failure::NotFound("account"))?;
    Ok(ctx
        .store
        .read(async |read| read.user_by_mail(&mail).await)
        .await?)
}
