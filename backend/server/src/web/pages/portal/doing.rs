//! `/portal/submissions/{id}/do/{what}`: what the buttons of a submission do.

use actix_web::{HttpResponse, web};

use super::{PageError, Portal, status, submission};
use crate::actions::Failure;
use crate::actions::submissions::{self, Answer, Submit, TypedPlan};
use crate::web::form::Fields;
use crate::web::pages::go_to;
use crate::web::urls;

/// `POST /portal/submissions/{id}/do/{what}`.
///
/// # Errors
/// As the action; what stops a submission is shown on its page, each finding with its jump.
pub async fn post(
    portal: Portal,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let id = submission(&path.0)?;
            let (ctx, who) = (&portal.ctx, portal.who());
            let base = fields.text("base").parse().ok();
            let message = fields.text("message");
            let plan = TypedPlan {
                held: fields.ticked("held"),
                notice: fields.text("notice").to_owned(),
                grace: fields.text("grace").to_owned(),
            };
            let page = urls::submission(id);
            let done = match path.1.as_str() {
                "submit" => submissions::submit(ctx, who, id, Submit { base, again: None })
                    .await
                    .map(|_| page),
                "mend" => submissions::mend(ctx, who, id, Submit { base, again: None })
                    .await
                    .map(|_| page),
                "answer" => {
                    let answer = Answer {
                        message: message.to_owned(),
                        base,
                        again: None,
                    };
                    submissions::answer(ctx, who, id, answer).await.map(|_| page)
                }
                "contest" => submissions::contest(ctx, who, id, message, None)
                    .await
                    .map(|_| page),
                "message" => submissions::message(ctx, who, id, message, None)
                    .await
                    .map(|_| format!("{page}#thread")),
                "check" => submissions::check_now(ctx, who, id, None)
                    .await
                    .map(|()| format!("{page}#checks")),
                "ask-contacts" => submissions::ask_contacts(ctx, who, id, None)
                    .await
                    .map(|_| format!("{page}/people#contacts.support.mail")),
                "back-to-draft" => submissions::back_to_draft(ctx, who, id, None).await.map(|_| page),
                "reopen" => submissions::reopen(ctx, who, id, None).await.map(|_| page),
                "begin" => submissions::begin_next(ctx, who, id)
                    .await
                    .map(|begun| format!("{}/general", urls::submission(begun.submission))),
                "plan-release" => submissions::plan_release(ctx, who, id, &plan, None)
                    .await
                    .map(|()| format!("{page}#release")),
                "publish" => submissions::publish(ctx, who, id, &plan, None)
                    .await
                    .map(|_| page),
                "withdraw-appeal" => submissions::withdraw_appeal(ctx, who, id).await.map(|_| page),
                "withdraw" => submissions::withdraw(ctx, who, id, None).await.map(|_| page),
                "delete" => submissions::delete(ctx, who, id, None)
                    .await
                    .map(|()| format!("{}#deleted", urls::PORTAL)),
                "restore" => submissions::restore(ctx, who, id, None).await.map(|()| page),
                _ => Err(Failure::NotFound("page")),
            };
            match done {
                Ok(place) => Ok(go_to(&place)),
                Err(Failure::Invalid(errors)) => {
                    let releasing = matches!(path.1.as_str(), "plan-release" | "publish");
                    let typed = status::Typed {
                        message,
                        plan: releasing.then_some(plan),
                    };
                    status::refused(&portal, id, errors, &typed).await
                }
                Err(failure) => Err(failure),
            }
        })
        .await
}
