//! A new token.

use chrono::TimeDelta;
use oin_domain::account::SecurityKind;
use oin_domain::ids::ApiTokenId;
use oin_domain::org::{Act, Scope};
use oin_store::ApiToken;
use serde_json::json;
use uuid::Uuid;

use super::judged;
use crate::actions::idempotency::{Idempotency, answered, remember};
use crate::actions::{Code, Ctx, Failure, FieldError, Member, Visit};
use crate::vault::{Secret, Ticket};

/// The most days that a token works.
pub const LONGEST_DAYS: u16 = 365;
/// The most tokens of an org that work at once.
const MOST: usize = 100;

/// A token to be made.
pub struct NewToken<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What it may do.
    pub scopes: &'a [Scope],
    /// How many days it works.
    pub days: u16,
    /// The scopes of the token that makes it; `None`: a person at a browser does.
    pub within: Option<&'a [Scope]>,
}

/// A token that was made.
pub struct Made {
    /// The token, as lists show it.
    pub token: ApiToken,
    /// What its holder needs, to be seen once; nothing when the request was answered before.
    pub text: Option<Secret>,
}

/// Makes a token that acts for whoever makes it. Asked again under the same key, it makes no other;
/// the answer then lacks its text.
///
/// # Errors
/// `forbidden` to all but owners; `second_factor_required`, `step_up_required`; `bad_value` or
/// `missing` at `name`, `scopes` or `days`; `idempotency_key_reused`.
pub async fn make(
    ctx: &Ctx,
    who: &Member,
    new: &NewToken<'_>,
    visit: &Visit,
    again: Option<&Idempotency>,
) -> Result<Made, Failure> {
    who.may(Act::ManageTokens)?;
    let (name, scopes) = judged(new.name, new.scopes, (new.days, LONGEST_DAYS), |scope| {
        beyond(who, new, scope)
    })?;
    let (ticket, now) = (Ticket::draw("oin_")?, ctx.now());
    let text = ticket.text.text().unwrap_or_default();
    let token = ApiToken {
        id: ApiTokenId(Uuid::now_v7()),
        hint: text.chars().take(8).collect(),
        org: who.org,
        made_by: Some(who.user()),
        name: name.into(),
        scopes,
        created_at: now,
        expires_at: now + TimeDelta::days(i64::from(new.days)),
        used_at: None,
        revoked_at: None,
    };
    let before = ctx
        .store
        .write(async |tx| {
            let before: Option<ApiTokenId> = answered(again, tx, ctx).await?;
            let all = tx.api_tokens(token.org).await?;
            if let Some(before) = before {
                let made = all.into_iter().find(|one| one.id == before);
                return made.map(Some).ok_or(Failure::NotFound("token"));
            }
            let working = all
                .iter()
                .filter(|one| one.revoked_at.is_none() && one.expires_at > now);
            if working.count() >= MOST {
                let message = format!(
                    "The org has {MOST} tokens that work, which is the most. End one that nobody uses."
                );
                return Err(Failure::field(FieldError::new("name", Code::BadValue, message)));
            }
            tx.add_api_token(&token, &ticket.hash).await?;
            let detail = json!({ "token": token.id, "hint": token.hint, "scopes": token.scopes });
            let event = visit.event_of(who, SecurityKind::TokenCreated, Some(who.user()), detail);
            tx.record(&event).await?;
            // Its id alone: the text is kept nowhere.
            remember(again, tx, &token.id).await?;
            Ok(None)
        })
        .await?;
    Ok(match before {
        Some(token) => Made { token, text: None },
        None => Made {
            token,
            text: Some(ticket.text),
        },
    })
}

/// Why a token of theirs may not have a scope.
fn beyond(who: &Member, new: &NewToken<'_>, scope: Scope) -> Option<String> {
    if !who.role.may(scope.act()) {
        Some(format!(
            "Your role does not reach the scope `{scope}`. Leave it out."
        ))
    } else if new.within.is_some_and(|within| !within.contains(&scope)) {
        Some(format!(
            "A token makes none with a scope that it does not have: `{scope}`."
        ))
    } else {
        None
    }
}
