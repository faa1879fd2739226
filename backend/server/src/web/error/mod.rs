//! One failure, two skins: problem+json for programs here, a page for people in
//! [`crate::web::pages`].

pub mod api;
pub mod panicked;

use actix_web::http::StatusCode;

use crate::actions::{Code, Failure};

/// The HTTP status of a code.
pub fn status(code: Code) -> StatusCode {
    match code {
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::Forbidden
        | Code::SecondFactorRequired
        | Code::StepUpRequired
        | Code::ForgeryRefused
        | Code::MailUnverified
        | Code::NoOrg => StatusCode::FORBIDDEN,
        Code::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        Code::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
        Code::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::Missing
        | Code::UnknownField
        | Code::BadValue
        | Code::UrlUnreadable
        | Code::UrlScheme
        | Code::UrlUserinfo
        | Code::UrlPort
        | Code::UrlNotPublic
        | Code::UrlOwnHost
        | Code::UrlNoSuchHost
        | Code::UrlSilent
        | Code::UrlTls
        | Code::UrlTooLarge
        | Code::UrlRedirects
        | Code::UrlAnswer
        | Code::NoReason
        | Code::ChecklistIncomplete
        | Code::BlockingFinding
        | Code::RequirementMissing
        | Code::SecretWithoutTarget
        | Code::DraftFull
        | Code::ImportRefused
        | Code::ImportAmbiguous
        | Code::IdempotencyKeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        Code::OwnOrg | Code::SamePerson => StatusCode::FORBIDDEN,
        Code::Stale
        | Code::AddressTaken
        | Code::IdentityTaken
        | Code::LastWayIn
        | Code::WrongStage
        | Code::TestLoginUnopened
        | Code::OpenSubmission
        | Code::TooManyDrafts
        | Code::CannotReview
        | Code::OpenClaim
        | Code::NotClaimable
        | Code::DomainNotProven
        | Code::WebhookOff
        | Code::TooEarly
        | Code::TooLate
        | Code::AppealState
        | Code::LastOwner
        | Code::EditConflict => StatusCode::CONFLICT,
        Code::UploadType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::UploadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::PictureTooLarge | Code::PictureBroken | Code::PictureEmpty | Code::PictureTooComplex => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Code::Quota | Code::HasPicture => StatusCode::CONFLICT,
        Code::UriTooLong => StatusCode::URI_TOO_LONG,
        Code::CursorAhead => StatusCode::CONFLICT,
        Code::TooManyRequests | Code::BulkLimit => StatusCode::TOO_MANY_REQUESTS,
        Code::Unavailable | Code::ProviderUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// The code that stands for a failure as a whole.
pub fn code(failure: &Failure) -> Code {
    match failure {
        Failure::Invalid(errors) => errors.first().map_or(Code::Internal, |error| error.code),
        Failure::NotFound(_) => Code::NotFound,
        Failure::Refused(code, _) => *code,
        Failure::TooMany(_) => Code::TooManyRequests,
        Failure::Unavailable => Code::Unavailable,
        Failure::Broken(_) => Code::Internal,
    }
}

/// The sentence that a reader is shown.
pub fn detail(failure: &Failure) -> String {
    match failure {
        Failure::Invalid(errors) => errors
            .iter()
            .map(|error| error.message.as_str())
            .collect::<Vec<_>>()
            .join(" "),
        Failure::NotFound(what) => format!("There is no such {what}."),
        Failure::Refused(_, what) => what.clone().into_owned(),
        Failure::TooMany(wait) => format!(
            "Too many requests from your address. Try again in {} seconds.",
            wait.as_secs().max(1)
        ),
        Failure::Unavailable => {
            "The catalog cannot answer this right now. Try again in a few seconds.".to_owned()
        }
        Failure::Broken(_) => {
            "Something failed on our side. It was recorded; try again, and name the request id if it stays."
                .to_owned()
        }
    }
}

/// Writes a fault of ours to the log, with its chain, once.
pub fn record(failure: &Failure, request_id: &str) {
    if let Failure::Broken(error) = failure {
        tracing::error!(
            request_id,
            error = format!("{error:#}"),
            "a request failed on our side"
        );
    }
}
