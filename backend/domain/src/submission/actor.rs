//! Who acts.

use serde::{Deserialize, Serialize};

use crate::account::StaffRole;
use crate::ids::{OrgId, UserId};
use crate::org::OrgRole;

/// A signed-in person with every right they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who it is.
    pub user: UserId,
    /// The orgs they belong to, and as what.
    pub orgs: Vec<(OrgId, OrgRole)>,
    /// What they may do in the network's own name.
    pub staff: Vec<StaffRole>,
}

impl Person {
    /// Their role in an org.
    pub fn role_in(&self, org: OrgId) -> Option<OrgRole> {
        self.orgs
            .iter()
            .find(|(member_of, _)| *member_of == org)
            .map(|(_, role)| *role)
    }

    /// Whether they have one of these staff roles.
    pub fn is_any(&self, roles: &[StaffRole]) -> bool {
        self.staff.iter().any(|role| roles.contains(role))
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The network itself: a job, a deadline.
    System,
    /// A person.
    Person(Person),
}

/// Who did something, as history keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "user", rename_all = "snake_case")]
pub enum By {
    /// The network itself.
    System,
    /// A person.
    Person(UserId),
}

impl Actor {
    /// Who it is, for history.
    pub fn by(&self) -> By {
        match self {
            Self::System => By::System,
            Self::Person(person) => By::Person(person.user),
        }
    }
}
