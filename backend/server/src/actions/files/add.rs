//! Keeping a picture.

use oin_domain::integration::{FileKey, PictureForm, PictureKind};
use oin_domain::org::Act;
use oin_store::{FileUse, NewFile, StoredRendition};
use sha2::{Digest as _, Sha256};

use super::new_key;
use crate::actions::{Code, Ctx, Failure, FieldError, Member};
use crate::pictures::{self, LeftOut, Picture, PictureError};

/// The most pictures of an org.
pub const MOST_FILES: u64 = 1_000;
/// The most bytes that an org's pictures take, all sizes together.
pub const MOST_BYTES: u64 = 200 * 1024 * 1024;

/// A picture that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Its key; what a draft's field holds.
    pub key: FileKey,
    /// Its width in pixels, as uploaded.
    pub width: u32,
    /// Its height in pixels, as uploaded.
    pub height: u32,
    /// What a drawing held that is not shown; to be told to the uploader.
    pub left_out: Vec<LeftOut>,
}

/// Draws an uploaded picture anew and keeps it for the member's org. The same picture again gets
/// the same key and counts once. `field` names the form's field in refusals.
///
/// # Errors
/// `forbidden` to viewers; `upload_type`, `upload_too_large`, `picture_*` and `quota` at `field`.
pub async fn add(
    ctx: &Ctx,
    who: &Member,
    kind: PictureKind,
    field: &str,
    bytes: Vec<u8>,
) -> Result<Added, Failure> {
    who.may(Act::Edit)?;
    let picture = pictures::read(kind, bytes)
        .await
        .map_err(|error| refused(field, &error))?;
    let added = |key| Added {
        key,
        width: picture.width,
        height: picture.height,
        left_out: picture.left_out.clone(),
    };
    let new = new_file(ctx, who, kind, &picture)?;
    let key = ctx
        .store
        .write(async |tx| {
            // Counting first holds the org, so that two uploads at once do not both find room.
            let used = tx.file_use(new.org).await?;
            if let Some(key) = tx.same_file(new.org, kind, &new.sha256, new.at).await? {
                return Ok(key);
            }
            check_room(field, used, &new)?;
            tx.add_file(&new).await?;
            Ok::<_, Failure>(new.key.clone())
        })
        .await?;
    Ok(added(key))
}

fn new_file(ctx: &Ctx, who: &Member, kind: PictureKind, picture: &Picture) -> Result<NewFile, Failure> {
    let largest = picture.renditions.first();
    Ok(NewFile {
        key: new_key()?,
        org: who.org,
        kind,
        sha256: Sha256::digest(largest.map_or(&[][..], |one| &one.bytes)).into(),
        width: picture.width,
        height: picture.height,
        by: who.user(),
        at: ctx.now(),
        renditions: stored(picture),
    })
}

/// A picture's sizes as they are kept.
pub(super) fn stored(picture: &Picture) -> Vec<(PictureForm, StoredRendition)> {
    let renditions = picture.renditions.iter().map(|one| {
        let stored = StoredRendition {
            media_type: one.media_type.to_owned(),
            bytes: one.bytes.clone(),
        };
        (one.form, stored)
    });
    renditions.collect()
}

fn check_room(field: &str, used: FileUse, new: &NewFile) -> Result<(), Failure> {
    let size: usize = new.renditions.iter().map(|(_, one)| one.bytes.len()).sum();
    let message = if used.files >= MOST_FILES {
        format!(
            "Your org has {MOST_FILES} pictures, which is the most it may have. Use one of those that are there."
        )
    } else if used.bytes + size as u64 > MOST_BYTES {
        format!(
            "Your org's pictures take {} of the {} MB that they may. Use one of those that are there, or a smaller one.",
            used.bytes / (1024 * 1024),
            MOST_BYTES / (1024 * 1024)
        )
    } else {
        return Ok(());
    };
    Err(Failure::field(FieldError::new(field, Code::Quota, message)))
}

pub(super) fn refused(field: &str, error: &PictureError) -> Failure {
    let code = match error {
        PictureError::TooManyBytes(_) => Code::UploadTooLarge,
        PictureError::NoPicture(_) => Code::UploadType,
        PictureError::TooManyPixels { .. } => Code::PictureTooLarge,
        PictureError::Broken(_) => Code::PictureBroken,
        PictureError::Empty => Code::PictureEmpty,
        PictureError::Svg(_) | PictureError::Slow => Code::PictureTooComplex,
    };
    Failure::field(FieldError::new(field, code, error.to_string()))
}
