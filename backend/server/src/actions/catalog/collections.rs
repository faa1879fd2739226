//! Sets of integrations that staff chose.

use oin_domain::catalog::Collection;
use oin_search::EntryView;

use crate::actions::Ctx;

/// What was found in the catalog in memory, and its version.
pub struct InMemory<T> {
    /// The catalog's version.
    pub version: u64,
    /// What was found.
    pub value: T,
}

/// Lets `present` look at the collections that are shown today, each with those
/// of its integrations that the catalog shows. Empty while the catalog loads.
pub fn collections<T>(
    ctx: &Ctx,
    present: impl FnOnce(&[(Collection, Vec<EntryView<'_>>)]) -> T,
) -> InMemory<T> {
    let collections = ctx.live().collections(ctx.now().date_naive());
    ctx.live().with(|index| {
        let shown: Vec<_> = collections
            .into_iter()
            .map(|collection| {
                let entries = collection
                    .integrations
                    .iter()
                    .filter_map(|slug| index.get(slug.as_str()))
                    .collect();
                (collection, entries)
            })
            .collect();
        InMemory {
            version: index.version(),
            value: present(&shown),
        }
    })
}
