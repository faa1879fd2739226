//! An entry's facet values as one number, and what a filter makes of it.

use oin_domain::catalog::{Facet, ProvisioningFilter};
use oin_domain::choice::Choice;
use oin_domain::integration::Provisioning;

use crate::entries::entry::Entry;

/// One bit a facet value: an entry's facet values together.
pub(crate) type Signature = u128;

/// How many categories a signature has room for.
pub(crate) const CATEGORY_BITS: usize = 96;

/// How many bits are counted.
pub(crate) const BITS: usize = 128;

/// The first bit of a facet's values and how many there may be.
pub(crate) const fn span(facet: Facet) -> (usize, usize) {
    match facet {
        Facet::Category => (0, CATEGORY_BITS),
        Facet::SignOn => (96, 5),
        Facet::Flow => (101, 2),
        Facet::Provisioning => (103, 8),
        Facet::Tier => (111, 2),
        Facet::Deployment => (113, 2),
        Facet::Health => (115, 4),
    }
}

/// The bit of the `value`-th value of a facet.
pub(crate) const fn bit(facet: Facet, value: usize) -> Signature {
    1 << (span(facet).0 + value)
}

/// All bits of a facet.
pub(crate) const fn mask(facet: Facet) -> Signature {
    let (start, length) = span(facet);
    ((1 << length) - 1) << start
}

/// The bits of a closed list's values.
pub(crate) fn bits<T: Choice>(facet: Facet, values: &[T]) -> Signature {
    values.iter().fold(0, |bits, value| {
        match T::ALL.iter().position(|known| known == value) {
            Some(position) => bits | bit(facet, position),
            None => bits,
        }
    })
}

/// The provisioning filters under which an integration is found.
pub(crate) fn provisioning_bits(provisioning: &Provisioning) -> Signature {
    let facet = Facet::Provisioning;
    let exists = if provisioning.automated {
        ProvisioningFilter::Scim
    } else {
        ProvisioningFilter::None
    };
    provisioning
        .operations
        .iter()
        .filter_map(|operation| ProvisioningFilter::parse(operation.as_str()))
        .fold(bits(facet, &[exists]), |all, filter| all | bits(facet, &[filter]))
}

/// The signature of an entry whose categories have these numbers.
pub(crate) fn of(entry: &Entry, categories: &[u8]) -> Signature {
    let categories = categories
        .iter()
        .map(|&number| bit(Facet::Category, usize::from(number)));
    categories.fold(0, |all, one| all | one)
        | bits(Facet::SignOn, &entry.sign_on)
        | bits(Facet::Flow, &entry.flows)
        | provisioning_bits(&entry.provisioning)
        | bits(Facet::Tier, &[entry.tier])
        | bits(Facet::Deployment, &[entry.deployment])
        | bits(Facet::Health, &[entry.health])
}

/// What a filter says of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// In the result, and counted for every facet.
    Passes,
    /// Only this facet's filter keeps it out: counted for that facet alone.
    FailsOnly(Facet),
    /// Out.
    Fails,
}

/// The filters of a query: a mask for each facet that is filtered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    wanted: Vec<(Facet, Signature)>,
}

impl Selection {
    /// Adds a facet's wanted values; no bits mean no filter.
    pub(crate) fn want(&mut self, facet: Facet, bits: Signature) {
        if bits != 0 {
            self.wanted.push((facet, bits));
        }
    }

    /// Whether nothing is filtered.
    pub(crate) fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// The facet, when just one is filtered.
    pub(crate) fn only_facet(&self) -> Option<Facet> {
        match self.wanted.as_slice() {
            [(facet, _)] => Some(*facet),
            _ => None,
        }
    }

    /// Judges a signature.
    pub(crate) fn judge(&self, signature: Signature) -> Verdict {
        let mut verdict = Verdict::Passes;
        for &(facet, bits) in &self.wanted {
            if signature & bits == 0 {
                if verdict != Verdict::Passes {
                    return Verdict::Fails;
                }
                verdict = Verdict::FailsOnly(facet);
            }
        }
        verdict
    }

    /// Whether a signature is in the result.
    pub(crate) fn passes(&self, signature: Signature) -> bool {
        self.wanted.iter().all(|&(_, bits)| signature & bits != 0)
    }
}

/// How many entries have each facet value.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    /// Entries in the result.
    pub(crate) total: usize,
    counts: [usize; BITS],
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            total: 0,
            counts: [0; BITS],
        }
    }
}

impl Tally {
    /// What is counted of `times` entries of one signature, the total apart.
    fn counted(&mut self, selection: &Selection, signature: Signature, times: usize) -> Signature {
        match selection.judge(signature) {
            Verdict::Passes => {
                self.total += times;
                signature
            }
            Verdict::FailsOnly(facet) => signature & mask(facet),
            Verdict::Fails => 0,
        }
    }

    /// Counts one entry of each signature as the selection judges them; for
    /// many signatures a few times faster than [`Tally::add`] one by one.
    pub(crate) fn add_each(&mut self, selection: &Selection, signatures: impl Iterator<Item = Signature>) {
        let mut columns = Columns::default();
        for signature in signatures {
            let counted = self.counted(selection, signature, 1);
            columns.add(counted);
            if columns.is_full() {
                columns.empty_into(&mut self.counts);
            }
        }
        columns.empty_into(&mut self.counts);
    }

    /// Counts `times` entries of one signature as the selection judges them.
    pub(crate) fn add(&mut self, selection: &Selection, signature: Signature, times: usize) {
        let mut rest = self.counted(selection, signature, times);
        while rest != 0 {
            self.counts[rest.trailing_zeros() as usize] += times;
            rest &= rest - 1;
        }
    }

    /// Takes a facet's counts from another tally.
    pub(crate) fn take(&mut self, facet: Facet, other: &Self) {
        let (start, length) = span(facet);
        self.counts[start..start + length].copy_from_slice(&other.counts[start..start + length]);
    }

    /// Takes back one entry that was counted without a selection.
    pub(crate) fn subtract(&mut self, signature: Signature) {
        self.total -= 1;
        let mut rest = signature;
        while rest != 0 {
            self.counts[rest.trailing_zeros() as usize] -= 1;
            rest &= rest - 1;
        }
    }

    /// The count of the `value`-th value of a facet.
    pub(crate) fn count(&self, facet: Facet, value: usize) -> usize {
        self.counts[span(facet).0 + value]
    }
}

/// Counts every bit of signatures at once: the n-th plane holds the n-th binary
/// digit of all 128 counts.
#[derive(Debug, Default)]
struct Columns {
    planes: [Signature; Self::DIGITS],
    added: usize,
}

impl Columns {
    const DIGITS: usize = 16;

    /// Adds one to the count of each bit.
    fn add(&mut self, bits: Signature) {
        self.added += 1;
        let mut carry = bits;
        for plane in &mut self.planes {
            if carry == 0 {
                return;
            }
            (*plane, carry) = (*plane ^ carry, *plane & carry);
        }
    }

    /// Whether one more could be too much.
    fn is_full(&self) -> bool {
        self.added + 1 >= 1 << Self::DIGITS
    }

    /// Adds the counts to `counts` and begins anew.
    fn empty_into(&mut self, counts: &mut [usize; BITS]) {
        for (digit, plane) in self.planes.iter().enumerate() {
            let mut rest = *plane;
            while rest != 0 {
                counts[rest.trailing_zeros() as usize] += 1 << digit;
                rest &= rest - 1;
            }
        }
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_do_not_overlap_and_hold_their_lists() {
        let mut seen: Signature = 0;
        for &facet in Facet::ALL {
            assert_eq!(seen & mask(facet), 0, "{facet}");
            seen |= mask(facet);
        }
        assert_eq!(span(Facet::Provisioning).1, ProvisioningFilter::ALL.len());
        assert_eq!(span(Facet::SignOn).1, oin_domain::connection::SignOn::ALL.len());
        assert_eq!(span(Facet::Health).1, oin_domain::listing::Health::ALL.len());
    }

    #[test]
    fn a_facet_is_counted_without_its_own_filter() {
        let mut selection = Selection::default();
        selection.want(Facet::Tier, bit(Facet::Tier, 1));
        let mut tally = Tally::default();
        tally.add(&selection, bit(Facet::Tier, 0) | bit(Facet::Flow, 0), 2);
        tally.add(&selection, bit(Facet::Tier, 1) | bit(Facet::Flow, 0), 3);
        assert_eq!(tally.total, 3);
        assert_eq!(tally.count(Facet::Tier, 0), 2);
        assert_eq!(tally.count(Facet::Tier, 1), 3);
        assert_eq!(tally.count(Facet::Flow, 0), 3);
    }

    #[test]
    fn many_at_once_are_counted_like_one_by_one() {
        let mut selection = Selection::default();
        selection.want(Facet::Tier, bit(Facet::Tier, 1));
        selection.want(Facet::Flow, bit(Facet::Flow, 0));
        // More than the planes hold, so that they are emptied on the way.
        let signatures = || {
            (0u64..150_000).map(|number| {
                let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
                Signature::from(mixed) << 64 | Signature::from(mixed.rotate_left(17)) | 1
            })
        };
        for selection in [Selection::default(), selection] {
            let (mut each, mut all) = (Tally::default(), Tally::default());
            signatures().for_each(|signature| each.add(&selection, signature, 1));
            all.add_each(&selection, signatures());
            assert_eq!((each.total, each.counts), (all.total, all.counts));
            assert!(all.total > 30_000);
        }
    }
}
