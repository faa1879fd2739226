//! Letters that went to the mailbox page instead of a mail server.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::LetterId;
use uuid::Uuid;

use crate::error::StoreError;
use crate::schema::dev_letters;
use crate::tx::{Read, Tx};

/// How many are kept.
const KEPT: i64 = 1_000;

/// A letter in the mailbox, as a mail server would have got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevLetter {
    /// Which.
    pub id: LetterId,
    /// To whom.
    pub to_mail: String,
    /// Its subject.
    pub subject: String,
    /// Its words as text.
    pub text: String,
    /// Its words as HTML.
    pub html: String,
    /// All its bytes, headers included.
    pub raw: Vec<u8>,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
}

type Row = (Uuid, String, String, String, String, Vec<u8>, DateTime<Utc>);

fn letter((id, to_mail, subject, text, html, raw, received_at): Row) -> DevLetter {
    DevLetter {
        id: LetterId(id),
        to_mail,
        subject,
        text,
        html,
        raw,
        received_at,
    }
}

impl Read {
    /// The letters whose address contains `part`, the newest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn dev_letters(&mut self, part: &str, limit: u32) -> Result<Vec<DevLetter>, StoreError> {
        let pattern = format!(
            "%{}%",
            part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
        );
        let rows: Vec<Row> = self
            .run(async |connection| {
                Ok(dev_letters::table
                    .filter(dev_letters::to_mail.ilike(pattern))
                    .order((dev_letters::received_at.desc(), dev_letters::letter_id.desc()))
                    .limit(i64::from(limit))
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(rows.into_iter().map(letter).collect())
    }

    /// One of them.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it is not (any more) there.
    pub async fn dev_letter(&mut self, id: LetterId) -> Result<DevLetter, StoreError> {
        let row: Row = self
            .run(async |connection| Ok(dev_letters::table.find(id.0).first(connection).await?))
            .await?;
        Ok(letter(row))
    }
}

impl Tx {
    /// Puts a letter into the mailbox. The same id again is a copy of the same letter and changes
    /// nothing. The oldest go.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn put_dev_letter(&mut self, letter: &DevLetter) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(dev_letters::table)
                .values((
                    dev_letters::letter_id.eq(letter.id.0),
                    dev_letters::to_mail.eq(&letter.to_mail),
                    dev_letters::subject.eq(&letter.subject),
                    dev_letters::text_part.eq(&letter.text),
                    dev_letters::html_part.eq(&letter.html),
                    dev_letters::raw.eq(&letter.raw),
                    dev_letters::received_at.eq(letter.received_at),
                ))
                .on_conflict_do_nothing()
                .execute(connection)
                .await?;
            let old: Vec<Uuid> = dev_letters::table
                .order((dev_letters::received_at.desc(), dev_letters::letter_id.desc()))
                .offset(KEPT)
                .select(dev_letters::letter_id)
                .load(connection)
                .await?;
            diesel::delete(dev_letters::table.filter(dev_letters::letter_id.eq_any(old)))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
