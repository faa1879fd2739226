//! Links and tickets that work once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::account::{LinkKind, MailAddress};
use oin_domain::choice::Choice;
use oin_domain::ids::{LinkId, OrgId, UserId};
use serde_json::Value;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::one_time_links;
use crate::tx::{Read, Tx};

/// The SHA-256 of something that only its holder has in clear.
pub type Digest = [u8; 32];

/// A one-time link, without what its holder has.
#[derive(Debug, Clone, PartialEq)]
pub struct OneTimeLink {
    /// Which.
    pub id: LinkId,
    /// What it is for.
    pub kind: LinkKind,
    /// The person it is about; needed for addresses and passwords.
    pub user: Option<UserId>,
    /// The org it is about; needed for an invitation.
    pub org: Option<OrgId>,
    /// The contact or transfer it is about; needed for those.
    pub about: Option<Uuid>,
    /// The address it was mailed to.
    pub mail: Option<MailAddress>,
    /// What its kind needs beside, a JSON object. Never a secret.
    pub payload: Value,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it works no more.
    pub expires_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = one_time_links, check_for_backend(diesel::pg::Pg))]
struct LinkRow {
    id: Uuid,
    kind: String,
    user_id: Option<Uuid>,
    org_id: Option<Uuid>,
    about: Option<Uuid>,
    mail: Option<String>,
    payload: Value,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl TryFrom<LinkRow> for OneTimeLink {
    type Error = StoreError;

    fn try_from(row: LinkRow) -> Result<Self, StoreError> {
        let mail = row.mail.map(MailAddress::try_from).transpose();
        Ok(Self {
            id: LinkId(row.id),
            kind: row.kind.parse().map_err(StoreError::broken)?,
            user: row.user_id.map(UserId),
            org: row.org_id.map(OrgId),
            about: row.about,
            mail: mail.map_err(StoreError::broken)?,
            payload: row.payload,
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

impl Read {
    /// Looks at a link without using it up: for the page behind it that asks for a click.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none of this kind that works at `now`.
    pub async fn link(
        &mut self,
        kind: LinkKind,
        hash: &Digest,
        now: DateTime<Utc>,
    ) -> Result<OneTimeLink, StoreError> {
        self.run(async |connection| {
            Ok(one_time_links::table
                .filter(one_time_links::hash.eq(hash.as_slice()))
                .filter(one_time_links::kind.eq(kind.as_str()))
                .filter(one_time_links::used_at.is_null())
                .filter(one_time_links::expires_at.gt(now))
                .select(LinkRow::as_select())
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// The newest unused link of a kind that a person has, also when it has expired.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none.
    pub async fn link_of(&mut self, user: UserId, kind: LinkKind) -> Result<OneTimeLink, StoreError> {
        self.run(async |connection| {
            Ok(one_time_links::table
                .filter(one_time_links::user_id.eq(user.0))
                .filter(one_time_links::kind.eq(kind.as_str()))
                .filter(one_time_links::used_at.is_null())
                .order((one_time_links::created_at.desc(), one_time_links::id.desc()))
                .select(LinkRow::as_select())
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// An org's invitations that have not been answered, the newest first; expired ones too.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn invitations(&mut self, org: OrgId) -> Result<Vec<OneTimeLink>, StoreError> {
        let rows: Vec<LinkRow> = self
            .run(async |connection| {
                Ok(one_time_links::table
                    .filter(one_time_links::org_id.eq(org.0))
                    .filter(one_time_links::kind.eq(LinkKind::Invitation.as_str()))
                    .filter(one_time_links::used_at.is_null())
                    .order(one_time_links::created_at.desc())
                    .select(LinkRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(OneTimeLink::try_from).collect()
    }
}

impl Tx {
    /// Adds a link whose holder has what `hash` is the SHA-256 of.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when the person or org is not there.
    pub async fn add_link(&mut self, link: &OneTimeLink, hash: &Digest) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(one_time_links::table)
                .values((
                    one_time_links::id.eq(link.id.0),
                    one_time_links::hash.eq(hash.as_slice()),
                    one_time_links::kind.eq(link.kind.as_str()),
                    one_time_links::user_id.eq(link.user.map(|user| user.0)),
                    one_time_links::org_id.eq(link.org.map(|org| org.0)),
                    one_time_links::about.eq(link.about),
                    one_time_links::mail.eq(link.mail.as_ref().map(MailAddress::as_str)),
                    one_time_links::payload.eq(&link.payload),
                    one_time_links::created_at.eq(link.created_at),
                    one_time_links::expires_at.eq(link.expires_at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Uses a link up, in the transaction of what it allows. Of many who use it at once, one gets
    /// it; the row stays held until this transaction ends, so that a failure gives it back.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it is unknown, of another kind, used, or expired at `now`: the
    /// four are not told apart.
    pub async fn use_link(
        &mut self,
        kind: LinkKind,
        hash: &Digest,
        now: DateTime<Utc>,
    ) -> Result<OneTimeLink, StoreError> {
        self.run(async |connection| {
            Ok(diesel::update(one_time_links::table)
                .filter(one_time_links::hash.eq(hash.as_slice()))
                .filter(one_time_links::kind.eq(kind.as_str()))
                .filter(one_time_links::used_at.is_null())
                .filter(one_time_links::expires_at.gt(now))
                .set(one_time_links::used_at.eq(now))
                .returning(LinkRow::as_returning())
                .prepared()
                .get_result(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// Ends every unused link of a kind that a person has, before they get a new one or after
    /// what it was for has happened; says how many.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn end_links(&mut self, user: UserId, kind: LinkKind) -> Result<usize, StoreError> {
        self.run(async |connection| {
            Ok(diesel::delete(one_time_links::table)
                .filter(one_time_links::user_id.eq(user.0))
                .filter(one_time_links::kind.eq(kind.as_str()))
                .filter(one_time_links::used_at.is_null())
                .execute(connection)
                .await?)
        })
        .await
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when the org has no such invitation that is unanswered.
    pub async fn withdraw_invitation(&mut self, org: OrgId, id: LinkId) -> Result<(), StoreError> {
        self.run(async |connection| {
            let gone = diesel::delete(one_time_links::table.find(id.0))
                .filter(one_time_links::org_id.eq(org.0))
                .filter(one_time_links::kind.eq(LinkKind::Invitation.as_str()))
                .filter(one_time_links::used_at.is_null())
                .execute(connection)
                .await?;
            or(gone, StoreError::Absent)
        })
        .await
    }

    /// Takes away links that expired before `before`, used or not; says how many.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_links(&mut self, before: DateTime<Utc>) -> Result<usize, StoreError> {
        self.run(async |connection| {
            Ok(diesel::delete(one_time_links::table)
                .filter(one_time_links::expires_at.lt(before))
                .execute(connection)
                .await?)
        })
        .await
    }
}
