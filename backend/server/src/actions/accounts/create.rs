//! Accounts that whoever runs oin makes, closes and lists.

use chrono::{DateTime, Utc};
use oin_domain::account::{Alone, MailAddress, SecurityKind, StaffRole};
use oin_domain::ids::{OrgId, UserId};
use oin_domain::org::{OrgRole, TRIAL_LASTS};
use oin_domain::text::Line;
use oin_store::{Org, PasswordHash, StoreError, Tx, User};
use serde_json::json;
use uuid::Uuid;

use super::sign_up::{line, mail};
use super::{password, reset};
use crate::actions::{Code, Ctx, Failure, Visit};
use crate::vault::Secret;

/// An account to make.
pub struct NewAccount<'a> {
    /// What they are called.
    pub name: &'a str,
    /// Their address, which counts as confirmed.
    pub mail: &'a str,
    /// What they may do in the network's name.
    pub staff: &'a [StaffRole],
    /// The org they belong to and their role in it; one of that name is made when there is none.
    pub org: Option<(&'a str, OrgRole)>,
    /// Their password; `None`: they choose it behind a link.
    pub password: Option<&'a str>,
}

/// Somebody with an account, as the command line lists them.
pub struct Listed {
    /// Who.
    pub user: User,
    /// Their staff roles.
    pub staff: Vec<StaffRole>,
    /// Their orgs.
    pub orgs: Vec<(Org, OrgRole)>,
}

/// Makes an account; the address of the page where its password is chosen, when it has none.
///
/// # Errors
/// `bad_value` at each field that is none; `stale` when the address has an account.
pub async fn create(ctx: &Ctx, new: &NewAccount<'_>) -> Result<Option<Secret>, Failure> {
    let ready = Ready::of(ctx, new).await?;
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            let (user, _) = ready.add(tx, now).await?;
            if ready.hash.is_some() {
                return Ok(None);
            }
            let (ticket, _) = reset::make_link(tx, &user, now).await?;
            let text = ticket.text.text().unwrap_or_default();
            let address = format!("{}/reset-password?link={text}", ctx.base_url());
            Ok(Some(Secret::from_text(address)))
        })
        .await
}

/// An account whose fields were judged.
pub(in crate::actions) struct Ready {
    name: Line,
    mail: MailAddress,
    staff: Vec<StaffRole>,
    org: Option<(Line, OrgRole)>,
    hash: Option<PasswordHash>,
}

impl Ready {
    /// Judges the fields and hashes the password.
    pub(in crate::actions) async fn of(ctx: &Ctx, new: &NewAccount<'_>) -> Result<Self, Failure> {
        let name = line("name", "The name", new.name)?;
        let mail = mail("mail", new.mail)?;
        let org = new
            .org
            .map(|(name, role)| Ok((line("org", "The org's name", name)?, role)));
        let org = org.transpose().map_err(|failure: Failure| failure)?;
        let hash = match new.password {
            None => None,
            Some(text) => {
                let names = password::names(new.name, &mail);
                let chosen = password::chosen(ctx, "password", text, Alone::Yes, &names)?;
                Some(ctx.passwords.hash(chosen).await?)
            }
        };
        Ok(Self {
            name,
            mail,
            staff: new.staff.to_vec(),
            org,
            hash,
        })
    }

    /// Adds the account; who it is, and their org.
    pub(in crate::actions) async fn add(
        &self,
        tx: &mut Tx,
        now: DateTime<Utc>,
    ) -> Result<(User, Option<OrgId>), Failure> {
        let user = User {
            id: UserId(Uuid::now_v7()),
            mail: self.mail.clone(),
            name: self.name.clone(),
            created_at: now,
            confirmed_at: Some(now),
            disabled_at: None,
        };
        tx.add_user(&user).await.map_err(|error| match error {
            StoreError::Taken(_) => Failure::refused(Code::Stale, "This address has an account already."),
            other => other.into(),
        })?;
        if let Some(hash) = &self.hash {
            tx.set_password(user.id, hash, now).await?;
        }
        let visit = Visit::default();
        let detail = json!({ "by": "command line" });
        tx.record(&visit.event_with(SecurityKind::SignedUp, Some(user.id), detail))
            .await?;
        for role in &self.staff {
            tx.grant_staff_role(user.id, *role, None, now).await?;
            let detail = json!({ "role": role, "by": "command line" });
            tx.record(&visit.event_with(SecurityKind::StaffRoleGranted, Some(user.id), detail))
                .await?;
        }
        let Some((name, role)) = &self.org else {
            return Ok((user, None));
        };
        let org = match tx.orgs_named(name).await?.into_iter().next() {
            Some(org) => org,
            None => {
                let org = Org {
                    id: OrgId(Uuid::now_v7()),
                    name: name.clone(),
                    created_at: now,
                    trial_ends_at: Some(now + TRIAL_LASTS),
                };
                tx.add_org(&org).await?;
                org
            }
        };
        tx.add_member(org.id, user.id, *role, now).await?;
        let mut event = visit.event_with(SecurityKind::MemberJoined, Some(user.id), json!({ "role": role }));
        event.org = Some(org.id);
        tx.record(&event).await?;
        Ok((user, Some(org.id)))
    }
}

/// Everybody with a confirmed address, by address; at most 10,000.
///
/// # Errors
/// As of any read.
pub async fn list(ctx: &Ctx) -> Result<Vec<Listed>, Failure> {
    let listed = ctx.store.read(async |read| {
        let mut all = Vec::new();
        for user in read.users(10_000).await? {
            let staff = read.staff_roles(user.id).await?;
            let orgs = read.orgs_of(user.id).await?;
            all.push(Listed { user, staff, orgs });
        }
        Ok::<_, StoreError>(all)
    });
    Ok(listed.await?)
}
