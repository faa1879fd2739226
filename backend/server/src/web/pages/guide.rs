//! `/integrations/{slug}/guide`: the setup guide with a customer's values.

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::guide::{Guide, Values};
use oin_domain::integration::{TenantVariable, VariableKind};
use oin_domain::text::Line;
use serde::Serialize;

use super::prose::Prose;
use super::{HTML, PageError, Shell, respond};
use crate::actions::catalog::{self, Shown};
use crate::actions::{Ctx, Failure, FieldError};
use crate::templates::Page;
use crate::web::Parts;
use crate::web::guide::{SectionView, sections, variables};
use crate::web::pairs::{Pairs, QueryString};
use crate::web::urls;

/// The page of a guide.
#[derive(Debug, Serialize)]
pub struct GuidePage {
    shell: Shell,
    listing: ListingHead,
    guide: GuideView,
}

impl Page for GuidePage {
    const TEMPLATE: &'static str = "pages/catalog/guide";
}

#[derive(Debug, Serialize)]
struct ListingHead {
    name: String,
    url: String,
    logo: String,
    summary: String,
}

#[derive(Debug, Serialize)]
struct GuideView {
    title: String,
    intro: String,
    filled: bool,
    values_action: String,
    variables: Vec<Field>,
    sections: Vec<SectionView>,
    markdown_url: String,
    json_url: String,
    print_hint: Option<String>,
}

#[derive(Debug, Serialize)]
struct Field {
    name: String,
    label: String,
    help: Option<String>,
    example: Option<String>,
    value: String,
    error: Option<Prose>,
    kind: &'static str,
    choices: Option<Vec<Choice>>,
    pattern: Option<String>,
}

#[derive(Debug, Serialize)]
struct Choice {
    value: String,
    chosen: bool,
}

/// `GET /integrations/{slug}/guide`.
///
/// # Errors
/// `not_found`; refused values are no error here but shown at their fields,
/// with the status 400 and what was typed.
pub async fn get(
    req: HttpRequest,
    slug: web::Path<String>,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, PageError> {
    let page = async {
        let pairs = Pairs::parse(req.query_string())?;
        let given = variables(&pairs);
        let found = catalog::guide(&ctx, &slug, &given, |made| {
            Ok(GuidePage::new(
                (&ctx, &parts),
                made.shown,
                &made.guide,
                &given,
                &[],
                !made.values.is_empty(),
            ))
        })
        .await;
        match found {
            Ok(found) => respond(&parts, &req, found.version, &found.value),
            Err(Failure::Invalid(errors)) => {
                let found = catalog::listing(&ctx, &slug, |shown| {
                    let guide = Guide::write(&shown.content, &ctx.brand().network, &Values::default());
                    Ok(GuidePage::new(
                        (&ctx, &parts),
                        shown,
                        &guide,
                        &given,
                        &errors,
                        false,
                    ))
                })
                .await?;
                let html = parts.templates.render(&found.value).map_err(Failure::Broken)?;
                Ok(HttpResponse::BadRequest().content_type(HTML).body(html))
            }
            Err(failure) => Err(failure),
        }
    };
    page.await
        .map_err(|failure: Failure| PageError::new(&req, failure))
}

impl GuidePage {
    fn new(
        (ctx, parts): (&Ctx, &Parts),
        shown: &Shown<'_>,
        guide: &Guide,
        given: &[(&str, &str)],
        errors: &[FieldError],
        filled: bool,
    ) -> Self {
        let slug = shown.entry.slug();
        let mut own = QueryString::default();
        if errors.is_empty() {
            for (name, value) in given.iter().filter(|(_, value)| !value.trim().is_empty()) {
                own.push(&format!("var.{name}"), value);
            }
        }
        let as_form = |format: &str| {
            let mut form = own.clone();
            form.push("format", format);
            form.after(&urls::api_guide(slug))
        };
        let field = |variable: &TenantVariable| Field::new(variable, given, errors);
        Self {
            shell: Shell::new(
                ctx,
                "catalog",
                &urls::guide(slug),
                guide.title.clone(),
                guide.intro.clone(),
            ),
            listing: ListingHead {
                name: shown.entry.name().to_owned(),
                url: urls::listing(slug),
                logo: urls::logo(slug),
                summary: shown.entry.summary().to_owned(),
            },
            guide: GuideView {
                title: guide.title.clone(),
                intro: guide.intro.clone(),
                filled,
                values_action: urls::guide(slug),
                variables: shown.content.variables.iter().map(field).collect(),
                sections: sections(guide, parts),
                markdown_url: as_form("md"),
                json_url: as_form("json"),
                print_hint: Some("It prints well: values stay whole, the menus are left out.".to_owned()),
            },
        }
    }
}

impl Field {
    fn new(variable: &TenantVariable, given: &[(&str, &str)], errors: &[FieldError]) -> Self {
        let name = variable.name.as_str();
        let typed = given
            .iter()
            .rev()
            .find(|(of, _)| *of == name)
            .map_or("", |(_, value)| *value);
        let error = errors
            .iter()
            .find(|error| error.field.strip_prefix("var.") == Some(name));
        Self {
            name: name.to_owned(),
            label: variable.label.to_string(),
            help: variable.help.as_ref().map(ToString::to_string),
            example: variable.example.as_ref().map(ToString::to_string),
            value: typed.to_owned(),
            error: error.map(|error| Prose::new(&error.message)),
            kind: variable.kind.as_str(),
            choices: match &variable.kind {
                VariableKind::OneOf(choices) => {
                    let choice = |choice: &Line| Choice {
                        value: choice.to_string(),
                        chosen: choice.as_str() == typed,
                    };
                    Some(choices.iter().map(choice).collect())
                }
                _ => None,
            },
            pattern: variable.pattern.as_ref().map(ToString::to_string),
        }
    }
}
