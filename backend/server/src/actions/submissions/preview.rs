//! Looking ahead: a draft's addresses with sample values, and its guide.

use std::collections::BTreeMap;

use oin_domain::draft::{Draft, Kind};
use oin_domain::guide::{Guide, Values};
use oin_domain::ids::SubmissionId;
use oin_domain::integration::{Content, Pattern};
use oin_domain::org::Act;

use super::{find, refusal};
use crate::actions::{Code, Ctx, Failure, FieldError, Member};

/// An address of a draft, as a customer would see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlPreview {
    /// The path of the field.
    pub path: String,
    /// What people call it.
    pub label: &'static str,
    /// What was typed.
    pub pattern: String,
    /// With the sample values; nothing when what was typed cannot be read. A variable without a
    /// sample stays as it is.
    pub url: Option<String>,
}

/// The guide that a draft would have.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftGuide {
    /// What the listing would show.
    pub content: Content,
    /// The guide.
    pub guide: Guide,
    /// The values that were filled in.
    pub values: Values,
}

/// Every address of a draft with sample values, in the order of the wizard.
///
/// # Errors
/// `not_found`.
pub async fn preview_urls(ctx: &Ctx, who: &Member, id: SubmissionId) -> Result<Vec<UrlPreview>, Failure> {
    who.may(Act::Read)?;
    let stored = ctx.store.read(async |read| find(read, who, id).await).await?;
    Ok(urls(&stored.kept.draft))
}

/// The guide of a draft for its own org, with a customer's `given` values filled in.
///
/// # Errors
/// `not_found`; `blocking_finding` at each field that must be filled in first;
/// `unknown_variable` and `bad_variable_value` for values.
pub async fn preview_guide(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    given: &[(&str, &str)],
) -> Result<DraftGuide, Failure> {
    who.may(Act::Read)?;
    let stored = ctx.store.read(async |read| find(read, who, id).await).await?;
    let content = stored
        .kept
        .draft
        .complete()
        .map_err(|findings| refusal::blocking(&findings))?
        .content;
    let values = Values::accept(&content, given.iter().copied()).map_err(|errors| {
        let refused = errors.into_iter().map(|error| {
            let message = format!("{error}.");
            match error {
                oin_domain::guide::ValuesError::Unknown { name, known } => {
                    FieldError::new(format!("var.{name}"), Code::UnknownVariable, message).allowing(known)
                }
                oin_domain::guide::ValuesError::Value { name, .. } => {
                    FieldError::new(format!("var.{name}"), Code::BadVariableValue, message)
                }
            }
        });
        Failure::Invalid(refused.collect())
    })?;
    let guide = Guide::write(&content, &ctx.brand().network, &values);
    Ok(DraftGuide {
        content,
        guide,
        values,
    })
}

/// Every address of a draft with the samples of its variables.
pub(super) fn urls(draft: &Draft) -> Vec<UrlPreview> {
    let samples = samples(draft);
    draft
        .known()
        .filter(|(field, ..)| matches!(field.kind, Kind::Url(_) | Kind::Pattern(_)))
        .map(|(field, path, text)| UrlPreview {
            path: path.to_owned(),
            label: field.label,
            pattern: text.to_owned(),
            url: Pattern::parse(text).ok().map(|pattern| pattern.render(&samples)),
        })
        .collect()
}

/// A value for each variable: its sample, else its default, else itself.
fn samples(draft: &Draft) -> BTreeMap<String, String> {
    draft
        .places("variables")
        .into_iter()
        .filter_map(|place| {
            let of = |field: &str| draft.text(&format!("variables.{place}.{field}"));
            let name = of("name")?;
            let sample = of("example").or_else(|| of("default"));
            Some((
                name.to_owned(),
                sample.map_or_else(|| format!("${{{name}}}"), str::to_owned),
            ))
        })
        .collect()
}
