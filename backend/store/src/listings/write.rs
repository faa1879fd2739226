//! The statements of publishing, each for a whole batch.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use oin_domain::choice::Choice;
use oin_domain::ids::IntegrationId;
use oin_domain::integration::Class;
use oin_domain::listing::Listing;
use oin_domain::text::{Prose, fold};
use uuid::Uuid;

use super::publish::NewListing;
use crate::entries::{CatalogEntry, EntryRow};
use crate::error::Fault;
use crate::prepared::Prepare as _;
use crate::schema::{integrations, listing_categories, listing_versions, listings};

/// An integration whose row is locked until the transaction ends.
pub(super) struct Held {
    pub(super) id: IntegrationId,
    pub(super) public: bool,
    /// The highest revision there is; the listing need not show it after a rollback.
    pub(super) last_version: i32,
    pub(super) listing: Option<Listing>,
}

/// A listing that has to be written.
pub(super) struct Written {
    pub(super) listing: Listing,
    /// The content as stored.
    pub(super) content: serde_json::Value,
    /// Of a new revision: what it was made from.
    pub(super) source: Option<String>,
    /// What it does to those who had installed the one before.
    pub(super) class: Option<Class>,
    /// What they are told of it, and up to when the old settings work.
    pub(super) notice: Option<(Prose, NaiveDate)>,
    pub(super) categories: Categories,
    pub(super) at: DateTime<Utc>,
}

/// What becomes of the rows in `listing_categories`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Categories {
    /// The listing has none yet.
    First,
    /// Others than before.
    Others,
    /// They stay.
    Same,
}

/// Makes the integrations that are new, locks all of them in the order given, and reads what is
/// published of them. The answer is keyed by slug.
pub(super) async fn hold(
    connection: &mut AsyncPgConnection,
    batch: &[NewListing],
) -> Result<HashMap<String, Held>, Fault> {
    let fresh: Vec<_> = batch
        .iter()
        .map(|new| {
            (
                integrations::id.eq(new.id.0),
                integrations::slug.eq(new.slug.as_str()),
                integrations::created_at.eq(new.at),
            )
        })
        .collect();
    diesel::insert_into(integrations::table)
        .values(fresh)
        .on_conflict(integrations::slug)
        .do_nothing()
        .execute(connection)
        .await?;
    let slugs: Vec<&str> = batch.iter().map(|new| new.slug.as_str()).collect();
    let locked: Vec<(Uuid, String, String)> = integrations::table
        .filter(integrations::slug.eq_any(&slugs))
        .order(integrations::slug)
        .select((
            integrations::id,
            integrations::slug.assume_not_null(),
            integrations::visibility,
        ))
        .for_no_key_update()
        .load(connection)
        .await?;
    let ids: Vec<Uuid> = locked.iter().map(|(id, ..)| *id).collect();
    let (mut published, last) = published_of(connection, &ids).await?;
    Ok(locked
        .into_iter()
        .map(|(id, slug, visibility)| {
            let held = Held {
                id: IntegrationId(id),
                public: visibility == "public",
                last_version: last.get(&id).copied().flatten().unwrap_or(0),
                listing: published.remove(&id),
            };
            (slug, held)
        })
        .collect())
}

/// Locks one integration that has a slug, and reads what is published of it.
pub(super) async fn hold_one(
    connection: &mut AsyncPgConnection,
    id: IntegrationId,
) -> Result<(String, Held), Fault> {
    let (slug, visibility): (String, String) = integrations::table
        .find(id.0)
        .filter(integrations::slug.is_not_null())
        .select((integrations::slug.assume_not_null(), integrations::visibility))
        .for_no_key_update()
        .first(connection)
        .await?;
    let (mut published, last) = published_of(connection, &[id.0]).await?;
    let held = Held {
        id,
        public: visibility == "public",
        last_version: last.get(&id.0).copied().flatten().unwrap_or(0),
        listing: published.remove(&id.0),
    };
    Ok((slug, held))
}

/// The listings of integrations, and the last revision of each.
type Published = (HashMap<Uuid, Listing>, HashMap<Uuid, Option<i32>>);

/// What is published of integrations whose rows are locked already: only a statement that begins
/// after the lock was granted sees what its last holder committed.
async fn published_of(connection: &mut AsyncPgConnection, ids: &[Uuid]) -> Result<Published, Fault> {
    let rows: Vec<EntryRow> = listings::table
        .inner_join(integrations::table)
        .inner_join(
            listing_versions::table.on(listing_versions::integration_id
                .eq(listings::integration_id)
                .and(listing_versions::version.eq(listings::version))),
        )
        .filter(listings::integration_id.eq_any(ids))
        .select(EntryRow::as_select())
        .load(connection)
        .await?;
    let mut published = HashMap::with_capacity(rows.len());
    for row in rows {
        let listing = CatalogEntry::try_from(row)?.into_listing()?;
        published.insert(listing.id.0, listing);
    }
    let last: HashMap<Uuid, Option<i32>> = if published.is_empty() {
        HashMap::new()
    } else {
        listing_versions::table
            .filter(listing_versions::integration_id.eq_any(ids))
            .group_by(listing_versions::integration_id)
            .select((
                listing_versions::integration_id,
                diesel::dsl::max(listing_versions::version),
            ))
            .load(connection)
            .await?
            .into_iter()
            .collect()
    };
    Ok((published, last))
}

/// Writes revisions, listings and their categories.
pub(super) async fn write(connection: &mut AsyncPgConnection, written: &[Written]) -> Result<(), Fault> {
    let revisions: Vec<_> = written
        .iter()
        .filter_map(|one| {
            let source = one.source.as_deref()?;
            Some((
                listing_versions::integration_id.eq(one.listing.id.0),
                listing_versions::version.eq(one.listing.version),
                listing_versions::content.eq(&one.content),
                listing_versions::published_at.eq(one.at),
                listing_versions::source.eq(source),
                listing_versions::class.eq(one.class.map(Class::as_str)),
                listing_versions::notice.eq(one.notice.as_ref().map(|(text, _)| text.as_str())),
                listing_versions::grace.eq(one.notice.as_ref().map(|(_, grace)| *grace)),
            ))
        })
        .collect();
    if !revisions.is_empty() {
        diesel::insert_into(listing_versions::table)
            .values(revisions)
            .execute(connection)
            .await?;
    }
    let rows: Vec<ListingRow> = written.iter().map(|one| ListingRow::of(&one.listing)).collect();
    diesel::insert_into(listings::table)
        .values(&rows)
        .on_conflict(listings::integration_id)
        .do_update()
        .set((
            listings::version.eq(excluded(listings::version)),
            listings::stage.eq(excluded(listings::stage)),
            listings::tier.eq(excluded(listings::tier)),
            listings::tested.eq(excluded(listings::tested)),
            listings::flags.eq(excluded(listings::flags)),
            listings::name.eq(excluded(listings::name)),
            listings::name_folded.eq(excluded(listings::name_folded)),
            listings::vendor.eq(excluded(listings::vendor)),
            listings::summary.eq(excluded(listings::summary)),
            listings::aliases.eq(excluded(listings::aliases)),
            listings::categories.eq(excluded(listings::categories)),
            listings::sign_on.eq(excluded(listings::sign_on)),
            listings::flows.eq(excluded(listings::flows)),
            listings::automated.eq(excluded(listings::automated)),
            listings::operations.eq(excluded(listings::operations)),
            listings::deployment.eq(excluded(listings::deployment)),
            listings::website.eq(excluded(listings::website)),
            listings::updated_at.eq(excluded(listings::updated_at)),
            listings::verified_at.eq(excluded(listings::verified_at)),
        ))
        .prepared()
        .execute(connection)
        .await?;
    write_categories(connection, written).await
}

async fn write_categories(connection: &mut AsyncPgConnection, written: &[Written]) -> Result<(), Fault> {
    let rows: Vec<_> = written
        .iter()
        .filter(|one| one.categories != Categories::Same)
        .flat_map(|one| {
            let id = one.listing.id.0;
            let numbered = (1_i16..).zip(&one.listing.content.categories);
            numbered.map(move |(position, category)| {
                (
                    listing_categories::integration_id.eq(id),
                    listing_categories::category_slug.eq(category.as_str()),
                    listing_categories::position.eq(position),
                )
            })
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let others: Vec<Uuid> = written
        .iter()
        .filter(|one| one.categories == Categories::Others)
        .map(|one| one.listing.id.0)
        .collect();
    if !others.is_empty() {
        diesel::delete(listing_categories::table.filter(listing_categories::integration_id.eq_any(others)))
            .execute(connection)
            .await?;
    }
    diesel::insert_into(listing_categories::table)
        .values(rows)
        .execute(connection)
        .await?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = listings)]
struct ListingRow<'a> {
    integration_id: Uuid,
    version: i32,
    stage: &'static str,
    tier: &'static str,
    tested: &'static str,
    flags: Vec<&'static str>,
    name: &'a str,
    name_folded: String,
    vendor: Option<&'a str>,
    summary: &'a str,
    aliases: Vec<&'a str>,
    categories: Vec<&'a str>,
    sign_on: Vec<&'static str>,
    flows: Vec<&'static str>,
    automated: bool,
    operations: Vec<&'static str>,
    deployment: &'static str,
    website: Option<&'a str>,
    published_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    verified_at: Option<DateTime<Utc>>,
    launches: i64,
}

impl<'a> ListingRow<'a> {
    fn of(listing: &'a Listing) -> Self {
        let content = &listing.content;
        Self {
            integration_id: listing.id.0,
            version: listing.version,
            stage: listing.stage.as_str(),
            tier: listing.tier.as_str(),
            tested: listing.tested.as_str(),
            flags: values(&listing.flags),
            name: content.name.as_str(),
            name_folded: fold(content.name.as_str()),
            vendor: content.vendor.as_ref().map(|vendor| vendor.as_str()),
            summary: content.summary.as_str(),
            aliases: content.aliases.iter().map(|alias| alias.as_str()).collect(),
            categories: content
                .categories
                .iter()
                .map(|category| category.as_str())
                .collect(),
            sign_on: values(&content.sign_on()),
            flows: values(&content.flows()),
            automated: content.provisioning.automated,
            operations: values(&content.provisioning.operations),
            deployment: content.deployment.as_str(),
            website: content.website.as_ref().map(|website| website.as_str()),
            published_at: listing.published_at,
            updated_at: listing.updated_at,
            verified_at: listing.verified_at,
            launches: listing.launches,
        }
    }
}

/// A closed list's values as stored.
fn values<T: Choice>(choices: &[T]) -> Vec<&'static str> {
    choices.iter().map(|choice| choice.as_str()).collect()
}
