//! The second factor: authenticator apps and recovery codes.

use chrono::{DateTime, Utc};
use oin_domain::account::{Limit, SecurityKind, SessionPolicy};
use oin_domain::ids::{SessionId, UserId};
use oin_store::{NewSession, SecretPlace, StoreError, Take, Tx};
use serde_json::json;
use uuid::Uuid;

use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Asker, Code, Ctx, Failure, FieldError, Visit};
use crate::second_factor;
use crate::vault::{Secret, Ticket, Vault, VaultError};

/// A person's second factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factors {
    /// Since when an authenticator app is there, if one is.
    pub app_since: Option<DateTime<Utc>>,
    /// How many recovery codes are left.
    pub codes_left: i64,
}

/// An authenticator app that is being set up: what its owner needs, once.
pub struct AppSetup {
    /// The address for a QR code; it holds the seed.
    pub address: Secret,
    /// The seed to type, in groups of four.
    pub written: Secret,
}

/// How somebody proves the second factor.
pub enum Proof<'a> {
    /// A code of the authenticator app, six digits.
    App(&'a str),
    /// One of the recovery codes.
    Recovery(&'a str),
}

impl<'a> Proof<'a> {
    /// What was typed into the one field: recovery codes are longer than the app's.
    pub fn typed(text: &'a str) -> Self {
        let digits = text.chars().filter(|c| !c.is_whitespace()).count();
        if digits <= 6 {
            Self::App(text)
        } else {
            Self::Recovery(text)
        }
    }
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
            codes_left: read.recovery_codes_left(user).await?,
        })
    });
    Ok(factors.await?)
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
    let now = ctx.now();
    let (codes, hashes) = second_factor::new_recovery_codes()?;
    let ticket = Ticket::draw("")?;
    prove(ctx, asker, &Proof::App(code), visit).await?;
    let (user, session) = (asker.user(), asker.session);
    ctx.store
        .write(async |tx| {
            tx.set_recovery_codes(user, &hashes).await?;
            tx.step_up(session, &ticket.hash, now).await?;
            tx.end_sessions(user, Some(session)).await?;
            let detail = json!({ "factor": "app" });
            tx.record(&visit.event_with(SecurityKind::FactorAdded, Some(user), detail))
                .await?;
            let letter = Letter::FactorChanged {
                factor: "an authenticator app".to_owned(),
                added: true,
                at: now,
            };
            letters::post(tx, &ctx.vault, &recipient(asker), &letter, now).await?;
            Ok::<_, Failure>(())
        })
        .await?;
    Ok(NewFactor {
        codes,
        cookie: ticket.text,
    })
}

/// What a person gets for a new factor.
pub struct NewFactor {
    /// Ten recovery codes, to be seen once.
    pub codes: Vec<Secret>,
    /// The session's new cookie.
    pub cookie: Secret,
}

/// Gives new recovery codes in place of all old ones.
///
/// # Errors
/// `second_factor_required`, `step_up_required`.
pub async fn renew_codes(ctx: &Ctx, asker: &Asker, visit: &Visit) -> Result<Vec<Secret>, Failure> {
    asker.proven()?;
    let (codes, hashes) = second_factor::new_recovery_codes()?;
    let (user, now) = (asker.user(), ctx.now());
    ctx.store
        .write(async |tx| {
            tx.set_recovery_codes(user, &hashes).await?;
            let detail = json!({ "factor": "recovery codes" });
            tx.record(&visit.event_with(SecurityKind::FactorAdded, Some(user), detail))
                .await?;
            let letter = Letter::FactorChanged {
                factor: "a new set of recovery codes".to_owned(),
                added: true,
                at: now,
            };
            letters::post(tx, &ctx.vault, &recipient(asker), &letter, now).await?;
            Ok::<_, Failure>(())
        })
        .await?;
    Ok(codes)
}

/// Takes the authenticator app away.
///
/// # Errors
/// `second_factor_required`, `step_up_required`; `forbidden` for staff whose only factor it is.
pub async fn remove_app(ctx: &Ctx, asker: &Asker, visit: &Visit) -> Result<(), Failure> {
    asker.proven()?;
    let (user, now) = (asker.user(), ctx.now());
    let staff = !asker.person.staff.is_empty();
    ctx.store
        .write(async |tx| {
            tx.remove_totp(user).await?;
            let seed = place(user);
            tx.drop_secret(seed.place, seed.row, &seed.field).await?;
            if !tx.has_second_factor(user).await? {
                if staff {
                    return Err(Failure::refused(
                        Code::Forbidden,
                        "Staff need a second factor. Add a passkey before you remove the app.",
                    ));
                }
                tx.set_recovery_codes(user, &[]).await?;
            }
            let detail = json!({ "factor": "app" });
            tx.record(&visit.event_with(SecurityKind::FactorRemoved, Some(user), detail))
                .await?;
            let letter = Letter::FactorChanged {
                factor: "the authenticator app".to_owned(),
                added: false,
                at: now,
            };
            letters::post(tx, &ctx.vault, &recipient(asker), &letter, now).await?;
            Ok(())
        })
        .await
}

/// Proves the second factor again in a session; its new cookie.
///
/// # Errors
/// `bad_value` at `code`; `too_many_requests`; `second_factor_required` when there is none.
pub async fn step_up(ctx: &Ctx, asker: &Asker, proof: &Proof<'_>, visit: &Visit) -> Result<Secret, Failure> {
    if !asker.has_factor {
        return asker.proven().map(|()| Secret::new(Vec::new()));
    }
    prove(ctx, asker, proof, visit).await?;
    let ticket = Ticket::draw("")?;
    let (session, now) = (asker.session, ctx.now());
    ctx.store
        .write(async |tx| tx.step_up(session, &ticket.hash, now).await)
        .await?;
    Ok(ticket.text)
}

/// Ends the half sign-in of `asker` with a proof and begins a whole one; its cookie.
///
/// # Errors
/// `bad_value` at `code`; `too_many_requests`.
pub async fn finish_sign_in(
    ctx: &Ctx,
    asker: &Asker,
    proof: &Proof<'_>,
    visit: &Visit,
) -> Result<Secret, Failure> {
    prove(ctx, asker, proof, visit).await?;
    let ticket = Ticket::draw("")?;
    let now = ctx.now();
    let new = NewSession {
        id: SessionId(Uuid::now_v7()),
        user: asker.user(),
        policy: policy(asker),
        stepped_up_at: Some(now),
        agent: visit.agent.clone(),
        peer: visit.peer.clone(),
        at: now,
    };
    let (user, half) = (asker.user(), asker.session);
    ctx.store
        .write(async |tx| {
            tx.end_session(user, half).await?;
            tx.begin_session(&new, &ticket.hash).await?;
            tx.record(&visit.event(SecurityKind::SignedIn, Some(user))).await
        })
        .await?;
    Ok(ticket.text)
}

/// How long a person's session lives.
pub fn policy(asker: &Asker) -> SessionPolicy {
    if asker.person.staff.is_empty() {
        SessionPolicy::MEMBER
    } else {
        SessionPolicy::STAFF
    }
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

/// Judges a proof and uses it up. What was tried counts against the account, right or wrong, and a
/// refusal is written down although nothing else is.
async fn prove(ctx: &Ctx, asker: &Asker, proof: &Proof<'_>, visit: &Visit) -> Result<(), Failure> {
    let (user, now) = (asker.user(), ctx.now());
    let bucket = Limit::SECOND_FACTOR.of(user);
    let allowed = ctx
        .store
        .write(async |tx| tx.take(std::slice::from_ref(&bucket), now).await);
    if let Take::Refused { retry_at } = allowed.await? {
        ctx.store
            .write(async |tx| tx.record(&visit.event(SecurityKind::Throttled, Some(user))).await)
            .await?;
        return Err(Failure::TooMany((retry_at - now).to_std().unwrap_or_default()));
    }
    let right = ctx.store.write(async |tx| {
        let used = match proof {
            Proof::App(code) => {
                let seed = match ctx.vault.open(tx, &place(user)).await {
                    Ok(seed) => seed,
                    Err(VaultError::Store(StoreError::Absent)) => return Ok(false),
                    Err(error) => return Err(error.into()),
                };
                match second_factor::step_of(&seed, code, now) {
                    Some(step) => tx.use_totp_step(user, step, now).await,
                    None => return Ok(false),
                }
            }
            Proof::Recovery(code) => {
                let hash = second_factor::recovery_hash(code);
                tx.use_recovery_code(user, &hash, now).await
            }
        };
        match used {
            Ok(()) => {}
            Err(StoreError::Absent | StoreError::Stale) => return Ok(false),
            Err(error) => return Err(Failure::from(error)),
        }
        let kind = match proof {
            Proof::App(_) => SecurityKind::FactorProven,
            Proof::Recovery(_) => SecurityKind::RecoveryCodeUsed,
        };
        tx.refill(&bucket).await?;
        tx.record(&visit.event(kind, Some(user))).await?;
        Ok(true)
    });
    if right.await? {
        return Ok(());
    }
    ctx.store
        .write(async |tx| {
            tx.record(&visit.event(SecurityKind::FactorRefused, Some(user)))
                .await
        })
        .await?;
    Err(Failure::field(FieldError::new(
        "code",
        Code::BadValue,
        "This code is not right, or was used already. Type the newest code of your app, or a recovery code.",
    )))
}

fn recipient(asker: &Asker) -> Recipient {
    Recipient {
        mail: asker.mail.clone(),
        name: Some(asker.name.to_string()),
        user: Some(asker.user()),
    }
}

/// Where a person's seed is sealed.
fn place(user: UserId) -> SecretPlace {
    SecretPlace {
        place: "totp_factors",
        row: user.0,
        field: "seed".to_owned(),
        org: None,
        target: String::new(),
    }
}
