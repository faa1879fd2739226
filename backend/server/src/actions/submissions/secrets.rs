//! Secrets of a draft: put in and taken away, never shown.

use chrono::{DateTime, Utc};
use oin_domain::account::SecurityKind;
use oin_domain::draft::{Field, Kind, SealedField};
use oin_domain::ids::SubmissionId;
use oin_domain::org::Act;
use oin_domain::submission::{Action, Submission};
use oin_store::{SUBMISSION_SECRETS, Tx};
use uuid::Uuid;

use super::create::place;
use super::hold;
use super::moving::recheck_job;
use crate::actions::visit::Visit;
use crate::actions::{Code, Ctx, Failure, FieldError, Member};
use crate::vault::Secret;

/// The longest secret of a draft, in bytes.
const LONGEST: usize = 4_096;

/// That a secret is kept; what it is, is never told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretKept {
    /// The path of its field.
    pub path: String,
    /// The origin that it is bound to.
    pub target: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Seals a secret for a field, instead of the one that is there. It is bound to the origin to
/// which the draft's addresses lead now.
///
/// # Errors
/// `forbidden`, `second_factor_required`, `step_up_required`, `not_found`, `wrong_stage`; at the
/// field: `unknown_field` when it is no secret, `missing`, `bad_value`, and
/// `secret_without_target` while its address is missing or cannot be read.
pub async fn put_secret(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    path: &str,
    secret: Secret,
) -> Result<SecretKept, Failure> {
    who.may(Act::StoreSecrets)?;
    let field = secret_field(path)?;
    check(path, field, &secret)?;
    ctx.store
        .write(async |tx| {
            let mut stored = hold(tx, who, id).await?;
            may_change(&stored.submission, who, ctx.now())?;
            let Some(target) = stored.kept.draft.target_of(path) else {
                return Err(no_target(&stored.kept.draft, path));
            };
            let sealed = SealedField {
                name: Uuid::now_v7(),
                target,
                by: who.user(),
                since: ctx.now(),
            };
            ctx.vault
                .seal(tx, &place(id, who.org, &sealed), &secret, ctx.now())
                .await?;
            note(tx, who, id, SecurityKind::SecretSealed, path).await?;
            if let Some(before) = stored.kept.put_secret(path, sealed.clone()) {
                tx.drop_secret(SUBMISSION_SECRETS, id.0, &before.name.to_string())
                    .await?;
            }
            let revision = stored.kept.revision;
            tx.save_draft(id, revision, &stored.kept, who.user(), ctx.now())
                .await?;
            Ok(SecretKept {
                path: path.to_owned(),
                target: sealed.target,
                since: sealed.since,
            })
        })
        .await
}

/// Takes a secret away; while a submission waits for a reviewer, they learn of it.
///
/// # Errors
/// As [`put_secret`]; `not_found` when there is none.
pub async fn drop_secret(ctx: &Ctx, who: &Member, id: SubmissionId, path: &str) -> Result<(), Failure> {
    who.may(Act::Edit)?;
    secret_field(path)?;
    ctx.store
        .write(async |tx| {
            let mut stored = hold(tx, who, id).await?;
            may_change(&stored.submission, who, ctx.now())?;
            let Some(secret) = stored.kept.drop_secret(path) else {
                return Err(Failure::NotFound("secret"));
            };
            note(tx, who, id, SecurityKind::SecretDropped, path).await?;
            tx.drop_secret(SUBMISSION_SECRETS, id.0, &secret.name.to_string())
                .await?;
            let revision = stored.kept.revision;
            tx.save_draft(id, revision, &stored.kept, who.user(), ctx.now())
                .await?;
            if stored.submission.place().is_some() {
                // Whoever reviews it learns of it now, not at the next daily look.
                tx.promise(&recheck_job(id, ctx.now(), ctx.now())?).await?;
            }
            Ok(())
        })
        .await
}

/// Secrets stay the org's: it changes or withdraws them also while the rest waits for a reviewer.
fn may_change(submission: &Submission, who: &Member, now: DateTime<Utc>) -> Result<(), Failure> {
    if submission.place().is_none() {
        submission.permits(Action::Edit, &who.actor(), now)?;
    }
    Ok(())
}

/// Writes down that a secret was stored or let go: which one, never what it is.
pub(super) async fn note(
    tx: &mut Tx,
    who: &Member,
    id: SubmissionId,
    kind: SecurityKind,
    path: &str,
) -> Result<(), Failure> {
    let detail = serde_json::json!({ "submission": id.0, "field": path });
    let mut event = Visit::default().event_with(kind, Some(who.user()), detail);
    event.org = Some(who.org);
    Ok(tx.record(&event).await?)
}

fn secret_field(path: &str) -> Result<&'static Field, Failure> {
    Field::at(path)
        .filter(|field| matches!(field.kind, Kind::Secret))
        .ok_or_else(|| {
            let shown: String = path.chars().take(128).collect();
            let message = "This is no secret of a submission. Secrets are the passwords and TOTP seeds of test logins and the SCIM token.";
            Failure::field(FieldError::new(shown, Code::UnknownField, message))
        })
}

fn check(path: &str, field: &Field, secret: &Secret) -> Result<(), Failure> {
    let refuse = |code, message: String| Err(Failure::field(FieldError::new(path, code, message)));
    let label = field.label;
    if secret.bytes().is_empty() {
        return refuse(
            Code::Missing,
            format!("{label} is empty. Type it, or leave the one that is stored."),
        );
    }
    if secret.bytes().len() > LONGEST {
        return refuse(
            Code::BadValue,
            format!("{label} is longer than {LONGEST} bytes. Give a test login with a shorter one."),
        );
    }
    let is_seed = path.ends_with(".totp_seed");
    let is_base32 = secret.text().is_some_and(|text| {
        text.chars()
            .all(|c| matches!(c, 'A'..='Z' | 'a'..='z' | '2'..='7' | ' ' | '-' | '='))
    });
    if is_seed && !is_base32 {
        return refuse(
            Code::BadValue,
            format!(
                "{label} is not base32. Copy the key that stands under the QR code: letters and the digits 2 to 7."
            ),
        );
    }
    Ok(())
}

fn no_target(draft: &oin_domain::draft::Draft, path: &str) -> Failure {
    let address = draft.target_field(path).unwrap_or_default();
    let label = Field::at(&address).map_or("its address", |field| field.label);
    let message = format!(
        "Fill in “{label}” first (and the sandbox’s values, if it holds variables): the secret is bound to that address."
    );
    Failure::field(FieldError::new(path, Code::SecretWithoutTarget, message))
}

/// Whether a field's kind is a secret; for callers that split a form.
pub fn is_secret(path: &str) -> bool {
    Field::at(path).is_some_and(|field| matches!(field.kind, Kind::Secret))
}
