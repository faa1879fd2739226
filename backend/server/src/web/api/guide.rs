//! `GET /api/v1/integrations/{slug}/guide`.

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::guide::{Block, Guide};
use oin_domain::integration::PictureForm;
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::catalog::guide;
use crate::actions::{Code, Ctx, Failure, FieldError};
use crate::web::Parts;
use crate::web::error::api::{ApiError, Problem};
use crate::web::guide::{Given, GuideFragment, variables};
use crate::web::pairs::Pairs;
use crate::web::ready::Answer;

oin_domain::choices! {
    /// The forms in which a guide can be had.
    Format as "format" {
        /// A part of a page, without the page around it.
        Html = "html", "HTML";
        /// CommonMark with tables.
        Markdown = "md", "Markdown";
        /// The tree itself.
        Json = "json", "JSON";
    }
}

/// A setup guide.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuideBody<'a> {
    /// What it is about.
    pub title: &'a str,
    /// One or two sentences before the first section.
    pub intro: &'a str,
    /// Its sections, in reading order.
    pub sections: Vec<SectionBody<'a>>,
}

/// A section of a guide.
#[derive(Debug, Serialize, ToSchema)]
pub struct SectionBody<'a> {
    /// Its anchor.
    pub id: &'a str,
    /// Its heading.
    pub title: &'a str,
    /// What it says.
    pub blocks: Vec<BlockBody<'a>>,
}

/// A part of a section.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum BlockBody<'a> {
    /// A paragraph.
    Text {
        /// What it says.
        text: &'a str,
    },
    /// Things to do, in order.
    Steps {
        /// Each thing.
        steps: &'a [String],
    },
    /// Values that go into another system.
    Values {
        /// Each value.
        values: Vec<ValueBody<'a>>,
    },
    /// A table.
    Table {
        /// What it is about.
        caption: &'a str,
        /// The heads of its columns.
        columns: &'a [String],
        /// Its rows.
        rows: &'a [Vec<String>],
    },
    /// Something to mind.
    Note {
        /// `info` or `warning`.
        kind: &'static str,
        /// What to mind.
        text: &'a str,
    },
    /// Where to read on.
    Links {
        /// Each link.
        links: Vec<LinkBody<'a>>,
    },
    /// Pictures of what was said before them.
    Pictures {
        /// Each picture.
        pictures: Vec<PictureBody<'a>>,
    },
}

/// A picture.
#[derive(Debug, Serialize, ToSchema)]
pub struct PictureBody<'a> {
    /// What it shows.
    pub caption: &'a str,
    /// Its address. What it answers never changes.
    pub url: String,
    /// The address of a small one.
    pub thumbnail_url: String,
}

/// A value to copy.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValueBody<'a> {
    /// What it is.
    pub label: &'a str,
    /// The value, with `${name}` where the customer's own is missing.
    pub value: &'a str,
    /// What to know about it.
    pub note: Option<&'a str>,
    /// Whether every place in it is filled.
    pub complete: bool,
}

/// A link.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkBody<'a> {
    /// What the reader finds there.
    pub label: &'a str,
    /// An https address.
    pub url: &'a str,
}

/// Read the setup guide of an integration
///
/// For each tenant variable a query parameter `var.<name>` may be given, for
/// example `var.subdomain=acme`: the guide then holds the customer's own values.
/// Those parameters differ from one integration to the next; its settings schema
/// lists them.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{slug}/guide",
    tag = "catalog",
    operation_id = "get_guide",
    params(
        ("slug" = String, Path, description = "The integration's name in URLs", example = "box"),
        ("format" = Option<String>, Query, description = "`json` (default), `md` or `html` (a fragment without the page around it)", example = "json"),
    ),
    responses(
        (status = 200, description = "The guide", content(
            (GuideBody<'static> = "application/json"),
            (String = "text/markdown"),
            (String = "text/html"),
        )),
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
    let pairs = Pairs::parse(req.query_string()).map_err(fail)?;
    let (format, given) = read(&pairs).map_err(fail)?;
    let found = guide(&ctx, &slug, &given, |made| match format {
        Format::Json => {
            super::json(&GuideBody::of(&made.guide, &parts)).map(|body| Answer::new(super::JSON, body))
        }
        Format::Markdown => Ok(Answer::new(
            "text/markdown; charset=utf-8",
            made.guide.to_markdown(),
        )),
        Format::Html => parts
            .templates
            .render(&GuideFragment::new(&made.guide, &parts))
            .map(|html| Answer::new("text/html; charset=utf-8", html))
            .map_err(Failure::Broken),
    })
    .await
    .map_err(fail)?;
    Ok(parts.keep(&req, found.version, found.value))
}

/// The format that is asked for, and the customer's values.
pub(super) fn read(pairs: &Pairs) -> Result<(Format, Given<'_>), Failure> {
    pairs.single("format")?;
    let mut format = Format::Json;
    for (name, value) in pairs.iter().filter(|(name, _)| !name.starts_with("var.")) {
        if name != "format" {
            let shown: String = name.chars().take(64).collect();
            let message =
                format!("`{shown}` is not a parameter of this call; it has format and var.<variable>.");
            let error = FieldError::new(shown, Code::UnknownParameter, message);
            return Err(Failure::field(
                error.allowing(["format".to_owned(), "var.*".to_owned()]),
            ));
        }
        format = crate::web::catalog_query::choice(name, value).map_err(Failure::field)?;
    }
    Ok((format, variables(pairs)))
}

impl<'a> GuideBody<'a> {
    /// Shows a guide.
    pub(super) fn of(guide: &'a Guide, parts: &Parts) -> Self {
        let section = |section: &'a oin_domain::guide::Section| SectionBody {
            id: &section.id,
            title: &section.title,
            blocks: section
                .blocks
                .iter()
                .map(|block| BlockBody::of(block, parts))
                .collect(),
        };
        Self {
            title: &guide.title,
            intro: &guide.intro,
            sections: guide.sections.iter().map(section).collect(),
        }
    }
}

impl<'a> BlockBody<'a> {
    fn of(block: &'a Block, parts: &Parts) -> Self {
        match block {
            Block::Text(text) => Self::Text { text },
            Block::Steps(steps) => Self::Steps { steps },
            Block::Values(values) => Self::Values {
                values: values
                    .iter()
                    .map(|value| ValueBody {
                        label: &value.label,
                        value: &value.value,
                        note: value.note.as_deref(),
                        complete: value.complete,
                    })
                    .collect(),
            },
            Block::Table {
                caption,
                columns,
                rows,
            } => Self::Table {
                caption,
                columns,
                rows,
            },
            Block::Note { kind, text } => Self::Note {
                kind: kind.as_str(),
                text,
            },
            Block::Links(links) => Self::Links {
                links: links
                    .iter()
                    .map(|link| LinkBody {
                        label: &link.label,
                        url: &link.url,
                    })
                    .collect(),
            },
            Block::Pictures(pictures) => Self::Pictures {
                pictures: pictures
                    .iter()
                    .map(|picture| PictureBody {
                        caption: &picture.caption,
                        url: parts.file_url(&picture.file, PictureForm::Full),
                        thumbnail_url: parts.file_url(&picture.file, PictureForm::Thumbnail),
                    })
                    .collect(),
            },
        }
    }
}
