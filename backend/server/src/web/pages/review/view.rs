//! What the page of one submission shows, made from what the action found.

use oin_domain::choice::Choice as _;
use oin_domain::draft::{Field, Step};
use oin_domain::submission::Action;
use serde::Serialize;

use crate::actions::reviews::{DECISIONS, ReviewShown};
use crate::web::pages::portal::answers::named;
use crate::web::urls;

/// A button or link for something that may be done.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Act {
    /// Its stable name.
    name: &'static str,
    label: &'static str,
    url: String,
    /// Whether it is done at once; else it has a page of its own.
    at_once: bool,
    main: bool,
    /// The key that presses it; empty for none.
    key: &'static str,
}

/// How much a risk is, in a word.
pub(super) fn risk_words(score: i32) -> &'static str {
    match score {
        ..20 => "low",
        20..50 => "medium",
        _ => "high",
    }
}

/// Everything that may be done now, as the domain says. Staying is done by being there.
pub(super) fn acts(shown: &ReviewShown) -> Vec<Act> {
    let url = urls::review(shown.id);
    let act = |action: &Action| {
        let (path, at_once) = match action {
            Action::Claim => ("do/claim".to_owned(), true),
            Action::StartTesting => ("do/start-testing".to_owned(), true),
            action if DECISIONS.contains(action) => (format!("decide/{action}"), false),
            _ => return None,
        };
        Some(Act {
            name: action.as_str(),
            label: action.label(),
            url: format!("{url}/{path}"),
            at_once,
            main: matches!(action, Action::Claim | Action::Approve | Action::Uphold),
            key: match action {
                Action::Claim => "c",
                Action::Ask => "a",
                Action::Approve => "y",
                Action::Reject => "n",
                Action::StartTesting => "t",
                Action::Release => "r",
                _ => "",
            },
        })
    };
    shown.actions.iter().filter_map(act).collect()
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct RiskLine {
    label: &'static str,
    /// With its sign.
    points: String,
    why: String,
    field: String,
    lowers: bool,
}

pub(super) fn risk(shown: &ReviewShown) -> Vec<RiskLine> {
    let items = shown.review.risk.items.iter();
    items
        .map(|item| RiskLine {
            label: item.kind.label(),
            points: format!("{:+}", item.points),
            why: item.why.clone(),
            field: field_label(&item.field),
            lowers: item.points < 0,
        })
        .collect()
}

/// What a field is called; empty for the whole.
pub(super) fn field_label(path: &str) -> String {
    match Field::at(path) {
        Some(field) => field.label.to_owned(),
        None => path.to_owned(),
    }
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct FindingLine {
    severity: &'static str,
    words: &'static str,
    label: String,
    message: String,
}

pub(super) fn findings(shown: &ReviewShown) -> Vec<FindingLine> {
    let mut findings: Vec<_> = shown.findings.iter().collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
        .into_iter()
        .map(|finding| FindingLine {
            severity: finding.severity.as_str(),
            words: finding.severity.label(),
            label: Field::at(&finding.field)
                .map_or(finding.rule.label(), |field| field.label)
                .to_owned(),
            message: finding.message.clone(),
        })
        .collect()
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Difference {
    class: &'static str,
    rows: Vec<Changed>,
}

#[derive(Debug, Clone, Serialize)]
struct Changed {
    label: String,
    old: String,
    new: String,
    class: &'static str,
    breaking: bool,
    reviewed: bool,
    why: String,
}

pub(super) fn difference(shown: &ReviewShown) -> Option<Difference> {
    let (class, differences) = shown.change.as_ref()?;
    Some(Difference {
        class: class.map_or("Nothing differs", |class| class.label()),
        rows: differences
            .iter()
            .map(|one| Changed {
                label: field_label(&one.path),
                old: one.old.clone().unwrap_or_default(),
                new: one.new.clone().unwrap_or_default(),
                class: one.class.label(),
                breaking: one.class == oin_domain::integration::Class::Breaking,
                reviewed: one.reviewed,
                why: one.why.clone(),
            })
            .collect(),
    })
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Part {
    title: &'static str,
    rows: Vec<Declared>,
}

#[derive(Debug, Clone, Serialize)]
struct Declared {
    label: String,
    path: String,
    value: String,
}

/// What is declared, by the steps of the wizard.
pub(super) fn declared(shown: &ReviewShown) -> Vec<Part> {
    Step::ALL
        .iter()
        .filter_map(|step| {
            let rows: Vec<Declared> = shown
                .declared
                .in_order()
                .into_iter()
                .filter(|(field, ..)| field.step == *step)
                .map(|(field, path, text)| Declared {
                    label: named(field.label, path),
                    path: path.to_owned(),
                    value: field.words(text),
                })
                .collect();
            (!rows.is_empty()).then(|| Part {
                title: step.label(),
                rows,
            })
        })
        .collect()
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Login {
    place: usize,
    number: usize,
    url: String,
    user_name: String,
    role: String,
    expires: String,
    stored: bool,
    totp: bool,
    open: String,
}

pub(super) fn logins(shown: &ReviewShown) -> Vec<Login> {
    let logins = shown.submitted.testing.logins.iter().enumerate();
    logins
        .map(|(place, login)| {
            let has = |end: &str| shown.secrets.contains(&format!("testing.logins.{place}.{end}"));
            Login {
                place,
                number: place + 1,
                url: login.url.as_str().to_owned(),
                user_name: login.user_name.to_string(),
                role: login.role.to_string(),
                expires: login.expires.map(|day| day.to_string()).unwrap_or_default(),
                stored: has("password"),
                totp: has("totp_seed"),
                open: format!("{}/vault/{place}", urls::review(shown.id)),
            }
        })
        .collect()
}
