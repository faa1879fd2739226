//! Who a cookie or a token belongs to.

use chrono::{DateTime, Utc};
use oin_domain::account::{Limit, SecurityKind};
use oin_store::{StoreError, Take};

use super::tries;
use crate::actions::asker::{StaffTokenHolder, TokenHolder, unauthenticated};
use crate::actions::{Asker, Code, Ctx, Failure, Member, Visit};
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

/// For whom an API token acts. Each request with a token counts against it, and one that `writes`
/// against its org too, through whichever of its tokens; a token that is none counts against the peer
/// that tries it, and is written down.
///
/// # Errors
/// `unauthenticated` when it is unknown, expired or ended, or its maker has left the org;
/// `too_many_requests`.
pub async fn token(ctx: &Ctx, text: &str, writes: bool, visit: &Visit) -> Result<TokenHolder, Failure> {
    let (now, hash) = (ctx.now(), digest(text));
    let found = ctx.store.read(async |read| read.token_asker(&hash, now).await);
    let found = known(ctx, visit, found.await).await?;
    let (id, see_again) = (found.token, found.see_again);
    let mut buckets = vec![Limit::TOKEN_REQUESTS.of(id)];
    if writes {
        buckets.push(Limit::ORG_WRITES.of(found.org));
    }
    let taken = ctx.store.write_lightly(async |tx| {
        if see_again {
            tx.see_api_token(id, now).await?;
        }
        tx.take(&buckets, now).await
    });
    allowed(taken.await?, now)?;
    TokenHolder::new(found)
}

/// Counts a write of a member at a browser against their org, together with those of its tokens.
///
/// # Errors
/// `too_many_requests`.
pub async fn org_write(ctx: &Ctx, who: &Member, visit: &Visit) -> Result<(), Failure> {
    tries::count(ctx, &[Limit::ORG_WRITES.of(who.org)], Some(who.user()), visit).await
}

/// For whom a token of the network's staff acts; counted as [`token`] counts.
///
/// # Errors
/// `unauthenticated` when it is unknown, expired or ended, or its person is staff no more;
/// `too_many_requests`.
pub async fn staff_token(ctx: &Ctx, text: &str, visit: &Visit) -> Result<StaffTokenHolder, Failure> {
    let (now, hash) = (ctx.now(), digest(text));
    let found = ctx
        .store
        .read(async |read| read.staff_token_asker(&hash, now).await);
    let found = known(ctx, visit, found.await).await?;
    let (id, see_again) = (found.token, found.see_again);
    let taken = ctx.store.write_lightly(async |tx| {
        if see_again {
            tx.see_staff_token(id, now).await?;
        }
        tx.take(&[Limit::TOKEN_REQUESTS.of(id)], now).await
    });
    allowed(taken.await?, now)?;
    Ok(StaffTokenHolder::new(found))
}

/// What was found of a token, or the refusal of one that is none.
async fn known<T>(ctx: &Ctx, visit: &Visit, found: Result<T, StoreError>) -> Result<T, Failure> {
    match found {
        Ok(found) => Ok(found),
        Err(StoreError::Absent) => Err(unknown_token(ctx, visit).await?),
        Err(error) => Err(error.into()),
    }
}

/// What somebody is answered who sent a token that is none.
async fn unknown_token(ctx: &Ctx, visit: &Visit) -> Result<Failure, Failure> {
    let now = ctx.now();
    let bucket = Limit::UNKNOWN_TOKENS.of(&visit.peer);
    let taken = ctx
        .store
        .write(async |tx| tx.take(std::slice::from_ref(&bucket), now).await);
    allowed(taken.await?, now)?;
    // After the limit, so that a flood of guesses does not fill the table of events.
    ctx.store
        .write(async |tx| tx.record(&visit.event(SecurityKind::TokenRefused, None)).await)
        .await?;
    Ok(Failure::refused(
        Code::Unauthenticated,
        "The token is unknown, expired or ended. Send `Authorization: Bearer oin_…` with one that works.",
    ))
}

fn allowed(taken: Take, now: DateTime<Utc>) -> Result<(), Failure> {
    match taken {
        Take::Allowed => Ok(()),
        Take::Refused { retry_at } => Err(Failure::TooMany((retry_at - now).to_std().unwrap_or_default())),
    }
}

fn absent_is_nobody(error: StoreError) -> Failure {
    match error {
        StoreError::Absent => unauthenticated(),
        other => other.into(),
    }
}
