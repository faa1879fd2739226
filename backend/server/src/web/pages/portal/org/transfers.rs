//! `/portal/org/transfers`: integrations that the org gives away.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::ids::{IntegrationId, TransferId};
use oin_domain::org::Act;
use serde::Serialize;
use uuid::Uuid;

use super::{May, PageError, Portal};
use crate::actions::Failure;
use crate::actions::transfers::{self, TransfersShown};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::moment::Moment;
use crate::web::pages::{Shell, go_to};
use crate::web::urls;

const FIELDS: [&str; 2] = ["integration", "mail"];

#[derive(Serialize)]
struct TransfersPage {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    may: May,
    open: Vec<OpenLine>,
    integrations: Vec<IntegrationOption>,
}

impl Page for TransfersPage {
    const TEMPLATE: &'static str = "pages/portal/org/transfers";
}

#[derive(Serialize)]
struct OpenLine {
    id: String,
    name: String,
    mail: String,
    offered: Moment,
    until: Moment,
    over: bool,
}

#[derive(Serialize)]
struct IntegrationOption {
    id: String,
    name: String,
    chosen: bool,
}

/// `GET /portal/org/transfers`.
///
/// # Errors
/// Nobody is signed in.
pub async fn get(portal: Portal) -> Result<HttpResponse, PageError> {
    let notice = match portal.asked("after").as_str() {
        "offered" => Some("The offer is on its way. Until it is accepted nothing changes."),
        "withdrawn" => Some("The offer is withdrawn: its link works no more."),
        "taken" => Some("The integration is yours: your members work on it from now on."),
        _ => None,
    };
    portal
        .answer(async {
            let shown = transfers::list(&portal.ctx, portal.who()).await?;
            let form = portal.form(&FIELDS);
            portal.show(StatusCode::OK, &page(&portal, shown, form, notice))
        })
        .await
}

fn page(
    portal: &Portal,
    shown: TransfersShown,
    form: FormView,
    notice: Option<&'static str>,
) -> TransfersPage {
    let now = portal.ctx.now();
    let open = shown.open.into_iter().map(|one| OpenLine {
        id: one.transfer.id.to_string(),
        name: one.name,
        mail: one.transfer.to_mail.into(),
        offered: Moment::new(one.transfer.offered_at, now),
        until: Moment::new(one.transfer.expires_at, now),
        over: one.transfer.expires_at <= now,
    });
    let integrations = shown.integrations.into_iter().map(|(id, name)| {
        let id = id.to_string();
        let chosen = form.values.get("integration") == Some(&id);
        IntegrationOption { id, name, chosen }
    });
    TransfersPage {
        shell: portal.shell("Transfers"),
        notice,
        may: May::on(portal.who(), Act::Transfer, urls::TRANSFERS),
        open: open.collect(),
        integrations: integrations.collect(),
        form,
    }
}

/// `POST /portal/org/transfers`.
///
/// # Errors
/// As [`transfers::offer`]; what was refused is shown in the form.
pub async fn offer(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&FIELDS)?;
        let id = Uuid::parse_str(fields.text("integration"))
            .map(IntegrationId)
            .ok();
        transfers::offer(&portal.ctx, portal.who(), id, fields.text("mail"), &portal.visit).await
    };
    let answer = match done.await {
        Ok(_) => Ok(go_to("/portal/org/transfers?after=offered")),
        Err(failure @ (Failure::Invalid(_) | Failure::TooMany(_))) => {
            refused(&portal, &fields, failure).await
        }
        Err(failure) => Err(failure),
    };
    portal.page(answer)
}

async fn refused(portal: &Portal, fields: &Fields, failure: Failure) -> Result<HttpResponse, Failure> {
    let shown = transfers::list(&portal.ctx, portal.who()).await?;
    let form = portal.form(&FIELDS).typed(fields, &[]);
    let page = |form| page(portal, shown, form, None);
    portal.again(form, failure, "mail", page)
}

/// `POST /portal/org/transfers/withdraw`.
///
/// # Errors
/// As [`transfers::withdraw`].
pub async fn withdraw(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&["transfer"])?;
        let id = Uuid::parse_str(fields.text("transfer")).map(TransferId);
        let id = id.map_err(|_| Failure::NotFound("offer"))?;
        transfers::withdraw(&portal.ctx, portal.who(), id, &portal.visit).await
    };
    let answer = done
        .await
        .map(|()| go_to("/portal/org/transfers?after=withdrawn"));
    portal.page(answer)
}
