//! Sample people and orgs.

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::account::{LinkKind, MailAddress, SessionPolicy};
use oin_domain::ids::{LinkId, OrgId, SessionId, UserId};
use oin_domain::org::OrgRole;
use oin_domain::text::Line;
use oin_store::{Digest, NewSession, OneTimeLink, Org, Store, StoreError, User};
use uuid::Uuid;

use crate::sample::minute;

pub(crate) fn mail(text: &str) -> MailAddress {
    MailAddress::parse(text).unwrap()
}

/// A hash that stands for something secret.
pub(crate) fn digest(n: u8) -> Digest {
    [n; 32]
}

pub(crate) fn user(address: &str, confirmed_at: Option<DateTime<Utc>>) -> User {
    User {
        id: UserId(Uuid::now_v7()),
        mail: mail(address),
        name: Line::parse("Ada").unwrap(),
        created_at: minute(0),
        confirmed_at,
        disabled_at: None,
    }
}

/// A person whose address is confirmed.
pub(crate) async fn somebody(store: &Store, address: &str) -> UserId {
    let user = user(address, Some(minute(1)));
    store.write(async |tx| tx.add_user(&user).await).await.unwrap();
    user.id
}

/// An org with one owner.
pub(crate) async fn org_of(store: &Store, owner: UserId) -> OrgId {
    let org = Org {
        id: OrgId(Uuid::now_v7()),
        name: Line::parse("Acme").unwrap(),
        created_at: minute(0),
        trial_ends_at: Some(minute(0) + TimeDelta::days(30)),
    };
    store
        .write(async |tx| {
            tx.add_org(&org).await?;
            tx.add_member(org.id, owner, OrgRole::Owner, minute(0)).await
        })
        .await
        .unwrap();
    org.id
}

pub(crate) fn link(kind: LinkKind, user: UserId) -> OneTimeLink {
    OneTimeLink {
        id: LinkId(Uuid::now_v7()),
        kind,
        user: Some(user),
        org: None,
        about: None,
        mail: Some(mail("ada@acme.example")),
        payload: serde_json::json!({}),
        created_at: minute(0),
        expires_at: minute(0) + kind.lasts(),
    }
}

pub(crate) fn session(user: UserId, policy: SessionPolicy) -> NewSession {
    NewSession {
        id: SessionId(Uuid::now_v7()),
        user,
        policy,
        stepped_up_at: None,
        agent: "Browser".into(),
        peer: "192.0.2.1".into(),
        at: minute(0),
    }
}

/// Runs `one` fifty times at once and returns how many succeeded; the others must have been
/// refused with `Absent` or `Stale`.
pub(crate) async fn fifty<F>(one: impl Fn() -> F) -> usize
where
    F: Future<Output = Result<(), StoreError>> + Send + 'static,
{
    let tasks: Vec<_> = (0..50).map(|_| tokio::spawn(one())).collect();
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => won += 1,
            refused => assert!(
                matches!(refused, Err(StoreError::Absent | StoreError::Stale)),
                "{refused:?}"
            ),
        }
    }
    won
}
