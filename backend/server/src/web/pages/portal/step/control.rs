//! One field of a draft as its control.

use oin_domain::check::{Finding, Severity};
use oin_domain::choice::Choice as _;
use oin_domain::draft::{Field, Kind};
use oin_domain::integration::{PictureKind, largest_upload};
use serde::Serialize;

use super::super::pictures::kind_of;
use super::layout;
use super::typed::Typed;
use crate::web::guide::PictureView;

/// One field as its control.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Control {
    /// The path, which is also the id of the control.
    path: String,
    label: &'static str,
    help: &'static str,
    find: &'static str,
    value: String,
    /// The partial that draws it.
    partial: &'static str,
    /// The most characters it may have; 0 when it is not counted.
    limit: usize,
    used: usize,
    options: Vec<Opt>,
    findings: Vec<ShownFinding>,
    blocked: bool,
    /// The ids of its help and findings.
    described_by: String,
    /// Where an imported value came from; empty for a typed one.
    origin: String,
    /// A URL with the sample values put in; empty when there is nothing to show.
    preview: String,
    /// On which other field it hangs, and on which of its values.
    when: String,
    /// Where a secret is put in or taken away; empty for what is no secret.
    secret_url: String,
    /// Since when a secret is stored; empty when none is.
    stored: String,
    /// Where to read more; empty mostly.
    link: &'static str,
    /// What a file's field takes; nothing for all others.
    upload: Option<UploadView>,
}

/// What a file's field takes, and what is in it.
#[derive(Debug, Clone, Serialize)]
struct UploadView {
    /// The file names that a browser offers.
    accept: &'static str,
    /// The most bytes.
    most: usize,
    /// The same in words.
    most_words: &'static str,
    /// Whether it is the logo.
    logo: bool,
    picture: Option<PictureView>,
}

impl UploadView {
    fn of(typed: &Typed<'_>, field: &Field, path: &str) -> Option<Self> {
        let kind = kind_of(field, path)?;
        let (accept, most_words) = match kind {
            PictureKind::Logo => (".png,.jpg,.jpeg,.webp,.svg", "1 MB"),
            PictureKind::Screenshot => (".png,.jpg,.jpeg,.webp", "5 MB"),
        };
        Some(Self {
            accept,
            most: largest_upload(kind),
            most_words,
            logo: kind == PictureKind::Logo,
            picture: typed.pictures.get(path).cloned(),
        })
    }
}

/// One of a closed list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Opt {
    /// Its stable value.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// The id of its box, where it has one.
    pub id: String,
}

/// A finding at its place.
#[derive(Debug, Clone, Serialize)]
pub struct ShownFinding {
    severity: &'static str,
    label: &'static str,
    message: String,
    fix: String,
}

impl ShownFinding {
    /// A finding in words.
    pub fn of(finding: &Finding) -> Self {
        Self {
            severity: finding.severity.as_str(),
            label: finding.severity.label(),
            message: finding.message.clone(),
            fix: finding.fix.clone(),
        }
    }
}

/// The findings at `path`, in the order of the registry, and whether one blocks.
pub(super) fn findings_at(typed: &Typed<'_>, path: &str) -> (Vec<ShownFinding>, bool) {
    let at: Vec<&Finding> = typed
        .findings
        .iter()
        .filter(|finding| finding.field == path)
        .collect();
    let blocked = at.iter().any(|finding| finding.severity == Severity::Blocks);
    (at.into_iter().map(ShownFinding::of).collect(), blocked)
}

impl Control {
    /// The control of `field` at `path`.
    pub(super) fn of(typed: &Typed<'_>, field: &Field, path: &str) -> Self {
        let value = typed.value(path).to_owned();
        let help = field.help();
        let (findings, blocked) = findings_at(typed, path);
        let partial = match field.shape {
            // Of listings that were made before logos could be uploaded.
            "icon" => "partials/portal/field-kept",
            _ => partial(field.kind),
        };
        let limit = match field.kind {
            Kind::Flag | Kind::Choice(_) | Kind::File | Kind::Secret | Kind::Date | Kind::Number(_) => 0,
            _ => field.limit(),
        };
        let mut described_by = format!("{path}.help");
        if !findings.is_empty() {
            described_by.push_str(&format!(" {path}.findings"));
        }
        let secret = matches!(field.kind, Kind::Secret);
        Self {
            label: field.label,
            help: help.text,
            find: help.find,
            partial,
            limit,
            used: value.chars().count(),
            options: options(field.kind, &value),
            findings,
            blocked,
            described_by,
            origin: typed.origin(path),
            preview: preview(typed, field.kind, &value),
            when: layout::when(path),
            secret_url: if secret {
                format!("{}/secret?path={path}", typed.url)
            } else {
                String::new()
            },
            stored: typed.stored.get(path).cloned().unwrap_or_default(),
            link: if path == "attestation.policy" {
                "/guide/reviewing"
            } else {
                ""
            },
            upload: UploadView::of(typed, field, path),
            path: path.to_owned(),
            value,
        }
    }

    /// Whether it holds something or something was found at it.
    pub(super) fn is_used(&self) -> bool {
        self.used > 0 || !self.findings.is_empty() || !self.stored.is_empty()
    }
}

fn partial(kind: Kind) -> &'static str {
    match kind {
        Kind::Prose(_) | Kind::Certificate => "partials/portal/field-prose",
        Kind::Choice(_) => "partials/portal/field-choice",
        Kind::Flag => "partials/portal/field-flag",
        Kind::Url(_) | Kind::PlainUrl => "partials/portal/field-url",
        Kind::Secret => "partials/portal/field-secret",
        Kind::File => "partials/portal/field-file",
        Kind::Number(_) => "partials/portal/field-number",
        Kind::Date => "partials/portal/field-date",
        Kind::Mail => "partials/portal/field-mail",
        Kind::Line(_)
        | Kind::Pattern(_)
        | Kind::Category
        | Kind::Source
        | Kind::Selector
        | Kind::Variable
        | Kind::Org => "partials/portal/field-line",
    }
}

fn options(kind: Kind, value: &str) -> Vec<Opt> {
    let Kind::Choice(list) = kind else {
        return Vec::new();
    };
    let known = list();
    // What was typed by a program and is none of the list is kept and shown as it is.
    let strange = (!value.is_empty() && !known.iter().any(|(known, _)| *known == value))
        .then(|| (value.to_owned(), format!("{value} (not one of the list)")));
    let known = known
        .into_iter()
        .map(|(value, label)| (value.to_owned(), label.to_owned()));
    known
        .chain(strange)
        .map(|(own, label)| Opt {
            chosen: own == value,
            id: String::new(),
            value: own,
            label,
        })
        .collect()
}

fn preview(typed: &Typed<'_>, kind: Kind, value: &str) -> String {
    match kind {
        Kind::Url(_) | Kind::Pattern(_) if value.contains("${") => {
            oin_domain::integration::Pattern::parse(value.trim())
                .map(|pattern| pattern.render(&typed.samples))
                .unwrap_or_default()
        }
        _ => String::new(),
    }
}
