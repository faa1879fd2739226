//! Who asks by a token, and what the token may do.

use oin_domain::account::StaffScope;
use oin_domain::audit::{ByToken, TokenKind};
use oin_domain::org::Scope;
use oin_store::{StaffTokenAsker, TokenAsker};

use super::{Member, Reviewer, second_factor_required, unauthenticated};
use crate::actions::{Code, Failure};

/// What an API token may do, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenHolder {
    member: Member,
    scopes: Vec<Scope>,
    by: ByToken,
}

impl TokenHolder {
    pub(in crate::actions) fn new(found: TokenAsker) -> Result<Self, Failure> {
        let rights = found.rights;
        let place = rights.person.orgs.iter().position(|(id, _)| *id == found.org);
        let place = place.ok_or_else(unauthenticated)?;
        let (_, role) = rights.person.orgs[place];
        Ok(Self {
            member: Member {
                org: found.org,
                org_name: rights.org_names.get(place).cloned().unwrap_or_default(),
                role,
                mail: rights.mail,
                has_factor: rights.has_factor,
                stepped_up: false,
                token: Some(found.token),
                person: rights.person,
            },
            scopes: found.scopes,
            by: ByToken {
                kind: TokenKind::Org,
                id: found.token.0,
                hint: found.hint,
            },
        })
    }

    /// The member for whom it acts, when it has the scope.
    ///
    /// # Errors
    /// `forbidden` names the scope that is missing.
    pub fn with(&self, scope: Scope) -> Result<&Member, Failure> {
        if self.scopes.contains(&scope) {
            return Ok(&self.member);
        }
        Err(lacks(scope))
    }

    /// What it may do.
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// The token, as what is done through it is written down.
    pub fn by(&self) -> &ByToken {
        &self.by
    }
}

/// What a token of one of the network's staff may do, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffTokenHolder {
    reviewer: Reviewer,
    scopes: Vec<StaffScope>,
    by: ByToken,
}

impl StaffTokenHolder {
    pub(in crate::actions) fn new(found: StaffTokenAsker) -> Self {
        Self {
            reviewer: Reviewer {
                person: found.rights.person,
                name: found.rights.name,
                token: Some(found.token),
                has_factor: found.rights.has_factor,
                // A program proves nothing: what needs a proof of this moment is done at a browser.
                stepped_up: false,
            },
            scopes: found.scopes,
            by: ByToken {
                kind: TokenKind::Staff,
                id: found.token.0,
                hint: found.hint,
            },
        }
    }

    /// The person for whom it acts, when it has the scope.
    ///
    /// # Errors
    /// `second_factor_required` when they took their second factor away; `forbidden` names the
    /// scope that is missing.
    pub fn with(&self, scope: StaffScope) -> Result<&Reviewer, Failure> {
        if !self.reviewer.has_factor {
            return Err(second_factor_required());
        }
        if self.scopes.contains(&scope) {
            return Ok(&self.reviewer);
        }
        Err(lacks(scope))
    }

    /// The token, as what is done through it is written down.
    pub fn by(&self) -> &ByToken {
        &self.by
    }
}

/// The token does not have this scope.
fn lacks(scope: impl std::fmt::Display) -> Failure {
    Failure::refused(
        Code::Forbidden,
        format!("The token does not have the scope `{scope}`. Make one that has it."),
    )
}
