//! A question to the catalog and its answer.

use oin_domain::catalog::{Facet, ProvisioningFilter, Sort};
use oin_domain::choice::Choice;
use oin_domain::connection::{Flow, SignOn};
use oin_domain::integration::{CategorySlug, Deployment};
use oin_domain::listing::{Health, Tier};

use crate::cursor::Cursor;
use crate::entries::view::EntryView;

/// What to find, in which order, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What people typed; blank, or punctuation alone, means everything.
    pub text: String,
    /// What the result is narrowed to.
    pub filters: Filters,
    /// The order of the result.
    pub sort: Sort,
    /// At most so many entries, 1 to [`Query::MOST`].
    pub limit: usize,
    /// Go on after this place.
    pub after: Option<Cursor>,
}

impl Query {
    /// The most entries in one answer.
    pub const MOST: usize = 100;
    /// The most characters of text.
    pub const LONGEST: usize = 200;
    /// The most different words that must match; further words are not looked at.
    pub const WORDS: usize = 16;
    /// How many entries deep the relevance order can be paged.
    pub const DEPTH: usize = 1_000;
}

impl Default for Query {
    fn default() -> Self {
        Self {
            text: String::new(),
            filters: Filters::default(),
            sort: Sort::Relevance,
            limit: 20,
            after: None,
        }
    }
}

/// The wanted values of each facet: one of them is enough; an empty list does
/// not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Categories.
    pub category: Vec<CategorySlug>,
    /// Sign-on modes.
    pub sign_on: Vec<SignOn>,
    /// Flows.
    pub flow: Vec<Flow>,
    /// Provisioning.
    pub provisioning: Vec<ProvisioningFilter>,
    /// Tiers.
    pub tier: Vec<Tier>,
    /// Deployments.
    pub deployment: Vec<Deployment>,
    /// Health.
    pub health: Vec<Health>,
}

impl Filters {
    /// The chosen values of every facet as their stable forms.
    pub fn values(&self) -> [(Facet, Vec<&str>); 7] {
        fn texts<T: Choice>(values: &[T]) -> Vec<&str> {
            values.iter().map(|value| value.as_str()).collect()
        }
        let categories = self.category.iter().map(CategorySlug::as_str).collect();
        [
            (Facet::Category, categories),
            (Facet::SignOn, texts(&self.sign_on)),
            (Facet::Flow, texts(&self.flow)),
            (Facet::Provisioning, texts(&self.provisioning)),
            (Facet::Tier, texts(&self.tier)),
            (Facet::Deployment, texts(&self.deployment)),
            (Facet::Health, texts(&self.health)),
        ]
    }

    /// Drops a value of a facet, given in its stable form.
    pub fn remove(&mut self, facet: Facet, value: &str) {
        match facet {
            Facet::Category => self.category.retain(|slug| slug.as_str() != value),
            Facet::SignOn => self.sign_on.retain(|mode| mode.as_str() != value),
            Facet::Flow => self.flow.retain(|flow| flow.as_str() != value),
            Facet::Provisioning => self.provisioning.retain(|want| want.as_str() != value),
            Facet::Tier => self.tier.retain(|tier| tier.as_str() != value),
            Facet::Deployment => self.deployment.retain(|place| place.as_str() != value),
            Facet::Health => self.health.retain(|health| health.as_str() != value),
        }
    }
}

/// Why a query cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// The text has more than [`Query::LONGEST`] characters.
    #[error("the text has more than {} characters", Query::LONGEST)]
    TextTooLong,
    /// The limit is 0 or more than [`Query::MOST`].
    #[error("the limit must be 1 to {}", Query::MOST)]
    Limit,
    /// A category that the catalog does not have.
    #[error("`{value}` is not a category; allowed are {}", allowed.join(", "))]
    UnknownCategory {
        /// What was asked for.
        value: CategorySlug,
        /// The categories there are, in display order.
        allowed: Vec<String>,
    },
    /// The cursor was made for another text, filter or order.
    #[error("the cursor belongs to another query")]
    ForeignCursor,
    /// The relevance order is paged no deeper than [`Query::DEPTH`] entries.
    #[error(
        "relevance reaches {} entries deep; narrow the query or sort by name",
        Query::DEPTH
    )]
    TooDeep,
}

/// How many entries have a value of a facet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FacetCount<'a> {
    /// The stable value.
    pub value: &'a str,
    /// The words people read.
    pub label: &'a str,
    /// How many entries of the result have it when this facet is not filtered.
    pub count: usize,
}

/// The counts of every facet, in display order, zeros included.
pub type FacetCounts<'a> = Vec<(Facet, Vec<FacetCount<'a>>)>;

/// The answer to a [`Query`].
#[derive(Debug)]
pub struct Results<'a> {
    /// The entries of this page.
    pub hits: Vec<EntryView<'a>>,
    /// How many entries there are on all pages.
    pub total: usize,
    /// The counts of every facet.
    pub facets: FacetCounts<'a>,
    /// Where the next page begins, when there is one that can be reached.
    pub next: Option<Cursor>,
}
