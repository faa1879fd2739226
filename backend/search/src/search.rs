//! Answering queries.

use std::collections::HashMap;

use oin_domain::catalog::Sort;
use oin_domain::text::fold;

use crate::class::{self, Class, Fit};
use crate::cursor::{self, Cursor, Key};
use crate::distance::Ruler;
use crate::index::{Index, Row};
use crate::query::{Query, QueryError, Results};
use crate::rules::Rules;
use crate::signature::Tally;
use crate::view::{Block, EntryView};
use crate::words::{Phrase, named_terms, role, said_words};

impl Index {
    /// Answers a query.
    ///
    /// # Errors
    /// [`QueryError`] says which part of the query cannot be answered.
    pub fn search(&self, query: &Query) -> Result<Results<'_>, QueryError> {
        if query.limit == 0 || query.limit > Query::MOST {
            return Err(QueryError::Limit);
        }
        if query.text.chars().nth(Query::LONGEST).is_some() {
            return Err(QueryError::TextTooLong);
        }
        let selection = self.selection(&query.filters)?;
        let before = match &query.after {
            Some(cursor) if !cursor.belongs_to(query) => return Err(QueryError::ForeignCursor),
            Some(cursor) => usize::from(cursor.depth),
            None => 0,
        };
        let deepest = cursor::has_depth(query.sort);
        if deepest && before >= Query::DEPTH {
            return Err(QueryError::TooDeep);
        }
        let limit = if deepest {
            query.limit.min(Query::DEPTH - before)
        } else {
            query.limit
        };
        let mut tally = Tally::default();
        let mut found: Vec<(Key, &Row)> = Vec::new();
        for (row, class) in self.matches(&query.text) {
            tally.add(&selection, row.signature, 1);
            if selection.passes(row.signature) {
                found.push((key(query.sort, row, class), row));
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        if let Some(cursor) = &query.after {
            found.retain(|(key, _)| *key > cursor.key);
        }
        let more = found.len() > limit;
        found.truncate(limit);
        let depth = before + found.len();
        let next = match found.last() {
            Some((key, _)) if more && !(deepest && depth >= Query::DEPTH) => {
                Some(Cursor::new(query, depth, self.version(), key.clone()))
            }
            _ => None,
        };
        let hits = found.iter().map(|(_, row)| self.view(row)).collect();
        Ok(Results {
            hits,
            total: tally.total,
            facets: self.facets(&tally),
            next,
        })
    }

    /// The entries to propose while `text` is being typed: the first of the
    /// relevance order.
    pub fn suggest(&self, text: &str, limit: usize) -> Vec<EntryView<'_>> {
        let text = text.chars().take(Query::LONGEST).collect();
        let query = Query {
            text,
            limit: limit.clamp(1, Query::MOST),
            ..Query::default()
        };
        self.search(&query)
            .map(|results| results.hits)
            .unwrap_or_default()
    }

    /// Entries whose names come near `text`, for an empty result.
    pub fn nearest_names(&self, text: &str, limit: usize) -> Vec<EntryView<'_>> {
        let folded = fold(text);
        let mut near: Vec<(usize, &Row)> = self
            .rows
            .iter()
            .map(|(key, row)| {
                (
                    folded
                        .bytes()
                        .zip(key.name.bytes())
                        .take_while(|(a, b)| a == b)
                        .count(),
                    row,
                )
            })
            .filter(|(common, _)| *common > 0)
            .collect();
        near.sort_by_key(|(common, row)| (usize::MAX - common, row.rank));
        near.iter().take(limit).map(|(_, row)| self.view(row)).collect()
    }

    fn matches(&self, text: &str) -> Vec<(&Row, Class)> {
        let Some(phrase) = Phrase::read(text) else {
            return self.rows.values().map(|row| (row, 0)).collect();
        };
        let exact = self.scan(&phrase, false);
        if exact.len() >= self.rules.typos_below {
            exact
        } else {
            self.scan(&phrase, true)
        }
    }

    fn scan(&self, phrase: &Phrase, typos: bool) -> Vec<(&Row, Class)> {
        self.rows
            .values()
            .filter_map(|row| {
                let class = self.class(row, phrase, typos)?;
                Some((row, class::with_life(class, Rules::is_retired(row.rank))))
            })
            .collect()
    }

    fn class(&self, row: &Row, phrase: &Phrase, typos: bool) -> Option<Class> {
        let block = Block(&row.block);
        let mut terms = named_terms(block.folded_name(), block.aliases(), block.vendor());
        let labels = block
            .categories()
            .iter()
            .filter_map(|&number| self.categories.words(number));
        let said: Vec<String> = labels
            .flat_map(|(_, label)| said_words(label))
            .chain(said_words(block.summary()))
            .collect();
        terms.extend(said.into_iter().map(|word| (word, 0)));
        let mut best = self.whole(block, phrase, &terms, typos);
        let mut fits: HashMap<(String, bool), Option<(u8, Fit)>> = HashMap::new();
        for (words, torn) in self.readings(phrase, typos) {
            let last = words.len() - 1;
            let mut typed = torn;
            let mut levels = Vec::new();
            for (place, word) in words.iter().enumerate() {
                let fit = fits
                    .entry((word.clone(), place == last))
                    .or_insert_with(|| self.fit(word, &terms, typos, place == last));
                if let Some((distance, level)) = fit {
                    typed += *distance;
                    levels.push(*level);
                }
            }
            if levels.len() == words.len() {
                let class = class::with_typos(class::of_words(levels), typed);
                best = Some(best.map_or(class, |known| known.min(class)));
            }
        }
        best
    }

    fn readings(&self, phrase: &Phrase, typos: bool) -> Vec<(Vec<String>, u8)> {
        let mut readings: Vec<(Vec<String>, u8)> =
            phrase.readings().into_iter().map(|words| (words, 0)).collect();
        if typos {
            for (place, word) in phrase.words.iter().enumerate() {
                for (at, _) in word.char_indices().skip(1) {
                    let mut words = phrase.words.clone();
                    let second = words[place].split_off(at);
                    words.insert(place + 1, second);
                    readings.push((words, 1));
                }
            }
        }
        readings
    }

    fn ways(&self, word: &str, term: &str, typos: bool, last: bool) -> Option<(u8, bool)> {
        if term == word {
            return Some((0, false));
        }
        if term.starts_with(word) {
            return Some((0, true));
        }
        let most = if typos {
            self.rules.typos(word.chars().count())
        } else {
            0
        };
        let mut ruler = Ruler::new(word, most);
        let mut begins: Option<u8> = None;
        for letter in term.chars() {
            if !ruler.push(letter) {
                break;
            }
            if let Some(distance) = ruler.whole() {
                begins = Some(begins.map_or(distance, |known| known.min(distance)));
            }
        }
        let whole = ruler.whole().filter(|_| true);
        match (whole, begins.filter(|_| last)) {
            (Some(whole), Some(begins)) if begins < whole => Some((begins, true)),
            (Some(whole), _) => Some((whole, false)),
            (None, Some(begins)) => Some((begins, true)),
            (None, None) => None,
        }
        .filter(|_| most > 0)
    }

    fn fit(&self, word: &str, terms: &[(String, u8)], typos: bool, last: bool) -> Option<(u8, Fit)> {
        let short = word.chars().nth(2).is_none();
        terms
            .iter()
            .filter(|(_, roles)| *roles != 0 || !short)
            .filter_map(|(term, roles)| {
                let (distance, begins) = self.ways(word, term, typos, last)?;
                let fit = match (roles, begins) {
                    (roles, false) if roles & role::OWN != 0 => Fit::Own,
                    (roles, true) if roles & role::OWN != 0 => Fit::OwnBegins,
                    (0, false) => Fit::Said,
                    (0, true) => Fit::SaidBegins,
                    (_, false) => Fit::Vendor,
                    (_, true) => Fit::VendorBegins,
                };
                Some((distance, fit))
            })
            .min()
    }

    fn whole(&self, block: Block<'_>, phrase: &Phrase, terms: &[(String, u8)], typos: bool) -> Option<Class> {
        let name = block.folded_name();
        let mut ways: HashMap<u8, u8> = HashMap::new();
        for (term, roles) in terms {
            let Some((distance, begins)) = self.ways(&phrase.joined, term, typos, true) else {
                continue;
            };
            let all = ways.entry(distance).or_default();
            if begins {
                *all |= roles & role::FIRST;
            } else {
                *all |= roles & (role::WHOLE_NAME | role::WHOLE_ALIAS | role::WHOLE_VENDOR | role::FIRST);
                if roles & role::FIRST != 0 && roles & role::WHOLE_NAME == 0 {
                    *all |= role::NAME;
                }
            }
        }
        let class_of = |distance: u8, roles: u8| {
            let words = if distance == 0 {
                name.strip_prefix(phrase.folded.as_str())
                    .is_some_and(|rest| rest.starts_with(' '))
            } else {
                roles & role::NAME != 0
            };
            let class = if roles & role::WHOLE_NAME != 0 {
                if distance > 0 || name == phrase.folded {
                    class::NAME
                } else {
                    class::ALSO_CALLED
                }
            } else if roles & role::WHOLE_ALIAS != 0 {
                class::ALSO_CALLED
            } else if roles & role::WHOLE_VENDOR != 0 {
                if roles & role::FIRST != 0 {
                    class::OWN_BEGINS
                } else {
                    class::OWN
                }
            } else if roles & role::FIRST != 0 {
                if words { class::BEGINS_WORDS } else { class::BEGINS }
            } else {
                return None;
            };
            Some(class::with_typos(class, distance))
        };
        ways.into_iter()
            .filter_map(|(distance, roles)| class_of(distance, roles))
            .min()
    }
}

fn key(sort: Sort, row: &Row, class: Class) -> Key {
    let block = Block(&row.block);
    let (class, number, name) = match sort {
        Sort::Relevance => (u16::from(class), row.rank, ""),
        Sort::Name => (0, 0, block.folded_name()),
        Sort::Newest => (0, cursor::greatest_first(Some(block.published())), ""),
        Sort::Verified => (0, cursor::greatest_first(block.verified()), ""),
        Sort::Launches => (0, cursor::greatest_first(Some(block.launches())), ""),
    };
    Key {
        class,
        number,
        name: name.into(),
        slug: block.slug().into(),
    }
}
