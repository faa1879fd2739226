//! The mailbox of an installation without a mail server.

use oin_domain::ids::LetterId;
use oin_store::DevLetter;

use crate::actions::{Ctx, Failure};
use crate::config::Mode;

/// How many letters are listed.
const LISTED: u32 = 200;

/// Puts a letter into the mailbox.
///
/// # Errors
/// The database's.
pub async fn deliver(ctx: &Ctx, letter: &DevLetter) -> Result<(), Failure> {
    Ok(ctx
        .store
        .write(async |tx| tx.put_dev_letter(letter).await)
        .await?)
}

/// The letters whose address contains `part`, the newest first.
///
/// # Errors
/// `not_found` unless this is a local installation.
pub async fn letters(ctx: &Ctx, part: &str) -> Result<Vec<DevLetter>, Failure> {
    local(ctx)?;
    Ok(ctx
        .store
        .read(async |read| read.dev_letters(part, LISTED).await)
        .await?)
}

/// One letter.
///
/// # Errors
/// `not_found` when there is none, or this is no local installation.
pub async fn letter(ctx: &Ctx, id: LetterId) -> Result<DevLetter, Failure> {
    local(ctx)?;
    Ok(ctx.store.read(async |read| read.dev_letter(id).await).await?)
}

fn local(ctx: &Ctx) -> Result<(), Failure> {
    match ctx.mode() {
        Mode::Local => Ok(()),
        Mode::Production => Err(Failure::NotFound("page")),
    }
}
