//! The picture of a run that a reviewer did by hand. Staff alone see it: it may show what is inside
//! the ISV's product, or a colleague's screen.

use chrono::TimeDelta;
use oin_domain::account::StaffRole;
use oin_domain::audit::{Act, Area};
use oin_domain::ids::EvidenceId;
use oin_domain::integration::{PictureForm, PictureKind};
use oin_domain::submission::Refusal;
use oin_store::{KeptRun, StoreError, Tx};

use super::add::{refused, stored};
use super::read::ReadFile;
use crate::actions::{Code, Ctx, Failure, Reviewer};
use crate::pictures::{self, Picture};

/// Until when a picture can be attached to a run after it was recorded.
const ATTACHED_WITHIN: TimeDelta = TimeDelta::days(1);

/// Draws a screenshot anew. `field` names the form's field in refusals.
///
/// # Errors
/// `upload_type`, `upload_too_large`, `picture_*` at `field`.
pub(in crate::actions) async fn draw(field: &str, bytes: Vec<u8>) -> Result<Picture, Failure> {
    pictures::read(PictureKind::Screenshot, bytes)
        .await
        .map_err(|error| refused(field, &error))
}

/// Keeps the picture of a run, in the transaction that records it or attaches it.
///
/// # Errors
/// `has_picture`.
pub(in crate::actions) async fn keep(
    tx: &mut Tx,
    ctx: &Ctx,
    who: &Reviewer,
    run: EvidenceId,
    picture: &Picture,
) -> Result<(), Failure> {
    match tx.add_run_picture(run, &stored(picture), ctx.now()).await {
        Err(StoreError::Taken(_)) => return Err(has_one()),
        other => other?,
    }
    let act = Act {
        actor: Some(who.user()),
        about: Some(("run", run.to_string())),
        ..Act::new(Area::Verification, "run_picture_kept")
    };
    Ok(tx.audit(&act).await?)
}

/// Refuses whoever may not attach a picture to a run, ahead of reading what they send.
///
/// # Errors
/// `not_found`, `own_org`, `forbidden` for somebody else's run, `too_late` a day after it was
/// recorded, `has_picture`.
pub async fn may_attach(ctx: &Ctx, who: &Reviewer, run: EvidenceId) -> Result<(), Failure> {
    who.has_any(&[StaffRole::Reviewer, StaffRole::Lead])?;
    let kept = find(ctx, who, run).await?;
    if kept.by != who.user() {
        let message = "Whoever recorded the run attaches its picture. Record a run of your own.";
        return Err(Failure::refused(Code::Forbidden, message));
    }
    if ctx.now() - kept.at > ATTACHED_WITHIN {
        let message = "A picture is attached within a day of the run. Record another run with it.";
        return Err(Failure::refused(Code::TooLate, message));
    }
    if kept.has_picture { Err(has_one()) } else { Ok(()) }
}

/// Attaches a picture to a run that the reviewer recorded within the last day.
///
/// # Errors
/// As [`may_attach`]; what is wrong with the picture at `field`.
pub async fn attach(
    ctx: &Ctx,
    who: &Reviewer,
    run: EvidenceId,
    field: &str,
    bytes: Vec<u8>,
) -> Result<(), Failure> {
    may_attach(ctx, who, run).await?;
    let picture = draw(field, bytes).await?;
    ctx.store
        .write(async |tx| keep(tx, ctx, who, run, &picture).await)
        .await
}

/// The picture of a run in one size, for staff whose own org's it is not.
///
/// # Errors
/// `not_found`, `own_org`.
pub async fn of_run(
    ctx: &Ctx,
    who: &Reviewer,
    run: EvidenceId,
    form: PictureForm,
) -> Result<ReadFile, Failure> {
    who.has_any(&[StaffRole::Reviewer, StaffRole::Lead, StaffRole::Admin])?;
    find(ctx, who, run).await?;
    match ctx
        .store
        .read(async |read| read.run_picture(run, form).await)
        .await
    {
        Ok(found) => Ok(ReadFile {
            media_type: found.media_type,
            bytes: found.bytes,
        }),
        Err(StoreError::Absent) => Err(Failure::NotFound("picture")),
        Err(error) => Err(error.into()),
    }
}

async fn find(ctx: &Ctx, who: &Reviewer, run: EvidenceId) -> Result<KeptRun, Failure> {
    match ctx.store.read(async |read| read.kept_run(run).await).await {
        Ok(kept) if kept.orgs.iter().any(|org| who.person.role_in(*org).is_some()) => {
            Err(Refusal::OwnOrg.into())
        }
        Ok(kept) => Ok(kept),
        Err(StoreError::Absent) => Err(Failure::NotFound("run")),
        Err(error) => Err(error.into()),
    }
}

fn has_one() -> Failure {
    Failure::refused(
        Code::HasPicture,
        "This run has its picture, which stays as it was seen. Record another run for another one.",
    )
}
