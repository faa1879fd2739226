//! Who asks: a signed-in browser or an API token, with every right its person holds, in one query.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::account::{MailAddress, StaffRole, StaffScope};
use oin_domain::ids::{ApiTokenId, OrgId, SessionId, StaffTokenId, UserId};
use oin_domain::org::{OrgRole, Scope};
use oin_domain::submission::Person;
use oin_domain::text::Line;
use uuid::Uuid;

use crate::error::StoreError;
use crate::one_time_links::Digest;
use crate::prepared::Prepare as _;
use crate::tx::Read;

/// Last uses are written to the minute; younger ones are not written again.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A person and what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// The person with their orgs and staff roles.
    pub person: Person,
    /// What they are called.
    pub name: Line,
    /// Their address.
    pub mail: MailAddress,
    /// The names of their orgs, in the order of `person.orgs`: the first joined first.
    pub org_names: Vec<String>,
    /// Whether they have a second factor.
    pub has_factor: bool,
}

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionAsker {
    /// Its session.
    pub session: SessionId,
    /// The second factor is still asked for: this is nobody's sign-in yet.
    pub awaits_factor: bool,
    /// When a second factor was last proven in it.
    pub stepped_up_at: Option<DateTime<Utc>>,
    /// Its last use was long enough ago to be written down again.
    pub see_again: bool,
    /// Whose it is.
    pub rights: Rights,
}

/// An API token that acts for the person who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenAsker {
    /// Which.
    pub token: ApiTokenId,
    /// How it begins.
    pub hint: String,
    /// In whose name it acts.
    pub org: OrgId,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Its last use was long enough ago to be written down again.
    pub see_again: bool,
    /// Whose it is.
    pub rights: Rights,
}

/// A staff member's own token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffTokenAsker {
    /// Which.
    pub token: StaffTokenId,
    /// How it begins.
    pub hint: String,
    /// What it may do.
    pub scopes: Vec<StaffScope>,
    /// Its last use was long enough ago to be written down again.
    pub see_again: bool,
    /// Whose it is.
    pub rights: Rights,
}

/// What all queries read of a person.
macro_rules! rights_of {
    ($user:literal) => {
        concat!(
            "u.id AS user_id, u.name, u.mail, \
             ARRAY(SELECT m.org_id FROM memberships m WHERE m.user_id = u.id ORDER BY m.joined_at, m.org_id) AS orgs, \
             ARRAY(SELECT m.role FROM memberships m WHERE m.user_id = u.id ORDER BY m.joined_at, m.org_id) AS roles, \
             ARRAY(SELECT o.name FROM memberships m JOIN orgs o ON o.id = m.org_id \
                   WHERE m.user_id = u.id ORDER BY m.joined_at, m.org_id) AS org_names, \
             ARRAY(SELECT r.role FROM staff_roles r WHERE r.user_id = u.id ORDER BY r.role) AS staff, \
             (EXISTS(SELECT FROM totp_factors t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) \
              OR EXISTS(SELECT FROM passkeys p WHERE p.user_id = u.id)) AS has_factor ",
            $user
        )
    };
}

const SESSION: &str = concat!(
    "SELECT s.id AS asker_id, s.awaits_factor, s.stepped_up_at, s.seen_at, NULL::uuid AS org_id, \
     ARRAY[]::text[] AS scopes, '' AS hint, ",
    rights_of!(
        "FROM sessions s JOIN users u ON u.id = s.user_id \
         WHERE s.hash = $1 AND s.ends_at > $2 AND s.seen_at + make_interval(secs => s.idle_seconds) > $2 \
         AND u.confirmed_at IS NOT NULL AND u.disabled_at IS NULL"
    )
);

const TOKEN: &str = concat!(
    "SELECT k.id AS asker_id, false AS awaits_factor, NULL::timestamptz AS stepped_up_at, \
     k.used_at AS seen_at, k.org_id, k.scopes, k.hint, ",
    rights_of!(
        "FROM api_tokens k JOIN users u ON u.id = k.made_by \
         JOIN memberships own ON own.user_id = u.id AND own.org_id = k.org_id \
         WHERE k.hash = $1 AND k.revoked_at IS NULL AND k.expires_at > $2 \
         AND u.confirmed_at IS NOT NULL AND u.disabled_at IS NULL"
    )
);

const STAFF_TOKEN: &str = concat!(
    "SELECT k.id AS asker_id, false AS awaits_factor, NULL::timestamptz AS stepped_up_at, \
     k.used_at AS seen_at, NULL::uuid AS org_id, k.scopes, k.hint, ",
    rights_of!(
        "FROM staff_tokens k JOIN users u ON u.id = k.user_id \
         WHERE k.hash = $1 AND k.revoked_at IS NULL AND k.expires_at > $2 \
         AND EXISTS(SELECT FROM staff_roles r WHERE r.user_id = u.id) \
         AND u.confirmed_at IS NOT NULL AND u.disabled_at IS NULL"
    )
);

const PERSON: &str = concat!(
    "SELECT u.id AS asker_id, false AS awaits_factor, NULL::timestamptz AS stepped_up_at, \
     NULL::timestamptz AS seen_at, NULL::uuid AS org_id, ARRAY[]::text[] AS scopes, '' AS hint, ",
    rights_of!("FROM users u WHERE u.id = $1 AND u.confirmed_at IS NOT NULL AND u.disabled_at IS NULL")
);

#[derive(QueryableByName)]
struct AskerRow {
    #[diesel(sql_type = SqlUuid)]
    asker_id: Uuid,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    awaits_factor: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    stepped_up_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    seen_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    org_id: Option<Uuid>,
    #[diesel(sql_type = Array<Text>)]
    scopes: Vec<String>,
    #[diesel(sql_type = Text)]
    hint: String,
    #[diesel(sql_type = SqlUuid)]
    user_id: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    mail: String,
    #[diesel(sql_type = Array<SqlUuid>)]
    orgs: Vec<Uuid>,
    #[diesel(sql_type = Array<Text>)]
    roles: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    org_names: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    staff: Vec<String>,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    has_factor: bool,
}

impl AskerRow {
    fn see_again(&self, now: DateTime<Utc>) -> bool {
        self.seen_at.is_none_or(|seen| seen <= now - SEEN_EVERY)
    }

    fn rights(self) -> Result<Rights, StoreError> {
        let role = |text: &String| text.parse::<OrgRole>().map_err(StoreError::broken);
        let roles: Vec<OrgRole> = self.roles.iter().map(role).collect::<Result<_, _>>()?;
        let staff = |text: &String| text.parse::<StaffRole>().map_err(StoreError::broken);
        Ok(Rights {
            person: Person {
                user: UserId(self.user_id),
                orgs: self.orgs.into_iter().map(OrgId).zip(roles).collect(),
                staff: self.staff.iter().map(staff).collect::<Result<_, _>>()?,
            },
            name: Line::parse(&self.name).map_err(StoreError::broken)?,
            mail: MailAddress::parse(&self.mail).map_err(StoreError::broken)?,
            org_names: self.org_names,
            has_factor: self.has_factor,
        })
    }
}

impl Read {
    /// The browser whose cookie hashes to `hash`, if its session lives at `now` and its person may
    /// sign in. Read anew for every request: a session that was ended, a right that was taken, is
    /// gone at once, everywhere.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none.
    pub async fn session_asker(
        &mut self,
        hash: &Digest,
        now: DateTime<Utc>,
    ) -> Result<SessionAsker, StoreError> {
        let row = self.asker(SESSION, hash, now).await?;
        Ok(SessionAsker {
            session: SessionId(row.asker_id),
            awaits_factor: row.awaits_factor,
            stepped_up_at: row.stepped_up_at,
            see_again: row.see_again(now),
            rights: row.rights()?,
        })
    }

    /// The token that hashes to `hash`, if it works at `now` and its maker still belongs to its org.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it is unknown, expired or ended: the three are not told apart.
    pub async fn token_asker(&mut self, hash: &Digest, now: DateTime<Utc>) -> Result<TokenAsker, StoreError> {
        let row = self.asker(TOKEN, hash, now).await?;
        let scope = |text: &String| text.parse::<Scope>().map_err(StoreError::broken);
        Ok(TokenAsker {
            token: ApiTokenId(row.asker_id),
            hint: row.hint.clone(),
            org: row.org_id.map(OrgId).ok_or(StoreError::Absent)?,
            scopes: row.scopes.iter().map(scope).collect::<Result<_, _>>()?,
            see_again: row.see_again(now),
            rights: row.rights()?,
        })
    }

    /// The staff member's token that hashes to `hash`, if it works at `now` and they are still staff.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it is unknown, expired or ended: the three are not told apart.
    pub async fn staff_token_asker(
        &mut self,
        hash: &Digest,
        now: DateTime<Utc>,
    ) -> Result<StaffTokenAsker, StoreError> {
        let row = self.asker(STAFF_TOKEN, hash, now).await?;
        let scope = |text: &String| text.parse::<StaffScope>().map_err(StoreError::broken);
        Ok(StaffTokenAsker {
            token: StaffTokenId(row.asker_id),
            hint: row.hint.clone(),
            scopes: row.scopes.iter().map(scope).collect::<Result<_, _>>()?,
            see_again: row.see_again(now),
            rights: row.rights()?,
        })
    }

    /// What somebody may do who does not ask themselves.
    ///
    /// # Errors
    /// [`StoreError::Absent`] for nobody who may sign in.
    pub async fn rights(&mut self, user: UserId) -> Result<Rights, StoreError> {
        let row: AskerRow = self
            .run(async |connection| {
                Ok(diesel::sql_query(PERSON)
                    .bind::<SqlUuid, _>(user.0)
                    .get_result(connection)
                    .await?)
            })
            .await?;
        row.rights()
    }

    async fn asker(
        &mut self,
        sql: &'static str,
        hash: &Digest,
        now: DateTime<Utc>,
    ) -> Result<AskerRow, StoreError> {
        self.run(async |connection| {
            Ok(diesel::sql_query(sql)
                .bind::<Bytea, _>(hash.as_slice())
                .bind::<Timestamptz, _>(now)
                .prepared()
                .get_result(connection)
                .await?)
        })
        .await
    }
}
