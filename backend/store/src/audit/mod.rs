//! The audit trail: entries that are written once, and the chain that holds them together.
//!
//! Every act passes here: what is recorded as a security event, and what is appended to a
//! submission, is written down in the same transaction by the same function that records it.

mod chain;
mod row;
mod search;

use diesel::sql_types::{BigInt, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::audit::{Act, impersonal};
use oin_domain::choice::Choice as _;
use oin_domain::event::Event;
use oin_domain::ids::UserId;

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::security_events::SecurityEvent;
use crate::tx::Tx;

pub use chain::{AuditLink, AuditLoose, AuditSeal};
pub use row::AuditEntry;
pub use search::AuditFilter;

/// What the two are called goes apart, each under a salt of its own; the entry keeps the hashes.
const ADD: &str = "WITH actor AS MATERIALIZED (
    SELECT id, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS salt,
        jsonb_strip_nulls(jsonb_build_object('mail', mail, 'name', name, 'peer', $10::text))::text AS said
    FROM users WHERE id = $3
), person AS MATERIALIZED (
    SELECT id, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS salt,
        jsonb_build_object('mail', mail, 'name', name)::text AS said
    FROM users WHERE id = $4 AND $4 IS DISTINCT FROM $3
), entry AS (
    INSERT INTO audit_entries (area, act, actor_id, user_id, org_id, about_kind, about_id, request_id, detail,
                               actor_hash, user_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
        (SELECT sha256(salt || convert_to(said, 'UTF8')) FROM actor),
        (SELECT sha256(salt || convert_to(said, 'UTF8')) FROM person))
    RETURNING id
), queued AS (
    INSERT INTO audit_unsealed (entry_id) SELECT id FROM entry
)
INSERT INTO audit_personal (entry_id, part, user_id, salt, said)
SELECT entry.id, 'actor', actor.id, salt, said FROM entry, actor
UNION ALL
SELECT entry.id, 'user', person.id, salt, said FROM entry, person";

impl Tx {
    /// Writes an act into the audit trail, in the transaction of the act.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn audit(&mut self, act: &Act) -> Result<(), StoreError> {
        let detail = impersonal(self.signed(act.detail.clone())).to_string();
        let about = act.about.as_ref();
        self.run(async |connection| {
            diesel::sql_query(ADD)
                .bind::<Text, _>(act.area.as_str())
                .bind::<Text, _>(&act.act)
                .bind::<Nullable<SqlUuid>, _>(act.actor.map(|user| user.0))
                .bind::<Nullable<SqlUuid>, _>(act.user.map(|user| user.0))
                .bind::<Nullable<SqlUuid>, _>(act.org.map(|org| org.0))
                .bind::<Nullable<Text>, _>(about.map(|(kind, _)| *kind))
                .bind::<Nullable<Text>, _>(about.map(|(_, id)| id.as_str()))
                .bind::<Nullable<Text>, _>(act.request_id.as_deref())
                .bind::<Text, _>(&detail)
                .bind::<Nullable<Text>, _>(act.peer.as_deref())
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Writes a security event into the trail, when it belongs there.
    pub(crate) async fn audit_security(&mut self, event: &SecurityEvent) -> Result<(), StoreError> {
        let Some(act) = Act::of_security(event.kind) else {
            return Ok(());
        };
        // Without a request nobody was at a browser: the command line, or the network itself.
        let own = event.request_id.as_ref().and(event.user);
        self.audit(&Act {
            actor: event.actor.or(own),
            user: event.user,
            org: event.org,
            request_id: event.request_id.clone(),
            peer: event.peer.clone(),
            detail: event.detail.clone(),
            ..act
        })
        .await
    }

    /// Writes what happened to a submission into the trail, when it belongs there.
    pub(crate) async fn audit_submission(&mut self, event: &Event) -> Result<(), StoreError> {
        match Act::of_submission(event) {
            Some(act) => self.audit(&act).await,
            None => Ok(()),
        }
    }

    /// Takes away what an erased person was called in the trail; says in how many places. It does
    /// nothing for somebody whose account is still there.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_in_audit(&mut self, person: UserId) -> Result<i64, StoreError> {
        #[derive(diesel::QueryableByName)]
        struct Gone {
            #[diesel(sql_type = BigInt)]
            gone: i64,
        }
        self.run(async |connection| {
            let gone: Gone = diesel::sql_query("SELECT forget_in_audit($1) AS gone")
                .bind::<SqlUuid, _>(person.0)
                .prepared()
                .get_result(connection)
                .await?;
            Ok(gone.gone)
        })
        .await
    }
}
