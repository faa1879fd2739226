//! Tokens of the network's staff for programs.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice;
use oin_domain::ids::{StaffTokenId, UserId};
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::one_time_links::Digest;
use crate::prepared::Prepare as _;
use crate::schema::staff_tokens;
use crate::tx::{Read, Tx};

/// A token's last use is written at most this often.
const USED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A staff member's token, without what its holder has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffToken {
    /// Which.
    pub id: StaffTokenId,
    /// Its first fourteen characters, `oin_staff_` and four more, to know it by.
    pub hint: String,
    /// Whose it is, and for whom it acts.
    pub user: UserId,
    /// What it is called.
    pub name: String,
    /// What it may do; at least one.
    pub scopes: Vec<StaffScope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it works no more: at most 90 days later.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub used_at: Option<DateTime<Utc>>,
    /// When it was ended.
    pub revoked_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = staff_tokens, check_for_backend(diesel::pg::Pg))]
struct TokenRow {
    id: Uuid,
    hint: String,
    user_id: Uuid,
    name: String,
    scopes: Vec<String>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl TryFrom<TokenRow> for StaffToken {
    type Error = StoreError;

    fn try_from(row: TokenRow) -> Result<Self, StoreError> {
        let scopes = row.scopes.iter().map(|text| text.parse());
        Ok(Self {
            id: StaffTokenId(row.id),
            hint: row.hint,
            user: UserId(row.user_id),
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
    /// All tokens that somebody ever made for themselves, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn staff_tokens(&mut self, user: UserId) -> Result<Vec<StaffToken>, StoreError> {
        let rows: Vec<TokenRow> = self
            .run(async |connection| {
                Ok(staff_tokens::table
                    .filter(staff_tokens::user_id.eq(user.0))
                    .order((staff_tokens::created_at.desc(), staff_tokens::id))
                    .select(TokenRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(StaffToken::try_from).collect()
    }
}

impl Tx {
    /// Adds a token whose holder has what `hash` is the SHA-256 of.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a person.
    pub async fn add_staff_token(&mut self, token: &StaffToken, hash: &Digest) -> Result<(), StoreError> {
        let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
        self.run(async |connection| {
            diesel::insert_into(staff_tokens::table)
                .values((
                    staff_tokens::id.eq(token.id.0),
                    staff_tokens::hash.eq(hash.as_slice()),
                    staff_tokens::hint.eq(&token.hint),
                    staff_tokens::user_id.eq(token.user.0),
                    staff_tokens::name.eq(&token.name),
                    staff_tokens::scopes.eq(scopes),
                    staff_tokens::created_at.eq(token.created_at),
                    staff_tokens::expires_at.eq(token.expires_at),
                    staff_tokens::used_at.eq(token.used_at),
                    staff_tokens::revoked_at.eq(token.revoked_at),
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
    pub async fn see_staff_token(&mut self, id: StaffTokenId, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::update(staff_tokens::table.find(id.0))
                .filter(
                    staff_tokens::used_at
                        .is_null()
                        .or(staff_tokens::used_at.le(now - USED_EVERY)),
                )
                .set(staff_tokens::used_at.eq(now))
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Ends one of somebody's own tokens, at once and for good.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when they have none with this id that is not ended.
    pub async fn revoke_staff_token(
        &mut self,
        user: UserId,
        id: StaffTokenId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let ended = diesel::update(staff_tokens::table.find(id.0))
                .filter(staff_tokens::user_id.eq(user.0))
                .filter(staff_tokens::revoked_at.is_null())
                .set(staff_tokens::revoked_at.eq(at))
                .prepared()
                .execute(connection)
                .await?;
            or(ended, StoreError::Absent)
        })
        .await
    }

    /// Ends every token that somebody has as one of the staff: a role of theirs went, or their
    /// account. Says how many.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn revoke_staff_tokens_of(
        &mut self,
        user: UserId,
        at: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        self.run(async |connection| {
            Ok(diesel::update(staff_tokens::table)
                .filter(staff_tokens::user_id.eq(user.0))
                .filter(staff_tokens::revoked_at.is_null())
                .set(staff_tokens::revoked_at.eq(at))
                .prepared()
                .execute(connection)
                .await?)
        })
        .await
    }
}
