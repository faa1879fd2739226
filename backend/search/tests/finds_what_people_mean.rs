//! What people type and what they mean, on the real catalog.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use oin_domain::catalog::{Category, Facet, Sort};
use oin_domain::choice::Choice;
use oin_domain::connection::SignOn;
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{CategorySlug, Deployment, HttpsUrl, Provisioning, Slug};
use oin_domain::listing::{Health, Tier};
use oin_domain::text::{Line, Name, Summary, fold};
use oin_search::{Change, Cursor, CursorError, Entry, Filters, Index, Query, QueryError, Rules};
use uuid::Uuid;

/// The seed data's facts as entries, in the order of the file.
fn entries() -> Vec<Entry> {
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/../../seed-data/apps.tsv");
    let table = std::fs::read_to_string(table).unwrap();
    table
        .lines()
        .skip(1)
        .zip(1u128..)
        .map(|(row, number)| entry(row, number))
        .collect()
}

fn entry(row: &str, number: u128) -> Entry {
    let cells: Vec<&str> = row.split('\t').collect();
    let [
        slug,
        name,
        vendor,
        website,
        categories,
        modes,
        provisioning,
        deployment,
        ..,
    ] = cells[..]
    else {
        panic!("{row} has too few cells");
    };
    let moment = DateTime::<Utc>::UNIX_EPOCH;
    Entry {
        id: IntegrationId(Uuid::from_u128(number)),
        slug: Slug::parse(slug).unwrap(),
        name: Name::parse(name).unwrap(),
        vendor: Line::parse(vendor).ok(),
        summary: Summary::parse("Listed from public facts").unwrap(),
        aliases: vec![],
        categories: categories
            .split(',')
            .map(|category| CategorySlug::parse(category).unwrap())
            .collect(),
        sign_on: modes
            .split(',')
            .map(|mode| SignOn::parse(mode).unwrap())
            .collect(),
        flows: vec![],
        provisioning: Provisioning {
            automated: provisioning == "scim",
            operations: vec![],
        },
        tier: Tier::Community,
        deployment: Deployment::parse(deployment).unwrap(),
        health: Health::NotTested,
        flags: vec![],
        website: HttpsUrl::parse(website).ok(),
        published_at: moment,
        updated_at: moment,
        verified_at: None,
        launches: 0,
        version: 1,
        content: "{}".into(),
    }
}

fn index_of(entries: &[Entry]) -> Index {
    let mut slugs: Vec<&CategorySlug> = entries.iter().flat_map(|entry| &entry.categories).collect();
    slugs.sort_unstable();
    slugs.dedup();
    let categories = slugs.into_iter().zip(1..).map(|(slug, position)| Category {
        slug: slug.clone(),
        label: Line::parse(&slug.as_str().replace('-', " ")).unwrap(),
        position,
    });
    let mut loading = Index::loading(categories.collect(), Rules::default()).unwrap();
    entries.iter().for_each(|entry| loading.push(entry));
    loading.finish(1)
}

fn ask(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        ..Query::default()
    }
}

fn names<'a>(index: &'a Index, text: &str) -> Vec<&'a str> {
    index
        .search(&ask(text))
        .unwrap()
        .hits
        .iter()
        .map(|hit| hit.name())
        .collect()
}

#[test]
fn the_expected_comes_first() {
    let index = index_of(&entries());
    for (text, expected) in [
        ("box", "Box"),
        ("BOX ", "Box"),
        ("sales force", "Salesforce"),
        ("salesforce", "Salesforce"),
        ("salesfroce", "Salesforce"),
        ("saleforce", "Salesforce"),
        ("alesforce", "Salesforce"),
        ("salesfo", "Salesforce"),
        ("google", "Google"),
        ("goog", "Google"),
        ("15five", "15Five"),
        ("15 five", "15Five"),
        ("aha", "Aha!"),
        ("aha!", "Aha!"),
        ("slack", "Slack"),
        ("slak", "Slack"),
        ("lsack", "Slack"),
        ("githb", "GitHub"),
        ("git hub", "GitHub"),
        ("drop box", "Dropbox"),
        ("drpobox", "Dropbox"),
        ("dropbox business", "Dropbox Business"),
        ("jira", "Jira"),
        ("1password", "1Password"),
        ("1pasword", "1Password"),
        ("googledrive", "Google Drive"),
        ("google drvie", "Google Drive"),
        ("drive google", "Google Drive"),
        ("atlassian jira", "Atlassian Jira and Confluence"),
        ("microsoft saml toolkit", "Microsoft Entra SAML Toolkit"),
    ] {
        let found = names(&index, text);
        assert_eq!(found.first(), Some(&expected), "{text}: {found:?}");
    }
}

#[test]
fn a_vendors_own_products_come_before_others() {
    let entries = entries();
    let index = index_of(&entries);
    let query = Query {
        limit: 100,
        ..ask("google")
    };
    let vendors: Vec<bool> = index
        .search(&query)
        .unwrap()
        .hits
        .iter()
        .map(|hit| hit.vendor() == Some("Google"))
        .collect();
    let own = entries
        .iter()
        .filter(|entry| entry.vendor.as_ref().is_some_and(|v| v.as_str() == "Google"))
        .count();
    assert!(own > 40);
    assert!(vendors[..own].iter().all(|&own| own));
    assert!(vendors[own..].iter().all(|&own| !own));
}

#[test]
fn three_letters_have_no_typos_and_one_letter_gives_its_names() {
    let index = index_of(&entries());
    let begins = |name: &str, text: &str| fold(name).split(' ').any(|word| word.starts_with(text));
    assert!(names(&index, "zom").iter().all(|name| begins(name, "zom")));
    assert!(names(&index, "zom").contains(&"Zomato"));
    let found = names(&index, "s");
    assert_eq!(found.len(), 20);
    assert!(found.iter().all(|name| fold(name).starts_with('s')), "{found:?}");
}

#[test]
fn accents_do_not_matter() {
    let mut entries = entries();
    entries.truncate(50);
    entries[0].name = Name::parse("Crème Brûlée").unwrap();
    let index = index_of(&entries);
    for text in ["creme brulee", "CRÈME", "brulée", "creme-brulee", "cremebrulee"] {
        assert_eq!(names(&index, text).first(), Some(&"Crème Brûlée"), "{text}");
    }
}

#[test]
fn every_name_finds_itself() {
    let entries = entries();
    let index = index_of(&entries);
    for entry in &entries {
        let name = entry.name.as_str();
        let found = names(&index, name);
        assert_eq!(
            found.first().map(|first| fold(first)),
            Some(fold(name)),
            "{found:?}"
        );
        assert_eq!(index.get(entry.slug.as_str()).unwrap().id(), entry.id);
    }
}

/// Every name with one letter left out, put in, replaced or swapped. What is
/// not found first is mostly nearer to, or as near to, another name.
#[test]
fn most_names_with_a_typo_find_themselves() {
    let entries = entries();
    let index = index_of(&entries);
    let (mut first, mut on_page, mut all) = (0, 0, 0);
    for (entry, number) in entries.iter().zip(0usize..) {
        let folded = fold(entry.name.as_str());
        let letters: Vec<char> = folded.chars().collect();
        if letters.len() < 5 {
            continue;
        }
        for kind in 0..4 {
            // Spread over the whole name, the first letter included.
            let at = (number * 7 + kind * 3) % (letters.len() - 1);
            let mut typed = letters.clone();
            match kind {
                0 => drop(typed.remove(at)),
                1 => typed.insert(at, 'k'),
                2 => typed[at] = 'x',
                _ => typed.swap(at, at + 1),
            }
            let typed: String = typed.into_iter().collect();
            let found = names(&index, &typed);
            all += 1;
            first += usize::from(found.first().is_some_and(|name| fold(name) == folded));
            on_page += usize::from(found.iter().any(|name| fold(name) == folded));
        }
    }
    println!("{all} names with a typo: {first} found first, {on_page} on the first page");
    assert!(first * 100 >= all * 94, "{first} of {all}");
    assert!(on_page * 100 >= all * 97, "{on_page} of {all}");
}

#[test]
fn facets_add_up_and_their_own_filter_is_left_out() {
    let entries = entries();
    let index = index_of(&entries);
    let everything = index.search(&ask("")).unwrap();
    assert_eq!(everything.total, entries.len());
    let count = |facets: &oin_search::FacetCounts<'_>, facet: Facet, value: &str| {
        let (_, counts) = facets.iter().find(|(known, _)| *known == facet).unwrap();
        counts
            .iter()
            .find(|count| count.value == value)
            .map(|count| count.count)
    };
    assert_eq!(count(&everything.facets, Facet::SignOn, "saml2"), Some(1_611));
    assert_eq!(count(&everything.facets, Facet::Category, "erp"), Some(32));
    assert_eq!(everything.facets, index.counts());
    let filters = Filters {
        sign_on: vec![SignOn::Oidc],
        ..Filters::default()
    };
    let oidc = index.search(&Query { filters, ..ask("") }).unwrap();
    assert_eq!(oidc.total, 6);
    assert_eq!(count(&oidc.facets, Facet::SignOn, "saml2"), Some(1_611));
    assert_eq!(count(&oidc.facets, Facet::SignOn, "oidc"), Some(6));
}

#[test]
fn bad_queries_are_refused_by_name() {
    let index = index_of(&entries());
    let refused = |query: Query| index.search(&query).unwrap_err();
    assert_eq!(refused(Query { limit: 0, ..ask("") }), QueryError::Limit);
    assert_eq!(
        refused(Query {
            limit: 101,
            ..ask("")
        }),
        QueryError::Limit
    );
    assert_eq!(refused(ask(&"ä".repeat(201))), QueryError::TextTooLong);
    assert!(index.search(&ask(&"ä ".repeat(100))).is_ok());
    let filters = Filters {
        category: vec![CategorySlug::parse("cars").unwrap()],
        ..Filters::default()
    };
    let QueryError::UnknownCategory { allowed, .. } = refused(Query { filters, ..ask("") }) else {
        panic!("another error");
    };
    assert_eq!(allowed.len(), 27);
    let next = index.search(&ask("")).unwrap().next;
    assert_eq!(
        refused(Query {
            after: next,
            ..ask("box")
        }),
        QueryError::ForeignCursor
    );
    assert_eq!(Cursor::parse("AQ"), Err(CursorError));
}

#[test]
fn relevance_ends_at_its_depth_and_names_do_not() {
    let index = index_of(&entries());
    let pages = |sort| {
        let mut query = Query {
            sort,
            limit: 100,
            ..ask("")
        };
        let mut seen: HashMap<String, usize> = HashMap::new();
        loop {
            let results = index.search(&query).unwrap();
            for hit in &results.hits {
                *seen.entry(hit.slug().to_owned()).or_default() += 1;
            }
            match results.next {
                Some(next) => query.after = Some(next),
                None => return seen,
            }
        }
    };
    assert_eq!(pages(Sort::Relevance).len(), Query::DEPTH);
    let by_name = pages(Sort::Name);
    assert_eq!(by_name.len(), index.len());
    assert!(by_name.values().all(|&times| times == 1));
}

#[test]
fn one_and_two_letters_are_answered_like_longer_texts() {
    let entries = entries();
    let index = index_of(&entries);
    for text in ["s", "se", "c", "go", "in"] {
        let named = |entry: &&Entry| {
            let vendor = entry
                .vendor
                .as_ref()
                .map(|vendor| fold(vendor.as_str()))
                .unwrap_or_default();
            format!("{} {vendor}", fold(entry.name.as_str()))
                .split(' ')
                .any(|word| word.starts_with(text))
        };
        let expected = entries.iter().filter(named).count();
        // A filter that lets all pass takes the long way.
        let all = Filters {
            tier: Tier::ALL.to_vec(),
            ..Filters::default()
        };
        for sort in Sort::ALL {
            let mut short = Query {
                sort: *sort,
                limit: 90,
                ..ask(text)
            };
            let mut long = Query {
                filters: all.clone(),
                ..short.clone()
            };
            for _ in 0..4 {
                let (a, b) = (index.search(&short).unwrap(), index.search(&long).unwrap());
                assert_eq!(a.total, expected, "{text}");
                assert_eq!(b.total, expected, "{text}");
                assert_eq!(a.facets, b.facets);
                let slugs = |results: &oin_search::Results<'_>| {
                    results
                        .hits
                        .iter()
                        .map(|hit| hit.slug().to_owned())
                        .collect::<Vec<_>>()
                };
                assert_eq!(slugs(&a), slugs(&b), "{text} {sort}");
                let (Some(a), Some(b)) = (a.next, b.next) else {
                    break;
                };
                (short.after, long.after) = (Some(a), Some(b));
            }
        }
    }
}

#[test]
fn names_are_proposed() {
    let index = index_of(&entries());
    let proposed = |text| {
        index
            .suggest(text, 8)
            .iter()
            .map(|hit| hit.name())
            .collect::<Vec<_>>()
    };
    assert_eq!(proposed("dropb")[0], "Dropbox");
    assert_eq!(proposed("g").len(), 8);
    assert!(proposed("").is_empty());
    let near = |text| {
        index
            .nearest_names(text, 5)
            .iter()
            .map(|hit| hit.name())
            .collect::<Vec<_>>()
    };
    assert!(near("salesforse xyzzy").contains(&"Salesforce"));
    assert_eq!(near("zzzz").len(), 5);
}

#[test]
fn a_change_is_seen_at_once_and_a_relabelled_category_is_found() {
    let entries = entries();
    let mut index = index_of(&entries);
    let mut renamed = entries[0].clone();
    renamed.name = Name::parse("Qwertzuiop").unwrap();
    index.apply([Change::Upsert(Box::new(renamed.clone()))], 2);
    assert_eq!(names(&index, "qwertzuiop"), ["Qwertzuiop"]);
    assert_eq!(index.version(), 2);
    index.apply([Change::Remove(renamed.id)], 3);
    assert!(names(&index, "qwertzuiop").is_empty());
    assert_eq!(index.len(), entries.len() - 1);
    let erp = CategorySlug::parse("erp").unwrap();
    let label = Line::parse("Resource Planning").unwrap();
    index
        .set_categories(vec![Category {
            slug: erp.clone(),
            label,
            position: 1,
        }])
        .unwrap();
    assert_eq!(index.search(&ask("resource planning")).unwrap().total, 32);
}
