//! An entry as it is read.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use oin_domain::audit::ByToken;
use oin_domain::ids::{OrgId, UserId};
use uuid::Uuid;

use crate::error::StoreError;

/// An entry of the audit trail. Area and act are texts: an entry of an earlier release may have
/// some that this one does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// In the order in which entries were written, with gaps.
    pub id: i64,
    /// When, by the database's clock.
    pub at: DateTime<Utc>,
    /// What it is about, in the large.
    pub area: String,
    /// What was done.
    pub act: String,
    /// Who did it; nobody: the network itself, or whoever runs it.
    pub actor: Option<UserId>,
    /// To whom.
    pub user: Option<UserId>,
    /// To or for which org.
    pub org: Option<OrgId>,
    /// The noun and id of what it was done to.
    pub about: Option<(String, String)>,
    /// The request, as the log names it.
    pub request_id: Option<String>,
    /// More, a JSON object as it was written.
    pub detail: String,
    /// The token through which it was done; none when it was done at a browser.
    pub token: Option<ByToken>,
    /// What that token is called at present; looked up for searches alone.
    pub token_name: Option<String>,
    /// The hash of what the one who did it was called.
    pub actor_hash: Option<Vec<u8>>,
    /// The hash of what the other person was called.
    pub user_hash: Option<Vec<u8>>,
    /// What the one who did it was called, JSON; gone when they were erased.
    pub actor_said: Option<String>,
    /// What the other was called.
    pub user_said: Option<String>,
    /// Its number in the chain; none until it is sealed.
    pub number: Option<i64>,
    /// Its seal.
    pub hash: Option<Vec<u8>>,
}

/// The columns of an entry with its seal and what its people were called.
macro_rules! entry_from {
    ($rest:literal) => {
        concat!(
            "SELECT e.id, e.at, e.area, e.act, e.actor_id, e.user_id, e.org_id, e.about_kind, e.about_id, \
             e.request_id, e.detail, e.actor_hash, e.user_hash, s.number, s.hash, \
             pa.said AS actor_said, pu.said AS user_said \
             FROM audit_entries e LEFT JOIN audit_seals s ON s.entry_id = e.id \
             LEFT JOIN audit_personal pa ON pa.entry_id = e.id AND pa.part = 'actor' \
             LEFT JOIN audit_personal pu ON pu.entry_id = e.id AND pu.part = 'user' ",
            $rest
        )
    };
}
pub(super) use entry_from;

#[derive(QueryableByName)]
pub(super) struct EntryRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    area: String,
    #[diesel(sql_type = Text)]
    act: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    actor_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    user_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    org_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    about_kind: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    about_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    request_id: Option<String>,
    #[diesel(sql_type = Text)]
    detail: String,
    #[diesel(sql_type = Nullable<Binary>)]
    actor_hash: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    user_hash: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    number: Option<i64>,
    #[diesel(sql_type = Nullable<Binary>)]
    hash: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Text>)]
    actor_said: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    user_said: Option<String>,
}

impl From<EntryRow> for AuditEntry {
    fn from(row: EntryRow) -> Self {
        Self {
            id: row.id,
            at: row.at,
            area: row.area,
            act: row.act,
            actor: row.actor_id.map(UserId),
            user: row.user_id.map(UserId),
            org: row.org_id.map(OrgId),
            about: row.about_kind.zip(row.about_id),
            request_id: row.request_id,
            token: serde_json::from_str(&row.detail)
                .ok()
                .and_then(|detail| ByToken::of(&detail)),
            token_name: None,
            detail: row.detail,
            actor_hash: row.actor_hash,
            user_hash: row.user_hash,
            actor_said: row.actor_said,
            user_said: row.user_said,
            number: row.number,
            hash: row.hash,
        }
    }
}

/// A seal of 32 bytes, as the table's CHECK has it.
pub(super) fn hash(bytes: Vec<u8>) -> Result<[u8; 32], StoreError> {
    bytes
        .try_into()
        .map_err(|_| StoreError::broken("a seal of the audit trail does not have 32 bytes"))
}
