//! The chain of seals.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable};
use diesel_async::RunQueryDsl;

use super::row::{AuditEntry, EntryRow, entry_from, hash};
use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::schema::{audit_seals, audit_unsealed};
use crate::tx::{Read, Tx};

/// The lock that the one who seals holds, in every process (`oin audit` in ASCII).
const LOCK: i64 = 0x6f69_6e61_7564_6974;

/// The seal of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditSeal {
    /// Its place in the chain, from 1 on without gaps.
    pub number: i64,
    /// The entry that it seals.
    pub entry: i64,
    /// The code over the entry and the seal before.
    pub hash: [u8; 32],
}

/// A seal with what it seals, as it is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLink {
    /// The seal.
    pub seal: AuditSeal,
    /// Its entry, if it is there.
    pub entry: Option<AuditEntry>,
    /// What its people were called is as it was written, as far as it is there.
    pub personal_holds: bool,
    /// What somebody was called is gone though their account is there.
    pub personal_missing: bool,
}

/// How the entries without a seal stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AuditLoose {
    /// Entries that wait for their seal.
    pub waiting: i64,
    /// The first entry that has no seal and does not wait for one.
    pub lost: Option<i64>,
}

#[derive(QueryableByName)]
struct SealRow {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = BigInt)]
    entry_id: i64,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
    #[diesel(sql_type = Nullable<Bool>)]
    personal_holds: Option<bool>,
    #[diesel(sql_type = Bool)]
    personal_missing: bool,
}

/// The seals after `$1` with how the personal parts of their entries stand. A part may be missing
/// once its person was erased.
const SEALS: &str = "SELECT s.number, s.entry_id, s.hash,
    (SELECT bool_and(sha256(p.salt || convert_to(p.said, 'UTF8'))
                     IS NOT DISTINCT FROM CASE p.part WHEN 'actor' THEN e.actor_hash ELSE e.user_hash END
                     AND p.user_id = CASE p.part WHEN 'actor' THEN e.actor_id ELSE e.user_id END)
     FROM audit_personal p WHERE p.entry_id = e.id) AS personal_holds,
    ((e.actor_hash IS NOT NULL AND EXISTS (SELECT FROM users u WHERE u.id = e.actor_id)
      AND NOT EXISTS (SELECT FROM audit_personal p WHERE p.entry_id = e.id AND p.part = 'actor'))
     OR (e.user_hash IS NOT NULL AND EXISTS (SELECT FROM users u WHERE u.id = e.user_id)
      AND NOT EXISTS (SELECT FROM audit_personal p WHERE p.entry_id = e.id AND p.part = 'user')))
     IS TRUE AS personal_missing
    FROM audit_seals s LEFT JOIN audit_entries e ON e.id = s.entry_id
    WHERE s.number > $1 ORDER BY s.number LIMIT $2";

impl Read {
    /// The last seal; none before the first entry.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn last_audit_seal(&mut self) -> Result<Option<AuditSeal>, StoreError> {
        let row: Option<(i64, i64, Vec<u8>)> = self
            .run(async |connection| {
                Ok(audit_seals::table
                    .order(audit_seals::number.desc())
                    .select((audit_seals::number, audit_seals::entry_id, audit_seals::hash))
                    .first(connection)
                    .await
                    .optional()?)
            })
            .await?;
        row.map(|(number, entry, bytes)| {
            Ok(AuditSeal {
                number,
                entry,
                hash: hash(bytes)?,
            })
        })
        .transpose()
    }

    /// The seal with a number, if it is there.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn audit_seal(&mut self, number: i64) -> Result<Option<AuditSeal>, StoreError> {
        let row: Option<(i64, Vec<u8>)> = self
            .run(async |connection| {
                Ok(audit_seals::table
                    .find(number)
                    .select((audit_seals::entry_id, audit_seals::hash))
                    .first(connection)
                    .await
                    .optional()?)
            })
            .await?;
        row.map(|(entry, bytes)| {
            Ok(AuditSeal {
                number,
                entry,
                hash: hash(bytes)?,
            })
        })
        .transpose()
    }

    /// The links of the chain after a number, in order, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn audit_links(&mut self, after: i64, limit: u32) -> Result<Vec<AuditLink>, StoreError> {
        let seals: Vec<SealRow> = self
            .run(async |connection| {
                Ok(diesel::sql_query(SEALS)
                    .bind::<BigInt, _>(after)
                    .bind::<BigInt, _>(i64::from(limit))
                    .prepared()
                    .load(connection)
                    .await?)
            })
            .await?;
        let ids: Vec<i64> = seals.iter().map(|seal| seal.entry_id).collect();
        let mut entries = self.audit_entries_of(&ids).await?;
        seals
            .into_iter()
            .map(|row| {
                let place = entries.iter().position(|entry| entry.id == row.entry_id);
                Ok(AuditLink {
                    seal: AuditSeal {
                        number: row.number,
                        entry: row.entry_id,
                        hash: hash(row.hash)?,
                    },
                    entry: place.map(|place| entries.swap_remove(place)),
                    personal_holds: row.personal_holds.unwrap_or(true),
                    personal_missing: row.personal_missing,
                })
            })
            .collect()
    }

    async fn audit_entries_of(&mut self, ids: &[i64]) -> Result<Vec<AuditEntry>, StoreError> {
        let rows: Vec<EntryRow> = self
            .run(async |connection| {
                Ok(diesel::sql_query(entry_from!("WHERE e.id = ANY($1)"))
                    .bind::<diesel::sql_types::Array<BigInt>, _>(ids)
                    .prepared()
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(rows.into_iter().map(AuditEntry::from).collect())
    }

    /// How the entries without a seal stand.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn audit_loose(&mut self) -> Result<AuditLoose, StoreError> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            waiting: i64,
            #[diesel(sql_type = Nullable<BigInt>)]
            lost: Option<i64>,
        }
        let row: Row = self
            .run(async |connection| {
                Ok(diesel::sql_query(
                    "SELECT (SELECT count(*) FROM audit_unsealed) AS waiting, \
                     (SELECT min(e.id) FROM audit_entries e \
                      WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.entry_id = e.id) \
                        AND NOT EXISTS (SELECT FROM audit_unsealed u WHERE u.entry_id = e.id)) AS lost",
                )
                .prepared()
                .get_result(connection)
                .await?)
            })
            .await?;
        Ok(AuditLoose {
            waiting: row.waiting,
            lost: row.lost,
        })
    }
}

impl Tx {
    /// Takes the lock of the one who seals, until this transaction ends; `false` when somebody else
    /// has it.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn hold_audit_chain(&mut self) -> Result<bool, StoreError> {
        #[derive(QueryableByName)]
        struct Held {
            #[diesel(sql_type = Bool)]
            held: bool,
        }
        self.run(async |connection| {
            let row: Held = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS held")
                .bind::<BigInt, _>(LOCK)
                .prepared()
                .get_result(connection)
                .await?;
            Ok(row.held)
        })
        .await
    }

    /// Entries that wait for their seal, the first written first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn unsealed_audit(&mut self, limit: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let rows: Vec<EntryRow> = self
            .run(async |connection| {
                Ok(diesel::sql_query(entry_from!(
                    "WHERE e.id IN (SELECT entry_id FROM audit_unsealed ORDER BY entry_id LIMIT $1) ORDER BY e.id"
                ))
                .bind::<BigInt, _>(i64::from(limit)).prepared().load(connection)
                .await?)
            })
            .await?;
        Ok(rows.into_iter().map(AuditEntry::from).collect())
    }

    /// Adds seals to the chain. The caller holds it.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn add_audit_seals(
        &mut self,
        seals: &[AuditSeal],
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let rows: Vec<_> = seals
            .iter()
            .map(|seal| {
                (
                    audit_seals::number.eq(seal.number),
                    audit_seals::entry_id.eq(seal.entry),
                    audit_seals::hash.eq(seal.hash.to_vec()),
                    audit_seals::sealed_at.eq(at),
                )
            })
            .collect();
        let ids: Vec<i64> = seals.iter().map(|seal| seal.entry).collect();
        self.run(async |connection| {
            diesel::insert_into(audit_seals::table)
                .values(&rows)
                .execute(connection)
                .await?;
            diesel::delete(audit_unsealed::table)
                .filter(audit_unsealed::entry_id.eq_any(&ids))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
