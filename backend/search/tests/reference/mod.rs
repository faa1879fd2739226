//! The same catalog without an index: every question looks at every entry.
//! Slow, short, and the meaning of the real one.

use std::collections::BTreeMap;

use chrono::Datelike;
use oin_domain::catalog::{Facet, ProvisioningFilter, Sort};
use oin_domain::choice::Choice;
use oin_domain::listing::{Health, Tier};
use oin_domain::text::fold;
use oin_search::{Entry, Filters, Query};

/// The typo rules under test.
const TYPOS_BELOW: usize = 5;

fn typos_allowed(word: &str) -> usize {
    match word.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Optimal string alignment distances of `word` to every beginning of `term`.
fn distances(word: &str, term: &str) -> Vec<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (word.chars().collect(), term.chars().collect());
    let mut d = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            d[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let swap = usize::from(a[i - 1] != b[j - 1]);
                let mut best = (d[i - 1][j - 1] + swap).min(d[i - 1][j] + 1).min(d[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(d[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    d[a.len()].clone()
}

/// How a word may be meant.
#[derive(Clone, Copy, PartialEq)]
enum Typed {
    /// As it stands, or a beginning.
    Exact,
    /// As it stands.
    Whole,
    /// With typos; beginnings as they stand.
    Like,
    /// With typos, also in beginnings.
    LikeLast,
}

/// Typos and whether it is a beginning, when the term is what was typed.
fn reads(word: &str, term: &str, typed: Typed) -> Option<(usize, bool)> {
    if term == word {
        return Some((0, false));
    }
    if typed != Typed::Whole && term.starts_with(word) {
        return Some((0, true));
    }
    if matches!(typed, Typed::Exact | Typed::Whole) {
        return None;
    }
    let distances = distances(word, term);
    let whole = *distances.last()?;
    let begins = *distances.iter().skip(1).min()?;
    let in_beginning = usize::from(word.chars().count() >= 6);
    let (typos, begins) = if typed == Typed::LikeLast && begins <= in_beginning && begins < whole {
        (begins, true)
    } else {
        (whole, false)
    };
    (typos <= typos_allowed(word)).then_some((typos, begins))
}

struct Words {
    name: String,
    aliases: Vec<String>,
    vendor: String,
    said: Vec<String>,
}

fn joined(text: &str) -> String {
    text.replace(' ', "")
}

impl Words {
    fn of(entry: &Entry, label: &dyn Fn(&str) -> String) -> Self {
        let mut said: Vec<String> = fold(entry.summary.as_str())
            .split(' ')
            .map(str::to_owned)
            .collect();
        for category in &entry.categories {
            said.extend(fold(&label(category.as_str())).split(' ').map(str::to_owned));
        }
        Self {
            name: fold(entry.name.as_str()),
            aliases: entry
                .aliases
                .iter()
                .map(|a| fold(a.as_str()))
                .filter(|a| !a.is_empty())
                .collect(),
            vendor: entry
                .vendor
                .as_ref()
                .map(|v| fold(v.as_str()))
                .unwrap_or_default(),
            said,
        }
    }

    /// The least typos and best fit (0 own, 2 vendor, 4 said; 1 more for a beginning).
    fn fit(&self, word: &str, typed: Typed) -> Option<(usize, usize)> {
        let mut best: Option<(usize, usize)> = None;
        let mut see = |term: &str, field: usize| {
            if let Some((typos, begins)) = reads(word, term, typed).filter(|_| !term.is_empty()) {
                let fit = (typos, field + usize::from(begins));
                best = Some(best.map_or(fit, |known| known.min(fit)));
            }
        };
        for own in std::iter::once(&self.name).chain(&self.aliases) {
            own.split(' ').for_each(|term| see(term, 0));
            see(&joined(own), 0);
        }
        self.vendor.split(' ').for_each(|term| see(term, 2));
        see(&joined(&self.vendor), 2);
        if word.chars().count() > 2 {
            self.said
                .iter()
                .filter(|term| term.chars().count() > 2)
                .for_each(|term| see(term, 4));
        }
        best
    }

    /// The class of the text as a whole.
    fn whole(&self, text: &str, typos: bool) -> Option<usize> {
        let query = joined(text);
        let typed = if typos { Typed::LikeLast } else { Typed::Exact };
        let name = joined(&self.name);
        let first = self.name.split(' ').next().unwrap_or_default().to_owned();
        let read = |term: &str| reads(&query, term, typed).filter(|_| !term.is_empty());
        let is = |term: &str, at: usize| read(term) == Some((at, false));
        (0..=2usize)
            .filter_map(|at| {
                let begins_words = if at == 0 {
                    self.name.starts_with(&format!("{text} "))
                } else {
                    name != first && is(&first, at)
                };
                let begins = begins_words
                    || is(&first, at)
                    || is(&name, at)
                    || read(&first) == Some((at, true))
                    || read(&name) == Some((at, true));
                let class = if is(&name, at) {
                    usize::from(at == 0 && self.name != text)
                } else if self.aliases.iter().any(|alias| is(&joined(alias), at)) {
                    1
                } else if is(&joined(&self.vendor), at) {
                    if begins { 2 } else { 3 }
                } else if begins {
                    if begins_words { 4 } else { 5 }
                } else {
                    return None;
                };
                Some(class + 12 * at)
            })
            .min()
    }

    fn class(&self, text: &str, typos: bool) -> Option<usize> {
        let mut words: Vec<String> = Vec::new();
        for word in text.split(' ') {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        let mut best = self.whole(text, typos);
        let mut try_reading = |words: &[String], torn: Option<usize>| {
            let last = words.len() - 1;
            let mut sum = usize::from(torn.is_some());
            let (mut field, mut begins) = (0, 0);
            for (place, word) in words.iter().enumerate() {
                let typed = match torn {
                    Some(torn) if torn == place => Typed::Whole,
                    Some(torn) if torn + 1 == place && place == last => Typed::Exact,
                    Some(torn) if torn + 1 == place => Typed::Whole,
                    _ if !typos => Typed::Exact,
                    _ if place == last => Typed::LikeLast,
                    _ => Typed::Like,
                };
                let Some((typos, fit)) = self.fit(word, typed) else {
                    return;
                };
                sum += typos;
                field = field.max(fit / 2);
                begins |= fit % 2;
            }
            let class = 6 + field * 2 + begins + 12 * sum.min(8);
            best = Some(best.map_or(class, |known| known.min(class)));
        };
        try_reading(&words, None);
        for place in 1..words.len() {
            let mut together = words.clone();
            let second = together.remove(place);
            together[place - 1].push_str(&second);
            try_reading(&together, None);
        }
        if typos {
            for place in 0..words.len() {
                for (at, _) in words[place].char_indices().skip(1) {
                    let mut torn = words.clone();
                    let second = torn[place].split_off(at);
                    torn.insert(place + 1, second);
                    try_reading(&torn, Some(place));
                }
            }
        }
        best
    }
}

/// The entries of a catalog and the labels of its categories.
#[derive(Default)]
pub(crate) struct Reference {
    /// The entries by id.
    pub(crate) entries: BTreeMap<uuid::Uuid, Entry>,
    /// The labels by slug.
    pub(crate) labels: BTreeMap<String, String>,
}

/// What [`Reference`] answers: slugs in order and non-zero counts.
pub(crate) struct Answer {
    /// All entries, all pages.
    pub(crate) slugs: Vec<String>,
    /// The counts that are not zero.
    pub(crate) counts: BTreeMap<(Facet, String), usize>,
}

fn values(entry: &Entry, facet: Facet) -> Vec<String> {
    fn texts<T: Choice>(values: &[T]) -> Vec<String> {
        values.iter().map(|v| v.as_str().to_owned()).collect()
    }
    match facet {
        Facet::Category => entry.categories.iter().map(|c| c.as_str().to_owned()).collect(),
        Facet::SignOn => texts(&entry.sign_on),
        Facet::Flow => texts(&entry.flows),
        Facet::Provisioning => {
            let automated = entry.provisioning.automated;
            let mut all = texts(&entry.provisioning.operations);
            let exists = if automated {
                ProvisioningFilter::Scim
            } else {
                ProvisioningFilter::None
            };
            all.push(exists.as_str().to_owned());
            all
        }
        Facet::Tier => texts(&[entry.tier]),
        Facet::Deployment => texts(&[entry.deployment]),
        Facet::Health => texts(&[entry.health]),
    }
}

fn wanted(filters: &Filters, facet: Facet) -> Vec<String> {
    fn texts<T: Choice>(values: &[T]) -> Vec<String> {
        values.iter().map(|v| v.as_str().to_owned()).collect()
    }
    match facet {
        Facet::Category => filters.category.iter().map(|c| c.as_str().to_owned()).collect(),
        Facet::SignOn => texts(&filters.sign_on),
        Facet::Flow => texts(&filters.flow),
        Facet::Provisioning => texts(&filters.provisioning),
        Facet::Tier => texts(&filters.tier),
        Facet::Deployment => texts(&filters.deployment),
        Facet::Health => texts(&filters.health),
    }
}

impl Reference {
    /// Answers a query, all pages at once.
    pub(crate) fn search(&self, query: &Query) -> Answer {
        let text = fold(&query.text);
        let mut matched = self.matching(&text, false);
        let called_so = matched.iter().any(|(_, class)| class % 1_000 <= 1);
        let short = text.split(' ').count() <= 6;
        if !text.is_empty() && matched.len() < TYPOS_BELOW && !called_so && short {
            matched = self.matching(&text, true);
        }
        let passes = |entry: &Entry, facet: Facet| {
            let wanted = wanted(&query.filters, facet);
            wanted.is_empty() || values(entry, facet).iter().any(|value| wanted.contains(value))
        };
        let mut counts = BTreeMap::new();
        for (entry, _) in &matched {
            for &facet in Facet::ALL {
                if Facet::ALL
                    .iter()
                    .all(|&other| other == facet || passes(entry, other))
                {
                    for value in values(entry, facet) {
                        *counts.entry((facet, value)).or_insert(0) += 1;
                    }
                }
            }
        }
        matched.retain(|(entry, _)| Facet::ALL.iter().all(|&facet| passes(entry, facet)));
        matched.sort_by_cached_key(|(entry, class)| sort_key(entry, *class, query.sort));
        let slugs = matched
            .iter()
            .map(|(entry, _)| entry.slug.as_str().to_owned())
            .collect();
        Answer { slugs, counts }
    }

    fn matching(&self, text: &str, typos: bool) -> Vec<(&Entry, usize)> {
        let label = |slug: &str| self.labels.get(slug).cloned().unwrap_or_else(|| slug.to_owned());
        self.entries
            .values()
            .filter_map(|entry| {
                if text.is_empty() {
                    return Some((entry, 0));
                }
                let class = Words::of(entry, &label).class(text, typos)?;
                let sinks = entry.health == Health::Retired && class != 0;
                Some((entry, class + if sinks { 1_000 } else { 0 }))
            })
            .collect()
    }
}

type SortKey = (usize, Vec<i64>, String, String);

fn sort_key(entry: &Entry, class: usize, sort: Sort) -> SortKey {
    let micros = |moment: chrono::DateTime<chrono::Utc>| moment.timestamp_micros();
    let slug = entry.slug.as_str().to_owned();
    let numbers = match sort {
        Sort::Relevance => vec![
            i64::from(entry.health == Health::Retired),
            i64::from(entry.health == Health::Degraded),
            i64::from(entry.tier != Tier::Verified),
            -i64::from(u64::BITS - u64::try_from(entry.launches).unwrap_or(0).leading_zeros()),
            i64::from(entry.flows.is_empty()),
            -i64::from(entry.updated_at.year()),
            i64::try_from(entry.name.as_str().chars().count()).unwrap_or(0),
        ],
        Sort::Name => return (0, vec![], fold(entry.name.as_str()), slug),
        Sort::Newest => vec![-micros(entry.published_at)],
        Sort::Verified => vec![entry.verified_at.map_or(i64::MAX, |moment| -micros(moment))],
        Sort::Launches => vec![-entry.launches],
    };
    (
        if sort == Sort::Relevance { class } else { 0 },
        numbers,
        String::new(),
        slug,
    )
}
