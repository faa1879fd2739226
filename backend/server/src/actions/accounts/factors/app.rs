//! Authenticator apps.

use chrono::{DateTime, Utc};
use oin_domain::ids::UserId;
use oin_store::{SecretPlace, StoreError, Tx};

use super::proof::prove;
use super::{NewFactor, Proof, added, removed};
use crate::actions::{Asker, Code, Ctx, Failure, Visit};
use crate::second_factor;
use crate::vault::{Secret, Vault, VaultError};

/// An authenticator app that is being set up: what its owner needs, once.
pub struct AppSetup {
    /// The address for a QR code; it holds the seed.
    pub address: Secret,
    /// The seed to type, in groups of four.
    pub written: Secret,
}

/// Begins to set up an authenticator app, or goes on where it was begun: the same seed until a
/// code from it was right, so that a page loaded twice does not strand an app.
///
/// # Errors
/// `stale` when one is there already; `step_up_required` when another factor is there.
pub async fn begin_app(ctx: &Ctx, asker: &Asker) -> Result<AppSetup, Failure> {
    if asker.has_factor {
        asker.proven()?;
    }
    let (user, now) = (asker.user(), ctx.now());
    let fresh = second_factor::new_seed()?;
    let seed = ctx.store.write(async |tx| {
        match tx.totp_factor(user).await {
            Ok(app) if app.confirmed_at.is_some() => {
                return Err(Failure::refused(
                    Code::Stale,
                    "Your account has an authenticator app already. Remove it first to set up another one.",
                ));
            }
            Ok(_) => match ctx.vault.open(tx, &place(user)).await {
                Ok(seed) => return Ok(seed),
                Err(VaultError::Store(StoreError::Absent)) => {}
                Err(error) => return Err(error.into()),
            },
            Err(StoreError::Absent) => {}
            Err(error) => return Err(error.into()),
        }
        tx.begin_totp(user, now).await?;
        ctx.vault.seal(tx, &place(user), &fresh, now).await?;
        Ok(Secret::new(fresh.bytes().to_vec()))
    });
    let seed = seed.await?;
    let address = second_factor::address(&seed, asker.mail.as_str(), &ctx.brand.network.replace(':', " "));
    Ok(AppSetup {
        address: address.map_err(|error| Failure::Broken(anyhow::Error::msg(error.to_string())))?,
        written: second_factor::written(&seed),
    })
}

/// Confirms the app with its first code. The session counts as stepped up from then on and gets
/// another cookie; every other session ends.
///
/// # Errors
/// `bad_value` at `code`; `too_many_requests`.
pub async fn confirm_app(ctx: &Ctx, asker: &Asker, code: &str, visit: &Visit) -> Result<NewFactor, Failure> {
    if asker.has_factor {
        asker.proven()?;
    }
    prove(ctx, asker, &Proof::App(code), visit).await?;
    ctx.store
        .write(async |tx| added(ctx, tx, asker, "app", "an authenticator app", visit).await)
        .await
}

/// Takes the authenticator app away.
///
/// # Errors
/// `second_factor_required`, `step_up_required`; `forbidden` for staff whose only factor it is.
pub async fn remove_app(ctx: &Ctx, asker: &Asker, visit: &Visit) -> Result<(), Failure> {
    asker.proven()?;
    let user = asker.user();
    ctx.store
        .write(async |tx| {
            tx.remove_totp(user).await?;
            let seed = place(user);
            tx.drop_secret(seed.place, seed.row, &seed.field).await?;
            removed(ctx, tx, asker, ("app", "the authenticator app"), visit).await
        })
        .await
}

/// Sets up a confirmed app with a known seed, as for demo people.
///
/// # Errors
/// [`VaultError`]; [`StoreError::Stale`] in it when there is one.
pub(in crate::actions) async fn set_totp(
    tx: &mut Tx,
    vault: &Vault,
    user: UserId,
    seed: &Secret,
    at: DateTime<Utc>,
) -> Result<(), VaultError> {
    tx.begin_totp(user, at).await?;
    vault.seal(tx, &place(user), seed, at).await?;
    // Step 1 is long over: it confirms and uses up nothing.
    tx.use_totp_step(user, 1, at).await?;
    Ok(())
}

/// Where a person's seed is sealed.
pub(super) fn place(user: UserId) -> SecretPlace {
    SecretPlace {
        place: "totp_factors",
        row: user.0,
        field: "seed".to_owned(),
        org: None,
        target: String::new(),
    }
}
