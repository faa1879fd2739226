//! Finding accounts and looking at one.

use oin_domain::account::{MailAddress, StaffRole};
use oin_domain::ids::UserId;
use oin_domain::org::OrgRole;
use oin_store::{Org, RecordedEvent, User};

use crate::actions::{Asker, Ctx, Failure};

/// How many accounts a page has.
const A_PAGE: u32 = 50;

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

/// Accounts whose name or address holds `text`, by address: those after `after`. With what the next
/// page begins.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn list(
    ctx: &Ctx,
    asker: &Asker,
    text: &str,
    staff: bool,
    after: &str,
) -> Result<(Vec<Listed>, Option<String>), Failure> {
    asker.staff(&[StaffRole::Admin])?;
    let (mut users, with_roles) = ctx
        .store
        .read(async |read| {
            let users = read.users_like(text, staff, after, A_PAGE + 1).await?;
            Ok::<_, Failure>((users, read.staff().await?))
        })
        .await?;
    let more = users.len() > A_PAGE as usize;
    users.truncate(A_PAGE as usize);
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
/// `not_found` for who is no administrator, and for an unknown account.
pub async fn look(ctx: &Ctx, asker: &Asker, id: UserId) -> Result<Looked, Failure> {
    asker.staff(&[StaffRole::Admin])?;
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
