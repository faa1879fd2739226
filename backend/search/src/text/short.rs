//! Queries of one or two letters, from what [`crate::text::starts`] keeps ready.
//!
//! Such a beginning fits too many entries to look at each: the counts are
//! ready, and each class is a set whose best members are found by walking the
//! relevance order.

use oin_domain::catalog::Sort;
use roaring::RoaringBitmap;

use crate::counting::signature::Tally;
use crate::index::Index;
use crate::ranking::orders;
use crate::ranking::page::{Hit, Page};
use crate::text::class::{self, Class, Fit};
use crate::text::found::{Found, with_room};
use crate::text::starts::Start;
use crate::text::words::Phrase;

/// Fewer entries than this are faster looked at one by one.
const MANY: u64 = 256;

/// A class and its entries: those of a set that are not in a better one.
struct Lane<'a> {
    class: Class,
    retired: bool,
    set: &'a RoaringBitmap,
    better: Option<&'a RoaringBitmap>,
}

impl Index {
    /// The page and the counts for one or two letters without filters; `None`
    /// when the text is longer or fits only a few entries.
    pub(crate) fn search_short(&self, phrase: &Phrase, page: Page<'_>) -> Option<(Vec<Hit>, &Tally)> {
        let start = self.starts.get(phrase.only_word()?)?;
        if start.named.len() < MANY.max(self.rules.typos_below as u64) {
            return None;
        }
        if page.sort != Sort::Relevance {
            let hits = if self.walks(start.tally.total, page.limit) {
                self.walk(page, |entry| start.named.contains(entry).then_some(0))
            } else {
                self.first(start.named.iter().map(|entry| (entry, 0)), page)
            };
            return Some((hits, &start.tally));
        }
        let hits = with_room(self.rows.bound(), |room| {
            let found = &mut room.found;
            self.find_short(phrase, start, found);
            let mut hits = Vec::with_capacity(page.limit);
            let lanes = [false, true]
                .into_iter()
                .flat_map(|retired| lanes(start, retired));
            for lane in lanes {
                let wanted = page.limit - hits.len();
                if wanted == 0 {
                    break;
                }
                hits.extend(self.first_of_lane(
                    &lane,
                    found,
                    Page {
                        limit: wanted,
                        ..page
                    },
                ));
            }
            let exact = found.entries().iter();
            hits.extend(exact.filter_map(|&entry| Some((entry, found.class(entry)?))));
            self.first(hits, page)
        });
        Some((hits, &start.tally))
    }

    /// The few entries that have the letters as a whole word.
    fn find_short(&self, phrase: &Phrase, start: &Start, found: &mut Found) {
        let Some(term) = self.vocabulary.find(&phrase.joined) else {
            return;
        };
        for &posting in self.vocabulary.term(term).named() {
            let (entry, roles) = crate::text::vocabulary::unpack(posting);
            found.add(
                entry,
                class::of_word(crate::text::matching::named_fit(roles, false)),
            );
            if start.own.contains(entry) {
                found.add(entry, class::of_word(Fit::OwnBegins));
            }
            if start.first.contains(entry) {
                found.add(entry, class::BEGINS);
            }
        }
        self.find_whole_term(
            phrase,
            crate::text::meaning::Meaning {
                term,
                typos: 0,
                begins: false,
            },
            found,
        );
        self.age(found);
    }

    /// The first entries of a lane that `found` does not hold.
    fn first_of_lane(&self, lane: &Lane<'_>, found: &Found, page: Page<'_>) -> Vec<Hit> {
        let class = class::with_life(lane.class, lane.retired);
        let after = page.after.map(|cursor| &cursor.key);
        if after.is_some_and(|key| key.class > u16::from(class)) {
            return Vec::new();
        }
        let is_retired = |entry: u32| self.rows.is_retired(entry);
        let size = lane.set.len() - lane.better.map_or(0, RoaringBitmap::len);
        if !self.walks(usize::try_from(size).unwrap_or(usize::MAX), page.limit) {
            let rest = lane
                .better
                .map_or_else(|| lane.set.clone(), |better| lane.set - better);
            let rest = rest.iter().filter(|&entry| is_retired(entry) == lane.retired);
            let rest = rest.filter(|&entry| found.class(entry).is_none());
            return self.first(rest.map(|entry| (entry, class)), page);
        }
        let order = self.orders.list(Sort::Relevance);
        let from = match after {
            Some(key) if key.class == u16::from(class) => order
                .place(|entry| orders::compare_key(&self.rows, Sort::Relevance, entry, class, key).is_le()),
            _ if lane.retired => order.place(|entry| !is_retired(entry)),
            _ => crate::ranking::sorted::Place::default(),
        };
        let is_member = |entry: u32| {
            lane.set.contains(entry)
                && !lane.better.is_some_and(|better| better.contains(entry))
                && found.class(entry).is_none()
        };
        order
            .behind(from)
            .take_while(|&entry| is_retired(entry) == lane.retired)
            .filter(|&entry| is_member(entry))
            .take(page.limit)
            .map(|entry| (entry, class))
            .collect()
    }
}

fn lanes(start: &Start, retired: bool) -> [Lane<'_>; 3] {
    let lane = |class, set, better| Lane {
        class,
        retired,
        set,
        better,
    };
    [
        lane(class::BEGINS, &start.first, None),
        lane(class::of_word(Fit::OwnBegins), &start.own, Some(&start.first)),
        lane(class::of_word(Fit::VendorBegins), &start.named, Some(&start.own)),
    ]
}
