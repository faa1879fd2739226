//! Who may call a handler: its signature says so, and the compiler makes it ask.

use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use futures_util::future::{LocalBoxFuture, Ready, ready};
use oin_domain::account::StaffRole;
use oin_domain::audit::ByToken;

use super::cookies;
use crate::actions::accounts::recognise::{self, Recognised};
use crate::actions::asker::{StaffTokenHolder, TokenHolder};
use crate::actions::{Asker, Code, Ctx, Failure, Member, Reviewer, Visit};
use crate::web::Parts;
use crate::web::pages::PageError;
use crate::web::request_id::RequestId;

/// A person who is signed in.
pub struct SignedIn(pub Asker);

/// A person who may or may not be signed in.
pub struct Visitor(pub Option<Asker>);

/// A person whose password was right and whose second factor is still asked for.
pub struct HalfSignedIn(pub Asker);

/// Whoever it is: nobody asks.
pub struct Anyone;

/// An administrator of the network.
pub struct Administrator {
    /// Who.
    pub asker: Asker,
    /// The same as one of the staff.
    pub reviewer: Reviewer,
}

/// One of the network's staff at the review desk.
pub struct Staff {
    /// Who.
    pub asker: Asker,
    /// The same as a reviewer.
    pub reviewer: Reviewer,
}

/// From where the request comes, for limits and security events.
pub struct From(pub Visit);

/// A member of the org that the browser looks at.
pub struct Membership {
    /// Who.
    pub asker: Asker,
    /// The same as a member of that org.
    pub member: Member,
}

async fn recognise(req: &HttpRequest) -> Result<Recognised, Failure> {
    let ctx = req.app_data::<web::Data<Ctx>>().ok_or(Failure::Unavailable)?;
    match cookies::value(req, cookies::SESSION) {
        Some(cookie) => recognise::session(ctx, &cookie).await,
        None => Err(nobody()),
    }
}

async fn signed_in(req: &HttpRequest) -> Result<Asker, Failure> {
    match recognise(req).await? {
        Recognised::SignedIn(asker) => Ok(*asker),
        Recognised::AwaitsFactor(_) => Err(nobody()),
    }
}

/// Whether a request may change something and counts as a write of its org. What a page saves by
/// itself while somebody types does not: no person reaches the limit by it, and counting it would
/// cost each keystroke another transaction.
fn writes(req: &HttpRequest) -> bool {
    let types = req
        .match_pattern()
        .is_some_and(|path| path.ends_with("/autosave"));
    !types && !matches!(*req.method(), Method::GET | Method::HEAD)
}

fn nobody() -> Failure {
    Failure::refused(Code::Unauthenticated, "Sign in first.")
}

macro_rules! page_guard {
    ($guard:ident, $req:ident => $make:expr) => {
        impl FromRequest for $guard {
            type Error = PageError;
            type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

            fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
                let $req = req.clone();
                Box::pin(async move {
                    let made: Result<Self, Failure> = async { $make }.await;
                    made.map_err(|failure| PageError::new(&$req, failure))
                })
            }
        }
    };
}

page_guard!(SignedIn, req => signed_in(&req).await.map(Self));

page_guard!(Membership, req => {
    let asker = signed_in(&req).await?;
    let member = asker.member(cookies::org(&req))?;
    if writes(&req) {
        let ctx = req.app_data::<web::Data<Ctx>>().ok_or(Failure::Unavailable)?;
        recognise::org_write(ctx, &member, &visit(&req)).await?;
    }
    Ok(Self { asker, member })
});

page_guard!(Administrator, req => {
    let asker = signed_in(&req).await?;
    asker.staff(&[StaffRole::Admin])?;
    let reviewer = asker.reviewer()?;
    Ok(Self { asker, reviewer })
});

page_guard!(Staff, req => {
    let asker = signed_in(&req).await?;
    let reviewer = asker.reviewer()?;
    Ok(Self { asker, reviewer })
});

page_guard!(Visitor, req => match signed_in(&req).await {
    Ok(asker) => Ok(Self(Some(asker))),
    Err(Failure::Refused(Code::Unauthenticated, _)) => Ok(Self(None)),
    Err(failure) => Err(failure),
});

page_guard!(HalfSignedIn, req => match recognise(&req).await? {
    Recognised::AwaitsFactor(asker) => Ok(Self(*asker)),
    Recognised::SignedIn(_) => Err(nobody()),
});

page_guard!(Anyone, req => Ok(Self));

/// Whom the header of a page shows as signed in.
pub trait Audience {
    /// Who, if anybody.
    fn shown(&self) -> Option<&Asker>;

    /// The org that the page is about.
    fn org(&self) -> Option<&str> {
        None
    }
}

/// Guards behind which somebody is signed in.
macro_rules! signed_in_as {
    ($($guard:ident => $field:tt $(of $org:ident)?),+ $(,)?) => {$(
        impl AsRef<Asker> for $guard {
            fn as_ref(&self) -> &Asker {
                &self.$field
            }
        }

        impl Audience for $guard {
            fn shown(&self) -> Option<&Asker> {
                Some(&self.$field)
            }
            $(
                fn org(&self) -> Option<&str> {
                    Some(&self.$org.org_name)
                }
            )?
        }
    )+};
}

signed_in_as!(SignedIn => 0, Administrator => asker, Staff => asker, Membership => asker of member);

impl AsRef<Asker> for HalfSignedIn {
    fn as_ref(&self) -> &Asker {
        &self.0
    }
}

impl Audience for Visitor {
    fn shown(&self) -> Option<&Asker> {
        self.0.as_ref()
    }
}

/// Whoever has given the password only is nobody yet.
impl Audience for HalfSignedIn {
    fn shown(&self) -> Option<&Asker> {
        None
    }
}

impl Audience for Anyone {
    fn shown(&self) -> Option<&Asker> {
        None
    }
}

impl FromRequest for From {
    type Error = std::convert::Infallible;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(visit(req))))
    }
}

/// From where a request comes.
pub fn visit(req: &HttpRequest) -> Visit {
    let agent = req.headers().get(header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let peer = req.app_data::<web::Data<Parts>>();
    let id = req.extensions().get::<RequestId>().map(ToString::to_string);
    Visit {
        peer: peer.map_or_else(String::new, |parts| parts.peer(req).to_string()),
        agent: agent.chars().take(400).collect(),
        request_id: id.unwrap_or_default(),
    }
}

/// Who sends a token.
pub enum Bearer {
    /// A member of an org, with one of its tokens.
    Member(TokenHolder),
    /// One of the network's staff, with a token of their own.
    Staff(StaffTokenHolder),
}

impl Bearer {
    /// The token, as what is done through it is written down.
    pub fn by(&self) -> &ByToken {
        match self {
            Self::Member(holder) => holder.by(),
            Self::Staff(holder) => holder.by(),
        }
    }
}

/// The holder of an API token (RFC 6750 2.1; never in the query string or a form). Its first
/// letters say which kind it is.
///
/// # Errors
/// `unauthenticated` for what is no token that works; `too_many_requests`.
pub async fn bearer(req: &HttpRequest) -> Result<Bearer, Failure> {
    let ctx = req.app_data::<web::Data<Ctx>>().ok_or(Failure::Unavailable)?;
    let sent = req.headers().get(header::AUTHORIZATION);
    let sent = sent.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = match sent.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => "",
    };
    let is = |prefix: &str| token.starts_with(prefix) && token.len() == prefix.len() + 43;
    if is("oin_staff_") {
        let holder = recognise::staff_token(ctx, token, &visit(req)).await?;
        return Ok(Bearer::Staff(holder));
    }
    if !is("oin_") {
        return Err(Failure::refused(
            Code::Unauthenticated,
            "This call needs an API token: send `Authorization: Bearer oin_…`. Owners make tokens in the portal, under Tokens; staff make theirs on their account's page.",
        ));
    }
    let holder = recognise::token(ctx, token, writes(req), &visit(req)).await?;
    Ok(Bearer::Member(holder))
}
