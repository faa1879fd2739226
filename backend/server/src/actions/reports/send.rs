//! Sending a report.

use oin_domain::account::{Limit, MailAddress};
use oin_domain::choice::Choice as _;
use oin_domain::ids::ReportId;
use oin_domain::integration::Slug;
use oin_domain::listing::Topic;
use oin_domain::text::{Prose, TextError};
use oin_store::{ProblemReport, StoreError};
use uuid::Uuid;

use crate::actions::accounts::tries;
use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Asker, Code, Ctx, Failure, FieldError, Visit};

/// A report as somebody typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewReport {
    /// The stable value of a [`Topic`].
    pub topic: String,
    /// What is wrong.
    pub text: String,
    /// Where the answer goes; not read of who is signed in.
    pub mail: String,
}

/// What a listing is called, for the form.
///
/// # Errors
/// `not_found` when the catalog shows none.
pub async fn about(ctx: &Ctx, slug: &str) -> Result<(Slug, String), Failure> {
    let slug = Slug::parse(slug).map_err(|_| Failure::NotFound("integration"))?;
    match ctx.store.read(async |read| read.entry(&slug).await).await {
        Err(StoreError::Absent) => Err(Failure::NotFound("integration")),
        Err(error) => Err(error.into()),
        Ok(entry) => Ok((slug, entry.name.to_string())),
    }
}

/// Keeps a report, and writes to whoever sent it that it is here.
///
/// # Errors
/// `not_found`; `missing` and `bad_value` at `topic`, `text` and `mail`; `too_many_requests` after
/// a few from one peer or for one address.
pub async fn send(
    ctx: &Ctx,
    who: Option<&Asker>,
    visit: &Visit,
    slug: &str,
    new: &NewReport,
) -> Result<(), Failure> {
    let slug = Slug::parse(slug).map_err(|_| Failure::NotFound("integration"))?;
    let (topic, text, mail) = read(who, new)?;
    let now = ctx.now();
    let buckets = [
        Limit::REPORTS_PEER.of(&visit.peer),
        Limit::REPORTS_ADDRESS.of(tries::key(&mail)),
    ];
    tries::count(ctx, &buckets, who.map(Asker::user), visit).await?;
    ctx.store
        .write(async |tx| {
            let entry = match tx.entry(&slug).await {
                Err(StoreError::Absent) => return Err(Failure::NotFound("integration")),
                entry => entry?,
            };
            let report = ProblemReport {
                id: ReportId(Uuid::now_v7()),
                integration: entry.id,
                at: now,
                topic,
                text: text.clone(),
                mail: mail.clone(),
                user: who.map(Asker::user),
            };
            tx.add_report(&report).await?;
            let letter = Letter::ProblemReport {
                integration: entry.name.to_string(),
                slug: slug.to_string(),
                text: text.to_string(),
                answer: None,
            };
            let to = match who {
                Some(asker) => Recipient {
                    mail: mail.clone(),
                    name: Some(asker.name.to_string()),
                    user: Some(asker.user()),
                },
                None => Recipient::address(mail.clone()),
            };
            Ok(letters::post(tx, &ctx.vault, &to, &letter, now).await?)
        })
        .await
}

fn read(who: Option<&Asker>, new: &NewReport) -> Result<(Topic, Prose, MailAddress), Failure> {
    let mut errors = Vec::new();
    let topic = Topic::parse(&new.topic);
    if topic.is_none() {
        let allowed = Topic::ALL.iter().map(|topic| topic.as_str().to_owned());
        let message = "Choose what kind of problem it is.";
        errors.push(FieldError::new("topic", Code::Missing, message).allowing(allowed));
    }
    let text = Prose::parse(&new.text)
        .map_err(|error| {
            let code = match error {
                TextError::Empty => Code::Missing,
                _ => Code::BadValue,
            };
            errors.push(FieldError::new(
                "text",
                code,
                format!("The description {error}. Say what you did and what happened."),
            ));
        })
        .ok();
    let mail = match who {
        Some(asker) => Some(asker.mail.clone()),
        None => MailAddress::parse(new.mail.trim())
            .map_err(|_| {
                let (code, message) = if new.mail.trim().is_empty() {
                    (
                        Code::Missing,
                        "Your mail address is needed for the answer. Or sign in first.",
                    )
                } else {
                    (
                        Code::BadValue,
                        "This is no mail address. Write it as name@example.com.",
                    )
                };
                errors.push(FieldError::new("mail", code, message));
            })
            .ok(),
    };
    match (topic, text, mail) {
        (Some(topic), Some(text), Some(mail)) => Ok((topic, text, mail)),
        _ => Err(Failure::Invalid(errors)),
    }
}
