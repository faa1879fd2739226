//! What owners do with members and invitations, and members with themselves.

use actix_web::HttpResponse;
use oin_domain::choice::Choice as _;
use oin_domain::ids::{LinkId, UserId};
use oin_domain::org::OrgRole;
use uuid::Uuid;

use super::overview::after;
use super::{PageError, Portal};
use crate::actions::{Code, Failure, FieldError, invitations, members};
use crate::web::form::Fields;
use crate::web::pages::go_to;
use crate::web::{cookies, urls};

fn user(fields: &Fields) -> Result<UserId, Failure> {
    let id = Uuid::parse_str(fields.text("user")).map(UserId);
    id.map_err(|_| Failure::NotFound("member"))
}

fn role(fields: &Fields) -> Result<OrgRole, Failure> {
    OrgRole::parse(fields.text("role")).ok_or_else(|| {
        let allowed = OrgRole::ALL.iter().map(|role| role.as_str().to_owned());
        let error = FieldError::new("role", Code::BadValue, "Choose viewer, editor or owner.");
        Failure::field(error.allowing(allowed))
    })
}

/// `POST /portal/org/members/role`.
///
/// # Errors
/// As [`members::change_role`].
pub async fn change_role(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&["user", "role"])?;
        let (user, role) = (user(&fields)?, role(&fields)?);
        members::change_role(&portal.ctx, portal.who(), user, role, &portal.visit).await
    };
    let done = done.await;
    portal
        .answer(after(&portal, &fields, done, "role", "/portal/org?after=role"))
        .await
}

/// `POST /portal/org/members/remove`.
///
/// # Errors
/// As [`members::remove`].
pub async fn remove(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&["user"])?;
        members::remove(&portal.ctx, portal.who(), user(&fields)?, &portal.visit).await
    };
    let done = done.await;
    portal
        .answer(after(&portal, &fields, done, "name", "/portal/org?after=removed"))
        .await
}

/// `POST /portal/org/leave`.
///
/// # Errors
/// As [`members::leave`].
pub async fn leave(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&[])?;
        members::leave(&portal.ctx, portal.who(), &portal.visit).await
    };
    let answer = done.await.map(|()| {
        let mut response = go_to(urls::PORTAL);
        // Fails for a name that no header can hold, which ours can.
        let _ = response.add_cookie(&cookies::clear(cookies::ORG));
        response
    });
    portal.page(answer)
}

/// `POST /portal/org/invitations`.
///
/// # Errors
/// As [`invitations::invite`]; what was refused is shown in the form.
pub async fn invite(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&["mail", "role"])?;
        let (mail, role) = (fields.text("mail"), role(&fields)?);
        invitations::invite(&portal.ctx, portal.who(), mail, role, &portal.visit, None).await
    };
    let done = done.await.map(drop);
    portal
        .answer(after(&portal, &fields, done, "mail", "/portal/org?after=invited"))
        .await
}

/// `POST /portal/org/invitations/withdraw`.
///
/// # Errors
/// As [`invitations::withdraw`].
pub async fn withdraw(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&["invitation"])?;
        let id = Uuid::parse_str(fields.text("invitation")).map(LinkId);
        let id = id.map_err(|_| Failure::NotFound("invitation"))?;
        invitations::withdraw(&portal.ctx, portal.who(), id).await
    };
    let done = done.await;
    portal
        .answer(after(
            &portal,
            &fields,
            done,
            "mail",
            "/portal/org?after=withdrawn",
        ))
        .await
}
