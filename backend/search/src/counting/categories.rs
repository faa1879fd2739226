//! The managed list of categories, each with a number that never changes.

use oin_domain::catalog::Category;
use oin_domain::integration::CategorySlug;

use crate::counting::signature::CATEGORY_BITS;

/// More categories than the index can count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the index counts at most {CATEGORY_BITS} categories")]
pub struct TooManyCategories;

/// A category that was ever seen.
#[derive(Debug, Clone)]
struct Seen {
    slug: Box<str>,
    label: Box<str>,
    /// Whether the managed list has it; else an entry named it.
    listed: bool,
}

/// Every category that was ever seen, by number, and the listed ones in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Categories {
    seen: Vec<Seen>,
    listed: Vec<u8>,
}

impl Categories {
    /// Replaces the managed list; numbers stay.
    pub(crate) fn set(&mut self, mut categories: Vec<Category>) -> Result<(), TooManyCategories> {
        categories.sort_by_key(|category| category.position);
        let fresh = categories
            .iter()
            .filter(|category| self.number(&category.slug).is_none())
            .count();
        if self.seen.len() + fresh > CATEGORY_BITS {
            return Err(TooManyCategories);
        }
        for seen in &mut self.seen {
            seen.listed = false;
        }
        self.listed.clear();
        for category in &categories {
            let Some(number) = self.intern(&category.slug) else {
                continue;
            };
            let seen = &mut self.seen[usize::from(number)];
            seen.label = category.label.as_str().into();
            seen.listed = true;
            self.listed.push(number);
        }
        Ok(())
    }

    /// The number of a slug, a new one when it was never seen; `None` when
    /// there is no room left.
    pub(crate) fn intern(&mut self, slug: &CategorySlug) -> Option<u8> {
        if let Some(number) = self.number(slug) {
            return Some(number);
        }
        if self.seen.len() >= CATEGORY_BITS {
            return None;
        }
        let slug: Box<str> = slug.as_str().into();
        self.seen.push(Seen {
            label: slug.clone(),
            slug,
            listed: false,
        });
        u8::try_from(self.seen.len() - 1).ok()
    }

    fn number(&self, slug: &CategorySlug) -> Option<u8> {
        let found = self.seen.iter().position(|seen| *seen.slug == *slug.as_str());
        found.and_then(|place| u8::try_from(place).ok())
    }

    /// The number of a slug of the managed list.
    pub(crate) fn listed(&self, slug: &CategorySlug) -> Option<u8> {
        self.number(slug)
            .filter(|&number| self.seen[usize::from(number)].listed)
    }

    /// The slug and label of a number.
    pub(crate) fn words(&self, number: u8) -> Option<(&str, &str)> {
        self.seen
            .get(usize::from(number))
            .map(|seen| (&*seen.slug, &*seen.label))
    }

    /// The numbers that had another label in `before`.
    pub(crate) fn relabelled(&self, before: &Self) -> Vec<u8> {
        let pairs = self.seen.iter().zip(&before.seen);
        (0u8..)
            .zip(pairs)
            .filter(|(_, (new, old))| new.label != old.label)
            .map(|(number, _)| number)
            .collect()
    }

    /// The managed list in display order.
    pub(crate) fn in_order(&self) -> &[u8] {
        &self.listed
    }
}
