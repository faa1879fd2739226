//! `/portal/org`: the org, its members, who is invited.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use oin_domain::choice::Choice as _;
use oin_domain::org::{Act, OrgRole, Trial};
use serde::Serialize;

use super::{May, PageError, Portal, RoleOption, roles};
use crate::actions::orgs::{self, OrgShown};
use crate::actions::{Failure, trials};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::moment::{Moment, exact};
use crate::web::pages::{Shell, go_to};
use crate::web::urls;

const FIELDS: [&str; 4] = ["name", "mail", "role", "reason"];

#[derive(Serialize)]
struct OrgPage {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    may: May,
    role: &'static str,
    trial: String,
    trial_ends: bool,
    trial_asked: bool,
    members: Vec<MemberLine>,
    invitations: Vec<InvitationLine>,
    roles: Vec<RoleOption>,
    orgs: Vec<OrgLine>,
}

impl Page for OrgPage {
    const TEMPLATE: &'static str = "pages/portal/org/overview";
}

#[derive(Serialize)]
struct MemberLine {
    id: String,
    name: String,
    mail: String,
    role: &'static str,
    roles: Vec<RoleOption>,
    since: Moment,
    own: bool,
}

#[derive(Serialize)]
struct InvitationLine {
    id: String,
    mail: String,
    role: &'static str,
    inviter: String,
    sent: Moment,
    until: Moment,
    over: bool,
}

#[derive(Serialize)]
struct OrgLine {
    id: String,
    name: String,
    role: &'static str,
    present: bool,
}

/// `GET /portal/org`.
///
/// # Errors
/// Nobody is signed in.
pub async fn get(portal: Portal) -> Result<HttpResponse, PageError> {
    let notice = match portal.asked("after").as_str() {
        "name" => Some("The org has its new name."),
        "role" => Some("The role is changed. They sign in again to use it."),
        "removed" => Some("They belong to the org no more. Their sessions and tokens have ended."),
        "invited" => Some("The invitation is on its way. Its link works for seven days."),
        "withdrawn" => Some("The invitation is withdrawn: its link works no more."),
        "joined" => Some("Welcome: you belong to the org now."),
        "made" => Some("The org is made, and you own it."),
        "asked" => Some("Your wish is with our staff. They answer by mail."),
        "chosen" => Some("The portal shows this org now."),
        _ => None,
    };
    portal
        .answer(async {
            let shown = orgs::show(&portal.ctx, portal.who()).await?;
            let form = fresh_form(&portal);
            portal.show(StatusCode::OK, &page(&portal, shown, form, notice))
        })
        .await
}

fn fresh_form(portal: &Portal) -> FormView {
    portal
        .form(&FIELDS)
        .with("name", portal.who().org_name.as_str())
        .with("role", OrgRole::Editor.as_str())
}

fn page(portal: &Portal, shown: OrgShown, form: FormView, notice: Option<&'static str>) -> OrgPage {
    let (who, now) = (portal.who(), portal.ctx.now());
    let members = shown.members.into_iter().map(|member| MemberLine {
        id: member.user.id.to_string(),
        name: member.user.name.to_string(),
        mail: member.user.mail.to_string(),
        role: member.role.label(),
        roles: roles(member.role),
        since: Moment::new(member.joined_at, now),
        own: member.user.id == who.user(),
    });
    let invitations = shown.invitations.into_iter().map(|one| InvitationLine {
        id: one.id.to_string(),
        mail: one.mail.to_string(),
        role: one.role.label(),
        inviter: one.inviter,
        sent: Moment::new(one.created_at, now),
        until: Moment::new(one.expires_at, now),
        over: one.expires_at <= now,
    });
    let orgs = portal.asker().orgs().map(|(id, name, role)| OrgLine {
        id: id.to_string(),
        name: name.to_owned(),
        role: role.label(),
        present: id == who.org,
    });
    OrgPage {
        shell: portal.shell("Your org"),
        roles: roles(OrgRole::parse(&form.values["role"]).unwrap_or(OrgRole::Editor)),
        form,
        notice,
        may: May::on(who, Act::ManageMembers, urls::ORG),
        role: who.role.label(),
        trial_ends: shown.trial != Trial::None,
        trial_asked: shown.asks_for_longer,
        trial: trial_in_words(shown.trial),
        members: members.collect(),
        invitations: invitations.collect(),
        orgs: orgs.collect(),
    }
}

fn trial_in_words(trial: Trial) -> String {
    let day = |at: DateTime<Utc>| exact(at);
    match trial {
        Trial::None => "The test identity provider works without an end.".to_owned(),
        Trial::Runs(end) => format!("The test identity provider works until {}.", day(end)),
        Trial::Kept => {
            "The trial's days are over. The test identity provider goes on while a submission is open or a listing is live."
                .to_owned()
        }
        Trial::Over(end) => format!(
            "The trial ended on {}: the test identity provider is off. Drafts, submissions and listings stay.",
            day(end)
        ),
    }
}

/// Goes on after a form of the page, or shows the page again with what was refused.
pub(super) async fn after(
    portal: &Portal,
    fields: &Fields,
    done: Result<(), Failure>,
    first_field: &'static str,
    place: &str,
) -> Result<HttpResponse, Failure> {
    let Err(failure) = done else {
        return Ok(go_to(place));
    };
    if !matches!(failure, Failure::Invalid(_) | Failure::TooMany(_)) {
        return Err(failure);
    }
    let shown = orgs::show(&portal.ctx, portal.who()).await?;
    let mut form = portal.form(&FIELDS).typed(fields, &[]);
    if first_field != "name" {
        form = form.with("name", portal.who().org_name.as_str());
    }
    let page = |form| page(portal, shown, form, None);
    portal.again(form, failure, first_field, page)
}

/// `POST /portal/org/name`.
///
/// # Errors
/// Nobody is signed in; all but owners; what was refused is shown in the form.
pub async fn rename(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&["name"])?;
        orgs::rename(&portal.ctx, portal.who(), fields.text("name")).await
    };
    let done = done.await;
    portal
        .answer(after(&portal, &fields, done, "name", "/portal/org?after=name"))
        .await
}

/// `POST /portal/org/trial`: asks for a longer trial.
///
/// # Errors
/// As [`trials::ask`]; what was refused is shown in the form.
pub async fn ask_longer(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&["reason"])?;
        trials::ask(&portal.ctx, portal.who(), fields.text("reason")).await
    };
    let done = done.await;
    portal
        .answer(after(&portal, &fields, done, "reason", "/portal/org?after=asked"))
        .await
}
