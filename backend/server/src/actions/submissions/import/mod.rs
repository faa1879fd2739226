//! Importing settings from what a vendor's app says of itself: metadata, client registrations,
//! login pages. First a preview, then, on demand, the same into the draft.

mod again;
mod attributes;
mod connection;
mod document;
mod oidc;
mod reading;
mod saml;
mod swa;
mod ws_fed;

use chrono::{DateTime, Utc};
use oin_domain::check::Severity;
use oin_domain::draft::{Draft, Edit, Field, Kept, Origin, Reach};
use oin_domain::ids::SubmissionId;
use oin_domain::org::Act;
use oin_domain::submission::Action;
use oin_protocol::finding::{self, Finding, Refusal};
use serde::{Deserialize, Serialize};

use super::save::keep;
use super::{find, hold, refusal};
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::{Code, Ctx, Failure, FieldError, Member};

use document::{Understood, fetch, understand};

pub(super) use again::again;

/// The name of the field that failures about the document itself are told at.
const DOCUMENT: &str = "document";
/// How many entities of an aggregate are offered.
const OFFERED: usize = 500;

/// What to import, and where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The place of the connection that takes it; nothing for the first of that type, or a new one.
    pub connection: Option<usize>,
    /// From what.
    pub from: ImportFrom,
}

/// From what settings are imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportFrom {
    /// SAML metadata, pasted or uploaded; of several entities, the one with this ID.
    Saml(Vec<u8>, Option<String>),
    /// SAML metadata at an address; of several entities, the one with this ID.
    SamlUrl(String, Option<String>),
    /// The JSON of an OIDC client's registration.
    Oidc(Vec<u8>),
    /// The same at an address.
    OidcUrl(String),
    /// WS-Federation metadata, pasted or uploaded.
    WsFed(Vec<u8>),
    /// The same at an address.
    WsFedUrl(String),
    /// The HTML of a login page, and the address that it came from.
    LoginPage(Vec<u8>, String),
    /// A login page at an address.
    LoginPageUrl(String),
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq)]
pub enum Preview {
    /// The document holds several entities, of which one must be chosen.
    Choose {
        /// The service providers, at most 500.
        entities: Vec<EntityChoice>,
        /// How many there are in all.
        total: usize,
    },
    /// What would be filled in.
    Fields {
        /// The fields that would change or stay as the document has them.
        fields: Vec<Filled>,
        /// What is worth saying about the document.
        findings: Vec<ImportFinding>,
    },
}

/// An entity to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityChoice {
    /// Its ID.
    pub entity_id: String,
    /// Its name for people.
    pub name: Option<String>,
    /// The line on which it begins.
    pub line: u32,
}

/// A field that an import fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The path.
    pub path: String,
    /// What people call it.
    pub label: String,
    /// The value; empty when the field is taken away, since the document's list is shorter.
    pub value: String,
    /// What is there now, when that is something else.
    pub was: Option<String>,
    /// The line of the document.
    pub line: Option<u32>,
    /// Where in the document: an XPath, a JSON pointer or a CSS selector.
    pub place: String,
}

/// What is worth saying about a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFinding {
    /// A stable code.
    pub code: String,
    /// How heavily it weighs.
    pub severity: Severity,
    /// What it says.
    pub message: String,
    /// What to do about it.
    pub fix: String,
    /// The line of the document.
    pub line: Option<u32>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// The draft's revision afterwards.
    pub revision: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// The paths of secrets that are gone, since their address leads elsewhere now.
    pub dropped_secrets: Vec<String>,
    /// What was filled in.
    pub fields: Vec<Filled>,
    /// What is worth saying about the document.
    pub findings: Vec<ImportFinding>,
}

/// Says what an import would do. Nothing is kept.
///
/// # Errors
/// `not_found`; `import_refused` with every reason when the document cannot be imported;
/// the code of the outside call at the field `url`.
pub async fn preview_import(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    import: Import,
) -> Result<Preview, Failure> {
    who.may(Act::Edit)?;
    let stored = ctx.store.read(async |read| find(read, who, id).await).await?;
    let document = fetch(ctx, import.from).await?;
    let read = understand(document, ctx.now()).await?;
    let reading = match read {
        Understood::Several { entities, total } => return Ok(Preview::Choose { entities, total }),
        Understood::One(reading) => reading,
    };
    let placed = reading.place(&stored.kept.draft, import.connection)?;
    Ok(Preview::Fields {
        fields: filled(&stored.kept.draft, &placed),
        findings: described(&reading.findings),
    })
}

/// Imports: fills the draft in, and remembers where each value came from. `base` is the draft's
/// revision that the preview was made from.
///
/// # Errors
/// As [`preview_import`]; `forbidden`, `wrong_stage`; `import_ambiguous` when an entity must be
/// chosen; `edit_conflict` when somebody changed one of the fields since.
pub async fn apply_import(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    import: Import,
    base: i32,
    again: Option<Idempotency>,
) -> Result<Imported, Failure> {
    who.may(Act::Edit)?;
    // Nothing is fetched for a submission that is not theirs.
    ctx.store.read(async |read| find(read, who, id).await).await?;
    let document = fetch(ctx, import.from).await?;
    let (source, url) = (document.kind.name(), document.url.clone());
    let reading = match understand(document, ctx.now()).await? {
        Understood::One(reading) => reading,
        Understood::Several { total, .. } => {
            return Err(Failure::field(FieldError::new(
                "entity",
                Code::ImportAmbiguous,
                format!("The document holds {total} service providers. Choose one by its entity ID."),
            )));
        }
    };
    once(ctx, again.as_ref(), async |tx| {
        let mut stored = hold(tx, who, id).await?;
        stored.submission.permits(Action::Edit, &who.actor(), ctx.now())?;
        let placed = reading.place(&stored.kept.draft, import.connection)?;
        let fields = filled(&stored.kept.draft, &placed);
        let touched = |field: &&Filled| field.was.is_some() && stored.kept.since(&field.path) > base;
        if let Some(field) = fields.iter().find(touched) {
            return Err(Failure::refused(
                Code::EditConflict,
                format!(
                    "Somebody changed “{}” since the preview. Look at it again.",
                    field.label
                ),
            ));
        }
        let before = stored.kept.revision;
        let values = origins(&fields, source, url.as_deref(), ctx.now());
        clear(&mut stored.kept, &fields, who, ctx.now())?;
        stored
            .kept
            .fill(&values, who.user(), ctx.now())
            .map_err(refusal::unusable)?;
        // Marks are kept also when every value was there already.
        let dropped_secrets = keep(tx, ctx, who, &mut stored, before, Vec::new()).await?;
        let imported = Imported {
            revision: stored.kept.revision,
            at: ctx.now(),
            dropped_secrets,
            fields,
            findings: described(&reading.findings),
        };
        Ok(imported)
    })
    .await
}

/// A document that is refused, with every reason.
fn refused(refusal: &Refusal) -> Failure {
    let error = |finding: &Finding| {
        let line = finding.place.as_ref().and_then(|place| place.line);
        let place = line.map_or_else(String::new, |line| format!("Line {line}: "));
        let message = format!("{place}{} {}", finding.message, finding.code.fix());
        FieldError::new(DOCUMENT, Code::ImportRefused, message)
    };
    Failure::Invalid(refusal.findings().map(error).collect())
}

fn described(findings: &[Finding]) -> Vec<ImportFinding> {
    findings
        .iter()
        .map(|finding| ImportFinding {
            code: finding.code.as_str().to_owned(),
            severity: match finding.code.severity() {
                finding::Severity::Observes => Severity::Observes,
                finding::Severity::Warns => Severity::Warns,
                finding::Severity::Blocks => Severity::Blocks,
            },
            message: finding.message.clone(),
            fix: finding.code.fix().to_owned(),
            line: finding.place.as_ref().and_then(|place| place.line),
        })
        .collect()
}

/// The fields that change or are confirmed, in the order of the wizard as far as it has one.
fn filled(draft: &Draft, placed: &reading::Placed) -> Vec<Filled> {
    let label = |path: &str| {
        Field::at(path)
            .map_or("This field", |field| field.label)
            .to_owned()
    };
    let values = placed.values.iter().map(|value| Filled {
        label: label(&value.path),
        was: draft
            .get(&value.path)
            .filter(|was| *was != value.value)
            .map(str::to_owned),
        path: value.path.clone(),
        value: value.value.clone(),
        line: value.line,
        place: value.place.clone(),
    });
    let cleared = placed.cleared.iter().map(|path| Filled {
        label: label(path),
        was: draft.get(path).map(str::to_owned),
        path: path.clone(),
        value: String::new(),
        line: None,
        place: String::new(),
    });
    values.chain(cleared).collect()
}

fn origins(fields: &[Filled], source: &str, url: Option<&str>, at: DateTime<Utc>) -> Vec<(String, Origin)> {
    fields
        .iter()
        .filter(|field| !field.value.is_empty())
        .map(|field| {
            let origin = Origin {
                source: source.to_owned(),
                url: url.map(str::to_owned),
                line: field.line,
                value: field.value.clone(),
                at,
            };
            (field.path.clone(), origin)
        })
        .collect()
}

/// Takes away the entries of lists that the document has fewer of.
fn clear(kept: &mut Kept, fields: &[Filled], who: &Member, at: DateTime<Utc>) -> Result<(), Failure> {
    let gone: Vec<(String, String)> = fields
        .iter()
        .filter(|field| field.value.is_empty())
        .map(|field| (field.path.clone(), String::new()))
        .collect();
    let edit = Edit {
        reach: Reach::Any,
        fields: &gone,
        base: kept.revision,
        by: who.user(),
        at,
    };
    kept.edit(&edit).map_err(refusal::unusable)?;
    Ok(())
}
