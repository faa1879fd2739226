//! Reading metadata again that was imported from an address.

use std::collections::{BTreeMap, BTreeSet};

use oin_domain::draft::Kept;

use super::ImportFrom;
use super::document::{Source, Understood, fetch, understand};
use crate::actions::Ctx;

/// What metadata says now that was imported from an address, by path; addresses that do not
/// answer or are not understood any more say nothing.
pub(in crate::actions::submissions) async fn again(ctx: &Ctx, kept: &Kept) -> BTreeMap<String, String> {
    let mut sources: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for (path, _) in kept.draft.iter() {
        if let Some(origin) = kept.origin(path)
            && let Some(url) = &origin.url
        {
            let source = (origin.source.clone(), url.clone());
            sources.entry(source).or_default().insert(path.to_owned());
        }
    }
    let mut found = BTreeMap::new();
    for ((source, url), paths) in sources {
        let place = paths.iter().find_map(|path| {
            let rest = path.strip_prefix("connections.")?;
            rest.split('.').next()?.parse::<usize>().ok()
        });
        let entity = place
            .and_then(|place| kept.draft.text(&format!("connections.{place}.audience")))
            .map(str::to_owned);
        let from = match Source::of(&source) {
            Some(Source::Saml) => ImportFrom::SamlUrl(url, entity),
            Some(Source::Oidc) => ImportFrom::OidcUrl(url),
            Some(Source::WsFed) => ImportFrom::WsFedUrl(url),
            // What a login page holds is the selectors' to find.
            Some(Source::LoginPage) | None => continue,
        };
        let Ok(document) = fetch(ctx, from).await else {
            continue;
        };
        let Ok(Understood::One(reading)) = understand(document, ctx.now()).await else {
            continue;
        };
        let Ok(placed) = reading.place(&kept.draft, place) else {
            continue;
        };
        let now = placed
            .values
            .into_iter()
            .filter(|value| paths.contains(&value.path));
        found.extend(now.map(|value| (value.path, value.value)));
    }
    found
}
