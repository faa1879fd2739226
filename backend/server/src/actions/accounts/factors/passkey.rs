//! Passkeys. A ceremony is a one-time link between its two halves; it belongs to a session.

use chrono::{DateTime, Utc};
use oin_domain::account::{Limit, LinkKind};
use oin_domain::ids::{LinkId, PasskeyId, SessionId};
use oin_domain::text::Name;
use oin_store::{OneTimeLink, Passkey, StoreError, Tx};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{NewFactor, added, removed};
use crate::actions::accounts::tries;
use crate::actions::{Asker, Code, Ctx, Failure, FieldError, Visit};
use crate::passkeys::{self, Begun, PasskeyError};
use crate::vault::{Secret, Ticket, digest};

/// The most passkeys of one person.
const MOST: usize = 20;
/// The field that holds a browser's answer.
const FIELD: &str = "passkey";

/// A passkey, as its owner's list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPasskey {
    /// Which.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub used_at: Option<DateTime<Utc>>,
    /// Whether it lives in more than one device.
    pub synced: bool,
}

impl From<Passkey> for OwnPasskey {
    fn from(passkey: Passkey) -> Self {
        Self {
            id: passkey.id,
            name: passkey.name,
            created_at: passkey.created_at,
            used_at: passkey.used_at,
            synced: passkeys::is_synced(&passkey.credential),
        }
    }
}

/// A ceremony that has begun.
pub struct Ceremony {
    /// Its ticket, which comes back with the answer.
    pub ticket: Secret,
    /// What the browser's script needs (WebAuthn Level 3, 5.4 and 5.5).
    pub options: Value,
}

/// What a browser answered.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// The ceremony's ticket.
    pub ticket: &'a str,
    /// The credential, as JSON.
    pub answer: &'a str,
}

/// What a ceremony's one-time link holds.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    adds: bool,
    session: SessionId,
    state: Value,
}

/// Begins to add a passkey.
///
/// # Errors
/// `step_up_required` when another factor is there; `stale` when there are twenty;
/// `too_many_requests`; `unavailable` at a site without a name.
pub async fn begin_passkey(ctx: &Ctx, asker: &Asker, visit: &Visit) -> Result<Ceremony, Failure> {
    may_add(asker)?;
    let known = ctx
        .store
        .read(async |read| read.passkeys(asker.user()).await)
        .await?;
    not_too_many(known.len())?;
    let known: Vec<_> = known.into_iter().map(|passkey| passkey.credential_id).collect();
    let begun = ctx
        .passkeys
        .begin_adding(asker.user(), asker.mail.as_str(), asker.name.as_str(), &known)
        .map_err(|error| refused(&error))?;
    keep(ctx, asker, true, begun, visit).await
}

/// Adds the passkey that a browser made. The session counts as stepped up from then on and gets
/// another cookie; every other session ends.
///
/// # Errors
/// `missing` or `bad_value` at `passkey`, `bad_value` at `name`; `step_up_required`; `stale`.
pub async fn add_passkey(
    ctx: &Ctx,
    asker: &Asker,
    answered: Answered<'_>,
    name: &str,
    visit: &Visit,
) -> Result<NewFactor, Failure> {
    may_add(asker)?;
    let name = named(name)?;
    let state = state_of(ctx, asker, true, answered).await?;
    let made = ctx
        .passkeys
        .add(answered.answer, state)
        .map_err(|error| refused(&error))?;
    let passkey = Passkey {
        id: PasskeyId(Uuid::now_v7()),
        user: asker.user(),
        credential_id: made.id,
        credential: made.kept,
        counter: made.counter,
        name: name.to_string(),
        created_at: ctx.now(),
        used_at: None,
    };
    ctx.store
        .write(async |tx| {
            not_too_many(tx.passkeys(asker.user()).await?.len())?;
            tx.add_passkey(&passkey).await.map_err(|error| match error {
                StoreError::Taken(_) => {
                    bad("This passkey belongs to an account already. Use another device or key.")
                }
                other => other.into(),
            })?;
            added(ctx, tx, asker, "passkey", "a passkey", visit).await
        })
        .await
}

/// Begins a proof by one of somebody's passkeys.
///
/// # Errors
/// `not_found` when they have none; `too_many_requests`; `unavailable` at a site without a name.
pub async fn ask_passkey(ctx: &Ctx, asker: &Asker, visit: &Visit) -> Result<Ceremony, Failure> {
    let theirs = ctx
        .store
        .read(async |read| read.passkeys(asker.user()).await)
        .await?;
    if theirs.is_empty() {
        return Err(Failure::NotFound("passkey"));
    }
    let kept = theirs.into_iter().map(|passkey| passkey.credential).collect();
    let begun = ctx.passkeys.begin_proof(kept).map_err(|error| refused(&error))?;
    keep(ctx, asker, false, begun, visit).await
}

/// Judges a proof and uses it up; whether it holds.
pub(super) async fn judge(
    ctx: &Ctx,
    tx: &mut Tx,
    asker: &Asker,
    answered: Answered<'_>,
) -> Result<bool, Failure> {
    let now = ctx.now();
    let link = match tx
        .use_link(LinkKind::PasskeyCeremony, &digest(answered.ticket), now)
        .await
    {
        Ok(link) => link,
        Err(StoreError::Absent) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let Some(state) = own_state(asker, false, link)? else {
        return Ok(false);
    };
    let theirs = tx.passkeys(asker.user()).await?;
    let kept = theirs.iter().map(|passkey| passkey.credential.clone()).collect();
    let proven = match ctx.passkeys.prove(answered.answer, state, kept) {
        Ok(proven) => proven,
        Err(PasskeyError::Refused(why)) => {
            tracing::info!(%why, "a passkey was refused");
            return Ok(false);
        }
        Err(PasskeyError::Unreadable) => return Ok(false),
        Err(error) => return Err(Failure::Broken(error.into())),
    };
    let Some(passkey) = theirs.iter().find(|passkey| passkey.credential_id == proven.id) else {
        return Ok(false);
    };
    match tx
        .use_passkey(passkey.id, proven.counter, &proven.kept, now)
        .await
    {
        Ok(()) => Ok(true),
        // Its counter did not rise: there is a copy of it.
        Err(StoreError::Stale) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Calls a passkey by another name.
///
/// # Errors
/// `bad_value` at `name`; `not_found` when it is none of theirs.
pub async fn rename_passkey(ctx: &Ctx, asker: &Asker, id: PasskeyId, name: &str) -> Result<(), Failure> {
    let name = named(name)?;
    let user = asker.user();
    ctx.store
        .write(async |tx| tx.rename_passkey(user, id, name.as_str()).await)
        .await
        .map_err(not_theirs)
}

/// Takes a passkey away.
///
/// # Errors
/// `second_factor_required`, `step_up_required`; `not_found` when it is none of theirs; `forbidden`
/// for staff whose only factor it is.
pub async fn remove_passkey(ctx: &Ctx, asker: &Asker, id: PasskeyId, visit: &Visit) -> Result<(), Failure> {
    asker.proven()?;
    let user = asker.user();
    ctx.store
        .write(async |tx| {
            tx.remove_passkey(user, id).await.map_err(not_theirs)?;
            removed(ctx, tx, asker, ("passkey", "a passkey"), visit).await
        })
        .await
}

/// With a factor there, another one is added after a proof of it.
fn may_add(asker: &Asker) -> Result<(), Failure> {
    if asker.has_factor { asker.proven() } else { Ok(()) }
}

fn not_too_many(count: usize) -> Result<(), Failure> {
    if count < MOST {
        return Ok(());
    }
    Err(Failure::refused(
        Code::Stale,
        "Your account has 20 passkeys, which is the most. Remove one that you no longer use.",
    ))
}

fn not_theirs(error: StoreError) -> Failure {
    match error {
        StoreError::Absent => Failure::NotFound("passkey"),
        other => other.into(),
    }
}

fn named(name: &str) -> Result<Name, Failure> {
    let name = if name.trim().is_empty() { "Passkey" } else { name };
    Name::parse(name).map_err(|error| {
        Failure::field(FieldError::new(
            "name",
            Code::BadValue,
            format!("The passkey's name {error}."),
        ))
    })
}

/// Keeps the state of a ceremony; begun ones are counted, answered or not.
async fn keep(
    ctx: &Ctx,
    asker: &Asker,
    adds: bool,
    begun: Begun,
    visit: &Visit,
) -> Result<Ceremony, Failure> {
    let (user, now, kind) = (asker.user(), ctx.now(), LinkKind::PasskeyCeremony);
    tries::count(ctx, &[Limit::PASSKEY_CEREMONIES.of(user)], Some(user), visit).await?;
    let ticket = Ticket::draw("")?;
    let kept = Kept {
        adds,
        session: asker.session,
        state: begun.state,
    };
    let link = OneTimeLink {
        id: LinkId(Uuid::now_v7()),
        kind,
        user: Some(user),
        org: None,
        about: None,
        mail: None,
        payload: serde_json::to_value(kept).map_err(|error| Failure::Broken(error.into()))?,
        created_at: now,
        expires_at: now + kind.lasts(),
    };
    ctx.store
        .write(async |tx| tx.add_link(&link, &ticket.hash).await)
        .await?;
    Ok(Ceremony {
        ticket: ticket.text,
        options: begun.options,
    })
}

/// The state of a ceremony that adds, which is used up whatever comes of it.
async fn state_of(ctx: &Ctx, asker: &Asker, adds: bool, answered: Answered<'_>) -> Result<Value, Failure> {
    if answered.answer.is_empty() {
        let message = "Your browser sent no passkey. Switch scripts on, press the button again and follow your browser.";
        return Err(Failure::field(FieldError::new(FIELD, Code::Missing, message)));
    }
    let (hash, now) = (digest(answered.ticket), ctx.now());
    let link = ctx
        .store
        .write(async |tx| tx.use_link(LinkKind::PasskeyCeremony, &hash, now).await)
        .await
        .map_err(|error| match error {
            StoreError::Absent => too_late(),
            other => other.into(),
        })?;
    own_state(asker, adds, link)?.ok_or_else(too_late)
}

/// The state, when the ceremony is this session's and of this kind.
fn own_state(asker: &Asker, adds: bool, link: OneTimeLink) -> Result<Option<Value>, Failure> {
    let own = link.user == Some(asker.user());
    let kept: Kept = serde_json::from_value(link.payload).map_err(|error| Failure::Broken(error.into()))?;
    Ok((own && kept.session == asker.session && kept.adds == adds).then_some(kept.state))
}

fn too_late() -> Failure {
    bad("That took longer than five minutes, or was answered before. Press the button again.")
}

fn bad(message: &'static str) -> Failure {
    Failure::field(FieldError::new(FIELD, Code::BadValue, message))
}

fn refused(error: &PasskeyError) -> Failure {
    match error {
        PasskeyError::NoName => Failure::refused(
            Code::Unavailable,
            "This site is reached by a number instead of a name, so it has no passkeys. Use an authenticator app.",
        ),
        PasskeyError::Unreadable => bad("Your browser's answer cannot be read. Press the button again."),
        PasskeyError::Refused(why) => {
            tracing::info!(%why, "a passkey was refused");
            bad("This passkey was not accepted. Press the button again, or use another device or key.")
        }
        PasskeyError::Kept(error) => Failure::Broken(anyhow::Error::msg(error.to_string())),
    }
}
