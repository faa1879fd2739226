//! Recording a run that a reviewer made by hand.

use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_domain::ids::EvidenceId;
use oin_domain::text::{Prose, TextError};
use oin_domain::verification::{Evidence, Outcome, Refusal, RunKind, Subject};
use uuid::Uuid;

use super::loaded::{Loaded, live};
use super::moving::{publish, settle};
use crate::actions::files;
use crate::actions::idempotency::{Idempotency, answered_before, once};
use crate::actions::{Code, Ctx, Failure, FieldError, Reviewer};

/// A run, as somebody typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRun {
    /// What was tried: a value of [`Subject`].
    pub subject: String,
    /// How it ended: a value of [`Outcome`].
    pub outcome: String,
    /// What was seen.
    pub note: String,
}

/// Refuses whoever may not record runs of it, ahead of reading what they send.
///
/// # Errors
/// `not_found` for all but reviewers and leads, and for what is not live; `own_org`.
pub async fn may_record(ctx: &Ctx, who: &Reviewer, slug: &str) -> Result<(), Failure> {
    who.has_any(&[StaffRole::Reviewer, StaffRole::Lead])?;
    ctx.store
        .read(async |read| {
            let live = live(read, slug).await?;
            let (org, _) = live.org.ok_or(Failure::NotFound("integration"))?;
            match who.person.role_in(org) {
                Some(_) => Err(Refusal::OwnOrg.into()),
                None => Ok(()),
            }
        })
        .await
}

/// Keeps the record of a run that was made now, and does what follows from it at once; gives the
/// record's id. `file` is a picture of what was seen.
///
/// # Errors
/// `not_found` for all but reviewers and leads, and for what is not live; `own_org`; `missing` and
/// `bad_value` at `subject`, `outcome` and `note`: a run that was not green says what was seen; what is
/// wrong with the picture at `file`. Whether somebody may comes before what they sent.
pub async fn record(
    ctx: &Ctx,
    who: &Reviewer,
    slug: &str,
    typed: &TypedRun,
    file: Option<Vec<u8>>,
    again: Option<Idempotency>,
) -> Result<EvidenceId, Failure> {
    if let Some(before) = answered_before(again.as_ref(), ctx).await? {
        return Ok(before);
    }
    may_record(ctx, who, slug).await?;
    let (subject, outcome, note) = read(typed)?;
    let picture = match file {
        Some(bytes) => Some(files::draw("file", bytes).await?),
        None => None,
    };
    once(ctx, again.as_ref(), async |tx| {
        let live = live(tx, slug).await?;
        let mut loaded = Loaded::hold(ctx, tx, live).await?;
        if who.person.role_in(loaded.org).is_some() {
            return Err(Refusal::OwnOrg.into());
        }
        let run = Evidence {
            id: EvidenceId(Uuid::now_v7()),
            subject,
            kind: RunKind::Manual,
            outcome,
            note: note.clone(),
            by: Some(who.user()),
            at: ctx.now(),
        };
        tx.add_evidence(loaded.live.id, &run).await?;
        if let Some(picture) = &picture {
            files::keep(tx, ctx, who, run.id, picture).await?;
        }
        let id = run.id;
        loaded.standing.evidence.insert(0, run);
        publish(tx, ctx, &loaded).await?;
        settle(tx, ctx, &mut loaded).await?;
        Ok(id)
    })
    .await
}

fn read(typed: &TypedRun) -> Result<(Subject, Outcome, Option<Prose>), Failure> {
    let mut errors = Vec::new();
    let subject = Subject::parse(&typed.subject);
    if subject.is_none() {
        errors.push(choose("subject", "Choose what was tried.", &typed.subject));
    }
    let outcome = Outcome::parse(&typed.outcome);
    if outcome.is_none() {
        errors.push(choose("outcome", "Choose how the run ended.", &typed.outcome));
    }
    let note = match Prose::parse(&typed.note) {
        Ok(note) => Some(note),
        Err(TextError::Empty) => None,
        Err(error) => {
            errors.push(FieldError::new(
                "note",
                Code::BadValue,
                format!("The note {error}."),
            ));
            None
        }
    };
    if errors.is_empty() && note.is_none() && outcome != Some(Outcome::Green) {
        let message =
            "A run that was not green needs a note: say what was seen, so that the ISV can mend it.";
        errors.push(FieldError::new("note", Code::Missing, message));
    }
    match (subject, outcome, errors.is_empty()) {
        (Some(subject), Some(outcome), true) => Ok((subject, outcome, note)),
        _ => Err(Failure::Invalid(errors)),
    }
}

fn choose(field: &str, message: &str, typed: &str) -> FieldError {
    let code = if typed.is_empty() {
        Code::Missing
    } else {
        Code::BadValue
    };
    FieldError::new(field, code, message)
}
