//! Closing a report with an answer.

use oin_domain::account::StaffRole;
use oin_domain::ids::ReportId;
use oin_domain::text::{Prose, TextError};
use oin_store::StoreError;

use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Code, Ctx, Failure, FieldError, Reviewer};

/// Answers a report: the answer goes to whoever reported it, and the report is closed.
///
/// # Errors
/// `not_found` for who is no staff, and for a report that is answered; `missing` and `bad_value`
/// at `answer`.
pub async fn answer(ctx: &Ctx, who: &Reviewer, id: ReportId, typed: &str) -> Result<(), Failure> {
    who.has_any(&[StaffRole::Reviewer, StaffRole::Lead, StaffRole::Admin])?;
    let answer = Prose::parse(typed).map_err(|error| {
        let code = match error {
            TextError::Empty => Code::Missing,
            _ => Code::BadValue,
        };
        Failure::field(FieldError::new(
            "answer",
            code,
            format!("The answer {error}. Whoever reported it reads it."),
        ))
    })?;
    ctx.store
        .write(async |tx| {
            let open = match tx.open_report(id).await {
                Err(StoreError::Absent) => return Err(Failure::NotFound("report")),
                open => open?,
            };
            tx.answer_report(id, &answer, who.user(), ctx.now()).await?;
            let to = Recipient {
                mail: open.report.mail.clone(),
                name: None,
                user: open.report.user,
            };
            let letter = Letter::ProblemReport {
                integration: open.name,
                slug: open.slug.to_string(),
                text: open.report.text.to_string(),
                answer: Some(answer.to_string()),
            };
            Ok(letters::post(tx, &ctx.vault, &to, &letter, ctx.now()).await?)
        })
        .await
}
