//! Names that can be taken for another's.
//!
//! Names are compared by their skeleton (UTS #39, section 4, over the folded
//! name without blanks): `Acrne`, `АСМЕ` in Cyrillic and `Acme` have one
//! skeleton. Long names that differ in one letter count as alike, too.

use std::hash::{DefaultHasher, Hash, Hasher};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::MixedScript;
use unicode_security::confusable_detection::skeleton as confusables;

use crate::ids::IntegrationId;
use crate::integration::Slug;
use crate::text::fold;

/// From how many letters of the skeleton on one different letter is too little.
const LONG: usize = 6;

/// A name of the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownName {
    /// The integration that has it.
    pub integration: IntegrationId,
    /// Where its listing is.
    pub slug: Slug,
    /// The name.
    pub name: String,
}

/// Every name of the network, ready to be asked for look-alikes. Built once a
/// version of the catalog, asked on every save.
#[derive(Debug, Default)]
pub struct NameIndex {
    known: Vec<(Vec<String>, KnownName)>,
    /// Hashes of each skeleton and of it without one letter, sorted.
    near: Vec<(u64, u32)>,
}

impl NameIndex {
    /// Indexes `names`.
    pub fn new(names: impl IntoIterator<Item = KnownName>) -> Self {
        let mut index = Self::default();
        for known in names {
            let skeletons = skeletons(&known.name);
            let Ok(at) = u32::try_from(index.known.len()) else {
                break;
            };
            let hashes = skeletons.iter().flat_map(|skeleton| variants(skeleton));
            index.near.extend(hashes.map(|hash| (hash, at)));
            index.known.push((skeletons, known));
        }
        index.near.sort_unstable();
        index.near.dedup();
        index
    }

    /// The names that `name` can be taken for, without `integration`'s own.
    pub fn alike(&self, name: &str, integration: IntegrationId) -> Vec<&KnownName> {
        let own = skeletons(name);
        let mut found: Vec<u32> = own
            .iter()
            .flat_map(|skeleton| variants(skeleton))
            .flat_map(|hash| {
                let from = self.near.partition_point(|(other, _)| *other < hash);
                self.near[from..]
                    .iter()
                    .take_while(move |(other, _)| *other == hash)
                    .map(|(_, at)| *at)
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
            .into_iter()
            .filter_map(|at| self.known.get(at as usize))
            .filter(|(skeletons, known)| {
                known.integration != integration
                    && skeletons
                        .iter()
                        .any(|one| own.iter().any(|other| are_alike(one, other)))
            })
            .map(|(_, known)| known)
            .collect()
    }
}

/// Whether a name mixes letters of several scripts, as no honest name of one
/// word does (UTS #39, section 5.1).
pub fn mixes_scripts(name: &str) -> bool {
    name.split_whitespace()
        .any(|word| !MixedScript::is_single_script(word))
}

/// The skeletons of a name: of its letters as they are, and of its small
/// letters, since a capital can look like something else than its small one
/// (I like l, Cyrillic М like M).
fn skeletons(name: &str) -> Vec<String> {
    let cased: String = name
        .nfkd()
        .filter(|c| c.is_alphanumeric() && !is_combining_mark(*c))
        .collect();
    let small: String = fold(name).split(' ').collect();
    let mut found: Vec<String> = [cased, small]
        .iter()
        .map(|plain| {
            let once = confusables(plain).collect::<String>().to_lowercase();
            confusables(&once).collect::<String>().to_lowercase()
        })
        .filter(|skeleton| !skeleton.is_empty())
        .collect();
    found.dedup();
    found
}

fn are_alike(one: &str, other: &str) -> bool {
    one == other || (one.chars().count().max(other.chars().count()) >= LONG && one_letter_apart(one, other))
}

/// Whether one letter was changed, added or left out.
fn one_letter_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let start = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let rest = one.len().min(other.len()) - start;
    let end = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(|(a, b)| a == b)
        .count()
        .min(rest);
    one.len() - start - end <= 1 && other.len() - start - end <= 1
}

/// Hashes of a skeleton and, when it is long, of it without each letter: two
/// skeletons one letter apart share one of them.
fn variants(skeleton: &str) -> Vec<u64> {
    let hash = |text: &str| {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        hasher.finish()
    };
    let mut hashes = vec![hash(skeleton)];
    if skeleton.chars().count() + 1 >= LONG {
        for (at, letter) in skeleton.char_indices() {
            let without = format!("{}{}", &skeleton[..at], &skeleton[at + letter.len_utf8()..]);
            hashes.push(hash(&without));
        }
    }
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn index(names: &[&str]) -> NameIndex {
        NameIndex::new(names.iter().enumerate().map(|(n, name)| KnownName {
            integration: IntegrationId(Uuid::from_u128(n as u128 + 1)),
            slug: Slug::parse(&format!("n{n}")).unwrap(),
            name: (*name).to_owned(),
        }))
    }

    fn alike(names: &[&str], name: &str) -> Vec<String> {
        let nobody = IntegrationId(Uuid::nil());
        index(names)
            .alike(name, nobody)
            .into_iter()
            .map(|known| known.name.clone())
            .collect()
    }

    #[test]
    fn disguises_are_seen_through() {
        for (name, disguise) in [
            ("Acme", "Acrne"),
            ("Acme", "АСМЕ"),
            ("Slack", "S1ack"),
            ("Zoom", "Z00m"),
            ("PayPal", "PayPaI"),
            ("Salesforce", "Sales-Force"),
            ("Dropbox", "Dropb0x"),
            ("Workday", "Workdey"),
            ("Café Crème", "Cafe Creme"),
        ] {
            assert_eq!(alike(&[name], disguise), [name], "{disguise}");
        }
    }

    #[test]
    fn different_names_stay_different() {
        for (name, other) in [
            ("Box", "Fox"),
            ("Slack", "Black"),
            ("Workday", "Workplace"),
            ("Asana", "Jira"),
        ] {
            assert!(alike(&[name], other).is_empty(), "{other}");
        }
    }

    #[test]
    fn an_integrations_own_name_is_not_held_against_it() {
        let own = IntegrationId(Uuid::from_u128(1));
        assert!(index(&["Acme"]).alike("Acme", own).is_empty());
        assert!(mixes_scripts("Аcme") && !mixes_scripts("Acme 日本"));
    }

    proptest! {
        #[test]
        fn one_changed_letter_of_a_long_name_is_found(name in "[a-z]{7,20}", at in 0usize..7, letter in "[a-z]") {
            let mut other = name.clone();
            other.replace_range(at..=at, &letter);
            // Letters such as m have skeletons of two letters.
            let plain = |name: &str| skeletons(name).iter().all(|skeleton| skeleton.len() == name.len());
            prop_assume!(plain(&name) && plain(&other));
            prop_assert_eq!(alike(&[&name], &other), vec![name.clone()]);
        }

        #[test]
        fn no_name_panics(name in "\\PC{0,40}") {
            let _ = alike(&["Acme"], &name);
        }
    }
}
