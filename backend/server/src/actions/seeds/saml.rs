//! Published SAML settings: `saml-apps.json`.

use std::collections::HashMap;

use oin_domain::connection::{Attribute, Flow, Known, NameId, Note, Setting, SettingName, SignOn};
use oin_domain::integration::{CategorySlug, Deployment, Pattern, Provenance, Slug, TenantVariable};
use oin_domain::text::{Line, Name, Prose};
use serde::Deserialize;

use super::files::{self, SeedError};
use super::tables::{Variables, Words};

const FILE: &str = "saml-apps.json";

/// What was published of one app.
pub(super) struct Settings {
    /// The connection.
    pub(super) connection: Known,
    /// Every `${name}` of the patterns.
    pub(super) variables: Vec<TenantVariable>,
    /// Whether an automated-provisioning guide exists.
    pub(super) automated: bool,
    /// The page it was read from.
    pub(super) provenance: Provenance,
}

/// A row as the file has it. What `apps.tsv` says as well is read and compared
/// there by slug only.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    slug: Slug,
    #[serde(rename = "name")]
    _name: Name,
    #[serde(rename = "vendor")]
    _vendor: Option<String>,
    #[serde(rename = "website")]
    _website: Option<String>,
    #[serde(rename = "categories")]
    _categories: Vec<CategorySlug>,
    #[serde(rename = "deployment")]
    _deployment: Deployment,
    protocol: SignOn,
    initiated_by: Vec<Flow>,
    jit_provisioning: Option<bool>,
    automated_provisioning: bool,
    entity_id: Vec<Pattern>,
    acs_url: Vec<Pattern>,
    sign_on_url: Vec<Pattern>,
    logout_url: Vec<Pattern>,
    relay_state: Vec<Pattern>,
    name_id: NameIdRow,
    attributes: Vec<AttributeRow>,
    variables: Vec<String>,
    notes: Vec<String>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameIdRow {
    source: Option<String>,
    format: Option<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AttributeRow {
    name: Line,
    source: String,
    required: bool,
}

/// The published settings, by slug.
pub(super) fn settings() -> Result<HashMap<String, Settings>, SeedError> {
    let tables = Tables {
        notes: Words::of_notes()?,
        sources: Words::of_sources()?,
        variables: Variables::read()?,
    };
    let rows: Vec<Row> = files::json(FILE)?;
    rows.into_iter()
        .map(|row| {
            let slug = row.slug.to_string();
            let settings = tables
                .settings(row)
                .map_err(|problem| SeedError::new(FILE, slug.as_str(), problem))?;
            Ok((slug, settings))
        })
        .collect()
}

struct Tables {
    notes: Words,
    sources: Words,
    variables: Variables,
}

impl Tables {
    fn settings(&self, row: Row) -> Result<Settings, String> {
        if row.protocol != SignOn::Saml2 {
            return Err(format!("has the protocol {}", row.protocol));
        }
        let settings = [
            (SettingName::EntityId, row.entity_id),
            (SettingName::AcsUrl, row.acs_url),
            (SettingName::SignOnUrl, row.sign_on_url),
            (SettingName::LogoutUrl, row.logout_url),
            (SettingName::RelayState, row.relay_state),
        ]
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(name, values)| Setting { name, values })
        .collect();
        let variables = row.variables.iter().map(|name| {
            self.variables
                .of(row.slug.as_str(), name)
                .ok_or_else(|| format!("has the unexplained variable {name}"))
        });
        let (repository, page) = row.source.split_once(' ').unwrap_or((&row.source, ""));
        Ok(Settings {
            variables: variables.collect::<Result<_, _>>()?,
            automated: row.automated_provisioning,
            provenance: Provenance {
                source: Line::parse(repository).map_err(|error| format!("the source {error}"))?,
                page: Line::parse(page).ok(),
            },
            connection: Known {
                mode: SignOn::Saml2,
                flows: row.initiated_by,
                jit: row.jit_provisioning,
                settings,
                name_id: self.name_id(row.name_id)?,
                attributes: row
                    .attributes
                    .into_iter()
                    .map(|of| self.attribute(of))
                    .collect::<Result<_, _>>()?,
                notes: row
                    .notes
                    .iter()
                    .map(|code| self.note(code))
                    .collect::<Result<_, _>>()?,
                steps: Vec::new(),
            },
        })
    }

    fn source(&self, code: &str) -> Result<Line, String> {
        let words = self
            .sources
            .of(code)
            .ok_or_else(|| format!("has the unexplained source {code}"))?;
        Line::parse(&words).map_err(|error| format!("the source {code} {error}"))
    }

    fn name_id(&self, row: NameIdRow) -> Result<Option<NameId>, String> {
        if row.source.is_none() && row.format.is_none() {
            return Ok(None);
        }
        let source = row.source.map(|code| self.source(&code)).transpose()?;
        Ok(Some(NameId {
            format: row.format,
            source,
        }))
    }

    fn attribute(&self, row: AttributeRow) -> Result<Attribute, String> {
        Ok(Attribute {
            name: row.name,
            source: self.source(&row.source)?,
            required: row.required,
        })
    }

    fn note(&self, coded: &str) -> Result<Note, String> {
        let words = self
            .notes
            .of(coded)
            .ok_or_else(|| format!("has the unexplained note {coded}"))?;
        let code = coded.split(':').next().unwrap_or(coded);
        Ok(Note {
            code: Line::parse(code).map_err(|error| format!("the note {coded} {error}"))?,
            text: Prose::parse(&words).map_err(|error| format!("the note {coded} {error}"))?,
        })
    }
}
