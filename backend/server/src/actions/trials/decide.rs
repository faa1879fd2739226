//! The answer of staff.

use chrono::TimeDelta;
use oin_domain::account::{SecurityKind, StaffRole};
use oin_domain::ids::TrialExtensionId;
use oin_domain::org::OrgRole;
use oin_domain::text::Prose;
use serde_json::json;

use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Code, Ctx, Failure, FieldError, Reviewer, Visit};

/// By how many days a trial may go on.
pub const DAYS: [u16; 4] = [30, 60, 90, 180];

/// What staff say to a wish.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// By how many days it goes on, one of [`DAYS`], from its end or from now if that is over;
    /// `None`: not.
    pub days: Option<u16>,
    /// What they write; may be empty.
    pub message: &'a str,
}

/// Answers a wish. The owners of the org get a letter.
///
/// # Errors
/// `not_found` to all but leads and administrators, and for a wish that was answered;
/// `second_factor_required`, `step_up_required`; `own_org` for an org that one belongs to;
/// `bad_value` at `days` or `message`.
pub async fn decide(
    ctx: &Ctx,
    who: &Reviewer,
    id: TrialExtensionId,
    answer: Answer<'_>,
    visit: &Visit,
) -> Result<(), Failure> {
    who.has_any(&[StaffRole::Lead, StaffRole::Admin])?;
    who.decides()?;
    if answer.days.is_some_and(|days| !DAYS.contains(&days)) {
        let allowed = DAYS.iter().map(ToString::to_string);
        let error = FieldError::new("days", Code::BadValue, "Choose 30, 60, 90 or 180 days.");
        return Err(Failure::field(error.allowing(allowed)));
    }
    let message = match answer.message.trim() {
        "" => None,
        text => Some(Prose::parse(text).map_err(|error| {
            let message = format!("The message {error}.");
            Failure::field(FieldError::new("message", Code::BadValue, message))
        })?),
    };
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            let wishes = tx.trial_extensions().await?;
            let wish = wishes.into_iter().find(|wish| wish.id == id);
            let wish = wish.ok_or(Failure::NotFound("wish that waits"))?;
            if who.person.role_in(wish.org).is_some() {
                return Err(Failure::refused(
                    Code::OwnOrg,
                    "You belong to this org. Somebody else on staff answers it.",
                ));
            }
            let end = wish.trial_ends_at.unwrap_or(now);
            let until = answer
                .days
                .map(|days| end.max(now) + TimeDelta::days(i64::from(days)));
            let org = tx.decide_trial_extension(id, who.user(), until, now).await?;
            for member in tx.members(org).await? {
                if member.role != OrgRole::Owner {
                    continue;
                }
                let letter = Letter::TrialDecided {
                    org: wish.org_name.to_string(),
                    granted: until.is_some(),
                    ends_at: until.unwrap_or(end),
                    message: message.as_ref().map(|text| text.as_str().to_owned()),
                };
                letters::post(tx, &ctx.vault, &Recipient::from(&member.user), &letter, now).await?;
            }
            let detail = json!({ "granted": until.is_some(), "until": until });
            let mut event = visit.event_with(SecurityKind::TrialDecided, None, detail);
            event.org = Some(org);
            event.actor = Some(who.user());
            tx.record(&event).await?;
            Ok(())
        })
        .await
}
