//! A call with a token: who makes it, what it sends, and under which conditions.

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use oin_domain::org::Scope;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use crate::actions::asker::TokenHolder;
use crate::actions::submissions::{Idempotency, Save};
use crate::actions::{Code, Ctx, Failure, FieldError, Member};
use crate::web::Parts;
use crate::web::error::api::ApiError;
use crate::web::guard::Bearer;
use crate::web::json_body;
use crate::web::pairs::Pairs;

/// The header that names a request which may be sent twice.
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// The longest such name.
const LONGEST_KEY: usize = 255;

/// A call of the API by the holder of a token, with its whole body.
pub struct Call {
    /// What actions work with.
    pub ctx: web::Data<Ctx>,
    /// What answers are made with.
    pub parts: web::Data<Parts>,
    req: HttpRequest,
    holder: TokenHolder,
    body: Vec<u8>,
}

impl FromRequest for Call {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bearer = Bearer::from_request(req, payload);
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            // Nobody's body is not even read.
            let Bearer(holder) = bearer.await?;
            let body = if has_body(&req) {
                let read = json_body::read(&req, payload).await;
                read.map_err(|failure| ApiError::new(&req, failure))?
            } else {
                Vec::new()
            };
            let data = (
                req.app_data::<web::Data<Ctx>>().cloned(),
                req.app_data::<web::Data<Parts>>().cloned(),
            );
            let (Some(ctx), Some(parts)) = data else {
                return Err(ApiError::new(&req, Failure::Unavailable));
            };
            Ok(Self {
                ctx,
                parts,
                req,
                holder,
                body,
            })
        })
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

impl Call {
    /// For whom the token acts, when it has the scope.
    ///
    /// # Errors
    /// `forbidden` names the scope that is missing.
    pub fn with(&self, scope: Scope) -> Result<&Member, Failure> {
        self.holder.with(scope)
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
        if self.body.is_empty() {
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

    /// The revision that `If-Match` names; [`Save::LATEST`] for `*`.
    ///
    /// # Errors
    /// `precondition_failed` for what is no ETag of a submission.
    pub fn revision(&self) -> Result<Option<i32>, Failure> {
        let Some(sent) = self.req.headers().get(header::IF_MATCH) else {
            return Ok(None);
        };
        let sent = sent.to_str().unwrap_or_default().trim();
        if sent == "*" {
            return Ok(Some(Save::LATEST));
        }
        sent.strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"')?.parse().ok())
            .map(Some)
            .ok_or_else(|| {
                Failure::refused(
                    Code::PreconditionFailed,
                    "`If-Match` is the ETag with which the submission was read, such as `\"12\"`, or `*`.",
                )
            })
    }

    /// The same for calls that need it.
    ///
    /// # Errors
    /// `precondition_required` when there is none.
    pub fn needed_revision(&self) -> Result<i32, Failure> {
        self.revision()?.ok_or_else(|| {
            Failure::refused(
                Code::PreconditionRequired,
                "This call changes a draft. Read the submission, then send its ETag as `If-Match`, so that nobody's work is overwritten.",
            )
        })
    }

    /// The name under which the request may be sent twice, when it has one.
    ///
    /// # Errors
    /// `bad_value` for a name that is empty, longer than 255 characters, or not of visible ASCII.
    pub fn again(&self, who: &Member) -> Result<Option<Idempotency>, Failure> {
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
            actor: who.token.map_or(who.user().0, |token| token.0),
            key: key.to_owned(),
            request: request.finalize().into(),
        }))
    }

    /// An answer.
    ///
    /// # Errors
    /// A body that JSON cannot hold, which is a mistake of ours.
    pub fn answer(&self, status: StatusCode, body: &impl Serialize) -> Result<HttpResponse, Failure> {
        Ok(HttpResponse::build(status)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_TYPE, crate::web::api::JSON))
            .body(crate::web::api::json(body)?))
    }

    /// The answer of a call that went well.
    ///
    /// # Errors
    /// As [`Call::answer`].
    pub fn ok(&self, body: &impl Serialize) -> Result<HttpResponse, Failure> {
        self.answer(StatusCode::OK, body)
    }

    /// An answer about a draft at a revision, which becomes its ETag.
    ///
    /// # Errors
    /// As [`Call::answer`].
    pub fn at_revision(&self, revision: i32, body: &impl Serialize) -> Result<HttpResponse, Failure> {
        let mut answer = self.ok(body)?;
        set_etag(&mut answer, revision);
        Ok(answer)
    }

    /// What goes out.
    ///
    /// # Errors
    /// The failure, as a problem.
    pub fn finish(&self, answer: Result<HttpResponse, Failure>) -> Result<HttpResponse, ApiError> {
        answer.map_err(|failure| ApiError::new(&self.req, failure))
    }
}

/// Names a draft's revision in an answer.
pub(super) fn set_etag(answer: &mut HttpResponse, revision: i32) {
    if let Ok(tag) = header::HeaderValue::try_from(format!("\"{revision}\"")) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
}

/// A draft that is not at the revision that was named: here that is a precondition.
pub(super) fn precondition(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(Code::EditConflict, sentence) => {
            Failure::Refused(Code::PreconditionFailed, sentence)
        }
        other => other,
    }
}
