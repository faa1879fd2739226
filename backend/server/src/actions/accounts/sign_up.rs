//! Signing up.

use oin_domain::account::{Alone, Limit, LinkKind, MailAddress, SecurityKind};
use oin_domain::ids::{LinkId, UserId};
use oin_domain::text::Line;
use oin_store::{OneTimeLink, StoreError, Tx, User};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{password, tries};
use crate::actions::letters::{self, Letter, Recipient, SecretLink};
use crate::actions::{Code, Ctx, Failure, FieldError, Visit};
use crate::vault::{Ticket, digest};

/// What somebody typed.
pub struct SignUp<'a> {
    /// What they are called.
    pub name: &'a str,
    /// What their company is called.
    pub org: &'a str,
    /// Their address at work.
    pub mail: &'a str,
    /// The password they chose.
    pub password: &'a str,
    /// What ties the forms to their browser.
    pub browser: Option<&'a str>,
}

/// Makes an account that waits for its address to be confirmed; the org is made then. An address
/// that belongs to somebody is answered alike, and its owner is told.
///
/// # Errors
/// `bad_value` at each field that is none; `too_many_requests`.
pub async fn sign_up(ctx: &Ctx, command: &SignUp<'_>, visit: &Visit) -> Result<(), Failure> {
    let name = line("name", "Your name", command.name);
    let org = line("org", "The company's name", command.org);
    let mail = mail("mail", command.mail);
    let chosen = match &mail {
        Ok(mail) => {
            let mut names = password::names(command.name, mail);
            names.extend(command.org.split_whitespace());
            password::chosen(ctx, "password", command.password, Alone::Yes, &names)
        }
        Err(_) => password::chosen(ctx, "password", command.password, Alone::Yes, &[]),
    };
    let (name, org, mail, chosen) = all(name, org, mail, chosen)?;
    tries::count(ctx, &[Limit::SIGN_UP_PEER.of(&visit.peer)], None, visit).await?;
    // Also for an address that is known: the time must not tell.
    let hash = ctx.passwords.hash(chosen).await?;
    let now = ctx.now();
    let user = User {
        id: UserId(Uuid::now_v7()),
        mail,
        name,
        created_at: now,
        confirmed_at: None,
        disabled_at: None,
    };
    let payload = json!({
        "org": org.as_str(),
        "browser": command.browser.map(|cookie| tries::hex(&digest(cookie))),
    });
    ctx.store
        .write(async |tx| {
            match tx.user_by_mail(&user.mail).await {
                Ok(owner) => {
                    let detail = json!({ "known_address": true });
                    tx.record(&visit.event_with(SecurityKind::SignedUp, Some(owner.id), detail))
                        .await?;
                    let letter = Letter::AlreadyHasAccount {};
                    letters::post(tx, &ctx.vault, &Recipient::from(&owner), &letter, now).await?;
                    return Ok(());
                }
                Err(StoreError::Absent) => {}
                Err(error) => return Err(error.into()),
            }
            tx.add_user(&user).await?;
            tx.set_password(user.id, &hash, now).await?;
            tx.record(&visit.event(SecurityKind::SignedUp, Some(user.id)))
                .await?;
            send_link(ctx, tx, &user, payload.clone()).await
        })
        .await
}

/// Sends the letter again, to somebody who has signed up and not confirmed. The answer is the same
/// for any address.
///
/// # Errors
/// `bad_value` at `mail`; `too_many_requests`.
pub async fn send_again(ctx: &Ctx, address: &str, visit: &Visit) -> Result<(), Failure> {
    let mail = mail("mail", address)?;
    tries::count(ctx, &[Limit::SIGN_UP_PEER.of(&visit.peer)], None, visit).await?;
    ctx.store
        .write(async |tx| {
            let user = match tx.unconfirmed_user(&mail).await {
                Ok(user) => user,
                Err(StoreError::Absent) => return Ok(()),
                Err(error) => return Err(error.into()),
            };
            let payload = tx.link_of(user.id, LinkKind::ConfirmMail).await?.payload;
            tx.end_links(user.id, LinkKind::ConfirmMail).await?;
            send_link(ctx, tx, &user, payload).await
        })
        .await
}

async fn send_link(ctx: &Ctx, tx: &mut Tx, user: &User, payload: Value) -> Result<(), Failure> {
    let (ticket, now) = (Ticket::draw("")?, ctx.now());
    let kind = LinkKind::ConfirmMail;
    let link = OneTimeLink {
        id: LinkId(Uuid::now_v7()),
        kind,
        user: Some(user.id),
        org: None,
        about: None,
        mail: Some(user.mail.clone()),
        payload,
        created_at: now,
        expires_at: now + kind.lasts(),
    };
    tx.add_link(&link, &ticket.hash).await?;
    let letter = Letter::ConfirmAddress {
        link: link_to(ctx, "/confirm-address", &ticket),
        until: link.expires_at,
    };
    letters::post(tx, &ctx.vault, &Recipient::from(user), &letter, now).await?;
    Ok(())
}

/// The whole address of a page that takes a ticket.
pub(in crate::actions) fn link_to(ctx: &Ctx, path: &str, ticket: &Ticket) -> SecretLink {
    let text = ticket.text.text().unwrap_or_default();
    SecretLink::new(format!("{}{path}?link={text}", ctx.base_url()))
}

/// Reads a name.
pub(in crate::actions) fn line(field: &'static str, what: &str, text: &str) -> Result<Line, Failure> {
    Line::parse(text)
        .map_err(|error| Failure::field(FieldError::new(field, Code::BadValue, format!("{what} {error}."))))
}

/// Reads an address.
pub(in crate::actions) fn mail(field: &'static str, text: &str) -> Result<MailAddress, Failure> {
    MailAddress::parse(text).map_err(|error| {
        Failure::field(FieldError::new(
            field,
            Code::BadValue,
            format!("The address {error}."),
        ))
    })
}

/// All four, or every field that was refused.
fn all<A, B, C, D>(
    a: Result<A, Failure>,
    b: Result<B, Failure>,
    c: Result<C, Failure>,
    d: Result<D, Failure>,
) -> Result<(A, B, C, D), Failure> {
    match (a, b, c, d) {
        (Ok(a), Ok(b), Ok(c), Ok(d)) => Ok((a, b, c, d)),
        (a, b, c, d) => {
            let failures = [a.err(), b.err(), c.err(), d.err()];
            let mut errors = Vec::new();
            for failure in failures.into_iter().flatten() {
                match failure {
                    Failure::Invalid(more) => errors.extend(more),
                    other => return Err(other),
                }
            }
            Err(Failure::Invalid(errors))
        }
    }
}
