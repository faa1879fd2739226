//! Who belongs to which org.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use oin_domain::choice::Choice;
use oin_domain::ids::{OrgId, UserId};
use oin_domain::org::OrgRole;
use uuid::Uuid;

use crate::error::{Fault, StoreError, or};
use crate::orgs::{Org, OrgRow};
use crate::prepared::Prepare as _;
use crate::schema::{memberships, orgs, users};
use crate::tx::{Read, Tx};
use crate::users::{User, UserRow};

/// A member of an org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: User,
    /// What they may do.
    pub role: OrgRole,
    /// Since when.
    pub joined_at: DateTime<Utc>,
}

/// Whether a change of members could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum MemberChange {
    /// It was made.
    Done,
    /// It would leave the org without an owner, so it was not.
    LastOwner,
}

fn role(text: &str) -> Result<OrgRole, StoreError> {
    text.parse().map_err(StoreError::broken)
}

impl Read {
    /// What somebody may do in an org.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when they do not belong to it, or it is not there: the two are not
    /// told apart.
    pub async fn membership(&mut self, org: OrgId, user: UserId) -> Result<OrgRole, StoreError> {
        let found: String = self
            .run(async |connection| {
                Ok(memberships::table
                    .find((org.0, user.0))
                    .select(memberships::role)
                    .first(connection)
                    .await?)
            })
            .await?;
        role(&found)
    }

    /// The orgs that somebody belongs to, by name.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn orgs_of(&mut self, user: UserId) -> Result<Vec<(Org, OrgRole)>, StoreError> {
        let rows: Vec<(OrgRow, String)> = self
            .run(async |connection| {
                Ok(memberships::table
                    .inner_join(orgs::table)
                    .filter(memberships::user_id.eq(user.0))
                    .order((orgs::name, orgs::id))
                    .select((OrgRow::as_select(), memberships::role))
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter()
            .map(|(org, text)| Ok((org.try_into()?, role(&text)?)))
            .collect()
    }

    /// The members of an org, those who came first at the front.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn members(&mut self, org: OrgId) -> Result<Vec<Member>, StoreError> {
        let rows: Vec<(UserRow, String, DateTime<Utc>)> = self
            .run(async |connection| {
                Ok(memberships::table
                    .inner_join(users::table)
                    .filter(memberships::org_id.eq(org.0))
                    .order((memberships::joined_at, memberships::user_id))
                    .select((UserRow::as_select(), memberships::role, memberships::joined_at))
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter()
            .map(|(user, text, joined_at)| {
                Ok(Member {
                    user: user.try_into()?,
                    role: role(&text)?,
                    joined_at,
                })
            })
            .collect()
    }
}

impl Tx {
    /// Lets somebody join an org.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`memberships_pkey`) when they belong to it already,
    /// [`StoreError::Absent`] when one of the two is not there.
    pub async fn add_member(
        &mut self,
        org: OrgId,
        user: UserId,
        role: OrgRole,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(memberships::table)
                .values((
                    memberships::org_id.eq(org.0),
                    memberships::user_id.eq(user.0),
                    memberships::role.eq(role.as_str()),
                    memberships::joined_at.eq(at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Gives a member another role. An org never loses its last owner, however many step down at
    /// once.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when they do not belong to it.
    pub async fn set_member_role(
        &mut self,
        org: OrgId,
        user: UserId,
        role: OrgRole,
    ) -> Result<MemberChange, StoreError> {
        self.run(async |connection| {
            hold_org(connection, org).await?;
            if role != OrgRole::Owner && is_last_owner(connection, org, user).await? {
                return Ok(MemberChange::LastOwner);
            }
            let changed = diesel::update(memberships::table.find((org.0, user.0)))
                .set(memberships::role.eq(role.as_str()))
                .prepared()
                .execute(connection)
                .await?;
            or(changed, StoreError::Absent)?;
            Ok(MemberChange::Done)
        })
        .await
    }

    /// Takes somebody out of an org: they leave, or an owner removes them.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when they do not belong to it.
    pub async fn remove_member(&mut self, org: OrgId, user: UserId) -> Result<MemberChange, StoreError> {
        self.run(async |connection| {
            hold_org(connection, org).await?;
            if is_last_owner(connection, org, user).await? {
                return Ok(MemberChange::LastOwner);
            }
            let gone = diesel::delete(memberships::table.find((org.0, user.0)))
                .execute(connection)
                .await?;
            or(gone, StoreError::Absent)?;
            Ok(MemberChange::Done)
        })
        .await
    }
}

/// Changes of one org's owners follow each other.
pub(crate) async fn hold_org(connection: &mut AsyncPgConnection, org: OrgId) -> Result<(), Fault> {
    orgs::table
        .find(org.0)
        .select(orgs::id)
        .for_no_key_update()
        .first::<Uuid>(connection)
        .await?;
    Ok(())
}

async fn is_last_owner(connection: &mut AsyncPgConnection, org: OrgId, user: UserId) -> Result<bool, Fault> {
    let owners: Vec<Uuid> = memberships::table
        .filter(memberships::org_id.eq(org.0))
        .filter(memberships::role.eq(OrgRole::Owner.as_str()))
        .limit(2)
        .select(memberships::user_id)
        .load(connection)
        .await?;
    Ok(owners == [user.0])
}
