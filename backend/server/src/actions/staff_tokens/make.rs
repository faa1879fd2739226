//! A new token.

use chrono::TimeDelta;
use oin_domain::account::{SecurityKind, StaffRole, StaffScope};
use oin_domain::choice::Choice as _;
use oin_domain::ids::StaffTokenId;
use oin_store::StaffToken;
use serde_json::json;
use uuid::Uuid;

use crate::actions::tokens::judged;
use crate::actions::{Asker, Code, Ctx, Failure, FieldError, Visit};
use crate::vault::{Secret, Ticket};

/// The most days that a token works.
pub const LONGEST_DAYS: u16 = 90;
/// The most tokens of one person that work at once.
const MOST: usize = 20;
/// What a token begins with, so that readers and scanners of leaks know it.
const PREFIX: &str = "oin_staff_";

/// A token to be made.
pub struct NewStaffToken<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What it may do.
    pub scopes: &'a [StaffScope],
    /// How many days it works.
    pub days: u16,
}

/// A token that was made.
pub struct Made {
    /// The token, as lists show it.
    pub token: StaffToken,
    /// What its holder needs, to be seen once.
    pub text: Secret,
}

/// Makes a token that acts for whoever makes it, within what their roles reach at each call.
///
/// # Errors
/// `not_found` for who is no staff; `second_factor_required`, `step_up_required`; `bad_value` or
/// `missing` at `name`, `scopes` or `days`.
pub async fn make(ctx: &Ctx, asker: &Asker, new: &NewStaffToken<'_>, visit: &Visit) -> Result<Made, Failure> {
    asker.staff(StaffRole::ALL)?;
    asker.proven()?;
    let (name, scopes) = judged(new.name, new.scopes, (new.days, LONGEST_DAYS), |_| None)?;
    let (ticket, now) = (Ticket::draw(PREFIX)?, ctx.now());
    let text = ticket.text.text().unwrap_or_default();
    let token = StaffToken {
        id: StaffTokenId(Uuid::now_v7()),
        hint: text.chars().take(PREFIX.len() + 4).collect(),
        user: asker.user(),
        name: name.into(),
        scopes,
        created_at: now,
        expires_at: now + TimeDelta::days(i64::from(new.days)),
        used_at: None,
        revoked_at: None,
    };
    ctx.store
        .write(async |tx| {
            let all = tx.staff_tokens(token.user).await?;
            let working = all
                .iter()
                .filter(|one| one.revoked_at.is_none() && one.expires_at > now);
            if working.count() >= MOST {
                let message =
                    format!("You have {MOST} tokens that work, which is the most. End one that nobody uses.");
                return Err(Failure::field(FieldError::new("name", Code::BadValue, message)));
            }
            tx.add_staff_token(&token, &ticket.hash).await?;
            let detail = json!({ "staff_token": token.id, "hint": token.hint, "scopes": token.scopes });
            tx.record(&visit.event_with(SecurityKind::TokenCreated, Some(token.user), detail))
                .await?;
            Ok(())
        })
        .await?;
    Ok(Made {
        token,
        text: ticket.text,
    })
}
