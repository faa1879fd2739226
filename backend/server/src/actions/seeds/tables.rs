//! The small tables: categories, collections, aliases, notes, sources, variables.

use std::collections::HashMap;

use chrono::NaiveDate;
use oin_domain::catalog::{Category, Collection};
use oin_domain::integration::{CategorySlug, Slug, TenantVariable, VariableKind, VariableName};
use oin_domain::text::{Line, Prose};
use serde::Deserialize;

use super::files::{self, SeedError};

/// The managed categories.
pub(super) fn categories() -> Result<Vec<Category>, SeedError> {
    files::lines("categories.tsv", 3)?
        .iter()
        .map(|line| {
            Ok(Category {
                slug: line.parse(CategorySlug::parse(line.required(0)?))?,
                label: line.parse(Line::parse(line.required(1)?))?,
                position: line.parse(line.required(2)?.parse())?,
            })
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CollectionRow {
    slug: Slug,
    title: Line,
    summary: Prose,
    position: i32,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    integrations: Vec<Slug>,
}

/// The curated collections.
pub(super) fn collections() -> Result<Vec<Collection>, SeedError> {
    let rows: Vec<CollectionRow> = files::json("collections.json")?;
    Ok(rows
        .into_iter()
        .map(|row| Collection {
            slug: row.slug,
            title: row.title,
            summary: row.summary,
            position: row.position,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            integrations: row.integrations,
        })
        .collect())
}

/// Other names, by slug.
pub(super) fn aliases() -> Result<HashMap<String, Vec<Line>>, SeedError> {
    let mut aliases: HashMap<String, Vec<Line>> = HashMap::new();
    for line in files::lines("aliases.tsv", 2)? {
        let alias = line.parse(Line::parse(line.required(1)?))?;
        aliases
            .entry(line.required(0)?.to_owned())
            .or_default()
            .push(alias);
    }
    Ok(aliases)
}

/// Words for codes.
pub(super) struct Words(HashMap<String, String>);

impl Words {
    fn read(file: &'static str) -> Result<Self, SeedError> {
        let lines = files::lines(file, 2)?;
        let pair = |line: &files::Line| Ok((line.required(0)?.to_owned(), line.required(1)?.to_owned()));
        lines.iter().map(pair).collect::<Result<_, SeedError>>().map(Self)
    }

    /// The sentences of note codes.
    pub(super) fn of_notes() -> Result<Self, SeedError> {
        Self::read("notes.tsv")
    }

    /// The labels of attribute sources.
    pub(super) fn of_sources() -> Result<Self, SeedError> {
        Self::read("attribute-sources.tsv")
    }

    /// The words for `code` or `code:value`, the value filled in.
    pub(super) fn of(&self, coded: &str) -> Option<String> {
        let (code, value) = coded.split_once(':').unwrap_or((coded, ""));
        self.0.get(code).map(|words| words.replace("{value}", value))
    }
}

/// What is known of tenant variables.
pub(super) struct Variables(HashMap<(String, String), TenantVariable>);

impl Variables {
    /// Reads the table.
    pub(super) fn read() -> Result<Self, SeedError> {
        let mut variables = HashMap::new();
        for line in files::lines("variables.tsv", 6)? {
            let name = line.required(1)?.to_owned();
            let variable = TenantVariable {
                name: line.parse(VariableName::parse(&name))?,
                kind: kind(line.required(2)?).ok_or_else(|| line.problem("is of no known kind"))?,
                label: line.parse(Line::parse(line.required(3)?))?,
                help: line
                    .optional(4)
                    .map(|text| line.parse(Prose::parse(text)))
                    .transpose()?,
                example: line
                    .optional(5)
                    .map(|text| line.parse(Line::parse(text)))
                    .transpose()?,
                default: None,
                pattern: None,
            };
            let slug = line.optional(0).unwrap_or_default().to_owned();
            variables.insert((slug, name), variable);
        }
        Ok(Self(variables))
    }

    /// The variable `name` of an integration: its own row, else the general one.
    pub(super) fn of(&self, slug: &str, name: &str) -> Option<TenantVariable> {
        let row = |slug: &str| self.0.get(&(slug.to_owned(), name.to_owned()));
        row(slug).or_else(|| row("")).cloned()
    }
}

fn kind(text: &str) -> Option<VariableKind> {
    match text {
        "string" => Some(VariableKind::String),
        "host" => Some(VariableKind::Host),
        "url" => Some(VariableKind::Url),
        "https_url" => Some(VariableKind::HttpsUrl),
        _ => {
            let choices = text.strip_prefix("one_of:")?.split(',').map(Line::parse);
            choices.collect::<Result<_, _>>().ok().map(VariableKind::OneOf)
        }
    }
}
