//! Publishing: the next revision of a listing, or its first.

use chrono::{DateTime, SubsecRound, Utc};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{Content, Slug};
use oin_domain::listing::{Flag, Health, Listing, Stage, Tier};

use super::write::{self, Categories, Held, Written};
use crate::changes::{Changed, NewChange};
use crate::error::StoreError;
use crate::tx::Tx;

/// What the catalog shall show of an integration.
#[derive(Debug, Clone, PartialEq)]
pub struct NewListing {
    /// The id that the integration gets when its slug is new. An integration that exists is found
    /// by its slug and keeps its own.
    pub id: IntegrationId,
    /// The integration's name in URLs.
    pub slug: Slug,
    /// Where the listing is in its life.
    pub stage: Stage,
    /// How far it was checked.
    pub tier: Tier,
    /// What the last tests said.
    pub tested: Health,
    /// What a reader should know.
    pub flags: Vec<Flag>,
    /// The revision.
    pub content: Content,
    /// What it was made from, 1 to 100 characters: `seed`, `demo`, later a submission's id.
    pub source: String,
    /// The time of this publication.
    pub at: DateTime<Utc>,
    /// When it last became verified; given exactly when the tier is verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// The launches that a new listing starts with; an existing one keeps its own.
    pub launches: i64,
}

/// What a bulk publication did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Listings that did not exist before.
    pub new: usize,
    /// Listings of which something changed.
    pub changed: usize,
    /// Listings that already said exactly this.
    pub unchanged: usize,
}

/// How many listings go into one statement: PostgreSQL takes at most 65,535 values in one.
const BATCH: usize = 500;

impl Tx {
    /// Publishes a revision: writes the integration (when it is new), the revision (when its
    /// content is new), the listing, its categories and the change. Publishing what is already
    /// published changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when a category is not of the managed list; [`StoreError::Taken`]
    /// (`integrations_pkey`) when the id belongs to an integration of another slug;
    /// [`StoreError::Broken`] when the facts contradict each other, for example verified without
    /// a date.
    pub async fn publish(&mut self, new: NewListing) -> Result<Listing, StoreError> {
        let (_, mut listings) = self.publish_batch(vec![new]).await?;
        listings
            .pop()
            .ok_or_else(|| StoreError::broken("nothing was published"))
    }

    /// Publishes many listings, some hundred in a statement. Give no slug twice.
    ///
    /// # Errors
    /// As [`publish`](Tx::publish) for any of them; then none is published.
    pub async fn publish_many(&mut self, new: Vec<NewListing>) -> Result<Tally, StoreError> {
        let mut tally = Tally::default();
        let mut rest = new.into_iter();
        loop {
            let batch: Vec<NewListing> = rest.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return Ok(tally);
            }
            let (part, _) = self.publish_batch(batch).await?;
            tally.new += part.new;
            tally.changed += part.changed;
            tally.unchanged += part.unchanged;
        }
    }

    /// In the order of the slugs, so that two publishers never wait for each other in a circle.
    async fn publish_batch(
        &mut self,
        mut batch: Vec<NewListing>,
    ) -> Result<(Tally, Vec<Listing>), StoreError> {
        batch.sort_by(|a, b| a.slug.cmp(&b.slug));
        if batch.windows(2).any(|pair| pair[0].slug == pair[1].slug) {
            return Err(StoreError::broken("a slug was given twice"));
        }
        let held = self
            .run(async |connection| write::hold(connection, &batch).await)
            .await?;
        let mut tally = Tally::default();
        let mut written = Vec::new();
        let mut listings = Vec::with_capacity(batch.len());
        let mut changes = Vec::new();
        for new in batch {
            let at = new.at;
            let held = held.get(new.slug.as_str()).ok_or(StoreError::Stale)?;
            let next = held.next(new)?;
            match (&held.listing, &next) {
                (_, Next::Same(_)) => tally.unchanged += 1,
                (None, Next::Written(_)) => tally.new += 1,
                (Some(_), Next::Written(_)) => tally.changed += 1,
            }
            match next {
                Next::Same(listing) => listings.push(*listing),
                Next::Written(one) => {
                    changes.extend(held.change(&one.listing).map(|what| NewChange { at, what }));
                    listings.push(one.listing.clone());
                    written.push(*one);
                }
            }
        }
        if !written.is_empty() {
            self.run(async |connection| write::write(connection, &written).await)
                .await?;
            let named = written.iter().flat_map(|one| one.listing.content.files());
            self.publish_files(named).await?;
            self.note(changes);
        }
        Ok((tally, listings))
    }
}

/// What publishing makes of a listing.
pub(super) enum Next {
    /// It already says exactly this.
    Same(Box<Listing>),
    /// It has to be written.
    Written(Box<Written>),
}

impl Held {
    /// The listing as it shall be, from what is and what is new.
    pub(super) fn next(&self, new: NewListing) -> Result<Next, StoreError> {
        // PostgreSQL keeps microseconds.
        let at = new.at.trunc_subsecs(6);
        let mut flags = new.flags;
        flags.sort_unstable();
        flags.dedup();
        let mut listing = Listing {
            id: self.id,
            slug: new.slug,
            version: 1,
            stage: new.stage,
            tier: new.tier,
            tested: new.tested,
            flags,
            content: new.content,
            published_at: at,
            updated_at: at,
            verified_at: new.verified_at.map(|at| at.trunc_subsecs(6)),
            launches: new.launches,
        };
        let mut source = Some(new.source);
        let mut categories = Categories::First;
        if let Some(old) = &self.listing {
            listing.version = old.version;
            listing.published_at = old.published_at;
            listing.updated_at = old.updated_at;
            listing.launches = old.launches;
            if listing == *old {
                return Ok(Next::Same(Box::new(listing)));
            }
            if listing.content == old.content {
                source = None;
            } else {
                listing.version = self.last_version + 1;
            }
            categories = if listing.content.categories == old.content.categories {
                Categories::Same
            } else {
                Categories::Others
            };
            listing.updated_at = old.updated_at.max(at);
        }
        Ok(Next::Written(Box::new(Written {
            at,
            source,
            class: None,
            notice: None,
            categories,
            content: serde_json::to_value(&listing.content).map_err(StoreError::broken)?,
            listing,
        })))
    }

    /// What the public sees of it.
    fn change(&self, next: &Listing) -> Option<Changed> {
        let (id, slug) = (next.id, next.slug.clone());
        let was_public = self.listing.as_ref().is_some_and(|old| old.stage.is_public());
        match (self.public, was_public, next.stage.is_public()) {
            (true, _, true) => Some(Changed::Upsert { id, slug }),
            (true, true, false) => Some(Changed::Removed { id, slug }),
            _ => None,
        }
    }
}
