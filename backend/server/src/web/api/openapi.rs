//! The OpenAPI document, made from the code.

mod required;

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::audit::Area;
use oin_domain::catalog::{Facet, ProvisioningFilter, Sort};
use oin_domain::choice::Choice;
use oin_domain::connection::{Flow, SignOn};
use oin_domain::integration::{Deployment, Lane};
use oin_domain::listing::{Health, Tier};
use oin_domain::submission::Stage;
use oin_domain::webhook::EventKind;
use serde_json::Value;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use required::require_every_field;

use super::guide::Format;
use super::submissions::act::Deed;
use super::{admin, desk, provisioning, reviews, verifications};
use crate::actions::reviews::{Age, DECISIONS};
use crate::actions::{Ctx, Failure};
use crate::web::error::api::ApiError;
use crate::web::pairs::Pairs;
use crate::web::ready::Answer;
use crate::web::{Parts, urls};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Integration network API",
        version = "1.0.0",
        description = "The public catalog of app integrations: search, listings, setup guides, and feeds to keep a copy; no key is needed for it. And the submissions of an org, with a token: all that the portal does. Errors are problem+json (RFC 9457) with stable codes; unknown parameters and fields are refused.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "catalog", description = "Find integrations and read what the catalog knows of them."),
        (name = "submissions", description = "Submit integrations of your org. Owners make tokens in the portal; send one as `Authorization: Bearer oin_…`. Changes of a draft name the revision that they were made from (`If-Match`); requests with an `Idempotency-Key` can be sent twice and have their effect once."),
        (name = "reviews", description = "The desk of the network's staff. Each of them makes a token for themselves on their account's page; it acts for them, within what their roles reach. Test logins are opened at the desk's page alone."),
        (name = "verifications", description = "The second tier: the board of the staff, and how an own integration stands."),
        (name = "provisioning", description = "Wishes for automated provisioning: what orgs ask for and vote for, and what leads make of them."),
        (name = "listings", description = "What staff decide about listings, claims of them and reports of problems."),
        (name = "administration", description = "What leads and administrators look up, longer trials, and what administrators change: categories, collections, the words for reasons, jobs and letters that were given up. Roles are given and accounts closed at the page alone."),
        (name = "webhooks", description = "Have your own servers told what happens to your submissions, listings and verifications. Messages are signed as Standard Webhooks say, with a secret that is shown once."),
        (name = "org", description = "Your org: its members, invitations and domains, and its API tokens. Each call names the scope that its token needs; what is made with an `Idempotency-Key` is made once."),
    ),
    modifiers(&Tokens),
    paths(
        super::search::search,
        super::listing::get,
        super::guide::get,
        super::settings_schema::get,
        super::search::suggest,
        super::lists::categories,
        super::lists::collections,
        super::changes::list,
        super::export::export,
        super::files::post,
        super::submissions::list::get,
        super::submissions::create::post,
        super::submissions::fields::get,
        super::submissions::check::validate,
        super::submissions::look::get,
        super::submissions::edit::patch,
        super::submissions::edit::remove,
        super::submissions::secrets::put,
        super::submissions::secrets::delete,
        super::submissions::import::post,
        super::submissions::check::post,
        super::submissions::act::post,
        super::submissions::history::events,
        super::submissions::history::messages,
        super::submissions::history::compare,
        super::submissions::history::preview,
        super::submissions::history::guide,
        super::reviews::queue::get,
        super::reviews::queue::claim,
        super::reviews::bulk::post,
        super::reviews::bulk::reviewers,
        super::reviews::runs::attach,
        super::reviews::runs::get,
        super::reviews::look::get,
        super::reviews::act::post,
        super::reviews::letter::post,
        super::reviews::appeals::get,
        super::reviews::views::get,
        super::reviews::views::post,
        super::reviews::views::delete,
        super::admin::figures::get,
        super::admin::trials::get,
        super::admin::trials::answer,
        super::admin::audit::get,
        super::admin::audit::verify,
        super::admin::users::list,
        super::admin::users::get,
        super::admin::categories::get,
        super::admin::categories::post,
        super::admin::categories::put,
        super::admin::categories::delete,
        super::admin::categories::step,
        super::admin::collections::list,
        super::admin::collections::post,
        super::admin::collections::get,
        super::admin::collections::put,
        super::admin::collections::delete,
        super::admin::reasons::list,
        super::admin::reasons::get,
        super::admin::reasons::put_words,
        super::admin::reasons::delete_words,
        super::admin::reasons::post_text,
        super::admin::reasons::put_text,
        super::admin::reasons::delete_text,
        super::admin::benefits::get,
        super::admin::benefits::put,
        super::admin::benefits::delete,
        super::admin::queues::jobs,
        super::admin::queues::retry_jobs,
        super::admin::queues::move_job,
        super::admin::queues::letters,
        super::admin::queues::retry_letters,
        super::admin::queues::move_letter,
        super::verifications::board::get,
        super::verifications::board::one,
        super::verifications::act::record,
        super::verifications::act::post,
        super::verifications::own::get,
        super::verifications::own::post,
        super::provisioning::desk::get,
        super::provisioning::desk::one,
        super::provisioning::desk::post,
        super::provisioning::own::list,
        super::provisioning::own::post,
        super::provisioning::own::get,
        super::provisioning::own::put,
        super::provisioning::own::vote,
        super::desk::listing::get,
        super::desk::listing::post,
        super::desk::reports::get,
        super::desk::reports::answer,
        super::desk::claims::get,
        super::desk::claims::post,
        super::org::get,
        super::org::patch,
        super::org::members::list,
        super::org::members::patch,
        super::org::members::delete,
        super::org::invitations::list,
        super::org::invitations::post,
        super::org::invitations::delete,
        super::org::transfers::list,
        super::org::transfers::post,
        super::org::transfers::delete,
        super::org::transfers::accept,
        super::org::transfers::decline,
        super::org::trial::post,
        super::org::claims::list,
        super::org::claims::post,
        super::org::claims::object,
        super::org::claims::delete,
        super::org::domains::list,
        super::org::domains::post,
        super::org::domains::check,
        super::org::domains::delete,
        super::tokens::list,
        super::tokens::post,
        super::tokens::delete,
        super::webhooks::list,
        super::webhooks::post,
        super::webhooks::get,
        super::webhooks::patch,
        super::webhooks::delete,
        super::webhooks::rotate,
        super::webhooks::messages::test,
        super::webhooks::messages::list,
        super::webhooks::messages::get,
        super::webhooks::messages::send,
    )
)]
struct Document;

/// How calls of an org's own prove who asks.
struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "An API token of an org, `oin_…`, or of one of the staff, `oin_staff_…`, with the scopes that the call names.",
            ))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// The document of this installation.
///
/// # Errors
/// A document that JSON cannot hold, which is a mistake of ours.
pub fn document(ctx: &Ctx) -> Result<Value, Failure> {
    let mut document = Document::openapi();
    document.servers = Some(vec![utoipa::openapi::Server::new(ctx.base_url())]);
    let mut document =
        serde_json::to_value(document).map_err(|error| Failure::Broken(anyhow::Error::new(error)))?;
    name_allowed_values(ctx, &mut document);
    require_every_field(&mut document);
    bound_keys(&mut document);
    Ok(document)
}

/// What an `Idempotency-Key` may be, wherever one is taken.
fn bound_keys(document: &mut Value) {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    let calls = paths.flat_map(|(_, path)| path.as_object_mut().into_iter().flatten());
    let lists = calls.filter_map(|(_, call)| call.get_mut("parameters")?.as_array_mut());
    let parameters = lists.flatten();
    for parameter in parameters.filter(|parameter| parameter["name"] == "Idempotency-Key") {
        parameter["schema"]["minLength"] = 1.into();
        parameter["schema"]["maxLength"] = 255.into();
        parameter["schema"]["pattern"] = "^[!-~]+$".into();
    }
}

/// The closed lists of parameters, out of the lists themselves.
fn name_allowed_values(ctx: &Ctx, document: &mut Value) {
    fn words<T: Choice>(choices: &[T]) -> Vec<String> {
        choices.iter().map(|choice| choice.as_str().to_owned()).collect()
    }
    fn values<T: Choice>() -> Vec<String> {
        words(T::ALL)
    }
    let categories = ctx.live().with(|index| {
        let counts = index.counts();
        let of = counts.iter().find(|(facet, _)| *facet == Facet::Category);
        of.map_or(Vec::new(), |(_, values)| {
            values.iter().map(|value| value.value.to_owned()).collect()
        })
    });
    let search = &mut document["paths"][urls::API_INTEGRATIONS]["get"]["parameters"];
    for (name, allowed) in [
        ("category", categories),
        ("sign_on", values::<SignOn>()),
        ("provisioning", values::<ProvisioningFilter>()),
        ("flow", values::<Flow>()),
        ("tier", values::<Tier>()),
        ("deployment", values::<Deployment>()),
        ("health", values::<Health>()),
    ] {
        allow(search, name, "items", &allowed);
    }
    allow(search, "sort", "", &values::<Sort>());
    let guide = &mut document["paths"]["/api/v1/integrations/{slug}/guide"]["get"]["parameters"];
    allow(guide, "format", "", &values::<Format>());
    let paths = &mut document["paths"];
    let preview = &mut paths["/api/v1/submissions/{id}/guide"]["get"]["parameters"];
    allow(preview, "format", "", &values::<Format>());
    let list = &mut paths["/api/v1/submissions"]["get"]["parameters"];
    allow(list, "stage", "", &values::<Stage>());
    let act = &mut paths["/api/v1/submissions/{id}/{action}"]["post"]["parameters"];
    allow(act, "action", "", &values::<Deed>());
    let act = &mut paths["/api/v1/reviews/{id}/{action}"]["post"]["parameters"];
    allow(act, "action", "", &values::<reviews::deed::Deed>());
    let letter = &mut paths["/api/v1/reviews/{id}/{action}/letter"]["post"]["parameters"];
    allow(letter, "action", "", &words(&DECISIONS));
    for (path, allowed) in [
        (
            "/api/v1/verifications/{slug}/{action}",
            words(&verifications::act::STAFF),
        ),
        (
            "/api/v1/org/verifications/{slug}/{action}",
            words(&verifications::own::OWN),
        ),
        (
            "/api/v1/provisioning-requests/{id}/{action}",
            words(&provisioning::desk::LEADS),
        ),
        ("/api/v1/listings/{slug}/{action}", words(&desk::listing::STAFF)),
        ("/api/v1/claims/{id}/{action}", values::<desk::claims::Verdict>()),
        (
            "/api/v1/admin/categories/{slug}/{action}",
            values::<admin::categories::Step>(),
        ),
        (
            "/api/v1/admin/jobs/{id}/{action}",
            values::<admin::queues::Step>(),
        ),
        (
            "/api/v1/admin/letters/{id}/{action}",
            values::<admin::queues::Step>(),
        ),
    ] {
        allow(&mut paths[path]["post"]["parameters"], "action", "", &allowed);
    }
    allow(
        &mut paths["/api/v1/audit"]["get"]["parameters"],
        "area",
        "",
        &values::<Area>(),
    );
    let queue = &mut paths["/api/v1/reviews"]["get"]["parameters"];
    for (name, allowed) in [
        ("whose", values::<reviews::queue::WhoseAsked>()),
        ("lane", values::<Lane>()),
        ("tier", values::<Tier>()),
        ("mode", values::<SignOn>()),
        ("age", values::<Age>()),
    ] {
        allow(queue, name, "", &allowed);
    }
    let events: Vec<_> = EventKind::chosen().map(|kind| kind.as_str()).collect();
    for schema in ["WebhookOrder", "WebhookChange"] {
        let events_of = &mut document["components"]["schemas"][schema]["properties"]["events"]["items"];
        events_of["enum"] = serde_json::json!(events);
    }
}

/// Puts the allowed values into the schema of a parameter, or into the part of
/// it that is called `part`.
fn allow(parameters: &mut Value, name: &str, part: &str, allowed: &[String]) {
    let found = parameters
        .as_array_mut()
        .into_iter()
        .flatten()
        .find(|parameter| parameter["name"] == name);
    if let Some(parameter) = found.filter(|_| !allowed.is_empty()) {
        let schema = &mut parameter["schema"];
        let schema = if part.is_empty() {
            schema
        } else {
            &mut schema[part]
        };
        schema["enum"] = serde_json::json!(allowed);
    }
}

/// `GET /api/v1/openapi.json`.
///
/// # Errors
/// As [`document`]; a parameter, since there are none.
pub async fn get(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, ApiError> {
    let version = ctx.live().version();
    let body = Pairs::parse(req.query_string())
        .and_then(|pairs| pairs.only(&[]))
        .and_then(|()| document(&ctx))
        .and_then(|document| super::json(&document));
    let body = body.map_err(|failure| ApiError::new(&req, failure))?;
    Ok(parts.keep(&req, Some(version), Answer::new(super::JSON, body)))
}
