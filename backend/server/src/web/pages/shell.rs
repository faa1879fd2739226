//! What every page has around its own content.

use serde::Serialize;

use super::count_text;
use crate::actions::Ctx;

/// What the layout needs.
#[derive(Debug, Clone, Serialize)]
pub struct Shell {
    network: String,
    tiers: Tiers,
    title: String,
    description: String,
    canonical: String,
    area: &'static str,
    total: usize,
    total_text: String,
}

#[derive(Debug, Clone, Serialize)]
struct Tiers {
    community: String,
    verified: String,
}

impl Shell {
    /// The shell of the page at `path`, in one of the areas `catalog`,
    /// `collections`, `guide`, `api`, `none`.
    pub fn new(
        ctx: &Ctx,
        area: &'static str,
        path: &str,
        title: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        let brand = ctx.brand();
        let total = ctx.live().with(oin_search::Index::len);
        Self {
            network: brand.network.clone(),
            tiers: Tiers {
                community: brand.community.clone(),
                verified: brand.verified.clone(),
            },
            title: title.into(),
            description: description.into(),
            canonical: format!("{}{path}", ctx.base_url()),
            area,
            total,
            total_text: count_text(total),
        }
    }
}
