//! Signing in with a password.

use oin_domain::account::{MailAddress, PasswordText, SecurityKind, sign_in_buckets};
use oin_domain::ids::UserId;
use oin_store::{PasswordHash, StoreError};

use super::session::{self, Begun, Held};
use super::{password, tries};
use crate::actions::{Code, Ctx, Failure, FieldError, Visit};
use crate::passwords::Verdict;
use crate::vault::digest;

/// What somebody typed.
pub struct SignIn<'a> {
    /// The address.
    pub mail: &'a str,
    /// The password.
    pub password: &'a str,
    /// What their browser holds from before.
    pub held: Held<'a>,
}

/// Begins a session, or one that awaits the second factor. An address that nobody has, one that
/// is not confirmed, an account that is disabled and a wrong password are answered alike, and as
/// late.
///
/// # Errors
/// `bad_value` at `mail` or `password`; `too_many_requests`.
pub async fn sign_in(ctx: &Ctx, command: &SignIn<'_>, visit: &Visit) -> Result<Begun, Failure> {
    let mail = MailAddress::parse(command.mail).map_err(|error| {
        let message = format!("`{}` {error}.", shortened(command.mail));
        Failure::field(FieldError::new("mail", Code::BadValue, message))
    })?;
    let typed =
        PasswordText::typed(command.password).map_err(|error| password::refused("password", error))?;
    let now = ctx.now();
    let device_hash = command.held.device.map(digest);
    let (found, known) = ctx
        .store
        .read(async |read| {
            let found = match read.password_by_mail(&mail).await {
                Ok(found) => Some(found),
                Err(StoreError::Absent) => None,
                Err(error) => return Err(error),
            };
            let known = match (&found, &device_hash) {
                (Some((user, _)), Some(hash)) => read.knows_device(*user, hash, now).await?,
                _ => false,
            };
            Ok::<_, StoreError>((found, known))
        })
        .await?;
    let (user, stored) = match found {
        Some((user, stored)) => (Some(user), stored),
        None => (None, None),
    };
    let known_device = device_hash.filter(|_| known).map(|hash| tries::hex(&hash));
    let buckets = sign_in_buckets(&tries::key(&mail), known_device.as_deref(), &visit.peer);
    tries::count(ctx, &buckets, user, visit).await?;

    let verdict = ctx.passwords.verify(typed, stored.clone()).await?;
    let (Some(user), true) = (user, verdict != Verdict::Wrong) else {
        return Err(refuse(ctx, user, visit).await?);
    };
    if let (Verdict::RightButOld, Some(before)) = (verdict, &stored) {
        rehash(ctx, user, before, command.password).await?;
    }
    ctx.store
        .write(async |tx| {
            let user = tx.user(user).await?;
            // The tries before a success count no more; those of the peer do.
            tx.refill(&buckets[0]).await?;
            let begun = session::begin(tx, &user, command.held, visit, now).await?;
            session::tell(ctx, tx, &user, begun.device.is_some(), visit, now).await?;
            Ok(begun)
        })
        .await
}

async fn refuse(ctx: &Ctx, user: Option<UserId>, visit: &Visit) -> Result<Failure, Failure> {
    ctx.store
        .write(async |tx| tx.record(&visit.event(SecurityKind::SignInRefused, user)).await)
        .await?;
    Ok(Failure::field(FieldError::new(
        "mail",
        Code::BadValue,
        "No confirmed account has this address and this password. Check both, or choose a new password.",
    )))
}

/// Stores a hash of the same password with today's figures and pepper.
async fn rehash(ctx: &Ctx, user: UserId, before: &PasswordHash, typed: &str) -> Result<(), Failure> {
    let text = PasswordText::typed(typed).map_err(|error| password::refused("password", error))?;
    let after = ctx.passwords.hash(text).await?;
    let changed = ctx
        .store
        .write(async |tx| tx.rehash_password(user, before, &after).await)
        .await;
    match changed {
        // Changed by somebody else meanwhile: that one is new already.
        Ok(()) | Err(StoreError::Stale) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}
