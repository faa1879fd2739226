//! The org's own pages.

pub mod domains;
pub mod members;
pub mod new;
pub mod overview;
pub mod tokens;
pub mod transfers;
pub mod webhook;
pub mod webhooks;

use oin_domain::choice::Choice as _;
use oin_domain::org::{Act, OrgRole};
use serde::Serialize;

use super::{PageError, Portal};
use crate::actions::Member;
use crate::web::urls;

/// What the reader may do on a page of owners.
#[derive(Debug, Clone, Serialize)]
struct May {
    /// They are an owner.
    owner: bool,
    /// They are one and have proven their second factor lately.
    change: bool,
    /// Where an owner proves it who has not.
    prove: Option<String>,
    /// They have no second factor yet.
    first: bool,
}

impl May {
    /// What `who` may do on the page at `path`, where everything takes `act`.
    fn on(who: &Member, act: Act, path: &str) -> Self {
        let owner = who.reaches(act).is_ok();
        let change = who.may(act).is_ok();
        let place = if who.has_factor {
            urls::STEP_UP
        } else {
            urls::SECOND_FACTOR
        };
        Self {
            owner,
            change,
            prove: (owner && !change).then(|| urls::with_next(place, path)),
            first: !who.has_factor,
        }
    }
}

/// A role in a list of which one is chosen.
#[derive(Debug, Clone, Serialize)]
struct RoleOption {
    value: &'static str,
    label: &'static str,
    chosen: bool,
}

fn roles(chosen: OrgRole) -> Vec<RoleOption> {
    let all = OrgRole::ALL.iter().map(|role| RoleOption {
        value: role.as_str(),
        label: role.label(),
        chosen: *role == chosen,
    });
    all.collect()
}
