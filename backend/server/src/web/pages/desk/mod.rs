//! What staff decide about listings, claims of them and reports.

pub mod claims;
pub mod listing;
pub mod reports;

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

/// Somebody at a staff page, with what the page is made with. Which staff, the action says.
pub struct Desk {
    req: HttpRequest,
    pub(super) ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    asker: Asker,
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
    /// Who.
    pub(super) fn asker(&self) -> &Asker {
        &self.asker
    }

    /// The frame of a page.
    pub(super) fn shell(&self, title: &str) -> Shell {
        Shell::new(
            &self.ctx,
            "admin",
            self.req.path(),
            title,
            "For the network's staff.",
        )
        .of(&self.asker, None, &self.token)
    }

    /// What goes into the hidden field of forms.
    pub(super) fn token(&self) -> String {
        self.token.text().to_owned()
    }

    /// A page for this person alone.
    pub(super) fn show(&self, status: StatusCode, page: &impl Page) -> Result<HttpResponse, Failure> {
        respond_own(&self.parts, &self.token, status, page)
    }

    /// An answer, or the page that says why not.
    pub(super) fn page(&self, answer: Result<HttpResponse, Failure>) -> Result<HttpResponse, PageError> {
        answer.map_err(|failure| PageError::new(&self.req, failure))
    }
}
