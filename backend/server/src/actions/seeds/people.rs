//! The fictitious people of local mode: `demo/people.json`. Their passwords, seeds and tokens stand
//! there for all to read, so production refuses to start where they exist.

use chrono::TimeDelta;
use oin_domain::account::{MailAddress, StaffRole};
use oin_domain::choice::Choice as _;
use oin_domain::org::{OrgRole, Scope};
use oin_store::{Store, StoreError};
use serde::Deserialize;

use super::files::{self, SeedError};
use crate::actions::accounts::create::{NewAccount, Ready};
use crate::actions::accounts::factors;
use crate::actions::tokens::issue;
use crate::actions::{Ctx, Failure};
use crate::second_factor;

const FILE: &str = "demo/people.json";
/// How long a demo token works.
const TOKEN_LASTS: TimeDelta = TimeDelta::days(3650);

/// A fictitious person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// What they are, in words.
    pub who: String,
    /// What they are called.
    pub name: String,
    /// Their address, under `.example`.
    pub mail: String,
    /// Their password.
    pub password: String,
    /// The seed of their authenticator app, base 32.
    pub totp_seed: Option<String>,
    /// Their org.
    pub org: Option<String>,
    /// Their role in it.
    pub role: Option<OrgRole>,
    /// Their staff roles.
    #[serde(default)]
    pub staff: Vec<StaffRole>,
    /// Their API token, which may do everything that a token can.
    pub token: Option<String>,
}

/// The people of the file.
///
/// # Errors
/// A file that cannot be read, or somebody who could be real.
pub fn people() -> Result<Vec<Person>, SeedError> {
    let people: Vec<Person> = files::json(FILE)?;
    for person in &people {
        if !person.mail.ends_with(".example") {
            return Err(SeedError::new(FILE, &person.mail, "is not under .example"));
        }
    }
    Ok(people)
}

/// Makes those who are not there yet; says how many.
///
/// # Errors
/// [`SeedError`]; what making an account refuses.
pub async fn load(ctx: &Ctx) -> anyhow::Result<usize> {
    let mut made = 0;
    for person in people()? {
        made += usize::from(add(ctx, &person).await?);
    }
    Ok(made)
}

async fn add(ctx: &Ctx, person: &Person) -> anyhow::Result<bool> {
    if is_there(&ctx.store, person).await? {
        return Ok(false);
    }
    let new = NewAccount {
        name: &person.name,
        mail: &person.mail,
        staff: &person.staff,
        org: person.org.as_deref().zip(person.role),
        password: Some(&person.password),
    };
    let refused = |failure: Failure| SeedError::new(FILE, &person.mail, failure.in_words());
    let ready = Ready::of(ctx, &new).await.map_err(refused)?;
    let seed = person.totp_seed.as_deref().map(|text| {
        second_factor::read_seed(text)
            .ok_or_else(|| SeedError::new(FILE, &person.mail, "totp_seed is not base 32"))
    });
    let (seed, now) = (seed.transpose()?, ctx.now());
    let added = ctx.store.write(async |tx| {
        let (user, org) = ready.add(tx, now).await?;
        if let Some(seed) = &seed {
            factors::set_totp(tx, &ctx.vault, user.id, seed, now).await?;
        }
        if let (Some(token), Some(org)) = (&person.token, org) {
            let scopes = Scope::ALL;
            issue::add(
                tx,
                token,
                (org, user.id),
                "Demo",
                scopes,
                (now, now + TOKEN_LASTS),
            )
            .await?;
        }
        Ok::<_, Failure>(())
    });
    added.await.map_err(refused)?;
    Ok(true)
}

async fn is_there(store: &Store, person: &Person) -> anyhow::Result<bool> {
    let mail = MailAddress::parse(&person.mail).map_err(|error| SeedError::new(FILE, &person.mail, error))?;
    match store.read(async |read| read.user_by_mail(&mail).await).await {
        Ok(_) => Ok(true),
        Err(StoreError::Absent) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether any of these people has an account here.
///
/// # Errors
/// As of any read.
pub async fn exist(store: &Store) -> anyhow::Result<bool> {
    for person in people()? {
        if is_there(store, &person).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
