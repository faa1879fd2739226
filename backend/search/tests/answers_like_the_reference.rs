//! After any changes the index answers exactly as a look at every entry would.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod reference;

use chrono::{DateTime, Duration, TimeZone, Utc};
use oin_domain::catalog::{Category, Facet, ProvisioningFilter, Sort};
use oin_domain::choice::Choice;
use oin_domain::connection::{Flow, SignOn};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{CategorySlug, Deployment, Operation, Provisioning, Slug};
use oin_domain::listing::{Flag, Health, Tier};
use oin_domain::text::{Line, Name, Summary};
use oin_search::{Change, Entry, Filters, Index, Query, Rules};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use reference::Reference;
use uuid::Uuid;

const WORDS: [&str; 18] = [
    "One",
    "Drive",
    "OneDrive",
    "Sales",
    "Force",
    "Salesforce",
    "Google",
    "Box",
    "S",
    "Se",
    "Café",
    "Zoho",
    "Mail",
    "Maildrive",
    "1Password",
    "force-one",
    "Analytics",
    "Secure",
];
const CATEGORIES: [(&str, &str); 4] = [
    ("files", "File sharing"),
    ("crm", "CRM"),
    ("analytics", "Analytics"),
    ("mail", "Secure mail"),
];

fn categories() -> Vec<Category> {
    CATEGORIES
        .iter()
        .zip(1..)
        .map(|(&(slug, label), position)| Category {
            slug: CategorySlug::parse(slug).unwrap(),
            label: Line::parse(label).unwrap(),
            position,
        })
        .collect()
}

fn moment(days: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 1, 1, 0, 0, 0).unwrap() + Duration::days(days)
}

fn some<T: Choice + std::fmt::Debug>() -> impl Strategy<Value = Vec<T>> {
    subsequence(T::ALL, 0..=T::ALL.len().min(2))
}

prop_compose! {
    fn entry()(
        number in 0u128..30,
        suffix in 0u8..2,
        name in vec(select(&WORDS), 1..4),
        vendor in proptest::option::of(vec(select(&WORDS), 1..3)),
        summary in vec(select(&WORDS), 1..3),
        aliases in vec(vec(select(&WORDS), 1..3), 0..2),
        category in subsequence(&[0usize, 1, 2, 3], 1..3),
        modes in (some::<SignOn>(), some::<Flow>(), some::<Operation>(), any::<bool>()),
        state in (select(Tier::ALL), select(Deployment::ALL), select(Health::ALL), some::<Flag>()),
        times in (0i64..4, 0i64..800, proptest::option::of(0i64..4)),
        launches in 0i64..20,
    ) -> Entry {
        let line = |words: &Vec<&str>| Line::parse(&words.join(" ")).unwrap();
        Entry {
            id: IntegrationId(Uuid::from_u128(number + 1)),
            slug: Slug::parse(&format!("app-{number}-{suffix}")).unwrap(),
            name: Name::parse(&name.join(" ")).unwrap(),
            vendor: vendor.as_ref().map(line),
            summary: Summary::parse(&summary.join(" ")).unwrap(),
            aliases: aliases.iter().map(line).collect(),
            categories: category.iter().map(|&c| CategorySlug::parse(CATEGORIES[c].0).unwrap()).collect(),
            sign_on: modes.0,
            flows: modes.1,
            provisioning: Provisioning { automated: modes.3, operations: modes.2 },
            tier: state.0,
            deployment: state.1,
            health: state.2,
            flags: state.3,
            website: None,
            published_at: moment(times.0),
            updated_at: moment(times.1),
            verified_at: times.2.map(moment),
            launches,
            version: 1,
            content: "{}".into(),
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Put(Box<Entry>),
    Remove(u128),
}

fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => entry().prop_map(|entry| Step::Put(Box::new(entry))),
        1 => (0u128..30).prop_map(Step::Remove),
    ];
    vec(step, 1..most)
}

fn text() -> impl Strategy<Value = String> {
    let typed = select(&WORDS).prop_flat_map(|word| {
        let letters = word.chars().count();
        (Just(word), 1..=letters, 0..4u8, 0..letters).prop_map(|(word, kept, typo, at)| {
            let mut letters: Vec<char> = word.chars().take(kept).collect();
            let at = at.min(kept - 1);
            match typo {
                0 => letters[at] = 'x',
                1 if at > 0 => letters.swap(at, at - 1),
                _ => {}
            }
            letters.into_iter().collect::<String>()
        })
    });
    (vec(typed, 0..4), any::<bool>()).prop_map(|(words, apart)| words.join(if apart { " " } else { "" }))
}

prop_compose! {
    fn query()(
        text in text(),
        category in subsequence(&[0usize, 1, 2, 3], 0..3),
        choices in (some::<SignOn>(), some::<Flow>(), some::<ProvisioningFilter>(), some::<Tier>(), some::<Health>()),
        filtered in 0u8..8,
        sort in select(Sort::ALL),
        limit in 1usize..8,
    ) -> Query {
        // Mostly one or two filters, so that results are not mostly empty.
        let on = |bit: u8| filtered & bit != 0;
        let filters = Filters {
            category: category.iter().filter(|_| on(1)).map(|&c| CategorySlug::parse(CATEGORIES[c].0).unwrap()).collect(),
            sign_on: if on(2) { choices.0 } else { vec![] },
            flow: if filtered == 7 { choices.1 } else { vec![] },
            provisioning: if on(4) { choices.2 } else { vec![] },
            tier: if filtered == 3 { choices.3 } else { vec![] },
            health: if filtered == 5 { choices.4 } else { vec![] },
            ..Filters::default()
        };
        Query { text, filters, sort, limit, after: None }
    }
}

fn take(step: &Step, index: &mut Index, reference: &mut Reference, version: u64) {
    match step {
        Step::Put(entry) => {
            index.apply([Change::Upsert(entry.clone())], version);
            reference.entries.insert(entry.id.0, (**entry).clone());
        }
        Step::Remove(number) => {
            let id = Uuid::from_u128(number + 1);
            index.apply([Change::Remove(IntegrationId(id))], version);
            reference.entries.remove(&id);
        }
    }
}

fn empty() -> (Index, Reference) {
    let index = Index::new(categories(), Rules::default()).unwrap();
    let labels = CATEGORIES
        .iter()
        .map(|&(slug, label)| (slug.to_owned(), label.to_owned()));
    (
        index,
        Reference {
            labels: labels.collect(),
            ..Reference::default()
        },
    )
}

/// All pages of a query.
fn all(index: &Index, query: &Query) -> Vec<String> {
    let mut query = query.clone();
    let mut slugs = Vec::new();
    loop {
        let results = index.search(&query).unwrap();
        slugs.extend(results.hits.iter().map(|hit| hit.slug().to_owned()));
        match results.next {
            Some(next) => query.after = Some(oin_search::Cursor::parse(&next.to_string()).unwrap()),
            None => return slugs,
        }
    }
}

fn counts(index: &Index, query: &Query) -> std::collections::BTreeMap<(Facet, String), usize> {
    let results = index.search(query).unwrap();
    results
        .facets
        .iter()
        .flat_map(|(facet, counts)| {
            counts
                .iter()
                .map(|count| ((*facet, count.value.to_owned()), count.count))
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn after_any_changes(steps in steps(60), queries in vec(query(), 8)) {
        let (mut index, mut reference) = empty();
        for (step, version) in steps.iter().zip(1..) {
            take(step, &mut index, &mut reference, version);
        }
        prop_assert_eq!(index.len(), reference.entries.len());
        prop_assert_eq!(index.version(), steps.len() as u64);
        for query in &queries {
            let expected = reference.search(query);
            let total = index.search(query).unwrap().total;
            prop_assert_eq!(total, expected.slugs.len(), "{:?}", query);
            prop_assert_eq!(all(&index, query), expected.slugs, "{:?}", query);
            prop_assert_eq!(counts(&index, query), expected.counts, "{:?}", query);
        }
    }

    #[test]
    fn loaded_at_once_or_step_by_step_is_the_same(steps in steps(40), queries in vec(query(), 4)) {
        let (mut index, mut reference) = empty();
        steps.iter().for_each(|step| take(step, &mut index, &mut reference, 1));
        let mut loading = Index::loading(categories(), Rules::default()).unwrap();
        reference.entries.values().for_each(|entry| loading.push(entry));
        let loaded = loading.finish(1);
        for query in &queries {
            prop_assert_eq!(all(&loaded, query), all(&index, query));
            prop_assert_eq!(counts(&loaded, query), counts(&index, query));
        }
        let names = |index: &Index| index.in_name_order(None).map(|hit| hit.slug().to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(names(&loaded), names(&index));
    }

    /// What stays in the catalog while somebody pages is seen exactly once.
    #[test]
    fn paging_while_the_catalog_changes(before in steps(60), during in vec(steps(4), 12), by_name in any::<bool>()) {
        let (mut index, mut reference) = empty();
        before.iter().for_each(|step| take(step, &mut index, &mut reference, 1));
        let sort = if by_name { Sort::Name } else { Sort::Newest };
        let mut query = Query { sort, limit: 3, ..Query::default() };
        let mut stayed = reference.entries.clone();
        let mut seen: Vec<String> = Vec::new();
        for (steps, version) in during.iter().zip(2..) {
            let results = index.search(&query).unwrap();
            seen.extend(results.hits.iter().map(|hit| hit.slug().to_owned()));
            query.after = results.next;
            if query.after.is_none() {
                break;
            }
            steps.iter().for_each(|step| take(step, &mut index, &mut reference, version));
            // What moved in the order or left may be missed or met again.
            stayed.retain(|id, old| reference.entries.get(id).is_some_and(|new| {
                new.slug == old.slug && new.name == old.name && new.published_at == old.published_at
            }));
        }
        let finished = query.after.is_none();
        for entry in stayed.values() {
            let times = seen.iter().filter(|slug| *slug == entry.slug.as_str()).count();
            prop_assert!(times <= 1 && (times == 1 || !finished), "{} seen {} times", entry.slug, times);
        }
    }
}
