//! `/portal/webhooks`: the org's webhooks, and adding one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::choice::Choice as _;
use oin_domain::org::Act;
use oin_domain::webhook::{EventKind, MOST, State};
use serde::Serialize;

use super::{May, PageError, Portal};
use crate::actions::Failure;
use crate::actions::webhooks::{self, Made, NewWebhook, Webhook};
use crate::templates::Page;
use crate::vault::Secret;
use crate::web::form::{Fields, FormView};
use crate::web::pages::Shell;
use crate::web::pages::moment::{Moment, exact};
use crate::web::urls;

const FIELDS: [&str; 2] = ["url", "events"];

#[derive(Serialize)]
struct WebhooksPage {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    may: May,
    most: usize,
    full: bool,
    groups: Vec<Group>,
    webhooks: Vec<Line>,
}

impl Page for WebhooksPage {
    const TEMPLATE: &'static str = "pages/portal/org/webhooks";
}

/// The events about one thing, of which some are chosen.
#[derive(Serialize)]
pub(super) struct Group {
    legend: String,
    events: Vec<EventBox>,
}

#[derive(Serialize)]
struct EventBox {
    value: &'static str,
    label: &'static str,
    ticked: bool,
}

#[derive(Serialize)]
struct Line {
    url: String,
    href: String,
    state: StateTag,
    events: usize,
    delivered: Option<Moment>,
}

/// A state with its colour.
#[derive(Serialize)]
pub(super) struct StateTag {
    label: &'static str,
    tone: &'static str,
}

impl From<State> for StateTag {
    fn from(state: State) -> Self {
        Self {
            label: state.label(),
            tone: match state {
                State::Active => "tag-good",
                State::Paused => "tag-warn",
                State::Disabled => "tag-bad",
            },
        }
    }
}

/// A webhook with a new secret, which is on no other page.
#[derive(Serialize)]
struct MadePage {
    shell: Shell,
    url: String,
    secret: String,
    overlap: Option<String>,
    href: String,
}

impl Page for MadePage {
    const TEMPLATE: &'static str = "pages/portal/org/webhook-made";
}

/// All events by what they are about; `chosen` are ticked.
pub(super) fn groups(chosen: &[EventKind]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for kind in EventKind::chosen() {
        let legend = match kind.subject() {
            "submission" => "Submissions",
            "listing" => "Listings",
            _ => "Verifications",
        };
        let event = EventBox {
            value: kind.as_str(),
            label: kind.label(),
            ticked: chosen.contains(&kind),
        };
        match groups.last_mut().filter(|group| group.legend == legend) {
            Some(group) => group.events.push(event),
            None => groups.push(Group {
                legend: legend.to_owned(),
                events: vec![event],
            }),
        }
    }
    groups
}

/// The events that were ticked in a form.
pub(super) fn ticked(fields: &Fields) -> Vec<EventKind> {
    fields.all("events").filter_map(EventKind::parse).collect()
}

/// `GET /portal/webhooks`.
///
/// # Errors
/// Nobody is signed in; all but owners.
pub async fn get(portal: Portal) -> Result<HttpResponse, PageError> {
    let notice = match portal.asked("after").as_str() {
        "removed" => Some("The webhook is gone, with its secret and its log."),
        _ => None,
    };
    portal
        .answer(async {
            let listed = webhooks::list(&portal.ctx, portal.who()).await?;
            let form = portal.form(&FIELDS);
            portal.show(StatusCode::OK, &page(&portal, listed, form, &[], notice))
        })
        .await
}

fn page(
    portal: &Portal,
    listed: Vec<Webhook>,
    form: FormView,
    ticked: &[EventKind],
    notice: Option<&'static str>,
) -> WebhooksPage {
    let now = portal.ctx.now();
    let line = |webhook: Webhook| Line {
        href: urls::webhook(webhook.id),
        url: webhook.url,
        state: webhook.state.into(),
        events: webhook.kinds.len(),
        delivered: webhook.delivered_at.map(|at| Moment::new(at, now)),
    };
    WebhooksPage {
        shell: portal.shell("Webhooks"),
        form,
        notice,
        may: May::on(portal.who(), Act::ManageWebhooks, urls::WEBHOOKS),
        most: MOST,
        full: listed.len() >= MOST,
        groups: groups(ticked),
        webhooks: listed.into_iter().map(line).collect(),
    }
}

/// `POST /portal/webhooks`.
///
/// # Errors
/// As [`webhooks::add`]; what was refused is shown in the form.
pub async fn add(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let ticked = ticked(&fields);
    let made = async {
        fields.only(&FIELDS)?;
        let new = NewWebhook {
            url: fields.text("url"),
            kinds: &ticked,
        };
        webhooks::add(&portal.ctx, portal.who(), &new, &portal.visit, None).await
    };
    let made = made.await;
    portal
        .answer(async {
            let failure = match made {
                Ok(made) => return show_made(&portal, &made),
                Err(failure @ (Failure::Invalid(_) | Failure::TooMany(_))) => failure,
                Err(failure) => return Err(failure),
            };
            let listed = webhooks::list(&portal.ctx, portal.who()).await?;
            let form = portal.form(&FIELDS).typed(&fields, &[]);
            portal.again(form, failure, "url", |form| {
                page(&portal, listed, form, &ticked, None)
            })
        })
        .await
}

/// Shows a new secret, once.
pub(super) fn show_made(portal: &Portal, made: &Made) -> Result<HttpResponse, Failure> {
    let page = MadePage {
        shell: portal.shell("The webhook's secret"),
        url: made.webhook.url.clone(),
        secret: made
            .secret
            .as_ref()
            .and_then(Secret::text)
            .unwrap_or_default()
            .to_owned(),
        overlap: made.webhook.old_secret_until.map(exact),
        href: urls::webhook(made.webhook.id),
    };
    portal.show(StatusCode::OK, &page)
}
