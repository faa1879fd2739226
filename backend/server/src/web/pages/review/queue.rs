//! `/review`: the queue.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::choice::Choice;
use oin_domain::connection::SignOn;
use oin_domain::integration::Lane;
use oin_domain::listing::Tier;
use oin_domain::submission::Stage;
use serde::Serialize;

use super::{Desk, PageError};
use crate::actions::reviews::{self, Age, QueueAsked, QueueRow, Whose};
use crate::actions::{Code, Failure, FieldError};
use crate::templates::Page;
use crate::web::form::Fields;
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
    filters: Vec<Filter>,
    filtered: bool,
    rows: Vec<Row>,
    /// The same filters, for the button that claims.
    kept: Vec<Kept>,
    earlier: Option<String>,
    later: Option<String>,
    nothing_left: bool,
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

#[derive(Serialize)]
struct Kept {
    name: &'static str,
    value: &'static str,
}

#[derive(Serialize)]
struct Row {
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

const NAMES: [&str; 6] = ["lane", "tier", "mode", "age", "whose", "page"];

fn read(query: &str) -> Result<(QueueAsked, Vec<Kept>), Failure> {
    let pairs = Pairs::parse(query)?;
    pairs.only(&[&NAMES[..], &["left"]].concat())?;
    let mut kept = Vec::new();
    let asked = QueueAsked {
        lane: choice::<Lane>(&pairs, "lane", &mut kept)?,
        tier: choice::<Tier>(&pairs, "tier", &mut kept)?,
        mode: choice::<SignOn>(&pairs, "mode", &mut kept)?,
        age: choice::<Age>(&pairs, "age", &mut kept)?,
        whose: match pairs.first("whose").unwrap_or_default() {
            "mine" => Whose::Mine,
            "unclaimed" => Whose::Unclaimed,
            _ => Whose::All,
        },
        page: pairs
            .first("page")
            .and_then(|page| page.parse().ok())
            .unwrap_or(0),
    };
    Ok((asked, kept))
}

fn choice<T: Choice>(pairs: &Pairs, name: &'static str, kept: &mut Vec<Kept>) -> Result<Option<T>, Failure> {
    match pairs.first(name).unwrap_or_default() {
        "" => Ok(None),
        text => match T::parse(text) {
            Some(value) => {
                kept.push(Kept {
                    name,
                    value: value.as_str(),
                });
                Ok(Some(value))
            }
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
        let query = desk.req.query_string();
        let (asked, kept) = read(query)?;
        let queue = reviews::queue(&desk.ctx, desk.who(), &asked).await?;
        let numbers = &queue.numbers;
        let number = |label, count, url, bad: bool| Number {
            label,
            count,
            url,
            bad: bad && count > 0,
        };
        let place = |page: u32| page_of(&kept, asked.whose, page);
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
            filters: filters(&asked),
            filtered: !kept.is_empty() || asked.whose != Whose::All,
            rows: queue.rows.iter().map(|row| line(&desk, row)).collect(),
            earlier: (asked.page > 0).then(|| place(asked.page - 1)),
            later: queue.more.then(|| place(asked.page + 1)),
            nothing_left: query.contains("left=none"),
            kept,
        };
        desk.show(StatusCode::OK, &page)
    })
    .await
}

fn whose_value(whose: Whose) -> &'static str {
    match whose {
        Whose::All => "",
        Whose::Mine => "mine",
        Whose::Unclaimed => "unclaimed",
    }
}

fn page_of(kept: &[Kept], whose: Whose, page: u32) -> String {
    let mut pairs: Vec<String> = kept
        .iter()
        .map(|kept| format!("{}={}", kept.name, kept.value))
        .collect();
    if whose != Whose::All {
        pairs.push(format!("whose={}", whose_value(whose)));
    }
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
        (Whose::All, "Everybody’s"),
        (Whose::Mine, "Mine"),
        (Whose::Unclaimed, "Unclaimed"),
    ];
    let filter = |name, label, options| Filter { name, label, options };
    vec![
        filter(
            "whose",
            "Whose",
            whose
                .into_iter()
                .map(|(one, label)| Opt {
                    value: whose_value(one),
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

fn line(desk: &Desk, row: &QueueRow) -> Row {
    let now = desk.ctx.now();
    let holder = matches!(row.stage, Stage::InReview | Stage::Testing);
    let mine = holder
        && row
            .reviewer
            .as_ref()
            .is_some_and(|(user, _)| *user == desk.who().user());
    Row {
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
            (Some((_, name)), false) => format!("known to {name}"),
            (None, _) => String::new(),
        },
        mine,
        proposed: row.proposed.map_or("", |cause| cause.label()),
    }
}

/// `POST /review/claim`: the next one of the queue that fits the filters.
///
/// # Errors
/// As [`get`].
pub async fn claim(desk: Desk, fields: Fields) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        fields.only(&NAMES)?;
        let pairs: Vec<String> = fields
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let (asked, kept) = read(&pairs.join("&"))?;
        match reviews::claim_next(&desk.ctx, desk.who(), &asked, None).await? {
            Some(moved) => Ok(go_to(&urls::review(moved.submission))),
            None => Ok(go_to(&format!("{}&left=none", page_of(&kept, asked.whose, 0)))),
        }
    })
    .await
}
