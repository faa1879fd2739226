//! What calls with a token say no with, described once; a call names those that it gives.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

macro_rules! refusals {
    ($($(#[$meta:meta])* $name:ident { $($status:literal: $text:literal,)+ })+) => {$(
        $(#[$meta])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                [$(problem($status, $text)),+].into()
            }
        }
    )+};
}

refusals! {
    /// Of every call that takes a token.
    CallRefusals {
        "400": "The request cannot be read, or has a parameter that cannot be used",
        "401": "No token that works",
        "403": "The token's scopes or its owner's role do not reach",
        "429": "Too many requests",
        "503": "Not available right now",
    }
    /// Of searches by what was typed.
    SearchRefusals {
        "422": "Something to search for that cannot be used, each with what mends it",
    }
    /// Of calls that name a thing.
    AbsentRefusals {
        "404": "There is no such thing, or it belongs to another org",
    }
    /// Of calls that move a submission or change its draft.
    StageRefusals {
        "409": "Not possible at this stage, or changed by somebody else meanwhile",
    }
    /// Of calls that move a thing that staff and orgs share, with a body.
    MoveRefusals {
        "409": "Not possible at this stage, or done already",
        "413": "The body is longer than 1 MiB",
        "415": "The body is no JSON",
        "422": "Fields that cannot be used, each with what mends it",
    }
    /// Of calls that change who belongs to an org.
    OwnerRefusals {
        "409": "The org would have no owner left",
    }
    /// Of the upload of a picture.
    PictureRefusals {
        "409": "The org has no room for more pictures",
        "413": "The file or the form is too large",
        "415": "No picture of a kind that is read",
        "422": "A picture or a field that cannot be used",
    }
    /// Of the upload of a run's picture.
    RunPictureRefusals {
        "409": "The run has its picture already, or was recorded more than a day ago",
        "413": "The file or the form is too large",
        "415": "No picture of a kind that is read",
        "422": "A picture that cannot be used, or a field that is not known",
    }
    /// Of calls that need the draft's fields to be right.
    FieldRefusals {
        "422": "Fields that cannot be used, each with what mends it",
    }
    /// Of calls that have something sent to a webhook.
    WebhookOffRefusals {
        "409": "The webhook is paused or disabled",
    }
    /// Of calls with a JSON body.
    BodyRefusals {
        "413": "The body is longer than 1 MiB",
        "415": "The body is no JSON",
        "422": "Fields that cannot be used, each with what mends it",
    }
    /// Of calls with a JSON body that may be sent twice.
    KeyedRefusals {
        "413": "The body is longer than 1 MiB",
        "415": "The body is no JSON",
        "422": "Fields that cannot be used, each with what mends it; or the `Idempotency-Key` was used for another request",
    }
    /// Of calls without a body that may be sent twice.
    AgainRefusals {
        "422": "The `Idempotency-Key` was used for another request",
    }
    /// Of calls that may name a revision.
    RevisionRefusals {
        "412": "The draft is not at the revision that `If-Match` names",
    }
    /// Of calls that must.
    NeededRevisionRefusals {
        "412": "The draft is not at the revision that `If-Match` names",
        "428": "`If-Match` is missing",
    }
}

/// A refusal in the document. Its schema is there through the calls of the catalog.
fn problem(status: &str, text: &str) -> (String, RefOr<Response>) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem")));
    let response = ResponseBuilder::new()
        .description(text)
        .content("application/problem+json", content.build());
    (status.to_owned(), RefOr::T(response.build()))
}
