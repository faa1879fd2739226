//! The second factor: authenticator apps, passkeys and recovery codes.

mod app;
mod passkey;
mod proof;
mod recovery;

use chrono::{DateTime, Utc};
use oin_domain::account::SecurityKind;
use oin_store::{StoreError, Tx};
use serde_json::json;

use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Asker, Code, Ctx, Failure, Visit};
use crate::second_factor;
use crate::vault::{Secret, Ticket};

pub use app::{AppSetup, begin_app, confirm_app, remove_app};
pub use passkey::{
    Answered, Ceremony, OwnPasskey, add_passkey, ask_passkey, begin_passkey, remove_passkey, rename_passkey,
};
pub use proof::{Proof, finish_sign_in, step_up};
pub use recovery::renew_codes;

pub(in crate::actions) use app::set_totp;

/// A person's second factors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factors {
    /// Since when an authenticator app is there, if one is.
    pub app_since: Option<DateTime<Utc>>,
    /// Their passkeys, the oldest first.
    pub passkeys: Vec<OwnPasskey>,
    /// Whether this site can have passkeys.
    pub passkeys_possible: bool,
    /// How many recovery codes are left.
    pub codes_left: i64,
}

/// What a person gets for a new factor.
pub struct NewFactor {
    /// Ten recovery codes, to be seen once; none when there are others that still count.
    pub codes: Vec<Secret>,
    /// The session's new cookie.
    pub cookie: Secret,
}

/// What a person has.
///
/// # Errors
/// As of any read.
pub async fn list(ctx: &Ctx, asker: &Asker) -> Result<Factors, Failure> {
    let user = asker.user();
    let factors = ctx.store.read(async |read| {
        let app = match read.totp_factor(user).await {
            Ok(app) => app.confirmed_at,
            Err(StoreError::Absent) => None,
            Err(error) => return Err(error),
        };
        Ok::<_, StoreError>(Factors {
            app_since: app,
            passkeys: read
                .passkeys(user)
                .await?
                .into_iter()
                .map(OwnPasskey::from)
                .collect(),
            passkeys_possible: ctx.passkeys.are_possible(),
            codes_left: read.recovery_codes_left(user).await?,
        })
    });
    Ok(factors.await?)
}

/// What follows when a factor was added: recovery codes, unless there are some; the session counts
/// as stepped up from then on and gets another cookie; every other session ends.
async fn added(
    ctx: &Ctx,
    tx: &mut Tx,
    asker: &Asker,
    factor: &str,
    words: &str,
    visit: &Visit,
) -> Result<NewFactor, Failure> {
    let (user, now) = (asker.user(), ctx.now());
    let codes = if tx.recovery_codes_left(user).await? == 0 {
        let (codes, hashes) = second_factor::new_recovery_codes()?;
        tx.set_recovery_codes(user, &hashes).await?;
        codes
    } else {
        Vec::new()
    };
    let ticket = Ticket::draw("")?;
    tx.step_up(asker.session, &ticket.hash, now).await?;
    tx.end_sessions(user, Some(asker.session)).await?;
    changed(ctx, tx, asker, (factor, words), true, visit).await?;
    Ok(NewFactor {
        codes,
        cookie: ticket.text,
    })
}

/// What follows when a factor was removed. Without any, recovery codes are worth nothing.
async fn removed(
    ctx: &Ctx,
    tx: &mut Tx,
    asker: &Asker,
    factor: (&str, &str),
    visit: &Visit,
) -> Result<(), Failure> {
    let user = asker.user();
    if !tx.has_second_factor(user).await? {
        if !asker.person.staff.is_empty() {
            return Err(Failure::refused(
                Code::Forbidden,
                "Staff need a second factor. Add another one before you remove this one.",
            ));
        }
        tx.set_recovery_codes(user, &[]).await?;
    }
    changed(ctx, tx, asker, factor, false, visit).await
}

/// Writes a change down and tells the account's owner; `factor` is its name in events and in words.
async fn changed(
    ctx: &Ctx,
    tx: &mut Tx,
    asker: &Asker,
    (factor, words): (&str, &str),
    added: bool,
    visit: &Visit,
) -> Result<(), Failure> {
    let now = ctx.now();
    let kind = if added {
        SecurityKind::FactorAdded
    } else {
        SecurityKind::FactorRemoved
    };
    let detail = json!({ "factor": factor });
    tx.record(&visit.event_with(kind, Some(asker.user()), detail))
        .await?;
    let letter = Letter::FactorChanged {
        factor: words.to_owned(),
        added,
        at: now,
    };
    letters::post(tx, &ctx.vault, &Recipient::from(asker), &letter, now).await?;
    Ok(())
}
