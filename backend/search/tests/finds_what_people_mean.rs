//! What people type and what they mean, on the real catalog.

mod catalog;

use catalog::{ask, entries, index_of, names};
use oin_domain::text::{Name, fold};
use oin_search::Query;

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
