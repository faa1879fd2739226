//! `/review`: the queue.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::account::StaffRole;
use oin_domain::choice::Choice;
use oin_domain::connection::SignOn;
use oin_domain::integration::Lane;
use oin_domain::listing::Tier;
use oin_domain::submission::Stage;
use serde::Serialize;

use super::bulk::{BulkBar, Told};
use super::{Desk, PageError};
use crate::actions::reviews::{self, Age, QueueAsked, QueueRow, SavedView, Whose};
use crate::actions::{Code, Failure, FieldError};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::moment::Moment;
use crate::web::pages::{Shell, go_to};
use crate::web::pairs::Pairs;
use crate::web::urls;

#[derive(Serialize)]
struct QueuePage {
    shell: Shell,
    token: String,
    numbers: Vec<Number>,
    appeals: i64,
    /// Whether the desk of provisioning is theirs.
    leads: bool,
    filters: Vec<Filter>,
    filtered: bool,
    views: Vec<View>,
    /// The form that keeps the filters as a view.
    form: FormView,
    /// Whether it is offered: not for what is kept already.
    keeps: bool,
    rows: Vec<Row>,
    /// The filters, for the form that keeps them.
    chosen: Vec<Kept>,
    /// The same for the button that claims, but for whose they are.
    kept: Vec<Kept>,
    earlier: Option<String>,
    later: Option<String>,
    nothing_left: bool,
    /// The form that takes several at once.
    bulk: BulkBar,
}

impl Page for QueuePage {
    const TEMPLATE: &'static str = "pages/review/queue";
}

#[derive(Serialize)]
struct Number {
    label: &'static str,
    count: i64,
    /// Where it is listed; empty when it is only a number.
    url: &'static str,
    bad: bool,
}

#[derive(Serialize)]
struct Filter {
    name: &'static str,
    label: &'static str,
    options: Vec<Opt>,
}

#[derive(Serialize)]
struct Opt {
    value: &'static str,
    label: String,
    chosen: bool,
}

/// Filters that the reviewer kept under a name.
#[derive(Serialize)]
struct View {
    name: String,
    url: String,
    /// Whether they are the ones that are shown.
    here: bool,
    remove: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
struct Kept {
    name: &'static str,
    value: &'static str,
}

#[derive(Serialize)]
struct Row {
    id: String,
    chosen: bool,
    url: String,
    name: String,
    org: String,
    lane: &'static str,
    modes: Vec<&'static str>,
    kind: &'static str,
    verified: bool,
    due: Moment,
    overdue: bool,
    waits: Moment,
    risk: i32,
    risk_words: &'static str,
    stage: &'static str,
    who: String,
    mine: bool,
    proposed: &'static str,
}

pub(super) const NAMES: [&str; 6] = ["lane", "tier", "mode", "age", "whose", "page"];

/// What the filters of an address or a form ask for.
pub(super) fn read(query: &str) -> Result<QueueAsked, Failure> {
    let pairs = Pairs::parse(query)?;
    pairs.only(&[&NAMES[..], &["left"]].concat())?;
    Ok(QueueAsked {
        lane: choice::<Lane>(&pairs, "lane")?,
        tier: choice::<Tier>(&pairs, "tier")?,
        mode: choice::<SignOn>(&pairs, "mode")?,
        age: choice::<Age>(&pairs, "age")?,
        whose: match pairs.first("whose").unwrap_or_default() {
            "mine" => Whose::Mine,
            "unclaimed" => Whose::Unclaimed,
            _ => Whose::All,
        },
        page: pairs
            .first("page")
            .and_then(|page| page.parse().ok())
            .unwrap_or(0),
    })
}

fn choice<T: Choice>(pairs: &Pairs, name: &'static str) -> Result<Option<T>, Failure> {
    match pairs.first(name).unwrap_or_default() {
        "" => Ok(None),
        text => match T::parse(text) {
            Some(value) => Ok(Some(value)),
            None => {
                let allowed = T::ALL.iter().map(|one| one.as_str().to_owned());
                let message = format!("`{name}` takes a value of the list.");
                let error = FieldError::new(name, Code::UnknownValue, message).allowing(allowed);
                Err(Failure::field(error))
            }
        },
    }
}

/// `GET /review`.
///
/// # Errors
/// `not_found` for whoever is none of the staff; `unknown_value` for a filter.
pub async fn get(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let asked = read(desk.req.query_string())?;
        show(&desk, &asked, desk.form(&["name"]), StatusCode::OK).await
    })
    .await
}

/// The page, with the form that keeps its filters.
pub(super) async fn show(
    desk: &Desk,
    asked: &QueueAsked,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    show_with(desk, asked, form, Told::default(), status).await
}

/// The same with what became of several at once.
pub(super) async fn show_with(
    desk: &Desk,
    asked: &QueueAsked,
    form: FormView,
    told: Told,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let queue = reviews::queue(&desk.ctx, desk.who(), asked).await?;
    let numbers = &queue.numbers;
    let number = |label, count, url, bad: bool| Number {
        label,
        count,
        url,
        bad: bad && count > 0,
    };
    let chosen: Vec<Kept> = asked
        .filters()
        .into_iter()
        .map(|(name, value)| Kept { name, value })
        .collect();
    let views: Vec<View> = queue.views.iter().map(|view| view_of(view, &chosen)).collect();
    let page = QueuePage {
        shell: desk.shell("Review"),
        token: desk.token(),
        numbers: vec![
            number("Overdue", numbers.overdue, "", true),
            number("Due within a day", numbers.due_soon, "", false),
            number("In the queue", numbers.queued, "/review?whose=unclaimed", false),
            number("With a reviewer", numbers.claimed, "", false),
            number("With you", numbers.mine, "/review?whose=mine", false),
            number("With an ISV", numbers.with_isv, "", false),
            number("Discards proposed", numbers.proposed, "", true),
        ],
        appeals: numbers.appeals,
        leads: desk.who().has_any(&[StaffRole::Lead]).is_ok(),
        filters: filters(asked),
        filtered: !chosen.is_empty(),
        keeps: !chosen.is_empty() && (!form.errors.is_empty() || !views.iter().any(|view| view.here)),
        views,
        form,
        rows: queue
            .rows
            .iter()
            .map(|row| line(desk, row, told.has_chosen(row.id)))
            .collect(),
        bulk: BulkBar::new(desk, &queue, told),
        earlier: (asked.page > 0).then(|| page_of(asked, asked.page - 1)),
        later: queue.more.then(|| page_of(asked, asked.page + 1)),
        nothing_left: desk.asked("left") == "none",
        kept: chosen
            .iter()
            .copied()
            .filter(|kept| kept.name != "whose")
            .collect(),
        chosen,
    };
    desk.show(status, &page)
}

fn view_of(view: &SavedView, chosen: &[Kept]) -> View {
    let pairs: Vec<String> = view
        .filters
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let is_chosen = |(name, value): (&String, &String)| {
        chosen
            .iter()
            .any(|kept| kept.name == name.as_str() && kept.value == value.as_str())
    };
    View {
        name: view.name.to_string(),
        url: format!("{}?{}", urls::REVIEW, pairs.join("&")),
        here: view.filters.len() == chosen.len() && view.filters.iter().all(is_chosen),
        remove: urls::remove_view(view.id),
    }
}

/// The address of a page of the queue with these filters.
pub(super) fn page_of(asked: &QueueAsked, page: u32) -> String {
    let mut pairs: Vec<String> = asked
        .filters()
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.push(format!("page={page}"));
    format!("{}?{}", urls::REVIEW, pairs.join("&"))
}

fn filters(asked: &QueueAsked) -> Vec<Filter> {
    fn options<T: Choice>(any: &str, chosen: Option<T>) -> Vec<Opt> {
        let first = Opt {
            value: "",
            label: any.to_owned(),
            chosen: chosen.is_none(),
        };
        let rest = T::ALL.iter().map(|one| Opt {
            value: one.as_str(),
            label: one.label().to_owned(),
            chosen: chosen == Some(*one),
        });
        std::iter::once(first).chain(rest).collect()
    }
    let whose = [
        (Whose::All, "", "Everybody’s"),
        (Whose::Mine, "mine", "Mine"),
        (Whose::Unclaimed, "unclaimed", "Unclaimed"),
    ];
    let filter = |name, label, options| Filter { name, label, options };
    vec![
        filter(
            "whose",
            "Whose",
            whose
                .into_iter()
                .map(|(one, value, label)| Opt {
                    value,
                    label: label.to_owned(),
                    chosen: asked.whose == one,
                })
                .collect(),
        ),
        filter("lane", "Lane", options::<Lane>("All lanes", asked.lane)),
        filter("mode", "Sign-on", options::<SignOn>("All modes", asked.mode)),
        filter("tier", "Tier", options::<Tier>("Both tiers", asked.tier)),
        filter("age", "Waiting", options::<Age>("Any time", asked.age)),
    ]
}

fn line(desk: &Desk, row: &QueueRow, chosen: bool) -> Row {
    let now = desk.ctx.now();
    let holder = matches!(row.stage, Stage::InReview | Stage::Testing);
    let mine = holder
        && row
            .reviewer
            .as_ref()
            .is_some_and(|(user, _)| *user == desk.who().user());
    Row {
        id: row.id.to_string(),
        chosen,
        url: urls::review(row.id),
        name: row.name.clone(),
        org: row.org.clone(),
        lane: row.lane.label(),
        modes: row.sign_on.iter().map(|mode| mode.label()).collect(),
        kind: if row.is_update { "Update" } else { "New" },
        verified: row.tier == Some(Tier::Verified),
        overdue: row.due <= now,
        due: desk.moment(row.due),
        waits: desk.moment(row.queued_at),
        risk: row.risk,
        risk_words: super::view::risk_words(row.risk),
        stage: row.stage.label(),
        who: match (&row.reviewer, holder) {
            (Some(_), true) if mine => "you".to_owned(),
            (Some((_, name)), true) => name.clone(),
            // Whoever knows it, or was given it, is offered it first.
            (Some((_, name)), false) if row.stage == Stage::Queued => format!("first for {name}"),
            (Some((_, name)), false) => format!("known to {name}"),
            (None, _) => String::new(),
        },
        mine,
        proposed: row.proposed.map_or("", |cause| cause.label()),
    }
}

/// The filters that a form sends along.
pub(super) fn typed(fields: &Fields) -> Result<QueueAsked, Failure> {
    let pairs: Vec<String> = fields
        .iter()
        .filter(|(name, value)| NAMES.contains(name) && !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    read(&pairs.join("&"))
}

/// `POST /review/claim`: the next one of the queue that fits the filters.
///
/// # Errors
/// As [`get`].
pub async fn claim(desk: Desk, fields: Fields) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        fields.only(&NAMES)?;
        let asked = typed(&fields)?;
        match reviews::claim_next(&desk.ctx, desk.who(), &asked, None).await? {
            Some(moved) => Ok(go_to(&urls::review(moved.submission))),
            None => Ok(go_to(&format!("{}&left=none", page_of(&asked, 0)))),
        }
    })
    .await
}
