//! Every address there is.

mod account;
mod admin;
mod catalog;
mod dev;
mod factors;
mod listings;
mod org;
mod portal;
mod provisioning;
mod review;
mod review_figures;
mod submissions;
mod verification;
mod webhooks;

use actix_web::dev::AppService;
use actix_web::guard::{self, GuardContext};
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{
    FromRequest, Handler, HttpMessage as _, HttpRequest, HttpResponse, Resource, Responder,
    ResponseError as _, web,
};

use crate::actions::{Code, Failure};
use crate::web::request_id::RequestId;
use crate::web::{error, hooks, pages};

/// Declares the routes.
pub fn declare(app: &mut web::ServiceConfig) {
    catalog::declare(app);
    dev::declare(app);
    account::declare(app);
    factors::declare(app);
    org::declare(app);
    admin::declare(app);
    listings::declare(app);
    portal::declare(app);
    review::declare(app);
    review_figures::declare(app);
    submissions::declare(app);
    app.service(at("/hooks/mail").post(hooks::mail));
    provisioning::declare(app);
    verification::declare(app);
    webhooks::declare(app);
    app.default_service(web::to(missing));
}

/// A resource with a handler for each method that it has; any other is 405 with what is allowed.
struct At {
    resource: Resource,
    allowed: Vec<&'static str>,
}

/// The resource at `path`.
fn at(path: &str) -> At {
    At {
        resource: web::resource(path),
        allowed: Vec::new(),
    }
}

impl At {
    /// GET and HEAD.
    fn get<F, Args>(mut self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let route = web::route().guard(guard::fn_guard(is_read)).to(handler);
        self.resource = self.resource.route(route);
        self.allowed.extend(["GET", "HEAD"]);
        self
    }

    /// POST.
    fn post<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.with(Method::POST, "POST", handler)
    }

    /// PUT.
    fn put<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.with(Method::PUT, "PUT", handler)
    }

    /// PATCH.
    fn patch<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.with(Method::PATCH, "PATCH", handler)
    }

    /// DELETE.
    fn delete<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.with(Method::DELETE, "DELETE", handler)
    }

    fn with<F, Args>(mut self, method: Method, name: &'static str, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.resource = self.resource.route(web::method(method).to(handler));
        self.allowed.push(name);
        self
    }
}

impl actix_web::dev::HttpServiceFactory for At {
    fn register(self, config: &mut AppService) {
        let allowed = self.allowed.join(", ");
        let refuse = move |req: HttpRequest| std::future::ready(not_allowed(&req, &allowed));
        self.resource.default_service(web::to(refuse)).register(config);
    }
}

/// A resource that can only be read: any other method is 405 with what is allowed.
fn read<F, Args>(path: &str, handler: F) -> At
where
    F: Handler<Args>,
    Args: actix_web::FromRequest + 'static,
    F::Output: Responder + 'static,
{
    at(path).get(handler)
}

fn is_read(ctx: &GuardContext<'_>) -> bool {
    matches!(ctx.head().method, Method::GET | Method::HEAD)
}

async fn missing(req: HttpRequest) -> HttpResponse {
    let failure = Failure::NotFound("page");
    if is_for_programs(&req) {
        error::api::ApiError::new(&req, failure).error_response()
    } else {
        pages::PageError::new(&req, failure).error_response()
    }
}

fn not_allowed(req: &HttpRequest, allowed: &str) -> HttpResponse {
    let detail = format!("{} is not possible here; possible: {allowed}.", req.method());
    let id = req
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string)
        .unwrap_or_default();
    let mut response = error::api::problem(Code::MethodNotAllowed, detail, Vec::new(), &id);
    if let Ok(allowed) = HeaderValue::from_str(allowed) {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

fn is_for_programs(req: &HttpRequest) -> bool {
    [
        "/api/", "/hooks/", "/feeds/", "/badge/", "/logos/", "/files/", "/assets/",
    ]
    .iter()
    .any(|start| req.path().starts_with(start))
}
