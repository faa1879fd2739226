//! The administrators' pages.

pub mod audit;
mod audit_csv;
pub mod benefits;
pub mod categories;
pub mod collections;
pub mod index;
pub mod jobs;
pub mod outbox;
pub mod reasons;
pub mod trials;
pub mod users;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{PageCall, PageError, Shell};
use crate::actions::Reviewer;
use crate::web::guard::Administrator;

/// An administrator at their pages.
pub type Desk = PageCall<Administrator>;

impl Desk {
    /// Who is at the desk, as one of the staff.
    fn admin(&self) -> &Reviewer {
        &self.who.reviewer
    }

    fn frame(&self, title: &str) -> Frame {
        let path = self.req.path();
        Frame {
            shell: self.shell_here("admin", title, "The network's administration."),
            token: self.token(),
            tabs: TABS
                .iter()
                .map(|(href, label)| Tab {
                    href,
                    label,
                    here: path == *href || path.starts_with(&format!("{href}/")),
                })
                .collect(),
            notice: None,
        }
    }
}

/// The pages, in the order of their tabs.
const TABS: &[(&str, &str)] = &[
    ("/admin/users", "Users"),
    ("/admin/trials", "Trials"),
    ("/admin/claims", "Claims"),
    ("/admin/categories", "Categories"),
    ("/admin/collections", "Collections"),
    ("/admin/reasons", "Reasons"),
    ("/admin/benefits", "Benefits"),
    ("/admin/jobs", "Jobs"),
    ("/admin/outbox", "Outbox"),
    ("/admin/audit", "Audit trail"),
];

/// What all of the pages have around their own content.
#[derive(Serialize)]
struct Frame {
    shell: Shell,
    /// Goes into the hidden field `form_token`.
    token: String,
    tabs: Vec<Tab>,
    /// What was just done.
    notice: Option<String>,
}

#[derive(Serialize)]
struct Tab {
    href: &'static str,
    label: &'static str,
    here: bool,
}

/// A moment as the pages show it.
fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y, %H:%M:%S UTC").to_string()
}

/// `1 job`, `2 jobs`.
fn counted(count: usize, one: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {one}{s}")
}
