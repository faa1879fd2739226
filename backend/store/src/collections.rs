//! Sets of integrations that staff chose.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use oin_domain::catalog::Collection;
use oin_domain::integration::Slug;
use oin_domain::text::{Line, Prose};
use uuid::Uuid;

use crate::changes::{Changed, NewChange, hold_catalog};
use crate::entries::public_stages;
use crate::error::{Fault, StoreError};
use crate::schema::{collection_items, collections, integrations, listings};
use crate::tx::{Read, Tx};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = collections, check_for_backend(diesel::pg::Pg))]
struct CollectionRow {
    slug: String,
    title: String,
    summary: String,
    position: i32,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
}

impl CollectionRow {
    fn with(self, integrations: Vec<Slug>) -> Result<Collection, StoreError> {
        Ok(Collection {
            slug: Slug::try_from(self.slug).map_err(StoreError::broken)?,
            title: Line::try_from(self.title).map_err(StoreError::broken)?,
            summary: Prose::try_from(self.summary).map_err(StoreError::broken)?,
            position: self.position,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            integrations,
        })
    }
}

impl From<&Collection> for CollectionRow {
    fn from(collection: &Collection) -> Self {
        Self {
            slug: collection.slug.as_str().to_owned(),
            title: collection.title.as_str().to_owned(),
            summary: collection.summary.as_str().to_owned(),
            position: collection.position,
            starts_on: collection.starts_on,
            ends_on: collection.ends_on,
        }
    }
}

/// Whose items are wanted.
#[derive(Clone, Copy)]
enum Items {
    /// Those that the catalog shows.
    Public,
    /// All.
    Every,
}

async fn load(connection: &mut AsyncPgConnection, items: Items) -> Result<Vec<Collection>, Fault> {
    let rows: Vec<CollectionRow> = collections::table
        .order((collections::position, collections::slug))
        .select(CollectionRow::as_select())
        .load(connection)
        .await?;
    let mut chosen = collection_items::table
        .inner_join(integrations::table)
        .order((collection_items::collection_slug, collection_items::position))
        .select((
            collection_items::collection_slug,
            integrations::slug.assume_not_null(),
        ))
        .into_boxed();
    if let Items::Public = items {
        let shown = listings::table
            .filter(listings::stage.eq_any(public_stages()))
            .select(listings::integration_id);
        chosen = chosen
            .filter(integrations::visibility.eq("public"))
            .filter(integrations::id.eq_any(shown));
    }
    let chosen: Vec<(String, String)> = chosen.load(connection).await?;
    let mut by_collection: HashMap<String, Vec<Slug>> = HashMap::new();
    for (collection, integration) in chosen {
        let slug = Slug::try_from(integration).map_err(StoreError::broken)?;
        by_collection.entry(collection).or_default().push(slug);
    }
    rows.into_iter()
        .map(|row| {
            let integrations = by_collection.remove(&row.slug).unwrap_or_default();
            Ok(row.with(integrations)?)
        })
        .collect()
}

impl Read {
    /// All collections in their order, each with those of its integrations that the catalog
    /// shows. Their dates are not looked at: what is shown today is the caller's to say.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn collections(&mut self) -> Result<Vec<Collection>, StoreError> {
        self.run(async |connection| load(connection, Items::Public).await)
            .await
    }
}

impl Read {
    /// All collections in their order, each with all of its integrations, also those that the
    /// catalog does not show.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn every_collection(&mut self) -> Result<Vec<Collection>, StoreError> {
        self.run(async |connection| load(connection, Items::Every).await)
            .await
    }
}

impl Tx {
    /// Makes the collections these. Returns whether anything changed.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when one names an integration that does not exist.
    pub async fn set_collections(
        &mut self,
        wanted: &[Collection],
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let changed = self
            .run(async |connection| replace(connection, wanted).await)
            .await?;
        if changed {
            self.note([NewChange {
                at,
                what: Changed::Collections,
            }]);
        }
        Ok(changed)
    }
}

/// There are a few dozen, so what changed is written anew as a whole.
async fn replace(connection: &mut AsyncPgConnection, wanted: &[Collection]) -> Result<bool, Fault> {
    let mut sorted: Vec<&Collection> = wanted.iter().collect();
    sorted.sort_by(|a, b| (a.position, &a.slug).cmp(&(b.position, &b.slug)));
    hold_catalog(connection).await?;
    let before = load(connection, Items::Every).await?;
    if before.iter().eq(sorted.iter().copied()) {
        return Ok(false);
    }
    let slugs: Vec<&str> = wanted
        .iter()
        .flat_map(|collection| &collection.integrations)
        .map(Slug::as_str)
        .collect();
    let ids: HashMap<String, Uuid> = integrations::table
        .filter(integrations::slug.eq_any(slugs))
        .select((integrations::slug.assume_not_null(), integrations::id))
        .load::<(String, Uuid)>(connection)
        .await?
        .into_iter()
        .collect();
    let mut items = Vec::new();
    for collection in wanted {
        for (position, slug) in (1_i32..).zip(&collection.integrations) {
            let id = ids.get(slug.as_str()).ok_or(StoreError::Absent)?;
            items.push((
                collection_items::collection_slug.eq(collection.slug.as_str()),
                collection_items::integration_id.eq(*id),
                collection_items::position.eq(position),
            ));
        }
    }
    // The items go with their collections.
    diesel::delete(collections::table).execute(connection).await?;
    let rows: Vec<CollectionRow> = wanted.iter().map(CollectionRow::from).collect();
    if !rows.is_empty() {
        diesel::insert_into(collections::table)
            .values(rows)
            .execute(connection)
            .await?;
    }
    if !items.is_empty() {
        diesel::insert_into(collection_items::table)
            .values(items)
            .execute(connection)
            .await?;
    }
    Ok(true)
}
