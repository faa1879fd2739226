//! What the pages of all sides show of a wish.

use chrono::{DateTime, Utc};
use oin_domain::choice::Choice;
use oin_domain::integration::Operation;
use oin_domain::provisioning::{ApiAuth, Facts, Stage};
use serde::Serialize;

use crate::actions::provisioning_requests::{PastShown, RequestRow, TypedWish};
use crate::web::form::{Fields, FormView};
use crate::web::pages::moment::Moment;
use crate::web::urls;

/// One of a list to choose from.
#[derive(Serialize)]
pub(super) struct Option {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
    pub(super) chosen: bool,
}

/// A closed list, with what was chosen.
pub(super) fn options<T: Choice>(chosen: &[String]) -> Vec<Option> {
    T::ALL
        .iter()
        .map(|choice| Option {
            value: choice.as_str(),
            label: choice.label(),
            chosen: chosen.iter().any(|value| value == choice.as_str()),
        })
        .collect()
}

/// A wish on a list or a page.
#[derive(Serialize)]
pub(super) struct WishView {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) app: String,
    pub(super) org: String,
    pub(super) by_vendor: bool,
    pub(super) stage: &'static str,
    pub(super) good: bool,
    pub(super) bad: bool,
    pub(super) since: Moment,
    pub(super) score: u32,
    pub(super) votes: String,
    /// When it is planned for, why it was declined, what is missing; empty for nothing.
    pub(super) says: String,
    pub(super) public: bool,
}

impl WishView {
    pub(super) fn new(row: &RequestRow, now: DateTime<Utc>) -> Self {
        let stage = row.request.stage();
        let says = match &row.request.facts {
            Facts::Incomplete { asked, .. } => asked.to_string(),
            Facts::Planned { when, .. } | Facts::Building { when, .. } => format!("For: {when}"),
            Facts::Declined { says, .. } => says.to_string(),
            _ => String::new(),
        };
        Self {
            id: row.request.id.to_string(),
            url: urls::wish(row.request.id),
            app: row.wish.app.to_string(),
            org: row.org_name.clone(),
            by_vendor: row.wish.by_vendor,
            stage: stage.label(),
            good: matches!(stage, Stage::Pilot | Stage::Shipped),
            bad: matches!(stage, Stage::Incomplete | Stage::Declined),
            since: Moment::new(row.request.since, now),
            score: row.score.total(),
            votes: match row.votes {
                1 => "1 vote".to_owned(),
                count => format!("{count} votes"),
            },
            says,
            public: stage.is_public(),
        }
    }
}

/// A part of the score.
#[derive(Serialize)]
pub(super) struct PartView {
    name: &'static str,
    points: u32,
    most: u32,
    says: String,
}

/// Everything of a wish.
#[derive(Serialize)]
pub(super) struct Details {
    pub(super) wish: WishView,
    background: String,
    documentation: String,
    functions: Vec<&'static str>,
    auth: &'static str,
    /// For those who asked and for leads; others see how many there are, in the score.
    customers: Vec<String>,
    parts: Vec<PartView>,
    history: Vec<PastView>,
}

/// Something that happened.
#[derive(Serialize)]
struct PastView {
    at: Moment,
    what: &'static str,
    to: &'static str,
    message: String,
}

impl Details {
    pub(super) fn new(row: &RequestRow, history: &[PastShown], named: bool, now: DateTime<Utc>) -> Self {
        let wish = &row.wish;
        let customers = wish.customers.iter().map(ToString::to_string);
        Self {
            wish: WishView::new(row, now),
            background: wish.background.to_string(),
            documentation: wish
                .documentation
                .as_ref()
                .map(|url| url.as_str().to_owned())
                .unwrap_or_default(),
            functions: wish.functions.iter().map(|function| function.label()).collect(),
            auth: wish.auth.label(),
            customers: if named { customers.collect() } else { Vec::new() },
            parts: row
                .score
                .parts
                .iter()
                .map(|part| PartView {
                    name: part.name,
                    points: part.points,
                    most: part.most,
                    says: part.says.clone(),
                })
                .collect(),
            history: history
                .iter()
                .map(|past| PastView {
                    at: Moment::new(past.at, now),
                    what: past.action.label(),
                    to: past.to.label(),
                    message: past.message.as_ref().map(ToString::to_string).unwrap_or_default(),
                })
                .collect(),
        }
    }
}

/// The fields of the form.
pub(super) const FIELDS: [&str; 7] = [
    "app",
    "by_vendor",
    "documentation",
    "background",
    "customers",
    "functions",
    "auth",
];

/// The form with everything that was typed or is kept.
#[derive(Serialize)]
pub(super) struct WishForm {
    pub(super) form: FormView,
    pub(super) by_vendor: bool,
    pub(super) functions: Vec<Option>,
    pub(super) auths: Vec<Option>,
}

impl WishForm {
    pub(super) fn new(form: FormView, typed: &TypedWish) -> Self {
        let form = form
            .with("app", typed.app.as_str())
            .with("documentation", typed.documentation.as_str())
            .with("background", typed.background.as_str())
            .with("customers", typed.customers.as_str());
        Self {
            form,
            by_vendor: typed.by_vendor,
            functions: options::<Operation>(&typed.functions),
            auths: options::<ApiAuth>(std::slice::from_ref(&typed.auth)),
        }
    }
}

/// What was typed into the form.
pub(super) fn typed(fields: &Fields) -> TypedWish {
    TypedWish {
        app: fields.text("app").to_owned(),
        by_vendor: fields.ticked("by_vendor"),
        documentation: fields.text("documentation").to_owned(),
        background: fields.text("background").to_owned(),
        customers: fields.text("customers").to_owned(),
        functions: fields.all("functions").map(str::to_owned).collect(),
        auth: fields.text("auth").to_owned(),
    }
}

/// What is kept, as somebody would type it.
pub(super) fn kept(row: &RequestRow) -> TypedWish {
    let wish = &row.wish;
    let customers: Vec<&str> = wish.customers.iter().map(|customer| customer.as_str()).collect();
    TypedWish {
        app: wish.app.to_string(),
        by_vendor: wish.by_vendor,
        documentation: wish
            .documentation
            .as_ref()
            .map(|url| url.as_str().to_owned())
            .unwrap_or_default(),
        background: wish.background.to_string(),
        customers: customers.join("\n"),
        functions: wish
            .functions
            .iter()
            .map(|function| function.as_str().to_owned())
            .collect(),
        auth: wish.auth.as_str().to_owned(),
    }
}
