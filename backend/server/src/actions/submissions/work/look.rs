//! Looking at the network: what the addresses of a draft answer, and what its metadata says now.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt as _;
use futures_util::stream;
use oin_domain::check::{Answer, NetworkFacts};
use oin_domain::draft::{Draft, Kept, Kind};
use oin_domain::integration::UrlPattern;
use url::Url;

use crate::actions::Ctx;
use crate::actions::submissions::import;

/// How many addresses are asked at once.
const AT_ONCE: usize = 6;

/// Looks at every address of the draft that can be asked, and reads metadata again that was
/// imported from an address.
pub(super) async fn look(ctx: &Ctx, kept: &Kept) -> NetworkFacts {
    let asked = addresses(&kept.draft);
    // One address may stand in several fields: it is asked once.
    let mut distinct: BTreeMap<(Url, bool), Vec<String>> = BTreeMap::new();
    for (path, url, receives) in asked {
        distinct.entry((url, receives)).or_default().push(path);
    }
    let answers: Vec<(Vec<String>, Answer)> = stream::iter(distinct)
        .map(async |((url, receives), paths)| {
            let answer = if receives {
                ctx.outbound().probe_receiver(&url).await
            } else {
                ctx.outbound().probe(&url).await
            };
            (paths, answer)
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let mut facts = NetworkFacts::default();
    for (paths, answer) in answers {
        facts
            .answers
            .extend(paths.into_iter().map(|path| (path, answer.clone())));
    }
    facts.metadata = import::again(ctx, kept).await;
    facts
}

/// The addresses that can be asked: those without variables, and those whose variables have a
/// value of the sandbox. Others differ for every customer, and nobody can say where they lead.
/// Says of each whether it takes messages rather than visitors.
fn addresses(draft: &Draft) -> Vec<(String, Url, bool)> {
    let values: BTreeMap<String, String> = draft
        .iter()
        .filter_map(|(path, text)| {
            let name = path.strip_prefix("testing.sandbox.values.")?;
            Some((name.to_owned(), text.trim().to_owned()))
        })
        .collect();
    let filled: BTreeSet<&str> = values.keys().map(String::as_str).collect();
    draft
        .known()
        .filter(|(field, ..)| matches!(field.kind, Kind::Url(_) | Kind::PlainUrl))
        .filter_map(|(field, path, text)| {
            let pattern = UrlPattern::parse(text).ok()?;
            let known = |name: &&str| filled.contains(name);
            if !pattern.pattern().variables().iter().all(known) {
                return None;
            }
            let url = Url::parse(&pattern.render(&values)).ok()?;
            Some((path.to_owned(), url, receives(field.shape)))
        })
        .collect()
}

/// Whether an address takes messages: such ones answer a plain visitor as they like.
fn receives(shape: &str) -> bool {
    [
        ".acs.#.url",
        ".recipient",
        ".destination",
        ".logout.url",
        ".redirect_uris.#",
        ".reply_url",
    ]
    .iter()
    .any(|end| shape.ends_with(end))
        || shape.starts_with("scim.")
}
