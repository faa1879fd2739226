//! Who OIDC providers say somebody is.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::UserId;

use crate::error::{StoreError, or};
use crate::schema::{oidc_identities, users};
use crate::tx::{Read, Tx};
use crate::users::{User, UserRow};

/// An account at an OIDC provider.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OidcIdentity {
    /// The provider, as its `iss` names it.
    pub issuer: String,
    /// The account, as its `sub` names it.
    pub subject: String,
}

impl Read {
    /// The person who signs in with this identity. An equal mail address counts for nothing.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it is linked to nobody.
    pub async fn user_by_identity(&mut self, identity: &OidcIdentity) -> Result<User, StoreError> {
        self.run(async |connection| {
            Ok(oidc_identities::table
                .find((&identity.issuer, &identity.subject))
                .inner_join(users::table)
                .select(UserRow::as_select())
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// The identities that a person can sign in with.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn identities(&mut self, user: UserId) -> Result<Vec<OidcIdentity>, StoreError> {
        let rows: Vec<(String, String)> = self
            .run(async |connection| {
                Ok(oidc_identities::table
                    .filter(oidc_identities::user_id.eq(user.0))
                    .order((oidc_identities::linked_at, oidc_identities::issuer))
                    .select((oidc_identities::issuer, oidc_identities::subject))
                    .load(connection)
                    .await?)
            })
            .await?;
        let read = |(issuer, subject)| OidcIdentity { issuer, subject };
        Ok(rows.into_iter().map(read).collect())
    }
}

impl Tx {
    /// Lets a person sign in with an identity: at their sign-up with it, or asked for by
    /// themselves while signed in.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`oidc_identities_pkey`) when it is linked already, to whomever.
    pub async fn link_identity(
        &mut self,
        user: UserId,
        identity: &OidcIdentity,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(oidc_identities::table)
                .values((
                    oidc_identities::issuer.eq(&identity.issuer),
                    oidc_identities::subject.eq(&identity.subject),
                    oidc_identities::user_id.eq(user.0),
                    oidc_identities::linked_at.eq(at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Ends that a person signs in with an identity.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it is not theirs.
    pub async fn unlink_identity(&mut self, user: UserId, identity: &OidcIdentity) -> Result<(), StoreError> {
        self.run(async |connection| {
            let gone = diesel::delete(
                oidc_identities::table
                    .find((&identity.issuer, &identity.subject))
                    .filter(oidc_identities::user_id.eq(user.0)),
            )
            .execute(connection)
            .await?;
            or(gone, StoreError::Absent)
        })
        .await
    }
}
