//! Asking the contacts of a draft whether they are, and their answers.

use oin_domain::account::{LinkKind, MailAddress};
use oin_domain::choice::Choice;
use oin_domain::draft::{ContactRole, Draft};
use oin_domain::ids::{LinkId, OrgId, SubmissionId};
use oin_domain::org::Act;
use oin_store::{OneTimeLink, StoreError, Tx};
use uuid::Uuid;

use super::hold;
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::letters::{self, Letter, Recipient, SecretLink};
use crate::actions::{Code, Ctx, Failure, FieldError, Member};
use crate::vault::{Ticket, digest};

/// Writes to every contact of the draft who has not answered yet; gives their addresses. Too many
/// letters to one address are not sent, and nobody is told.
///
/// # Errors
/// `forbidden` for viewers, `not_found`; `bad_value` at a mail address that is none.
pub async fn ask_contacts(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    again: Option<Idempotency>,
) -> Result<Vec<String>, Failure> {
    who.may(Act::Edit)?;
    once(ctx, again.as_ref(), async |tx| {
        let stored = hold(tx, who, id).await?;
        let about = stored.submission.about;
        let confirmed = tx.draft_context(about.org, about.integration).await?.confirmed;
        let mut asked = Vec::new();
        for contact in contacts(&stored.kept.draft)? {
            if !confirmed.contains(&contact.mail.folded()) {
                ask(tx, ctx, (who.org, &who.org_name), &contact).await?;
                asked.push(contact.mail.to_string());
            }
        }
        Ok(asked)
    })
    .await
}

/// The address under a mailed link: the contact says yes. Gives the name of the org and the
/// address.
///
/// # Errors
/// `not_found` for a link that is unknown, used or expired.
pub async fn confirm_contact(ctx: &Ctx, token: &str) -> Result<(String, MailAddress), Failure> {
    let hash = digest(token);
    ctx.store
        .write(async |tx| {
            let link = match tx.use_link(LinkKind::ConfirmContact, &hash, ctx.now()).await {
                Err(StoreError::Absent) => return Err(Failure::NotFound("link")),
                link => link?,
            };
            let contact = link.about.ok_or(Failure::NotFound("link"))?;
            let contact = tx.confirm_contact(contact, ctx.now()).await?;
            let org = tx.org(contact.org).await?;
            Ok((org.name.to_string(), contact.mail))
        })
        .await
}

/// Somebody an org names as a contact, and for what.
pub(in crate::actions) struct Named {
    /// The address.
    pub mail: MailAddress,
    /// The name, for the greeting.
    pub name: Option<String>,
    /// What for.
    pub roles: Vec<ContactRole>,
}

/// The contacts of a draft, each address once with what it is for.
fn contacts(draft: &Draft) -> Result<Vec<Named>, Failure> {
    let mut found: Vec<Named> = Vec::new();
    for role in ContactRole::ALL {
        let path = format!("contacts.{role}.mail");
        let Some(text) = draft.text(&path) else { continue };
        let mail = MailAddress::parse(text).map_err(|error| {
            let message = format!("“{text}” {error}.");
            Failure::field(FieldError::new(path, Code::BadValue, message))
        })?;
        let name = draft.text(&format!("contacts.{role}.name")).map(str::to_owned);
        match found
            .iter_mut()
            .find(|other| other.mail.folded() == mail.folded())
        {
            Some(other) => other.roles.push(*role),
            None => found.push(Named {
                mail,
                name,
                roles: vec![*role],
            }),
        }
    }
    Ok(found)
}

/// Writes to a contact of an org, given by id and name, and asks whether they are one.
pub(in crate::actions) async fn ask(
    tx: &mut Tx,
    ctx: &Ctx,
    (org, org_name): (OrgId, &str),
    named: &Named,
) -> Result<(), Failure> {
    let now = ctx.now();
    let contact = tx.ask_contact(Uuid::now_v7(), org, &named.mail, now).await?;
    let ticket = Ticket::draw("")?;
    let until = now + LinkKind::ConfirmContact.lasts();
    let link = OneTimeLink {
        id: LinkId(Uuid::now_v7()),
        kind: LinkKind::ConfirmContact,
        user: None,
        org: Some(org),
        about: Some(contact.id),
        mail: Some(named.mail.clone()),
        payload: serde_json::json!({}),
        created_at: now,
        expires_at: until,
    };
    tx.add_link(&link, &ticket.hash).await?;
    let token = ticket.text.text().unwrap_or_default();
    let words: Vec<&str> = named.roles.iter().map(|role| role.as_str()).collect();
    let letter = Letter::ContactConfirm {
        org: org_name.to_owned(),
        contact: format!("{} contact", words.join(" and ")),
        link: SecretLink::new(format!("{}/contacts/confirm?token={token}", ctx.base_url())),
        until,
    };
    let to = Recipient {
        mail: named.mail.clone(),
        name: named.name.clone(),
        user: None,
    };
    Ok(letters::post(tx, &ctx.vault, &to, &letter, now).await?)
}
