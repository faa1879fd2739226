//! `/admin/trials`: orgs that ask for a longer trial.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::ids::TrialExtensionId;
use serde::Serialize;
use uuid::Uuid;

use crate::actions::trials::{self, Answer, DAYS};
use crate::actions::{Code, Failure, FieldError};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::SignedIn;
use crate::web::pages::{PageCall, PageError, Shell, go_to};
use crate::web::urls;

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
    call: &PageCall<SignedIn>,
    form: FormView,
    notice: Option<&'static str>,
) -> Result<TrialsPage, Failure> {
    let asker = call.asker();
    let wishes = trials::list(&call.ctx, &asker.reviewer()?).await?;
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
        shell: call.shell_at(urls::TRIALS, "none", "Trials", about),
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
pub async fn get(call: PageCall<SignedIn>) -> Result<HttpResponse, PageError> {
    let notice = match call.asked("after").as_str() {
        "decided" => Some("The owners of the org get a letter with your answer."),
        _ => None,
    };
    call.answer(async {
        let form = call.form(&FIELDS);
        let page = page(&call, form, notice).await?;
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// `POST /admin/trials`.
///
/// # Errors
/// As [`trials::decide`]; what was refused is shown in the form.
pub async fn post(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    call.answer(async {
        match decide(&call, &fields).await {
            Ok(()) => Ok(go_to("/admin/trials?after=decided")),
            Err(failure) => {
                let form = call.retyped(&FIELDS, &fields, failure)?;
                let page = page(&call, form, None).await?;
                call.show(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
        }
    })
    .await
}

async fn decide(call: &PageCall<SignedIn>, fields: &Fields) -> Result<(), Failure> {
    fields.only(&FIELDS)?;
    let id = Uuid::parse_str(fields.text("wish")).map(TrialExtensionId);
    let id = id.map_err(|_| Failure::NotFound("wish that waits"))?;
    let answer = Answer {
        days: days(fields)?,
        message: fields.text("message"),
    };
    trials::decide(&call.ctx, &call.asker().reviewer()?, id, answer, &call.visit).await
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
