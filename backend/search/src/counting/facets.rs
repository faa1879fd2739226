//! Counts per facet value, with the words for them.

use oin_domain::catalog::{Facet, ProvisioningFilter};
use oin_domain::choice::Choice;
use oin_domain::connection::{Flow, SignOn};
use oin_domain::integration::Deployment;
use oin_domain::listing::{Health, Tier};

use crate::counting::signature::{self, Selection, Signature, Tally};
use crate::index::Index;
use crate::query::{FacetCount, FacetCounts, Filters, QueryError};

impl Index {
    /// A tally in words: every facet, every value, in display order.
    pub(crate) fn facets(&self, tally: &Tally) -> FacetCounts<'_> {
        Facet::ALL
            .iter()
            .map(|&facet| (facet, self.facet(facet, tally)))
            .collect()
    }

    fn facet(&self, facet: Facet, tally: &Tally) -> Vec<FacetCount<'_>> {
        match facet {
            Facet::Category => {
                let numbers = self.categories.in_order().iter();
                let words = numbers.filter_map(|&number| Some((number, self.categories.words(number)?)));
                words
                    .map(|(number, (value, label))| FacetCount {
                        value,
                        label,
                        count: tally.count(facet, usize::from(number)),
                    })
                    .collect()
            }
            Facet::SignOn => closed::<SignOn>(facet, tally),
            Facet::Flow => closed::<Flow>(facet, tally),
            Facet::Provisioning => closed::<ProvisioningFilter>(facet, tally),
            Facet::Tier => {
                let labels = [&*self.rules.community_label, &*self.rules.verified_label];
                let mut counts: Vec<FacetCount<'_>> = closed::<Tier>(facet, tally);
                for (count, label) in counts.iter_mut().zip(labels) {
                    count.label = label;
                }
                counts
            }
            Facet::Deployment => closed::<Deployment>(facet, tally),
            Facet::Health => closed::<Health>(facet, tally),
        }
    }

    /// The filters as masks over signatures.
    pub(crate) fn selection(&self, filters: &Filters) -> Result<Selection, QueryError> {
        let mut categories: Signature = 0;
        for slug in &filters.category {
            let Some(number) = self.categories.listed(slug) else {
                return Err(self.unknown_category(slug.clone()));
            };
            categories |= signature::bit(Facet::Category, usize::from(number));
        }
        let mut selection = Selection::default();
        selection.want(Facet::Category, categories);
        selection.want(Facet::SignOn, signature::bits(Facet::SignOn, &filters.sign_on));
        selection.want(Facet::Flow, signature::bits(Facet::Flow, &filters.flow));
        let provisioning = signature::bits(Facet::Provisioning, &filters.provisioning);
        selection.want(Facet::Provisioning, provisioning);
        selection.want(Facet::Tier, signature::bits(Facet::Tier, &filters.tier));
        selection.want(
            Facet::Deployment,
            signature::bits(Facet::Deployment, &filters.deployment),
        );
        selection.want(Facet::Health, signature::bits(Facet::Health, &filters.health));
        Ok(selection)
    }

    fn unknown_category(&self, value: oin_domain::integration::CategorySlug) -> QueryError {
        let numbers = self.categories.in_order().iter();
        let words = numbers.filter_map(|&number| self.categories.words(number));
        QueryError::UnknownCategory {
            value,
            allowed: words.map(|(slug, _)| slug.to_owned()).collect(),
        }
    }
}

fn closed<'a, T: Choice>(facet: Facet, tally: &Tally) -> Vec<FacetCount<'a>> {
    let values = T::ALL.iter().enumerate();
    values
        .map(|(place, value)| FacetCount {
            value: value.as_str(),
            label: value.label(),
            count: tally.count(facet, place),
        })
        .collect()
}
