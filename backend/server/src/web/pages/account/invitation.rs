//! `/invitation`: joining an org, with the account that is there or a new one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::prove::give_session;
use super::{Jar, go_on};
use crate::actions::asker::a;
use crate::actions::invitations::{self, Invited, NewPerson};
use crate::actions::{Asker, Failure};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{Audience, Visitor};
use crate::web::pages::portal::org::new::show_from_now_on;
use crate::web::pages::{PageCall, PageError, Shell, go_to};
use crate::web::urls;

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

fn page<W: Audience>(call: &PageCall<W>, invited: Invited, form: FormView) -> InvitationPage {
    let title = format!("Join {}", invited.org_name);
    let asker = call.who.shown();
    let here = format!("{}?link={}", urls::INVITATION, form.values["link"]);
    let invitation = invited.invitation;
    let is_theirs = |asker: &Asker| asker.mail.folded() == invitation.mail.folded();
    InvitationPage {
        shell: call.shell_at(urls::INVITATION, "none", title, "You are invited."),
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
pub async fn get(call: PageCall<Visitor>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let link = call.asked("link");
        let invited = invitations::look(&call.ctx, &link).await?;
        let form = call.form(&FIELDS).with("link", link);
        let page = page(&call, invited, form);
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// `POST /invitation`: joins with the account that is signed in, or with a new one.
///
/// # Errors
/// A link that works no more, or was sent to somebody else; what was refused is shown in the form.
pub async fn post(call: PageCall<Visitor>, fields: Fields) -> Result<HttpResponse, PageError> {
    let link = fields.text("link");
    call.answer(async {
        fields.only(&FIELDS)?;
        if let Some(asker) = &call.who.0 {
            let joined = invitations::accept(&call.ctx, asker, link, &call.visit).await?;
            let mut response = go_to(PLACE);
            give_session(&mut response, &joined.session);
            show_from_now_on(&mut response, joined.org);
            return Ok(response);
        }
        let jar = Jar::of(&call.req);
        let new = NewPerson {
            link,
            name: fields.text("name"),
            password: fields.text("password"),
            held: jar.held(),
        };
        match invitations::sign_up(&call.ctx, &new, &call.visit).await {
            Ok((org, begun)) => {
                let mut response = go_on(&begun, PLACE);
                show_from_now_on(&mut response, org);
                Ok(response)
            }
            Err(failure @ Failure::Invalid(_)) => {
                let invited = invitations::look(&call.ctx, link).await?;
                let form = call.form(&FIELDS).typed(&fields, &["password"]);
                let page = |form| page(&call, invited, form);
                call.again(form, failure, "name", page)
            }
            Err(failure) => Err(failure),
        }
    })
    .await
}
