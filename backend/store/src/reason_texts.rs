//! The network's own words for reasons, and texts that reviewers need not type again.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::ids::UserId;
use oin_domain::review::Reason;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{canned_texts, reason_texts};
use crate::tx::{Read, Tx};

/// Words that stand in place of the program's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonText {
    /// Of which reason.
    pub reason: Reason,
    /// What is wrong, a sentence.
    pub sentence: String,
    /// The rule behind it.
    pub policy: String,
    /// What mends it.
    pub fix: String,
}

/// A text that a reviewer puts in with one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannedText {
    /// Which.
    pub id: Uuid,
    /// For which reason.
    pub reason: Reason,
    /// What reviewers find it by.
    pub title: String,
    /// The text.
    pub text: String,
}

impl Read {
    /// The words that stand in place of the program's own. Those of a reason that this release does
    /// not know are left out.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn reason_texts(&mut self) -> Result<Vec<ReasonText>, StoreError> {
        let rows: Vec<(String, String, String, String)> = self
            .run(async |connection| {
                Ok(reason_texts::table
                    .order(reason_texts::code)
                    .select((
                        reason_texts::code,
                        reason_texts::sentence,
                        reason_texts::policy,
                        reason_texts::fix,
                    ))
                    .load(connection)
                    .await?)
            })
            .await?;
        let known = rows.into_iter().filter_map(|(code, sentence, policy, fix)| {
            Some(ReasonText {
                reason: Reason::parse(&code)?,
                sentence,
                policy,
                fix,
            })
        });
        Ok(known.collect())
    }

    /// The canned texts by reason and title.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn canned_texts(&mut self) -> Result<Vec<CannedText>, StoreError> {
        let rows: Vec<(Uuid, String, String, String)> = self
            .run(async |connection| {
                Ok(canned_texts::table
                    .order((canned_texts::code, canned_texts::title))
                    .select((
                        canned_texts::id,
                        canned_texts::code,
                        canned_texts::title,
                        canned_texts::text,
                    ))
                    .load(connection)
                    .await?)
            })
            .await?;
        let known = rows.into_iter().filter_map(|(id, code, title, text)| {
            Some(CannedText {
                id,
                reason: Reason::parse(&code)?,
                title,
                text,
            })
        });
        Ok(known.collect())
    }
}

impl Tx {
    /// Puts words in place of the program's own.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn put_reason_text(
        &mut self,
        text: &ReasonText,
        by: UserId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let values = (
            reason_texts::sentence.eq(&text.sentence),
            reason_texts::policy.eq(&text.policy),
            reason_texts::fix.eq(&text.fix),
            reason_texts::updated_by.eq(by.0),
            reason_texts::updated_at.eq(at),
        );
        self.run(async |connection| {
            diesel::insert_into(reason_texts::table)
                .values((reason_texts::code.eq(text.reason.as_str()), values))
                .on_conflict(reason_texts::code)
                .do_update()
                .set(values)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Lets the program's own words stand again.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when they stood already.
    pub async fn drop_reason_text(&mut self, reason: Reason) -> Result<(), StoreError> {
        self.run(async |connection| {
            let gone = diesel::delete(reason_texts::table.find(reason.as_str()))
                .execute(connection)
                .await?;
            or(gone, StoreError::Absent)
        })
        .await
    }

    /// Adds a canned text, or changes the one of its id.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`canned_texts_title_key`) when the reason has another of this title.
    pub async fn put_canned_text(
        &mut self,
        text: &CannedText,
        by: UserId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let values = (
            canned_texts::code.eq(text.reason.as_str()),
            canned_texts::title.eq(&text.title),
            canned_texts::text.eq(&text.text),
            canned_texts::updated_by.eq(by.0),
            canned_texts::updated_at.eq(at),
        );
        self.run(async |connection| {
            diesel::insert_into(canned_texts::table)
                .values((canned_texts::id.eq(text.id), values))
                .on_conflict(canned_texts::id)
                .do_update()
                .set(values)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Takes a canned text away.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none of this id.
    pub async fn drop_canned_text(&mut self, id: Uuid) -> Result<(), StoreError> {
        self.run(async |connection| {
            let gone = diesel::delete(canned_texts::table.find(id))
                .execute(connection)
                .await?;
            or(gone, StoreError::Absent)
        })
        .await
    }
}
