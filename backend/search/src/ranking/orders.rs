//! The orders in which the catalog is walked, each kept sorted.

use std::cmp::Ordering;

use oin_domain::catalog::Sort;
use oin_domain::choice::Choice;

use crate::cursor::{Key, greatest_first};
use crate::entries::rows::Rows;
use crate::entries::view::Block;
use crate::ranking::sorted::{Place, Sorted};
use crate::text::class::Class;
use crate::text::vocabulary::first_letters;

/// Compares two entries in an order, without regard to a query.
pub(crate) fn compare(rows: &Rows, sort: Sort, a: u32, b: u32) -> Ordering {
    number(rows, sort, a)
        .cmp(&number(rows, sort, b))
        .then_with(|| compare_texts(rows, sort, a, b))
}

/// Compares two entries whose numbers in an order are the same.
pub(crate) fn compare_texts(rows: &Rows, sort: Sort, a: u32, b: u32) -> Ordering {
    let (left, right) = (rows.block(a), rows.block(b));
    let names = match sort {
        Sort::Name => left.folded_bytes().cmp(right.folded_bytes()),
        _ => Ordering::Equal,
    };
    names.then_with(|| left.slug_bytes().cmp(right.slug_bytes()))
}

/// Compares an entry that matched in a class with a cursor's key.
pub(crate) fn compare_key(rows: &Rows, sort: Sort, entry: u32, class: Class, key: &Key) -> Ordering {
    let block = rows.block(entry);
    u16::from(class)
        .cmp(&key.class)
        .then_with(|| number(rows, sort, entry).cmp(&key.number))
        .then_with(|| match sort {
            Sort::Name => block.folded_bytes().cmp(key.name.as_bytes()),
            _ => Ordering::Equal,
        })
        .then_with(|| block.slug_bytes().cmp(key.slug.as_bytes()))
}

/// The key of an entry that matched in a class.
pub(crate) fn key(rows: &Rows, sort: Sort, entry: u32, class: Class) -> Key {
    let block = rows.block(entry);
    let name = if sort == Sort::Name {
        block.folded_name()
    } else {
        ""
    };
    let number = number(rows, sort, entry);
    Key {
        class: u16::from(class),
        number,
        name: name.into(),
        slug: block.slug().into(),
    }
}

/// The key of an entry in the order of names.
pub(crate) fn key_of_name(block: Block<'_>) -> Key {
    let name = block.folded_name();
    Key {
        class: 0,
        number: first_letters(name.chars()),
        name: name.into(),
        slug: block.slug().into(),
    }
}

/// The first part of an entry's key in an order.
pub(crate) fn number(rows: &Rows, sort: Sort, entry: u32) -> u64 {
    let block = rows.block(entry);
    match sort {
        Sort::Relevance => rows.rank(entry),
        Sort::Name => first_letters(block.folded_name().chars()),
        Sort::Newest => greatest_first(Some(block.published())),
        Sort::Verified => greatest_first(block.verified()),
        Sort::Launches => greatest_first(Some(block.launches())),
    }
}

/// All orders.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    /// One list a [`Sort`], in the order of [`Sort::ALL`].
    lists: [Sorted; 5],
}

impl Orders {
    /// Sorts the entries, once, after the first load.
    pub(crate) fn sort(&mut self, rows: &Rows) {
        let mut entries: Vec<u32> = rows.entries().collect();
        for (list, &sort) in self.lists.iter_mut().zip(Sort::ALL) {
            // The first parts decide most, and do not touch the texts again.
            entries.sort_by_cached_key(|&entry| number(rows, sort, entry));
            let same = |&a: &u32, &b: &u32| number(rows, sort, a) == number(rows, sort, b);
            for run in entries.chunk_by_mut(same) {
                run.sort_unstable_by(|&a, &b| compare(rows, sort, a, b));
            }
            *list = Sorted::from_sorted(&entries);
        }
    }

    /// The list of an order.
    pub(crate) fn list(&self, sort: Sort) -> &Sorted {
        let place = Sort::ALL.iter().position(|&known| known == sort);
        &self.lists[place.unwrap_or_default()]
    }

    /// The place of a cursor's key in an order.
    pub(crate) fn place(&self, rows: &Rows, sort: Sort, key: &Key) -> Place {
        self.list(sort)
            .place(|entry| compare_key(rows, sort, entry, 0, key).is_le())
    }

    /// Puts an entry into every order in `sorts`.
    pub(crate) fn insert(&mut self, rows: &Rows, entry: u32, sorts: impl Fn(Sort) -> bool) {
        for (list, &sort) in self.lists.iter_mut().zip(Sort::ALL) {
            if sorts(sort) {
                list.insert(entry, |present| compare(rows, sort, present, entry));
            }
        }
    }

    /// Takes an entry out of every order in `sorts`, before its row changes.
    pub(crate) fn remove(&mut self, rows: &Rows, entry: u32, sorts: impl Fn(Sort) -> bool) {
        for (list, &sort) in self.lists.iter_mut().zip(Sort::ALL) {
            if sorts(sort) {
                list.remove(entry, |present| compare(rows, sort, present, entry));
            }
        }
    }
}

/// Which orders move an entry whose row changes from one to the other.
pub(crate) fn moved(before: (u64, Block<'_>), after: (u64, Block<'_>)) -> [bool; 5] {
    let ((old_rank, old), (new_rank, new)) = (before, after);
    let renamed = old.slug() != new.slug();
    [
        renamed || old_rank != new_rank,
        renamed || old.folded_name() != new.folded_name(),
        renamed || old.published() != new.published(),
        renamed || old.verified() != new.verified(),
        renamed || old.launches() != new.launches(),
    ]
}
