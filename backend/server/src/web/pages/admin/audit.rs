//! `/admin/audit`: the trail, searched, one entry, written out.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use futures_util::stream;
use oin_domain::account::SecurityKind;
use oin_domain::audit::Area;
use oin_domain::choice::Choice as _;
use oin_domain::submission::Action;
use serde::Serialize;
use serde_json::Value;

use super::{Desk, Frame, PageError, moment};
use crate::actions::audit::{self, AuditEntry, AuditFilter, Part, Search};
use crate::actions::{Code, Failure, FieldError};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};

const FIELDS: [&str; 6] = ["who", "area", "act", "about", "from", "until"];

#[derive(Serialize)]
struct AuditPage {
    #[serde(flatten)]
    frame: Frame,
    form: FormView,
    areas: Vec<AreaOption>,
    entries: Vec<Line>,
    next: Option<String>,
    export: String,
    export_csv: String,
    filtered: bool,
    head: Option<String>,
    token: String,
    proof: Option<Proof>,
}

/// What was found of the chain.
#[derive(Serialize)]
struct Proof {
    holds: bool,
    /// What was verified, in words.
    checked: String,
    waiting: i64,
    head: Option<String>,
    fault: Option<String>,
    next: Option<i64>,
}

impl Page for AuditPage {
    const TEMPLATE: &'static str = "pages/admin/audit";
}

#[derive(Serialize)]
struct AreaOption {
    value: &'static str,
    label: &'static str,
    selected: bool,
}

/// An entry in the list.
#[derive(Serialize)]
struct Line {
    id: i64,
    number: Option<i64>,
    at: String,
    what: String,
    area: String,
    who: String,
    token: Option<String>,
    whom: Option<String>,
    about: Option<String>,
    about_url: Option<String>,
}

#[derive(Serialize)]
struct EntryPage {
    #[serde(flatten)]
    frame: Frame,
    line: Line,
    act: String,
    actor: Option<String>,
    user: Option<String>,
    org: Option<String>,
    peer: Option<String>,
    request_id: Option<String>,
    detail: String,
    seal: Option<String>,
}

impl Page for EntryPage {
    const TEMPLATE: &'static str = "pages/admin/audit-entry";
}

/// `GET /admin/audit`.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn get(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(show(&desk, None)).await
}

/// `POST /admin/audit/verify`: a part of the chain, from behind the number `after` on.
///
/// # Errors
/// `not_found` for who is no administrator, and for a number behind the end; `too_many_requests`.
pub async fn verify(desk: Desk, fields: Fields) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        fields.only(&["after"])?;
        let after = match fields.text("after") {
            "" => 0,
            text => text.parse().map_err(|_| Failure::NotFound("number of a seal"))?,
        };
        let part = audit::prove(&desk.ctx, &desk.asker().reviewer()?, &desk.visit, after).await?;
        show(&desk, Some(Proof::new(&part))).await
    })
    .await
}

impl Proof {
    fn new(part: &Part) -> Self {
        let count = part.to - part.after;
        let from = part.after + 1;
        Self {
            holds: part.fault.is_none(),
            checked: match count {
                0 => "no seal".to_owned(),
                _ => format!("{count} seals, number {from} to {} of {}", part.to, part.last),
            },
            waiting: part.waiting,
            head: part.head.map(|head| head.to_string()),
            fault: part.fault.as_ref().map(ToString::to_string),
            next: part.next,
        }
    }
}

async fn show(desk: &Desk, proof: Option<Proof>) -> Result<HttpResponse, Failure> {
    let mut form = desk.form(&FIELDS);
    for name in FIELDS {
        form = form.with(name, desk.asked(name));
    }
    let mut status = StatusCode::OK;
    let (found, head) = match wanted(desk) {
        Ok(search) => (
            audit::search(&desk.ctx, desk.admin(), &search).await?,
            audit::head(&desk.ctx).await?,
        ),
        Err(failure) => {
            status = StatusCode::UNPROCESSABLE_ENTITY;
            form = form.refused(failure)?;
            let nothing = audit::Found {
                entries: Vec::new(),
                next: None,
            };
            (nothing, None)
        }
    };
    let query = query(desk);
    let area = desk.asked("area");
    let page = AuditPage {
        frame: desk.frame("Audit trail"),
        form,
        areas: Area::ALL
            .iter()
            .map(|one| AreaOption {
                value: one.as_str(),
                label: one.label(),
                selected: one.as_str() == area,
            })
            .collect(),
        entries: found.entries.iter().map(line).collect(),
        next: found
            .next
            .map(|next| format!("/admin/audit?{query}before={next}")),
        export: format!("/admin/audit/export.ndjson?{}", query.trim_end_matches('&')),
        export_csv: format!("/admin/audit/export.csv?{}", query.trim_end_matches('&')),
        filtered: !query.is_empty(),
        head: head.map(|head| head.to_string()),
        token: desk.token(),
        proof,
    };
    desk.show(status, &page)
}

/// `GET /admin/audit/{id}`.
///
/// # Errors
/// `not_found` for who is no administrator, and for an unknown entry.
pub async fn entry(desk: Desk, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    desk.answer(show_entry(&desk, &id)).await
}

async fn show_entry(desk: &Desk, id: &str) -> Result<HttpResponse, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound("entry"))?;
    let entry = audit::entry(&desk.ctx, desk.admin(), id).await?;
    let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    let page = EntryPage {
        frame: desk.frame("Entry of the audit trail"),
        act: entry.act.clone(),
        actor: entry.actor.map(|user| user.to_string()),
        user: entry.user.map(|user| user.to_string()),
        org: entry.org.map(|org| org.to_string()),
        peer: said(&entry, "peer"),
        request_id: entry.request_id.clone(),
        detail: serde_json::to_string_pretty(&detail).unwrap_or_default(),
        seal: audit::line(&entry)["seal"].as_str().map(str::to_owned),
        line: line(&entry),
    };
    desk.show(StatusCode::OK, &page)
}

/// A form in which the trail is written out.
#[derive(Clone, Copy)]
enum Form {
    Ndjson,
    Csv,
}

/// `GET /admin/audit/export.ndjson`: what the search finds, all of it, the first written first.
///
/// # Errors
/// `not_found` for who is no administrator; `step_up_required`.
pub async fn export(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(begin_export(&desk, Form::Ndjson)).await
}

/// `GET /admin/audit/export.csv`: the same for a spreadsheet.
///
/// # Errors
/// As [`export`].
pub async fn export_csv(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(begin_export(&desk, Form::Csv)).await
}

async fn begin_export(desk: &Desk, form: Form) -> Result<HttpResponse, Failure> {
    let search = wanted(desk)?;
    let filter = audit::begin_export(&desk.ctx, desk.admin(), &search, &desk.visit).await?;
    let ctx = desk.ctx.clone();
    let pages = stream::try_unfold((ctx, filter, 0), move |(ctx, filter, last)| async move {
        let entries = audit::after(&ctx, &filter, last).await?;
        let begins = last == 0;
        let Some(end) = entries.last().map(|entry| entry.id) else {
            return Ok::<_, Failure>(None);
        };
        let text = match form {
            Form::Ndjson => ndjson(&entries),
            Form::Csv => super::audit_csv::write(&entries, begins)?,
        };
        Ok(Some((web::Bytes::from(text), (ctx, filter, end))))
    });
    // A fault in the middle cuts the answer off, so that nobody takes a part for the whole.
    let pages = futures_util::TryStreamExt::map_err(pages, |failure| {
        actix_web::error::ErrorInternalServerError(failure.to_string())
    });
    let (kind, file) = match form {
        Form::Ndjson => ("application/x-ndjson", "oin-audit.ndjson"),
        Form::Csv => ("text/csv; charset=utf-8; header=present", "oin-audit.csv"),
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ))
        .streaming(pages))
}

fn ndjson(entries: &[AuditEntry]) -> Vec<u8> {
    let mut text = String::new();
    for entry in entries {
        text.push_str(&audit::line(entry).to_string());
        text.push('\n');
    }
    text.into_bytes()
}

/// The search that the query string asks for.
fn wanted(desk: &Desk) -> Result<Search, Failure> {
    let given = |name: &str| Some(desk.asked(name)).filter(|text| !text.is_empty());
    for name in FIELDS {
        if desk.asked(name).len() > 200 {
            let message = "The text is longer than 200 bytes. Shorten it.";
            return Err(Failure::field(FieldError::new(name, Code::BadValue, message)));
        }
    }
    let until = day("until", given("until"))?;
    Ok(Search {
        who: desk.asked("who"),
        filter: AuditFilter {
            people: None,
            area: given("area"),
            act: given("act"),
            about: given("about"),
            from: day("from", given("from"))?,
            // The day itself belongs to it.
            until: until.and_then(|at| at.checked_add_signed(TimeDelta::days(1))),
        },
        before: given("before").and_then(|text| text.parse().ok()),
    })
}

fn day(field: &'static str, text: Option<String>) -> Result<Option<DateTime<Utc>>, Failure> {
    let Some(text) = text else {
        return Ok(None);
    };
    match text.parse::<NaiveDate>() {
        Ok(day) => Ok(Some(day.and_time(NaiveTime::MIN).and_utc())),
        Err(_) => {
            let message = "This is not a day of the form 2026-11-24.";
            Err(Failure::field(FieldError::new(field, Code::BadValue, message)))
        }
    }
}

/// The filled fields as the beginning of a query string, `&` behind each.
fn query(desk: &Desk) -> String {
    let escape = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    FIELDS
        .iter()
        .map(|name| (name, desk.asked(name)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}&", escape(&value)))
        .collect()
}

fn line(entry: &AuditEntry) -> Line {
    let area = Area::parse(&entry.area);
    let known = match area {
        Some(Area::Account) => SecurityKind::parse(&entry.act).map(SecurityKind::label),
        Some(Area::Submission) => Action::parse(&entry.act).map(Action::label),
        _ => None,
    };
    let words = entry.act.replace('_', " ");
    Line {
        id: entry.id,
        number: entry.number,
        at: moment(entry.at),
        what: known.map_or(words, str::to_owned),
        area: area.map_or_else(|| entry.area.clone(), |area| area.label().to_owned()),
        who: match (entry.actor, called(entry.actor_said.as_deref())) {
            (_, Some(name)) => name,
            (None, None) if entry.detail.contains("\"command line\"") => "whoever runs oin".to_owned(),
            (None, None) => "the network itself".to_owned(),
            (Some(_), None) => "somebody who was erased".to_owned(),
        },
        token: entry.token.as_ref().map(|token| {
            let name = entry.token_name.as_ref();
            let name = name.map_or_else(String::new, |name| format!(" “{name}”"));
            format!("{}{name}, {}…", token.kind.label(), token.hint)
        }),
        whom: entry.user.filter(|user| entry.actor != Some(*user)).map(|_| {
            called(entry.user_said.as_deref()).unwrap_or_else(|| "somebody who was erased".to_owned())
        }),
        about: entry
            .about
            .as_ref()
            .map(|(kind, id)| format!("{} {id}", kind.replace('_', " "))),
        about_url: entry.about.as_ref().and_then(|(kind, id)| match kind.as_str() {
            "submission" => Some(format!("/admin/audit?about={id}")),
            _ => None,
        }),
    }
}

fn called(said: Option<&str>) -> Option<String> {
    let said: Value = serde_json::from_str(said?).ok()?;
    Some(format!("{} ({})", said["name"].as_str()?, said["mail"].as_str()?))
}

fn said(entry: &AuditEntry, name: &str) -> Option<String> {
    let said: Value = serde_json::from_str(entry.actor_said.as_deref()?).ok()?;
    said[name].as_str().map(str::to_owned)
}
