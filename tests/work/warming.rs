//! Until the catalog is in memory: slugs and beginnings of names, from the database.

use oin_domain::integration::Slug;
use oin_search::Index;
use oin_server::config::Brand;
use oin_server::search::Lookup;
use oin_store::{Store, StoreOptions};

use crate::harness::{Database, TestApp, wait};

fn names(index: &Index) -> Vec<String> {
    let mut names: Vec<_> = index
        .in_name_order(None)
        .map(|entry| entry.name().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_database_answers_by_slug_and_by_the_beginning_of_a_name() {
    let database = Database::filled();
    let load = |lookup: Lookup<'_>| {
        wait(async {
            let few = StoreOptions { connections: 1 };
            let store = Store::connect(&database.url("oin_app"), few).await.unwrap();
            lookup.load(&store, &Brand::default()).await.unwrap()
        })
    };
    let slug = |text: &str| Slug::parse(text).unwrap();
    assert_eq!(names(&load(Lookup::Slug(&slug("box")))), ["Box"]);
    assert!(names(&load(Lookup::Slug(&slug("no-such")))).is_empty());
    // The same names as the whole catalog finds, accents, case and punctuation aside.
    let app = TestApp::reading();
    for typed in ["box", "BOX", "aha", "15f", "1&1", "salesf"] {
        let early = names(&load(Lookup::Prefix(typed)));
        let folded = oin_domain::text::fold(typed);
        let begins = |name: &String| oin_domain::text::fold(name).starts_with(&folded);
        let mut whole: Vec<_> = app.search(typed).into_iter().filter(begins).collect();
        whole.sort();
        assert_eq!(early, whole, "{typed}");
        assert!(!early.is_empty(), "{typed}");
    }
    // Nothing typed, and nothing that LIKE would read as its own.
    assert_eq!(names(&load(Lookup::Prefix(""))).len(), 100);
    assert!(names(&load(Lookup::Prefix("zzqq%"))).is_empty());
}
