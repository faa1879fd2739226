//! What every reader of a listing should know of its life, at the top of its page.

use oin_domain::listing::Stage;
use serde::Serialize;

use crate::actions::listings::Notice;
use crate::web::urls;

#[derive(Debug, Serialize)]
pub(super) struct NoticeView {
    headline: &'static str,
    text: String,
    reason: String,
    successor: Option<Successor>,
}

#[derive(Debug, Serialize)]
struct Successor {
    url: String,
    slug: String,
}

impl NoticeView {
    pub(super) fn new(notice: Notice) -> Self {
        let day = notice.ends_on.map(|day| day.format("%-d %B %Y").to_string());
        let (headline, text) = match (notice.stage, day) {
            (Stage::Retiring, Some(day)) => (
                "It ends soon",
                format!("It is offered up to {day}. Plan your move before that day."),
            ),
            (Stage::Retired, Some(day)) => ("No longer offered", format!("It ended on {day}.")),
            (Stage::Retired, None) => ("No longer offered", "It has ended.".to_owned()),
            _ => (
                "It may not work at the moment",
                "Our tests of it fail, or its settings lead nowhere. Try it with one person first."
                    .to_owned(),
            ),
        };
        Self {
            headline,
            text,
            reason: notice.reason.map(String::from).unwrap_or_default(),
            successor: notice.successor.map(|slug| Successor {
                url: urls::listing(slug.as_str()),
                slug: slug.to_string(),
            }),
        }
    }
}
