//! Mail addresses that orgs name as contacts: asked, confirmed, bounced.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::account::MailAddress;
use oin_domain::ids::OrgId;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::contact_mails;
use crate::tx::{Read, Tx};

/// A contact's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactMail {
    /// Which; a link to confirm it is about this.
    pub id: Uuid,
    /// Which org names it.
    pub org: OrgId,
    /// The address.
    pub mail: MailAddress,
    /// When it was last asked.
    pub asked_at: DateTime<Utc>,
    /// When it answered.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When a letter to it came back.
    pub bounced_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = contact_mails, check_for_backend(diesel::pg::Pg))]
struct ContactRow {
    id: Uuid,
    org_id: Uuid,
    mail: String,
    asked_at: DateTime<Utc>,
    confirmed_at: Option<DateTime<Utc>>,
    bounced_at: Option<DateTime<Utc>>,
}

impl TryFrom<ContactRow> for ContactMail {
    type Error = StoreError;

    fn try_from(row: ContactRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            org: OrgId(row.org_id),
            mail: MailAddress::try_from(row.mail).map_err(StoreError::broken)?,
            asked_at: row.asked_at,
            confirmed_at: row.confirmed_at,
            bounced_at: row.bounced_at,
        })
    }
}

impl Read {
    /// The addresses that an org has named as contacts.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn contact_mails(&mut self, org: OrgId) -> Result<Vec<ContactMail>, StoreError> {
        let rows: Vec<ContactRow> = self
            .run(async |connection| {
                Ok(contact_mails::table
                    .filter(contact_mails::org_id.eq(org.0))
                    .order(contact_mails::mail_folded)
                    .select(ContactRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(ContactMail::try_from).collect()
    }
}

impl Tx {
    /// Notes that a contact's address is asked; one that is known already is asked again.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an org.
    pub async fn ask_contact(
        &mut self,
        id: Uuid,
        org: OrgId,
        mail: &MailAddress,
        at: DateTime<Utc>,
    ) -> Result<ContactMail, StoreError> {
        self.run(async |connection| {
            Ok(diesel::insert_into(contact_mails::table)
                .values((
                    contact_mails::id.eq(id),
                    contact_mails::org_id.eq(org.0),
                    contact_mails::mail.eq(mail.as_str()),
                    contact_mails::mail_folded.eq(mail.folded()),
                    contact_mails::asked_at.eq(at),
                ))
                .on_conflict((contact_mails::org_id, contact_mails::mail_folded))
                .do_update()
                .set(contact_mails::asked_at.eq(at))
                .returning(ContactRow::as_returning())
                .prepared()
                .get_result(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// Notes that a contact answered. What bounced before counts no more.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a contact.
    pub async fn confirm_contact(&mut self, id: Uuid, at: DateTime<Utc>) -> Result<ContactMail, StoreError> {
        self.run(async |connection| {
            Ok(diesel::update(contact_mails::table.find(id))
                .set((
                    contact_mails::confirmed_at.eq(at),
                    contact_mails::bounced_at.eq(None::<DateTime<Utc>>),
                ))
                .returning(ContactRow::as_returning())
                .prepared()
                .get_result(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// Notes that a letter to an address came back, for every org that names it.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when no org names it.
    pub async fn contact_bounced(&mut self, mail: &MailAddress, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(async |connection| {
            let bounced = diesel::update(contact_mails::table)
                .filter(contact_mails::mail_folded.eq(mail.folded()))
                .set(contact_mails::bounced_at.eq(at))
                .prepared()
                .execute(connection)
                .await?;
            or(bounced, StoreError::Absent)
        })
        .await
    }
}
