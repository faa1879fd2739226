//! `/admin/trials`: orgs that ask for a longer trial.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::ids::TrialExtensionId;
use serde::Serialize;
use uuid::Uuid;

use crate::actions::trials::{self, Answer, DAYS};
use crate::actions::{Asker, Code, Ctx, Failure, FieldError};
use crate::templates::Page;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{From, SignedIn};
use crate::web::pages::account::asked;
use crate::web::pages::{PageError, Shell, go_to, respond_own};
use crate::web::{Parts, urls};

const FIELDS: [&str; 4] = ["wish", "answer", "days", "message"];

#[derive(Serialize)]
struct TrialsPage {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    wishes: Vec<WishLine>,
    days: Vec<String>,
    prove: Option<String>,
    first: bool,
}

impl Page for TrialsPage {
    const TEMPLATE: &'static str = "pages/admin/trials";
}

#[derive(Serialize)]
struct WishLine {
    id: String,
    org: String,
    asker: String,
    reason: String,
    asked: String,
    ends: Option<String>,
    /// What was typed for this one and refused.
    message: String,
    days: String,
    own: bool,
}

fn moment(at: chrono::DateTime<chrono::Utc>) -> String {
    at.format("%-d %B %Y, %H:%M UTC").to_string()
}

async fn page(
    ctx: &Ctx,
    asker: &Asker,
    token: &FormToken,
    form: FormView,
    notice: Option<&'static str>,
) -> Result<TrialsPage, Failure> {
    let wishes = trials::list(ctx, asker).await?;
    let typed = |name: &str| form.values.get(name).cloned().unwrap_or_default();
    let line = wishes.into_iter().map(|(wish, name)| {
        let id = wish.id.to_string();
        let this = typed("wish") == id;
        WishLine {
            org: wish.org_name.to_string(),
            asker: name.unwrap_or_else(|| "somebody who has gone".to_owned()),
            reason: wish.reason.as_str().to_owned(),
            asked: moment(wish.asked_at),
            ends: wish.trial_ends_at.map(moment),
            message: if this { typed("message") } else { String::new() },
            days: if this { typed("days") } else { DAYS[0].to_string() },
            own: asker.person.role_in(wish.org).is_some(),
            id,
        }
    });
    let about = "Orgs that ask for a longer trial.";
    let place = if asker.has_factor {
        urls::STEP_UP
    } else {
        urls::SECOND_FACTOR
    };
    let unproven = asker.proven().is_err();
    Ok(TrialsPage {
        shell: Shell::new(ctx, "none", urls::TRIALS, "Trials", about).of(asker, None, token),
        notice,
        wishes: line.collect(),
        days: DAYS.iter().map(ToString::to_string).collect(),
        prove: unproven.then(|| urls::with_next(place, urls::TRIALS)),
        first: !asker.has_factor,
        form,
    })
}

/// `GET /admin/trials`.
///
/// # Errors
/// Nobody is signed in; for all but leads and administrators there is no such page.
pub async fn get(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let notice = match asked(&req, "after").as_str() {
        "decided" => Some("The owners of the org get a letter with your answer."),
        _ => None,
    };
    let shown = async {
        let form = FormView::new(&token, &FIELDS);
        let page = page(&ctx, &asker, &token, form, notice).await?;
        respond_own(&parts, &token, StatusCode::OK, &page)
    };
    shown.await.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /admin/trials`.
///
/// # Errors
/// As [`trials::decide`]; what was refused is shown in the form.
pub async fn post(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&FIELDS)?;
        let id = Uuid::parse_str(fields.text("wish")).map(TrialExtensionId);
        let id = id.map_err(|_| Failure::NotFound("wish that waits"))?;
        let answer = Answer {
            days: days(&fields)?,
            message: fields.text("message"),
        };
        trials::decide(&ctx, &asker, id, answer, &visit).await
    };
    let answer = match done.await {
        Ok(()) => Ok(go_to("/admin/trials?after=decided")),
        Err(failure @ Failure::Invalid(_)) => {
            let again = async {
                let form = FormView::new(&token, &FIELDS).typed(&fields, &[]);
                let form = form.refused(failure)?;
                let page = page(&ctx, &asker, &token, form, None).await?;
                respond_own(&parts, &token, StatusCode::UNPROCESSABLE_ENTITY, &page)
            };
            again.await
        }
        Err(failure) => Err(failure),
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// By how many days; nothing for a no.
fn days(fields: &Fields) -> Result<Option<u16>, Failure> {
    let wrong = |field: &str, message: &str| {
        Failure::field(FieldError::new(field, Code::BadValue, message.to_owned()))
    };
    match fields.text("answer") {
        "no" => Ok(None),
        "yes" => match fields.text("days").parse() {
            Ok(days) => Ok(Some(days)),
            Err(_) => Err(wrong("days", "Choose 30, 60, 90 or 180 days.")),
        },
        _ => Err(wrong("answer", "Say yes or no.")),
    }
}
