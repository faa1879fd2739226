//! A row of the catalog and the one door from it into the domain.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use oin_domain::choice::{Choice, UnknownChoice};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{CategorySlug, HttpsUrl, Provisioning, Slug};
use oin_domain::text::{Line, Name, Summary};
use uuid::Uuid;

use super::CatalogEntry;
use crate::error::StoreError;
use crate::schema::{integrations, listings};

#[derive(Queryable, Selectable)]
#[diesel(table_name = listings, check_for_backend(diesel::pg::Pg))]
pub(crate) struct EntryRow {
    integration_id: Uuid,
    #[diesel(select_expression = integrations::slug.assume_not_null())]
    slug: String,
    version: i32,
    stage: String,
    tier: String,
    tested: String,
    flags: Vec<String>,
    name: String,
    vendor: Option<String>,
    summary: String,
    aliases: Vec<String>,
    categories: Vec<String>,
    sign_on: Vec<String>,
    flows: Vec<String>,
    automated: bool,
    operations: Vec<String>,
    deployment: String,
    website: Option<String>,
    published_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    verified_at: Option<DateTime<Utc>>,
    launches: i64,
    // As text: most readers hand it on without looking inside.
    #[diesel(select_expression = diesel::dsl::sql::<diesel::sql_types::Text>("listing_versions.content::text"))]
    #[diesel(select_expression_type = diesel::expression::SqlLiteral<diesel::sql_types::Text>)]
    content: String,
}

impl TryFrom<EntryRow> for CatalogEntry {
    type Error = StoreError;

    fn try_from(row: EntryRow) -> Result<Self, StoreError> {
        let id = row.integration_id;
        read(row).map_err(|why| StoreError::broken(format!("listing {id}: {why}")))
    }
}

/// What a stored value can fail with; the message is enough, nobody acts on the kind.
type Why = Box<dyn std::error::Error + Send + Sync>;

fn read(row: EntryRow) -> Result<CatalogEntry, Why> {
    Ok(CatalogEntry {
        id: IntegrationId(row.integration_id),
        slug: Slug::try_from(row.slug)?,
        version: row.version,
        stage: choice(&row.stage)?,
        tier: choice(&row.tier)?,
        tested: choice(&row.tested)?,
        flags: choices(&row.flags)?,
        name: Name::try_from(row.name)?,
        vendor: row.vendor.map(Line::try_from).transpose()?,
        summary: Summary::try_from(row.summary)?,
        aliases: texts(row.aliases)?,
        categories: row
            .categories
            .into_iter()
            .map(CategorySlug::try_from)
            .collect::<Result<_, _>>()?,
        sign_on: choices(&row.sign_on)?,
        flows: choices(&row.flows)?,
        provisioning: Provisioning {
            automated: row.automated,
            operations: choices(&row.operations)?,
        },
        deployment: choice(&row.deployment)?,
        website: row.website.map(HttpsUrl::try_from).transpose()?,
        published_at: row.published_at,
        updated_at: row.updated_at,
        verified_at: row.verified_at,
        launches: row.launches,
        content: compact(&row.content).into_boxed_str(),
    })
}

fn choice<T: Choice>(value: &str) -> Result<T, UnknownChoice> {
    T::parse(value).ok_or_else(|| UnknownChoice::of::<T>(value))
}

fn choices<T: Choice>(values: &[String]) -> Result<Vec<T>, UnknownChoice> {
    values.iter().map(|value| choice(value)).collect()
}

fn texts(values: Vec<String>) -> Result<Vec<Line>, oin_domain::text::TextError> {
    values.into_iter().map(Line::try_from).collect()
}

/// PostgreSQL writes `jsonb` with a blank after each colon and comma; the index keeps a million
/// of these texts in memory.
fn compact(json: &str) -> String {
    let mut kept = String::with_capacity(json.len());
    let mut rest = json;
    // Outside strings drop the blanks; a string ends at a quote after an even run of backslashes.
    while let Some(open) = rest.find('"') {
        kept.extend(rest[..open].chars().filter(|c| *c != ' '));
        let string = &rest[open..];
        let end = string_end(string);
        kept.push_str(&string[..end]);
        rest = &string[end..];
    }
    kept.extend(rest.chars().filter(|c| *c != ' '));
    kept.shrink_to_fit();
    kept
}

/// The length in bytes of the JSON string at the start of `text`, quotes included.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_dropped_outside_strings_only() {
        assert_eq!(
            compact(r#"{"a": [1, 2, {"b c": "d: e, f"}], "g": "\" , \\", "h": true}"#),
            r#"{"a":[1,2,{"b c":"d: e, f"}],"g":"\" , \\","h":true}"#
        );
        assert_eq!(compact("[1, 2]"), "[1,2]");
        assert_eq!(compact(r#"{"ä": "ö ü"}"#), r#"{"ä":"ö ü"}"#);
    }
}
