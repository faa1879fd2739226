//! The names of the network, ready to be asked for look-alikes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use oin_domain::check::{KnownName, NameIndex};
use oin_domain::integration::Slug;

use crate::actions::{Ctx, Failure};
use crate::search::Live;

/// The names as of a version of the catalog; none before the first question.
type AsOf = Option<(u64, Arc<NameIndex>)>;

/// The names of the network as of some version of the catalog. Made at the first question; later
/// versions are taken in beside the questions, which never wait for that.
#[derive(Default)]
pub struct Names {
    known: Arc<RwLock<AsOf>>,
    taking_in: Arc<AtomicBool>,
}

impl Names {
    /// The names, at most one version behind.
    pub(in crate::actions) async fn of(ctx: &Ctx) -> Result<Arc<NameIndex>, Failure> {
        let names = &ctx.names;
        let now = ctx.live.version();
        let known = names.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some((version, index)) if version == now => Ok(index),
            Some((_, index)) => {
                if !names.taking_in.swap(true, Ordering::AcqRel) {
                    let (live, kept) = (ctx.live.clone(), names.known.clone());
                    let done = names.taking_in.clone();
                    tokio::task::spawn_blocking(move || {
                        keep(&live, &kept);
                        done.store(false, Ordering::Release);
                    });
                }
                Ok(index)
            }
            None => {
                let (live, kept) = (ctx.live.clone(), names.known.clone());
                tokio::task::spawn_blocking(move || keep(&live, &kept))
                    .await
                    .map_err(|error| Failure::Broken(error.into()))
            }
        }
    }
}

fn keep(live: &Live, kept: &RwLock<AsOf>) -> Arc<NameIndex> {
    // The copy is made under the lock of readers; the skeletons, which take long, after it.
    let (version, names) = live.with(|index| {
        let mut names = Vec::with_capacity(index.len());
        for entry in index.in_name_order(None) {
            let Ok(slug) = Slug::parse(entry.slug()) else {
                continue;
            };
            for name in std::iter::once(entry.name()).chain(entry.aliases()) {
                names.push(KnownName {
                    integration: entry.id(),
                    slug: slug.clone(),
                    name: name.to_owned(),
                });
            }
        }
        (index.version(), names)
    });
    let index = Arc::new(NameIndex::new(names));
    *kept.write().unwrap_or_else(PoisonError::into_inner) = Some((version, index.clone()));
    index
}
