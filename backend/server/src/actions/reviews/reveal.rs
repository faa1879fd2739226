//! Opening a test login.

use chrono::{DateTime, Utc};
use oin_domain::account::SecurityKind;
use oin_domain::ids::SubmissionId;
use oin_domain::org::Act;
use oin_domain::text::Line;
use oin_store::{Reveal, StoredSubmission, Tx};
use serde_json::json;
use uuid::Uuid;

use super::hold_own;
use crate::actions::letters::{self, About, Letter, Recipient};
use crate::actions::submissions::create::place;
use crate::actions::submissions::refusal;
use crate::actions::submissions::telling::name_of;
use crate::actions::{Code, Ctx, Failure, Reviewer, Visit};
use crate::second_factor;
use crate::vault::Secret;

/// A test login in clear, for the one who opened it and for this once.
pub struct Revealed {
    /// Where it signs in.
    pub url: String,
    /// Its user name.
    pub user_name: String,
    /// Its password.
    pub password: Secret,
    /// The code of its authenticator now, and until when it counts; the seed stays sealed.
    pub code: Option<(Secret, DateTime<Utc>)>,
}

/// Opens the test login at `login` (from 0) for the reviewer who has the submission. It is written
/// down, and the org is told by mail.
///
/// # Errors
/// `second_factor_required`, `step_up_required`, `not_found`, `own_org`; `forbidden` and
/// `wrong_stage` for anybody but the one who has it; `missing` or `bad_value` for the reason.
pub async fn reveal(
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    login: usize,
    reason: &str,
    visit: &Visit,
) -> Result<Revealed, Failure> {
    who.proven()?;
    let reason = Line::parse(reason).map_err(|error| refusal::text("reason", &error))?;
    ctx.store
        .write(async |tx| {
            let (stored, submitted) = hold_own(tx, ctx, who, id).await?;
            let known = submitted.testing.logins.get(login);
            let known = known.ok_or(Failure::NotFound("test login"))?;
            let path = format!("testing.logins.{login}.password");
            let password = open(tx, ctx, &stored, &path).await?;
            let password = password.ok_or(Failure::NotFound("test login"))?;
            let seed = open(tx, ctx, &stored, &format!("testing.logins.{login}.totp_seed")).await?;
            let code = seed.map(|seed| code(&seed, ctx.now())).transpose()?;
            let kept = Reveal {
                path,
                reason: reason.clone(),
                by: who.user(),
                at: ctx.now(),
                submitted_at: submitted.at,
            };
            tx.record_reveal(id, Uuid::now_v7(), &kept).await?;
            write_down(tx, ctx, who, &stored, &kept, login, visit).await?;
            Ok(Revealed {
                url: known.url.as_str().to_owned(),
                user_name: known.user_name.to_string(),
                password,
                code,
            })
        })
        .await
}

async fn open(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    path: &str,
) -> Result<Option<Secret>, Failure> {
    let about = stored.submission.about;
    match stored.kept.secrets().get(path) {
        Some(sealed) => Ok(Some(
            ctx.vault.open(tx, &place(about.id, about.org, sealed)).await?,
        )),
        None => Ok(None),
    }
}

fn code(seed: &Secret, now: DateTime<Utc>) -> Result<(Secret, DateTime<Utc>), Failure> {
    let plain: String = seed
        .text()
        .unwrap_or_default()
        .chars()
        .filter(|c| !matches!(c, '-' | '='))
        .collect();
    let plain = zeroize::Zeroizing::new(plain);
    second_factor::read_seed(&plain)
        .and_then(|seed| second_factor::code_at(&seed, now))
        .ok_or_else(|| {
            Failure::refused(
                Code::BadValue,
                "The TOTP seed of this test login cannot be read. Ask the ISV to store it again.",
            )
        })
}

/// The security trail, and a letter to everybody who may change the secret.
async fn write_down(
    tx: &mut Tx,
    ctx: &Ctx,
    who: &Reviewer,
    stored: &StoredSubmission,
    kept: &Reveal,
    login: usize,
    visit: &Visit,
) -> Result<(), Failure> {
    let about = stored.submission.about;
    let mut event = visit.event_with(
        SecurityKind::SecretOpened,
        Some(who.user()),
        json!({ "submission": about.id, "field": kept.path, "reason": kept.reason }),
    );
    event.org = Some(about.org);
    tx.record(&event).await?;
    let letter = Letter::SecretRevealed {
        about: About {
            submission: about.id,
            integration: name_of(stored),
        },
        secret: format!("the password of test login {}", login + 1),
        reviewer: format!("A reviewer of {}", ctx.brand().network),
        reason: kept.reason.to_string(),
        at: kept.at,
    };
    for member in tx.members(about.org).await? {
        if member.role.may(Act::StoreSecrets) {
            letters::post(tx, &ctx.vault, &Recipient::from(&member.user), &letter, kept.at).await?;
        }
    }
    Ok(())
}
