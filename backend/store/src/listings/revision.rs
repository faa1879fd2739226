//! Publishing by the integration: what its next revision says, or which one is shown again.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{Class, Content, Slug};
use oin_domain::listing::{Flag, Health, Listing, Stage, Tier};
use oin_domain::text::Prose;

use super::publish::{NewListing, Next};
use super::write::{self, Categories, Held, Written};
use crate::changes::{Changed, NewChange};
use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::schema::{integrations, listing_versions};
use crate::tx::Tx;

/// The next revision of an integration that has a slug.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRevision {
    /// Which integration.
    pub integration: IntegrationId,
    /// What it says.
    pub content: Content,
    /// What it was made from, 1 to 100 characters: a submission's id.
    pub source: String,
    /// What it does to those who have installed the one before; nothing when there was none.
    pub class: Option<Class>,
    /// What they are told, and up to when the old settings work; needed by a breaking one.
    pub notice: Option<(Prose, NaiveDate)>,
    /// What a reader of a listing that is new should know; an existing one keeps its own.
    pub flags: Vec<Flag>,
    /// The time of this publication.
    pub at: DateTime<Utc>,
}

impl Tx {
    /// Publishes a revision of the integration that is named by its id. Its first one makes it
    /// live as a community entry; a listing that exists keeps stage, tier, health and flags.
    /// Who finds it is as the content says, from now on.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an integration, or when it has no slug, or when a
    /// category is not of the managed list; [`StoreError::Broken`] for a breaking revision
    /// without a notice.
    pub async fn publish_revision(&mut self, new: NewRevision) -> Result<Listing, StoreError> {
        let (slug, held) = self.hold_one(new.integration).await?;
        let public = new.content.visibility.is_public();
        let old = held.listing.as_ref();
        let stage = match old.map(|old| old.stage) {
            None | Some(Stage::Unlisted) => Stage::Live,
            Some(stage) => stage,
        };
        let next = held.next(NewListing {
            id: new.integration,
            slug,
            stage,
            tier: old.map_or(Tier::Community, |old| old.tier),
            tested: old.map_or(Health::NotTested, |old| old.tested),
            flags: old.map_or(new.flags, |old| old.flags.clone()),
            content: new.content,
            source: new.source,
            at: new.at,
            verified_at: old.and_then(|old| old.verified_at),
            launches: 0,
        })?;
        match next {
            Next::Same(listing) => Ok(*listing),
            Next::Written(mut written) => {
                written.class = new.class;
                written.notice = new.notice;
                self.put(&held, *written, public).await
            }
        }
    }

    /// Shows an earlier revision of an integration again. Everything else of its listing stays.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when the integration is not listed or has no such revision.
    pub async fn show_revision(
        &mut self,
        integration: IntegrationId,
        version: i32,
        at: DateTime<Utc>,
    ) -> Result<Listing, StoreError> {
        let (_, held) = self.hold_one(integration).await?;
        let old = held.listing.clone().ok_or(StoreError::Absent)?;
        let value: serde_json::Value = self
            .run(async |connection| {
                Ok(listing_versions::table
                    .find((integration.0, version))
                    .select(listing_versions::content)
                    .first(connection)
                    .await?)
            })
            .await?;
        let content: Content = serde_json::from_value(value.clone()).map_err(StoreError::broken)?;
        let public = content.visibility.is_public();
        let written = Written {
            content: value,
            source: None,
            class: None,
            notice: None,
            categories: Categories::Others,
            at,
            listing: Listing {
                version,
                content,
                updated_at: old.updated_at.max(at),
                ..old
            },
        };
        self.put(&held, written, public).await
    }

    async fn hold_one(&mut self, id: IntegrationId) -> Result<(Slug, Held), StoreError> {
        let (slug, held) = self
            .run(async |connection| write::hold_one(connection, id).await)
            .await?;
        Ok((Slug::try_from(slug).map_err(StoreError::broken)?, held))
    }

    /// Writes it, with who finds it and what the public sees of that.
    async fn put(&mut self, held: &Held, written: Written, public: bool) -> Result<Listing, StoreError> {
        let at = written.at;
        let listing = written.listing.clone();
        if public != held.public {
            let visibility = if public { "public" } else { "private" };
            self.run(async |connection| {
                diesel::update(integrations::table.find(listing.id.0))
                    .set(integrations::visibility.eq(visibility))
                    .prepared()
                    .execute(connection)
                    .await?;
                Ok(())
            })
            .await?;
        }
        self.run(async |connection| write::write(connection, &[written]).await)
            .await?;
        self.publish_files(listing.content.files()).await?;
        let was_seen = held.public && held.listing.as_ref().is_some_and(|old| old.stage.is_public());
        let (id, slug) = (listing.id, listing.slug.clone());
        let what = match (was_seen, public && listing.stage.is_public()) {
            (_, true) => Some(Changed::Upsert { id, slug }),
            (true, false) => Some(Changed::Removed { id, slug }),
            (false, false) => None,
        };
        self.note(what.map(|what| NewChange { at, what }));
        Ok(listing)
    }
}
