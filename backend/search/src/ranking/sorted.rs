//! A sorted list that stays cheap to change at a million items.

use std::cmp::Ordering;

/// A chunk is cut in two when it grows beyond this.
const CHUNK: usize = 512;

/// A sorted list in chunks: finding a place is two binary searches, changing
/// it moves one chunk. The order is the caller's and must not change for
/// items that are in the list.
#[derive(Debug, Clone)]
pub(crate) struct Sorted<T = u32> {
    chunks: Vec<Vec<T>>,
}

/// A place between two items of a [`Sorted`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Place {
    chunk: usize,
    item: usize,
}

impl<T> Default for Sorted<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T: Copy + PartialEq> Sorted<T> {
    /// A list of items that are sorted already.
    pub(crate) fn from_sorted(items: &[T]) -> Self {
        let chunks = items.chunks(CHUNK * 3 / 4);
        Self {
            chunks: chunks.map(<[T]>::to_vec).collect(),
        }
    }

    /// The place behind all items that lie `before` it.
    pub(crate) fn place(&self, before: impl Fn(T) -> bool) -> Place {
        let chunk = self
            .chunks
            .partition_point(|chunk| chunk.last().is_some_and(|&last| before(last)));
        let item = self
            .chunks
            .get(chunk)
            .map_or(0, |items| items.partition_point(|&item| before(item)));
        Place { chunk, item }
    }

    /// The place behind all items from `start` on that lie `before` it; quick
    /// when that is near.
    pub(crate) fn place_from(&self, start: Place, before: impl Fn(T) -> bool) -> Place {
        let Some(first) = self.chunks.get(start.chunk) else {
            return start;
        };
        if first.last().is_some_and(|&last| !before(last)) {
            let item = start.item + leap(&first[start.item..], |&item| before(item));
            return Place { item, ..start };
        }
        let rest = &self.chunks[start.chunk + 1..];
        let chunk = leap(rest, |chunk| chunk.last().is_some_and(|&last| before(last)));
        let item = rest
            .get(chunk)
            .map_or(0, |items| items.partition_point(|&item| before(item)));
        Place {
            chunk: start.chunk + 1 + chunk,
            item,
        }
    }

    /// The items behind a place, in order.
    pub(crate) fn behind(&self, place: Place) -> impl Iterator<Item = T> {
        let first = self
            .chunks
            .get(place.chunk)
            .map_or(&[][..], |chunk| &chunk[place.item..]);
        let others = self.chunks.iter().skip(place.chunk + 1).flatten();
        first.iter().chain(others).copied()
    }

    /// The items between two places, in order, chunk by chunk.
    pub(crate) fn between(&self, from: Place, to: Place) -> impl Iterator<Item = &[T]> {
        (from.chunk..=to.chunk.min(self.chunks.len().saturating_sub(1))).filter_map(move |number| {
            let chunk = self.chunks.get(number)?;
            let start = if number == from.chunk { from.item } else { 0 };
            let end = if number == to.chunk { to.item } else { chunk.len() };
            chunk.get(start..end)
        })
    }

    /// The item behind a place.
    pub(crate) fn item(&self, place: Place) -> Option<T> {
        self.chunks.get(place.chunk)?.get(place.item).copied()
    }

    /// The last item before a place, and the place before it.
    pub(crate) fn back(&self, place: Place) -> Option<(T, Place)> {
        let place = match place {
            Place { chunk: 0, item: 0 } => return None,
            Place { chunk, item: 0 } => Place {
                chunk: chunk - 1,
                item: self.chunks[chunk - 1].len() - 1,
            },
            Place { chunk, item } => Place {
                chunk,
                item: item - 1,
            },
        };
        Some((self.item(place)?, place))
    }

    /// The next place.
    pub(crate) fn forth(&self, place: Place) -> Place {
        match self.chunks.get(place.chunk) {
            Some(chunk) if place.item + 1 < chunk.len() => Place {
                item: place.item + 1,
                ..place
            },
            _ => Place {
                chunk: place.chunk + 1,
                item: 0,
            },
        }
    }

    /// Puts an item in; `compare` orders a present item against it.
    pub(crate) fn insert(&mut self, item: T, compare: impl Fn(T) -> Ordering) {
        let mut place = self.place(|present| compare(present) == Ordering::Less);
        if place.chunk == self.chunks.len() {
            match self.chunks.last() {
                Some(last) => {
                    place = Place {
                        chunk: place.chunk - 1,
                        item: last.len(),
                    }
                }
                None => self.chunks.push(Vec::new()),
            }
        }
        let chunk = &mut self.chunks[place.chunk];
        chunk.insert(place.item, item);
        if chunk.len() > CHUNK {
            let rest = chunk.split_off(CHUNK / 2);
            self.chunks.insert(place.chunk + 1, rest);
        }
    }

    /// Takes an item out; `compare` orders a present item against it.
    pub(crate) fn remove(&mut self, item: T, compare: impl Fn(T) -> Ordering) {
        let place = self.place(|present| compare(present) == Ordering::Less);
        if self.item(place) != Some(item) {
            return;
        }
        let chunk = &mut self.chunks[place.chunk];
        chunk.remove(place.item);
        if chunk.is_empty() {
            self.chunks.remove(place.chunk);
        }
    }
}

/// How many items lie `before` a place, trying ever longer steps first.
fn leap<T>(items: &[T], before: impl Fn(&T) -> bool) -> usize {
    let mut known = 0;
    let mut step = 1;
    while items.get(known + step - 1).is_some_and(&before) {
        known += step;
        step *= 2;
    }
    let end = items.len().min(known + step - 1);
    known + items[known..end].partition_point(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_sorted_and_loses_nothing() {
        let mut list = Sorted::default();
        // 7919 is prime: every number below 5,000 comes once, in a wild order.
        for item in (0..5_000u32).map(|n| n * 7919 % 5_000) {
            list.insert(item, |present| present.cmp(&item));
        }
        for item in (0..5_000).filter(|n| n % 3 == 0) {
            list.remove(item, |present| present.cmp(&item));
        }
        let left: Vec<u32> = (0..5_000).filter(|n| n % 3 != 0).collect();
        assert_eq!(list.behind(Place::default()).collect::<Vec<_>>(), left);
        assert_eq!(
            Sorted::from_sorted(&left)
                .behind(Place::default())
                .collect::<Vec<_>>(),
            left
        );
        let from = list.place(|item| item < 700);
        let to = list.place(|item| item < 2_000);
        let part: Vec<u32> = list.between(from, to).flatten().copied().collect();
        assert_eq!(part, (700..2_000).filter(|n| n % 3 != 0).collect::<Vec<_>>());
        assert_eq!(list.item(from), Some(700));
        assert_eq!(list.back(from).map(|(item, _)| item), Some(698));
        assert_eq!(list.item(list.forth(from)), Some(701));
        assert_eq!(list.back(Place::default()), None);
    }
}
