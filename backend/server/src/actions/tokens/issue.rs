//! Making a token.

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::account::{MailAddress, SecurityKind};
use oin_domain::ids::{ApiTokenId, OrgId, UserId};
use oin_domain::org::{OrgRole, Scope};
use oin_domain::text::Line;
use oin_store::{ApiToken, Tx};
use serde_json::json;
use uuid::Uuid;

use crate::actions::{Code, Ctx, Failure, Visit};
use crate::vault::{Secret, Ticket, digest};

/// A token to be made at the command line.
pub struct AtCommandLine<'a> {
    /// The org's name.
    pub org: &'a str,
    /// For which of its members it acts; `None`: its oldest owner.
    pub acts_for: Option<&'a str>,
    /// What it is called.
    pub name: &'a str,
    /// What it may do.
    pub scopes: &'a [Scope],
    /// How many days it works.
    pub days: u16,
}

/// Makes a token for whoever runs oin; its text, which is shown once.
///
/// # Errors
/// `not_found` for an org or member that is none, `bad_value` for an address that is none, `stale`
/// when several orgs have the name.
pub async fn at_command_line(ctx: &Ctx, new: &AtCommandLine<'_>) -> Result<Secret, Failure> {
    let org = Line::parse(new.org).map_err(|_| Failure::NotFound("org"))?;
    let acts_for = new.acts_for.map(MailAddress::parse).transpose();
    let acts_for = acts_for
        .map_err(|error| Failure::refused(Code::BadValue, format!("The address of --as {error}.")))?;
    let ticket = Ticket::draw("oin_")?;
    let text = ticket.text.text().unwrap_or_default();
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            let orgs = tx.orgs_named(&org).await?;
            let [org] = orgs.as_slice() else {
                return Err(if orgs.is_empty() {
                    Failure::NotFound("org")
                } else {
                    Failure::refused(
                        Code::Stale,
                        "Several orgs have this name. Rename one of them first.",
                    )
                });
            };
            let members = tx.members(org.id).await?;
            let found = members.iter().find(|member| match &acts_for {
                Some(mail) => member.user.mail.folded() == mail.folded(),
                None => member.role == OrgRole::Owner,
            });
            let member = found.ok_or(Failure::NotFound("member of the org"))?;
            if let Some(scope) = new.scopes.iter().find(|scope| !member.role.may(scope.act())) {
                let sentence = format!("The member's role does not reach the scope `{scope}`. Leave it out.");
                return Err(Failure::refused(Code::Forbidden, sentence));
            }
            let ends = now + TimeDelta::days(i64::from(new.days));
            add(
                tx,
                text,
                (org.id, member.user.id),
                new.name,
                new.scopes,
                (now, ends),
            )
            .await
        })
        .await?;
    Ok(ticket.text)
}

/// Stores a token whose text is known, and writes down that it was made.
pub(in crate::actions) async fn add(
    tx: &mut Tx,
    text: &str,
    (org, user): (OrgId, UserId),
    name: &str,
    scopes: &[Scope],
    (now, ends): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), Failure> {
    let token = ApiToken {
        id: ApiTokenId(Uuid::now_v7()),
        hint: text.chars().take(8).collect(),
        org,
        made_by: Some(user),
        name: name.to_owned(),
        scopes: scopes.to_vec(),
        created_at: now,
        expires_at: ends,
        used_at: None,
        revoked_at: None,
    };
    tx.add_api_token(&token, &digest(text)).await?;
    let mut event = Visit::default().event_with(
        SecurityKind::TokenCreated,
        Some(user),
        json!({ "token": token.id, "hint": token.hint, "by": "command line" }),
    );
    event.org = Some(org);
    tx.record(&event).await?;
    Ok(())
}
