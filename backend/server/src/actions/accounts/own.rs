//! What somebody sees and changes of their own account.

use oin_domain::account::{Alone, Limit, PasswordText, SecurityKind};
use oin_domain::ids::SessionId;
use oin_store::{RecordedEvent, Session, StoreError, User};
use serde_json::{Value, json};

use super::sign_up::line;
use super::{device, password, tries};
use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Asker, Code, Ctx, Failure, FieldError, Visit};
use crate::passwords::Verdict;

/// How many security events are shown.
const EVENTS: u32 = 50;
/// How many an export holds.
const ALL_EVENTS: u32 = 10_000;

/// Somebody's account.
pub struct Account {
    /// Who.
    pub user: User,
    /// Their sessions, the last used first.
    pub sessions: Vec<Session>,
    /// What happened to the account, the newest first.
    pub events: Vec<RecordedEvent>,
}

/// What a session's browser calls itself, in words.
pub fn browser(session: &Session) -> String {
    device::in_words(&session.agent)
}

/// Somebody's account with the last events.
///
/// # Errors
/// As of any read.
pub async fn account(ctx: &Ctx, asker: &Asker) -> Result<Account, Failure> {
    read(ctx, asker, EVENTS).await
}

async fn read(ctx: &Ctx, asker: &Asker, events: u32) -> Result<Account, Failure> {
    let (user, now) = (asker.user(), ctx.now());
    let account = ctx.store.read(async |read| {
        Ok::<_, StoreError>(Account {
            user: read.user(user).await?,
            sessions: read.sessions(user, now).await?,
            events: read.events_of_user(user, events).await?,
        })
    });
    Ok(account.await?)
}

/// Everything that is kept of a person, for them to take away.
///
/// # Errors
/// As of any read.
pub async fn export(ctx: &Ctx, asker: &Asker) -> Result<Value, Failure> {
    use oin_domain::choice::Choice as _;
    let account = read(ctx, asker, ALL_EVENTS).await?;
    let orgs: Vec<Value> = asker
        .orgs()
        .map(|(id, name, role)| json!({ "id": id, "name": name, "role": role }))
        .collect();
    let sessions: Vec<Value> = account
        .sessions
        .iter()
        .map(|session| {
            json!({
                "began_at": session.created_at,
                "seen_at": session.seen_at,
                "ends_at": session.ends_at,
                "browser": session.agent,
                "address": session.peer,
            })
        })
        .collect();
    let events: Vec<Value> = account
        .events
        .iter()
        .map(|recorded| {
            json!({
                "at": recorded.at,
                "what": recorded.event.kind.as_str(),
                "browser": recorded.event.agent,
                "address": recorded.event.peer,
                "detail": recorded.event.detail,
            })
        })
        .collect();
    let user = asker.user();
    let tokens = ctx.store.read(async |read| read.staff_tokens(user).await).await?;
    let tokens: Vec<Value> = tokens
        .iter()
        .map(|token| {
            json!({
                "name": token.name,
                "begins": token.hint,
                "scopes": token.scopes,
                "made_at": token.created_at,
                "ends_at": token.expires_at,
                "used_at": token.used_at,
                "ended_at": token.revoked_at,
            })
        })
        .collect();
    Ok(json!({
        "exported_at": ctx.now(),
        "account": {
            "id": account.user.id,
            "name": account.user.name,
            "mail": account.user.mail,
            "created_at": account.user.created_at,
            "confirmed_at": account.user.confirmed_at,
            "has_second_factor": asker.has_factor,
            "staff_roles": asker.person.staff,
        },
        "orgs": orgs,
        "sessions": sessions,
        "staff_tokens": tokens,
        "security_events": events,
    }))
}

/// Changes what somebody is called.
///
/// # Errors
/// `bad_value` at `name`.
pub async fn rename(ctx: &Ctx, asker: &Asker, name: &str) -> Result<(), Failure> {
    let name = line("name", "Your name", name)?;
    let user = asker.user();
    ctx.store
        .write(async |tx| tx.rename_user(user, &name).await)
        .await?;
    Ok(())
}

/// Changes somebody's password and ends their other sessions.
///
/// # Errors
/// `bad_value` at `current` or `new`; `too_many_requests`.
pub async fn change_password(
    ctx: &Ctx,
    asker: &Asker,
    current: &str,
    new: &str,
    visit: &Visit,
) -> Result<(), Failure> {
    know_password(ctx, asker, "current", current, visit).await?;
    let alone = if asker.has_factor { Alone::No } else { Alone::Yes };
    let names = password::names(asker.name.as_str(), &asker.mail);
    let chosen = password::chosen(ctx, "new", new, alone, &names)?;
    let hash = ctx.passwords.hash(chosen).await?;
    let (user, now) = (asker.user(), ctx.now());
    ctx.store
        .write(async |tx| {
            tx.set_password(user, &hash, now).await?;
            tx.end_sessions(user, Some(asker.session)).await?;
            tx.record(&visit.event(SecurityKind::PasswordChanged, Some(user)))
                .await?;
            let owner = tx.user(user).await?;
            let letter = Letter::PasswordChanged { at: now };
            letters::post(tx, &ctx.vault, &Recipient::from(&owner), &letter, now).await?;
            Ok::<_, Failure>(())
        })
        .await
}

/// Ends one of somebody's sessions.
///
/// # Errors
/// `not_found` when it is none of theirs.
pub async fn end_session(ctx: &Ctx, asker: &Asker, id: SessionId, visit: &Visit) -> Result<(), Failure> {
    let user = asker.user();
    ctx.store
        .write(async |tx| {
            tx.end_session(user, id).await?;
            tx.record(&visit.event(SecurityKind::SessionRevoked, Some(user)))
                .await
        })
        .await?;
    Ok(())
}

/// Ends all of somebody's sessions but the one that asks.
///
/// # Errors
/// As of any write.
pub async fn end_other_sessions(ctx: &Ctx, asker: &Asker, visit: &Visit) -> Result<(), Failure> {
    let user = asker.user();
    ctx.store
        .write(async |tx| {
            let ended = tx.end_sessions(user, Some(asker.session)).await?;
            let detail = json!({ "sessions": ended });
            tx.record(&visit.event_with(SecurityKind::SessionRevoked, Some(user), detail))
                .await
        })
        .await?;
    Ok(())
}

/// Makes sure that whoever sits at a signed-in browser knows its password. Tries count against the
/// account.
///
/// # Errors
/// `bad_value` at `field`; `too_many_requests`.
pub(super) async fn know_password(
    ctx: &Ctx,
    asker: &Asker,
    field: &str,
    typed: &str,
    visit: &Visit,
) -> Result<(), Failure> {
    let user = asker.user();
    let bucket = Limit::SIGN_IN_DEVICE.of(user);
    tries::count(ctx, std::slice::from_ref(&bucket), Some(user), visit).await?;
    let text = PasswordText::typed(typed).map_err(|error| password::refused(field, error))?;
    let stored = ctx.store.read(async |read| read.password(user).await).await;
    let stored = match stored {
        Ok(stored) => Some(stored),
        Err(StoreError::Absent) => None,
        Err(error) => return Err(error.into()),
    };
    if ctx.passwords.verify(text, stored).await? == Verdict::Wrong {
        ctx.store
            .write(async |tx| {
                tx.record(&visit.event(SecurityKind::SignInRefused, Some(user)))
                    .await
            })
            .await?;
        let message = "This is not your present password. Without one, use `Forgot your password?` first.";
        return Err(Failure::field(FieldError::new(field, Code::BadValue, message)));
    }
    ctx.store.write(async |tx| tx.refill(&bucket).await).await?;
    Ok(())
}
