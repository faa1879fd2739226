//! `/portal/integrations/new`: which lane fits, and a new draft.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::choice::Choice as _;
use oin_domain::ids::IntegrationId;
use oin_domain::integration::Questions;
use serde::Serialize;
use uuid::Uuid;

use super::{PageError, Portal};
use crate::actions::submissions::{self, NewSubmission, Of};
use crate::actions::{Code, Failure, FieldError};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::{Shell, go_to};
use crate::web::pairs::Pairs;
use crate::web::urls;

#[derive(Serialize)]
struct New {
    shell: Shell,
    form: FormView,
    questions: Vec<Question>,
    answer: Option<Answer>,
    live: Vec<Live>,
}

impl Page for New {
    const TEMPLATE: &'static str = "pages/portal/new";
}

#[derive(Serialize)]
struct Question {
    name: &'static str,
    text: &'static str,
    yes: bool,
}

#[derive(Serialize)]
struct Answer {
    lane: &'static str,
    days: u32,
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct Live {
    id: String,
    name: String,
}

const ASKED: [(&str, &str); 5] = [
    (
        "attributes",
        "Does the assertion carry attributes beside first name, last name, mail address and sign-in name?",
    ),
    ("groups", "Does it carry the person's groups?"),
    ("host", "Does each customer have an own subdomain or host?"),
    ("wsfed", "Does the app speak WS-Federation?"),
    (
        "fields",
        "Does the login page ask for more than user name and password?",
    ),
];

/// `GET /portal/integrations/new`.
///
/// # Errors
/// Nobody is signed in.
pub async fn get(portal: Portal) -> Result<HttpResponse, PageError> {
    let form = portal.form(&["name"]);
    portal.answer(show(&portal, form, StatusCode::OK)).await
}

async fn show(portal: &Portal, form: FormView, status: StatusCode) -> Result<HttpResponse, Failure> {
    let pairs = Pairs::parse(portal.req.query_string())?;
    let yes = |name: &str| pairs.first(name).is_some();
    let questions = Questions {
        other_attributes: yes("attributes"),
        groups: yes("groups"),
        own_host: yes("host"),
        ws_federation: yes("wsfed"),
        extra_fields: yes("fields"),
    };
    let decided = questions.decide();
    let rows = submissions::list(&portal.ctx, portal.who()).await?;
    let page = New {
        shell: portal.shell("Add an integration"),
        form,
        questions: ASKED
            .iter()
            .map(|&(name, text)| Question {
                name,
                text,
                yes: yes(name),
            })
            .collect(),
        answer: yes("asked").then(|| Answer {
            lane: decided.lane.label(),
            days: decided.lane.business_days(),
            reasons: decided.reasons.into_iter().map(|reason| reason.text).collect(),
        }),
        live: rows
            .into_iter()
            .filter(|row| !row.stage.is_open())
            .map(|row| Live {
                id: row.integration.0.to_string(),
                name: row.name,
            })
            .collect(),
    };
    portal.show(status, &page)
}

/// `POST /portal/integrations/new`.
///
/// # Errors
/// The person may not write drafts; another submission of the integration is open.
pub async fn post(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let answer = match create(&portal, &fields).await {
        Ok(place) => Ok(go_to(&place)),
        Err(failure) => {
            let form = portal.form(&["name"]).typed(&fields, &[]);
            match form.refused(failure) {
                Ok(form) => show(&portal, form, StatusCode::UNPROCESSABLE_ENTITY).await,
                Err(failure) => Err(failure),
            }
        }
    };
    portal.page(answer)
}

async fn create(portal: &Portal, fields: &Fields) -> Result<String, Failure> {
    let of = match fields.text("integration") {
        "" => {
            let name = fields.text("name").trim();
            if name.is_empty() {
                let message = "Give the integration a name; it can be changed until it is submitted.";
                return Err(Failure::field(FieldError::new("name", Code::Missing, message)));
            }
            Of::New {
                name: Some(name.to_owned()),
                by_customer: fields.ticked("by_customer"),
            }
        }
        id => {
            let id = Uuid::parse_str(id).map_err(|_| Failure::NotFound("integration"))?;
            Of::Integration(IntegrationId(id))
        }
    };
    let created = submissions::create(
        &portal.ctx,
        portal.who(),
        NewSubmission {
            of,
            fields: Vec::new(),
            again: None,
        },
    )
    .await?;
    Ok(format!("{}/general", urls::submission(created.submission)))
}
