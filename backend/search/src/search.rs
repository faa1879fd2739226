//! Answering queries.

use oin_domain::catalog::Sort;

use crate::counting::signature::{Selection, Tally};
use crate::cursor::{self, Cursor};
use crate::entries::view::EntryView;
use crate::index::Index;
use crate::query::{Filters, Query, QueryError, Results};
use crate::ranking::best::Best;
use crate::ranking::orders;
use crate::ranking::page::{Hit, Page};
use crate::text::class::Class;
use crate::text::found::{Found, with_room};
use crate::text::words::Phrase;

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
        let room_left = if cursor::has_depth(query.sort) {
            Query::DEPTH
                .checked_sub(before)
                .filter(|&left| left > 0)
                .ok_or(QueryError::TooDeep)?
        } else {
            usize::MAX
        };
        // One more than is shown tells whether there is a next page.
        let shown = query.limit.min(room_left);
        let page = Page {
            sort: query.sort,
            limit: shown + 1,
            after: query.after.as_ref(),
        };
        let (mut hits, tally) = match Phrase::read(&query.text) {
            Some(phrase) => self.search_text(&phrase, &selection, page),
            None => self.browse(&selection, page),
        };
        let more = hits.len() > shown && room_left > shown;
        hits.truncate(shown);
        let next = hits.last().filter(|_| more).map(|&(entry, class)| {
            let key = orders::key(&self.rows, query.sort, entry, class);
            Cursor::new(query, before + hits.len(), self.version(), key)
        });
        let hits = hits.into_iter().map(|(entry, _)| self.view(entry)).collect();
        Ok(Results {
            hits,
            total: tally.total,
            facets: self.facets(&tally),
            next,
        })
    }

    /// The first entries of the relevance order that pass `filters`, without
    /// counting anything: for "others like this". Looks at the best
    /// [`Index::NEAR`] entries only, and so may find fewer than there are.
    ///
    /// # Errors
    /// [`QueryError::UnknownCategory`].
    pub fn best(&self, filters: &Filters, limit: usize) -> Result<Vec<EntryView<'_>>, QueryError> {
        let selection = self.selection(filters)?;
        let order = self.orders.list(Sort::Relevance).behind(Default::default());
        let passing = order
            .take(Self::NEAR)
            .filter(|&entry| selection.passes(self.groups.signature(entry)));
        Ok(passing.take(limit).map(|entry| self.view(entry)).collect())
    }

    /// How many entries [`Index::best`] looks at.
    pub const NEAR: usize = 20_000;

    /// The entries to propose while `text` is being typed: the first of the
    /// relevance order. No text, no proposals.
    pub fn suggest(&self, text: &str, limit: usize) -> Vec<EntryView<'_>> {
        let text: String = text.chars().take(Query::LONGEST).collect();
        let Some(phrase) = Phrase::read(&text) else {
            return Vec::new();
        };
        let page = Page {
            sort: Sort::Relevance,
            limit: limit.min(Query::MOST),
            after: None,
        };
        let hits = match self.search_short(&phrase, page) {
            Some((hits, _)) => hits,
            None => with_room(self.rows.bound(), |room| {
                self.find(&phrase, room);
                self.pick(
                    &room.found,
                    &Selection::default(),
                    room.found.entries().len(),
                    page,
                )
            }),
        };
        hits.into_iter().map(|(entry, _)| self.view(entry)).collect()
    }

    fn search_text(&self, phrase: &Phrase, selection: &Selection, page: Page<'_>) -> (Vec<Hit>, Tally) {
        if selection.is_empty()
            && let Some((hits, tally)) = self.search_short(phrase, page)
        {
            return (hits, tally.clone());
        }
        with_room(self.rows.bound(), |room| {
            self.find(phrase, room);
            let tally = self.groups.tally_of(room.found.entries(), selection);
            (self.pick(&room.found, selection, tally.total, page), tally)
        })
    }

    /// Everything, narrowed only by filters.
    fn browse(&self, selection: &Selection, page: Page<'_>) -> (Vec<Hit>, Tally) {
        let tally = self.groups.tally(selection);
        let hits = if self.walks(tally.total, page.limit) {
            self.walk(page, |entry| {
                selection.passes(self.groups.signature(entry)).then_some(0)
            })
        } else {
            let passing = self.groups.passing(selection).map(|entry| (entry, 0));
            self.first(passing, page)
        };
        (hits, tally)
    }

    /// The page of what was found and passes the filters, `total` entries.
    pub(crate) fn pick(
        &self,
        found: &Found,
        selection: &Selection,
        total: usize,
        page: Page<'_>,
    ) -> Vec<Hit> {
        let passing = |entry: u32| {
            found
                .class(entry)
                .filter(|_| selection.is_empty() || selection.passes(self.groups.signature(entry)))
        };
        // Only relevance asks how well an entry matches.
        let is_ranked = page.sort == Sort::Relevance;
        if !is_ranked && self.walks(total, page.limit) {
            return self.walk(page, |entry| passing(entry).map(|_| 0));
        }
        let hits = found.entries().iter().filter_map(|&entry| {
            let class = passing(entry)?;
            Some((entry, if is_ranked { class } else { 0 }))
        });
        self.first(hits, page)
    }

    /// Whether walking an order until a page is full is cheaper than sorting
    /// the `total` entries that are wanted.
    pub(crate) fn walks(&self, total: usize, limit: usize) -> bool {
        // The walk passes about len / total entries for each one it takes.
        total.saturating_mul(total) > self.len().saturating_mul(limit)
    }

    /// The page of an order, taking what `class` gives a class.
    pub(crate) fn walk(&self, page: Page<'_>, class: impl Fn(u32) -> Option<Class>) -> Vec<Hit> {
        let place = page
            .after
            .map(|cursor| self.orders.place(&self.rows, page.sort, &cursor.key));
        let order = self.orders.list(page.sort).behind(place.unwrap_or_default());
        order
            .filter_map(|entry| class(entry).map(|class| (entry, class)))
            .take(page.limit)
            .collect()
    }

    /// The page of some entries in any order.
    pub(crate) fn first(&self, hits: impl IntoIterator<Item = Hit>, page: Page<'_>) -> Vec<Hit> {
        let mut best = Best::new(&self.rows, page);
        for (entry, class) in hits {
            best.offer(entry, class);
        }
        best.finish()
    }
}
