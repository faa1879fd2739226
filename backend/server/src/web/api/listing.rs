//! `GET /api/v1/integrations/{slug}`.

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::connection::{Connection, Known, Other};
use oin_domain::integration::{Content, TenantVariable, VariableKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::evidence::TierEvidence;
use super::items::Item;
use super::notice::NoticeBody;
use crate::actions::catalog::{Shown, listing};
use crate::actions::{Ctx, Failure, listings, verifications};
use crate::web::error::api::{ApiError, Problem};
use crate::web::pairs::Pairs;
use crate::web::ready::Answer;
use crate::web::{Parts, urls};

/// An integration's listing.
#[derive(Debug, Serialize, ToSchema)]
pub struct Detail<'a> {
    /// What lists show of it.
    #[serde(flatten)]
    pub item: Item<'a>,
    /// Plain text with line breaks; null when there is none.
    pub description: Option<&'a str>,
    /// Other names that find it.
    pub aliases: Vec<&'a str>,
    /// Which published revision this is, from 1.
    pub version: i32,
    /// How it signs people on.
    pub connections: Vec<ConnectionBody>,
    /// What each customer fills in.
    pub variables: Vec<VariableBody<'a>>,
    /// What it can do with accounts.
    pub capabilities: Vec<Capability>,
    /// Whom a customer asks.
    pub support: SupportBody<'a>,
    /// Where the facts come from, when the vendor did not give them.
    pub provenance: Option<ProvenanceBody<'a>>,
    /// Where to go on.
    pub links: Links,
}

/// An integration's listing, with what its readers should know of its life.
#[derive(Debug, Serialize, ToSchema)]
pub struct One<'a> {
    /// The listing.
    #[serde(flatten)]
    pub detail: Detail<'a>,
    /// That it is degraded, or ends, or has ended; null when there is nothing to know.
    pub notice: Option<NoticeBody>,
    /// What its tier rests on; null when nothing of it was tried.
    pub evidence: Option<TierEvidence>,
}

/// The sign-on settings of one protocol.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct ConnectionBody {
    /// `known`: published facts, none of them proven; else what the vendor
    /// declares: `saml`, `oidc`, `swa`, `ws_fed`, `bookmark`, `other`.
    #[schema(example = "known")]
    pub r#type: &'static str,
    /// `saml2`, `oidc`, `ws-fed`, `swa`, `bookmark`; null for `other`.
    #[schema(example = "saml2")]
    pub sign_on: Option<&'static str>,
    /// `sp`, `idp`; empty when not published.
    pub flows: Vec<&'static str>,
    /// Whether accounts are made at the first sign-on; null when not published.
    pub jit: Option<bool>,
    /// Published settings; several values are alternatives.
    pub settings: Vec<SettingBody>,
    /// What the subject must hold; null when nothing special is asked for.
    pub name_id: Option<NameIdBody>,
    /// Attributes or claims that the app reads.
    pub attributes: Vec<AttributeBody>,
    /// Published particulars.
    pub notes: Vec<NoteBody>,
}

/// A published setting.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingBody {
    /// Which setting, for example `acs_url`.
    #[schema(example = "acs_url")]
    pub name: &'static str,
    /// The words people read.
    pub label: &'static str,
    /// Its values, with `${name}` for a tenant variable.
    #[schema(example = json!(["https://${subdomain}.app.example/saml"]))]
    pub values: Vec<String>,
}

/// What the subject must hold.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameIdBody {
    /// The NameID format, as published.
    pub format: Option<String>,
    /// What it must be, in plain words.
    pub source: Option<String>,
}

/// An attribute or claim that the app reads.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttributeBody {
    /// Its name in the assertion.
    pub name: String,
    /// What it means, in plain words.
    pub source: String,
    /// Whether sign-on fails without it.
    pub required: bool,
}

/// A published particular of the set-up.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteBody {
    /// Its stable code.
    pub code: String,
    /// One sentence.
    pub text: String,
}

/// A value that each customer fills in.
#[derive(Debug, Serialize, ToSchema)]
pub struct VariableBody<'a> {
    /// Its name in `${…}` and in `var.…`.
    pub name: &'a str,
    /// What people read.
    pub label: &'a str,
    /// `string`, `host`, `url`, `https_url`, `one_of`, `secret`.
    pub kind: &'static str,
    /// The allowed values of `one_of`.
    pub choices: Vec<&'a str>,
    /// Where to find the value.
    pub help: Option<&'a str>,
    /// A sample value.
    pub example: Option<&'a str>,
    /// A regular expression that the whole value must match.
    pub pattern: Option<&'a str>,
}

/// One provisioning operation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Capability {
    /// `create`, `update`, `import`, `status`, `permissions`, `password`.
    pub operation: &'static str,
    /// The words people read.
    pub label: &'static str,
    /// `yes`, `no`, or `unknown` when provisioning exists but its operations are not published.
    pub supported: &'static str,
}

/// Whom a customer asks.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupportBody<'a> {
    /// The public support page; null when none was given.
    pub url: Option<&'a str>,
    /// The vendor's own set-up documentation; null when none was given.
    pub documentation: Option<&'a str>,
}

/// Where facts come from.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvenanceBody<'a> {
    /// The public source.
    pub source: &'a str,
    /// The page inside it.
    pub page: Option<&'a str>,
}

/// Where to go on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Links {
    /// This listing in the API.
    pub api: String,
    /// The setup guide for people.
    pub guide: String,
    /// The setup guide in the API.
    pub api_guide: String,
    /// JSON Schema of the variables.
    pub settings_schema: String,
    /// The badge, as SVG.
    pub badge: String,
}

/// Read one integration
///
/// The whole listing: tier and what it rests on, health, connections, variables, capabilities, links.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{slug}",
    tag = "catalog",
    operation_id = "get_integration",
    params(("slug" = String, Path, description = "The integration's name in URLs", example = "box")),
    responses(
        (status = 200, description = "The listing", body = One<'static>),
        (status = 400, description = "A parameter that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The catalog shows no such integration", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn get(
    req: HttpRequest,
    slug: web::Path<String>,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, ApiError> {
    let fail = |failure: Failure| ApiError::new(&req, failure);
    Pairs::parse(req.query_string())
        .and_then(|pairs| pairs.only(&[]))
        .map_err(fail)?;
    let known = listing(&ctx, &slug, |shown| {
        Ok((
            shown.entry.id(),
            shown.has_notice(),
            shown.content.provenance.is_some(),
        ))
    });
    let (id, has_notice, from_facts) = known.await.map_err(fail)?.value;
    let notice = if has_notice {
        listings::notice(&ctx, &slug).await
    } else {
        None
    };
    let evidence = if from_facts {
        None
    } else {
        TierEvidence::new(&verifications::timeline(&ctx, id).await)
    };
    let found = listing(&ctx, &slug, |shown| {
        super::json(&One {
            detail: Detail::new(shown, ctx.base_url()),
            notice: notice
                .as_ref()
                .map(|notice| NoticeBody::new(notice, ctx.base_url())),
            evidence,
        })
    })
    .await
    .map_err(fail)?;
    Ok(parts.keep(&req, found.version, Answer::new(super::JSON, found.value)))
}

impl<'a> Detail<'a> {
    /// Shows a listing to readers of the installation at `base`.
    pub fn new(shown: &'a Shown<'_>, base: &str) -> Self {
        let content = &shown.content;
        let slug = shown.entry.slug();
        let link = |path: String| format!("{base}{path}");
        Self {
            item: Item::new(&shown.entry, base),
            description: content.description.as_ref().map(|text| text.as_str()),
            aliases: content.aliases.iter().map(|alias| alias.as_str()).collect(),
            version: shown.entry.version(),
            connections: content.connections.iter().map(ConnectionBody::from).collect(),
            variables: content.variables.iter().map(VariableBody::from).collect(),
            capabilities: capabilities(content),
            support: SupportBody {
                url: content.support.as_ref().map(|support| support.url.as_str()),
                documentation: content.documentation.as_ref().map(|url| url.as_str()),
            },
            provenance: content.provenance.as_ref().map(|from| ProvenanceBody {
                source: from.source.as_str(),
                page: from.page.as_ref().map(|page| page.as_str()),
            }),
            links: Links {
                api: link(urls::api_listing(slug)),
                guide: link(urls::guide(slug)),
                api_guide: link(urls::api_guide(slug)),
                settings_schema: link(urls::api_schema(slug)),
                badge: link(urls::badge(slug)),
            },
        }
    }
}

/// The network's six functions and what is known of each.
fn capabilities(content: &Content) -> Vec<Capability> {
    oin_domain::integration::Operation::ALL
        .iter()
        .map(|&operation| Capability {
            operation: operation.as_str(),
            label: operation.label(),
            supported: content.provisioning.supports(operation).as_str(),
        })
        .collect()
}

impl From<&Connection> for ConnectionBody {
    fn from(connection: &Connection) -> Self {
        let body = match connection {
            Connection::Other(other) => Self::described(other),
            declared => declared
                .facts()
                .map_or_else(Self::default, |known| Self::shown(&known)),
        };
        Self {
            r#type: connection.kind(),
            ..body
        }
    }
}

impl ConnectionBody {
    /// A method that is only described in words.
    fn described(other: &Other) -> Self {
        Self {
            notes: vec![NoteBody {
                code: "described".to_owned(),
                text: format!("{}: {}", other.method, other.description),
            }],
            ..Self::default()
        }
    }

    fn shown(known: &Known) -> Self {
        Self {
            sign_on: Some(known.mode.as_str()),
            flows: known.flows.iter().map(|flow| flow.as_str()).collect(),
            jit: known.jit,
            settings: known
                .settings
                .iter()
                .map(|setting| SettingBody {
                    name: setting.name.as_str(),
                    label: setting.name.label(),
                    values: setting
                        .values
                        .iter()
                        .map(|value| value.as_str().to_owned())
                        .collect(),
                })
                .collect(),
            name_id: known.name_id.as_ref().map(|subject| NameIdBody {
                format: subject.format.as_ref().map(ToString::to_string),
                source: subject.source.as_ref().map(ToString::to_string),
            }),
            attributes: known
                .attributes
                .iter()
                .map(|attribute| AttributeBody {
                    name: attribute.name.to_string(),
                    source: attribute.source.to_string(),
                    required: attribute.required,
                })
                .collect(),
            notes: known
                .notes
                .iter()
                .map(|note| NoteBody {
                    code: note.code.to_string(),
                    text: note.text.to_string(),
                })
                .collect(),
            ..Self::default()
        }
    }
}

impl<'a> From<&'a TenantVariable> for VariableBody<'a> {
    fn from(variable: &'a TenantVariable) -> Self {
        Self {
            name: variable.name.as_str(),
            label: variable.label.as_str(),
            kind: variable.kind.as_str(),
            choices: match &variable.kind {
                VariableKind::OneOf(choices) => choices.iter().map(|choice| choice.as_str()).collect(),
                _ => Vec::new(),
            },
            help: variable.help.as_ref().map(|help| help.as_str()),
            example: variable.example.as_ref().map(|example| example.as_str()),
            pattern: variable.pattern.as_ref().map(|pattern| pattern.as_str()),
        }
    }
}
