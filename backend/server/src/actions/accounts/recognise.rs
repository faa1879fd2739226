//! Who a cookie or a token belongs to.

use oin_store::StoreError;

use crate::actions::asker::{TokenHolder, unauthenticated};
use crate::actions::{Asker, Code, Ctx, Failure};
use crate::vault::digest;

/// What a session's cookie stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// Somebody who is signed in.
    SignedIn(Box<Asker>),
    /// Somebody whose password was right and whose second factor is still asked for.
    AwaitsFactor(Box<Asker>),
}

/// Who the browser with this cookie is; notes at most once a minute that it was here.
///
/// # Errors
/// `unauthenticated` when the session is unknown or has ended.
pub async fn session(ctx: &Ctx, cookie: &str) -> Result<Recognised, Failure> {
    let now = ctx.now();
    let hash = digest(cookie);
    let found = ctx
        .store
        .read(async |read| read.session_asker(&hash, now).await)
        .await;
    let found = found.map_err(absent_is_nobody)?;
    if found.see_again {
        let id = found.session;
        ctx.store.write(async |tx| tx.see_session(id, now).await).await?;
    }
    let asker = Box::new(Asker::new(found.rights, found.session, found.stepped_up_at, now));
    Ok(if found.awaits_factor {
        Recognised::AwaitsFactor(asker)
    } else {
        Recognised::SignedIn(asker)
    })
}

/// For whom an API token acts.
///
/// # Errors
/// `unauthenticated` when it is unknown, expired or ended, or its maker has left the org.
pub async fn token(ctx: &Ctx, text: &str) -> Result<TokenHolder, Failure> {
    let now = ctx.now();
    let hash = digest(text);
    let found = ctx
        .store
        .read(async |read| read.token_asker(&hash, now).await)
        .await;
    let found = found.map_err(|error| match error {
        StoreError::Absent => Failure::refused(
            Code::Unauthenticated,
            "The token is unknown, expired or ended. Send `Authorization: Bearer oin_…` with one that works.",
        ),
        other => other.into(),
    })?;
    if found.see_again {
        let id = found.token;
        ctx.store
            .write(async |tx| tx.see_api_token(id, now).await)
            .await?;
    }
    TokenHolder::new(found.rights, found.org, found.token, found.scopes)
}

fn absent_is_nobody(error: StoreError) -> Failure {
    match error {
        StoreError::Absent => unauthenticated(),
        other => other.into(),
    }
}
