//! What every page has around its own content.

use oin_domain::account::StaffRole;
use serde::Serialize;

use super::count_text;
use crate::actions::{Asker, Ctx};
use crate::web::forgery::FormToken;

/// What the layout needs.
#[derive(Debug, Clone, Serialize)]
pub struct Shell {
    network: String,
    tiers: Tiers,
    title: String,
    description: String,
    canonical: String,
    area: &'static str,
    total: usize,
    total_text: String,
    person: Option<ShellPerson>,
}

/// Who is signed in, for the header; pages that everybody sees alike leave it out.
#[derive(Debug, Clone, Serialize)]
struct ShellPerson {
    name: String,
    mail: String,
    org: Option<String>,
    staff: bool,
    admin: bool,
    form_token: String,
}

#[derive(Debug, Clone, Serialize)]
struct Tiers {
    community: String,
    verified: String,
}

impl Shell {
    /// The shell of the page at `path`, in one of the areas `catalog`,
    /// `collections`, `guide`, `api`, `portal`, `account`, `admin`, `none`.
    pub fn new(
        ctx: &Ctx,
        area: &'static str,
        path: &str,
        title: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        let brand = ctx.brand();
        let total = ctx.live().with(oin_search::Index::len);
        Self {
            network: brand.network.clone(),
            tiers: Tiers {
                community: brand.community.clone(),
                verified: brand.verified.clone(),
            },
            title: title.into(),
            description: description.into(),
            canonical: format!("{}{path}", ctx.base_url()),
            area,
            total,
            total_text: count_text(total),
            person: None,
        }
    }

    /// The same for somebody who is signed in: their name and the way out stand in the header.
    #[must_use]
    pub fn of(mut self, asker: &Asker, org: Option<&str>, token: &FormToken) -> Self {
        self.person = Some(ShellPerson {
            name: asker.name.to_string(),
            mail: asker.mail.as_str().to_owned(),
            org: org.map(str::to_owned),
            staff: !asker.person.staff.is_empty(),
            admin: asker.person.is_any(&[StaffRole::Admin]),
            form_token: token.text().to_owned(),
        });
        self
    }
}
