//! `/portal/claims`: listings that the org takes over, and claims against what it owns.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::ids::ClaimId;
use oin_domain::listing::ClaimState;
use serde::Serialize;
use uuid::Uuid;

use super::{PageError, Portal};
use crate::actions::claims::{self, ClaimShown};
use crate::actions::submissions::{self, NewSubmission, Of};
use crate::actions::{Code, Failure, FieldError};
use crate::templates::Page;
use crate::web::form::{Fields, ShownError};
use crate::web::pages::moment::Moment;
use crate::web::pages::{Shell, go_to};
use crate::web::urls;

#[derive(Serialize)]
struct ClaimsPage {
    shell: Shell,
    token: String,
    org: String,
    own: Vec<ClaimView>,
    against: Vec<ClaimView>,
    errors: Vec<ShownError>,
    /// What was typed and refused.
    listing: String,
    objection: String,
}

impl Page for ClaimsPage {
    const TEMPLATE: &'static str = "pages/portal/claims";
}

#[derive(Serialize)]
pub(in crate::web::pages) struct ClaimView {
    pub id: String,
    pub name: String,
    pub listing: String,
    pub org: String,
    pub domain: String,
    pub state: &'static str,
    pub at: Moment,
    pub until: Option<Moment>,
    pub open: bool,
    pub waits: bool,
    pub granted: bool,
    pub objection: String,
    pub answer: String,
}

impl ClaimView {
    pub(in crate::web::pages) fn new(claim: ClaimShown, now: chrono::DateTime<chrono::Utc>) -> Self {
        let text = |text: Option<oin_domain::text::Prose>| text.map(String::from).unwrap_or_default();
        Self {
            id: claim.id.to_string(),
            listing: urls::listing(claim.slug.as_str()),
            name: claim.name,
            org: claim.org,
            domain: claim.domain,
            state: claim.state.label(),
            at: Moment::new(claim.at, now),
            until: claim.until.map(|until| Moment::new(until, now)),
            open: claim.state == ClaimState::Open,
            waits: matches!(claim.state, ClaimState::Open | ClaimState::Objected),
            granted: claim.state == ClaimState::Granted,
            objection: text(claim.objection),
            answer: text(claim.answer),
        }
    }
}

/// `GET /portal/claims`.
///
/// # Errors
/// Nobody is signed in.
pub async fn get(portal: Portal) -> Result<HttpResponse, PageError> {
    portal
        .answer(show(&portal, StatusCode::OK, Vec::new(), "", ""))
        .await
}

/// `POST /portal/claims`: claims a listing.
///
/// # Errors
/// As the action; what was refused is shown on the page.
pub async fn post(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            fields.only(&["listing"])?;
            let listing = fields.text("listing");
            match claims::make(&portal.ctx, portal.who(), listing).await {
                Ok(_) => Ok(go_to(urls::CLAIMS)),
                Err(Failure::Invalid(errors)) => {
                    show(&portal, StatusCode::UNPROCESSABLE_ENTITY, errors, listing, "").await
                }
                // What was typed is not lost when the answer is a polite no.
                Err(Failure::Refused(code @ (Code::NotClaimable | Code::DomainNotProven), why)) => {
                    let error = FieldError::new("listing", code, why);
                    show(
                        &portal,
                        StatusCode::UNPROCESSABLE_ENTITY,
                        vec![error],
                        listing,
                        "",
                    )
                    .await
                }
                Err(failure) => Err(failure),
            }
        })
        .await
}

/// `POST /portal/claims/{id}/{what}`: objects to one, takes one back, or begins the first update.
///
/// # Errors
/// As the actions.
pub async fn act(
    portal: Portal,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let id = Uuid::parse_str(&path.0)
                .map(ClaimId)
                .map_err(|_| Failure::NotFound("claim"))?;
            let (ctx, who) = (&portal.ctx, portal.who());
            let objection = fields.text("objection");
            let done = match path.1.as_str() {
                "object" => claims::object(ctx, who, id, objection).await,
                "withdraw" => claims::withdraw(ctx, who, id).await,
                "update" => {
                    let listed = claims::list(ctx, who).await?;
                    let claim = listed.own.into_iter().find(|claim| claim.id == id);
                    let claim = claim.ok_or(Failure::NotFound("claim"))?;
                    let new = NewSubmission {
                        of: Of::Integration(claim.integration),
                        fields: Vec::new(),
                        again: None,
                    };
                    let begun = submissions::create(ctx, who, new).await?;
                    return Ok(go_to(&format!("{}/general", urls::submission(begun.submission))));
                }
                _ => Err(Failure::NotFound("page")),
            };
            match done {
                Ok(()) => Ok(go_to(urls::CLAIMS)),
                Err(Failure::Invalid(errors)) => {
                    show(&portal, StatusCode::UNPROCESSABLE_ENTITY, errors, "", objection).await
                }
                Err(failure) => Err(failure),
            }
        })
        .await
}

async fn show(
    portal: &Portal,
    status: StatusCode,
    errors: Vec<FieldError>,
    listing: &str,
    objection: &str,
) -> Result<HttpResponse, Failure> {
    let listed = claims::list(&portal.ctx, portal.who()).await?;
    let now = portal.ctx.now();
    let views = |claims: Vec<ClaimShown>| {
        claims
            .into_iter()
            .map(|claim| ClaimView::new(claim, now))
            .collect()
    };
    let page = ClaimsPage {
        shell: portal.shell("Claims"),
        token: portal.token(),
        org: portal.who().org_name.clone(),
        own: views(listed.own),
        against: views(listed.against),
        errors: errors.into_iter().map(ShownError::from).collect(),
        listing: listing.to_owned(),
        objection: objection.to_owned(),
    };
    portal.show(status, &page)
}
