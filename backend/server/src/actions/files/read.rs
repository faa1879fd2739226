//! Reading pictures.

use oin_domain::integration::{FileKey, PictureForm, PictureKind};
use oin_store::StoreError;

use crate::actions::{Ctx, Failure, Member};

/// A picture in one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFile {
    /// Its media type: PNG, JPEG or WebP.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads a picture. Who knows its key may see it: it is shown from a host without cookies.
///
/// # Errors
/// `not_found` when there is none in this size.
pub async fn read(ctx: &Ctx, key: &FileKey, form: PictureForm) -> Result<ReadFile, Failure> {
    let found = ctx.store.read(async |read| read.file(key, form).await).await;
    match found {
        Ok(found) => Ok(ReadFile {
            media_type: found.media_type,
            bytes: found.bytes,
        }),
        Err(StoreError::Absent) => Err(Failure::NotFound("file")),
        Err(error) => Err(error.into()),
    }
}

/// Which of `keys` are pictures of this kind of the member's own org: a draft may name no others
/// than these and those that its live revision names.
///
/// # Errors
/// As of any read.
pub async fn belong(
    ctx: &Ctx,
    who: &Member,
    kind: PictureKind,
    keys: &[FileKey],
) -> Result<Vec<FileKey>, Failure> {
    let org = who.org;
    Ok(ctx
        .store
        .read(async |read| read.files_of(org, kind, keys).await)
        .await?)
}
