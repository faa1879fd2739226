//! Facets, refusals, depths and changes, on the real catalog.

mod catalog;

use std::collections::HashMap;

use catalog::{ask, entries, index_of, names};
use oin_domain::catalog::{Category, Facet, Sort};
use oin_domain::choice::Choice;
use oin_domain::connection::SignOn;
use oin_domain::integration::CategorySlug;
use oin_domain::listing::Tier;
use oin_domain::text::{Line, Name, fold};
use oin_search::{Change, Cursor, CursorError, Entry, Filters, Query, QueryError};

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
