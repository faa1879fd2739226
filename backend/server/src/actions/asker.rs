//! Who asks, and with which rights.

mod holders;

use chrono::{DateTime, Utc};
use oin_domain::account::{MailAddress, StaffRole, is_stepped_up};
use oin_domain::choice::Choice as _;
use oin_domain::ids::{ApiTokenId, OrgId, SessionId, StaffTokenId, UserId};
use oin_domain::org::{Act, OrgRole};
use oin_domain::submission::{Actor, Person};
use oin_domain::text::Line;
use oin_store::Rights;

use super::{Code, Failure};

pub use holders::{StaffTokenHolder, TokenHolder};

/// A signed-in person at a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// Who, with every right they hold.
    pub person: Person,
    /// What they are called.
    pub name: Line,
    /// Their address.
    pub mail: MailAddress,
    /// The names of their orgs, in the order of `person.orgs`.
    pub org_names: Vec<String>,
    /// Whether they have a second factor.
    pub has_factor: bool,
    /// Their session.
    pub session: SessionId,
    /// Whether a second factor was proven in the last ten minutes.
    pub stepped_up: bool,
}

/// A member of an org who asks for something of it, at a browser or by an API token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who, with every right they hold.
    pub person: Person,
    /// The org that it is about.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// Their role in it.
    pub role: OrgRole,
    /// Their address.
    pub mail: MailAddress,
    /// Whether they have a second factor.
    pub has_factor: bool,
    /// Whether a second factor was proven in the last ten minutes.
    pub stepped_up: bool,
    /// The token through which they ask; its scopes were judged where it was read.
    pub token: Option<ApiTokenId>,
}

/// One of the network's staff, at a browser or by a token of theirs, with a second factor. What they
/// may do with a thing the domain says: a conflict of interest depends on whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    /// Who, with every right they hold.
    pub person: Person,
    /// What they are called.
    pub name: Line,
    /// The token through which they ask; its scopes were judged where it was read.
    pub token: Option<StaffTokenId>,
    has_factor: bool,
    stepped_up: bool,
}

impl Reviewer {
    /// Who.
    pub fn user(&self) -> UserId {
        self.person.user
    }

    /// The same for the domain.
    pub fn actor(&self) -> Actor {
        Actor::Person(self.person.clone())
    }

    /// Refuses whoever has none of these staff roles.
    ///
    /// # Errors
    /// `not_found` at a browser: the page does not exist for them. `forbidden` for a program.
    pub fn has_any(&self, roles: &[StaffRole]) -> Result<(), Failure> {
        if self.person.is_any(roles) {
            return Ok(());
        }
        if self.token.is_none() {
            return Err(Failure::NotFound("page"));
        }
        let needed: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
        Err(Failure::refused(
            Code::Forbidden,
            format!(
                "This takes the staff role `{}`, which you do not have.",
                needed.join("` or `")
            ),
        ))
    }

    /// Refuses, at a browser, whoever has not proven a second factor in the last ten minutes. A
    /// token was made after such a proof and needs no further one.
    ///
    /// # Errors
    /// `second_factor_required`, `step_up_required`.
    pub fn decides(&self) -> Result<(), Failure> {
        if self.token.is_some() {
            return Ok(());
        }
        self.proven()
    }

    /// Refuses whoever has not proven a second factor in the last ten minutes; a token never has.
    ///
    /// # Errors
    /// `second_factor_required`, `step_up_required`.
    pub fn proven(&self) -> Result<(), Failure> {
        proven(self.has_factor, self.stepped_up)
    }
}

impl Asker {
    pub(super) fn new(
        rights: Rights,
        session: SessionId,
        proven: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            person: rights.person,
            name: rights.name,
            mail: rights.mail,
            org_names: rights.org_names,
            has_factor: rights.has_factor,
            session,
            stepped_up: is_stepped_up(proven, now),
        }
    }

    /// Who.
    pub fn user(&self) -> UserId {
        self.person.user
    }

    /// Their orgs with names and roles, the first joined first.
    pub fn orgs(&self) -> impl Iterator<Item = (OrgId, &str, OrgRole)> {
        let orgs = self.person.orgs.iter().zip(&self.org_names);
        orgs.map(|((org, role), name)| (*org, name.as_str(), *role))
    }

    /// The same as a member of `org`.
    ///
    /// # Errors
    /// `not_found` for an org that they do not belong to, as if it did not exist.
    pub fn member_of(&self, org: OrgId) -> Result<Member, Failure> {
        let (_, name, role) = self
            .orgs()
            .find(|(id, ..)| *id == org)
            .ok_or(Failure::NotFound("org"))?;
        Ok(Member {
            person: self.person.clone(),
            org,
            org_name: name.to_owned(),
            role,
            mail: self.mail.clone(),
            has_factor: self.has_factor,
            stepped_up: self.stepped_up,
            token: None,
        })
    }

    /// The same as a member of the org that they last chose, or else of the first they joined.
    ///
    /// # Errors
    /// `no_org` when they belong to none.
    pub fn member(&self, chosen: Option<OrgId>) -> Result<Member, Failure> {
        let theirs = |org: &OrgId| self.person.role_in(*org).is_some();
        let first = self.person.orgs.first().map(|(org, _)| *org);
        match chosen.filter(theirs).or(first) {
            Some(org) => self.member_of(org),
            None => Err(Failure::refused(
                Code::NoOrg,
                "You belong to no org at the moment. Ask an owner of your company for an invitation.",
            )),
        }
    }

    /// The same as one of the staff at the review desk.
    ///
    /// # Errors
    /// As [`Asker::staff`].
    pub fn reviewer(&self) -> Result<Reviewer, Failure> {
        self.staff(StaffRole::ALL)?;
        Ok(Reviewer {
            person: self.person.clone(),
            name: self.name.clone(),
            token: None,
            has_factor: self.has_factor,
            stepped_up: self.stepped_up,
        })
    }

    /// Refuses whoever has none of these staff roles.
    ///
    /// # Errors
    /// `not_found`: staff's pages do not exist for others. `second_factor_required` for staff
    /// without one.
    pub fn staff(&self, roles: &[StaffRole]) -> Result<(), Failure> {
        if !self.person.is_any(roles) {
            return Err(Failure::NotFound("page"));
        }
        if self.has_factor {
            Ok(())
        } else {
            Err(second_factor_required())
        }
    }

    /// Refuses whoever has not proven a second factor in the last ten minutes.
    ///
    /// # Errors
    /// `second_factor_required`, `step_up_required`.
    pub fn proven(&self) -> Result<(), Failure> {
        proven(self.has_factor, self.stepped_up)
    }
}

impl Member {
    /// Who.
    pub fn user(&self) -> UserId {
        self.person.user
    }

    /// The same for the domain.
    pub fn actor(&self) -> Actor {
        Actor::Person(self.person.clone())
    }

    /// Refuses what the role does not reach.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn reaches(&self, act: Act) -> Result<(), Failure> {
        if self.role.may(act) {
            return Ok(());
        }
        Err(Failure::refused(
            Code::Forbidden,
            format!(
                "You are {} of {}; this takes an {}. Ask an owner of the org.",
                a(self.role),
                self.org_name,
                act.needs()
            ),
        ))
    }

    /// Refuses what the role does not reach, and, at a browser, what needs a second factor that
    /// was proven lately. Who holds a token needs no further factor.
    ///
    /// # Errors
    /// `forbidden`, `second_factor_required`, `step_up_required`.
    pub fn may(&self, act: Act) -> Result<(), Failure> {
        self.reaches(act)?;
        if self.token.is_some() || !act.needs_step_up() {
            return Ok(());
        }
        proven(self.has_factor, self.stepped_up)
    }
}

/// A role with its article.
pub fn a(role: OrgRole) -> &'static str {
    match role {
        OrgRole::Viewer => "a viewer",
        OrgRole::Editor => "an editor",
        OrgRole::Owner => "an owner",
    }
}

fn proven(has_factor: bool, stepped_up: bool) -> Result<(), Failure> {
    match (has_factor, stepped_up) {
        (false, _) => Err(second_factor_required()),
        (true, false) => Err(Failure::refused(
            Code::StepUpRequired,
            "This needs your second factor, proven in the last ten minutes.",
        )),
        (true, true) => Ok(()),
    }
}

fn second_factor_required() -> Failure {
    Failure::refused(
        Code::SecondFactorRequired,
        "This needs a second factor. Add a passkey or an authenticator app to your account first.",
    )
}

/// Nobody is signed in.
pub(super) fn unauthenticated() -> Failure {
    Failure::refused(Code::Unauthenticated, "Sign in first.")
}
