//! The reviewers' desk.

pub mod appeals;
pub mod decide;
pub mod doing;
mod form;
mod letter;
pub mod queue;
pub mod submission;
pub mod vault;
mod view;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use serde::Serialize;

use super::portal::moment::Moment;
use super::{PageError, Shell, respond_own};
use crate::actions::{Asker, Ctx, Failure, FieldError, Reviewer};
use crate::templates::Page;
use crate::web::Parts;
use crate::web::forgery::FormToken;
use crate::web::guard::SignedIn;

/// One of the staff at the desk, with what their pages are made with.
pub struct Desk {
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    asker: Asker,
    who: Reviewer,
    token: FormToken,
}

impl FromRequest for Desk {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let asker = SignedIn::from_request(req, payload);
        let token = FormToken::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let SignedIn(asker) = asker.await?;
            let token = token.await?;
            let who = asker
                .reviewer()
                .map_err(|failure| PageError::new(&req, failure))?;
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
                who,
                token,
            })
        })
    }
}

impl Desk {
    fn shell(&self, title: &str) -> Shell {
        Shell::new(
            &self.ctx,
            "review",
            self.req.path(),
            title,
            "The desk of the reviewers.",
        )
        .of(&self.asker, None, &self.token)
    }

    fn token(&self) -> String {
        self.token.text().to_owned()
    }

    fn moment(&self, at: chrono::DateTime<chrono::Utc>) -> Moment {
        Moment::new(at, self.ctx.now())
    }

    fn show(&self, status: StatusCode, page: &impl Page) -> Result<HttpResponse, Failure> {
        respond_own(&self.parts, &self.token, status, page)
    }

    fn page(&self, answer: Result<HttpResponse, Failure>) -> Result<HttpResponse, PageError> {
        answer.map_err(|failure| PageError::new(&self.req, failure))
    }
}

/// A refusal at a field of the page.
#[derive(Debug, Clone, Serialize)]
struct Refused {
    field: String,
    message: String,
}

impl From<FieldError> for Refused {
    fn from(error: FieldError) -> Self {
        Self {
            field: error.field,
            message: error.message,
        }
    }
}
