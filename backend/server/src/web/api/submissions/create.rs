//! `POST /api/v1/submissions`: begins a submission.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use oin_domain::ids::IntegrationId;
use oin_domain::org::Scope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::fields::Typed;
use super::revision::tagged;
use super::{Call, url};
use crate::actions::submissions::{self, Created, NewSubmission, Of};
use crate::actions::{Code, Failure, FieldError};
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, KeyedRefusals, StageRefusals};
use crate::web::error::api::ApiError;

/// A submission to begin.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewBody {
    /// The id of an integration of the org, to update it: the draft starts as a copy of what is
    /// live. Left out for a new integration.
    #[schema(format = "uuid")]
    integration: Option<String>,
    /// A customer proposes the integration to the network, without the vendor.
    by_customer: bool,
    /// What is typed into the draft at once, by path or as a tree.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>, example = json!({"name": "Acme Shifts", "website": "https://acme.example"}))]
    fields: Typed,
}

/// A submission that was begun.
#[derive(Serialize, ToSchema)]
pub struct CreatedBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// The id of its integration.
    #[schema(format = "uuid")]
    pub integration: String,
    /// The draft's revision: the number in the ETag.
    #[schema(example = 2)]
    pub revision: i32,
    /// Where it is in the API.
    pub url: String,
}

impl From<Created> for CreatedBody {
    fn from(created: Created) -> Self {
        Self {
            id: created.submission.to_string(),
            integration: created.integration.to_string(),
            revision: created.revision,
            url: url(created.submission),
        }
    }
}

/// Begin a submission
///
/// Of a new integration, or of one that is live or was refused, as a copy of what is known of it.
/// An integration has at most one open submission.
#[utoipa::path(
    post,
    path = "/api/v1/submissions",
    tag = "submissions",
    operation_id = "create_submission",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours")),
    request_body = NewBody,
    security(("token" = ["submissions:write"])),
    responses((status = 201, description = "It was begun", body = CreatedBody), CallRefusals, AbsentRefusals, StageRefusals, KeyedRefusals)
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsWrite, async |who| {
        let body: NewBody = call.body()?;
        let new = NewSubmission {
            of: of(body.integration.as_deref(), body.by_customer)?,
            fields: body.fields.read()?,
            again: call.again(who)?,
        };
        let created = CreatedBody::from(submissions::create(&call.ctx, who, new).await?);
        let mut answer = tagged(call.answer(StatusCode::CREATED, &created)?, created.revision);
        if let Ok(place) = header::HeaderValue::try_from(created.url) {
            answer.headers_mut().insert(header::LOCATION, place);
        }
        Ok(answer)
    })
    .await
}

fn of(integration: Option<&str>, by_customer: bool) -> Result<Of, Failure> {
    let Some(integration) = integration else {
        return Ok(Of::New {
            name: None,
            by_customer,
        });
    };
    if by_customer {
        let message = "`by_customer` is for a new integration. Leave it or `integration` out.";
        return Err(Failure::field(FieldError::new(
            "by_customer",
            Code::BadValue,
            message,
        )));
    }
    // What is no id is the id of nothing.
    let id = Uuid::parse_str(integration).map_err(|_| Failure::NotFound("integration"))?;
    Ok(Of::Integration(IntegrationId(id)))
}
