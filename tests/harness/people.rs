//! People who are there already: made in the store, without the seconds that hashing takes.

use chrono::{DateTime, Utc};
use oin_domain::account::{MailAddress, SessionPolicy, StaffRole, StaffScope};
use oin_domain::ids::{ApiTokenId, OrgId, SessionId, StaffTokenId, UserId};
use oin_domain::org::{OrgRole, Scope, TRIAL_LASTS};
use oin_domain::text::Line;
use oin_server::vault::Ticket;
use oin_server::web::cookies;
use oin_store::{ApiToken, NewSession, Org, StaffToken, StoreError, User};
use uuid::Uuid;

use super::{Browser, TestApp, now, wait};

/// Somebody with a signed-in browser.
pub(crate) struct Person<'a> {
    /// Who.
    pub(crate) user: UserId,
    /// Their address.
    pub(crate) mail: String,
    /// Their first org; nil when they have none.
    pub(crate) org: OrgId,
    /// Their browser.
    pub(crate) browser: Browser<'a>,
}

impl<'a> std::ops::Deref for Person<'a> {
    type Target = Browser<'a>;
    fn deref(&self) -> &Browser<'a> {
        &self.browser
    }
}

impl TestApp {
    /// Somebody who has signed in, without an org and without a second factor.
    pub(crate) fn person(&self, mail: &str) -> Person<'_> {
        let user = self.add_user(mail);
        self.signed_in(user, mail, OrgId(Uuid::nil()), SessionPolicy::MEMBER, false)
    }

    /// The owner `owner@<org>.example` of a new org, with a second factor that was just proven.
    pub(crate) fn publisher(&self, org: &str) -> Person<'_> {
        let id = self.add_org(org);
        self.member(&format!("owner@{org}.example"), id, OrgRole::Owner)
    }

    /// A new member of an org, with a second factor that was just proven.
    pub(crate) fn member(&self, mail: &str, org: OrgId, role: OrgRole) -> Person<'_> {
        let user = self.add_user(mail);
        wait(
            self.store()
                .write(async |tx| tx.add_member(org, user, role, now()).await),
        )
        .unwrap();
        self.add_factor(user);
        self.signed_in(user, mail, org, SessionPolicy::MEMBER, true)
    }

    /// Somebody of the network's staff, with a second factor that was just proven.
    pub(crate) fn staff(&self, mail: &str, roles: &[StaffRole]) -> Person<'_> {
        let user = self.add_user(mail);
        wait(self.store().write(async |tx| {
            for role in roles {
                tx.grant_staff_role(user, *role, None, now()).await?;
            }
            Ok::<_, StoreError>(())
        }))
        .unwrap();
        self.add_factor(user);
        self.signed_in(user, mail, OrgId(Uuid::nil()), SessionPolicy::STAFF, true)
    }

    /// A new org on trial, without members.
    pub(crate) fn add_org(&self, name: &str) -> OrgId {
        let org = Org {
            id: OrgId(Uuid::now_v7()),
            name: Line::parse(name).unwrap(),
            created_at: now(),
            trial_ends_at: Some(now() + TRIAL_LASTS),
        };
        wait(self.store().write(async |tx| tx.add_org(&org).await)).unwrap();
        org.id
    }

    /// A confirmed account without a password, named after its address.
    pub(crate) fn add_user(&self, mail: &str) -> UserId {
        let (local, _) = mail.split_once('@').unwrap();
        let user = User {
            id: UserId(Uuid::now_v7()),
            mail: MailAddress::parse(mail).unwrap(),
            name: Line::parse(local).unwrap(),
            created_at: now(),
            confirmed_at: Some(now()),
            disabled_at: None,
        };
        wait(self.store().write(async |tx| tx.add_user(&user).await)).unwrap();
        user.id
    }

    /// Gives somebody an authenticator app. Its seed is sealed nowhere: whoever tests codes sets
    /// one up through the pages.
    pub(crate) fn add_factor(&self, user: UserId) {
        wait(self.store().write(async |tx| {
            tx.begin_totp(user, now()).await?;
            tx.use_totp_step(user, 1, now()).await
        }))
        .unwrap();
    }

    /// An API token of a member, as its holder has it.
    pub(crate) fn token(&self, org: OrgId, user: UserId, scopes: &[Scope]) -> String {
        let ticket = Ticket::draw("oin_").unwrap();
        let text = ticket.text.text().unwrap();
        let token = ApiToken {
            id: ApiTokenId(Uuid::now_v7()),
            hint: text[..8].to_owned(),
            org,
            made_by: Some(user),
            name: "tests".to_owned(),
            scopes: scopes.to_vec(),
            created_at: self.clock(),
            expires_at: self.clock() + chrono::TimeDelta::days(30),
            used_at: None,
            revoked_at: None,
        };
        wait(
            self.store()
                .write(async |tx| tx.add_api_token(&token, &ticket.hash).await),
        )
        .unwrap();
        text.to_owned()
    }

    /// A token that one of the staff made for themselves, as its holder has it.
    pub(crate) fn staff_token(&self, user: UserId, scopes: &[StaffScope]) -> String {
        let ticket = Ticket::draw("oin_staff_").unwrap();
        let text = ticket.text.text().unwrap();
        let token = StaffToken {
            id: StaffTokenId(Uuid::now_v7()),
            hint: text[..14].to_owned(),
            user,
            name: "tests".to_owned(),
            scopes: scopes.to_vec(),
            created_at: self.clock(),
            expires_at: self.clock() + chrono::TimeDelta::days(30),
            used_at: None,
            revoked_at: None,
        };
        wait(
            self.store()
                .write(async |tx| tx.add_staff_token(&token, &ticket.hash).await),
        )
        .unwrap();
        text.to_owned()
    }

    /// A browser with a new session of somebody's.
    pub(crate) fn signed_in(
        &self,
        user: UserId,
        mail: &str,
        org: OrgId,
        policy: SessionPolicy,
        stepped_up: bool,
    ) -> Person<'_> {
        let at = self.clock();
        self.signed_in_at(user, mail, org, policy, stepped_up.then_some(at), at)
    }

    /// The same with a session that begins at `at`: for processes that have the clock on the wall.
    pub(crate) fn signed_in_at(
        &self,
        user: UserId,
        mail: &str,
        org: OrgId,
        policy: SessionPolicy,
        stepped_up_at: Option<DateTime<Utc>>,
        at: DateTime<Utc>,
    ) -> Person<'_> {
        let ticket = Ticket::draw("").unwrap();
        let new = NewSession {
            id: SessionId(Uuid::now_v7()),
            user,
            policy,
            stepped_up_at,
            agent: "oin tests".to_owned(),
            peer: "127.0.0.1".to_owned(),
            at,
        };
        wait(
            self.store()
                .write(async |tx| tx.begin_session(&new, &ticket.hash).await),
        )
        .unwrap();
        let browser = self.browser();
        browser.put_cookie(cookies::SESSION, ticket.text.text().unwrap());
        Person {
            user,
            mail: mail.to_owned(),
            org,
            browser,
        }
    }
}
