//! Tokens for programs.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::ids::{ApiTokenId, OrgId, UserId};
use oin_domain::org::Scope;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::one_time_links::Digest;
use crate::prepared::Prepare as _;
use crate::schema::api_tokens;
use crate::tx::{Read, Tx};

/// A token's last use is written at most this often.
const USED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// An API token, without what its holder has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Which.
    pub id: ApiTokenId,
    /// Its first eight characters, `oin_` and four more, to know it by.
    pub hint: String,
    /// In whose name it acts.
    pub org: OrgId,
    /// Who made it; `None`: the command line, or somebody who has gone.
    pub made_by: Option<UserId>,
    /// What it is called.
    pub name: String,
    /// What it may do; at least one.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it works no more.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub used_at: Option<DateTime<Utc>>,
    /// When it was ended.
    pub revoked_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_tokens, check_for_backend(diesel::pg::Pg))]
struct TokenRow {
    id: Uuid,
    hint: String,
    org_id: Uuid,
    made_by: Option<Uuid>,
    name: String,
    scopes: Vec<String>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl TryFrom<TokenRow> for ApiToken {
    type Error = StoreError;

    fn try_from(row: TokenRow) -> Result<Self, StoreError> {
        let scopes = row.scopes.iter().map(|text| text.parse());
        Ok(Self {
            id: ApiTokenId(row.id),
            hint: row.hint,
            org: OrgId(row.org_id),
            made_by: row.made_by.map(UserId),
            name: row.name,
            scopes: scopes.collect::<Result<_, _>>().map_err(StoreError::broken)?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            used_at: row.used_at,
            revoked_at: row.revoked_at,
        })
    }
}

impl Read {
    /// The token that hashes to `hash`, if it works at `now`.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it is unknown, expired or ended: the three are not told apart.
    pub async fn api_token(&mut self, hash: &Digest, now: DateTime<Utc>) -> Result<ApiToken, StoreError> {
        self.run(async |connection| {
            Ok(api_tokens::table
                .filter(api_tokens::hash.eq(hash.as_slice()))
                .filter(api_tokens::revoked_at.is_null())
                .filter(api_tokens::expires_at.gt(now))
                .select(TokenRow::as_select())
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// All tokens that an org ever had, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn api_tokens(&mut self, org: OrgId) -> Result<Vec<ApiToken>, StoreError> {
        let rows: Vec<TokenRow> = self
            .run(async |connection| {
                Ok(api_tokens::table
                    .filter(api_tokens::org_id.eq(org.0))
                    .order((api_tokens::created_at.desc(), api_tokens::id))
                    .select(TokenRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(ApiToken::try_from).collect()
    }
}

impl Tx {
    /// Adds a token whose holder has what `hash` is the SHA-256 of.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an org.
    pub async fn add_api_token(&mut self, token: &ApiToken, hash: &Digest) -> Result<(), StoreError> {
        let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
        self.run(async |connection| {
            diesel::insert_into(api_tokens::table)
                .values((
                    api_tokens::id.eq(token.id.0),
                    api_tokens::hash.eq(hash.as_slice()),
                    api_tokens::hint.eq(&token.hint),
                    api_tokens::org_id.eq(token.org.0),
                    api_tokens::made_by.eq(token.made_by.map(|user| user.0)),
                    api_tokens::name.eq(&token.name),
                    api_tokens::scopes.eq(scopes),
                    api_tokens::created_at.eq(token.created_at),
                    api_tokens::expires_at.eq(token.expires_at),
                    api_tokens::used_at.eq(token.used_at),
                    api_tokens::revoked_at.eq(token.revoked_at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Notes that a token was used at `now`; writes only once a minute.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn see_api_token(&mut self, id: ApiTokenId, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::update(api_tokens::table.find(id.0))
                .filter(
                    api_tokens::used_at
                        .is_null()
                        .or(api_tokens::used_at.le(now - USED_EVERY)),
                )
                .set(api_tokens::used_at.eq(now))
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Ends one of an org's tokens, at once and for good.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when the org has none with this id that still works.
    pub async fn revoke_api_token(
        &mut self,
        org: OrgId,
        id: ApiTokenId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let ended = diesel::update(api_tokens::table.find(id.0))
                .filter(api_tokens::org_id.eq(org.0))
                .filter(api_tokens::revoked_at.is_null())
                .set(api_tokens::revoked_at.eq(at))
                .prepared()
                .execute(connection)
                .await?;
            or(ended, StoreError::Absent)
        })
        .await
    }

    /// Ends every token that somebody made for an org: they have left it. Says how many.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn revoke_api_tokens_of(
        &mut self,
        org: OrgId,
        user: UserId,
        at: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        self.run(async |connection| {
            Ok(diesel::update(api_tokens::table)
                .filter(api_tokens::org_id.eq(org.0))
                .filter(api_tokens::made_by.eq(user.0))
                .filter(api_tokens::revoked_at.is_null())
                .set(api_tokens::revoked_at.eq(at))
                .prepared()
                .execute(connection)
                .await?)
        })
        .await
    }
}
