//! What an operator may decide about matching and ranking.

use oin_domain::listing::{Health, Tier};

use crate::entries::entry::Entry;

/// What puts one entry before another when their names match equally well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Criterion {
    /// Degraded entries after all others; not tested counts as green.
    Health,
    /// Verified entries first.
    Trust,
    /// More launches first, in steps of doubling.
    Popularity,
    /// Updated in a later calendar year (UTC) first.
    Freshness,
    /// Entries of which it is published how the sign-on starts before those of
    /// which only the mode is known: a reader can do more with them.
    Detail,
}

impl Criterion {
    /// How many bits [`Criterion::of`] may use.
    const fn bits(self) -> u32 {
        match self {
            Self::Health | Self::Trust | Self::Detail => 1,
            Self::Popularity => 6,
            Self::Freshness => 7,
        }
    }

    /// The entry's place under this criterion; less is better.
    fn of(self, entry: &Entry) -> u64 {
        match self {
            Self::Health => u64::from(entry.health == Health::Degraded),
            Self::Trust => u64::from(entry.tier != Tier::Verified),
            Self::Detail => u64::from(entry.flows.is_empty()),
            Self::Popularity => {
                63 - u64::from(u64::BITS - entry.launches.max(0).unsigned_abs().leading_zeros()).min(63)
            }
            Self::Freshness => {
                let year = chrono::Datelike::year(&entry.updated_at);
                127 - u64::try_from(year - 1970).unwrap_or(0).min(127)
            }
        }
    }
}

/// How the index matches and ranks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// What decides inside a class of equal matches, the strongest first.
    /// After these come the shorter name and the slug.
    pub order: Vec<Criterion>,
    /// From how many letters on a word may have one typo.
    pub one_typo_from: usize,
    /// From how many letters on the word being typed may have a typo and go on:
    /// too much would be like a shorter beginning.
    pub beginning_typo_from: usize,
    /// From how many letters on a word may have two typos.
    pub two_typos_from: usize,
    /// Typos are looked for only when fewer entries than this match without.
    pub typos_below: usize,
    /// The words people read for the community tier.
    pub community_label: Box<str>,
    /// The words people read for the verified tier.
    pub verified_label: Box<str>,
}

impl Default for Rules {
    fn default() -> Self {
        use oin_domain::choice::Choice;
        Self {
            order: vec![
                Criterion::Health,
                Criterion::Trust,
                Criterion::Popularity,
                Criterion::Detail,
                Criterion::Freshness,
            ],
            one_typo_from: 4,
            beginning_typo_from: 6,
            two_typos_from: 8,
            typos_below: 5,
            community_label: Tier::Community.label().into(),
            verified_label: Tier::Verified.label().into(),
        }
    }
}

impl Rules {
    /// How many typos a word of `letters` letters may have.
    pub(crate) fn typos(&self, letters: usize) -> u8 {
        if letters >= self.two_typos_from {
            2
        } else {
            u8::from(letters >= self.one_typo_from)
        }
    }

    /// How many typos the beginning of a word may have when it has `letters` letters.
    pub(crate) fn typos_in_beginning(&self, letters: usize) -> u8 {
        u8::from(letters >= self.beginning_typo_from)
    }

    /// An entry's static rank: what does not depend on the query, packed so
    /// that the smaller number comes first. From the top: retired, the
    /// criteria in their order, the name's length, the first letters of the
    /// slug (the slug itself breaks what ties remain).
    pub(crate) fn rank(&self, entry: &Entry) -> u64 {
        let mut rank = u64::from(entry.health == Health::Retired);
        let mut used = 1;
        for criterion in &self.order {
            // A criterion named twice adds nothing; 16 bits hold each once.
            if used + criterion.bits() <= 17 {
                rank = rank << criterion.bits() | criterion.of(entry);
                used += criterion.bits();
            }
        }
        let length = entry.name.as_str().chars().count().min(127) as u64;
        rank = (rank << 7 | length) << (57 - used);
        let slug = entry.slug.as_str().as_bytes();
        let mut letters = [0; 8];
        let kept = slug.len().min(5);
        letters[..kept].copy_from_slice(&slug[..kept]);
        rank | u64::from_be_bytes(letters) >> 24
    }

    /// Whether a static rank is a retired entry's.
    pub(crate) fn is_retired(rank: u64) -> bool {
        rank >> 63 == 1
    }
}
