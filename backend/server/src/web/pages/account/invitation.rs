//! `/invitation`: joining an org, with the account that is there or a new one.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::prove::give_session;
use super::{Jar, again, asked, go_on};
use crate::actions::asker::a;
use crate::actions::invitations::{self, Invited, NewPerson};
use crate::actions::{Asker, Ctx, Failure};
use crate::templates::Page;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{From, Visitor};
use crate::web::pages::portal::org::new::show_from_now_on;
use crate::web::pages::{PageError, Shell, go_to, respond_own};
use crate::web::{Parts, urls};

const FIELDS: [&str; 3] = ["link", "name", "password"];
const PLACE: &str = "/portal/org?after=joined";

/// The page behind the link.
#[derive(Serialize)]
struct InvitationPage {
    shell: Shell,
    form: FormView,
    org: String,
    inviter: String,
    role: &'static str,
    mail: String,
    /// Who is signed in, if anybody is.
    me: Option<String>,
    /// They are signed in with the address that was invited.
    join: bool,
    /// Where they sign in who have an account and are not signed in.
    sign_in: Option<String>,
}

impl Page for InvitationPage {
    const TEMPLATE: &'static str = "pages/account/invitation";
}

fn page(
    ctx: &Ctx,
    asker: Option<&Asker>,
    token: &FormToken,
    invited: Invited,
    form: FormView,
) -> InvitationPage {
    let title = format!("Join {}", invited.org_name);
    let shell = Shell::new(ctx, "none", urls::INVITATION, title, "You are invited.");
    let here = format!("{}?link={}", urls::INVITATION, form.values["link"]);
    let invitation = invited.invitation;
    let is_theirs = |asker: &Asker| asker.mail.folded() == invitation.mail.folded();
    InvitationPage {
        shell: match asker {
            Some(asker) => shell.of(asker, None, token),
            None => shell,
        },
        form,
        org: invited.org_name,
        role: a(invitation.role),
        me: asker.map(|asker| asker.mail.to_string()),
        join: asker.is_some_and(is_theirs),
        sign_in: (asker.is_none() && invited.has_account).then(|| urls::with_next(urls::SIGN_IN, &here)),
        inviter: invitation.inviter,
        mail: invitation.mail.to_string(),
    }
}

/// `GET /invitation?link=`: joins nothing, since mail scanners follow links as well.
///
/// # Errors
/// A link that works no more.
pub async fn get(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    Visitor(asker): Visitor,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let shown = async {
        let link = asked(&req, "link");
        let invited = invitations::look(&ctx, &link).await?;
        let form = FormView::new(&token, &FIELDS).with("link", link);
        let page = page(&ctx, asker.as_ref(), &token, invited, form);
        respond_own(&parts, &token, StatusCode::OK, &page)
    };
    shown.await.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /invitation`: joins with the account that is signed in, or with a new one.
///
/// # Errors
/// A link that works no more, or was sent to somebody else; what was refused is shown in the form.
pub async fn post(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    Visitor(asker): Visitor,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let link = fields.text("link");
    let answer = async {
        fields.only(&FIELDS)?;
        if let Some(asker) = &asker {
            let joined = invitations::accept(&ctx, asker, link, &visit).await?;
            let mut response = go_to(PLACE);
            give_session(&mut response, &joined.session);
            show_from_now_on(&mut response, joined.org);
            return Ok(response);
        }
        let jar = Jar::of(&req);
        let new = NewPerson {
            link,
            name: fields.text("name"),
            password: fields.text("password"),
            held: jar.held(),
        };
        match invitations::sign_up(&ctx, &new, &visit).await {
            Ok((org, begun)) => {
                let mut response = go_on(&begun, PLACE);
                show_from_now_on(&mut response, org);
                Ok(response)
            }
            Err(failure @ Failure::Invalid(_)) => {
                let invited = invitations::look(&ctx, link).await?;
                let form = FormView::new(&token, &FIELDS).typed(&fields, &["password"]);
                let page = |form| page(&ctx, None, &token, invited, form);
                again(&parts, &token, form, failure, "name", page)
            }
            Err(failure) => Err(failure),
        }
    };
    answer.await.map_err(|failure| PageError::new(&req, failure))
}
