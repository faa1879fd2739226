//! A request for a page of one person: who asks and from where, what the page is made with, and how
//! it is answered.

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;

use super::{PageError, Shell, respond_own};
use crate::actions::{Asker, Code, Ctx, Failure, FieldError, Visit};
use crate::templates::Page;
use crate::web::Parts;
use crate::web::error::api::retry_after;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{self, Audience};
use crate::web::pairs::Pairs;

/// A request for a page by somebody whom the guard `W` let in (`web/guard.rs`): a handler that takes
/// `PageCall<SignedIn>` or `PageCall<Staff>` says so who may call it.
pub struct PageCall<W> {
    pub(super) req: HttpRequest,
    pub(super) ctx: web::Data<Ctx>,
    pub(super) parts: web::Data<Parts>,
    /// From where, for limits and security events.
    pub(super) visit: Visit,
    /// The token of this browser's forms.
    pub(super) token: FormToken,
    /// Whom the guard let in.
    pub(super) who: W,
}

impl<W> FromRequest for PageCall<W>
where
    W: FromRequest<Error = PageError> + 'static,
    W::Future: 'static,
{
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let who = W::from_request(req, payload);
        let token = FormToken::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let who = who.await?;
            let token = token.await?;
            let known = req
                .app_data::<web::Data<Ctx>>()
                .zip(req.app_data::<web::Data<Parts>>());
            let Some((ctx, parts)) = known else {
                return Err(PageError::new(&req, Failure::Unavailable));
            };
            let (ctx, parts) = (ctx.clone(), parts.clone());
            let visit = guard::visit(&req);
            Ok(Self {
                req,
                ctx,
                parts,
                visit,
                token,
                who,
            })
        })
    }
}

impl<W> PageCall<W> {
    /// One value of the query string, without blanks around it; empty when it is not there.
    pub(super) fn asked(&self, name: &str) -> String {
        let pairs = Pairs::readable(self.req.query_string());
        pairs.first(name).unwrap_or_default().trim().to_owned()
    }

    /// What goes into the hidden field `form_token`.
    pub(super) fn token(&self) -> String {
        self.token.text().to_owned()
    }

    /// An empty form with these fields.
    pub(super) fn form(&self, fields: &[&'static str]) -> FormView {
        FormView::new(&self.token, fields)
    }

    /// A form again with what was typed and what was refused.
    ///
    /// # Errors
    /// Returns what is no refusal of input: that is shown as a page of its own.
    pub(super) fn retyped(
        &self,
        names: &[&'static str],
        typed: &Fields,
        failure: Failure,
    ) -> Result<FormView, Failure> {
        self.form(names).typed(typed, &[]).refused(failure)
    }

    /// Renders a page for this person alone.
    ///
    /// # Errors
    /// `broken`, for a mistake in a template.
    pub(super) fn show(&self, status: StatusCode, page: &impl Page) -> Result<HttpResponse, Failure> {
        respond_own(&self.parts, &self.token, status, page)
    }

    /// Shows a form again with what was refused, or at its first field with how long to wait.
    ///
    /// # Errors
    /// Returns what is no refusal of input: that is shown as a page of its own.
    pub(super) fn again<P: Page>(
        &self,
        form: FormView,
        failure: Failure,
        first_field: &'static str,
        page: impl FnOnce(FormView) -> P,
    ) -> Result<HttpResponse, Failure> {
        let Failure::TooMany(wait) = failure else {
            let form = form.refused(failure)?;
            return self.show(StatusCode::UNPROCESSABLE_ENTITY, &page(form));
        };
        let message = format!("Too many tries. Wait {}, then try again.", minutes(wait));
        let error = FieldError::new(first_field, Code::TooManyRequests, message);
        let form = form.refused(Failure::field(error))?;
        let mut response = self.show(StatusCode::TOO_MANY_REQUESTS, &page(form))?;
        if let Some(wait) = retry_after(&Failure::TooMany(wait))
            && let Ok(wait) = header::HeaderValue::try_from(wait.to_string())
        {
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        Ok(response)
    }

    /// What was made, or the page that says why not.
    ///
    /// # Errors
    /// The failure as a page.
    pub(super) async fn answer(
        &self,
        made: impl Future<Output = Result<HttpResponse, Failure>>,
    ) -> Result<HttpResponse, PageError> {
        self.page(made.await)
    }

    /// The same for what is there already.
    ///
    /// # Errors
    /// The failure as a page.
    pub(super) fn page(&self, made: Result<HttpResponse, Failure>) -> Result<HttpResponse, PageError> {
        made.map_err(|failure| PageError::new(&self.req, failure))
    }
}

impl<W: Audience> PageCall<W> {
    /// The frame of the page at `path`, in one of the areas of [`Shell::new`], with who is signed in.
    pub(super) fn shell_at(
        &self,
        path: &str,
        area: &'static str,
        title: impl Into<String>,
        about: &str,
    ) -> Shell {
        let shell = Shell::new(&self.ctx, area, path, title, about);
        match self.who.shown() {
            Some(asker) => shell.of(asker, self.who.org(), &self.token),
            None => shell,
        }
    }

    /// The same at the request's own path.
    pub(super) fn shell_here(&self, area: &'static str, title: impl Into<String>, about: &str) -> Shell {
        self.shell_at(self.req.path(), area, title, about)
    }
}

impl<W: AsRef<Asker>> PageCall<W> {
    /// Who is signed in.
    pub(super) fn asker(&self) -> &Asker {
        self.who.as_ref()
    }
}

fn minutes(wait: Duration) -> String {
    match wait.as_secs().div_ceil(60) {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}
