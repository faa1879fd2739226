//! The ISV's portal.

pub(in crate::web::pages) mod answers;
pub mod appeal;
pub mod autosave;
pub mod claims;
pub mod doing;
pub mod guide;
pub mod import;
pub(in crate::web::pages) mod moment;
pub mod new;
pub mod org;
pub mod overview;
mod pictures;
pub mod private;
mod release;
pub mod secret;
pub mod status;
pub mod step;
pub mod wizard;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use oin_domain::ids::SubmissionId;
use uuid::Uuid;

use super::{PageError, Shell, respond_own};
use crate::actions::{Ctx, Failure, Member};
use crate::templates::Page;
use crate::web::Parts;
use crate::web::forgery::FormToken;
use crate::web::guard::Membership;

/// A member of an org at the portal, with what their pages are made with.
pub struct Portal {
    req: HttpRequest,
    pub(in crate::web::pages) ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    membership: Membership,
    token: FormToken,
}

impl FromRequest for Portal {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let membership = Membership::from_request(req, payload);
        let token = FormToken::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let membership = membership.await?;
            let token = token.await?;
            let data = (
                req.app_data::<web::Data<Ctx>>(),
                req.app_data::<web::Data<Parts>>(),
            );
            let (Some(ctx), Some(parts)) = data else {
                return Err(PageError::new(&req, Failure::Unavailable));
            };
            let (ctx, parts) = (ctx.clone(), parts.clone());
            Ok(Self {
                req,
                ctx,
                parts,
                membership,
                token,
            })
        })
    }
}

impl Portal {
    pub(in crate::web::pages) fn who(&self) -> &Member {
        &self.membership.member
    }

    pub(in crate::web::pages) fn shell(&self, title: &str) -> Shell {
        let org = Some(self.membership.member.org_name.as_str());
        Shell::new(
            &self.ctx,
            "portal",
            self.req.path(),
            title,
            "The portal for integrations.",
        )
        .of(&self.membership.asker, org, &self.token)
    }

    pub(in crate::web::pages) fn form_token(&self) -> &FormToken {
        &self.token
    }

    fn token(&self) -> String {
        self.token.text().to_owned()
    }

    pub(in crate::web::pages) fn show(
        &self,
        status: StatusCode,
        page: &impl Page,
    ) -> Result<HttpResponse, Failure> {
        respond_own(&self.parts, &self.token, status, page)
    }

    pub(in crate::web::pages) fn page(
        &self,
        answer: Result<HttpResponse, Failure>,
    ) -> Result<HttpResponse, PageError> {
        answer.map_err(|failure| PageError::new(&self.req, failure))
    }
}

/// The submission that an address names.
pub(super) fn submission(text: &str) -> Result<SubmissionId, Failure> {
    Uuid::parse_str(text)
        .map(SubmissionId)
        .map_err(|_| Failure::NotFound("submission"))
}
