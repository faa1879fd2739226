//! A call with a token: who makes it and what it sends, and how it is answered.

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use oin_domain::account::StaffScope;
use oin_domain::org::Scope;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{JSON, json};
use crate::actions::asker::TokenHolder;
use crate::actions::{Code, Ctx, Failure, FieldError, Idempotency, Member, Reviewer, Visit};
use crate::web::error::api::ApiError;
use crate::web::guard::Bearer;
use crate::web::pairs::Pairs;
use crate::web::upload::{self, Takes, Upload};
use crate::web::{Parts, guard, json_body};

/// The header that names a request which may be sent twice.
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// The longest such name.
const LONGEST_KEY: usize = 255;

/// A call of the API by the holder of a token, with its whole body.
pub struct Call {
    /// What actions work with; it writes down through which token they were done.
    pub ctx: Ctx,
    /// What answers are made with.
    pub parts: web::Data<Parts>,
    req: HttpRequest,
    holder: Bearer,
    body: Vec<u8>,
}

/// A call whose body is a form with files.
pub struct FormCall {
    /// The call, without the body.
    pub call: Call,
    /// The body.
    pub form: Form,
}

/// A form with files that is not read yet.
pub struct Form {
    req: HttpRequest,
    payload: Payload,
}

impl FromRequest for Call {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let call = async {
                // Nobody's body is not even read.
                let mut call = Self::begin(&req).await?;
                if has_body(&req) {
                    call.body = json_body::read(&req, payload).await?;
                }
                Ok(call)
            };
            call.await
                .map_err(|failure: Failure| ApiError::new(&req, failure))
        })
    }
}

impl FromRequest for FormCall {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            match Call::begin(&req).await {
                Ok(call) => Ok(Self {
                    call,
                    form: Form { req, payload },
                }),
                Err(failure) => Err(ApiError::new(&req, failure)),
            }
        })
    }
}

impl Form {
    /// What was sent; `takes` says which fields take files.
    ///
    /// # Errors
    /// As [`upload::read_call`].
    pub async fn read(self, takes: impl Fn(&str) -> Option<Takes>) -> Result<Upload, Failure> {
        upload::read_call(&self.req, self.payload, takes).await
    }
}

/// Whether a body follows the head (RFC 9112 6.3).
fn has_body(req: &HttpRequest) -> bool {
    let headers = req.headers();
    headers.contains_key(header::TRANSFER_ENCODING)
        || headers
            .get(header::CONTENT_LENGTH)
            .is_some_and(|length| length != "0")
}

/// An id out of an address; one that is none is a thing that is not there.
///
/// # Errors
/// `not_found`, naming what.
pub fn id(text: &str, what: &'static str) -> Result<Uuid, Failure> {
    Uuid::parse_str(text).map_err(|_| Failure::NotFound(what))
}

impl Call {
    async fn begin(req: &HttpRequest) -> Result<Self, Failure> {
        let holder = guard::bearer(req).await?;
        let ctx = req.app_data::<web::Data<Ctx>>();
        let ctx = ctx.map(|ctx| ctx.through(holder.by().clone()));
        let parts = req.app_data::<web::Data<Parts>>().cloned();
        Ok(Self {
            ctx: ctx.ok_or(Failure::Unavailable)?,
            parts: parts.ok_or(Failure::Unavailable)?,
            req: req.clone(),
            holder,
            body: Vec::new(),
        })
    }

    /// Answers a call that has no parameters, when the token has the scope.
    ///
    /// # Errors
    /// `forbidden`, `unknown_parameter`, and whatever `answer` fails with, as a problem.
    pub async fn serve(
        &self,
        scope: Scope,
        answer: impl AsyncFnOnce(&Member) -> Result<HttpResponse, Failure>,
    ) -> Result<HttpResponse, ApiError> {
        let answer = async {
            let who = self.with(scope)?;
            self.query(&[])?;
            answer(who).await
        };
        self.finish(answer.await)
    }

    /// The same for a call of the network's staff.
    ///
    /// # Errors
    /// As [`Call::serve`].
    pub async fn serve_staff(
        &self,
        scope: StaffScope,
        answer: impl AsyncFnOnce(&Reviewer) -> Result<HttpResponse, Failure>,
    ) -> Result<HttpResponse, ApiError> {
        let answer = async {
            let who = self.staff_with(scope)?;
            self.query(&[])?;
            answer(who).await
        };
        self.finish(answer.await)
    }

    /// For whom the org's token acts, when it has the scope.
    ///
    /// # Errors
    /// `forbidden` names the scope that is missing, or the kind of token.
    pub fn with(&self, scope: Scope) -> Result<&Member, Failure> {
        self.member()?.with(scope)
    }

    /// The staff member whose token it is, when it has the scope.
    ///
    /// # Errors
    /// `forbidden` names the scope that is missing, or the kind of token; `second_factor_required`.
    pub fn staff_with(&self, scope: StaffScope) -> Result<&Reviewer, Failure> {
        match &self.holder {
            Bearer::Staff(holder) => holder.with(scope),
            Bearer::Member(_) => Err(Failure::refused(
                Code::Forbidden,
                format!(
                    "This call is for the network's staff: it takes a token of theirs, `oin_staff_…`, with the scope `{scope}`."
                ),
            )),
        }
    }

    fn member(&self) -> Result<&TokenHolder, Failure> {
        match &self.holder {
            Bearer::Member(holder) => Ok(holder),
            Bearer::Staff(_) => Err(Failure::refused(
                Code::Forbidden,
                "This call is for orgs: it takes a token of one. Its owners make tokens in the portal, under Tokens.",
            )),
        }
    }

    /// The body in the shape of the call.
    ///
    /// # Errors
    /// `bad_body`; `missing`, `unknown_field` and `bad_value` with the field.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        json_body::parse(&self.body)
    }

    /// The same for a call whose body may be left out.
    ///
    /// # Errors
    /// As [`Call::body`].
    pub fn body_if_any<T: DeserializeOwned + Default>(&self) -> Result<T, Failure> {
        // The document's null is a body that is left out.
        if self.body.is_empty() || self.body.trim_ascii() == b"null" {
            Ok(T::default())
        } else {
            self.body()
        }
    }

    /// The query's pairs, when there are no others than `known`.
    ///
    /// # Errors
    /// `unknown_parameter`, `duplicate_parameter`, `invalid_utf8`.
    pub fn query(&self, known: &[&str]) -> Result<Pairs, Failure> {
        let pairs = Pairs::parse(self.req.query_string())?;
        pairs.only(known)?;
        for name in known {
            pairs.single(name)?;
        }
        Ok(pairs)
    }

    /// The query as it is, for calls whose names are not known beforehand.
    pub fn query_string(&self) -> &str {
        self.req.query_string()
    }

    /// What the org's token may do.
    ///
    /// # Errors
    /// `forbidden` for a token of another kind.
    pub fn scopes(&self) -> Result<&[Scope], Failure> {
        Ok(self.member()?.scopes())
    }

    /// From where it comes, for limits and security events.
    pub fn visit(&self) -> Visit {
        guard::visit(&self.req)
    }

    /// The value of a header, when it is there; empty when it is not text.
    pub fn header(&self, name: header::HeaderName) -> Option<&str> {
        let value = self.req.headers().get(name)?;
        Some(value.to_str().unwrap_or_default())
    }

    /// The name under which the request may be sent twice, when it has one.
    ///
    /// # Errors
    /// `bad_value` for a name that is empty, longer than 255 characters, or not of visible ASCII.
    pub fn again(&self, who: &Member) -> Result<Option<Idempotency>, Failure> {
        self.again_by(who.token.map_or(who.user().0, |token| token.0))
    }

    /// The same for a call of the network's staff.
    ///
    /// # Errors
    /// As [`Call::again`].
    pub fn staff_again(&self, who: &Reviewer) -> Result<Option<Idempotency>, Failure> {
        self.again_by(who.token.map_or(who.user().0, |token| token.0))
    }

    fn again_by(&self, actor: Uuid) -> Result<Option<Idempotency>, Failure> {
        let mut sent = self.req.headers().get_all(IDEMPOTENCY_KEY);
        let Some(key) = sent.next() else { return Ok(None) };
        let key = key.to_str().unwrap_or_default();
        let sound = (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !sound || sent.next().is_some() {
            let message = format!(
                "`{IDEMPOTENCY_KEY}` is given once and has 1 to {LONGEST_KEY} visible characters of ASCII. A UUID is a good one."
            );
            let error = FieldError::new(IDEMPOTENCY_KEY, Code::BadValue, message);
            return Err(Failure::field(error));
        }
        let mut request = Sha256::new();
        let target = self.req.uri().path_and_query();
        for part in [
            self.req.method().as_str(),
            target.map_or("", |target| target.as_str()),
        ] {
            request.update(part);
            request.update([0]);
        }
        request.update(&self.body);
        Ok(Some(Idempotency {
            actor,
            key: key.to_owned(),
            request: request.finalize().into(),
        }))
    }

    /// An answer for this caller alone, which nothing on the way keeps.
    ///
    /// # Errors
    /// A body that JSON cannot hold, which is a mistake of ours.
    pub fn answer(&self, status: StatusCode, body: &impl Serialize) -> Result<HttpResponse, Failure> {
        Ok(HttpResponse::build(status)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_TYPE, JSON))
            .body(json(body)?))
    }

    /// The answer of a call that went well.
    ///
    /// # Errors
    /// As [`Call::answer`].
    pub fn ok(&self, body: &impl Serialize) -> Result<HttpResponse, Failure> {
        self.answer(StatusCode::OK, body)
    }

    /// The answer to what was done and says nothing.
    pub fn done(&self) -> HttpResponse {
        HttpResponse::NoContent()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish()
    }

    /// An answer that is no JSON, with its media type.
    pub fn text(&self, kind: &'static str, text: String) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_TYPE, kind))
            .body(text)
    }

    /// What goes out.
    ///
    /// # Errors
    /// The failure, as a problem.
    pub fn finish(&self, answer: Result<HttpResponse, Failure>) -> Result<HttpResponse, ApiError> {
        answer.map_err(|failure| ApiError::new(&self.req, failure))
    }
}
