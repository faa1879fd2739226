//! The questions: what people and programs ask, in the shares that the targets
//! are set for.

use anyhow::Context as _;
use oin_domain::catalog::Sort;
use oin_domain::choice::Choice as _;
use oin_domain::connection::SignOn;
use oin_domain::integration::CategorySlug;
use oin_search::{Filters, Query};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::client::Client;
use crate::dataset::Sketch;
use crate::words::{Numbers, TAILS};

/// A kind of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A listing by its slug.
    Detail,
    /// The first letters of a name.
    Prefix,
    /// A whole name.
    ExactName,
    /// The first page of everything, in some order.
    FrontPage,
    /// One category.
    Category,
    /// One category and one sign-on mode.
    CategoryAndMode,
    /// Some letters and one sign-on mode.
    SearchAndFilter,
    /// A name with a slip.
    Typo,
    /// Words of a product or of a vendor's product.
    Words,
    /// What nobody has.
    Empty,
    /// The third to tenth page of a list.
    DeepPage,
}

impl Kind {
    /// Every kind and how many of a hundred requests it has.
    pub(crate) const SHARES: [(Self, u64); 11] = [
        (Self::Detail, 20),
        (Self::Prefix, 18),
        (Self::ExactName, 14),
        (Self::FrontPage, 8),
        (Self::Category, 8),
        (Self::CategoryAndMode, 8),
        (Self::SearchAndFilter, 6),
        (Self::Typo, 6),
        (Self::Words, 6),
        (Self::Empty, 3),
        (Self::DeepPage, 3),
    ];

    /// What it is called in tables.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Detail => "detail",
            Self::Prefix => "prefix",
            Self::ExactName => "exact name",
            Self::FrontPage => "front page",
            Self::Category => "category",
            Self::CategoryAndMode => "category + mode",
            Self::SearchAndFilter => "search + filter",
            Self::Typo => "typo",
            Self::Words => "words",
            Self::Empty => "nothing found",
            Self::DeepPage => "deep page",
        }
    }
}

/// A question, in a form that becomes a URL or SQL.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// Its kind.
    pub(crate) kind: Kind,
    /// Of a detail: the slug.
    pub(crate) slug: Option<String>,
    /// What is searched for.
    pub(crate) text: Option<String>,
    /// A category's slug.
    pub(crate) category: Option<&'static str>,
    /// A sign-on mode.
    pub(crate) mode: Option<SignOn>,
    /// The order, as the API takes it.
    pub(crate) sort: &'static str,
    /// How many pages come before the one that is asked for.
    pub(crate) pages_before: u64,
}

impl Question {
    /// The `number`-th question of a kind about a catalog of `total`.
    pub(crate) fn of(kind: Kind, number: u64, total: u64) -> Self {
        let mut numbers = Numbers::of(number ^ 0x5ea5_c400 ^ ((kind as u64) << 40));
        let about = Sketch::of(numbers.below(total), total);
        let mut question = Self {
            kind,
            slug: None,
            text: None,
            category: None,
            mode: None,
            sort: "relevance",
            pages_before: 0,
        };
        let first = |letters: u64| about.name.chars().take(letters as usize).collect::<String>();
        match kind {
            Kind::Detail => question.slug = Some(about.slug),
            Kind::Prefix => question.text = Some(first(1 + numbers.below(6))),
            Kind::ExactName => question.text = Some(about.name),
            Kind::FrontPage => question.sort = numbers.one_of(&["relevance", "name", "newest", "launches"]),
            Kind::Category => question.category = Some(about.category()),
            Kind::CategoryAndMode => {
                question.category = Some(about.category());
                question.mode = about.sign_on.first().copied();
            }
            Kind::SearchAndFilter => {
                question.text = Some(first(3 + numbers.below(3)));
                question.mode = about.sign_on.first().copied();
            }
            Kind::Typo => question.text = Some(misspelt(&about.name, &mut numbers)),
            Kind::Words => {
                let tail = numbers.one_of(&TAILS);
                let vendor = if numbers.chance(50) {
                    about.vendor.as_str()
                } else {
                    ""
                };
                question.text = Some(format!("{vendor} {tail}").trim().to_owned());
            }
            Kind::Empty => question.text = Some(format!("qq{}", first(8).replace(' ', ""))),
            Kind::DeepPage => {
                question.sort = numbers.one_of(&["relevance", "name", "newest"]);
                question.text = numbers.chance(50).then(|| first(2));
                question.pages_before = 2 + numbers.below(8);
            }
        }
        question
    }

    /// The first page of it as the index is asked; `None` for a detail.
    ///
    /// # Errors
    /// An order that the catalog does not know: a mistake in this file.
    pub(crate) fn query(&self) -> anyhow::Result<Option<Query>> {
        if self.slug.is_some() {
            return Ok(None);
        }
        Ok(Some(Query {
            text: self.text.clone().unwrap_or_default(),
            filters: Filters {
                category: self
                    .category
                    .map(CategorySlug::parse)
                    .transpose()?
                    .into_iter()
                    .collect(),
                sign_on: self.mode.into_iter().collect(),
                ..Filters::default()
            },
            sort: Sort::parse(self.sort).context("an unknown order")?,
            ..Query::default()
        }))
    }

    /// Its URL on a server, the first page of it.
    fn first_page(&self) -> String {
        if let Some(slug) = &self.slug {
            return format!("/api/v1/integrations/{slug}");
        }
        let mut url = "/api/v1/integrations".to_owned();
        let mut add = |name: &str, value: &str| {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(name);
            url.push('=');
            url.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
        };
        if let Some(text) = &self.text {
            add("q", text);
        }
        if let Some(category) = self.category {
            add("category", category);
        }
        if let Some(mode) = self.mode {
            add("sign_on", mode.as_str());
        }
        if self.sort != "relevance" {
            add("sort", self.sort);
        }
        url
    }

    /// Its URL; pages before it are turned, as far as there are any.
    ///
    /// # Errors
    /// A server that does not answer.
    pub(crate) fn url(&self, client: &mut Client) -> anyhow::Result<String> {
        let first = self.first_page();
        let mut url = first.clone();
        for _ in 0..self.pages_before {
            let page = client.expect(&url)?.json()?;
            let Some(next) = page["next"].as_str() else { break };
            let joint = if first.contains('?') { '&' } else { '?' };
            url = format!(
                "{first}{joint}after={}",
                utf8_percent_encode(next, NON_ALPHANUMERIC)
            );
        }
        Ok(url)
    }
}

/// A name with one slip: two letters swapped, one wrong, or one missing.
fn misspelt(name: &str, numbers: &mut Numbers) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = 1 + numbers.below(letters.len().saturating_sub(2).max(1) as u64) as usize;
    if at + 1 < letters.len() {
        match numbers.below(3) {
            0 => letters.swap(at, at + 1),
            1 => letters[at] = 'q',
            _ => {
                letters.remove(at);
            }
        }
    }
    letters.into_iter().collect()
}

/// `count` questions in the mix's shares, the kinds well mixed. The same
/// `from` gives the same questions; another one gives others.
pub(crate) fn questions(count: u64, from: u64, total: u64) -> Vec<Question> {
    let mut all: Vec<Question> = (0..count)
        .map(|number| {
            let mut place = number * 100 / count;
            let kind = Kind::SHARES
                .iter()
                .find(|(_, share)| {
                    let found = place < *share;
                    place = place.saturating_sub(*share);
                    found
                })
                .map_or(Kind::Detail, |(kind, _)| *kind);
            Question::of(kind, from + number, total)
        })
        .collect();
    let mut numbers = Numbers::of(from ^ 0x5f1e);
    for last in (1..all.len()).rev() {
        all.swap(last, numbers.below(last as u64 + 1) as usize);
    }
    all
}
