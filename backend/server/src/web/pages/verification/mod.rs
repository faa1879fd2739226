//! Okta Verified: the reviewers' desk, and the way there for the ISV.

pub mod desk;
pub mod portal;
mod view;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;

use super::{PageError, Shell, respond_own};
use crate::actions::{Asker, Ctx, Failure};
use crate::templates::Page;
use crate::web::Parts;
use crate::web::forgery::FormToken;
use crate::web::guard::SignedIn;

/// One of the staff, with what their pages are made with. Who exactly may see a page, its action
/// says.
pub struct Desk {
    req: HttpRequest,
    pub(super) ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    pub(super) asker: Asker,
    token: FormToken,
}

impl FromRequest for Desk {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(req, payload);
        let token = FormToken::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let SignedIn(asker) = signed_in.await?;
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
                asker,
                token,
            })
        })
    }
}

impl Desk {
    pub(super) fn shell(&self, title: &str) -> Shell {
        let shell = Shell::new(&self.ctx, "none", self.req.path(), title, "For reviewers.");
        shell.of(&self.asker, None, &self.token)
    }

    pub(super) fn token(&self) -> &FormToken {
        &self.token
    }

    pub(super) fn show(&self, status: StatusCode, page: &impl Page) -> Result<HttpResponse, Failure> {
        respond_own(&self.parts, &self.token, status, page)
    }

    pub(super) fn page(&self, answer: Result<HttpResponse, Failure>) -> Result<HttpResponse, PageError> {
        answer.map_err(|failure| PageError::new(&self.req, failure))
    }
}
