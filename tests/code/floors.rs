//! Floors: who may know whom.

use super::files;
use crate::harness::project_text;

/// The lines that name a path of another module or crate.
fn names(text: &str, path: &str) -> Option<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.filter(|line| {
        line.match_indices(path).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + path.len()..].chars().next();
            let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !word(before) && !word(after)
        })
    })
    .map(str::to_owned)
    .next()
}

#[track_caller]
fn never(folder: &str, paths: &[&str]) {
    let all = files(folder, ".rs");
    assert!(!all.is_empty(), "{folder}");
    for (file, text) in all {
        for path in paths {
            if let Some(line) = names(&text, path) {
                panic!("{} must not name {path}: {line}", file.display());
            }
        }
    }
}

#[test]
fn pages_and_api_reach_the_store_through_actions_only() {
    never(
        "backend/server/src/web",
        &[
            "Store::connect",
            "StoreOptions",
            "CatalogListener",
            "oin_store::embedded",
            "diesel",
        ],
    );
    for (file, text) in files("backend/server/src/web", ".rs") {
        assert!(
            !text.match_indices(".store").any(|(at, word)| {
                let after = text[at + word.len()..].chars().next();
                !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            }),
            "{}: the store is the actions' own",
            file.display()
        );
    }
}

#[test]
fn actions_know_no_http_and_no_commands() {
    let above = [
        "crate::web",
        "crate::cli",
        "crate::app",
        "crate::templates",
        "crate::mail",
        "crate::work",
        "actix_web",
        "handlebars",
    ];
    never("backend/server/src/actions", &above);
    never("backend/server/src/search", &above);
    never("backend/server/src/outbound", &above);
    never("backend/server/src/outbound", &["crate::actions", "oin_store"]);
    never(
        "backend/server/src/work",
        &[
            "crate::web",
            "crate::cli",
            "crate::app",
            "actix_web",
            "Store::connect",
        ],
    );
    never(
        "backend/server/src/mail",
        &[
            "crate::web",
            "crate::cli",
            "crate::app",
            "crate::work",
            "actix_web",
        ],
    );
    never(
        "backend/server/src/config",
        &["crate::web", "crate::actions", "crate::app", "actix_web"],
    );
}

#[test]
fn the_lower_floors_know_nothing_of_the_upper_ones() {
    never(
        "backend/domain/src",
        &[
            "tokio",
            "actix_web",
            "diesel",
            "handlebars",
            "Utc::now",
            "SystemTime",
            "std::fs",
            "std::net",
            "std::env",
        ],
    );
    never(
        "backend/search/src",
        &[
            "tokio",
            "actix_web",
            "diesel",
            "handlebars",
            "oin_store",
            "oin_server",
            "std::fs",
            "std::net",
        ],
    );
    never(
        "backend/store/src",
        &["actix_web", "handlebars", "oin_server", "oin_search"],
    );
    never(
        "backend/server/src",
        &["diesel", "diesel_async", "tokio_postgres"],
    );
}

/// Every crate's own dependencies, those of its tests apart.
fn dependencies(manifest: &str) -> Vec<String> {
    let text = project_text(manifest);
    let (_, rest) = text.split_once("[dependencies]").unwrap_or(("", ""));
    let rest = rest.split_once("\n[").map_or(rest, |(own, _)| own);
    let lines = rest.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn manifests_keep_the_edges_of_the_plan() {
    for (manifest, banned) in [
        (
            "backend/domain/Cargo.toml",
            &[
                "actix-web",
                "diesel",
                "tokio",
                "handlebars",
                "oin-store",
                "oin-search",
                "oin-server",
            ][..],
        ),
        (
            "backend/search/Cargo.toml",
            &[
                "actix-web",
                "diesel",
                "diesel-async",
                "tokio",
                "handlebars",
                "oin-store",
                "oin-server",
            ],
        ),
        (
            "backend/store/Cargo.toml",
            &[
                "actix-web",
                "handlebars",
                "lettre",
                "oin-search",
                "oin-server",
                "oin-protocol",
            ],
        ),
        (
            "backend/server/Cargo.toml",
            &["diesel", "diesel-async", "diesel_migrations", "tokio-postgres"],
        ),
    ] {
        let known = dependencies(manifest);
        assert!(known.len() > 3, "{manifest}: {known:?}");
        for name in banned {
            assert!(
                !known.iter().any(|one| one == name),
                "{manifest} must not depend on {name}"
            );
        }
    }
}
