//! The revision of a draft: the ETag of answers, and what `If-Match` names.

use actix_web::HttpResponse;
use actix_web::http::header;

use super::Call;
use crate::actions::submissions::Save;
use crate::actions::{Code, Failure};

/// The revision that a call names; [`Save::LATEST`] for `*`.
///
/// # Errors
/// `precondition_failed` for what is no ETag of a submission.
pub(in crate::web::api) fn named(call: &Call) -> Result<Option<i32>, Failure> {
    let Some(sent) = call.header(header::IF_MATCH).map(str::trim) else {
        return Ok(None);
    };
    if sent == "*" {
        return Ok(Some(Save::LATEST));
    }
    sent.strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"')?.parse().ok())
        .map(Some)
        .ok_or_else(|| {
            Failure::refused(
                Code::PreconditionFailed,
                "`If-Match` is the ETag with which the submission was read, such as `\"12\"`, or `*`.",
            )
        })
}

/// The same for calls that need it.
///
/// # Errors
/// `precondition_required` when there is none.
pub(super) fn needed(call: &Call) -> Result<i32, Failure> {
    named(call)?.ok_or_else(|| {
        Failure::refused(
            Code::PreconditionRequired,
            "This call changes a draft. Read the submission, then send its ETag as `If-Match`, so that nobody's work is overwritten.",
        )
    })
}

/// An answer that names the draft's revision.
pub(in crate::web::api) fn tagged(mut answer: HttpResponse, revision: i32) -> HttpResponse {
    if let Ok(tag) = header::HeaderValue::try_from(format!("\"{revision}\"")) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}

/// A draft that is not at the revision that was named: here that is a precondition.
pub(in crate::web::api) fn precondition(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(Code::EditConflict, sentence) => {
            Failure::Refused(Code::PreconditionFailed, sentence)
        }
        other => other,
    }
}
