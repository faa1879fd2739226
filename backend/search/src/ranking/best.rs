//! The first entries of many, in any order.

use std::cmp::Ordering;

use crate::entries::rows::Rows;
use crate::ranking::orders;
use crate::ranking::page::{Hit, Page};
use crate::text::class::Class;

/// The fewest entries that are kept before the worst are left out.
const ROOM: usize = 64;

/// An entry with what decides first about its place, so that most entries are
/// left out without a look at their texts.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    class: Class,
    number: u64,
    entry: u32,
}

/// Collects the page of an order from entries that are offered one by one.
/// Keeps about twice the page, whatever is offered.
#[derive(Debug)]
pub(crate) struct Best<'a> {
    rows: &'a Rows,
    page: Page<'a>,
    kept: Vec<Candidate>,
    /// What is behind this cannot be on the page any more.
    bound: Option<(Class, u64)>,
}

impl<'a> Best<'a> {
    /// Nothing yet.
    pub(crate) fn new(rows: &'a Rows, page: Page<'a>) -> Self {
        Self {
            rows,
            page,
            kept: Vec::new(),
            bound: (page.limit == 0).then_some((0, 0)),
        }
    }

    /// Takes an entry that matched in a class, when it is good enough.
    pub(crate) fn offer(&mut self, entry: u32, class: Class) {
        if self.bound.is_some_and(|(worst, _)| class > worst) {
            return;
        }
        let number = orders::number(self.rows, self.page.sort, entry);
        // Entries with the same number are told apart by their texts.
        if self.bound.is_some_and(|bound| (class, number) > bound) {
            return;
        }
        let is_before = self.page.after.is_some_and(|cursor| {
            orders::compare_key(self.rows, self.page.sort, entry, class, &cursor.key) != Ordering::Greater
        });
        if is_before {
            return;
        }
        self.kept.push(Candidate { class, number, entry });
        if self.kept.len() >= ROOM.max(self.page.limit * 2) {
            self.shrink();
        }
    }

    /// The page.
    pub(crate) fn finish(mut self) -> Vec<Hit> {
        if self.kept.len() > self.page.limit {
            self.shrink();
        }
        let compare = comparison(self.rows, self.page);
        self.kept.sort_unstable_by(compare);
        let hits = self.kept.iter();
        hits.map(|candidate| (candidate.entry, candidate.class)).collect()
    }

    /// Leaves out what is not on the page of what was offered so far.
    fn shrink(&mut self) {
        let Some(last) = self.page.limit.checked_sub(1) else {
            self.kept.clear();
            return;
        };
        let compare = comparison(self.rows, self.page);
        let (_, worst, _) = self.kept.select_nth_unstable_by(last, compare);
        self.bound = Some((worst.class, worst.number));
        self.kept.truncate(self.page.limit);
    }
}

fn comparison(rows: &Rows, page: Page<'_>) -> impl Fn(&Candidate, &Candidate) -> Ordering {
    move |a, b| {
        (a.class, a.number)
            .cmp(&(b.class, b.number))
            .then_with(|| orders::compare_texts(rows, page.sort, a.entry, b.entry))
    }
}
