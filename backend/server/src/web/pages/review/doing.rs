//! `/review/submissions/{id}/do/{what}`: what is done at once.

use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::connection::Flow;
use oin_domain::ids::UserId;
use oin_domain::review::Item;
use uuid::Uuid;

use super::super::portal::submission;
use super::runs::{self, SentRun};
use super::{Desk, PageError, submission as page};
use crate::actions::reviews::{self, Run};
use crate::actions::{Code, Failure, FieldError};
use crate::web::form::Fields;
use crate::web::pages::go_to;
use crate::web::urls;

/// `POST /review/submissions/{id}/do/{what}`.
///
/// # Errors
/// As the action; what was typed and refused is shown on the page.
pub async fn post(
    desk: Desk,
    path: web::Path<(String, String)>,
    payload: web::Payload,
) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let id = submission(&path.0)?;
        let (ctx, who) = (&desk.ctx, desk.who());
        let records = path.1 == "run";
        if records {
            reviews::may_record_run(ctx, who, id).await?;
        }
        let SentRun {
            fields,
            file,
            refused,
        } = runs::sent(&desk, payload, records).await?;
        let place = urls::review(id);
        let text = fields.text("text");
        let done = match path.1.as_str() {
            "claim" => reviews::claim(ctx, who, id, None).await.map(|_| place),
            "assign" => match assignee(&fields) {
                Ok(to) => reviews::assign(ctx, who, id, to, None).await.map(|_| place),
                Err(failure) => Err(failure),
            },
            "start-testing" => reviews::start_testing(ctx, who, id, None).await.map(|_| place),
            "stay" => reviews::stay(ctx, who, id).await.map(|()| place),
            "check-off" => match fields.all("item").map(item).collect::<Result<Vec<_>, _>>() {
                Ok(items) => reviews::check_off(ctx, who, id, &items)
                    .await
                    .map(|()| format!("{place}#checklist")),
                Err(failure) => Err(failure),
            },
            "run" if !refused.is_empty() => Err(Failure::Invalid(refused)),
            "run" => match run(&fields) {
                Ok(run) => reviews::record_run(ctx, who, id, run, file, None)
                    .await
                    .map(|_| format!("{place}#runs")),
                Err(failure) => Err(failure),
            },
            "message" => reviews::message(ctx, who, id, text, None)
                .await
                .map(|_| format!("{place}#thread")),
            "note" => reviews::note(ctx, who, id, text, None)
                .await
                .map(|()| format!("{place}#notes")),
            _ => Err(Failure::NotFound("page")),
        };
        match done {
            Ok(place) => Ok(go_to(&place)),
            Err(Failure::Invalid(errors)) => page::refused(&desk, id, errors, &path.1, &fields).await,
            Err(failure) => Err(failure),
        }
    })
    .await
}

fn item(text: &str) -> Result<Item, Failure> {
    Item::parse(text).ok_or_else(|| {
        let message = "The checklist has no such item. Load the page again.";
        Failure::field(FieldError::new("item", Code::UnknownValue, message))
    })
}

fn assignee(fields: &Fields) -> Result<UserId, Failure> {
    Uuid::parse_str(fields.text("to")).map(UserId).map_err(|_| {
        let message = "Choose the reviewer whom it is assigned to.";
        Failure::field(FieldError::new("to", Code::Missing, message))
    })
}

fn run(fields: &Fields) -> Result<Run<'_>, Failure> {
    let passed = match fields.text("result") {
        "passed" => true,
        "failed" => false,
        _ => {
            let message = "Say how the run ended: passed or failed.";
            return Err(Failure::field(FieldError::new("result", Code::Missing, message)));
        }
    };
    let Some(flow) = Flow::parse(fields.text("flow")) else {
        let message = "Choose the flow that you tested.";
        return Err(Failure::field(FieldError::new("flow", Code::Missing, message)));
    };
    Ok(Run {
        flow,
        passed,
        note: fields.text("text"),
    })
}
