//! What the calls of an org's own say no with, described once.

use std::collections::BTreeMap;

use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, PartialSchema as _};

use crate::web::error::api::Problem;

/// The refusals of every call that takes a token.
pub struct OwnRefusals;

/// The same, and those of calls that change something.
pub struct ChangeRefusals;

const OWN: [(&str, &str); 6] = [
    (
        "400",
        "The request cannot be read, or has a parameter that the call does not have",
    ),
    ("401", "No token that works"),
    ("403", "The token's scopes or its owner's role do not reach"),
    ("404", "There is no such thing, or it belongs to another org"),
    ("429", "Too many requests"),
    ("503", "Not available right now"),
];

const CHANGE: [(&str, &str); 5] = [
    (
        "409",
        "Not possible at this stage, or changed by somebody else meanwhile",
    ),
    ("412", "The draft is not at the revision that `If-Match` names"),
    ("413", "The body is too long"),
    ("415", "The body is no JSON"),
    (
        "422",
        "Fields that cannot be used, each with what mends it; or the `Idempotency-Key` was used for another request",
    ),
];

impl IntoResponses for OwnRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        of(&OWN)
    }
}

impl IntoResponses for ChangeRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut all = of(&OWN);
        all.extend(of(&CHANGE));
        all
    }
}

fn of(refusals: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    let problem = |(status, description): &(&str, &str)| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem")));
        let response = ResponseBuilder::new()
            .description(*description)
            .content("application/problem+json", content.build());
        ((*status).to_owned(), RefOr::T(response.build()))
    };
    // The schema itself is in the document through the calls of the catalog.
    let _ = Problem::schema;
    refusals.iter().map(problem).collect()
}
